//! Which fields exist here, and how is a mistake reported? The names and circumstances that a clause is read in.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use portico_model::{Field, FieldType, Schema};
use portico_odsql::{Expr as Ast, nearest};

use super::value::Value;
use crate::{EngineError, Query, Table};

/// Names that are always known beside the fields.
pub(crate) const TECHNICAL: [(&str, FieldType); 4] = [
    ("recordid", FieldType::Text),
    ("record_timestamp", FieldType::Datetime),
    ("record_size", FieldType::Int),
    ("datasetid", FieldType::Text),
];

/// Reads some nodes of a tree in another way: aggregates, grouping keys, aliases.
pub(crate) trait Hook: Sync {
    /// The value of the node, an error, or nothing when the node is read as everywhere.
    fn value(&self, scope: &Scope<'_>, node: &Ast) -> Option<Result<Value, EngineError>>;
}

/// The names and circumstances that a clause is read in.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    /// The fields that exist for the writer of the clause.
    pub(crate) schema: &'a Schema,
    pub(crate) timezone: Tz,
    pub(crate) lang: &'a str,
    pub(crate) now: DateTime<Utc>,
    /// Instant of the version, microseconds, and its dataset: values of technical fields.
    pub(crate) recorded: i64,
    pub(crate) dataset: &'a str,
    pub(crate) clause: &'static str,
    pub(crate) hook: Option<&'a dyn Hook>,
}

impl<'a> Scope<'a> {
    /// The scope of a query's clauses.
    pub(crate) fn new(table: &'a Table, query: &'a Query) -> Self {
        Self {
            schema: &table.schema,
            timezone: query.timezone,
            lang: &query.lang,
            now: Utc::now(),
            recorded: table.recorded,
            dataset: &table.dataset,
            clause: "where",
            hook: None,
        }
    }

    /// The same in another clause.
    pub(crate) fn of_clause(self, clause: &'static str) -> Self {
        Self { clause, ..self }
    }

    /// The same over other fields.
    pub(crate) fn over(self, schema: &'a Arc<Schema>) -> Self {
        Self { schema, ..self }
    }

    /// The same with a hook.
    pub(crate) fn with_hook<'b>(self, hook: &'b dyn Hook) -> Scope<'b>
    where
        'a: 'b,
    {
        Scope {
            hook: Some(hook),
            ..self
        }
    }

    /// The field of that name.
    pub(crate) fn field(&self, name: &str, span: &Range<usize>) -> Result<&'a Field, EngineError> {
        self.schema.field(name).ok_or_else(|| self.unknown(name, span))
    }

    /// There is no field of that name.
    pub(crate) fn unknown(&self, name: &str, span: &Range<usize>) -> EngineError {
        let known = self.schema.fields.iter().map(|field| field.name.as_str());
        let technical = TECHNICAL.iter().map(|(known, _)| *known);
        let hint = nearest(name, known.chain(technical)).map(|known| format!("Did you mean `{known}`?"));
        let error = self.malformed(format!("Unknown field: {name}."), span);
        match hint {
            Some(hint) => with_hint(error, hint),
            None => error,
        }
    }

    /// The clause can be read but means nothing; `what` is a sentence.
    pub(crate) fn malformed(&self, what: impl AsRef<str>, span: &Range<usize>) -> EngineError {
        self.error("ODSQLError", what.as_ref(), span)
    }

    /// The two sides of a comparison have types that do not compare.
    pub(crate) fn incompatible(&self, left: &str, right: &str, span: &Range<usize>) -> EngineError {
        let what =
            format!("Incompatible types in comparison filter. Left type: {left}, right_type: {right}.");
        self.error("IncompatibleTypesInComparisonFilter", &what, span)
    }

    fn error(&self, code: &'static str, what: &str, span: &Range<usize>) -> EngineError {
        EngineError::Query {
            code,
            message: format!(
                "ODSQL query is malformed: {what} Clause(s) containing the error(s): {}.",
                self.clause
            ),
            hint: None,
            clause: self.clause,
            position: Some(span.clone()),
        }
    }
}

/// The error with what to write instead.
pub(crate) fn with_hint(error: EngineError, hint: impl Into<String>) -> EngineError {
    match error {
        EngineError::Query {
            code,
            message,
            clause,
            position,
            ..
        } => EngineError::Query {
            code,
            message,
            clause,
            position,
            hint: Some(hint.into()),
        },
        other => other,
    }
}
