//! Which records have the chosen facet values? `refine` and `exclude` to conditions.

use datafusion::common::ScalarValue;
use datafusion::functions::string::expr_fn::starts_with;
use datafusion::functions_nested::expr_fn::array_has;
use datafusion::logical_expr::{Expr, lit};
use portico_model::{Field, FieldType};
use portico_odsql::{CompareOp, ExprKind, FacetSpec, Literal, Refinement, Spanned, parse_date};

use super::condition::{all_of, any_of};
use super::dates::compare_period;
use super::scope::{Scope, TECHNICAL, with_hint};
use super::value::{Kind, column, plain};
use crate::functions::calendar::Period;
use crate::functions::text::any_starts_with;
use crate::{EngineError, Query};

/// How a facet works in a request: its annotations, unless the request says otherwise.
#[derive(Debug, Clone)]
pub(crate) struct FacetRules {
    pub(crate) disjunctive: bool,
    pub(crate) separator: Option<String>,
}

impl FacetRules {
    pub(crate) fn of(field: &Field, specs: &[FacetSpec]) -> Self {
        let spec = specs.iter().find(|spec| spec.name == field.name);
        let separator = spec.and_then(|spec| spec.hierarchical.clone());
        Self {
            disjunctive: spec
                .and_then(|spec| spec.disjunctive)
                .unwrap_or(field.annotations.disjunctive),
            separator: separator
                .or_else(|| field.annotations.hierarchical.clone())
                .filter(|text| !text.is_empty()),
        }
    }
}

/// The conditions of `refine` and `exclude`; `but`: the field whose refinements are left out.
pub(crate) fn conditions(
    scope: &Scope<'_>,
    query: &Query,
    but: Option<&str>,
) -> Result<Vec<Expr>, EngineError> {
    let mut conditions = Vec::new();
    let mut done: Vec<&str> = Vec::new();
    let scope = scope.of_clause("refine");
    for refinement in &query.refine {
        if let Some(condition) = technical(&scope, refinement) {
            conditions.push(condition?);
            continue;
        }
        let field = scope.field(&refinement.field, &(0..refinement.field.len()))?;
        if done.contains(&field.name.as_str()) {
            continue;
        }
        done.push(&field.name);
        let rules = FacetRules::of(field, &query.facets);
        let chosen = query.refine.iter().filter(|other| other.field == field.name);
        let chosen: Result<Vec<Expr>, EngineError> = chosen
            .map(|refinement| has(&scope, field, &rules, refinement))
            .collect();
        let chosen = chosen?;
        if but != Some(field.name.as_str()) {
            conditions.push(if rules.disjunctive {
                any_of(chosen)
            } else {
                all_of(chosen)
            });
        }
    }
    let scope = scope.of_clause("exclude");
    for exclusion in &query.exclude {
        if let Some(condition) = technical(&scope, exclusion) {
            conditions.push(condition?.is_not_true());
            continue;
        }
        let field = scope.field(&exclusion.field, &(0..exclusion.field.len()))?;
        let rules = FacetRules::of(field, &query.facets);
        conditions.push(has(&scope, field, &rules, exclusion)?.is_not_true());
    }
    Ok(conditions)
}

/// The record has that value in what every record has beside its fields: `refine=recordid:…` finds one record again.
fn technical(scope: &Scope<'_>, refinement: &Refinement) -> Option<Result<Expr, EngineError>> {
    let name = refinement.field.as_str();
    let is_technical = scope.schema.field(name).is_none()
        && TECHNICAL
            .iter()
            .any(|(known, ty)| *known == name && *ty == FieldType::Text);
    let node = |node| Spanned { node, span: 0..0 };
    is_technical.then(|| {
        let value = Literal::Text(refinement.value.clone());
        scope.compare(
            CompareOp::Equal,
            &node(ExprKind::Field(name.to_owned())),
            &node(ExprKind::Literal(value)),
        )
    })
}

/// The record has that facet value.
pub(crate) fn has(
    scope: &Scope<'_>,
    field: &Field,
    rules: &FacetRules,
    refinement: &Refinement,
) -> Result<Expr, EngineError> {
    let text = refinement.value.as_str();
    let value = plain(field);
    let span = refinement.field.len() + 1..refinement.field.len() + 1 + text.len();
    let below = rules
        .separator
        .as_ref()
        .map(|separator| format!("{text}{separator}"));
    Ok(match value.kind {
        Kind::List => {
            let exact = array_has(column(&field.name), lit(text));
            match below {
                Some(below) => exact.or(any_starts_with(column(&field.name), below)),
                None => exact,
            }
        }
        Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob) => {
            let view = |text: &str| lit(ScalarValue::Utf8View(Some(text.to_owned())));
            let exact = column(&field.name).eq(view(text));
            match below {
                Some(below) => exact.or(starts_with(column(&field.name), view(&below))),
                None => exact,
            }
        }
        Kind::INT => text
            .trim()
            .parse::<i64>()
            .map_or(lit(false), |number| value.expr.eq(lit(number))),
        Kind::DOUBLE => text
            .trim()
            .parse::<f64>()
            .map_or(lit(false), |number| value.expr.eq(lit(number))),
        Kind::BOOLEAN => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => value.expr,
            "false" | "0" => value.expr.is_false(),
            _ => lit(false),
        },
        kind if kind.is_time() => {
            let period = parse_date(text).and_then(|date| Period::of_literal(&date, scope.timezone));
            let period = period.ok_or_else(|| {
                let error = scope.malformed(format!("Invalid date to parse '{text}'."), &span);
                with_hint(
                    error,
                    "Write a year, a month or a day: 2024, 2024/03, 2024/03/01.",
                )
            })?;
            compare_period(&value, CompareOp::Equal, period)
        }
        kind => {
            let what = format!("`{}` is no facet: it is {}.", field.name, kind.name());
            return Err(scope.malformed(what, &(0..field.name.len())));
        }
    })
}
