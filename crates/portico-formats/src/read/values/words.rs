//! Which words mean yes, no, or nothing?

/// Pairs of words for true and false. The first makes a column boolean by itself; the others only where the editor says so: a program
/// that asks for `open = "OUI"` wants the word that the source has.
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

    /// Every word seen is `true` or `false`.
    pub(crate) fn boolean(self) -> bool {
        self.seen & (1 | 1 << 16) != 0 && self.excluded & 1 == 0
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
    fn true_and_false_make_a_boolean_and_other_words_stay_words() {
        assert!(check(&["true", "true"]));
        assert!(check(&["False", "TRUE"]));
        for words in [
            ["YES", "no"],
            ["Y", "N"],
            ["oui", "non"],
            ["yes", "false"],
            ["true", "maybe"],
        ] {
            assert!(!check(&words), "{words:?}");
        }
    }

    #[test]
    fn where_the_editor_says_so_many_words_mean_true_and_false() {
        for (text, expected) in [("Sí", true), ("NON", false), ("y", true), ("0", false)] {
            assert_eq!(boolean(text), Some(expected), "{text}");
        }
        assert_eq!(boolean("maybe"), None);
    }
}
