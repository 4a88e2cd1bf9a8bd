//! Does a record hold these words? Exact, by prefix, by part, or nearly, over one column or several.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanBuilder, StringViewArray};
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use strsim::osa_distance;

use super::fold::{fold, fold_into, words};
use super::own::{call, texts};

/// Nearness decisions remembered within one batch.
const REMEMBERED: usize = 20_000;

/// What a word of the record must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// This word.
    Exact(String),
    /// A word that begins so.
    Prefix(String),
    /// A word that ends so.
    Suffix(String),
    /// A word with this in it.
    Part(String),
    /// A word at most that many edits away.
    Near(String, usize),
    /// A word that begins so, or is that near.
    NearOrPrefix(String, usize),
}

impl Term {
    /// The letters that a text must hold for the term to match, when that can be told without looking at words.
    fn needle(&self) -> Option<&str> {
        match self {
            Self::Exact(text) | Self::Prefix(text) | Self::Suffix(text) | Self::Part(text) => Some(text),
            Self::Near(..) | Self::NearOrPrefix(..) => None,
        }
    }

    fn matches(&self, word: &str, memory: &mut Memory) -> bool {
        match self {
            Self::Exact(text) => word == text,
            Self::Prefix(text) => word.starts_with(text.as_str()),
            Self::Suffix(text) => word.ends_with(text.as_str()),
            Self::Part(text) => word.contains(text.as_str()),
            Self::Near(text, edits) => memory.near(word, text, *edits),
            Self::NearOrPrefix(text, edits) => {
                word.starts_with(text.as_str()) || memory.near(word, text, *edits)
            }
        }
    }
}

/// The terms of a full-text condition: every word, a `*` at the end of one making it a prefix.
pub(crate) fn full_text_terms(text: &str) -> Vec<Term> {
    pieces(text)
        .flat_map(|piece| {
            let prefix = piece.ends_with('*');
            let folded = fold(piece);
            let mut terms: Vec<Term> = words(&folded).map(|word| Term::Exact(word.to_owned())).collect();
            if prefix && let Some(Term::Exact(last)) = terms.last_mut() {
                let last = std::mem::take(last);
                terms.pop();
                terms.push(Term::Prefix(last));
            }
            terms
        })
        .collect()
}

/// The terms of `LIKE`: words, `%` or `*` standing for anything before or after one.
pub(crate) fn like_terms(pattern: &str) -> Vec<Term> {
    let wild = |c: char| matches!(c, '%' | '*');
    pieces(pattern)
        .flat_map(|piece| {
            let (before, after) = (piece.starts_with(wild), piece.ends_with(wild));
            let folded = fold(piece);
            let found: Vec<&str> = words(&folded).collect();
            let last = found.len().saturating_sub(1);
            let term = |(index, word): (usize, &&str)| {
                let word = (*word).to_owned();
                match (before && index == 0, after && index == last) {
                    (true, true) => Term::Part(word),
                    (true, false) => Term::Suffix(word),
                    (false, true) => Term::Prefix(word),
                    (false, false) => Term::Exact(word),
                }
            };
            found.iter().enumerate().map(term).collect::<Vec<_>>()
        })
        .collect()
}

/// The terms of `search`: every word nearly, the last one also as a prefix.
pub(crate) fn search_terms(text: &str) -> Vec<Term> {
    let folded = fold(text);
    let mut terms: Vec<Term> = words(&folded)
        .map(|word| Term::Near(word.to_owned(), edits(word)))
        .collect();
    if let Some(Term::Near(word, edits)) = terms.pop() {
        terms.push(Term::NearOrPrefix(word, edits));
    }
    terms
}

/// The terms of `suggest`: every word as a prefix.
pub(crate) fn suggest_terms(text: &str) -> Vec<Term> {
    let folded = fold(text);
    words(&folded).map(|word| Term::Prefix(word.to_owned())).collect()
}

/// Edits allowed in a word of that length.
fn edits(word: &str) -> usize {
    match word.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace).filter(|piece| !piece.is_empty())
}

/// True where every term is found in at least one of the columns (texts, lists of texts, or numbers); never null.
pub(crate) fn matches(columns: Vec<Expr>, terms: Vec<Term>) -> Expr {
    let parameters = format!("{terms:?}");
    call(
        "words_match",
        parameters,
        DataType::Boolean,
        columns,
        move |columns| scan(columns, &terms),
    )
}

