//! How does a dataset look to a program that manages it? Identity, state, metadata with their wrapping, default security.

use portico_model::meta_entry::{MetaEntry, MetaSlot, Template};
use portico_model::{Access, Attachment, Dataset, Field, Metadata, Shows, State, Version, Visibility};
use serde_json::{Map, Value, json};

use crate::wire::field::FieldObject;
use crate::wire::time::instant;

/// Templates that a publisher fills.
pub(super) const TEMPLATES: [&str; 3] = ["default", "dcat", "custom"];

/// A moment; null when it cannot be written.
pub(super) fn moment(micros: i64) -> Value {
    instant(micros, chrono_tz::Tz::UTC, true).map_or(Value::Null, Value::from)
}

/// One dataset; `everybody` is what readers see, for those who may know.
pub(super) fn dataset(dataset: &Dataset, everybody: Option<&Shows>) -> Value {
    json!({
        "uid": dataset.uid.as_str(),
        "dataset_id": dataset.id.as_str(),
        "created_at": moment(dataset.created_at),
        "updated_at": moment(dataset.updated_at),
        "is_published": dataset.state == State::Published,
        "is_restricted": dataset.visibility == Visibility::Restricted,
        "metadata": metadata(&dataset.metadata),
        "default_security": everybody.map(security),
    })
}

/// All metadata that a publisher said or may say.
pub(super) fn metadata(metadata: &Metadata) -> Value {
    TEMPLATES
        .iter()
        .map(|name| ((*name).to_owned(), template(metadata, name)))
        .collect::<Map<_, _>>()
        .into()
}

/// Those of one template.
pub(super) fn template(metadata: &Metadata, name: &str) -> Value {
    let of = match name {
        "default" => Template::Default,
        "dcat" => Template::Dcat,
        _ => {
            let own = metadata.custom.iter();
            return own
                .map(|(name, value)| {
                    let texts = value.texts();
                    let value = match texts {
                        [one] => json!(one),
                        several => json!(several),
                    };
                    (name.clone(), wrapped(&value))
                })
                .collect::<Map<_, _>>()
                .into();
        }
    };
    MetaEntry::of(of)
        .filter_map(|entry| Some((entry.name.to_owned(), wrapped(&said(metadata, entry)?))))
        .collect::<Map<_, _>>()
        .into()
}

/// What the publisher said; none for what the portal computes.
fn said(metadata: &Metadata, entry: &MetaEntry) -> Option<Value> {
    Some(match entry.slot? {
        MetaSlot::Title(get, _) => json!(get(metadata)),
        MetaSlot::Text(get, _) => json!(get(metadata)),
        MetaSlot::List(get, _) if get(metadata).is_empty() => Value::Null,
        MetaSlot::List(get, _) => json!(get(metadata)),
        MetaSlot::Flag(get, _) => json!(get(metadata)),
    })
}

/// `{"value": …}` as the role model wraps it: nothing comes from another portal here.
fn wrapped(value: &Value) -> Value {
    json!({"value": value, "override_remote_value": true})
}

/// What readers see.
pub(super) fn security(shows: &Shows) -> Value {
    json!({
        "is_data_visible": shows.access == Access::Data,
        "visible_fields": shows.fields,
        "filter_query": shows.filter.as_deref().unwrap_or_default(),
        "api_calls_quota": shows.calls.map(|limit| json!({"unit": "day", "limit": limit})),
    })
}

/// A field, as the Explore API tells it.
pub(super) fn field(field: &Field) -> Value {
    json!(FieldObject::from(field))
}

/// A file beside a dataset.
pub(super) fn file(attachment: &Attachment, address: &str) -> Value {
    json!({
        "uid": attachment.id,
        "title": attachment.title,
        "description": attachment.description,
        "created_at": moment(attachment.created_at),
        "author": attachment.author,
        "datasource": {
            "type": "uploaded_file",
            "file": {
                "filename": attachment.file_name,
                "content_type": attachment.media_type,
                "size": attachment.bytes,
                "sha256": attachment.sha256,
                "url": address,
            },
        },
    })
}

/// A version.
pub(super) fn version(version: &Version, current: bool) -> Value {
    json!({
        "uid": version.id,
        "number": version.number,
        "timestamp": moment(version.created_at),
        "username": version.author,
        "note": version.note,
        "is_current": current,
        "records_count": version.profile.records,
        "bytes": version.bytes,
        "sha256": version.sha256,
        "source_name": version.source_name,
    })
}
