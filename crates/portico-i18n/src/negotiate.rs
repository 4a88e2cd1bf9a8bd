//! Which of our languages does `Accept-Language` ask for?

use crate::Lang;

/// Bytes of the header that are read; a longer one is cut at a comma.
const LIMIT: usize = 500;

/// The language to answer in. `default` must be one of `available`.
#[must_use]
pub fn negotiate(header: &str, available: &[Lang], default: Lang) -> Lang {
    let codes: Vec<_> = available.iter().map(|lang| lang.code()).collect();
    Lang::parse(choose(header, &codes, default.code())).unwrap_or(default)
}

/// The same over codes: highest `q` first, the first that matches; `*` stops the search; `q=0` excludes, the default too when
/// something else is left.
#[must_use]
pub fn choose<'a>(header: &str, available: &[&'a str], default: &'a str) -> &'a str {
    let wishes = parse(header);
    let refused: Vec<_> = wishes
        .iter()
        .filter(|(_, q)| *q == 0)
        .map(|(tag, _)| tag.as_str())
        .collect();
    let is_refused = |code: &str| refused.iter().any(|tag| tag.eq_ignore_ascii_case(code));
    let allowed: Vec<_> = available
        .iter()
        .copied()
        .filter(|code| !is_refused(code))
        .collect();
    let fallback = if is_refused(default) {
        allowed.first().copied().unwrap_or(default)
    } else {
        default
    };
    for (tag, _) in wishes.iter().filter(|(_, q)| *q > 0) {
        if tag == "*" {
            return fallback;
        }
        if let Some(code) = match_tag(tag, &allowed) {
            return code;
        }
    }
    fallback
}

/// The code that a tag asks for: itself, else shorter and shorter, else another variant of its language.
#[must_use]
pub fn match_tag<'a>(tag: &str, available: &[&'a str]) -> Option<&'a str> {
    let is_tag =
        !tag.is_empty() && tag.len() <= 64 && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_tag {
        return None;
    }
    let mut shorter = tag;
    loop {
        if let Some(code) = available.iter().find(|code| code.eq_ignore_ascii_case(shorter)) {
            return Some(code);
        }
        match shorter.rfind('-') {
            Some(at) => shorter = &shorter[..at],
            None => break,
        }
    }
    available.iter().copied().find(|code| {
        code.split_once('-')
            .is_some_and(|(language, _)| language.eq_ignore_ascii_case(shorter))
    })
}

/// Tags with their weight in thousandths, heaviest first, ties in the order written. A header with a malformed part says nothing, as in
/// Django; an empty part is none.
fn parse(header: &str) -> Vec<(String, u16)> {
    let header = match header.get(..LIMIT) {
        Some(start) if header.len() > LIMIT => start.rsplit_once(',').map_or("", |(whole, _)| whole),
        None if header.len() > LIMIT => "",
        _ => header,
    };
    let parts = header.split(',').filter(|part| !part.trim().is_empty());
    let Some(mut wishes) = parts.map(wish).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    wishes.sort_by_key(|(_, q)| std::cmp::Reverse(*q));
    wishes
}

/// `fr-CA`, or `fr-CA;q=0.5`.
fn wish(part: &str) -> Option<(String, u16)> {
    let mut pieces = part.split(';').map(str::trim);
    let tag = pieces.next().filter(|tag| *tag == "*" || is_tag(tag))?;
    let q = match pieces.next() {
        Some(parameter) => weight(
            parameter
                .strip_prefix(['q', 'Q'])?
                .trim_start()
                .strip_prefix('=')?
                .trim(),
        )?,
        None => 1000,
    };
    pieces.next().is_none().then(|| (tag.to_owned(), q))
}

/// Words of one to eight letters and digits between hyphens, the first of letters.
fn is_tag(tag: &str) -> bool {
    let is_word =
        |word: &str| (1..=8).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    tag.starts_with(|first: char| first.is_ascii_alphabetic()) && tag.split('-').all(is_word)
}

/// `0`, `1`, `0.8`, `1.000`: at most three decimals.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", thousandths) => Some(thousandths),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_chooses_as_the_table_says() {
        const OURS: &[&str] = &["en", "fr", "es"];
        const OTHERS: &[&str] = &["en", "pt-br", "zh-hans"];
        let rows: &[(&str, &[&str], &str)] = &[
            ("", OURS, "en"),
            ("fr", OURS, "fr"),
            ("FR", OURS, "fr"),
            ("fr-CA", OURS, "fr"),
            ("es-419,es;q=0.9", OURS, "es"),
            ("de,es;q=0.5,fr;q=0.4", OURS, "es"),
            ("fr;q=0.4,es;q=0.5", OURS, "es"),
            ("fr;q=0.5,es;q=0.5", OURS, "fr"),
            ("de;q=0.9,it", OURS, "en"),
            ("*", OURS, "en"),
            ("de,*;q=0.5,fr;q=0.4", OURS, "en"),
            ("fr;q=0", OURS, "en"),
            ("fr;q=0,es;q=0.1", OURS, "es"),
            ("en;q=0", OURS, "fr"),
            ("en;q=0,*", OURS, "fr"),
            ("en;q=0,fr;q=0,es;q=0", OURS, "en"),
            ("fr;q=0.000,fr-CA", OURS, "en"),
            ("fr;q=2,es;q=0.2", OURS, "en"),
            ("fr;q=abc,es;q=0.2", OURS, "en"),
            ("fr;q=0.1234,es;q=0.2", OURS, "en"),
            ("fr;level=1;q=0.3,es;q=0.2", OURS, "en"),
            ("fr;q=0.5;q=0.9", OURS, "en"),
            (" , ;q=1 ,,fr ; q=0.7", OURS, "en"),
            (" , ,,fr ; q=0.7", OURS, "fr"),
            ("fr;Q=0.2,es;q=0.9", OURS, "es"),
            ("fr-", OURS, "en"),
            ("../../etc,fr", OURS, "en"),
            ("pt", OTHERS, "pt-br"),
            ("pt-PT", OTHERS, "pt-br"),
            ("zh-TW", OTHERS, "zh-hans"),
            ("zh-Hans-CN", OTHERS, "zh-hans"),
        ];
        for (header, available, expected) in rows {
            assert_eq!(choose(header, available, "en"), *expected, "{header}");
        }
    }

    #[test]
    fn a_long_header_is_cut_at_a_comma() {
        let tail = format!("es,{}", "x-y,".repeat(200));
        assert_eq!(negotiate(&tail, &Lang::ALL, Lang::En), Lang::Es);
        let late = format!("{}es", "x-y,".repeat(200));
        assert_eq!(
            negotiate(&late, &Lang::ALL, Lang::En),
            Lang::En,
            "what is beyond the limit is not read"
        );
        assert_eq!(negotiate(&"é".repeat(400), &Lang::ALL, Lang::Fr), Lang::Fr);
    }

    #[test]
    fn a_forced_tag_finds_its_language_among_those_offered() {
        assert_eq!(Lang::of_tag("en-gb", &Lang::ALL), Some(Lang::En));
        assert_eq!(Lang::of_tag("fr", &[Lang::En]), None);
        assert_eq!(Lang::of_tag("xx", &Lang::ALL), None);
        assert_eq!(Lang::of_tag("", &Lang::ALL), None);
    }
}
