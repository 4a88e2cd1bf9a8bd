//! What is a field compared with? Values, quoted or not, moments, intervals and choices, as they are read on.

use super::read::Reader;
use super::{Clause, Operand, TestOp, function, now};

impl Reader<'_> {
    /// `field:(a OR b)`: one of them; `field:(a b)`: all of them.
    pub(super) fn choices(&mut self, field: &str, op: TestOp) -> Option<Clause> {
        self.eat('(');
        self.depth += 1;
        let (mut parts, mut any) = (Vec::new(), false);
        loop {
            self.skip_blanks();
            if self.rest.is_empty() || self.eat(')') {
                break;
            }
            if self.keyword("OR", true) || self.eat_text("||") {
                any = true;
            } else if !(self.keyword("AND", true) || self.eat_text("&&")) {
                let start = self.rest;
                let Some(value) = self.operand() else {
                    let first = self.rest.chars().next().map_or(0, char::len_utf8);
                    self.rest = &self.rest[first..];
                    continue;
                };
                parts.push(Clause::Test {
                    field: field.to_owned(),
                    op,
                    value,
                    written: format!("{field} {}", &start[..start.len() - self.rest.len()]),
                });
            }
        }
        self.depth -= 1;
        match (parts.len(), any) {
            (0, _) => None,
            (1, _) => parts.pop(),
            (_, true) => Some(Clause::Or(parts)),
            (_, false) => Some(Clause::And(parts)),
        }
    }

    /// `[a TO b]`, also with `..` between; a bracket that looks away leaves its bound out.
    pub(super) fn interval(&mut self, field: &str) -> Option<Clause> {
        if self.open_bracket {
            return None;
        }
        let open = self.rest.chars().next()?;
        let inner = &self.rest[1..];
        let Some(end) = inner.find([']', '[', '}']) else {
            self.open_bracket = true;
            return None;
        };
        let close = inner[end..].chars().next()?;
        let text = &inner[..end];
        let upper = text.to_ascii_uppercase();
        let (at, width) = upper
            .find(" TO ")
            .map(|at| (at, 4))
            .or_else(|| text.find("..").map(|at| (at, 2)))?;
        let bound = |text: &str| -> Option<Operand> {
            let text = text.trim();
            if text.is_empty() || text == "*" {
                return None;
            }
            if let Some(call) = text.strip_prefix('#') {
                return now::operand(call);
            }
            Some(Operand::Text(unquoted(text).to_owned()))
        };
        let clause = Clause::Interval {
            field: field.to_owned(),
            low: bound(&text[..at]),
            high: bound(&text[at + width..]),
            low_included: open == '[',
            high_included: close == ']',
        };
        self.rest = &inner[end + 1..];
        Some(clause)
    }

    /// A value: `#now(…)`, a text between quotes, or everything up to the next blank.
    pub(super) fn operand(&mut self) -> Option<Operand> {
        match self.rest.chars().next()? {
            '#' => {
                let after = &self.rest[1..];
                let name = after.get(..3).filter(|name| name.eq_ignore_ascii_case("now"))?;
                let after = &after[name.len()..];
                let Some(inner) = after.strip_prefix('(') else {
                    self.rest = after;
                    return Some(Operand::Now(Vec::new()));
                };
                let (arguments, rest) = function::arguments(inner);
                self.rest = rest;
                Some(Operand::Now(now::arguments(&arguments)))
            }
            '"' => match self.quoted() {
                Some(text) => Some(Operand::Text(text)),
                None => {
                    self.eat('"');
                    self.operand()
                }
            },
            '\'' => {
                let inner = &self.rest[1..];
                match inner.find('\'') {
                    Some(end) => {
                        self.rest = &inner[end + 1..];
                        Some(Operand::Text(inner[..end].to_owned()))
                    }
                    None => {
                        self.rest = inner;
                        self.operand()
                    }
                }
            }
            _ => {
                let mut open = 0_usize;
                let end = self.rest.find(|c: char| match c {
                    '(' => {
                        open += 1;
                        false
                    }
                    ')' if open > 0 => {
                        open -= 1;
                        false
                    }
                    ')' | '"' => true,
                    c => c.is_whitespace(),
                });
                let (value, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
                if value.is_empty() {
                    return None;
                }
                self.rest = rest;
                Some(Operand::Text(value.to_owned()))
            }
        }
    }

    /// The text between two double quotes, `\"` and `\\` being one sign; nothing when the second one is missing.
    pub(super) fn quoted(&mut self) -> Option<String> {
        if self.open_quote {
            return None;
        }
        let inner = self.rest.strip_prefix('"')?;
        let mut text = String::new();
        let mut signs = inner.char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '"' => {
                    self.rest = &inner[at + 1..];
                    return Some(text);
                }
                '\\' => match signs.next() {
                    Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                    Some((_, other)) => text.extend(['\\', other]),
                    None => {}
                },
                other => text.push(other),
            }
        }
        self.open_quote = true;
        None
    }
}

/// Without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    let text = text.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(text)
}
