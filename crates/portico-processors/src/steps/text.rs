//! Texts: joined, cut, replaced, cleaned.

use portico_formats::values::{self, Value};
use portico_model::{Field, FieldType};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use crate::act::{Built, LONGEST_VALUE, field_to_write, map};
use crate::arguments::{Arguments, Wrong};
use crate::formula::{piece, replaced};
use crate::kind::{Group, Kind, Param, ParamType};

pub(crate) const FIELD: Param = Param::required("field", ParamType::Field, "The field.");
pub(crate) const OUTPUT: Param = Param::optional(
    "output",
    ParamType::Name,
    "The field to write; left out, the values are changed in place.",
);

/// Changes the text of a field, in place or into another field. Of a list, every item is changed. What changes into nothing has no
/// value.
pub(crate) fn on_texts(
    arguments: &Arguments<'_>,
    work: impl Fn(&str) -> Result<Option<String>, String> + Send + 'static,
) -> Result<Built, Wrong> {
    let index = arguments.sayable("field")?;
    let output = arguments.output("output", index)?;
    let schema = arguments.schema();
    let mut field = field_to_write(schema, &output, FieldType::Text);
    field
        .annotations
        .multivalued
        .clone_from(&schema.fields[index].annotations.multivalued);
    Ok(map(schema, vec![index], vec![field], move |values, out| {
        out[0] = on_value(&values[0], &work)?;
        Ok(())
    }))
}

/// The changed text, or list of texts.
pub(crate) fn on_value(
    value: &Value,
    work: &impl Fn(&str) -> Result<Option<String>, String>,
) -> Result<Value, String> {
    if let Value::List(items) = value {
        let mut changed = Vec::with_capacity(items.len());
        for item in items {
            changed.extend(work(item)?.filter(|text| !text.is_empty()));
        }
        return Ok(if changed.is_empty() {
            Value::Null
        } else {
            Value::List(changed)
        });
    }
    let Some(text) = values::text(value) else {
        return Ok(Value::Null);
    };
    let changed = work(&text)?.filter(|text| !text.is_empty());
    Ok(changed.map_or(Value::Null, Value::Text))
}

pub(crate) static CONCATENATE: Kind = Kind {
    name: "concatenate",
    group: Group::Text,
    title: "Concatenate text",
    help: "Joins the values of several fields into one text; fields without a value are left out.",
    params: &[
        Param::required(
            "fields",
            ParamType::Fields,
            "The fields, in the order of their values.",
        ),
        Param::optional(
            "separator",
            ParamType::Text,
            "What stands between two values, such as `, `.",
        ),
        Param::required("output", ParamType::Name, "The field to write."),
    ],
    build: |arguments, _| {
        let inputs = arguments.fields("fields")?;
        if inputs.len() < 2 {
            return Err(Wrong::of("fields", "two fields at least are joined"));
        }
        let field = field_to_write(arguments.schema(), &arguments.name("output")?, FieldType::Text);
        let separator = arguments.text("separator").to_owned();
        Ok(map(
            arguments.schema(),
            inputs,
            vec![field],
            move |values, out| {
                let parts: Vec<String> = values.iter().filter_map(said).collect();
                let text = parts.join(&separator);
                if text.len() > LONGEST_VALUE {
                    return Err("the text would be too long".to_owned());
                }
                out[0] = if parts.is_empty() {
                    Value::Null
                } else {
                    Value::Text(text)
                };
                Ok(())
            },
        ))
    },
};

/// The text of a value; items of a list after each other.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::List(items) => Some(items.join(", ")),
        other => values::text(other),
    }
}

pub(crate) static SPLIT: Kind = Kind {
    name: "split_text",
    group: Group::Text,
    title: "Split text",
    help: "Cuts a text at a separator and keeps one part of it.",
    params: &[
        FIELD,
        Param::required("separator", ParamType::Text, "Where the text is cut."),
        Param::optional(
            "part",
            ParamType::Integer {
                min: -1000,
                max: 1000,
            },
            "Which part: 1 is the first, -1 the last.",
        )
        .or("1"),
        OUTPUT,
    ],
    build: |arguments, _| {
        let separator = arguments.text("separator").to_owned();
        let number = arguments.int("part");
        if number == 0 {
            return Err(Wrong::of("part", "there is no part 0").hint("the first part is 1, the last is -1"));
        }
        on_texts(arguments, move |text| {
            Ok(piece(text, &separator, number).map(|part| part.trim().to_owned()))
        })
    },
};

pub(crate) static REPLACE: Kind = Kind {
    name: "replace_text",
    group: Group::Text,
    title: "Replace text",
    help: "Replaces a text by another one wherever it stands.",
    params: &[
        FIELD,
        Param::required("old", ParamType::Text, "The text that goes."),
        Param::optional(
            "new",
            ParamType::Text,
            "The text that comes; left out, the old one is removed.",
        ),
        OUTPUT,
    ],
    build: |arguments, _| {
        let (old, new) = (arguments.text("old").to_owned(), arguments.text("new").to_owned());
        on_texts(arguments, move |text| replaced(text, &old, &new).map(Some))
    },
};

