//! Which words, signs, texts and numbers stand in a formula?

use super::Mistake;

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Int(i64),
    Double(f64),
    Text(String),
    /// A word: field, function or operator.
    Word(String),
    /// `$name`: a field whatever the word.
    Field(String),
    Sign(&'static str),
    End,
}

/// Longest first, so that `//` is not two of `/`.
const SIGNS: [&str; 23] = [
    "&&", "||", "==", "!=", "<>", "<=", ">=", "//", "=", "<", ">", "+", "-", "*", "/", "%", "^", "!", "&",
    "?", ":", "(", ")",
];

/// The pieces, each with the byte it starts at.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let start = at;
        let token = match character {
            character if character.is_whitespace() => {
                at += character.len_utf8();
                continue;
            }
            '\'' | '"' => {
                let (token, end) = quoted(text, at, character)?;
                at = end;
                Token::Text(token)
            }
            '0'..='9' | '.' => {
                let (token, end) = number(text, at)?;
                at = end;
                token
            }
            '$' => {
                let (name, end) = match text[at + 1..].strip_prefix('{') {
                    Some(rest) => {
                        let close = rest
                            .find('}')
                            .ok_or_else(|| Mistake::new(start, "the `{` is not closed"))?;
                        (rest[..close].to_owned(), at + 2 + close + 1)
                    }
                    None => word(text, at + 1),
                };
                if name.is_empty() {
                    return Err(Mistake::new(start, "a field's name is missing behind `$`"));
                }
                at = end;
                Token::Field(name)
            }
            character if character.is_alphabetic() || character == '_' => {
                let (name, end) = word(text, at);
                at = end;
                Token::Word(name)
            }
            ',' | ';' => {
                at += 1;
                Token::Sign(",")
            }
            _ => {
                let sign = SIGNS.iter().find(|sign| text[at..].starts_with(**sign));
                let sign =
                    sign.ok_or_else(|| Mistake::new(start, format!("`{character}` means nothing here")))?;
                at += sign.len();
                Token::Sign(sign)
            }
        };
        tokens.push((start, token));
    }
    tokens.push((text.len(), Token::End));
    Ok(tokens)
}

fn word(text: &str, start: usize) -> (String, usize) {
    let length: usize = text[start..]
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .map(char::len_utf8)
        .sum();
    (text[start..start + length].to_owned(), start + length)
}

/// A text between quotes; the quote is written twice or behind a backslash.
fn quoted(text: &str, start: usize, quote: char) -> Result<(String, usize), Mistake> {
    let mut out = String::new();
    let mut characters = text[start + 1..].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some((_, 'n')) => out.push('\n'),
                Some((_, 't')) => out.push('\t'),
                Some((_, other)) => out.push(other),
                None => break,
            },
            character if character == quote => {
                if characters.peek().is_some_and(|(_, next)| *next == quote) {
                    characters.next();
                    out.push(quote);
                } else {
                    return Ok((out, start + 1 + at + 1));
                }
            }
            other => out.push(other),
        }
    }
    Err(Mistake::new(start, "the text is not closed"))
}

fn number(text: &str, start: usize) -> Result<(Token, usize), Mistake> {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(start);
    let mut whole = true;
    if bytes.get(end) == Some(&b'.') {
        whole = false;
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            whole = false;
            end = exponent;
        }
    }
    let written = &text[start..end];
    let unreadable = || Mistake::new(start, format!("`{written}` is not a number"));
    if whole && let Ok(number) = written.parse() {
        return Ok((Token::Int(number), end));
    }
    let number: f64 = written.parse().map_err(|_| unreadable())?;
    if number.is_finite() {
        Ok((Token::Double(number), end))
    } else {
        Err(unreadable())
    }
}
