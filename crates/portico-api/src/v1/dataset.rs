//! Which shape has a dataset in API v1? Flat metadata, annotations as a list of names and arguments.

use chrono_tz::Tz;
use portico_model::Fault;
use portico_services::DatasetView;
use portico_web::Params;
use serde_json::{Map, Value, json};

use super::params::is_true;
use crate::ask::Ask;
use crate::wire::dataset::{DatasetObject, Wanted};

/// Templates that are for programs of the portal itself: shown with `extrametas`.
const EXTRA: [&str; 6] = [
    "explore",
    "processing",
    "visualization",
    "internal",
    "admin",
    "asset_content_configuration",
];

/// Which metadata a request wants beside the plain ones.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Metas {
    extra: bool,
    interop: bool,
}

impl Metas {
    /// Reads `extrametas` and `interopmetas`.
    pub(crate) fn read(params: &Params) -> Self {
        let asked = |name: &str| params.text(name).is_some_and(is_true);
        Self {
            extra: asked("extrametas"),
            interop: asked("interopmetas"),
        }
    }
}

/// The dataset as its reader may see it.
///
/// # Errors
/// When it cannot be JSON: a mistake of ours.
pub(crate) fn object(ask: &Ask, view: &DatasetView, zone: Tz, metas: Metas) -> Result<Value, Fault> {
    let wanted = Wanted {
        zone,
        app_metas: true,
        base: ask.base.clone(),
        links: None,
    };
    let today = serde_json::to_value(DatasetObject::new(view, wanted)).map_err(Fault::internal)?;
    let Value::Object(mut today) = today else {
        return Err(Fault::internal("a dataset is no object"));
    };
    let mut templates = match today.shift_remove("metas") {
        Some(Value::Object(templates)) => templates,
        _ => Map::new(),
    };
    let mut taken = |name: &str| today.shift_remove(name).unwrap_or(Value::Null);
    let fields = match taken("fields") {
        Value::Array(fields) => fields.into_iter().map(old_field).collect(),
        _ => Vec::new(),
    };
    let mut flat = flat(templates.shift_remove("default"));
    flat.extend(self::flat(templates.shift_remove("custom")));
    let host = ask.asked.address().origin();
    let host = host.split_once("://").map_or(host.as_str(), |(_, host)| host);
    flat.insert("domain".to_owned(), host.into());
    flat.insert("visibility".to_owned(), taken("visibility"));
    let mut object = json!({
        "datasetid": taken("dataset_id"),
        "metas": flat,
        "has_records": taken("has_records"),
        "data_visible": taken("data_visible"),
        "features": taken("features"),
        "attachments": taken("attachments"),
        "alternative_exports": taken("alternative_exports"),
        "fields": fields,
    });
    let (extra, interop): (Map<_, _>, Map<_, _>) = templates
        .into_iter()
        .filter(|(_, template)| !template.is_null())
        .map(|(name, template)| (name, Value::Object(self::flat(Some(template)))))
        .partition(|(name, _)| EXTRA.contains(&name.as_str()));
    if let Some(members) = object.as_object_mut() {
        if metas.interop {
            members.insert("interop_metas".to_owned(), Value::Object(interop));
        }
        if metas.extra {
            members.insert("extra_metas".to_owned(), Value::Object(extra));
        }
    }
    Ok(object)
}

/// The metadata of a template that have a value.
fn flat(template: Option<Value>) -> Map<String, Value> {
    match template {
        Some(Value::Object(members)) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Map::new(),
    }
}

/// A field whose annotations are `[{"name": "facet"}, {"name": "unit", "args": ["m"]}]`.
fn old_field(field: Value) -> Value {
    let Value::Object(mut field) = field else {
        return field;
    };
    let annotations: Vec<Value> = match field.shift_remove("annotations") {
        Some(Value::Object(annotations)) => annotations
            .into_iter()
            .filter(|(_, value)| *value != Value::Bool(false) && !value.is_null())
            .map(|(name, value)| match value {
                Value::Bool(true) => json!({ "name": name }),
                Value::Array(arguments) => json!({"name": name, "args": arguments}),
                argument => json!({"name": name, "args": [argument]}),
            })
            .collect(),
        _ => Vec::new(),
    };
    if field.get("description").is_some_and(Value::is_null) {
        field.shift_remove("description");
    }
    field.insert("annotations".to_owned(), Value::Array(annotations));
    Value::Object(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_a_list() {
        let field = json!({"name": "h", "description": null, "annotations": {"facet": true, "unit": "m"}, "type": "int"});
        assert_eq!(
            old_field(field),
            json!({"name": "h", "type": "int", "annotations": [{"name": "facet"}, {"name": "unit", "args": ["m"]}]})
        );
    }
}
