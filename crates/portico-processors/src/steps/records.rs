//! Which records there are: skipped, deleted, without doubles, columns as rows.

use std::collections::HashSet;

use portico_formats::values::{self, Conversion, Value};
use portico_model::{Fault, FaultKind, Field, FieldType, Schema};
use sha2::{Digest, Sha256};

use crate::act::{Act, Ask, Built, Out, Stop, Then, Told, field_to_write, keep, multiply};
use crate::arguments::{Arguments, Wrong};
use crate::formula::{Formula, truth};
use crate::frame::Frame;
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

pub(crate) static SKIP: Kind = Kind {
    name: "skip_records",
    group: Group::Records,
    title: "Skip records",
    help: "Leaves out the records with a value, or those for which a condition holds; or keeps only those.",
    params: &[
        Param::optional("field", ParamType::Field, "The field whose value is looked at."),
        Param::optional(
            "value",
            ParamType::Text,
            "The value; left out, records without a value are meant.",
        ),
        Param::optional(
            "match",
            ParamType::Choice(&["exact", "contains"]),
            "Whether the whole value is meant, or a part of it.",
        )
        .or("exact"),
        Param::optional(
            "ignore_case",
            ParamType::Flag,
            "Capitals and small letters are the same.",
        )
        .or("false"),
        Param::optional(
            "condition",
            ParamType::Expression,
            "Instead of a field: a formula (`=price > 10`) or a condition of the query language (`price > 10`).",
        ),
        Param::optional(
            "keep",
            ParamType::Flag,
            "These records are kept, the others left out.",
        )
        .or("false"),
    ],
    build: skip,
};