/// True where one item of the list begins so; never null.
pub(crate) fn any_starts_with(list: Expr, prefix: String) -> Expr {
    call(
        "any_starts_with",
        prefix.clone(),
        DataType::Boolean,
        vec![list],
        move |columns| {
            let lists = columns[0].as_list::<i32>();
            let items = texts(lists.values())?;
            let mut found = BooleanBuilder::with_capacity(lists.len());
            for row in 0..lists.len() {
                found.append_value(
                    items_of(&columns[0], row).any(|item| items.value(item).starts_with(&prefix)),
                );
            }
            Ok(Arc::new(found.finish()))
        },
    )
}

/// Nearness decided once for each different word of a batch.
#[derive(Default)]
struct Memory {
    decided: HashMap<(String, String), bool>,
}

impl Memory {
    fn near(&mut self, word: &str, term: &str, edits: usize) -> bool {
        if word == term {
            return true;
        }
        if edits == 0 || word.len().abs_diff(term.len()) > 4 * edits {
            return false;
        }
        if let Some(decided) = self.decided.get(&(term.to_owned(), word.to_owned())) {
            return *decided;
        }
        let lengths = word.chars().count().abs_diff(term.chars().count());
        let near = lengths <= edits && osa_distance(word, term) <= edits;
        if self.decided.len() < REMEMBERED {
            self.decided.insert((term.to_owned(), word.to_owned()), near);
        }
        near
    }
}

/// A column made ready: its texts, and the lists they belong to.
struct Texts<'a> {
    column: &'a ArrayRef,
    texts: StringViewArray,
    listed: bool,
}

fn scan(columns: &[ArrayRef], terms: &[Term]) -> Result<ArrayRef> {
    let rows = columns.first().map_or(0, |column| column.len());
    let mut ready = Vec::with_capacity(columns.len());
    for column in columns {
        let listed = matches!(column.data_type(), DataType::List(_));
        let texts = if listed {
            texts(column.as_list::<i32>().values())?
        } else {
            texts(column)?
        };
        ready.push(Texts {
            column,
            texts,
            listed,
        });
    }
    let mut found = BooleanBuilder::with_capacity(rows);
    let mut memory = Memory::default();
    let mut folded = String::new();
    let mut missing = vec![true; terms.len()];
    for row in 0..rows {
        missing.fill(true);
        let mut left = terms.len();
        for texts in &ready {
            if left == 0 {
                break;
            }
            let items = if texts.listed {
                items_of(texts.column, row)
            } else {
                row..row + 1
            };
            for item in items {
                if left > 0 && texts.texts.is_valid(item) {
                    fold_into(texts.texts.value(item), &mut folded);
                    left -= strike(&folded, terms, &mut missing, &mut memory);
                }
            }
        }
        found.append_value(left == 0);
    }
    Ok(Arc::new(found.finish()))
}

/// Strikes out the terms that the text matches, and counts them.
fn strike(folded: &str, terms: &[Term], missing: &mut [bool], memory: &mut Memory) -> usize {
    let mut struck = 0;
    for (term, missing) in terms.iter().zip(missing) {
        if !*missing || term.needle().is_some_and(|needle| !folded.contains(needle)) {
            continue;
        }
        if words(folded).any(|word| term.matches(word, memory)) {
            *missing = false;
            struck += 1;
        }
    }
    struck
}

/// Positions of a list's items in the values of the column.
fn items_of(column: &ArrayRef, row: usize) -> std::ops::Range<usize> {
    let lists = column.as_list::<i32>();
    if lists.is_null(row) {
        return 0..0;
    }
    let offset = |at: usize| usize::try_from(lists.value_offsets()[at]).expect("offsets are positive");
    offset(row)..offset(row + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(terms: &[Term], text: &str, expected: bool) {
        let mut missing = vec![true; terms.len()];
        let struck = strike(&fold(text), terms, &mut missing, &mut Memory::default());
        assert_eq!(struck == terms.len(), expected, "{terms:?} in {text}");
    }

    #[test]
    fn words_are_found_exactly_by_prefix_by_part_or_nearly() {
        check(&full_text_terms("CITY light"), "City of light", true);
        check(&full_text_terms("film"), "films about trees", false);
        check(&full_text_terms("film*"), "films about trees", true);
        check(&like_terms("%ant%"), "Nantes", true);
        check(&like_terms("secret book"), "book of secret ports", true);
        check(&like_terms("secret book"), "THE BOOK OF SECRETS", false);
        check(&search_terms("bok of secret"), "THE BOOK OF SECRETS", true);
        check(&search_terms("mexco cit"), "Mexico City", true);
        check(&search_terms("Pariz"), "Paris", true);
        check(&search_terms("xy"), "xz", false);
        check(&suggest_terms("Besanc"), "Besançon", true);
    }
}
