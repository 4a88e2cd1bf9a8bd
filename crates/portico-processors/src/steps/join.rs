//! Another dataset of the portal beside this one: its fields where the keys are the same.

use std::collections::{HashMap, HashSet};

use portico_formats::values::{self, Column, Value};
use portico_model::{Fault, FaultKind, Field, FieldType, Schema};

use super::text::list_field;
use crate::act::{Built, map, multiply};
use crate::arguments::{Arguments, Wrong, find};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;
use crate::resources::Remote;

/// Fields of the other dataset.
const MOST_FIELDS: usize = 100;
/// Values of a list that several records give.
const MOST_ITEMS: usize = 1000;

pub(crate) static JOIN: Kind = Kind {
    name: "join",
    group: Group::Values,
    title: "Join with another dataset",
    help: "Adds fields of another dataset of the portal to the records that have the same key. `2` and `2.0`, `01262` and `1262` are the \
           same key.",
    params: &[
        Param::required(
            "dataset",
            ParamType::Dataset,
            "The identifier of the other dataset; it has at most 100 000 records.",
        ),
        Param::required(
            "keys",
            ParamType::Fields,
            "The fields of this dataset that make the key.",
        ),
        Param::optional(
            "remote_keys",
            ParamType::Text,
            "The fields of the other dataset, as many, between commas; left out, those of the same names.",
        ),
        Param::optional(
            "add",
            ParamType::Text,
            "The fields to add, between commas; left out, all of the other dataset that are no keys.",
        ),
        Param::optional(
            "one_line",
            ParamType::Flag,
            "When several records have the key, their values become lists; else they become several records.",
        )
        .or("false"),
        Param::optional(
            "case_sensitive",
            ParamType::Flag,
            "Capitals and small letters differ.",
        )
        .or("false"),
        Param::optional(
            "matching_only",
            ParamType::Flag,
            "Records without a match are left out.",
        )
        .or("false"),
    ],
    build: join,
};

