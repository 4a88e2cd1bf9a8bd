//! Fields: names, types, words, order, and new ones.

use portico_formats::values::{Conversion, Value};
use portico_model::{FacetSort, Field, FieldType, Precision, Schema};

use crate::act::{Built, converted, field_to_write, map};
use crate::arguments::{Arguments, Wrong};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

pub(crate) const TYPES: &[&str] = &[
    "text",
    "int",
    "double",
    "boolean",
    "date",
    "datetime",
    "geo_point_2d",
    "geo_shape",
];

/// The type of that name, which the table has checked.
pub(crate) fn type_named(name: &str) -> FieldType {
    use FieldType::{Boolean, Date, Datetime, Double, GeoPoint2d, GeoShape, Int, Text};
    [Text, Int, Double, Boolean, Date, Datetime, GeoPoint2d, GeoShape]
        .into_iter()
        .find(|ty| ty.as_str() == name)
        .unwrap_or(Text)
}

const FIELD: Param = Param::required("field", ParamType::Field, "The field.");

/// All fields as they are, one of them changed.
fn changed(schema: &Schema, index: usize, change: impl FnOnce(&mut Field)) -> Built {
    let mut fields = schema.fields.clone();
    change(&mut fields[index]);
    Built::arranged(fields.into_iter().enumerate().collect())
}

pub(crate) static RENAME: Kind = Kind {
    name: "rename",
    group: Group::Fields,
    title: "Rename a field",
    help: "Gives a field another technical name, and another label if you like.",
    params: &[
        FIELD,
        Param::required(
            "to",
            ParamType::Name,
            "The new name: small letters, digits and `_`.",
        ),
        Param::optional(
            "field_label",
            ParamType::Text,
            "The new label; left out, it stays as it is.",
        ),
    ],
    build: |arguments, _| {
        let index = arguments.field("field")?;
        let name = arguments.name("to")?;
        let label = arguments.given("field_label").map(str::to_owned);
        Ok(changed(arguments.schema(), index, |field| {
            if let Some(label) = label {
                field.label = label;
            }
            field.name = name;
        }))
    },
};

pub(crate) static TYPE: Kind = Kind {
    name: "type",
    group: Group::Fields,
    title: "Change the type",
    help: "Reads the values of a field as another type. What does not fit is left empty and listed.",
    params: &[
        FIELD,
        Param::required("to", ParamType::Choice(TYPES), "The new type."),
        Param::optional(
            "format",
            ParamType::Text,
            "How dates are written, such as `%d/%m/%Y`; left out, the common spellings are read.",
        ),
        Param::optional(
            "decimal_comma",
            ParamType::Flag,
            "Numbers are written with a decimal comma: `1.234,5`.",
        )
        .or("false"),
    ],
    build: |arguments, _| {
        let index = arguments.field("field")?;
        let ty = type_named(arguments.text("to"));
        let before = &arguments.schema().fields[index];
        let target = field_to_write(arguments.schema(), &before.name, ty);
        let conversion = Conversion::to(
            &target,
            arguments.given("format"),
            arguments.flag("decimal_comma"),
        );
        Ok(converted(arguments.schema(), index, target, conversion))
    },
};

pub(crate) static DESCRIBE: Kind = Kind {
    name: "describe",
    group: Group::Fields,
    title: "Describe a field",
    help: "Gives a field a label, a description or a unit.",
    params: &[
        FIELD,
        Param::optional(
            "field_label",
            ParamType::Text,
            "What people read above the column.",
        ),
        Param::optional("description", ParamType::Lines, "One or two sentences."),
        Param::optional("unit", ParamType::Text, "The unit behind a number, such as `km`."),
    ],
    build: |arguments, _| {
        let index = arguments.field("field")?;
        let given = |name| arguments.given(name).map(str::to_owned);
        let (label, description, unit) = (given("field_label"), given("description"), given("unit"));
        Ok(changed(arguments.schema(), index, |field| {
            field.label = label.unwrap_or_else(|| field.label.clone());
            field.description = description.or(field.description.take());
            field.annotations.unit = unit.or(field.annotations.unit.take());
        }))
    },
};

