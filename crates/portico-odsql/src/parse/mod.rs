//! How does a text become a tree? A hand-written recursive descent: one function a rule of the grammar in the crate's docs.

mod call;
mod clauses;
mod condition;
mod facet;
mod grouping;
mod now;
mod spatial;
mod value;

use std::ops::Range;

use crate::ast::{Expr, ExprKind, FacetSpec, GroupKey, OrderKey, Refinement, SelectItem, Spanned};
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::functions::Clause;
use crate::hints::{self, Around};
use crate::lexer::{Symbol, Token, TokenKind, tokens};

/// Bytes that a clause may have.
pub const MAX_LENGTH: usize = 64 * 1024;

/// Nested parentheses, `NOT`, signs and functions that an expression may have, and arithmetic operations between two
/// logical operators. No tree is deeper than four times this number.
pub const MAX_NESTING: usize = 100;

type Parsed<T> = Result<T, SyntaxError>;

/// Reads a `where` clause.
///
/// # Errors
/// When it does not follow the grammar; an empty text too: a caller that means "no filter" does not ask.
pub fn parse_where(text: &str) -> Result<Expr, SyntaxError> {
    Parser::new(text, Clause::Where)?.whole(Parser::where_clause)
}

/// Reads a `select` clause; an empty text has no item.
///
/// # Errors
/// When it does not follow the grammar, or gives the same alias twice.
pub fn parse_select(text: &str) -> Result<Vec<SelectItem>, SyntaxError> {
    Parser::new(text, Clause::Select)?.list_or_nothing(Parser::select_clause)
}

/// Reads a `group_by` clause; an empty text has no key.
///
/// # Errors
/// When it does not follow the grammar, or gives the same alias twice.
pub fn parse_group_by(text: &str) -> Result<Vec<GroupKey>, SyntaxError> {
    Parser::new(text, Clause::GroupBy)?.list_or_nothing(Parser::group_by_clause)
}

/// Reads an `order_by` clause; an empty text has no key.
///
/// # Errors
/// When it does not follow the grammar.
pub fn parse_order_by(text: &str) -> Result<Vec<OrderKey>, SyntaxError> {
    Parser::new(text, Clause::OrderBy)?.list_or_nothing(Parser::order_by_clause)
}

/// Reads an expression of API v1: a value, with functions of numbers such as `sin(x) * 2`.
///
/// # Errors
/// When it does not follow the grammar.
pub fn parse_formula(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser::new(text, Clause::Select)?;
    parser.in_formula = true;
    // What an aggregate is computed of: there is none inside.
    parser.in_aggregate = true;
    parser.whole(Parser::value)
}

/// Reads one `refine` or `exclude` parameter: `name:value`, the name bare or between backquotes, the value bare (then it
/// is everything after the first colon, trimmed) or between quotes.
///
/// # Errors
/// When the colon, the name or the value is missing.
pub fn parse_refinement(text: &str) -> Result<Refinement, SyntaxError> {
    facet::refinement(text)
}

/// Reads one `facet` parameter: a name, or `facet(name="f", disjunctive=true, …)`.
///
/// # Errors
/// When it does not follow the grammar, or an option has a value that does not exist.
pub fn parse_facet(text: &str) -> Result<FacetSpec, SyntaxError> {
    facet::facet(text)
}

/// May a condition stand here, or only a value?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Condition,
    Value,
}

