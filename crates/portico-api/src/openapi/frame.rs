//! What does the description say about the API as a whole? Its name, its groups, and how a program says who it is.

use serde_json::{Value, json};

const DESCRIPTION: &str = "\
Everything that can be read on this portal: the catalog, the records of each dataset, files of them, facets and map tiles; how \
programs push records to it, and how they manage it.

* Addresses answer with and without a last slash. `HEAD` answers like `GET` without the body; a form sent by `POST` may carry the same \
parameters as the address. Every origin may call.
* `/api/explore/v2.0` and `/api/v2` have the same endpoints in the shapes of that version; \
what was made for version 1 finds it at its own addresses.
* Parameters that nobody knows are ignored; a blank one is absent; of a repeated one the last counts, except where a list is told.
* `refine.FIELD=value`, `exclude.FIELD=value` and `disjunctive.FIELD=true`, as the portal's pages write them, work everywhere `refine` does.
* Answers carry an `ETag`: sent back as `If-None-Match`, an unchanged answer is a short 304.
* A refusal is JSON: a stable `error_code`, a `message`, and, where they help, a `hint`, the `position` in the clause and the \
`request_id` to mention.";

/// Name, version and the rules that hold everywhere.
pub(super) fn info() -> Value {
    json!({
        "title": "Portico read API",
        "version": "2.1",
        "summary": "Datasets, records, files, facets and tiles of an open-data portal.",
        "description": DESCRIPTION,
    })
}

/// The groups of endpoints, in reading order.
pub(super) fn tags() -> Value {
    let tag = |name: &str, text: &str| json!({"name": name, "description": text});
    json!([
        tag("Catalog", "Which datasets are there?"),
        tag("Dataset", "What does one dataset hold?"),
        tag(
            "Maps",
            "Vector tiles of a dataset's records, under the same filters."
        ),
        tag("Version 1", "What older programs and links call."),
        tag(
            "Push",
            "How do programs send records, one by one or a few at a time?"
        ),
        tag(
            "Automation",
            "How do programs manage datasets, as people do in the back office?",
        ),
        tag(
            "Portal",
            "The portal for harvesters, supervisors and this description."
        ),
    ])
}

/// Public data needs nothing; a key or a session shows what its owner may see.
pub(super) fn security() -> Value {
    json!([
        {},
        {"apikeyHeader": []},
        {"apikeyQuery": []},
        {"bearer": []},
        {"accessToken": []},
        {"session": []},
    ])
}

/// How a program says who it is.
pub(super) fn security_schemes() -> Value {
    json!({
        "apikeyHeader": {
            "type": "apiKey", "in": "header", "name": "Authorization",
            "description": "`Authorization: Apikey` and the key. The word may be written in any case.",
        },
        "apikeyQuery": {
            "type": "apiKey", "in": "query", "name": "apikey",
            "description": "The key as a parameter, where headers cannot be set.",
        },
        "bearer": {
            "type": "http", "scheme": "bearer",
            "description": "The key as a bearer token.",
        },
        "accessToken": {
            "type": "apiKey", "in": "query", "name": "access_token",
            "description": "The key as a bearer token in the address.",
        },
        "session": {
            "type": "apiKey", "in": "cookie", "name": "sessionid",
            "description": "The session of someone who signed in on the portal, for its own pages.",
        },
    })
}
