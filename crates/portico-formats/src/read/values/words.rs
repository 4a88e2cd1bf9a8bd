//! Which words mean yes, no, or nothing?

/// Pairs of words for true and false. Only the first pair makes a column boolean when one of the two words never occurs.
const PAIRS: [(&str, &str); 9] = [
    ("true", "false"),
    ("yes", "no"),
    ("oui", "non"),
    ("vrai", "faux"),
    ("sí", "no"),
    ("si", "no"),
    ("verdadero", "falso"),
    ("y", "n"),
    ("t", "f"),
];

/// Which pairs are still possible for a column: bit `i` true word seen, bit `i + 16` false word seen, of pair `i`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Words {
    seen: u32,
    /// Pairs that a value contradicted.
    excluded: u32,
}

impl Words {
    /// Takes a word in; false when no pair is left.
    pub(crate) fn add(&mut self, text: &str) -> bool {
        let mut fits = false;
        for (index, (yes, no)) in PAIRS.iter().enumerate() {
            if same(text, yes) {
                self.seen |= 1 << index;
                fits = true;
            } else if same(text, no) {
                self.seen |= 1 << (index + 16);
                fits = true;
            } else {
                self.excluded |= 1 << index;
            }
        }
        fits && self.excluded.count_ones() < PAIRS.len() as u32
    }

    /// One pair explains every word seen.
    pub(crate) fn boolean(self) -> bool {
        (0..PAIRS.len()).any(|index| {
            let (yes, no) = (
                self.seen & (1 << index) != 0,
                self.seen & (1 << (index + 16)) != 0,
            );
            self.excluded & (1 << index) == 0 && if index == 0 { yes || no } else { yes && no }
        })
    }
}

fn same(text: &str, word: &str) -> bool {
    text.eq_ignore_ascii_case(word) || !word.is_ascii() && text.to_lowercase() == word
}

/// True or false, in any of the pairs; `1` and `0` too, which never make a column boolean by themselves.
pub(crate) fn boolean(text: &str) -> Option<bool> {
    let known = PAIRS.iter().find_map(|(yes, no)| {
        if same(text, yes) {
            Some(true)
        } else if same(text, no) {
            Some(false)
        } else {
            None
        }
    });
    known.or(match text {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    })
}

/// Words for "no value" in a column that is not text: `NA`, `N/A`, `null`, `None`, `NaN`, `-`, `--`, `–`, `—`, `..`, `?`, `#N/A`, `\N`,
/// `(null)`, `n.a.`, `n.d.`, in any case. A text column keeps its words: there only the empty cell means no value.
pub(crate) fn means_nothing(text: &str) -> bool {
    if text.len() > 6 {
        return matches!(
            text.to_ascii_lowercase().as_str(),
            "#valeur!" | "#value!" | "#div/0!"
        );
    }
    matches!(
        text,
        "-" | "--" | "---" | "–" | "—" | "." | ".." | "..." | "?" | "\\N"
    ) || [
        "na", "n/a", "null", "none", "nan", "#n/a", "(null)", "<null>", "n.a.", "n.d.", "nil", "#ref!",
        "#name?",
    ]
    .iter()
    .any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str]) -> bool {
        let mut seen = Words::default();
        words.iter().all(|word| seen.add(word)) && seen.boolean()
    }

    #[test]
    fn a_pair_of_words_makes_a_boolean() {
        assert!(check(&["true", "true"]));
        assert!(check(&["YES", "no"]));
        assert!(check(&["Y", "N"]));
        assert!(check(&["Sí", "no", "sí"]));
        assert!(!check(&["Y", "Y"]), "a single letter is no evidence");
        assert!(!check(&["yes", "yes"]));
        assert!(!check(&["yes", "false"]));
        assert!(!check(&["yes", "no", "maybe"]));
    }
}
