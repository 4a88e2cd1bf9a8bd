//! By what does an analysis of API v1 cut the records? `x`, `periodic` and `precision` as grouping keys, and the values back.

use portico_model::{Fault, FieldType, Precision, Schema};
use portico_odsql::quote_field;
use portico_web::Params;
use serde_json::{Map, Value};

/// One `x`.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    /// The name as written.
    written: String,
    pub(crate) field: String,
    /// Parts of a date; none for plain values.
    parts: Vec<Part>,
    place: usize,
}

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    WeekYear,
    Month,
    Week,
    Weekday,
    Day,
    Hour,
    Minute,
}

const PARTS: [(&str, Part); 7] = [
    ("year", Part::Year),
    ("month", Part::Month),
    ("week", Part::Week),
    ("weekday", Part::Weekday),
    ("day", Part::Day),
    ("hour", Part::Hour),
    ("minute", Part::Minute),
];
/// From the longest to the shortest.
const LEVELS: [Part; 5] = [Part::Year, Part::Month, Part::Day, Part::Hour, Part::Minute];

/// The axes of a request.
///
/// # Errors
/// `ODSQLError` for a field that does not exist; `InvalidRESTParameterError` for a wrong `periodic` or `precision`.
pub(crate) fn read(params: &Params, schema: &Schema) -> Result<Vec<Axis>, Fault> {
    let words = PARTS.map(|(name, _)| name);
    let part = |name: &str| {
        let word = params.word(name, &words)?;
        Ok::<_, Fault>(
            word.and_then(|word| PARTS.iter().find(|(known, _)| *known == word))
                .map(|(_, part)| *part),
        )
    };
    let (periodic, precision) = (part("periodic")?, part("precision")?);
    let names = params.all("x").flat_map(|text| text.split(',')).map(str::trim);
    let names = names.filter(|name| !name.is_empty());
    names
        .enumerate()
        .map(|(place, written)| {
            let suffixed = || {
                let (field, suffix) = written.rsplit_once('.')?;
                let (_, part) = PARTS.iter().find(|(known, _)| *known == suffix)?;
                Some((field, Some(*part)))
            };
            let (name, single) = match schema.field(written) {
                Some(_) => (written, None),
                None => suffixed().unwrap_or((written, None)),
            };
            let field = schema.field(name).ok_or_else(|| {
                Fault::invalid(
                    "ODSQLError",
                    format!("ODSQL query is malformed: Unknown field: {name}. Clause(s) containing the error(s): x."),
                )
                .with_position("x", None)
            })?;
            let parts = match single {
                _ if !field.ty.is_time() => Vec::new(),
                Some(part) => vec![part],
                None => parts_between(periodic, precision, finest(field)),
            };
            Ok(Axis {
                written: written.to_owned(),
                field: name.to_owned(),
                parts,
                place,
            })
        })
        .collect()
}

/// The shortest part that the field's values have.
fn finest(field: &portico_model::Field) -> Part {
    match field.annotations.timeserie_precision {
        Some(Precision::Year) => Part::Year,
        Some(Precision::Month) => Part::Month,
        Some(Precision::Day) => Part::Day,
        Some(Precision::Hour) => Part::Hour,
        Some(Precision::Minute) => Part::Minute,
        None if field.ty == FieldType::Date => Part::Day,
        None => Part::Minute,
    }
}

