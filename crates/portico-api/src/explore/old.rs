//! What did a question mean in version 2.0? Groups without nulls, parts of dates as text, date keys as numbers, groups by point.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use portico_engine::Query;
use portico_model::{Fault, FieldType, Schema};
use portico_odsql::{Expr, ExprKind, Literal, ScalarFunction, SelectItem, Spanned};
use serde_json::{Map, Value};

use super::rows::Rows;

/// Zoom and radius of the cells that stand for single points: about 4 cm wide.
const POINT: (u8, f64) = (22, 1.0);

/// The question as version 2.0 read it: a null makes no group, points make groups, and the parts of a date compare with text.
pub(crate) fn read(query: &mut Query, schema: &Schema) {
    query.filter.iter_mut().for_each(compare_as_text);
    let sources: Vec<String> = query
        .group_by
        .iter()
        .filter_map(|key| source(&key.expr, &query.select))
        .filter(|name| schema.field(name).is_some())
        .map(str::to_owned)
        .collect();
    for key in &mut query.group_by {
        if matches!(&key.expr.node, ExprKind::Field(name) if is_of(schema, name, &[FieldType::GeoPoint2d])) {
            let field = Box::new(key.expr.clone());
            let (zoom, radius) = POINT;
            key.expr.node = ExprKind::GeoCluster { field, zoom, radius };
        }
    }
    query.filter.extend(sources.into_iter().map(|name| Spanned {
        node: ExprKind::IsNull {
            value: Box::new(Spanned {
                node: ExprKind::Field(name),
                span: 0..0,
            }),
            negated: true,
        },
        span: 0..0,
    }));
}

/// How version 2.0 wrote some columns of an answer.
#[derive(Debug, Default)]
pub(crate) struct OldColumns {
    texts: Vec<String>,
    instants: Vec<String>,
    points: Vec<String>,
}

impl OldColumns {
    /// The columns of this question that were written in another way.
    pub(crate) fn of(query: &Query, schema: &Schema) -> Self {
        let mut columns = Self::default();
        let selected = query.select.iter().filter_map(|item| match item {
            SelectItem::Expr { expr, key, .. } => Some((expr, key)),
            _ => None,
        });
        let keys = query.group_by.iter().map(|key| (&key.expr, &key.key));
        columns.texts = selected
            .chain(keys)
            .filter(|(expr, _)| is_part_of_date(expr))
            .map(|(_, key)| key.clone())
            .collect();
        let is_date = |name: &str| is_of(schema, name, &[FieldType::Date, FieldType::Datetime]);
        columns.instants = query
            .group_by
            .iter()
            .filter(|key| matches!(&key.expr.node, ExprKind::Field(name) if is_date(name)))
            .map(|key| key.key.clone())
            .collect();
        let is_point = |expr: &Expr| matches!(&expr.node, ExprKind::GeoCluster { zoom, radius, .. } if (*zoom, *radius) == POINT);
        columns.points = query
            .group_by
            .iter()
            .filter(|key| is_point(&key.expr))
            .map(|key| key.key.clone())
            .collect();
        columns
    }

    /// The rows as objects, with those columns respelled.
    ///
    /// # Errors
    /// When a row is no JSON: a mistake of ours.
    pub(crate) fn objects(&self, rows: &Rows) -> Result<Vec<Map<String, Value>>, Fault> {
        let mut objects = rows.objects()?;
        for object in &mut objects {
            for key in &self.texts {
                if let Some(value) = object.get_mut(key).filter(|value| value.is_number()) {
                    *value = Value::String(value.to_string());
                }
            }
            for key in &self.instants {
                if let Some(value) = object.get_mut(key)
                    && let Some(instant) = value.as_str().and_then(milliseconds)
                {
                    *value = instant.into();
                }
            }
            for key in &self.points {
                if let Some(value) = object.get_mut(key)
                    && let Some(point) = point_text(value)
                {
                    *value = point.into();
                }
            }
        }
        Ok(objects)
    }
}

fn is_of(schema: &Schema, name: &str, types: &[FieldType]) -> bool {
    schema.field(name).is_some_and(|field| types.contains(&field.ty))
}

/// `[48.8566, 2.3522]`: the key of a group by point, latitude first. The mean of equal numbers may be off by a hair: it is rounded.
fn point_text(cluster: &Value) -> Option<String> {
    let part = |name: &str| {
        let degrees = cluster["cluster_centroid"][name].as_f64()?;
        Some((degrees * 1e10).round() / 1e10)
    };
    Some(format!("[{}, {}]", part("lat")?, part("lon")?))
}

