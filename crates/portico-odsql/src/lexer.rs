//! Which words and signs is the text made of? The only place that looks at characters.

use std::ops::Range;

use crate::text::{Quoted, read_backquoted, read_text};

/// A word or sign, with its place in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) span: Range<usize>,
}

/// What a token is. What cannot be read is a token too, so that an error before it is reported first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word without quotes: a name, maybe dotted, or a keyword.
    Name,
    /// A name between backquotes, unescaped.
    Backquoted(String),
    /// A text between quotes, unescaped.
    Text(String),
    /// Digits, maybe with a fraction and an exponent; never signed.
    Number,
    /// An operator or a bracket.
    Symbol(Symbol),
    /// A character that the language does not use, or an empty name between backquotes.
    Stray,
    /// A `\u` without four hexadecimal digits.
    BadEscape,
    /// A quote that is never closed.
    Unterminated,
    /// The end of the text.
    End,
}

/// Operators and brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Symbol {
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Comma,
    Dots,
    Star,
    Plus,
    Minus,
    Slash,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Longest first, so that `<=` is not `<` and `=`.
const SYMBOLS: &[(&str, Symbol)] = &[
    ("..", Symbol::Dots),
    ("==", Symbol::Equal),
    ("!=", Symbol::NotEqual),
    ("<>", Symbol::NotEqual),
    ("<=", Symbol::LessOrEqual),
    (">=", Symbol::GreaterOrEqual),
    ("(", Symbol::Open),
    (")", Symbol::Close),
    ("[", Symbol::OpenBracket),
    ("]", Symbol::CloseBracket),
    (",", Symbol::Comma),
    ("*", Symbol::Star),
    ("+", Symbol::Plus),
    ("-", Symbol::Minus),
    ("/", Symbol::Slash),
    ("=", Symbol::Equal),
    (":", Symbol::Equal),
    ("<", Symbol::Less),
    (">", Symbol::Greater),
];

/// Cuts the text into tokens; the last one is always [`TokenKind::End`].
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        match read(rest, first) {
            Read::Token(kind, length) => {
                tokens.push(Token {
                    kind,
                    span: at..at + length,
                });
                at += length;
            }
            Read::Unterminated => {
                tokens.push(Token {
                    kind: TokenKind::Unterminated,
                    span: at..text.len(),
                });
                break;
            }
            Read::BadEscape(offset) => {
                let from = at + offset;
                let to = text[from..]
                    .char_indices()
                    .nth(6)
                    .map_or(text.len(), |(length, _)| from + length);
                tokens.push(Token {
                    kind: TokenKind::BadEscape,
                    span: from..to,
                });
                break;
            }
        }
    }
    tokens.push(Token {
        kind: TokenKind::End,
        span: text.len()..text.len(),
    });
    tokens
}

/// One token, or why there is none.
enum Read {
    Token(TokenKind, usize),
    Unterminated,
    BadEscape(usize),
}

/// Reads one token at the beginning of `rest`, which begins with `first`, not a blank.
fn read(rest: &str, first: char) -> Read {
    let quoted = |quoted: Quoted, make: fn(String) -> TokenKind| match quoted {
        Quoted::Done { content, length } => Read::Token(make(content), length),
        Quoted::Unterminated => Read::Unterminated,
        Quoted::BadEscape { offset } => Read::BadEscape(offset),
    };
    match first {
        '\'' | '"' => quoted(read_text(rest), TokenKind::Text),
        '`' => quoted(read_backquoted(rest), |name| {
            if name.is_empty() {
                TokenKind::Stray
            } else {
                TokenKind::Backquoted(name)
            }
        }),
        _ if number_length(rest) > 0 => Read::Token(TokenKind::Number, number_length(rest)),
        _ if first.is_alphabetic() || first == '_' => Read::Token(TokenKind::Name, name_length(rest)),
        _ => match SYMBOLS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            Some((sign, symbol)) => Read::Token(TokenKind::Symbol(*symbol), sign.len()),
            None => Read::Token(TokenKind::Stray, first.len_utf8()),
        },
    }
}

/// Bytes of the unsigned number at the beginning: `12`, `5.8`, `.5`, `1e-3`. `1..10` begins with `1`, `1em` too.
fn number_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut length = digits(0);
    if bytes.get(length) == Some(&b'.') {
        match digits(length + 1) {
            0 => {}
            fraction => length += 1 + fraction,
        }
    }
    if length > 0 && matches!(bytes.get(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
        match digits((length + 1 + sign).min(bytes.len())) {
            0 => {}
            exponent => length += 1 + sign + exponent,
        }
    }
    length
}

/// Bytes of the name at the beginning: letters, digits, `_`, and dots followed by one of them.
fn name_length(rest: &str) -> usize {
    let belongs = |c: char| c.is_alphanumeric() || c == '_';
    let mut chars = rest.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let dot = c == '.' && chars.peek().is_some_and(|&(_, next)| belongs(next));
        if !belongs(c) && !dot {
            return offset;
        }
    }
    rest.len()
}
