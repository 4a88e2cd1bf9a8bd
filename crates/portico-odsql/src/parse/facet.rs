//! Which facet is meant, and which of its values? The parameters `facet`, `refine` and `exclude`.

use super::{MAX_LENGTH, Parsed, Parser};
use crate::ast::{FacetSpec, Refinement};
use crate::error::SyntaxError;
use crate::functions::Clause;
use crate::hints::nearest;
use crate::lexer::{Symbol, TokenKind};
use crate::text::{Quoted, read_backquoted, read_text};

/// Options of `facet()`.
const OPTIONS: &[&str] = &[
    "name",
    "disjunctive",
    "hierarchical",
    "separator",
    "sort",
    "limit",
];

/// Orders of a facet's values; a minus means descending.
const SORTS: &[&str] = &["count", "-count", "alphanum", "-alphanum", "num", "-num"];

/// `name:value`
pub(super) fn refinement(text: &str) -> Parsed<Refinement> {
    if text.len() > MAX_LENGTH {
        return Err(SyntaxError::too_long(text));
    }
    let incomplete = |what: &str| Err(SyntaxError::end(text).with_hint(what));
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    let (field, rest) = if rest.starts_with('`') {
        let Quoted::Done { content, length } = read_backquoted(rest) else {
            return incomplete("The backquote is never closed.");
        };
        let after = rest[length..].trim_start();
        let Some(value) = after.strip_prefix(':') else {
            return match after.chars().next() {
                Some(c) => {
                    let at = text.len() - after.len();
                    Err(SyntaxError::unexpected(text, at..at + c.len_utf8()).with_hint("Write name:value."))
                }
                None => incomplete("Write name:value."),
            };
        };
        (content, value)
    } else {
        let Some((name, value)) = rest.split_once(':') else {
            return incomplete("Write name:value.");
        };
        (name.trim_end().to_owned(), value)
    };
    if field.is_empty() {
        let at = text.find(':').unwrap_or_default();
        return Err(
            SyntaxError::unexpected(text, at..at + 1).with_hint("Write the facet's name before the colon.")
        );
    }
    let bare = rest.trim();
    let value = match read_text(bare) {
        Quoted::Done { content, length } if bare.starts_with(['"', '\'']) && length == bare.len() => content,
        _ if bare.is_empty() => {
            return incomplete("Write the value after the colon; \"\" is the empty text.");
        }
        _ => bare.to_owned(),
    };
    Ok(Refinement { field, value })
}

/// A name, or `facet( … )`.
pub(super) fn facet(text: &str) -> Parsed<FacetSpec> {
    let parser = Parser::new(text, Clause::Where)?;
    match (parser.kind(), parser.ahead(1)) {
        (TokenKind::End, _) => Err(SyntaxError::end(text)),
        (TokenKind::Name, TokenKind::Symbol(Symbol::Open)) if parser.is_word("facet") => {
            parser.whole(Parser::facet_call)
        }
        (TokenKind::Backquoted(_), _) => parser.whole(|parser| {
            Ok(FacetSpec {
                name: parser.name()?.node,
                ..FacetSpec::default()
            })
        }),
        (TokenKind::Unterminated | TokenKind::Stray, _) => Err(parser.unexpected()),
        _ => Ok(FacetSpec {
            name: text.trim().to_owned(),
            ..FacetSpec::default()
        }),
    }
}

impl Parser<'_> {
    /// `facet(option=value, …)`; of an option written twice the last one counts.
    fn facet_call(&mut self) -> Parsed<FacetSpec> {
        let start = self.start();
        self.bump();
        self.expect(Symbol::Open)?;
        let mut spec = FacetSpec::default();
        let mut hierarchical = None;
        let mut separator = None;
        loop {
            let option = self.source().to_ascii_lowercase();
            if self.kind() != &TokenKind::Name || !OPTIONS.contains(&option.as_str()) {
                let near = nearest(&option, OPTIONS.iter().copied());
                let error = self.unexpected();
                return Err(match near {
                    Some(near) if near != option => error.with_hint(format!("Did you mean `{near}`?")),
                    _ => error.with_hint(format!("Options are {}.", OPTIONS.join(", "))),
                });
            }
            self.bump();
            self.expect(Symbol::Equal)?;
            let at = self.start();
            match option.as_str() {
                "name" => spec.name = self.option_text()?,
                "disjunctive" => spec.disjunctive = Some(self.option_boolean()?),
                "hierarchical" => hierarchical = Some(self.option_boolean()?),
                "separator" => separator = Some(self.quoted_text()?),
                "sort" => {
                    let sort = self.option_text()?.to_ascii_lowercase();
                    if !SORTS.contains(&sort.as_str()) {
                        let what = format!("The sort of a facet is one of {}.", SORTS.join(", "));
                        return self.invalid(&what, at);
                    }
                    spec.sort = Some(sort);
                }
                _ => match usize::try_from(self.whole_number()?) {
                    Ok(limit) => spec.limit = Some(limit),
                    Err(_) => return self.invalid("The limit of a facet is not negative.", at),
                },
            }
            if !self.eat(Symbol::Comma) {
                break;
            }
        }
        self.expect(Symbol::Close)?;
        if spec.name.is_empty() {
            return self.invalid("facet() needs a name: facet(name=\"field\").", start);
        }
        if hierarchical == Some(false) {
            spec.hierarchical = Some(String::new());
        } else if hierarchical == Some(true) {
            let Some(separator) = separator.filter(|separator| !separator.is_empty()) else {
                return self.invalid("A hierarchical facet needs a separator: separator=\"/\".", start);
            };
            spec.hierarchical = Some(separator);
        }
        Ok(spec)
    }

    /// `"count"`, `count`, `-count`
    fn option_text(&mut self) -> Parsed<String> {
        if matches!(self.kind(), TokenKind::Text(_)) {
            return self.quoted_text();
        }
        let sign = if self.eat(Symbol::Minus) { "-" } else { "" };
        Ok(format!("{sign}{}", self.name()?.node))
    }

    /// `true`, `"true"`, in any case.
    fn option_boolean(&mut self) -> Parsed<bool> {
        let word = match self.kind() {
            TokenKind::Text(text) => text.to_ascii_lowercase(),
            _ => self.source().to_ascii_lowercase(),
        };
        let truth = match word.as_str() {
            "true" => true,
            "false" => false,
            _ => return Err(self.unexpected().with_hint("Write true or false.")),
        };
        self.bump();
        Ok(truth)
    }
}
