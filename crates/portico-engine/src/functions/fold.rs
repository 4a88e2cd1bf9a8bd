//! Which words does a text hold, letter case and accents aside?

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Writes the text into `out` in lower case and without accents.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
        return;
    }
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'ς' => out.push('σ'),
            c => out.extend(c.to_lowercase().filter(|c| !is_combining_mark(*c))),
        }
    }
}

/// The folded text.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// The words of a folded text: runs of letters and digits.
pub(crate) fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lose_case_and_accents() {
        let check = |text: &str, expected: &[&str]| {
            let folded = fold(text);
            assert_eq!(words(&folded).collect::<Vec<_>>(), expected, "{text}");
        };
        check("Besançon, la VILLE", &["besancon", "la", "ville"]);
        check("Straße nº 5", &["strasse", "no", "5"]);
        check("Œuvre d'art 🎨 d’été", &["oeuvre", "d", "art", "d", "ete"]);
        check("ΟΔΟΣ", &["οδοσ"]);
        check("İstanbul", &["istanbul"]);
        check("…", &[]);
    }
}