pub(crate) static STRIP_HTML: Kind = Kind {
    name: "extract_html",
    group: Group::Text,
    title: "Extract text from HTML",
    help: "Takes tags, comments, scripts and styles away and keeps the text, with entities decoded.",
    params: &[FIELD, OUTPUT],
    build: |arguments, _| on_texts(arguments, |text| Ok(Some(super::html::text_of(text)))),
};

pub(crate) static DECODE_ENTITIES: Kind = Kind {
    name: "decode_html_entities",
    group: Group::Text,
    title: "Decode HTML entities",
    help: "Writes `&eacute;`, `&#233;` and their like as the letters they stand for.",
    params: &[FIELD, OUTPUT],
    build: |arguments, _| {
        on_texts(arguments, |text| {
            Ok(Some(html_escape::decode_html_entities(text).into_owned()))
        })
    },
};

const FORMS: &[&str] = &["NFC", "NFD", "NFKC", "NFKD"];

pub(crate) static NORMALIZE_UNICODE: Kind = Kind {
    name: "normalize_unicode",
    group: Group::Text,
    title: "Normalize Unicode",
    help: "Writes letters with accents in one way, so that texts that look alike are alike.",
    params: &[
        FIELD,
        Param::optional("form", ParamType::Choice(FORMS), "The form of Unicode.").or("NFC"),
        OUTPUT,
    ],
    build: |arguments, _| {
        let form = arguments.text("form").to_owned();
        on_texts(arguments, move |text| {
            Ok(Some(match form.as_str() {
                "NFD" => text.nfd().collect(),
                "NFKC" => text.nfkc().collect(),
                "NFKD" => text.nfkd().collect(),
                _ => text.nfc().collect(),
            }))
        })
    },
};

pub(crate) static NORMALIZE_URL: Kind = Kind {
    name: "normalize_url",
    group: Group::Text,
    title: "Normalize URL",
    help: "Writes web addresses as browsers send them: scheme and host in small letters, other letters encoded.",
    params: &[
        FIELD,
        Param::optional(
            "scheme",
            ParamType::Choice(&["https", "http"]),
            "What an address without a scheme begins with.",
        )
        .or("https"),
        OUTPUT,
    ],
    build: |arguments, _| {
        let scheme = arguments.text("scheme").to_owned();
        on_texts(arguments, move |text| {
            normal_address(text.trim(), &scheme).map(Some)
        })
    },
};

fn normal_address(text: &str, scheme: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let with_scheme = match text.strip_prefix("//") {
        Some(rest) => format!("{scheme}://{rest}"),
        None if text.contains("://") || text.starts_with("mailto:") => text.to_owned(),
        None => format!("{scheme}://{text}"),
    };
    let address = Url::parse(&with_scheme).map_err(|error| format!("it is not a web address: {error}"))?;
    if address.has_host()
        && !address
            .host_str()
            .is_some_and(|host| host.contains('.') || host == "localhost")
    {
        return Err("it is not a web address: the host has no dot".to_owned());
    }
    Ok(address.into())
}

pub(crate) static EXTRACT_URLS: Kind = Kind {
    name: "extract_urls",
    group: Group::Text,
    title: "Extract URLs",
    help: "Finds the web addresses in a text and writes them as a list.",
    params: &[
        FIELD,
        Param::required("output", ParamType::Name, "The field to write: a list."),
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let mut field = field_to_write(arguments.schema(), &arguments.name("output")?, FieldType::Text);
        field.annotations.multivalued = Some(" ".to_owned());
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            |values, out| {
                let text = said(&values[0]).unwrap_or_default();
                let found = addresses(&text);
                if !found.is_empty() {
                    out[0] = Value::List(found);
                }
                Ok(())
            },
        ))
    },
};

/// Most addresses of one text.
const MOST_ADDRESSES: usize = 1000;

/// What begins with `http://` or `https://` and ends at a blank, a quote or a bracket, without the full stop of its sentence.
fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lower = text.to_ascii_lowercase();
    let mut at = 0;
    while let Some(start) = lower[at..].find("http").map(|start| at + start) {
        let rest = &lower[start..];
        at = start + 4;
        if !(rest.starts_with("http://") || rest.starts_with("https://")) {
            continue;
        }
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '|' | '`' | '{' | '}');
        let end = text[start..].find(ends).map_or(text.len(), |end| start + end);
        let address = text[start..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ']']);
        let address = match address.strip_suffix(')') {
            Some(inner) if !inner.contains('(') => inner,
            _ => address,
        };
        let good = Url::parse(address).is_ok_and(|address| address.has_host());
        if good && !found.iter().any(|known| known == address) {
            found.push(address.to_owned());
        }
        if found.len() >= MOST_ADDRESSES {
            break;
        }
        at = end.max(at);
    }
    found
}

/// A list in the field of that name.
pub(crate) fn list_field(arguments: &Arguments<'_>, name: &str, separator: &str) -> Field {
    let mut field = field_to_write(arguments.schema(), name, FieldType::Text);
    field.annotations.multivalued = Some(separator.to_owned());
    field
}
