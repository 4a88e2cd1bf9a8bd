//! Which columns are searched, and for which words? `LIKE`, bare texts, `search`, `suggest`, `startswith`.

use arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::functions::string::expr_fn::starts_with;
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::{Field, FieldType};
use portico_odsql::{Expr as Ast, SearchKind, Spanned};

use super::condition::any_of;
use super::scope::Scope;
use super::value::{Kind, column, plain};
use crate::EngineError;
use crate::functions::text::{
    Term, any_starts_with, full_text_terms, like_terms, matches, search_terms, suggest_terms,
};

impl Scope<'_> {
    pub(super) fn like(&self, node: &Ast, pattern: &str) -> Result<Expr, EngineError> {
        let value = self.value(node)?;
        match value.kind {
            Kind::Null => Ok(lit(false)),
            Kind::List | Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob) => {
                let present = value.expr.clone().is_not_null();
                Ok(present.and(matches(vec![value.expr], like_terms(pattern))))
            }
            kind => Err(self.incompatible(kind.name(), "text", &node.span)),
        }
    }

    /// The words anywhere in the visible fields.
    pub(super) fn full_text(&self, text: &str) -> Result<Expr, EngineError> {
        let terms = full_text_terms(text);
        Ok(self.anywhere(terms, text))
    }

    pub(super) fn search(
        &self,
        kind: SearchKind,
        fields: &[Spanned<String>],
        text: &str,
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
            SearchKind::Search if named.is_empty() => self.anywhere(search_terms(text), text),
            SearchKind::Search => matches(columns(&named), search_terms(text)),
            SearchKind::Suggest => {
                let each = if named.is_empty() {
                    texts().collect()
                } else {
                    named
                };
                any_of(
                    each.into_iter()
                        .map(|field| matches(columns(&[field]), suggest_terms(text)))
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

    fn anywhere(&self, terms: Vec<Term>, text: &str) -> Expr {
        let numbers = text.bytes().any(|byte| byte.is_ascii_digit());
        let searched = |field: &&Field| is_text(field) || numbers && field.ty == FieldType::Int;
        let fields: Vec<&Field> = self.schema.fields.iter().filter(searched).collect();
        if fields.is_empty() {
            return lit(false);
        }
        matches(columns(&fields), terms)
    }
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
