//! How is the whole read API described to programs? One OpenAPI 3.1 document, put together from what is written beside each group of
//! endpoints.

mod automation;
mod catalog;
mod clauses;
mod extras;
mod frame;
mod maps;
mod old;
mod old_others;
mod operation;
mod options;
mod push;
mod records;
mod refusals;
mod schemas;
mod serve;
mod values;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

use crate::limits::ApiLimits;
use operation::Paths;

pub(crate) use serve::table;

/// The description of everything that can be read, for a portal with these ceilings. `servers` says "here"; who serves the document
/// puts the portal's own address.
#[must_use]
pub fn document(limits: &ApiLimits) -> Value {
    let mut paths = Paths::default();
    catalog::describe(&mut paths);
    records::describe(&mut paths);
    extras::describe(&mut paths);
    maps::describe(&mut paths);
    old::describe(&mut paths);
    old_others::describe(&mut paths);
    push::describe(&mut paths);
    automation::describe(&mut paths);
    serve::describe(&mut paths);
    let parameters: Map<String, Value> = clauses::parameters()
        .into_iter()
        .chain(options::parameters(limits))
        .chain(extras::parameters())
        .chain(push::parameters())
        .chain(automation::parameters())
        .collect();
    let schemas: Map<String, Value> = schemas::schemas()
        .into_iter()
        .chain(values::schemas())
        .chain(extras::schemas())
        .chain(old::schemas())
        .chain(push::schemas())
        .chain(automation::schemas())
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": frame::info(),
        "servers": [{"url": "/"}],
        "externalDocs": {"url": "/console", "description": "The same, as a page to read and to try"},
        "tags": frame::tags(),
        "security": frame::security(),
        "paths": paths.into_value(),
        "components": {
            "parameters": parameters,
            "headers": refusals::headers(),
            "responses": refusals::responses(),
            "schemas": schemas,
            "securitySchemes": frame::security_schemes(),
        },
    })
}
