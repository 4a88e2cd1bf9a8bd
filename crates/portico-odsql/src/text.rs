//! How are texts and names quoted, and how are they read back?

use std::fmt::Write as _;

/// Words that the role model reserves, and ours: a column of that name is printed between backquotes.
const RESERVED: &[&str] = &[
    "and",
    "as",
    "asc",
    "avg",
    "by",
    "count",
    "date_format",
    "day",
    "dayofweek",
    "desc",
    "distinct",
    "equi",
    "false",
    "group",
    "hour",
    "ifnull",
    "in",
    "is",
    "like",
    "limit",
    "lower",
    "max",
    "millisecond",
    "min",
    "minute",
    "month",
    "not",
    "null",
    "or",
    "quarter",
    "range",
    "search",
    "second",
    "select",
    "sum",
    "to",
    "top",
    "true",
    "upper",
    "where",
    "year",
];

/// What reading a quoted piece of text gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Quoted {
    /// The content without escapes, and the bytes read, quotes included.
    Done { content: String, length: usize },
    /// The end came before the closing quote.
    Unterminated,
    /// A broken `\u` escape, that many bytes from the opening quote.
    BadEscape { offset: usize },
}

/// Reads `'…'` or `"…"` at the beginning of `rest`: JSON's escapes, `\'`, and a doubled quote for one quote.
/// A backslash before any other character stands for that character.
pub(crate) fn read_text(rest: &str) -> Quoted {
    let mut chars = rest.char_indices().peekable();
    let Some((_, quote)) = chars.next() else {
        return Quoted::Unterminated;
    };
    let mut content = String::new();
    while let Some((offset, c)) = chars.next() {
        if c == quote {
            if chars.peek().is_some_and(|&(_, next)| next == quote) {
                chars.next();
                content.push(quote);
            } else {
                return Quoted::Done {
                    content,
                    length: offset + c.len_utf8(),
                };
            }
        } else if c == '\\' {
            let Some((_, escaped)) = chars.next() else {
                return Quoted::Unterminated;
            };
            match escaped {
                'n' => content.push('\n'),
                't' => content.push('\t'),
                'r' => content.push('\r'),
                'b' => content.push('\u{8}'),
                'f' => content.push('\u{c}'),
                'u' => {
                    let Some((decoded, digits)) = read_unicode(&rest[offset..]) else {
                        return Quoted::BadEscape { offset };
                    };
                    content.push(decoded);
                    for _ in 0..digits {
                        chars.next();
                    }
                }
                other => content.push(other),
            }
        } else {
            content.push(c);
        }
    }
    Quoted::Unterminated
}

/// Reads `\uXXXX`, or two of them for a surrogate pair; a lone surrogate is U+FFFD. Gives the character and how many
/// characters follow the first `\u`.
fn read_unicode(escape: &str) -> Option<(char, usize)> {
    let unit = |text: &str| -> Option<u32> {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok()
    };
    let first = unit(escape)?;
    if (0xD800..0xDC00).contains(&first)
        && let Some(second) = escape.get(6..).and_then(unit)
        && (0xDC00..0xE000).contains(&second)
    {
        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return Some((char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 10));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 4))
}

/// Reads `` `…` `` at the beginning of `rest`, where `` \` `` is a backquote and `\\` a backslash.
pub(crate) fn read_backquoted(rest: &str) -> Quoted {
    let mut chars = rest.char_indices().peekable();
    chars.next();
    let mut content = String::new();
    while let Some((offset, c)) = chars.next() {
        match c {
            '`' => {
                return Quoted::Done {
                    content,
                    length: offset + 1,
                };
            }
            '\\' => match chars.peek() {
                Some(&(_, next @ ('`' | '\\'))) => {
                    chars.next();
                    content.push(next);
                }
                _ => content.push('\\'),
            },
            _ => content.push(c),
        }
    }
    Quoted::Unterminated
}

/// A field name as ODSQL text: between backquotes only when it needs them.
///
/// It does when it is a reserved word, begins with a digit, or holds something else than ASCII letters, digits, `_`
/// and the dots of catalog metadata.
#[must_use]
pub fn quote_field(name: &str) -> String {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let reserved = RESERVED.contains(&name.to_ascii_lowercase().as_str());
    if name.split('.').all(plain) && !name.starts_with(|c: char| c.is_ascii_digit()) && !reserved {
        return name.to_owned();
    }
    let mut quoted = String::with_capacity(name.len() + 2);
    quoted.push('`');
    for c in name.chars() {
        if matches!(c, '`' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('`');
    quoted
}

/// A text as an ODSQL literal between double quotes, escaped as JSON would.
#[must_use]
pub fn quote_text(text: &str) -> String {
    quote_with(text, '"')
}

/// A text as an ODSQL literal between the given quotes.
pub(crate) fn quote_with(text: &str, quote: char) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for c in text.chars() {
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c == quote => {
                quoted.push('\\');
                quoted.push(c);
            }
            c if c.is_control() => {
                write!(quoted, "\\u{:04x}", u32::from(c)).expect("writing to a String cannot fail");
            }
            c => quoted.push(c),
        }
    }
    quoted.push(quote);
    quoted
}

/// The text, or the part of it around a byte offset when it is longer than `most` characters.
pub(crate) fn excerpt(text: &str, around: usize, most: usize) -> String {
    if text.len() <= most || text.chars().count() <= most {
        return text.to_owned();
    }
    let before = text
        .char_indices()
        .take_while(|&(offset, _)| offset < around)
        .count();
    let first = before.saturating_sub(most / 2);
    let mut cut: String = text.chars().skip(first).take(most).collect();
    if first > 0 {
        cut.insert(0, '…');
    }
    if text.chars().nth(first + most).is_some() {
        cut.push('…');
    }
    cut
}
