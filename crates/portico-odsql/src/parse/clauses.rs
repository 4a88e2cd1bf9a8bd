//! What stands in `select`, `group_by` and `order_by`?

use std::collections::HashSet;

use super::{Mode, Parsed, Parser};
use crate::ast::{Expr, ExprKind, GroupKey, OrderKey, Pattern, SelectItem, Spanned};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::lexer::{Symbol, TokenKind};

impl Parser<'_> {
    pub(super) fn select_clause(&mut self) -> Parsed<Vec<SelectItem>> {
        let mut aliases = HashSet::new();
        self.list(|parser| {
            if parser.eat(Symbol::Star) {
                return Ok(SelectItem::All);
            }
            let called = parser.ahead(1) == &TokenKind::Symbol(Symbol::Open);
            if called && parser.is_word("include") {
                return Ok(SelectItem::Include(parser.patterns()?));
            }
            if called && parser.is_word("exclude") {
                return Ok(SelectItem::Exclude(parser.patterns()?));
            }
            let (expr, alias, key) = parser.keyed(&mut aliases)?;
            Ok(SelectItem::Expr { expr, alias, key })
        })
    }

    pub(super) fn group_by_clause(&mut self) -> Parsed<Vec<GroupKey>> {
        let mut aliases = HashSet::new();
        self.list(|parser| {
            let (expr, alias, key) = parser.keyed(&mut aliases)?;
            Ok(GroupKey { expr, alias, key })
        })
    }

    pub(super) fn order_by_clause(&mut self) -> Parsed<Vec<OrderKey>> {
        self.list(|parser| {
            let mut descending = parser.eat(Symbol::Minus);
            let signed = descending;
            let start = parser.start();
            let expr = parser.arithmetic(Mode::Value, 0)?;
            let text = parser.text[parser.since(start)].to_owned();
            if !signed && !parser.eat_word("asc") {
                descending = parser.eat_word("desc");
            }
            if signed && (parser.is_word("asc") || parser.is_word("desc")) {
                return Err(parser
                    .unexpected()
                    .with_hint("Write `-field` or `field DESC`, not both."));
            }
            Ok(OrderKey {
                expr,
                text,
                descending,
            })
        })
    }

    /// `item { , item }`
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        loop {
            self.operations = 0;
            items.push(item(self)?);
            if !self.eat(Symbol::Comma) {
                return Ok(items);
            }
        }
    }

    /// `value [AS alias]`, with the key of the answer: the alias, the field's name, or the text as written.
    fn keyed(&mut self, aliases: &mut HashSet<String>) -> Parsed<(Expr, Option<Spanned<String>>, String)> {
        let start = self.start();
        let expr = self.value()?;
        let written = &self.text[self.since(start)];
        if !self.eat_word("as") {
            let key = match &expr.node {
                ExprKind::Field(name) => name.clone(),
                _ => written.to_owned(),
            };
            return Ok((expr, None, key));
        }
        let alias = self.alias()?;
        if !aliases.insert(alias.node.clone()) {
            let what = format!("Alias '{}' is declared several times.", alias.node);
            return Err(
                SyntaxError::malformed(SyntaxErrorKind::DuplicateAlias, what, alias.span)
                    .with_hint("Give each column its own name."),
            );
        }
        let key = alias.node.clone();
        Ok((expr, Some(alias), key))
    }

    /// A name, bare, between backquotes, or between quotes.
    fn alias(&mut self) -> Parsed<Spanned<String>> {
        match self.kind() {
            TokenKind::Text(text) if !text.is_empty() => {
                let span = self.token().span.clone();
                Ok(Spanned {
                    node: self.quoted_text()?,
                    span,
                })
            }
            TokenKind::Number => {
                let hint = format!(
                    "An alias that begins with a digit goes between backquotes: `{}`.",
                    self.source()
                );
                Err(self.unexpected().with_hint(hint))
            }
            _ => self.name(),
        }
    }

    /// `include( name, prefix*, … )`; the current token is the function's name.
    fn patterns(&mut self) -> Parsed<Vec<Pattern>> {
        self.bump();
        self.expect(Symbol::Open)?;
        let mut patterns = Vec::new();
        loop {
            let start = self.start();
            let mut name = if self.is(Symbol::Star) {
                String::new()
            } else {
                self.name()?.node
            };
            // `default.*`: a whole template of metadata.
            let is_dot = self.kind() == &TokenKind::Stray && self.source() == ".";
            if is_dot && self.ahead(1) == &TokenKind::Symbol(Symbol::Star) {
                self.bump();
                name.push('.');
            }
            let prefix = self.eat(Symbol::Star);
            patterns.push(Pattern {
                name,
                prefix,
                span: self.since(start),
            });
            if !self.eat(Symbol::Comma) {
                break;
            }
        }
        self.expect(Symbol::Close)?;
        if self.is_word("as") {
            return Err(self
                .unexpected()
                .with_hint("include() and exclude() take no alias."));
        }
        Ok(patterns)
    }
}
