//! Which columns are searched, and for which words? `LIKE`, bare texts, `search`, `suggest`, `startswith`.

use std::ops::Range;

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::functions::string::expr_fn::starts_with;
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::{Field, FieldType, Schema};
use portico_odsql::{Expr as Ast, SearchKind, Spanned};

use super::condition::any_of;
use super::scope::Scope;
use super::value::{Kind, column, plain};
use crate::EngineError;
use crate::functions::text::{
    Term, any_starts_with, full_text_terms, like_terms, matches, search_terms, suggest_terms,
};

/// Words of one search.
const MOST_WORDS: usize = 100;

impl Scope<'_> {
    pub(super) fn like(&self, node: &Ast, pattern: &str) -> Result<Expr, EngineError> {
        let value = self.value(node)?;
        match value.kind {
            Kind::Null => Ok(lit(false)),
            Kind::List | Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob) => {
                let present = value.expr.clone().is_not_null();
                let terms = self.few(like_terms(pattern), &node.span)?;
                Ok(present.and(matches(vec![value.expr], terms)))
            }
            kind => Err(self.incompatible(kind.name(), "text", &node.span)),
        }
    }

    /// The words anywhere in the visible fields.
    pub(super) fn full_text(&self, text: &str, span: &Range<usize>) -> Result<Expr, EngineError> {
        let terms = self.few(full_text_terms(text), span)?;
        Ok(self.anywhere(terms, text))
    }

    pub(super) fn search(
        &self,
        kind: SearchKind,
        fields: &[Spanned<String>],
        text: &str,
        whole: &Range<usize>,
    ) -> Result<Expr, EngineError> {
        let mut named: Vec<&Field> = Vec::new();
        for Spanned { node, span } in fields {
            let field = self.field(node, span)?;
            if field.ty.is_geo() {
                let what = format!(
                    "Words cannot be searched in `{node}`: it is {}.",
                    field.ty.as_str()
                );
                return Err(self.malformed(what, span));
            }
            named.push(field);
        }
        let texts = || self.schema.fields.iter().filter(|field| is_text(field));
        Ok(match kind {
            SearchKind::Search if named.is_empty() => {
                self.anywhere(self.few(search_terms(text), whole)?, text)
            }
            SearchKind::Search => matches(columns(&named), self.few(search_terms(text), whole)?),
            SearchKind::Suggest => {
                let terms = self.few(suggest_terms(text), whole)?;
                let each = if named.is_empty() {
                    texts().collect()
                } else {
                    named
                };
                any_of(
                    each.into_iter()
                        .map(|field| matches(columns(&[field]), terms.clone()))
                        .collect(),
                )
            }
            SearchKind::StartsWith => {
                let each = if named.is_empty() {
                    texts().collect()
                } else {
                    named
                };
                any_of(each.into_iter().map(|field| begins(field, text)).collect())
            }
        })
    }

    /// The words, unless there are so many that looking for each of them in every record would take for ever.
    fn few(&self, terms: Vec<Term>, span: &Range<usize>) -> Result<Vec<Term>, EngineError> {
        if terms.len() <= MOST_WORDS {
            return Ok(terms);
        }
        let what = format!(
            "At most {MOST_WORDS} words can be searched at once, these are {}.",
            terms.len()
        );
        Err(self.malformed(what, span))
    }

    fn anywhere(&self, terms: Vec<Term>, text: &str) -> Expr {
        match searched(self.schema, text) {
            fields if fields.is_empty() => lit(false),
            fields => matches(fields, terms),
        }
    }
}

/// The columns where words are searched when no field is named: texts, and whole numbers when there is a digit in the words.
pub(super) fn searched(schema: &Schema, text: &str) -> Vec<Expr> {
    let numbers = text.bytes().any(|byte| byte.is_ascii_digit());
    let searched = |field: &&Field| is_text(field) || numbers && field.ty == FieldType::Int;
    let fields: Vec<&Field> = schema.fields.iter().filter(searched).collect();
    columns(&fields)
}

fn is_text(field: &Field) -> bool {
    matches!(field.ty, FieldType::Text | FieldType::JsonBlob | FieldType::File)
}

fn columns(fields: &[&Field]) -> Vec<Expr> {
    fields.iter().map(|field| column(&field.name)).collect()
}

fn begins(field: &Field, text: &str) -> Expr {
    match Kind::of(field) {
        Kind::List => any_starts_with(column(&field.name), text.to_owned()),
        Kind::TEXT => starts_with(
            column(&field.name),
            lit(ScalarValue::Utf8View(Some(text.to_owned()))),
        ),
        _ => {
            let written = cast(plain(field).expr, DataType::Utf8View);
            starts_with(written, lit(ScalarValue::Utf8View(Some(text.to_owned()))))
        }
    }
}
