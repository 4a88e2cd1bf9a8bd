//! Regular expressions: replaced, and named groups as fields. Their run time is linear, their size limited.

use portico_formats::values::{self, Value};
use portico_model::{FieldName, FieldType};
use regex::{Captures, Regex, RegexBuilder};

use super::text::{FIELD, OUTPUT, on_texts, on_value};
use crate::act::{Built, LONGEST_VALUE, field_to_write, map};
use crate::arguments::{Arguments, Wrong};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

/// Bytes of a compiled expression.
const LARGEST: usize = 1 << 20;
/// Letters of an expression.
const LONGEST_PATTERN: usize = 2000;

const PATTERN: Param = Param::required("pattern", ParamType::Pattern, "The regular expression.");
const IGNORE_CASE: Param = Param::optional(
    "ignore_case",
    ParamType::Flag,
    "Capitals and small letters are the same.",
)
.or("false");
const MULTILINE: Param = Param::optional(
    "multiline",
    ParamType::Flag,
    "`^` and `$` stand for the ends of every line.",
)
.or("false");
const DOTALL: Param =
    Param::optional("dotall", ParamType::Flag, "`.` stands for line ends as well.").or("false");

/// The expression of the parameters.
pub(crate) fn expression(arguments: &Arguments<'_>) -> Result<Regex, Wrong> {
    let pattern = arguments.text("pattern");
    if pattern.chars().count() > LONGEST_PATTERN {
        return Err(Wrong::of(
            "pattern",
            format!("it has more than {LONGEST_PATTERN} letters"),
        ));
    }
    RegexBuilder::new(pattern)
        .case_insensitive(arguments.flag("ignore_case"))
        .multi_line(arguments.flag("multiline"))
        .dot_matches_new_line(arguments.flag("dotall"))
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .nest_limit(50)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(_) => Wrong::of("pattern", "the expression is too large")
                .hint("repeat fewer times, or use fewer classes of letters"),
            other => {
                let reason = other.to_string();
                let last = reason.lines().last().unwrap_or_default();
                Wrong::of(
                    "pattern",
                    format!("it cannot be read: {}", last.trim_start_matches("error: ")),
                )
                .hint(
                    "look-ahead, look-behind and references to groups inside an expression are not available",
                )
            }
        })
}

/// A piece of what replaces a match.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Group(usize),
}

/// `\1` and `\g<name>` stand for groups, `\\` for a backslash, `\n` and `\t` for themselves, everything else for itself.
fn pieces(text: &str, regex: &Regex) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        literal.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let group = if let Some(inner) = rest.strip_prefix("g<") {
            let end = inner
                .find('>')
                .ok_or("the group behind `\\g<` does not end with `>`")?;
            let name = &inner[..end];
            rest = &inner[end + 1..];
            let index = name.parse().ok().or_else(|| {
                regex
                    .capture_names()
                    .position(|known| known.is_some_and(|known| known == name))
            });
            Some(index.ok_or_else(|| format!("the expression has no group `{name}`"))?)
        } else {
            let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
            let number = rest[..digits].parse().ok();
            rest = &rest[digits..];
            number
        };
        match group {
            Some(group) if group >= regex.captures_len() => {
                return Err(format!("the expression has no group {group}"));
            }
            Some(group) => {
                pieces.push(Piece::Text(std::mem::take(&mut literal)));
                pieces.push(Piece::Group(group));
            }
            None => {
                let next = rest.chars().next();
                literal.push(match next {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some(other) => other,
                    None => '\\',
                });
                rest = &rest[next.map_or(0, char::len_utf8)..];
            }
        }
    }
    literal.push_str(rest);
    pieces.push(Piece::Text(literal));
    Ok(pieces)
}

fn replaced(text: &str, regex: &Regex, pieces: &[Piece]) -> Result<String, String> {
    let mut out = String::new();
    let mut last = 0;
    for found in regex.captures_iter(text) {
        let whole = found.get_match();
        out.push_str(&text[last..whole.start()]);
        last = whole.end();
        write(&found, pieces, &mut out);
        if out.len() > LONGEST_VALUE {
            return Err("the text would be too long".to_owned());
        }
    }
    out.push_str(&text[last..]);
    Ok(out)
}

