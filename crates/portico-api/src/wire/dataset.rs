//! How is a dataset described? Identity, features, metadata by template, fields.

use chrono_tz::Tz;
use portico_model::meta_entry::{MetaEntry, Template};
use portico_model::{AttachmentKind, Extent, State, Visibility};
use portico_services::{DatasetView, MetaValue};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::document::DocumentObject;
use super::field::FieldObject;
use super::link::{Base, Link};
use super::time::instant;

/// A dataset, in the wire's order.
#[derive(Debug, Serialize)]
pub(crate) struct DatasetObject<'a> {
    visibility: &'static str,
    fields: Vec<FieldObject<'a>>,
    dataset_id: &'a str,
    dataset_uid: &'a str,
    has_records: bool,
    features: Vec<&'static str>,
    attachments: Vec<DocumentObject>,
    alternative_exports: Vec<DocumentObject>,
    data_visible: bool,
    metas: Map<String, Value>,
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
}

/// What of a dataset is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Zone of the instants.
    pub(crate) zone: Tz,
    /// With the metadata of applications.
    pub(crate) app_metas: bool,
    /// Where addresses begin.
    pub(crate) base: Base,
    /// With these links.
    pub(crate) links: Option<Vec<Link>>,
}

impl<'a> DatasetObject<'a> {
    /// The object of a dataset as its reader may see it.
    pub(crate) fn new(view: &'a DatasetView, wanted: Wanted) -> Self {
        let dataset = &view.dataset;
        let restricted = dataset.visibility == Visibility::Restricted || dataset.state == State::Draft;
        let documents = |kind| {
            view.attachments(kind)
                .map(|it| DocumentObject::new(&wanted.base, dataset.id.as_str(), it))
                .collect()
        };
        Self {
            visibility: if restricted { "restricted" } else { "domain" },
            fields: view.schema.fields.iter().map(FieldObject::from).collect(),
            dataset_id: dataset.id.as_str(),
            dataset_uid: dataset.uid.as_str(),
            has_records: view.version.is_some(),
            features: view.features(),
            attachments: documents(AttachmentKind::Attachment),
            alternative_exports: documents(AttachmentKind::AlternativeExport),
            data_visible: view.data_visible,
            metas: metas_of(view, wanted.zone, wanted.app_metas),
            links: wanted.links,
        }
    }
}

/// Templates by name, in the wire's order; what is empty is null.
fn metas_of(view: &DatasetView, zone: Tz, app_metas: bool) -> Map<String, Value> {
    let template = |template: Template| {
        let values = MetaEntry::of(template).map(|entry| {
            let micros = entry.name == "metadata_processed";
            let value = view.meta(entry).map(|value| json_of(value, zone, micros));
            (entry.name.to_owned(), value.unwrap_or_default())
        });
        (template.as_str().to_owned(), Value::Object(values.collect()))
    };
    let custom = view.own_metas().into_iter().map(|(name, value)| {
        let value = value.map(|value| json_of(value, zone, false));
        (name, value.unwrap_or_default())
    });
    let mut metas: Map<String, Value> = [Template::Dcat, Template::Default]
        .map(template)
        .into_iter()
        .collect();
    metas.insert("custom".to_owned(), Value::Object(custom.collect()));
    if app_metas {
        metas.extend([Template::Explore, Template::Processing].map(template));
        metas.insert("visualization".to_owned(), json!({}));
        let draft = view.dataset.state == State::Draft;
        metas.insert("internal".to_owned(), json!({ "draft": draft }));
    }
    metas
}

fn json_of(value: MetaValue, zone: Tz, micros: bool) -> Value {
    match value {
        MetaValue::Text(text) => text.into(),
        MetaValue::List(texts) => texts.into(),
        MetaValue::Instant(at) => instant(at, zone, micros).into(),
        MetaValue::Flag(flag) => flag.into(),
        MetaValue::Int(number) => number.into(),
        MetaValue::Double(number) => number.into(),
        MetaValue::Rectangle(extent) => feature_of(extent),
    }
}

/// A rectangle as the wire draws it: from the north-east corner, by the north-west, around.
fn feature_of(extent: Extent) -> Value {
    let Extent {
        west,
        south,
        east,
        north,
    } = extent;
    let ring = json!([[
        [east, north],
        [west, north],
        [west, south],
        [east, south],
        [east, north]
    ]]);
    json!({"type": "Feature", "geometry": {"coordinates": ring, "type": "Polygon"}, "properties": {}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rectangle_is_drawn_from_the_north_east_by_the_north_west() {
        let extent = Extent::point(-1.5, 47.0).union(Extent::point(2.0, 49.5));
        assert_eq!(
            feature_of(extent).to_string(),
            r#"{"type":"Feature","geometry":{"coordinates":[[[2.0,49.5],[-1.5,49.5],[-1.5,47.0],[2.0,47.0],[2.0,49.5]]],"type":"Polygon"},"properties":{}}"#
        );
    }

    #[test]
    fn values_have_the_types_of_the_wire() {
        let noon = MetaValue::Instant(1_720_008_000_000_005);
        assert_eq!(json_of(noon.clone(), Tz::UTC, false), "2024-07-03T12:00:00+00:00");
        assert_eq!(json_of(noon, Tz::UTC, true), "2024-07-03T12:00:00.000005+00:00");
        assert_eq!(json_of(MetaValue::Flag(true), Tz::UTC, false), true);
        assert_eq!(
            json_of(MetaValue::List(vec!["a".into()]), Tz::UTC, false),
            json!(["a"])
        );
    }
}
