//! How is a dataset described? Identity, features, metadata by template, fields.

use chrono_tz::Tz;
use portico_model::{Extent, State, Visibility};
use portico_services::DatasetView;
use serde::Serialize;
use serde_json::{Value, json};

use super::field::FieldObject;
use super::link::Link;
use super::time::{instant, respell};

/// A dataset, in the wire's order.
#[derive(Debug, Serialize)]
pub(crate) struct DatasetObject<'a> {
    visibility: &'static str,
    fields: Vec<FieldObject<'a>>,
    dataset_id: &'a str,
    dataset_uid: &'a str,
    has_records: bool,
    features: Vec<&'static str>,
    attachments: [Value; 0],
    alternative_exports: [Value; 0],
    data_visible: bool,
    metas: MetaObject<'a>,
    #[serde(rename = "_links", skip_serializing_if = "Option::is_none")]
    links: Option<Vec<Link>>,
}

#[derive(Debug, Serialize)]
struct MetaObject<'a> {
    default: DefaultMetas<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processing: Option<Value>,
}

#[derive(Debug, Serialize)]
struct DefaultMetas<'a> {
    title: &'a str,
    description: Option<&'a str>,
    theme: Option<&'a [String]>,
    keyword: Option<&'a [String]>,
    license: Option<&'a str>,
    license_url: Option<&'a str>,
    language: Option<&'a str>,
    metadata_languages: Vec<&'a str>,
    timezone: Option<&'a str>,
    modified: Option<String>,
    modified_updates_on_metadata_change: bool,
    modified_updates_on_data_change: bool,
    data_processed: Option<String>,
    metadata_processed: Option<String>,
    geographic_reference: Option<&'a [String]>,
    geographic_reference_auto: Option<bool>,
    territory: Option<&'a [String]>,
    geometry_types: Option<&'a [String]>,
    bbox: Option<Value>,
    publisher: Option<&'a str>,
    references: Option<&'a str>,
    records_count: u64,
    attributions: Option<&'a [String]>,
    source_domain: Option<&'a str>,
    source_domain_title: Option<&'a str>,
    source_domain_address: Option<&'a str>,
    source_dataset: Option<&'a str>,
    shared_catalog: Option<&'a str>,
    federated: bool,
    parent_domain: Option<&'a str>,
    update_frequency: Option<&'a str>,
}

/// What of a dataset is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    /// Zone of the instants.
    pub(crate) zone: Tz,
    /// With the metadata of applications.
    pub(crate) app_metas: bool,
    /// With these links.
    pub(crate) links: Option<Vec<Link>>,
}

impl<'a> DatasetObject<'a> {
    /// The object of a dataset as its reader may see it.
    pub(crate) fn new(view: &'a DatasetView, wanted: Wanted) -> Self {
        let dataset = &view.dataset;
        let bytes = view.version.as_ref().map(|version| version.bytes);
        let processing = bytes
            .filter(|_| wanted.app_metas)
            .map(|bytes| json!({ "records_size": bytes }));
        let restricted = dataset.visibility == Visibility::Restricted || dataset.state == State::Draft;
        Self {
            visibility: if restricted { "restricted" } else { "domain" },
            fields: view.schema.fields.iter().map(FieldObject::from).collect(),
            dataset_id: dataset.id.as_str(),
            dataset_uid: dataset.uid.as_str(),
            has_records: view.version.is_some(),
            features: view.features(),
            attachments: [],
            alternative_exports: [],
            data_visible: view.data_visible,
            metas: MetaObject {
                default: DefaultMetas::new(view, wanted.zone),
                processing,
            },
            links: wanted.links,
        }
    }
}

impl<'a> DefaultMetas<'a> {
    fn new(view: &'a DatasetView, zone: Tz) -> Self {
        let (dataset, metadata) = (&view.dataset, &view.dataset.metadata);
        let version = view.version.as_ref();
        let profile = version.map(|version| &version.profile);
        let processed = version.and_then(|version| instant(version.created_at, zone, false));
        let given = metadata.modified.as_deref().map(|text| respell(text, zone));
        Self {
            title: &metadata.title,
            description: metadata.description.as_deref(),
            theme: filled(&metadata.theme),
            keyword: filled(&metadata.keyword),
            license: metadata.license.as_deref(),
            license_url: metadata.license_url.as_deref(),
            language: metadata.language.as_deref(),
            metadata_languages: metadata.language.as_deref().into_iter().collect(),
            timezone: None,
            modified_updates_on_data_change: given.is_none(),
            modified: given
                .or_else(|| processed.clone())
                .or_else(|| instant(dataset.updated_at, zone, false)),
            modified_updates_on_metadata_change: false,
            data_processed: processed,
            metadata_processed: instant(dataset.updated_at, zone, true),
            geographic_reference: None,
            geographic_reference_auto: None,
            territory: filled(&metadata.territory),
            geometry_types: profile.and_then(|profile| filled(&profile.geometry_types)),
            bbox: profile.and_then(|profile| profile.extent).map(feature_of),
            publisher: metadata.publisher.as_deref(),
            references: metadata.references.as_deref(),
            records_count: profile.map_or(0, |profile| profile.records),
            attributions: filled(&metadata.attributions),
            source_domain: None,
            source_domain_title: None,
            source_domain_address: None,
            source_dataset: None,
            shared_catalog: None,
            federated: false,
            parent_domain: None,
            update_frequency: metadata.update_frequency.as_deref(),
        }
    }
}

fn filled(list: &[String]) -> Option<&[String]> {
    (!list.is_empty()).then_some(list)
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
