//! Does a record hold these words? Exact, by prefix, by part, or nearly, over one column or several.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanBuilder, StringViewArray};
use arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use strsim::osa_distance;

use super::fold::{fold, fold_into, words};
use super::own::{call, test_for, texts};

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
    /// The letters that were asked for.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Exact(text)
            | Self::Prefix(text)
            | Self::Suffix(text)
            | Self::Part(text)
            | Self::Near(text, _)
            | Self::NearOrPrefix(text, _) => text,
        }
    }

    /// The letters that a text must hold for the term to match, when that can be told without looking at words.
    fn needle(&self) -> Option<&str> {
        match self {
            Self::Exact(text) | Self::Prefix(text) | Self::Suffix(text) | Self::Part(text) => Some(text),
            Self::Near(..) | Self::NearOrPrefix(..) => None,
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
    test_for("words_match", terms, columns, |terms, columns| {
        scan(columns, terms)
    })
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

/// A term made ready: with the letters that it holds.
struct Sought<'a> {
    term: &'a Term,
    letters: u64,
}

impl<'a> Sought<'a> {
    fn new(term: &'a Term) -> Self {
        Self {
            term,
            letters: letters(term.word()),
        }
    }

    fn matches(&self, word: &str) -> bool {
        match self.term {
            Term::Exact(text) => word == text,
            Term::Prefix(text) => word.starts_with(text.as_str()),
            Term::Suffix(text) => word.ends_with(text.as_str()),
            Term::Part(text) => word.contains(text.as_str()),
            Term::Near(text, edits) => self.is_near(word, text, *edits),
            Term::NearOrPrefix(text, edits) => {
                word.starts_with(text.as_str()) || self.is_near(word, text, *edits)
            }
        }
    }

    fn is_near(&self, word: &str, text: &str, edits: usize) -> bool {
        if word == text {
            return true;
        }
        // What most words fail, before the distance is computed. An edit brings one letter, or takes one away.
        if edits == 0 || word.len().abs_diff(text.len()) > 4 * edits {
            return false;
        }
        let letters = letters(word);
        let apart = |one: u64, other: u64| (one & !other).count_ones() as usize > edits;
        if apart(self.letters, letters) || apart(letters, self.letters) {
            return false;
        }
        osa_distance(word, text) <= edits
    }
}

/// Which letters a word holds: a bit each, several letters to a bit.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) & 63))
}

/// A column made ready: its texts, and the lists they belong to.
struct Texts<'a> {
    column: &'a ArrayRef,
    texts: StringViewArray,
    listed: bool,
}

/// Whether each row of the columns holds every term.
pub(crate) fn scan(columns: &[ArrayRef], terms: &[Term]) -> Result<ArrayRef> {
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
    let sought: Vec<Sought<'_>> = terms.iter().map(Sought::new).collect();
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
                    left -= strike(&folded, &sought, &mut missing);
                }
            }
        }
        found.append_value(left == 0);
    }
    Ok(Arc::new(found.finish()))
}

/// Strikes out the terms that the text matches, and counts them.
fn strike(folded: &str, sought: &[Sought<'_>], missing: &mut [bool]) -> usize {
    let mut struck = 0;
    for (sought, missing) in sought.iter().zip(missing) {
        if !*missing
            || sought
                .term
                .needle()
                .is_some_and(|needle| !folded.contains(needle))
        {
            continue;
        }
        if words(folded).any(|word| sought.matches(word)) {
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
        let sought: Vec<Sought<'_>> = terms.iter().map(Sought::new).collect();
        let struck = strike(&fold(text), &sought, &mut missing);
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

    #[test]
    fn words_that_fail_for_their_letters_are_too_far_away() {
        let words = [
            "a", "ab", "abc", "acb", "bca", "abca", "élan", "elan", "naïve", "street", "stret", "steret",
        ];
        for text in words {
            for edits in 0..=2 {
                let term = Term::Near(text.to_owned(), edits);
                for word in words {
                    let near = osa_distance(word, text) <= edits;
                    assert_eq!(Sought::new(&term).matches(word), near, "{word} {text} {edits}");
                }
            }
        }
    }
}