const ANNOTATIONS: &[&str] = &[
    "description",
    "facet",
    "disjunctive",
    "facetsort",
    "sortable",
    "hideintable",
    "id",
    "hierarchical",
    "decimals",
    "timeserie_precision",
    "multivalued",
    "unit",
];

pub(crate) static ANNOTATE: Kind = Kind {
    name: "annotate",
    group: Group::Fields,
    title: "Annotate a field",
    help: "Says how a field is used: as a filter, as a path, as a list, with so many decimals.",
    params: &[
        FIELD,
        Param::required("annotation", ParamType::Choice(ANNOTATIONS), "What is said."),
        Param::optional(
            "value",
            ParamType::Text,
            "The separator, the number, the precision, the order, the unit or the words; `false` takes a mark or a separator away.",
        ),
    ],
    build: annotate,
};

fn annotate(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let index = arguments.field("field")?;
    let value = arguments.text("value").to_owned();
    let field = &arguments.schema().fields[index];
    let annotation = arguments.text("annotation");
    let misplaced = |wanted: &str| {
        Err(Wrong::of(
            "annotation",
            format!(
                "`{annotation}` is for {wanted}; the field `{}` is {}",
                field.name,
                field.ty.as_str()
            ),
        ))
    };
    if annotation == "multivalued" {
        return listed(arguments, index, if value.is_empty() { "," } else { &value });
    }
    match annotation {
        "facet" if field.ty.is_geo() => return misplaced("no geometry"),
        "hierarchical" | "sortable" if field.ty != FieldType::Text => return misplaced("a text"),
        "decimals" if !field.ty.is_number() => return misplaced("a number"),
        "timeserie_precision" if !field.ty.is_time() => return misplaced("a date"),
        _ => {}
    }
    let unknown =
        |hint: &str| Wrong::of("value", format!("`{value}` is no value of `{annotation}`")).hint(hint);
    if annotation == "description" {
        return Ok(changed(arguments.schema(), index, |field| {
            field.description = (!value.is_empty()).then_some(value);
        }));
    }
    let mut annotations = field.annotations.clone();
    let mark = value.is_empty() || value == "true";
    match annotation {
        "facet" => annotations.facet = mark,
        "disjunctive" => annotations.disjunctive = mark,
        "sortable" => annotations.sortable = mark,
        "hideintable" => annotations.hideintable = mark,
        "id" => annotations.id = mark,
        "unit" => annotations.unit = (!value.is_empty()).then(|| value.clone()),
        "hierarchical" => {
            annotations.hierarchical = match value.as_str() {
                "" => Some("/".to_owned()),
                "false" => None,
                separator => Some(separator.to_owned()),
            };
        }
        "decimals" => {
            let decimals = value.trim().parse::<u8>().ok().filter(|decimals| *decimals <= 15);
            annotations.decimals = Some(decimals.ok_or_else(|| unknown("write a number from 0 to 15"))?);
        }
        "facetsort" => {
            let sort = FacetSort::parse(value.trim());
            annotations.facetsort =
                Some(sort.ok_or_else(|| unknown("write count, -count, alphanum, -alphanum, num or -num"))?);
        }
        _ => {
            annotations.timeserie_precision = Some(match value.trim() {
                "year" => Precision::Year,
                "month" => Precision::Month,
                "day" => Precision::Day,
                "hour" => Precision::Hour,
                "minute" => Precision::Minute,
                _ => return Err(unknown("write year, month, day, hour or minute")),
            });
        }
    }
    Ok(changed(arguments.schema(), index, |field| {
        field.annotations = annotations
    }))
}

