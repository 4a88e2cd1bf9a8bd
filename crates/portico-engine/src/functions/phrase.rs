//! Does a text hold these words side by side, or is it this text, letter case and accents aside?

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanBuilder};
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;

use super::fold::{fold, fold_into, words};
use super::own::{call, texts};

/// True where one of the columns (texts, lists of texts, numbers) holds the words of the phrase side by side; never null.
/// A phrase without words is nowhere.
pub(crate) fn side_by_side(columns: Vec<Expr>, phrase: &str) -> Expr {
    let folded = fold(phrase);
    let wanted: Vec<String> = words(&folded).map(str::to_owned).collect();
    let parameters = format!("{wanted:?}");
    call(
        "side_by_side",
        parameters,
        DataType::Boolean,
        columns,
        move |columns| any_text(columns, |text| holds(text, &wanted)),
    )
}

/// True where the column is that text, or has it in its list; never null.
pub(crate) fn equals(column: Expr, text: &str) -> Expr {
    let wanted = fold(text.trim());
    call(
        "equals_folded",
        wanted.clone(),
        DataType::Boolean,
        vec![column],
        move |columns| any_text(columns, |text| text.trim() == wanted),
    )
}

fn holds(folded: &str, wanted: &[String]) -> bool {
    let Some(first) = wanted.first() else { return false };
    if !folded.contains(first.as_str()) {
        return false;
    }
    let found: Vec<&str> = words(folded).collect();
    found.windows(wanted.len()).any(|window| window == wanted)
}

/// For each row, whether one of its folded texts passes.
fn any_text(columns: &[ArrayRef], passes: impl Fn(&str) -> bool) -> Result<ArrayRef> {
    let rows = columns.first().map_or(0, |column| column.len());
    let mut found = vec![false; rows];
    let mut folded = String::new();
    for column in columns {
        let list = column.as_list_opt::<i32>();
        let items = match list {
            Some(list) => texts(list.values())?,
            None => texts(column)?,
        };
        for (row, found) in found.iter_mut().enumerate().filter(|(_, found)| !**found) {
            let range = match list {
                Some(list) if list.is_null(row) => 0..0,
                Some(list) => {
                    let offset = |at: usize| usize::try_from(list.value_offsets()[at]).unwrap_or_default();
                    offset(row)..offset(row + 1)
                }
                None => row..row + 1,
            };
            *found = range.filter(|item| items.is_valid(*item)).any(|item| {
                fold_into(items.value(item), &mut folded);
                passes(&folded)
            });
        }
    }
    let mut answer = BooleanBuilder::with_capacity(rows);
    answer.append_slice(&found);
    Ok(Arc::new(answer.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_phrase_stand_side_by_side() {
        let check = |text: &str, phrase: &[&str], expected: bool| {
            let wanted: Vec<String> = phrase.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(holds(&fold(text), &wanted), expected, "{phrase:?} in {text}");
        };
        check("The Book of Secrets", &["book", "of"], true);
        check("The Book of Secrets", &["book", "secrets"], false);
        check("The Book of Secrets", &["secret"], false);
        check("Besançon", &["besancon"], true);
        check("anything", &[], false);
    }
}