fn parts_between(periodic: Option<Part>, precision: Option<Part>, finest: Part) -> Vec<Part> {
    let level = |part: Part| LEVELS.iter().position(|known| *known == part);
    match (periodic, precision) {
        (Some(Part::Weekday), Some(Part::Hour)) => vec![Part::Weekday, Part::Hour],
        (Some(Part::Weekday), _) => vec![Part::Weekday],
        (Some(Part::Week), _) => vec![Part::Week],
        (_, Some(Part::Week)) => vec![Part::WeekYear, Part::Week],
        (_, Some(Part::Weekday)) => vec![Part::Weekday],
        (periodic, precision) => {
            let last = level(precision.unwrap_or(Part::Day))
                .min(level(finest))
                .unwrap_or(2);
            let first = periodic.and_then(level).unwrap_or(0).min(last);
            LEVELS[first..=last].to_vec()
        }
    }
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Self::WeekYear => "year",
            part => PARTS
                .iter()
                .find(|(_, known)| *known == part)
                .map_or("", |(name, _)| name),
        }
    }

    fn expression(self, field: &str) -> String {
        match self {
            Self::WeekYear => format!("date_format({field}, 'xxxx')"),
            Self::Week => format!("date_format({field}, 'w')"),
            Self::Weekday => format!("date_format({field}, 'e')"),
            part => format!("{}({field})", part.name()),
        }
    }

    /// The value as a number; Monday is 0.
    fn value(self, value: Value) -> Value {
        match (self, &value) {
            (Self::Weekday, Value::String(text)) => text.parse::<i64>().map_or(value, |day| (day - 1).into()),
            (Self::Week | Self::WeekYear, Value::String(text)) => {
                text.parse::<i64>().map_or(value, Value::from)
            }
            _ => value,
        }
    }
}

impl Axis {
    /// The grouping keys and their columns.
    pub(crate) fn keys(&self) -> Vec<(String, String)> {
        let field = quote_field(&self.field);
        if self.parts.is_empty() {
            return vec![(field, format!("__k{}", self.place))];
        }
        let key =
            |(index, part): (usize, &Part)| (part.expression(&field), format!("__k{}_{index}", self.place));
        self.parts.iter().enumerate().map(key).collect()
    }

    /// Whether a sort key names this axis.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        name == self.written || name == self.field
    }

    /// The value of this axis in a row.
    fn value(&self, row: &mut Map<String, Value>) -> Value {
        let mut keys = self
            .keys()
            .into_iter()
            .map(|(_, column)| row.shift_remove(&column).unwrap_or_default());
        if self.parts.is_empty() {
            return keys.next().unwrap_or_default();
        }
        let members = self
            .parts
            .iter()
            .zip(keys)
            .map(|(part, value)| (part.name().to_owned(), part.value(value)));
        Value::Object(members.collect())
    }
}

/// The `x` of a row: a value, the parts of a date, or an object of several axes. Parts of one date go together.
pub(crate) fn value_of(axes: &[Axis], row: &mut Map<String, Value>) -> Option<Value> {
    let [first, others @ ..] = axes else { return None };
    if others.is_empty() {
        return Some(first.value(row));
    }
    let is_one_date = axes
        .iter()
        .all(|axis| !axis.parts.is_empty() && axis.field == first.field);
    let mut values = Map::new();
    for axis in axes {
        let value = axis.value(row);
        match value {
            Value::Object(parts) if is_one_date => values.extend(parts),
            Value::Object(parts) => match values.get_mut(&axis.field) {
                Some(Value::Object(known)) => known.extend(parts),
                _ => {
                    values.insert(axis.field.clone(), Value::Object(parts));
                }
            },
            value => {
                values.insert(axis.written.clone(), value);
            }
        }
    }
    Some(Value::Object(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_cut_from_the_period_to_the_precision() {
        use Part::{Day, Hour, Minute, Month, Week, WeekYear, Weekday, Year};
        assert_eq!(parts_between(None, None, Minute), [Year, Month, Day]);
        assert_eq!(parts_between(None, Some(Month), Minute), [Year, Month]);
        assert_eq!(parts_between(Some(Month), Some(Day), Minute), [Month, Day]);
        assert_eq!(parts_between(Some(Weekday), Some(Day), Minute), [Weekday]);
        assert_eq!(parts_between(None, Some(Week), Minute), [WeekYear, Week]);
        assert_eq!(parts_between(None, Some(Hour), Day), [Year, Month, Day]);
        assert_eq!(parts_between(Some(Hour), None, Minute), [Day]);
    }
}
