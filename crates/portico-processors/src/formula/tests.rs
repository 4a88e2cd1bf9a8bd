//! Does a formula give what it says? Text in, value out.

use portico_model::Field;

use super::*;

fn schema() -> Schema {
    let fields = [
        ("price", FieldType::Double),
        ("count", FieldType::Int),
        ("name", FieldType::Text),
        ("day", FieldType::Date),
        ("open", FieldType::Boolean),
        ("missing", FieldType::Text),
    ];
    Schema {
        fields: fields.map(|(name, ty)| Field::new(name, ty)).to_vec(),
    }
}

fn asked(text: &str) -> Result<String, String> {
    let record = [
        Value::Double(2.5),
        Value::Int(7),
        Value::Text("Élan vital".into()),
        Value::Day(19_000),
        Value::Boolean(true),
        Value::Null,
    ];
    let schema = schema();
    let formula = Formula::read(text, &schema, None).map_err(|mistake| mistake.message)?;
    let inputs: Vec<Value> = formula
        .inputs
        .iter()
        .map(|index| record[*index].clone())
        .collect();
    let value = formula.value(&inputs, &Value::Null, 0)?;
    Ok(format!(
        "{} {}",
        formula.ty.as_str(),
        portico_formats::values::text(&value).unwrap_or_else(|| "-".to_owned())
    ))
}

fn same(cases: &[(&str, &str)]) {
    for (text, wanted) in cases {
        let found = asked(text).unwrap_or_else(|reason| format!("! {reason}"));
        assert_eq!(found, *wanted, "{text}");
    }
}

#[test]
fn operators_bind_as_people_expect() {
    same(&[
        ("=1 + 2 * 3", "int 7"),
        ("=(1 + 2) * 3", "int 9"),
        ("=-2 ^ 2", "double -4.0"),
        ("=7 // 2 + -7 // 2", "int -1"),
        ("=7 % 3", "int 1"),
        ("=price * count", "double 17.5"),
        ("=count / 2", "double 3.5"),
        ("=name & ' ' & count", "text Élan vital 7"),
        ("=count > 5 && !empty(name) or false", "boolean true"),
        ("=not open", "boolean false"),
        ("=count > 5 ? 'many' : 'few'", "text many"),
        ("=$count == 7 and name contains 'vital'", "boolean true"),
        ("=name startswith 'Él'", "boolean true"),
        ("=missing == null", "boolean true"),
        ("=missing < 3", "boolean false"),
        ("=missing & 'x'", "text x"),
    ]);
}

#[test]
fn functions_give_what_they_say() {
    same(&[
        ("=upper(left(name, 4))", "text ÉLAN"),
        ("=right(name, 5) & mid(name, 0, 1)", "text vitalÉ"),
        ("=normalize(name)", "text Elan vital"),
        ("=rjust(count, 3, '0')", "text 007"),
        ("=round(price * 1.05, 2)", "double 2.63"),
        ("=round(1234, -2)", "double 1200.0"),
        ("=max(count, 3)", "int 7"),
        ("=year(day) * 100 + month(day)", "int 202201"),
        ("=add_months(day, 1)", "date 2022-02-08"),
        ("=datediff(day, add_days(day, 10))", "int 10"),
        ("=dateformat(day, '%d/%m/%Y')", "text 08/01/2022"),
        ("=coalesce(missing, name)", "text Élan vital"),
        ("=split('a-b-c', '-', -1)", "text c"),
        ("=if(open, 1, 2)", "int 1"),
        ("='1,200' + 5", "text 1205"),
    ]);
}

#[test]
fn what_makes_no_sense_has_a_reason() {
    for (text, part) in [
        ("=1 / 0", "divided by zero"),
        ("=9223372036854775807 + 1", "too large"),
        ("=sqrt(-1)", "outside"),
        ("=name * 2", "a number is wanted"),
        ("=nam", "no field `nam`"),
        ("=uper(name)", "no function `uper`"),
        ("=left(name)", "takes 2 values"),
        ("=1 +", "a value was expected"),
        ("=(1", "`)` was expected"),
        ("='open", "not closed"),
        ("=1 2", "not expected"),
        ("=#", "means nothing"),
        ("=rjust(name, 1000000000)", "padded"),
    ] {
        let reason = asked(text).expect_err(text);
        assert!(reason.contains(part), "{text}: {reason}");
    }
}

#[test]
fn nesting_and_length_are_limited() {
    let deep = format!("={}1{}", "(".repeat(5000), ")".repeat(5000));
    assert!(asked(&deep).expect_err("deep").contains("deep"));
    let negative = format!("={}1", "-".repeat(5000));
    assert!(asked(&negative).expect_err("deep").contains("deep"));
    let chained = format!("=1{}", "+1".repeat(5000));
    assert!(asked(&chained).is_err());
    let leftwards = format!(
        "={}1{}",
        "(".repeat(10),
        format!("{})", "+1".repeat(100)).repeat(10)
    );
    assert!(asked(&leftwards).expect_err("deep").contains("more than"));
    let choices = format!("={}1", "1?1:".repeat(3000));
    assert!(asked(&choices).expect_err("deep").contains("deep"));
}

/// Texts made of pieces that formulas are made of, the same at every run.
#[test]
fn no_text_makes_the_reader_or_the_evaluator_panic() {
    let pieces = [
        "=",
        "(",
        ")",
        "1",
        "2.5",
        "'x'",
        "\"é\"",
        "name",
        "$price",
        "${day}",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "^",
        "!",
        "&",
        "&&",
        "||",
        "==",
        "<",
        ">=",
        "?",
        ":",
        ",",
        " ",
        "if",
        "left(",
        "round(",
        "add_months(",
        "dateformat(",
        "'%Q'",
        "split(",
        "null",
        "true",
        "not",
        "contains",
        "9223372036854775807",
        "1e308",
        "é",
        "\\",
        "'",
        "datetime(",
        "rjust(",
    ];
    let mut state = 7_u64;
    let mut next = |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    };
    let mut understood = 0;
    for _ in 0..20_000 {
        let text: String = (0..1 + next(9)).map(|_| pieces[next(pieces.len())]).collect();
        understood += usize::from(asked(&text).is_ok());
    }
    assert!(understood > 100, "{understood}");
}
