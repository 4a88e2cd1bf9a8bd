//! Which functions does a formula know, and what type have their values?

use std::cmp::Ordering;

use portico_formats::values::{Conversion, Value};
use portico_model::{Field, FieldType};

use super::eval::{holds, truth};
use super::{Node, Operator, dates, numbers, texts};

/// What a function gives, from its values and the present instant.
type Work = fn(&[Value], i64) -> Result<Value, String>;

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(super) name: &'static str,
    /// How it is written.
    pub(super) usage: &'static str,
    /// Least and most values.
    pub(super) arguments: (usize, usize),
    pub(super) returns: Returns,
    pub(super) work: Work,
}

/// The type of what a function gives.
#[derive(Debug, Clone, Copy)]
pub(super) enum Returns {
    Type(FieldType),
    /// Whole when all values are.
    Number,
    /// As the first value.
    First,
    /// As the values from that one on, when they agree.
    Branches(usize),
}

const TEXT: Returns = Returns::Type(FieldType::Text);
const INT: Returns = Returns::Type(FieldType::Int);
const DOUBLE: Returns = Returns::Type(FieldType::Double);
const FLAG: Returns = Returns::Type(FieldType::Boolean);

const fn function(
    usage: &'static str,
    name: &'static str,
    arguments: (usize, usize),
    returns: Returns,
    work: Work,
) -> Function {
    Function {
        name,
        usage,
        arguments,
        returns,
        work,
    }
}

pub(super) fn find(name: &str) -> Option<&'static Function> {
    ALL.iter().find(|function| function.name == name)
}

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|function| function.name)
}

/// A function of one number.
fn number(arguments: &[Value], work: impl Fn(f64) -> f64) -> Result<Value, String> {
    match numbers::of(&arguments[0])? {
        Some(number) => {
            let result = work(number);
            if result.is_nan() {
                Err("the number is outside of what the function takes".to_owned())
            } else {
                numbers::finite(result)
            }
        }
        None => Ok(Value::Null),
    }
}

fn whole(arguments: &[Value], work: impl Fn(f64) -> f64) -> Result<Value, String> {
    match (&arguments[0], numbers::of(&arguments[0])?) {
        (Value::Int(number), _) => Ok(Value::Int(*number)),
        (_, Some(number)) => numbers::to_whole(work(number)),
        (_, None) => Ok(Value::Null),
    }
}

fn extreme(arguments: &[Value], wanted: Ordering) -> Result<Value, String> {
    let mut best: Option<(f64, &Value)> = None;
    for value in arguments {
        let Some(number) = numbers::of(value)? else {
            continue;
        };
        if best.is_none_or(|(known, _)| number.partial_cmp(&known) == Some(wanted)) {
            best = Some((number, value));
        }
    }
    Ok(match best {
        Some((number, Value::Text(_))) => Value::Double(number),
        Some((_, value)) => value.clone(),
        None => Value::Null,
    })
}

fn predicate(arguments: &[Value], operator: Operator) -> Result<Value, String> {
    Ok(Value::Boolean(holds(operator, &arguments[0], &arguments[1])))
}

fn converted(value: &Value, ty: FieldType) -> Result<Value, String> {
    Conversion::to(&Field::new("value", ty), None, false).convert(value)
}

fn optional(arguments: &[Value], at: usize) -> Result<Option<i64>, String> {
    arguments.get(at).map(texts::count).transpose()
}

fn text(arguments: &[Value], at: usize) -> String {
    arguments.get(at).and_then(texts::of).unwrap_or_default()
}

fn logarithm(arguments: &[Value]) -> Result<Value, String> {
    let base = arguments.get(1).map(numbers::of).transpose()?.flatten();
    number(arguments, |number| match base {
        Some(base) => number.log(base),
        None => number.ln(),
    })
}

fn piece(arguments: &[Value]) -> Result<Value, String> {
    let number = texts::count(&arguments[2])?;
    let separator = text(arguments, 1);
    if separator.is_empty() {
        return Err("a separator is wanted".to_owned());
    }
    Ok(texts::of(&arguments[0])
        .and_then(|text| texts::piece(&text, &separator, number))
        .map_or(Value::Null, Value::Text))
}

