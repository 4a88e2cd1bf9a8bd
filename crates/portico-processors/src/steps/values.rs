//! Values computed from others: expressions of both languages, flags as a list, bits of a payload.

use portico_formats::layout::arrow_type;
use portico_formats::values::{self, Conversion, Value};
use portico_model::{Field, FieldType};

use super::fields::{TYPES, type_named};
use super::text::{FIELD, list_field};
use crate::act::{Ask, Built, Then, field_to_write, map, written};
use crate::arguments::{Arguments, Wrong};
use crate::formula::Formula;
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

pub(crate) static EXPRESSION: Kind = Kind {
    name: "expression",
    group: Group::Values,
    title: "Expression",
    help: "Computes a value from the fields of the record: a formula that begins with `=`, or an expression of the query language.",
    params: &[
        Param::required(
            "expression",
            ParamType::Expression,
            "`=round(price * 1.2, 2)` is a formula, `length(name)` an expression of the query language.",
        ),
        Param::required("output", ParamType::Name, "The field to write."),
        Param::optional(
            "to",
            ParamType::Choice(TYPES),
            "The type of the values; left out, the one that comes.",
        ),
    ],
    build: expression,
};

fn expression(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Built, Wrong> {
    let text = arguments.text("expression").trim();
    let name = arguments.name("output")?;
    let schema = arguments.schema();
    let wanted = arguments.given("to").map(type_named);
    if !text.starts_with('=') {
        return asked(arguments, context, text, &name, wanted);
    }
    let formula = Formula::read(text, schema, None).map_err(|mistake| mistake.wrong("expression"))?;
    let field = field_to_write(schema, &name, wanted.unwrap_or(formula.ty));
    let conversion = Conversion::to(&field, None, false);
    let now = context.resources.now();
    Ok(map(
        schema,
        formula.inputs.clone(),
        vec![field],
        move |values, out| {
            out[0] = conversion.convert(&formula.value(values, &Value::Null, now)?)?;
            Ok(())
        },
    ))
}

/// An expression of the query language, which the engine computes.
fn asked(
    arguments: &Arguments<'_>,
    context: &Context<'_>,
    text: &str,
    name: &str,
    wanted: Option<FieldType>,
) -> Result<Built, Wrong> {
    let schema = arguments.schema();
    let expression = context
        .resources
        .expression(schema, text, false)
        .map_err(|fault| Wrong::from_fault("expression", fault))?;
    let found = expression.field().clone();
    if wanted.is_some_and(|ty| ty != found.ty) {
        return Err(
            Wrong::of("to", format!("the expression gives {}", found.ty.as_str()))
                .hint("leave it out, and put a step `type` behind this one"),
        );
    }
    let mut field = field_to_write(schema, name, found.ty);
    field
        .annotations
        .multivalued
        .clone_from(&found.annotations.multivalued);
    if arrow_type(&field) != arrow_type(&found) {
        return Err(Wrong::of("expression", "its values cannot be those of a field"));
    }
    let (after, places) = written(schema, vec![field]);
    let ask = Ask {
        before: schema.clone(),
        expression,
        then: Then::Write(places[0]),
    };
    Ok(Built::new(after, ask))
}

pub(crate) static META_EXPRESSION: Kind = Kind {
    name: "meta_expression",
    group: Group::Values,
    title: "Meta expression",
    help: "Applies one formula to many fields: `X` stands for the value of each.",
    params: &[
        Param::required("fields", ParamType::Fields, "The fields to change."),
        Param::required(
            "expression",
            ParamType::Expression,
            "A formula over `X`, such as `=trim(X)`.",
        ),
    ],
    build: meta_expression,
};

fn meta_expression(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Built, Wrong> {
    let hands = arguments.fields("fields")?;
    let schema = arguments.schema();
    let text = arguments.text("expression");
    let mut inputs = hands.clone();
    let mut formulas = Vec::with_capacity(hands.len());
    let mut outputs = Vec::with_capacity(hands.len());
    for hand in &hands {
        let field = &schema.fields[*hand];
        let formula =
            Formula::read(text, schema, Some(field.ty)).map_err(|mistake| mistake.wrong("expression"))?;
        outputs.push(field_to_write(schema, &field.name, formula.ty));
        let first = inputs.len();
        inputs.extend(&formula.inputs);
        formulas.push((first, formula));
    }
    let now = context.resources.now();
    Ok(map(schema, inputs, outputs, move |values, out| {
        for (index, ((first, formula), out)) in formulas.iter().zip(out).enumerate() {
            let own = &values[*first..*first + formula.inputs.len()];
            *out = formula.value(own, &values[index], now)?;
        }
        Ok(())
    }))
}

pub(crate) static BOOLEANS_TO_LIST: Kind = Kind {
    name: "booleans_to_multivalued",
    group: Group::Values,
    title: "Transform boolean columns to a multivalued field",
    help: "Makes one list out of columns of yes and no: the labels of those that say yes.",
    params: &[
        Param::required("fields", ParamType::Fields, "The columns of yes and no."),
        Param::required("output", ParamType::Name, "The field to write: a list."),
        Param::optional("delete", ParamType::Flag, "The columns are deleted.").or("false"),
    ],
    build: |arguments, _| {
        let inputs = arguments.fields("fields")?;
        let schema = arguments.schema();
        let name = arguments.name("output")?;
        if let Some(place) = inputs.iter().find(|index| schema.fields[**index].ty.is_geo()) {
            return Err(Wrong::of(
                "fields",
                format!("the field `{}` holds places", schema.fields[*place].name),
            ));
        }
        let field = list_field(arguments, &name, ";");
        let labels: Vec<String> = inputs
            .iter()
            .map(|index| schema.fields[*index].label.clone())
            .collect();
        let flag = Conversion::to(&Field::new("flag", FieldType::Boolean), None, false);
        let gone = inputs.clone();
        let built = map(schema, inputs, vec![field], move |values, out| {
            let says_yes = |value: &Value| {
                matches!(value, Value::Text(text) if text.trim().eq_ignore_ascii_case("x"))
                    || flag.convert(value) == Ok(Value::Boolean(true))
            };
            let chosen: Vec<String> = values
                .iter()
                .zip(&labels)
                .filter(|(value, _)| says_yes(value))
                .map(|(_, label)| label.clone())
                .collect();
            if !chosen.is_empty() {
                out[0] = Value::List(chosen);
            }
            Ok(())
        });
        Ok(if arguments.flag("delete") {
            built.without(&gone, &name)
        } else {
            built
        })
    },
};

pub(crate) static EXTRACT_BITS: Kind = Kind {
    name: "extract_bits",
    group: Group::Values,
    title: "Extract bit range",
    help: "Reads a number out of some bits of a payload that is written in hexadecimal, as sensors send it.",
    params: &[
        FIELD,
        Param::required(
            "start",
            ParamType::Integer { min: 0, max: 8191 },
            "The first bit, counted from 0 at the left.",
        ),
        Param::required("length", ParamType::Integer { min: 1, max: 63 }, "How many bits."),
        Param::optional(
            "signed",
            ParamType::Flag,
            "The first bit is a sign (two's complement).",
        )
        .or("false"),
        Param::required("output", ParamType::Name, "The field to write: a whole number."),
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let field = field_to_write(arguments.schema(), &arguments.name("output")?, FieldType::Int);
        let start = usize::try_from(arguments.int("start")).unwrap_or(0);
        let length = usize::try_from(arguments.int("length")).unwrap_or(1);
        let signed = arguments.flag("signed");
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                let Some(text) = values::text(&values[0]) else {
                    return Ok(());
                };
                out[0] = Value::Int(bits(&text, start, length, signed)?);
                Ok(())
            },
        ))
    },
};

fn bits(text: &str, start: usize, length: usize, signed: bool) -> Result<i64, String> {
    let text: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | ':' | '-'))
        .collect();
    let digits = text
        .strip_prefix("0x")
        .or_else(|| text.strip_prefix("0X"))
        .unwrap_or(&text);
    let bytes = hex::decode(digits).map_err(|_| "it is not a payload in hexadecimal".to_owned())?;
    if start + length > bytes.len() * 8 {
        return Err(format!("the payload has {} bits only", bytes.len() * 8));
    }
    let bit = |at: usize| i64::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let number = (start..start + length).fold(0_i64, |number, at| number << 1 | bit(at));
    let negative = signed && bit(start) == 1;
    Ok(if negative {
        number.wrapping_sub(1_i64 << length)
    } else {
        number
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_left() {
        assert_eq!(bits("0xA5", 0, 4, false), Ok(10));
        assert_eq!(bits("a5", 4, 4, false), Ok(5));
        assert_eq!(bits("ff 38", 0, 16, true), Ok(-200));
        assert_eq!(bits("ffffffffffffffff", 1, 63, true), Ok(-1));
        assert!(bits("a5", 4, 8, false).is_err());
        assert!(bits("xyz", 0, 1, false).is_err());
    }
}
