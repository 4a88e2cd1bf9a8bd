//! How is the audit trail taken away? As CSV or JSON, filtered like the screen, page by page so that its length does not matter.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use futures::stream;
use http::{HeaderValue, header};
use portico_model::Fault;
use portico_services::{TRAIL_PAGE, TrailEntry};
use portico_web::{AppState, Params, WebResult};
use serde_json::json;

use super::shell::Officer;
use super::trail::{Asked, instant};
use crate::page::file;

/// `GET /backoffice/trail.csv`: `time,author_kind,author,action,object_kind,object_id,at,before,after`, a line a difference.
pub(super) async fn show_csv(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let head = "time,author_kind,author,action,object_kind,object_id,at,before,after\r\n";
    let text = |entry: &TrailEntry, _: bool| {
        let told = |value: &Option<serde_json::Value>| match value {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let line = |at: &str, before: &str, after: &str| {
            let moment = instant(entry.happened_at);
            let cells = [
                moment.as_str(),
                entry.author.kind(),
                entry.author.name(),
                &entry.action,
                &entry.thing,
                &entry.thing_id,
                at,
                before,
                after,
            ];
            format!("{}\r\n", cells.map(cell).join(","))
        };
        if entry.differences.is_empty() {
            return line("", "", "");
        }
        entry
            .differences
            .iter()
            .map(|difference| {
                line(
                    &difference.at,
                    &told(&difference.before),
                    &told(&difference.after),
                )
            })
            .collect()
    };
    let shape = Shape {
        kind: "text/csv; charset=utf-8",
        name: "trail.csv",
        head,
        tail: "",
        text,
    };
    Ok(download(&state, officer, &params, shape))
}

/// `GET /backoffice/trail.json`: an array of objects.
pub(super) async fn show_json(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let text = |entry: &TrailEntry, is_first: bool| {
        let object = json!({
            "id": entry.id,
            "time": instant(entry.happened_at),
            "author_kind": entry.author.kind(),
            "author": entry.author.name(),
            "action": entry.action,
            "object_kind": entry.thing,
            "object_id": entry.thing_id,
            "differences": entry.differences,
        });
        format!("{}{object}", if is_first { "" } else { ",\n" })
    };
    let shape = Shape {
        kind: "application/json; charset=utf-8",
        name: "trail.json",
        head: "[",
        tail: "]\n",
        text,
    };
    Ok(download(&state, officer, &params, shape))
}

/// How a file looks.
struct Shape {
    kind: &'static str,
    name: &'static str,
    head: &'static str,
    tail: &'static str,
    /// One change; whether it is the first.
    text: fn(&TrailEntry, bool) -> String,
}

fn download(state: &AppState, officer: Officer, params: &Params, shape: Shape) -> Response {
    let portal = state.portal.clone();
    let asked = Asked::read(params, officer.zone(), officer.say());
    // Changes made meanwhile would push others from page to page: what is written now is the end.
    let mut filter = asked.filter;
    let now = chrono::Utc::now().timestamp_micros();
    filter.until = Some(filter.until.map_or(now, |until| until.min(now)));
    let disposition = format!("attachment; filename=\"{}\"", shape.name);
    let kind = shape.kind;
    let parts = stream::try_unfold((1, false), move |(page, is_over)| {
        let (portal, filter, who) = (portal.clone(), filter.clone(), officer.who().clone());
        let (head, tail, text) = (shape.head, shape.tail, shape.text);
        async move {
            if is_over {
                return Ok::<_, Fault>(None);
            }
            let entries = portal.trail(&who, &filter, page).await?.entries;
            let mut out = if page == 1 { head.to_owned() } else { String::new() };
            for (place, entry) in entries.iter().enumerate() {
                out.push_str(&text(entry, page == 1 && place == 0));
            }
            let is_last = entries.len() < TRAIL_PAGE;
            if is_last {
                out.push_str(tail);
            }
            Ok(Some((Bytes::from(out), (page + 1, is_last))))
        }
    });
    let mut response = file(kind, Body::from_stream(parts));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A cell of CSV. What a spreadsheet would take for a formula begins with an apostrophe: the texts are those of strangers.
fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@a,b"), "\"'@a,b\"");
    }
}