fn skip(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Built, Wrong> {
    let kept = arguments.flag("keep");
    let schema = arguments.schema();
    if let Some(condition) = arguments.given("condition") {
        if arguments.has("field") || arguments.has("value") {
            return Err(Wrong::of(
                "condition",
                "with a condition there is neither a `field` nor a `value`",
            ));
        }
        if !condition.trim_start().starts_with('=') {
            let expression = context
                .resources
                .expression(schema, condition, true)
                .map_err(|fault| Wrong::from_fault("condition", fault))?;
            let ask = Ask {
                before: schema.clone(),
                expression,
                then: Then::Keep(kept),
            };
            return Ok(Built::new(schema.clone(), ask));
        }
        let formula = Formula::read(condition, schema, None).map_err(|mistake| mistake.wrong("condition"))?;
        let now = context.resources.now();
        // A record for which it cannot be said is not meant.
        return Ok(keep(schema, formula.inputs.clone(), move |values| {
            let holds = formula
                .value(values, &Value::Null, now)
                .is_ok_and(|value| truth(&value));
            holds == kept
        }));
    }
    if !arguments.has("field") {
        return Err(
            Wrong::of("field", "it is missing").hint("name a field and its value, or write a `condition`")
        );
    }
    let index = arguments.sayable("field")?;
    let contains = arguments.text("match") == "contains";
    let fold = arguments.flag("ignore_case");
    let folded = move |text: &str| {
        if fold {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    };
    let wanted = arguments.given("value").map(&folded);
    Ok(keep(schema, vec![index], move |values| {
        let meant = match (&wanted, &values[0]) {
            (None, value) => values::text(value).is_none_or(|text| text.trim().is_empty()),
            (Some(wanted), Value::List(items)) => {
                items.iter().any(|item| is_meant(&folded(item), wanted, contains))
            }
            (Some(wanted), value) => {
                values::text(value).is_some_and(|text| is_meant(&folded(&text), wanted, contains))
            }
        };
        meant == kept
    }))
}

fn is_meant(text: &str, wanted: &str, contains: bool) -> bool {
    if contains {
        return text.contains(wanted);
    }
    // `12` is also meant by `12.0`.
    text == wanted
        || matches!((text.parse::<f64>(), wanted.parse::<f64>()), (Ok(one), Ok(other)) if one == other)
}

pub(crate) static DELETE_RECORD: Kind = Kind {
    name: "delete_record",
    group: Group::Records,
    title: "Delete records",
    help: "Leaves out the records whose field has one of these values: those of the file, and those that are there already when a file is added.",
    params: &[
        Param::required("field", ParamType::Field, "The field that tells records apart."),
        Param::required("values", ParamType::Lines, "The values, one a line."),
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let gone: HashSet<String> = arguments
            .text("values")
            .lines()
            .map(|line| line.trim().to_owned())
            .filter(|line| !line.is_empty())
            .collect();
        Ok(keep(arguments.schema(), vec![index], move |values| {
            values::text(&values[0]).is_none_or(|text| !gone.contains(text.trim()))
        }))
    },
};

pub(crate) static DEDUPLICATE: Kind = Kind {
    name: "deduplicate_records",
    group: Group::Records,
    title: "Deduplicate records",
    help: "Keeps the first of the records that have the same values, in all fields or in those you name.",
    params: &[Param::optional(
        "fields",
        ParamType::Fields,
        "The fields that make records the same; left out, all of them.",
    )],
    build: |arguments, context| {
        let named = arguments.fields("fields")?;
        let schema = arguments.schema();
        let fields = if named.is_empty() {
            (0..schema.fields.len()).collect()
        } else {
            named
        };
        let act = Deduplicate {
            schema: schema.clone(),
            fields,
            seen: HashSet::new(),
            most: context.limits.remembered,
        };
        Ok(Built::new(schema.clone(), act))
    },
};

struct Deduplicate {
    schema: Schema,
    fields: Vec<usize>,
    /// 128 bits of SHA-256: no two records are ever taken for one another.
    seen: HashSet<u128>,
    most: usize,
}

impl Act for Deduplicate {
    fn apply(&mut self, frame: Frame, _: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let readers = frame.readers(&self.schema, &self.fields)?;
        let mut marks = Vec::with_capacity(frame.rows());
        for row in 0..frame.rows() {
            let mut digest = Sha256::new();
            for reader in &readers {
                match values::text(&reader.value(row)) {
                    Some(text) => {
                        digest.update((text.len() as u64).to_be_bytes());
                        digest.update(text.as_bytes());
                    }
                    None => digest.update([0xff; 8]),
                }
            }
            let mut half = [0; 16];
            half.copy_from_slice(&digest.finalize()[..16]);
            marks.push(self.seen.insert(u128::from_be_bytes(half)));
        }
        if self.seen.len() > self.most {
            let message = format!("more than {} different records are to be remembered", self.most);
            return Err(Stop::Fault(
                Fault::new(FaultKind::TooLarge, "TooManyRecords", message)
                    .with_hint("take the step `deduplicate_records` out, or deduplicate the file before"),
            ));
        }
        out(frame.kept(marks)?)
    }
}

pub(crate) static TRANSPOSE: Kind = Kind {
    name: "transpose",
    group: Group::Records,
    title: "Transpose columns to rows",
    help: "Makes a record of each of these columns: one field says which column it was, another its value.",
    params: &[
        Param::required("fields", ParamType::Fields, "The columns that become rows."),
        Param::optional(
            "name_output",
            ParamType::Name,
            "The field with the column's label.",
        )
        .or("name"),
        Param::optional("value_output", ParamType::Name, "The field with the value.").or("value"),
        Param::optional(
            "skip_empty",
            ParamType::Flag,
            "Columns without a value make no record.",
        )
        .or("true"),
    ],
    build: transpose,
};

fn transpose(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let inputs = arguments.fields("fields")?;
    let schema = arguments.schema();
    let mut types = inputs.iter().map(|index| schema.fields[*index].ty);
    let first = types.next().unwrap_or(FieldType::Text);
    let ty = types.fold(first, |one, other| match (one, other) {
        (one, other) if one == other => one,
        (one, other) if one.is_number() && other.is_number() => FieldType::Double,
        _ => FieldType::Text,
    });
    let (name, value) = (arguments.name("name_output")?, arguments.name("value_output")?);
    if name == value {
        return Err(Wrong::of("value_output", "it is the same as `name_output`"));
    }
    let mut fields = Vec::new();
    let mut picks = Vec::new();
    for (index, field) in schema.fields.iter().enumerate() {
        if !inputs.contains(&index) && field.name != name && field.name != value {
            fields.push(field.clone());
            picks.push(Some(index));
        }
    }
    let places = vec![fields.len(), fields.len() + 1];
    let value_field = field_to_write(&Schema::default(), &value, ty);
    fields.push(Field::new(name, FieldType::Text));
    fields.push(value_field.clone());
    picks.extend([None, None]);
    let labels: Vec<String> = inputs
        .iter()
        .map(|index| schema.fields[*index].label.clone())
        .collect();
    let skip_empty = arguments.flag("skip_empty");
    let conversion = Conversion::to(&value_field, None, false);
    Ok(multiply(
        schema,
        Schema { fields },
        inputs,
        places,
        picks,
        move |values, rows| {
            for (label, value) in labels.iter().zip(values) {
                if skip_empty && *value == Value::Null {
                    continue;
                }
                let value = conversion.convert(value)?;
                rows.push(vec![Value::Text(label.clone()), value]);
            }
            Ok(())
        },
    ))
}
