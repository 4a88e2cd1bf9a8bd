//! Which searched words may be kept at all? Short ones that cannot be an address, a number of somebody, or a place on the map.

use unicode_normalization::UnicodeNormalization;

/// Longest text that is looked at, in characters.
pub const LONGEST_TERM: usize = 64;

/// Digits from which on a text may be a telephone number, an identity number or coordinates.
const MOST_DIGITS: usize = 5;

/// The text as it is counted: trimmed, one case, one blank between words. None when it must not be kept: too long, an e-mail
/// address, a link, many digits.
#[must_use]
pub fn normalise(text: &str) -> Option<String> {
    if text.len() > LONGEST_TERM * 4 {
        return None;
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let term = words.join(" ");
    let is_personal = term.contains('@') || term.contains("://") || term.contains("www.");
    let digits = term.chars().filter(|c| c.is_numeric()).count();
    let is_fine = !term.is_empty()
        && term.chars().count() <= LONGEST_TERM
        && term.chars().any(char::is_alphanumeric)
        && !term.chars().any(char::is_control)
        && !is_personal
        && digits < MOST_DIGITS;
    is_fine.then_some(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(normalise("  Bird   STRIKES ").as_deref(), Some("bird strikes"));
        assert_eq!(normalise("École ﬁn").as_deref(), Some("école fin"));
        assert_eq!(normalise("budget 2026").as_deref(), Some("budget 2026"));
    }

    #[test]
    fn what_may_point_at_somebody_is_dropped() {
        for text in [
            "jane.doe@example.org",
            "918-555-0147",
            "+33 6 12 34 56 78",
            "48.8566, 2.3522",
            "１２３４５６",
            "https://example.org/me",
            "www.example.org",
            "",
            "   ",
            "***",
            "a\u{7}b",
        ] {
            assert_eq!(normalise(text), None, "{text}");
        }
        assert_eq!(normalise(&"x".repeat(65)), None);
        assert_eq!(normalise(&"x".repeat(100_000)), None);
        assert!(normalise(&"x".repeat(64)).is_some());
    }
}