/// The field that a key of a group is made of.
fn source<'a>(expr: &'a Expr, select: &'a [SelectItem]) -> Option<&'a str> {
    match &expr.node {
        ExprKind::Field(name) => {
            let aliased = select.iter().find_map(|item| match item {
                SelectItem::Expr { expr, key, .. } if key == name => source(expr, &[]),
                _ => None,
            });
            Some(aliased.unwrap_or(name))
        }
        ExprKind::Call {
            function: ScalarFunction::IfNull,
            ..
        } => None,
        ExprKind::Call { arguments, .. } => source(arguments.first()?, &[]),
        _ => None,
    }
}

fn is_part_of_date(expr: &Expr) -> bool {
    use ScalarFunction::{Day, Hour, Minute, Month, Second, Year};
    matches!(
        &expr.node,
        ExprKind::Call {
            function: Year | Month | Day | Hour | Minute | Second,
            ..
        }
    )
}

/// `year(d) = "2024"` is `year(d) = 2024`.
fn compare_as_text(condition: &mut Expr) {
    match &mut condition.node {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().for_each(compare_as_text),
        ExprKind::Not(inner) => compare_as_text(inner),
        ExprKind::Compare { left, right, .. } => {
            if is_part_of_date(left) {
                as_number(right);
            } else if is_part_of_date(right) {
                as_number(left);
            }
        }
        ExprKind::InList { value, list } if is_part_of_date(value) => list.iter_mut().for_each(as_number),
        _ => {}
    }
}

fn as_number(literal: &mut Expr) {
    if let ExprKind::Literal(Literal::Text(text)) = &literal.node
        && let Ok(number) = text.trim().parse()
    {
        literal.node = ExprKind::Literal(Literal::Int(number));
    }
}

/// Milliseconds since the epoch of a date or an instant as the current version writes it; `1988-01` and `1988` are their first day.
fn milliseconds(text: &str) -> Option<i64> {
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return Some(instant.timestamp_millis());
    }
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let day = NaiveDate::parse_from_str(&day, "%Y-%m-%d").ok()?;
    Some(
        day.and_time(NaiveTime::MIN)
            .and_local_timezone(Utc)
            .single()?
            .timestamp_millis(),
    )
}

#[cfg(test)]
mod tests {
    use portico_model::Field;
    use portico_services::Question;

    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Query {
        Question::from_pairs(pairs.iter().copied()).query().unwrap()
    }

    fn schema() -> Schema {
        Schema {
            fields: vec![Field::new("d", FieldType::Date), Field::new("t", FieldType::Text)],
        }
    }

    #[test]
    fn nulls_make_no_group() {
        for group_by in ["d", "year(d)", "d as day, t"] {
            let mut query = query(&[("group_by", group_by)]);
            read(&mut query, &schema());
            assert_eq!(query.filter.len(), query.group_by.len(), "{group_by}");
        }
        let mut kept = query(&[("group_by", "ifnull(t, 'x')")]);
        read(&mut kept, &schema());
        assert!(kept.filter.is_empty());
        let mut aliased = query(&[("select", "year(d) as y"), ("group_by", "y")]);
        read(&mut aliased, &schema());
        assert_eq!(aliased.filter[0].node.to_string(), "d IS NOT NULL");
    }

    #[test]
    fn parts_of_dates_are_text() {
        let mut query = query(&[
            ("select", "year(d) as y, t"),
            (
                "where",
                "t = 'a' and not (year(d) = \"2024\" or month(d) in ('1', '2'))",
            ),
        ]);
        read(&mut query, &schema());
        let text = query.filter[0].node.to_string();
        assert!(
            text.contains("2024") && !text.contains("'2024'") && !text.contains("\"2024\""),
            "{text}"
        );
        let columns = OldColumns::of(&query, &schema());
        let mut rows = Rows::default();
        rows.push(br#"{"y": 2024, "t": "x"}"#.to_vec());
        let objects = columns.objects(&rows).unwrap();
        assert_eq!(objects[0]["y"], "2024");
    }

    #[test]
    fn keys_of_groups_by_date_are_milliseconds() {
        let query = query(&[("group_by", "d as day")]);
        let columns = OldColumns::of(&query, &schema());
        let mut rows = Rows::default();
        for day in ["1970-01-02", "1970-02", "1971", "1970-01-01T01:00:00+01:00"] {
            rows.push(format!("{{\"day\": \"{day}\"}}").into_bytes());
        }
        rows.push(br#"{"day": null}"#.to_vec());
        let days: Vec<Value> = columns
            .objects(&rows)
            .unwrap()
            .iter()
            .map(|row| row["day"].clone())
            .collect();
        assert_eq!(
            days,
            [
                86_400_000_i64.into(),
                2_678_400_000_i64.into(),
                31_536_000_000_i64.into(),
                0.into(),
                Value::Null
            ]
        );
    }
}