#[rustfmt::skip]
static ALL: [Function; 81] = [
    function("if(condition, yes, no)", "if", (2, 3), Returns::Branches(1), |a, _| Ok(a[1].clone())),
    function("coalesce(a, b, …)", "coalesce", (1, usize::MAX), Returns::Branches(0), |a, _| Ok(a.iter().find(|v| **v != Value::Null).cloned().unwrap_or(Value::Null))),
    function("ifnull(a, b)", "ifnull", (2, 2), Returns::Branches(0), |a, _| Ok(if a[0] == Value::Null { a[1].clone() } else { a[0].clone() })),
    function("empty(a)", "empty", (1, 1), FLAG, |a, _| Ok(Value::Boolean(texts::of(&a[0]).unwrap_or_default().is_empty()))),
    function("not(a)", "not", (1, 1), FLAG, |a, _| Ok(Value::Boolean(!truth(&a[0])))),
    // Texts.
    function("text(a)", "text", (1, 1), TEXT, |a, _| texts::changed(a, str::to_owned)),
    function("length(text)", "length", (1, 1), INT, |a, _| Ok(texts::of(&a[0]).map_or(Value::Null, |t| Value::Int(t.chars().count() as i64)))),
    function("lower(text)", "lower", (1, 1), TEXT, |a, _| texts::changed(a, str::to_lowercase)),
    function("upper(text)", "upper", (1, 1), TEXT, |a, _| texts::changed(a, str::to_uppercase)),
    function("capitalize(text)", "capitalize", (1, 1), TEXT, |a, _| texts::changed(a, texts::capitalized)),
    function("trim(text)", "trim", (1, 1), TEXT, |a, _| texts::changed(a, |t| t.trim().to_owned())),
    function("normalize(text)", "normalize", (1, 1), TEXT, |a, _| texts::changed(a, deunicode::deunicode)),
    function("ljust(text, width, filler)", "ljust", (2, 3), TEXT, |a, _| texts::padded(a, -1)),
    function("rjust(text, width, filler)", "rjust", (2, 3), TEXT, |a, _| texts::padded(a, 1)),
    function("center(text, width, filler)", "center", (2, 3), TEXT, |a, _| texts::padded(a, 0)),
    function("substring(text, start, length)", "substring", (2, 3), TEXT, |a, _| { let (s, l) = (texts::count(&a[1])?, optional(a, 2)?); texts::changed(a, |t| texts::part(t, s, l)) }),
    function("mid(text, start, length)", "mid", (2, 3), TEXT, |a, _| { let (s, l) = (texts::count(&a[1])?, optional(a, 2)?); texts::changed(a, |t| texts::part(t, s, l)) }),
    function("left(text, length)", "left", (2, 2), TEXT, |a, _| { let l = texts::count(&a[1])?; texts::changed(a, |t| texts::part(t, 0, Some(l))) }),
    function("right(text, length)", "right", (2, 2), TEXT, |a, _| { let l = texts::count(&a[1])?; texts::changed(a, |t| if l > 0 { texts::part(t, -l, None) } else { String::new() }) }),
    function("count(text, part)", "count", (2, 2), INT, |a, _| { let part = text(a, 1); Ok(Value::Int(if part.is_empty() { 0 } else { text(a, 0).matches(&part).count() as i64 })) }),
    function("replace(text, old, new)", "replace", (3, 3), TEXT, |a, _| Ok(match texts::of(&a[0]) { Some(t) => Value::Text(texts::replaced(&t, &text(a, 1), &text(a, 2))?), None => Value::Null })),
    function("split(text, separator, number)", "split", (3, 3), TEXT, |a, _| piece(a)),
    function("concat(a, b, …)", "concat", (1, usize::MAX), TEXT, |a, _| texts::joined(a)),
    function("contains(text, part)", "contains", (2, 2), FLAG, |a, _| predicate(a, Operator::Contains)),
    function("startswith(text, part)", "startswith", (2, 2), FLAG, |a, _| predicate(a, Operator::StartsWith)),
    function("endswith(text, part)", "endswith", (2, 2), FLAG, |a, _| predicate(a, Operator::EndsWith)),
    function("isalpha(text)", "isalpha", (1, 1), FLAG, |a, _| texts::all(a, char::is_alphabetic)),
    function("isnumeric(text)", "isnumeric", (1, 1), FLAG, |a, _| texts::all(a, char::is_numeric)),
    function("isdigit(text)", "isdigit", (1, 1), FLAG, |a, _| texts::all(a, |c| c.is_ascii_digit())),
    function("isalnum(text)", "isalnum", (1, 1), FLAG, |a, _| texts::all(a, char::is_alphanumeric)),
    function("isspace(text)", "isspace", (1, 1), FLAG, |a, _| texts::all(a, char::is_whitespace)),
    function("islower(text)", "islower", (1, 1), FLAG, |a, _| { let t = text(a, 0); Ok(Value::Boolean(t.chars().any(char::is_lowercase) && !t.chars().any(char::is_uppercase))) }),
    function("isupper(text)", "isupper", (1, 1), FLAG, |a, _| { let t = text(a, 0); Ok(Value::Boolean(t.chars().any(char::is_uppercase) && !t.chars().any(char::is_lowercase))) }),
    // Numbers.
    function("number(a)", "number", (1, 1), DOUBLE, |a, _| number(a, |n| n)),
    function("int(a)", "int", (1, 1), INT, |a, _| whole(a, f64::trunc)),
    function("abs(n)", "abs", (1, 1), Returns::Number, |a, _| match &a[0] { Value::Int(n) => n.checked_abs().map(Value::Int).ok_or_else(|| "the number is too large".to_owned()), _ => number(a, f64::abs) }),
    function("sqrt(n)", "sqrt", (1, 1), DOUBLE, |a, _| number(a, f64::sqrt)),
    function("floor(n)", "floor", (1, 1), INT, |a, _| whole(a, f64::floor)),
    function("ceil(n)", "ceil", (1, 1), INT, |a, _| whole(a, f64::ceil)),
    function("round(n)", "round", (1, 2), DOUBLE, |a, _| numbers::rounded(&a[0], a.get(1).unwrap_or(&Value::Int(0)))),
    function("min(a, b, …)", "min", (1, usize::MAX), Returns::Number, |a, _| extreme(a, Ordering::Less)),
    function("max(a, b, …)", "max", (1, usize::MAX), Returns::Number, |a, _| extreme(a, Ordering::Greater)),
    function("pow(n, exponent)", "pow", (2, 2), DOUBLE, |a, _| numbers::arithmetic(Operator::Power, &a[0], &a[1])),
    function("exp(n)", "exp", (1, 1), DOUBLE, |a, _| number(a, f64::exp)),
    function("log(n, base)", "log", (1, 2), DOUBLE, |a, _| logarithm(a)),
    function("log10(n)", "log10", (1, 1), DOUBLE, |a, _| number(a, f64::log10)),
    function("sin(n)", "sin", (1, 1), DOUBLE, |a, _| number(a, f64::sin)),
    function("cos(n)", "cos", (1, 1), DOUBLE, |a, _| number(a, f64::cos)),
    function("tan(n)", "tan", (1, 1), DOUBLE, |a, _| number(a, f64::tan)),
    function("asin(n)", "asin", (1, 1), DOUBLE, |a, _| number(a, f64::asin)),
    function("acos(n)", "acos", (1, 1), DOUBLE, |a, _| number(a, f64::acos)),
    function("atan(n)", "atan", (1, 1), DOUBLE, |a, _| number(a, f64::atan)),
    function("radians(n)", "radians", (1, 1), DOUBLE, |a, _| number(a, f64::to_radians)),
    function("degrees(n)", "degrees", (1, 1), DOUBLE, |a, _| number(a, f64::to_degrees)),
    function("pi()", "pi", (0, 0), DOUBLE, |_, _| Ok(Value::Double(std::f64::consts::PI))),
    // Dates.
    function("now()", "now", (0, 0), Returns::Type(FieldType::Datetime), |_, now| Ok(Value::Instant(now))),
    function("today()", "today", (0, 0), Returns::Type(FieldType::Date), |_, now| dates::day_of(&Value::Instant(now))),
    function("date(a)", "date", (1, 1), Returns::Type(FieldType::Date), |a, _| dates::day_of(&a[0])),
    function("datetime(a)", "datetime", (1, 1), Returns::Type(FieldType::Datetime), |a, _| converted(&a[0], FieldType::Datetime)),
    function("year(date)", "year", (1, 1), INT, |a, _| dates::part("year", &a[0])),
    function("quarter(date)", "quarter", (1, 1), INT, |a, _| dates::part("quarter", &a[0])),
    function("month(date)", "month", (1, 1), INT, |a, _| dates::part("month", &a[0])),
    function("week(date)", "week", (1, 1), INT, |a, _| dates::part("week", &a[0])),
    function("day(date)", "day", (1, 1), INT, |a, _| dates::part("day", &a[0])),
    function("dayofweek(date)", "dayofweek", (1, 1), INT, |a, _| dates::part("dayofweek", &a[0])),
    function("dayofyear(date)", "dayofyear", (1, 1), INT, |a, _| dates::part("dayofyear", &a[0])),
    function("hour(date)", "hour", (1, 1), INT, |a, _| dates::part("hour", &a[0])),
    function("minute(date)", "minute", (1, 1), INT, |a, _| dates::part("minute", &a[0])),
    function("second(date)", "second", (1, 1), INT, |a, _| dates::part("second", &a[0])),
    function("add_years(date, count)", "add_years", (2, 2), Returns::First, |a, _| dates::later("years", &a[0], &a[1])),
    function("add_months(date, count)", "add_months", (2, 2), Returns::First, |a, _| dates::later("months", &a[0], &a[1])),
    function("add_weeks(date, count)", "add_weeks", (2, 2), Returns::First, |a, _| dates::later("weeks", &a[0], &a[1])),
    function("add_days(date, count)", "add_days", (2, 2), Returns::First, |a, _| dates::later("days", &a[0], &a[1])),
    function("add_hours(date, count)", "add_hours", (2, 2), Returns::Type(FieldType::Datetime), |a, _| dates::later("hours", &a[0], &a[1])),
    function("add_minutes(date, count)", "add_minutes", (2, 2), Returns::Type(FieldType::Datetime), |a, _| dates::later("minutes", &a[0], &a[1])),
    function("add_seconds(date, count)", "add_seconds", (2, 2), Returns::Type(FieldType::Datetime), |a, _| dates::later("seconds", &a[0], &a[1])),
    function("datediff(from, to, unit)", "datediff", (2, 3), INT, |a, _| dates::difference(&a[0], &a[1], &text(a, 2))),
    function("fromtimestamp(seconds)", "fromtimestamp", (1, 1), Returns::Type(FieldType::Datetime), |a, _| dates::from_timestamp(&a[0])),
    function("dateformat(date, pattern)", "dateformat", (2, 2), TEXT, |a, _| dates::format(&a[0], &text(a, 1))),
    // Places.
    function("lat(point)", "lat", (1, 1), DOUBLE, |a, _| Ok(match &a[0] { Value::Point(p) => Value::Double(p.y()), _ => Value::Null })),
    function("lon(point)", "lon", (1, 1), DOUBLE, |a, _| Ok(match &a[0] { Value::Point(p) => Value::Double(p.x()), _ => Value::Null })),
];