/// The tokens, and how far we are.
struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    clause: Clause,
    /// Open parentheses, NOT, signs and functions around the current token.
    depth: usize,
    /// Arithmetic operations since the last logical operator: each makes the tree one level deeper on its left.
    operations: usize,
    in_aggregate: bool,
    /// Functions of numbers are known.
    in_formula: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, clause: Clause) -> Parsed<Self> {
        if text.len() > MAX_LENGTH {
            return Err(SyntaxError::too_long(text));
        }
        let tokens = tokens(text);
        Ok(Self {
            text,
            tokens,
            at: 0,
            clause,
            depth: 0,
            operations: 0,
            in_aggregate: false,
            in_formula: false,
        })
    }

    /// Applies a rule, and nothing may follow.
    fn whole<T>(mut self, rule: fn(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let tree = rule(&mut self)?;
        if self.kind() == &TokenKind::End {
            Ok(tree)
        } else {
            Err(self.unexpected())
        }
    }

    /// The same for a list, empty when the text is.
    fn list_or_nothing<T>(self, rule: fn(&mut Self) -> Parsed<Vec<T>>) -> Parsed<Vec<T>> {
        if self.kind() == &TokenKind::End {
            Ok(Vec::new())
        } else {
            self.whole(rule)
        }
    }

    fn token(&self) -> &Token {
        &self.tokens[self.at]
    }

    fn kind(&self) -> &TokenKind {
        &self.token().kind
    }

    /// The kind of the token `ahead` of the current one.
    fn ahead(&self, ahead: usize) -> &TokenKind {
        self.tokens
            .get(self.at + ahead)
            .map_or(&TokenKind::End, |token| &token.kind)
    }

    /// The source text of the current token.
    fn source(&self) -> &'a str {
        &self.text[self.token().span.clone()]
    }

    /// Goes to the next token; the end stays the end.
    fn bump(&mut self) {
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    /// Where the current token begins.
    fn start(&self) -> usize {
        self.token().span.start
    }

    /// From there to the end of the last token read.
    fn since(&self, start: usize) -> Range<usize> {
        let end = self
            .at
            .checked_sub(1)
            .map_or(start, |last| self.tokens[last].span.end);
        start..end.max(start)
    }

    /// A node that began there and ends with the last token read.
    fn spanned(&self, node: ExprKind, start: usize) -> Expr {
        Spanned {
            node,
            span: self.since(start),
        }
    }

    fn is(&self, symbol: Symbol) -> bool {
        self.kind() == &TokenKind::Symbol(symbol)
    }

    /// Reads that sign, when it comes.
    fn eat(&mut self, symbol: Symbol) -> bool {
        let found = self.is(symbol);
        if found {
            self.bump();
        }
        found
    }

    fn expect(&mut self, symbol: Symbol) -> Parsed<()> {
        if self.eat(symbol) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// The current token is that word, without quotes, in any case.
    fn is_word(&self, word: &str) -> bool {
        self.kind() == &TokenKind::Name && self.source().eq_ignore_ascii_case(word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.bump();
        }
        found
    }

    /// A text between quotes.
    fn quoted_text(&mut self) -> Parsed<String> {
        match self.kind() {
            TokenKind::Text(text) => {
                let text = text.clone();
                self.bump();
                Ok(text)
            }
            _ => Err(self.unexpected()),
        }
    }

    /// Any name, keywords included.
    fn name(&mut self) -> Parsed<Spanned<String>> {
        let node = match self.kind() {
            TokenKind::Name => self.source().to_owned(),
            TokenKind::Backquoted(name) => name.clone(),
            _ => return Err(self.unexpected()),
        };
        let span = self.token().span.clone();
        self.bump();
        Ok(Spanned { node, span })
    }

    /// A field by name.
    fn field(&mut self) -> Parsed<Box<Expr>> {
        let Spanned { node, span } = self.name()?;
        Ok(Box::new(Spanned {
            node: ExprKind::Field(node),
            span,
        }))
    }

    /// One level deeper.
    fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(SyntaxError::too_deep(self.text, self.token().span.clone()));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// The current token cannot stand here.
    fn unexpected(&self) -> SyntaxError {
        let token = self.token();
        let error = match token.kind {
            TokenKind::End => return SyntaxError::end(self.text),
            TokenKind::Unterminated => {
                let open = self.text[..token.span.start].chars().count();
                return SyntaxError::end(self.text).with_hint(format!(
                    "The quote that opens at position {open} is never closed."
                ));
            }
            TokenKind::BadEscape => {
                return SyntaxError::unexpected(self.text, token.span.clone())
                    .with_hint("`\\u` takes four hexadecimal digits; a backslash is written `\\\\`.");
            }
            _ => SyntaxError::unexpected(self.text, token.span.clone()),
        };
        let before = self.at.checked_sub(1).map(|before| &self.tokens[before]);
        let around = Around {
            before: before.map(|before| &self.text[before.span.clone()]),
            token: self.source(),
            after: self
                .tokens
                .get(self.at + 1)
                .map(|after| &self.text[after.span.clone()]),
            glued: before.is_some_and(|before| before.span.end == token.span.start),
        };
        match hints::for_token(&around) {
            Some(hint) => error.with_hint(hint),
            None => error,
        }
    }

    /// The current token, a parenthesis, cannot follow that name.
    fn unknown_function(&self, hint: String) -> SyntaxError {
        SyntaxError::unexpected(self.text, self.token().span.clone())
            .with_kind(SyntaxErrorKind::UnknownFunction)
            .with_hint(hint)
    }
}
