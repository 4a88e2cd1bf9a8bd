//! Which columns does the answer have, when records are not grouped?

use portico_model::Field;
use portico_odsql::{ExprKind, Pattern, SelectItem};

use super::output::Output;
use super::scope::{Scope, with_hint};
use super::value::{Kind, Value, column, plain};
use crate::functions::labels::hex_id;
use crate::store::convert::{ID, SIZE};
use crate::{EngineError, Query};

/// Columns that are not mere fields.
const MOST_COMPUTED: usize = 1000;

/// The columns of the answer, in order. The scope's hook reads aggregates.
pub(crate) fn columns(scope: &Scope<'_>, query: &Query) -> Result<Vec<Output>, EngineError> {
    let mut outputs = Vec::new();
    if query.with_record_ids {
        outputs.push(Output::new("_id", Value::new(Kind::TEXT, hex_id(column(ID)))));
        outputs.push(Output::new("_timestamp", Value::datetime(scope.recorded)));
        outputs.push(Output::new("_size", Value::new(Kind::INT, column(SIZE))));
    }
    let all = || {
        scope
            .schema
            .fields
            .iter()
            .map(|field| Output::new(&field.name, plain(field)))
    };
    if query.select.is_empty() {
        outputs.extend(all());
        return Ok(outputs);
    }
    let mut excluded: Vec<&Pattern> = Vec::new();
    let mut chosen = query
        .select
        .iter()
        .any(|item| matches!(item, SelectItem::All | SelectItem::Include(_)));
    for item in &query.select {
        match item {
            SelectItem::All => all().for_each(|output| add(&mut outputs, output)),
            SelectItem::Include(patterns) => {
                known(scope, patterns)?;
                let named = |output: &Output| patterns.iter().any(|pattern| matches(pattern, &output.field));
                all().filter(named).for_each(|output| add(&mut outputs, output));
            }
            SelectItem::Exclude(patterns) => {
                known(scope, patterns)?;
                excluded.extend(patterns);
                if !chosen {
                    chosen = true;
                    all().for_each(|output| add(&mut outputs, output));
                }
            }
            SelectItem::Expr { .. } => {}
        }
    }
    outputs.retain(|output| !excluded.iter().any(|pattern| matches(pattern, &output.field)));
    ordered(scope, query, outputs)
}

/// Adds the expressions. Without a star they stand where they were written, before or after what patterns chose.
fn ordered(scope: &Scope<'_>, query: &Query, chosen: Vec<Output>) -> Result<Vec<Output>, EngineError> {
    let computed = |item: &&SelectItem| matches!(item, SelectItem::Expr { expr, .. } if !matches!(expr.node, ExprKind::Field(_)));
    if let Some(SelectItem::Expr { expr, .. }) = query.select.iter().filter(computed).nth(MOST_COMPUTED) {
        let what = format!("At most {MOST_COMPUTED} columns can be computed at once.");
        return Err(scope.malformed(what, &expr.span));
    }
    let mut before = Vec::new();
    let mut after = Vec::new();
    let mut met_pattern = false;
    for item in &query.select {
        let SelectItem::Expr { expr, alias, key } = item else {
            met_pattern = true;
            continue;
        };
        let output = Output::new(key, scope.value(expr)?);
        let taken = chosen
            .iter()
            .chain(&before)
            .chain(&after)
            .any(|other: &Output| other.field.name == *key);
        if taken && let Some(alias) = alias {
            return Err(declared_twice(scope, &alias.node, &alias.span));
        }
        if !taken {
            if met_pattern {
                after.push(output)
            } else {
                before.push(output)
            }
        }
    }
    let technical = if query.with_record_ids { 3 } else { 0 };
    let mut outputs: Vec<Output> = chosen;
    let rest = outputs.split_off(technical);
    outputs.extend(before);
    outputs.extend(rest);
    outputs.extend(after);
    Ok(outputs)
}

/// Two columns of the answer would have one key.
pub(crate) fn declared_twice(scope: &Scope<'_>, alias: &str, span: &std::ops::Range<usize>) -> EngineError {
    let error = scope.malformed(format!("Alias '{alias}' is declared several times."), span);
    with_hint(error, "Give each column its own name.")
}

fn add(outputs: &mut Vec<Output>, output: Output) {
    if !outputs.iter().any(|known| known.field.name == output.field.name) {
        outputs.push(output);
    }
}

fn matches(pattern: &Pattern, field: &Field) -> bool {
    if pattern.prefix {
        field.name.starts_with(&pattern.name)
    } else {
        field.name == pattern.name
    }
}

fn known(scope: &Scope<'_>, patterns: &[Pattern]) -> Result<(), EngineError> {
    for pattern in patterns.iter().filter(|pattern| !pattern.prefix) {
        scope.field(&pattern.name, &pattern.span)?;
    }
    Ok(())
}
