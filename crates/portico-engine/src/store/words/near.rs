//! Which words of a dictionary are a few edits away? An automaton over bytes that keeps two rows of the distance table.
//!
//! The distance is that of `functions/text.rs`: insertions, deletions, substitutions and swaps of neighbours, no part edited twice.

use fst::Automaton;

/// Accepts the words at most `edits` away.
#[derive(Debug)]
pub(super) struct Near {
    word: Vec<char>,
    edits: usize,
}

/// How far the word so far is from each beginning of the wanted one.
#[derive(Debug, Clone)]
pub(super) struct State {
    row: Vec<usize>,
    before: Vec<usize>,
    last: Option<char>,
    /// Bytes of a character that has not ended.
    open: [u8; 4],
    len: usize,
}

impl Near {
    pub(super) fn new(word: &str, edits: usize) -> Self {
        Self {
            word: word.chars().collect(),
            edits,
        }
    }

    fn step(&self, state: &State, next: char) -> State {
        let mut row = Vec::with_capacity(state.row.len());
        row.push(state.row[0] + 1);
        for (at, wanted) in self.word.iter().enumerate() {
            let differs = usize::from(*wanted != next);
            let mut least = (state.row[at] + differs)
                .min(state.row[at + 1] + 1)
                .min(row[at] + 1);
            let is_swapped = at > 0 && self.word[at - 1] == next && state.last == Some(*wanted);
            if is_swapped && !state.before.is_empty() {
                least = least.min(state.before[at - 1] + 1);
            }
            row.push(least);
        }
        State {
            row,
            before: state.row.clone(),
            last: Some(next),
            open: [0; 4],
            len: 0,
        }
    }
}

impl Automaton for Near {
    type State = State;

    fn start(&self) -> State {
        State {
            row: (0..=self.word.len()).collect(),
            before: Vec::new(),
            last: None,
            open: [0; 4],
            len: 0,
        }
    }

    fn is_match(&self, state: &State) -> bool {
        state.len == 0 && state.row.last().is_some_and(|distance| *distance <= self.edits)
    }

    fn can_match(&self, state: &State) -> bool {
        // A swap begins one row earlier, and costs one.
        state.row.iter().any(|distance| *distance <= self.edits)
            || state.before.iter().any(|distance| *distance < self.edits)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let mut next = state.clone();
        if next.len < 4 {
            next.open[next.len] = byte;
            next.len += 1;
        }
        match std::str::from_utf8(&next.open[..next.len]) {
            Ok(text) => match text.chars().next() {
                Some(c) => self.step(state, c),
                None => next,
            },
            Err(_) => next,
        }
    }
}

#[cfg(test)]
mod tests {
    use fst::{IntoStreamer, Set, Streamer};
    use strsim::osa_distance;

    use super::*;

    /// Every word of up to four letters of a small alphabet, one letter of two bytes among them.
    fn all_words() -> Vec<String> {
        let mut words = vec![String::new()];
        let mut shorter = words.clone();
        for _ in 0..4 {
            shorter = shorter
                .iter()
                .flat_map(|word| ['a', 'b', 'c', 'é'].map(|letter| format!("{word}{letter}")))
                .collect();
            words.extend(shorter.clone());
        }
        words.retain(|word| !word.is_empty());
        words.sort();
        words
    }

    #[test]
    fn the_words_found_are_those_that_the_distance_allows() {
        let words = all_words();
        let dictionary = Set::from_iter(&words).expect("sorted words");
        for wanted in ["a", "ab", "abc", "abca", "éba", "cabé", "aabbc"] {
            for edits in 0..=2 {
                let mut found = Vec::new();
                let mut stream = dictionary.search(Near::new(wanted, edits)).into_stream();
                while let Some(word) = stream.next() {
                    found.push(String::from_utf8(word.to_vec()).expect("words are text"));
                }
                let near = words.iter().filter(|word| osa_distance(word, wanted) <= edits);
                assert_eq!(found, near.cloned().collect::<Vec<_>>(), "{wanted} {edits}");
            }
        }
    }
}
