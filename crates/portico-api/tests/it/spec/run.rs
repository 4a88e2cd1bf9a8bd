//! Is every request of a unit answered as expected?

use std::cell::RefCell;

use serde_json::Value;

use super::cases::{Ask, Expected, Unit};
use super::compare::{difference, like, short, shorten};
use super::{facts, folder, portal};
use crate::fixture::Reply;

thread_local! {
    /// The JSON answer before this one: `{/results/0/_id}` in a request is a value of it.
    static BEFORE: RefCell<Value> = const { RefCell::new(Value::Null) };
}

/// Makes the requests.
///
/// # Errors
/// What differs, with the request.
pub(super) fn unit(unit: &Unit) -> Result<(), String> {
    if let [Expected::Test { file, name }] = unit.expected.as_slice() {
        return test_exists(file, name);
    }
    for ask in &unit.requests {
        let ask = filled(ask)?;
        let reply = portal::send(&unit.portal, &ask);
        let found = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
        BEFORE.replace(found);
        let request = format!("  {} {}", ask.method, ask.target);
        check(unit, &reply).map_err(|wrong| format!("{request}\n  {wrong}"))?;
    }
    Ok(())
}

fn check(unit: &Unit, reply: &Reply) -> Result<(), String> {
    let says_status = unit.expected.iter().any(|expected| match expected {
        Expected::Error { .. } | Expected::Status(_) => true,
        Expected::Headers(headers) => headers.iter().any(|(name, _)| name == "status"),
        _ => false,
    });
    if !says_status {
        status(reply, 200)?;
    }
    unit.expected
        .iter()
        .try_for_each(|expected| one(unit, reply, expected))
}

fn one(unit: &Unit, reply: &Reply, expected: &Expected) -> Result<(), String> {
    let agrees = |difference: Option<String>| difference.map_or(Ok(()), Err);
    match expected {
        Expected::Holds(wanted) => agrees(difference(&json(reply)?, wanted, false)),
        Expected::Exactly(wanted) => agrees(difference(&json(reply)?, wanted, true)),
        Expected::ExactlyAt(place, wanted) => {
            let body = json(reply)?;
            let found = body
                .pointer(place)
                .ok_or_else(|| format!("there is no {place}: {}", short(&body)))?;
            agrees(difference(found, wanted, true))
        }
        Expected::Text { text, crlf, bom } => {
            let text = if *crlf {
                text.replace('\n', "\r\n")
            } else {
                text.clone()
            };
            let text = if *bom { format!("\u{feff}{text}") } else { text };
            match reply.text() == text {
                true => Ok(()),
                false => Err(format!(
                    "expected {}\n  found    {}",
                    shorten(&format!("{text:?}")),
                    shorten(&format!("{:?}", reply.text()))
                )),
            }
        }
        Expected::Lines(lines) => {
            let body = reply.text();
            match lines.iter().find(|line| !body.contains(line.as_str())) {
                Some(line) => Err(format!("expected `{line}` in {}", shorten(&body))),
                None => Ok(()),
            }
        }
        Expected::Headers(headers) => headers
            .iter()
            .try_for_each(|(name, wanted)| header(reply, name, wanted)),
        Expected::Error {
            status: wanted,
            code,
            words,
        } => {
            status(reply, *wanted)?;
            error(&json(reply)?, code.as_deref(), words)
        }
        Expected::Status(wanted) => status(reply, *wanted),
        Expected::SameAs(ask) => {
            let other = portal::send(&unit.portal, ask);
            match (other.status, &other.body) == (reply.status, &reply.body) {
                true => Ok(()),
                false => Err(format!(
                    "{} answers {} {}",
                    ask.target,
                    other.status,
                    shorten(&other.text())
                )),
            }
        }
        Expected::Facts(wanted) => facts::check(reply, wanted),
        Expected::Cities { names, ordered } => cities(&json(reply)?, names, *ordered),
        Expected::Total(wanted) => {
            let body = json(reply)?;
            agrees(difference(
                &body,
                &serde_json::json!({ "total_count": wanted }),
                false,
            ))
        }
        Expected::Test { .. } => Err("a test stands alone in its row".to_owned()),
    }
}

fn json(reply: &Reply) -> Result<Value, String> {
    serde_json::from_slice(&reply.body)
        .map_err(|error| format!("the answer is no JSON ({error}): {}", shorten(&reply.text())))
}

fn status(reply: &Reply, wanted: u16) -> Result<(), String> {
    match reply.status.as_u16() {
        status if status == wanted => Ok(()),
        status => Err(format!(
            "expected status {wanted}, found {status}: {}",
            shorten(&reply.text())
        )),
    }
}

/// `…` stands for anything; `(absent)` for no such header.
fn header(reply: &Reply, name: &str, wanted: &str) -> Result<(), String> {
    if name == "status" {
        return status(
            reply,
            wanted.parse().map_err(|_| format!("`{wanted}` is no status"))?,
        );
    }
    let found = reply.headers.get(name).and_then(|value| value.to_str().ok());
    match (found, wanted) {
        (None, "(absent)") => Ok(()),
        (Some(found), wanted) if like(found, wanted) => Ok(()),
        (found, _) => Err(format!("header {name}: expected `{wanted}`, found {found:?}")),
    }
}

fn error(body: &Value, code: Option<&str>, words: &[String]) -> Result<(), String> {
    let found = body["error_code"].as_str().unwrap_or_default();
    let message = body["message"].as_str().unwrap_or_default();
    if message.is_empty() {
        return Err(format!("there is no message: {body}"));
    }
    if let Some(code) = code.filter(|code| !like(found, code)) {
        return Err(format!("expected the error {code}, found {body}"));
    }
    match words.iter().find(|word| !message.contains(word.as_str())) {
        Some(word) => Err(format!("expected `{word}` in the message, found {body}")),
        None => Ok(()),
    }
}

fn cities(body: &Value, names: &[String], ordered: bool) -> Result<(), String> {
    let rows = body["results"].as_array().cloned().unwrap_or_default();
    let mut found: Vec<String> = rows
        .iter()
        .map(|row| row["name"].as_str().unwrap_or_default().to_owned())
        .collect();
    let mut wanted = names.to_vec();
    if !ordered {
        found.sort();
        wanted.sort();
    }
    let total = body["total_count"].as_u64();
    match found == wanted && total == Some(names.len() as u64) {
        true => Ok(()),
        false => Err(format!(
            "expected {wanted:?}, found {found:?} (total_count {total:?})"
        )),
    }
}

/// The request with values of the answer before in place of `{/pointer}`.
fn filled(ask: &Ask) -> Result<Ask, String> {
    let mut ask = ask.clone();
    for text in [&mut ask.target, &mut ask.body] {
        while let Some(start) = text.find("{/") {
            let end = text[start..].find('}').ok_or("a `{/` without `}`")? + start;
            let pointer = &text[start + 1..end];
            let value = BEFORE.with_borrow(|before| before.pointer(pointer).cloned());
            let value = match value {
                Some(Value::String(text)) => text,
                Some(other) => other.to_string(),
                None => return Err(format!("the answer before has no {pointer}")),
            };
            text.replace_range(start..=end, &value);
        }
    }
    Ok(ask)
}

/// Another test makes these requests: it must be there under that name.
fn test_exists(file: &str, name: &str) -> Result<(), String> {
    let path = folder().join("..").join(file);
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{file}: {error}"))?;
    match text.contains(name) {
        true => Ok(()),
        false => Err(format!("{file} has no test `{name}`")),
    }
}