/// Texts cut into lists.
fn listed(arguments: &Arguments<'_>, index: usize, separator: &str) -> Result<Built, Wrong> {
    let before = &arguments.schema().fields[index];
    if before.ty != FieldType::Text {
        return Err(Wrong::of(
            "annotation",
            format!(
                "`multivalued` is for a text; the field `{}` is {}",
                before.name,
                before.ty.as_str()
            ),
        ));
    }
    let mut field = field_to_write(arguments.schema(), &before.name, FieldType::Text);
    field.annotations.multivalued = Some(separator.to_owned());
    if before.is_multivalued() {
        return Ok(changed(arguments.schema(), index, |old| *old = field));
    }
    let conversion = Conversion::to(&field, None, false);
    Ok(converted(arguments.schema(), index, field, conversion))
}

pub(crate) static ORDER: Kind = Kind {
    name: "order",
    group: Group::Fields,
    title: "Order the fields",
    help: "Puts these fields first, in this order; the others follow as they are.",
    params: &[Param::required(
        "fields",
        ParamType::Fields,
        "The fields, in their new order.",
    )],
    build: |arguments, _| {
        let first = arguments.fields("fields")?;
        let schema = arguments.schema();
        let rest = (0..schema.fields.len()).filter(|index| !first.contains(index));
        let order = first.iter().copied().chain(rest);
        Ok(Built::arranged(
            order.map(|index| (index, schema.fields[index].clone())).collect(),
        ))
    },
};

pub(crate) static DELETE: Kind = Kind {
    name: "delete",
    group: Group::Fields,
    title: "Delete fields",
    help: "Leaves fields out of the dataset.",
    params: &[Param::required(
        "fields",
        ParamType::Fields,
        "The fields to leave out.",
    )],
    build: |arguments, _| {
        let gone = arguments.fields("fields")?;
        let fields = arguments.schema().fields.iter().cloned().enumerate();
        Ok(Built::arranged(
            fields.filter(|(index, _)| !gone.contains(index)).collect(),
        ))
    },
};

pub(crate) static ADD: Kind = Kind {
    name: "add_field",
    group: Group::Fields,
    title: "Add a field",
    help: "Adds a field that has the same value in every record, or none.",
    params: &[
        Param::required("output", ParamType::Name, "The name of the new field."),
        Param::optional("to", ParamType::Choice(TYPES), "Its type.").or("text"),
        Param::optional("value", ParamType::Text, "The value of every record."),
    ],
    build: |arguments, _| {
        let name = arguments.name("output")?;
        if arguments.schema().field(&name).is_some() {
            return Err(
                Wrong::of("output", format!("there is a field `{name}` already")).hint("choose another name")
            );
        }
        let field = Field::new(name, type_named(arguments.text("to")));
        let value = match arguments.given("value") {
            Some(text) => Conversion::to(&field, None, false)
                .convert(&Value::Text(text.to_owned()))
                .map_err(|reason| Wrong::of("value", format!("`{text}`: {reason}")))?,
            None => Value::Null,
        };
        Ok(map(arguments.schema(), Vec::new(), vec![field], move |_, out| {
            out[0] = value.clone();
            Ok(())
        }))
    },
};

pub(crate) static COPY: Kind = Kind {
    name: "copy_field",
    group: Group::Fields,
    title: "Copy a field",
    help: "Writes the values of a field to another one as well.",
    params: &[
        FIELD,
        Param::required("output", ParamType::Name, "The name of the copy."),
    ],
    build: |arguments, _| {
        let index = arguments.field("field")?;
        let name = arguments.name("output")?;
        let schema = arguments.schema();
        let mut fields: Vec<(usize, Field)> = schema.fields.iter().cloned().enumerate().collect();
        let mut copy = schema.fields[index].clone();
        copy.annotations.id = false;
        match fields.iter_mut().find(|(_, field)| field.name == name) {
            Some(place) => {
                copy.label.clone_from(&place.1.label);
                copy.name = name;
                *place = (index, copy);
            }
            None => {
                copy.name.clone_from(&name);
                copy.label = name;
                fields.push((index, copy));
            }
        }
        Ok(Built::arranged(fields))
    },
};
