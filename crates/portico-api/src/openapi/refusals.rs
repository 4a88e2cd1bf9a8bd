//! What comes with an answer, and what instead of one? Headers, statuses, the body of an error.

use serde_json::{Map, Value, json};

/// Statuses, their names in the components, and when they come.
const REFUSALS: [(u16, &str, &str); 11] = [
    (
        400,
        "BadRequest",
        "A parameter or a clause cannot be understood: what, where, and what would be right.",
    ),
    (401, "Unauthorized", "The key is nobody's."),
    (403, "Forbidden", "The metadata may be seen, the records not."),
    (404, "NotFound", "There is no such thing, or not for this caller."),
    (410, "Gone", "Removed in this version of the API."),
    (
        413,
        "TooLarge",
        "The form, or what the answer would need, is larger than this portal accepts.",
    ),
    (
        414,
        "AddressTooLong",
        "The address is longer than this portal accepts: send a form.",
    ),
    (
        429,
        "TooManyRequests",
        "Too many requests at once, or in this day.",
    ),
    (
        431,
        "HeadersTooLarge",
        "The headers are larger than this portal accepts.",
    ),
    (
        500,
        "InternalError",
        "A mistake of the portal. The request id leads its operator to the cause.",
    ),
    (503, "NotReady", "The answer was not ready in time."),
];

/// The name in the components; version 1 has words of its own for what its handlers refuse.
pub(super) fn name_of(status: u16, in_old_words: bool) -> String {
    let known = REFUSALS.iter().find(|(known, _, _)| *known == status);
    let name = known.map_or("InternalError", |(_, name, _)| name);
    if in_old_words && is_told_in_old_words(status) {
        format!("Old{name}")
    } else {
        name.to_owned()
    }
}

/// What is refused before a handler is asked, and mistakes of our own, have one form everywhere.
fn is_told_in_old_words(status: u16) -> bool {
    matches!(status, 400 | 401 | 403 | 404 | 413 | 429)
}

/// The responses of the components.
pub(super) fn responses() -> Value {
    let mut out: Map<String, Value> = REFUSALS
        .iter()
        .map(|(status, name, text)| ((*name).to_owned(), refusal(*status, text, "Error")))
        .collect();
    let old = REFUSALS
        .iter()
        .filter(|(status, ..)| is_told_in_old_words(*status));
    out.extend(old.map(|(status, name, text)| (format!("Old{name}"), refusal(*status, text, "OldError"))));
    out.insert(
        "NotModified".to_owned(),
        json!({
            "description": "The caller has this answer already.",
            "headers": {"ETag": header("ETag")},
        }),
    );
    Value::Object(out)
}

fn refusal(status: u16, text: &str, error: &str) -> Value {
    let mut headers = json!({
        "X-Request-Id": header("X-Request-Id"),
        "Access-Control-Allow-Origin": header("Access-Control-Allow-Origin"),
        "Cache-Control": header("Cache-Control"),
    });
    let extra = match status {
        401 => Some("WWW-Authenticate"),
        429 | 503 => Some("Retry-After"),
        _ => None,
    };
    if let Some(name) = extra {
        headers[name] = header(name);
    }
    let schema = match status {
        429 => {
            json!({"oneOf": [super::operation::reference(error), super::operation::reference("QuotaError")]})
        }
        _ => super::operation::reference(error),
    };
    json!({
        "description": text,
        "headers": headers,
        "content": {"application/json": {"schema": schema}},
    })
}

/// The headers of an answer.
pub(super) fn headers_of_answer(counted: bool, tagged: bool, open: bool) -> Value {
    let mut names = vec!["X-Request-Id", "Cache-Control"];
    if open {
        names.push("Access-Control-Allow-Origin");
    }
    if tagged {
        names.push("ETag");
    }
    if counted {
        names.extend(["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]);
    }
    names
        .into_iter()
        .map(|name| (name.to_owned(), header(name)))
        .collect::<Map<_, _>>()
        .into()
}

fn header(name: &str) -> Value {
    json!({"$ref": format!("#/components/headers/{name}")})
}

/// The headers of the components.
pub(super) fn headers() -> Value {
    let always = |text: &str, schema: Value| json!({"description": text, "required": true, "schema": schema});
    json!({
        "X-Request-Id": always(
            "The number of this request, for the portal's operator.",
            json!({"type": "string", "pattern": "^[0-9a-f]{32}$"}),
        ),
        "Access-Control-Allow-Origin": always("Every origin may read.", json!({"const": "*"})),
        "Cache-Control": always("What caches may do.", json!({"type": "string"})),
        "ETag": {
            "description": "The state of the answer; absent when it depends on the moment of the question.",
            "schema": {"type": "string", "pattern": "^(W/)?\"[!#-~]+\"$"},
        },
        "X-RateLimit-Limit": always("Calls that the portal answers in one day.", json!({"type": "integer", "minimum": 1})),
        "X-RateLimit-Remaining": always("Calls left today.", json!({"type": "integer", "minimum": 0})),
        "X-RateLimit-Reset": always(
            "When the count starts again.",
            json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2} 00:00:00\\+00:00$"}),
        ),
        "Retry-After": always("Seconds to wait.", json!({"type": "integer", "minimum": 1})),
        "WWW-Authenticate": always("How to say who one is.", json!({"type": "string"})),
    })
}