/// The type of a tree's values; none when it is never anything.
pub(super) fn type_of(node: &Node, inputs: &[FieldType], hand: Option<FieldType>) -> Option<FieldType> {
    let of = |node: &Node| type_of(node, inputs, hand);
    match node {
        Node::Value(value) => match value {
            Value::Int(_) => Some(FieldType::Int),
            Value::Double(_) => Some(FieldType::Double),
            Value::Boolean(_) => Some(FieldType::Boolean),
            Value::Null => None,
            _ => Some(FieldType::Text),
        },
        Node::Field(input) => inputs.get(*input).copied(),
        Node::Hand => hand,
        Node::Not(_) => Some(FieldType::Boolean),
        Node::Negate(inner) => Some(number_type(&[of(inner)])),
        Node::Choose(_, yes, no) => common(&[of(yes), of(no)]),
        Node::Binary(operator, left, right) => Some(match operator {
            Operator::Join => FieldType::Text,
            Operator::Divide | Operator::Power => FieldType::Double,
            Operator::Add if of(left) == Some(FieldType::Text) || of(right) == Some(FieldType::Text) => {
                FieldType::Text
            }
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::DivideDown
            | Operator::Remainder => number_type(&[of(left), of(right)]),
            _ => FieldType::Boolean,
        }),
        Node::Call(function, arguments) => match function.returns {
            Returns::Type(ty) => Some(ty),
            Returns::Number => Some(number_type(&arguments.iter().map(of).collect::<Vec<_>>())),
            Returns::First => match of(&arguments[0]) {
                Some(FieldType::Date) => Some(FieldType::Date),
                _ => Some(FieldType::Datetime),
            },
            Returns::Branches(first) => common(&arguments.iter().skip(first).map(of).collect::<Vec<_>>()),
        },
    }
}

fn number_type(types: &[Option<FieldType>]) -> FieldType {
    let whole = |ty: &Option<FieldType>| matches!(ty, Some(FieldType::Int | FieldType::Boolean) | None);
    if types.iter().all(whole) {
        FieldType::Int
    } else {
        FieldType::Double
    }
}

/// The type that holds values of all of these.
fn common(types: &[Option<FieldType>]) -> Option<FieldType> {
    types
        .iter()
        .copied()
        .flatten()
        .reduce(|one, other| match (one, other) {
            (one, other) if one == other => one,
            (one, other) if one.is_number() && other.is_number() => FieldType::Double,
            (one, other) if one.is_time() && other.is_time() => FieldType::Datetime,
            _ => FieldType::Text,
        })
}
