//! What do the records amount to, value by value? `/api/records/1.0/analyze` and the same below a dataset.

use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use http::{HeaderName, HeaderValue};
use portico_engine::{Answer, Query};
use portico_formats::write::JsonStyle;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::Fault;
use portico_odsql::{parse_group_by, parse_order_by, parse_where, quote_field};
use portico_web::{Params, WebResult};
use serde_json::{Map, Value};

use super::axis::{self, Axis};
use super::params;
use super::reply::{Manner, finish, in_old_words};
use super::search::{Search, tag_of};
use super::series::{self, Series};
use crate::ask::Ask;
use crate::reply::{self, Tag};
use crate::wire::json;

/// Rows of an answer, at most; a header says when there were more.
const MOST: usize = 20_000;

/// `GET /api/records/1.0/analyze/?dataset={id}&x=…&y.NAME.func=…`
pub(crate) async fn analyze_records(ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(
            async {
                let datasets = params::datasets(&ask.params)?;
                analyze(&ask, datasets.first().map_or("", String::as_str)).await
            }
            .await,
        ),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/records/analyze/`
pub(crate) async fn analyze_dataset(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(analyze(&ask, &id).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

async fn analyze(ask: &Ask, id: &str) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let search = Search::for_file(ask, id).await?;
    let axes = axis::read(&ask.params, &search.view.schema)?;
    let series = series::read(&ask.params, &search.view.schema)?;
    let wanted = ask.params.integer("maxpoints")?.filter(|points| *points > 0);
    let wanted = wanted.and_then(|points| usize::try_from(points).ok());
    let tag = match series::depends_on_now(&ask.params) {
        true => Tag::none(),
        false => tag_of(ask, "analyze", std::slice::from_ref(&search)),
    };
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let limit = wanted.unwrap_or(MOST).min(MOST);
    let query = question(&search, &axes, &series, &ask.params, limit)?;
    let mut rows = if axes.is_empty() && series.is_empty() {
        Vec::new()
    } else {
        rows(ask.portal.engine().select(&search.table, &query).await?, &query).await?
    };
    let truncated = rows.len() > limit && wanted.is_none_or(|wanted| wanted > MOST);
    rows.truncate(limit);
    let points = points(&axes, &series, rows);
    let as_csv = ask
        .params
        .text("format")
        .is_some_and(|format| format.eq_ignore_ascii_case("csv"));
    let mut response = match as_csv {
        true => tag.mark(reply::body("text/csv; charset=utf-8", csv(&points, &ask.params)?)),
        false => manner.answer(ask, &tag, json::to_bytes(&points)?)?,
    };
    if truncated {
        let name = HeaderName::from_static("ods-analyze-truncated");
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

/// The groups of the records that have a value on every axis, and their aggregates.
fn question(
    search: &Search,
    axes: &[Axis],
    series: &[Series],
    asked: &Params,
    limit: usize,
) -> Result<Query, Fault> {
    let mut query = Query {
        select: series.iter().flat_map(Series::items).collect(),
        order_by: Vec::new(),
        limit: Some(if axes.is_empty() { 1 } else { limit + 1 }),
        ..search.query.clone()
    };
    if axes.is_empty() {
        return Ok(query);
    }
    let keys: Vec<String> = axes
        .iter()
        .flat_map(Axis::keys)
        .map(|(key, column)| format!("{key} AS {column}"))
        .collect();
    query.group_by = parse_group_by(&keys.join(", ")).map_err(Fault::internal)?;
    for axis in axes {
        let present = format!("{} IS NOT NULL", quote_field(&axis.field));
        query.filter.push(parse_where(&present).map_err(Fault::internal)?);
    }
    let order = order(axes, series, asked);
    if !order.is_empty() {
        query.order_by = parse_order_by(&order.join(", ")).map_err(Fault::internal)?;
    }
    Ok(query)
}

/// Series come before axes, as they must. A bare series descends and a bare axis ascends; a minus turns either around.
fn order(axes: &[Axis], series: &[Series], asked: &Params) -> Vec<String> {
    let (mut by_series, mut by_axis) = (Vec::new(), Vec::new());
    let keys = asked.all("sort").flat_map(|text| text.split(',')).map(str::trim);
    for key in keys.filter(|key| !key.is_empty()) {
        let (name, turned) = match key.strip_prefix('-') {
            Some(name) => (name, true),
            None => (key, false),
        };
        let bare = name.strip_prefix("y.").unwrap_or(name);
        if let Some(series) = series.iter().find(|series| series.name == bare) {
            let direction = if turned { "asc" } else { "desc" };
            by_series.push(format!("{} {direction}", series.first_column()));
            continue;
        }
        let axis_name = name.strip_prefix("x.").unwrap_or(name);
        let direction = if turned { "desc" } else { "asc" };
        let named = axes.iter().filter(|axis| name == "x" || axis.is_named(axis_name));
        for (_, column) in named.flat_map(Axis::keys) {
            by_axis.push(format!("{column} {direction}"));
        }
    }
    by_series.extend(by_axis);
    by_series
}

/// The points as a file: parts of an axis have a column each, `x.year`.
fn csv(points: &[Map<String, Value>], asked: &Params) -> Result<String, Fault> {
    let separator = match asked.text("csv_separator") {
        None => ';',
        Some(text) => separator(text).ok_or_else(|| {
            portico_services::invalid_parameter("csv_separator", text, "`;`, `,`, `|` or a tab")
        })?,
    };
    let mut columns: Vec<String> = Vec::new();
    let flat: Vec<Map<String, Value>> = points
        .iter()
        .map(|point| {
            let mut flat = Map::new();
            flatten("", point, &mut flat);
            for name in flat.keys() {
                if !columns.contains(name) {
                    columns.push(name.clone());
                }
            }
            flat
        })
        .collect();
    let cell = |text: String| match text.contains([separator, '"', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    };
    let line = |cells: Vec<String>| cells.join(&separator.to_string()) + "\r\n";
    let mut out = line(columns.iter().cloned().map(cell).collect());
    for point in &flat {
        let text = |name: &String| match point.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        out += &line(columns.iter().map(text).map(cell).collect());
    }
    Ok(out)
}

fn separator(text: &str) -> Option<char> {
    match text {
        "tab" | "\\t" | "\t" => Some('\t'),
        ";" | "," | "|" => text.chars().next(),
        _ => None,
    }
}

fn flatten(path: &str, members: &Map<String, Value>, flat: &mut Map<String, Value>) {
    for (name, value) in members {
        let name = match path.is_empty() {
            true => name.clone(),
            false => format!("{path}.{name}"),
        };
        match value {
            Value::Object(inner) => flatten(&name, inner, flat),
            value => {
                flat.insert(name, value.clone());
            }
        }
    }
}

/// `{"x": …, "NAME": …}`
fn points(axes: &[Axis], series: &[Series], rows: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let mut sums = vec![0.0; series.len()];
    let point = |mut row: Map<String, Value>| {
        let mut point = Map::new();
        if let Some(x) = axis::value_of(axes, &mut row) {
            point.insert("x".to_owned(), x);
        }
        for (series, sum) in series.iter().zip(&mut sums) {
            let value = series.take(&mut row);
            point.insert(series.name.clone(), cumulated(series, value, sum));
        }
        point
    };
    rows.into_iter().map(point).collect()
}

/// The value, added to those before it when the series is cumulative; whole numbers stay whole.
fn cumulated(series: &Series, value: Value, sum: &mut f64) -> Value {
    if !series.cumulative || value.is_object() {
        return value;
    }
    *sum += value.as_f64().unwrap_or_default();
    if sum.fract() == 0.0 && sum.abs() < 9e15 && !value.is_f64() {
        Value::from(*sum as i64)
    } else {
        Value::from(*sum)
    }
}

/// The rows of an answer as objects.
///
/// # Errors
/// When the engine fails on the way.
pub(crate) async fn rows(answer: Answer, query: &Query) -> Result<Vec<Map<String, Value>>, Fault> {
    let mut rows = Vec::new();
    each_row(answer, query, &mut |row| rows.push(row.clone())).await?;
    Ok(rows)
}

/// Hands over the rows of an answer one by one, as objects.
///
/// # Errors
/// When the engine fails on the way.
pub(crate) async fn each_row(
    answer: Answer,
    query: &Query,
    take: &mut (impl FnMut(&Map<String, Value>) + Send),
) -> Result<(), Fault> {
    let Answer { columns, mut batches } = answer;
    let rendering = Rendering {
        timezone: query.timezone,
        style: JsonStyle::Compact,
    };
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let cells = Columns::new(&columns, &batch, rendering)?;
        for row in 0..cells.rows() {
            let mut text = Vec::new();
            cells.write_object(row, &mut text);
            take(&serde_json::from_slice(&text).map_err(Fault::internal)?);
        }
    }
    Ok(())
}