fn join(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Built, Wrong> {
    let keys = arguments.fields("keys")?;
    let schema = arguments.schema();
    let id = arguments.text("dataset").trim();
    let remote = context
        .resources
        .dataset(id)
        .map_err(|fault| Wrong::from_fault("dataset", fault))?;
    let rows: usize = remote.batches.iter().map(|batch| batch.num_rows()).sum();
    if rows > context.limits.joined {
        let message = format!(
            "the dataset `{id}` has more than {} records",
            context.limits.joined
        );
        return Err(Wrong::from_fault(
            "dataset",
            Fault::new(FaultKind::TooLarge, "TooManyRecords", message).with_hint("join a smaller dataset"),
        ));
    }
    let names = |name: &str, or: Vec<String>| match arguments.given(name) {
        Some(text) => text
            .split([',', '\n'])
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect(),
        None => or,
    };
    let own = keys
        .iter()
        .map(|index| schema.fields[*index].name.clone())
        .collect();
    let remote_keys = positions(&remote.schema, "remote_keys", names("remote_keys", own))?;
    if remote_keys.len() != keys.len() {
        return Err(Wrong::of(
            "remote_keys",
            format!("{} fields stand against {}", remote_keys.len(), keys.len()),
        )
        .hint("name as many fields of the other dataset as of this one, in the same order"));
    }
    if let Some(index) = keys.iter().find(|index| schema.fields[**index].ty.is_geo()) {
        return Err(Wrong::of(
            "keys",
            format!("the field `{}` holds places", schema.fields[*index].name),
        ));
    }
    let others = (0..remote.schema.fields.len()).filter(|index| !remote_keys.contains(index));
    let others = others
        .map(|index| remote.schema.fields[index].name.clone())
        .collect();
    let added = positions(&remote.schema, "add", names("add", others))?;
    if added.is_empty() || added.len() > MOST_FIELDS {
        return Err(Wrong::of(
            "add",
            format!(
                "between 1 and {MOST_FIELDS} fields can be added, not {}",
                added.len()
            ),
        ));
    }
    let table = Lookup::new(&remote, &remote_keys, &added, !arguments.flag("case_sensitive"))
        .map_err(|fault| Wrong::from_fault("dataset", fault))?;
    let fields = new_fields(arguments, &remote.schema, &added);
    let matching_only = arguments.flag("matching_only");
    if arguments.flag("one_line") {
        return Ok(collapsed(arguments, keys, table, &fields, matching_only));
    }
    let mut after = schema.clone();
    let places: Vec<usize> = (after.fields.len()..after.fields.len() + fields.len()).collect();
    let width = fields.len();
    after.fields.extend(fields);
    let picks = (0..after.fields.len())
        .map(|place| (!places.contains(&place)).then_some(place))
        .collect();
    let most = context.limits.rows_of_one;
    Ok(multiply(
        schema,
        after,
        keys,
        places,
        picks,
        move |values, rows| {
            let found = table.find(values);
            if found.len() > most {
                return Err(format!(
                    "{} records have the key; at most {most} may",
                    found.len()
                ));
            }
            if found.is_empty() && !matching_only {
                rows.push(vec![Value::Null; width]);
            }
            rows.extend(found.iter().map(|row| table.rows[*row].clone()));
            Ok(())
        },
    ))
}

/// One record stays one record: several values of a field become a list.
fn collapsed(
    arguments: &Arguments<'_>,
    keys: Vec<usize>,
    table: Lookup,
    fields: &[Field],
    matching_only: bool,
) -> Built {
    let lists: Vec<Field> = fields
        .iter()
        .map(|field| Field {
            label: field.label.clone(),
            description: field.description.clone(),
            ..list_field(arguments, &field.name, ";")
        })
        .collect();
    let width = lists.len();
    let schema = arguments.schema();
    let lines = table.one_line(width);
    let collect = move |values: &[Value], out: &mut [Value]| -> bool {
        let line = table.key(values).and_then(|key| lines.get(&key));
        if let Some(line) = line {
            out.clone_from_slice(line);
        }
        line.is_some()
    };
    if !matching_only {
        return map(schema, keys, lists, move |values, out| {
            collect(values, out);
            Ok(())
        });
    }
    let mut after = schema.clone();
    let places: Vec<usize> = (after.fields.len()..after.fields.len() + width).collect();
    after.fields.extend(lists);
    let picks = (0..after.fields.len())
        .map(|place| (!places.contains(&place)).then_some(place))
        .collect();
    multiply(schema, after, keys, places, picks, move |values, rows| {
        let mut out = vec![Value::Null; width];
        if collect(values, &mut out) {
            rows.push(out);
        }
        Ok(())
    })
}

/// The fields to add: a name that is taken gets the number 2 and so on.
fn new_fields(arguments: &Arguments<'_>, remote: &Schema, added: &[usize]) -> Vec<Field> {
    let mut taken: Vec<String> = arguments
        .schema()
        .fields
        .iter()
        .map(|field| field.name.clone())
        .collect();
    let mut fields = Vec::with_capacity(added.len());
    for index in added {
        let mut field = remote.fields[*index].clone();
        field.annotations.id = false;
        if field.ty == FieldType::File {
            field = Field {
                label: field.label,
                ..Field::new(field.name, FieldType::Text)
            };
        }
        let name = field.name.clone();
        let mut number = 2;
        while taken.contains(&field.name) {
            field.name = format!("{name}_{number}");
            number += 1;
        }
        taken.push(field.name.clone());
        fields.push(field);
    }
    fields
}

fn positions(schema: &Schema, param: &str, names: Vec<String>) -> Result<Vec<usize>, Wrong> {
    let mut found = Vec::new();
    for name in names {
        let index = find(schema, &name).ok_or_else(|| {
            let known: Vec<&str> = schema
                .fields
                .iter()
                .take(50)
                .map(|field| field.name.as_str())
                .collect();
            Wrong::of(param, format!("the other dataset has no field `{name}`"))
                .hint(format!("its fields are {}", known.join(", ")))
        })?;
        if !found.contains(&index) {
            found.push(index);
        }
    }
    Ok(found)
}

/// The records of the other dataset by their keys.
struct Lookup {
    fold: bool,
    by_key: HashMap<Vec<String>, Vec<usize>>,
    /// The values of the fields that are added.
    rows: Vec<Vec<Value>>,
}

impl Lookup {
    fn new(remote: &Remote, keys: &[usize], added: &[usize], fold: bool) -> Result<Self, Fault> {
        let mut table = Self {
            fold,
            by_key: HashMap::new(),
            rows: Vec::new(),
        };
        for batch in &remote.batches {
            let columns = |places: &[usize]| -> Result<Vec<Column>, Fault> {
                let column = |index: &usize| Column::new(&remote.schema.fields[*index], batch.column(*index));
                places
                    .iter()
                    .map(|index| column(index).map_err(Fault::internal))
                    .collect()
            };
            let (keys, added) = (columns(keys)?, columns(added)?);
            for row in 0..batch.num_rows() {
                let values: Vec<Value> = keys.iter().map(|column| column.value(row)).collect();
                if let Some(key) = table.key(&values) {
                    let place = table.rows.len();
                    table.by_key.entry(key).or_default().push(place);
                    table
                        .rows
                        .push(added.iter().map(|column| column.value(row)).collect());
                }
            }
        }
        Ok(table)
    }

    /// The key of a record; a record without a value in one of its parts has none.
    fn key(&self, values: &[Value]) -> Option<Vec<String>> {
        values
            .iter()
            .map(|value| {
                let text = values::text(value)?;
                let text = text.trim();
                (!text.is_empty()).then(|| spelled(text, self.fold))
            })
            .collect()
    }

    /// For each key one record: of every field the different values as a list.
    fn one_line(&self, width: usize) -> HashMap<Vec<String>, Vec<Value>> {
        let collected = |rows: &[usize], place: usize| {
            let mut seen = HashSet::new();
            let mut items: Vec<String> = Vec::new();
            for row in rows {
                let said = match &self.rows[*row][place] {
                    Value::List(several) => several.clone(),
                    other => values::text(other).into_iter().collect(),
                };
                for item in said {
                    if items.len() < MOST_ITEMS && seen.insert(item.clone()) {
                        items.push(item);
                    }
                }
            }
            if items.is_empty() {
                Value::Null
            } else {
                Value::List(items)
            }
        };
        let line = |rows: &[usize]| (0..width).map(|place| collected(rows, place)).collect();
        self.by_key
            .iter()
            .map(|(key, rows)| (key.clone(), line(rows)))
            .collect()
    }

    fn find(&self, values: &[Value]) -> &[usize] {
        self.key(values)
            .and_then(|key| self.by_key.get(&key))
            .map_or(&[], Vec::as_slice)
    }
}

/// One spelling of a key: numbers without zeros in front and behind, letters small.
fn spelled(text: &str, fold: bool) -> String {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    if plain && text.parse::<f64>().is_ok_and(f64::is_finite) {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
        let whole = if whole.is_empty() { "0" } else { whole };
        let sign = if whole == "0" && decimals.is_empty() {
            ""
        } else {
            sign
        };
        return match decimals {
            "" => format!("{sign}{whole}"),
            decimals => format!("{sign}{whole}.{decimals}"),
        };
    }
    if fold {
        text.to_lowercase()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_key_however_they_are_written() {
        for (one, other) in [
            ("2", "2.0"),
            ("01262", "1262"),
            ("-0", "0.00"),
            ("+5", "5"),
            ("Tulsa", "TULSA"),
        ] {
            assert_eq!(spelled(one, true), spelled(other, true), "{one} {other}");
        }
        assert_ne!(spelled("Tulsa", false), spelled("TULSA", false));
        // Twenty digits are no number that a computer would hold exactly.
        assert_ne!(
            spelled("10000000000000000001", true),
            spelled("10000000000000000002", true)
        );
    }
}