fn write(found: &Captures<'_>, pieces: &[Piece], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Group(group) => out.push_str(found.get(*group).map_or("", |part| part.as_str())),
        }
    }
}

pub(crate) static REPLACE_REGEXP: Kind = Kind {
    name: "replace_regexp",
    group: Group::Text,
    title: "Replace via regular expression",
    help: "Replaces what a regular expression finds, in one field or in all texts. `\\1` stands for the first group.",
    params: &[
        Param::optional(
            "field",
            ParamType::Field,
            "The field; left out with `all_fields`.",
        ),
        Param::optional("all_fields", ParamType::Flag, "In every text field.").or("false"),
        PATTERN,
        Param::optional(
            "new",
            ParamType::Text,
            "What comes instead; left out, what is found is removed.",
        ),
        IGNORE_CASE,
        MULTILINE,
        DOTALL,
        OUTPUT,
    ],
    build: replace_regexp,
};

fn replace_regexp(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let regex = expression(arguments)?;
    let pieces = pieces(arguments.text("new"), &regex).map_err(|message| Wrong::of("new", message))?;
    let work = move |text: &str| replaced(text, &regex, &pieces).map(Some);
    if !arguments.flag("all_fields") {
        if !arguments.has("field") {
            return Err(Wrong::of("field", "it is missing").hint("name a field, or set `all_fields`"));
        }
        return on_texts(arguments, work);
    }
    if arguments.has("field") || arguments.has("output") {
        return Err(Wrong::of(
            "all_fields",
            "with all fields there is neither a `field` nor an `output`",
        ));
    }
    let schema = arguments.schema();
    let texts: Vec<usize> = (0..schema.fields.len())
        .filter(|index| schema.fields[*index].ty == FieldType::Text)
        .collect();
    let fields = texts.iter().map(|index| schema.fields[*index].clone()).collect();
    Ok(map(schema, texts, fields, move |values, out| {
        for (value, out) in values.iter().zip(out) {
            *out = on_value(value, &work)?;
        }
        Ok(())
    }))
}

pub(crate) static EXTRACT_TEXT: Kind = Kind {
    name: "extract_text",
    group: Group::Text,
    title: "Extract text",
    help: "Writes what the named groups of a regular expression find, `(?P<name>…)`, each to a field of that name.",
    params: &[FIELD, PATTERN, IGNORE_CASE, MULTILINE, DOTALL],
    build: extract_text,
};

fn extract_text(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let index = arguments.sayable("field")?;
    let regex = expression(arguments)?;
    let groups: Vec<(usize, String)> = regex
        .capture_names()
        .enumerate()
        .filter_map(|(group, name)| Some((group, FieldName::from_label(name?).as_str().to_owned())))
        .collect();
    if groups.is_empty() {
        return Err(Wrong::of("pattern", "it has no named group")
            .hint("write `(?P<street>[^,]+)` for a field `street`"));
    }
    for (place, (_, name)) in groups.iter().enumerate() {
        if groups[..place].iter().any(|(_, other)| other == name) {
            return Err(Wrong::of(
                "pattern",
                format!("two groups would be the field `{name}`"),
            ));
        }
    }
    let fields = groups
        .iter()
        .map(|(_, name)| field_to_write(arguments.schema(), name, FieldType::Text))
        .collect();
    Ok(map(
        arguments.schema(),
        vec![index],
        fields,
        move |values, out| {
            let text = values::text(&values[0]).unwrap_or_default();
            if let Some(found) = regex.captures(&text) {
                for ((group, _), out) in groups.iter().zip(out) {
                    let part = found.get(*group).map_or("", |part| part.as_str());
                    if !part.is_empty() {
                        *out = Value::Text(part.to_owned());
                    }
                }
            }
            Ok(())
        },
    ))
}
