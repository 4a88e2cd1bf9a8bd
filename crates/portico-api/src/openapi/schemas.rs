//! What do answers about the catalog look like? Links, datasets, fields, facets, and the bodies of refusals.

use serde_json::{Map, Value, json};

use super::operation::reference;

/// The schemas of the components that do not hold records.
pub(super) fn schemas() -> Map<String, Value> {
    [
        ("Link", link()),
        ("Links", links()),
        ("Error", error()),
        ("QuotaError", quota_error()),
        ("DatasetListing", listing("Dataset")),
        ("Dataset", dataset()),
        ("DatasetOrSelection", dataset_or_selection()),
        ("Metas", metas()),
        ("DefaultMetas", default_metas()),
        ("Field", field()),
        ("Annotations", annotations()),
        ("Document", document()),
        ("Attachments", attachments()),
        ("Facets", facets()),
        ("Facet", facet()),
        ("FacetValue", facet_value()),
        ("OpenDataCatalog", open_data_catalog()),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

/// An object with members that are always there and others that may be.
pub(super) fn object(text: &str, always: Value, sometimes: Value) -> Value {
    let Value::Object(mut members) = always else {
        return json!({});
    };
    let required: Vec<String> = members.keys().cloned().collect();
    if let Value::Object(others) = sometimes {
        members.extend(others);
    }
    json!({"type": "object", "description": text, "required": required, "properties": members})
}

pub(super) fn array(items: Value) -> Value {
    json!({"type": "array", "items": items})
}

/// A text that may be missing.
pub(super) fn text_or_null() -> Value {
    json!({"type": ["string", "null"]})
}

fn texts_or_null() -> Value {
    json!({"type": ["array", "null"], "items": {"type": "string"}})
}

fn address() -> Value {
    json!({"type": "string", "format": "uri"})
}

fn link() -> Value {
    let members = json!({"rel": {"type": "string", "examples": ["self"]}, "href": address()});
    object(
        "A link: what it is to this answer, and its absolute address.",
        members,
        json!({}),
    )
}

fn links() -> Value {
    object(
        "Nothing but links.",
        json!({"links": array(reference("Link"))}),
        json!({}),
    )
}

/// A page of results with their count.
pub(super) fn listing(of: &str) -> Value {
    let item = if of == "Dataset" { "DatasetOrSelection" } else { of };
    object(
        "One page of results, and how many there are in all.",
        json!({
            "total_count": {"type": "integer", "minimum": 0, "description": "Results, or groups, before paging."},
            "results": array(reference(item)),
        }),
        json!({"_links": array(reference("Link"))}),
    )
}

fn error() -> Value {
    object(
        "What was refused, and why.",
        json!({
            "error_code": {
                "type": "string", "pattern": "^[A-Z][A-Za-z0-9]+$", "description": "Stable: programs may rely on it.",
                "examples": ["ODSQLError", "ODSQLSyntaxError", "InvalidRESTParameterError", "NotFoundResource"],
            },
            "message": {"type": "string", "minLength": 1, "description": "One sentence for people."},
            "request_id": {"type": "string", "description": "The number to mention to the portal's operator."},
        }),
        json!({
            "hint": {"type": "string", "description": "What would be right."},
            "position": {
                "type": "object",
                "description": "Where: the parameter, and the place in its text, counted in bytes from 0.",
                "properties": {
                    "clause": {"type": "string"},
                    "start": {"type": "integer", "minimum": 0},
                    "end": {"type": "integer", "minimum": 0},
                },
            },
        }),
    )
}

fn quota_error() -> Value {
    object(
        "The calls of the day are used up.",
        json!({
            "errorcode": {"type": "integer", "examples": [10002]},
            "reset_time": {"type": "string", "format": "date-time"},
            "limit_time_unit": {"const": "day"},
            "call_limit": {"type": "integer"},
            "error": {"type": "string"},
        }),
        json!({}),
    )
}

fn dataset() -> Value {
    object(
        "A dataset: its identity, its fields, its metadata.",
        json!({
            "visibility": {"enum": ["domain", "restricted"], "description": "Public, or for some."},
            "dataset_id": {"type": "string", "examples": ["earthquakes"]},
            "dataset_uid": {"type": "string", "pattern": "^da_[a-z0-9]+$", "description": "Never changes."},
            "has_records": {"type": "boolean"},
            "data_visible": {"type": "boolean", "description": "False: the metadata may be seen, the records not."},
            "features": array(json!({"type": "string", "examples": ["analyze", "timeserie", "geo"]})),
            "attachments": array(reference("Document")),
            "alternative_exports": array(reference("Document")),
            "fields": array(reference("Field")),
            "metas": reference("Metas"),
        }),
        json!({"_links": array(reference("Link"))}),
    )
}

/// Without `select`, a row of the catalog is a dataset; with it, whatever was selected.
fn dataset_or_selection() -> Value {
    json!({"anyOf": [
        reference("Dataset"),
        {
            "type": "object",
            "description": "What `select` or `group_by` asked for.",
            "not": {"required": ["metas"]},
        },
    ]})
}

fn metas() -> Value {
    let templates = json!({
        "type": "object",
        "additionalProperties": {"type": ["object", "array", "null"]},
        "description": "Metadata by template: `default` always, others such as `dcat` or `custom` when they are in use.",
    });
    let mut out = object("", json!({"default": reference("DefaultMetas")}), json!({}));
    for (key, value) in templates.as_object().into_iter().flatten() {
        out[key] = value.clone();
    }
    out
}

fn default_metas() -> Value {
    let instant = || json!({"type": ["string", "null"], "format": "date-time"});
    object(
        "What is said of every dataset.",
        json!({
            "title": {"type": "string"},
            "description": {"type": ["string", "null"], "description": "HTML."},
            "theme": texts_or_null(),
            "keyword": texts_or_null(),
            "license": text_or_null(),
            "license_url": text_or_null(),
            "language": text_or_null(),
            "metadata_languages": texts_or_null(),
            "timezone": text_or_null(),
            "modified": {"type": ["string", "null"]},
            "modified_updates_on_metadata_change": {"type": "boolean"},
            "modified_updates_on_data_change": {"type": "boolean"},
            "data_processed": instant(),
            "metadata_processed": instant(),
            "geographic_reference": texts_or_null(),
            "geographic_reference_auto": {"type": ["boolean", "null"]},
            "territory": texts_or_null(),
            "geometry_types": texts_or_null(),
            "bbox": {"oneOf": [{"type": "null"}, reference("GeoShape")]},
            "publisher": text_or_null(),
            "references": text_or_null(),
            "records_count": {"type": "integer", "minimum": 0},
            "attributions": texts_or_null(),
            "source_domain": text_or_null(),
            "source_domain_title": text_or_null(),
            "source_domain_address": text_or_null(),
            "source_dataset": text_or_null(),
            "shared_catalog": {},
            "federated": {"type": "boolean"},
            "parent_domain": text_or_null(),
            "update_frequency": text_or_null(),
        }),
        json!({}),
    )
}

fn field() -> Value {
    object(
        "A field of a dataset.",
        json!({
            "name": {"type": "string", "description": "What queries call it."},
            "label": {"type": "string", "description": "What people call it."},
            "description": text_or_null(),
            "type": {"enum": [
                "text", "int", "double", "boolean", "date", "datetime", "geo_point_2d", "geo_shape", "file", "json_blob",
            ]},
            "annotations": reference("Annotations"),
        }),
        json!({}),
    )
}

fn annotations() -> Value {
    let yes = || json!({"const": true});
    object(
        "What else is known of a field; others may be added.",
        json!({}),
        json!({
            "facet": yes(),
            "facetsort": {"enum": ["count", "-count", "alphanum", "-alphanum", "num", "-num"]},
            "disjunctive": yes(),
            "hierarchical": {"type": "string", "description": "The separator of the levels."},
            "multivalued": {"type": "string", "description": "The separator in the source."},
            "sortable": yes(),
            "hideintable": yes(),
            "id": yes(),
            "timeserie_precision": {"enum": ["year", "month", "day", "hour", "minute"]},
            "unit": {"type": "string"},
            "decimals": {"type": "integer", "minimum": 0},
        }),
    )
}

fn document() -> Value {
    object(
        "A document that comes with a dataset.",
        json!({"id": {"type": "string"}, "title": {"type": "string"}, "mimetype": {"type": "string"}, "url": address()}),
        json!({"description": text_or_null()}),
    )
}

fn attachments() -> Value {
    let entry = object(
        "",
        json!({"href": address(), "metas": {"type": "object"}}),
        json!({}),
    );
    object(
        "The documents that come with a dataset.",
        json!({"links": array(reference("Link")), "attachments": array(entry)}),
        json!({}),
    )
}

fn facets() -> Value {
    object(
        "Facets with their values.",
        json!({"links": array(reference("Link")), "facets": array(reference("Facet"))}),
        json!({}),
    )
}

fn facet() -> Value {
    object(
        "One facet.",
        json!({"name": {"type": "string"}, "facets": array(reference("FacetValue"))}),
        json!({}),
    )
}

fn facet_value() -> Value {
    object(
        "One value of a facet.",
        json!({
            "name": {"type": "string", "description": "What to show: the last part of the path."},
            "value": {"type": "string", "description": "What to send back in `refine`: the whole path."},
            "state": {"enum": ["displayed", "refined", "excluded"]},
        }),
        json!({
            "count": {"type": "integer", "minimum": 0, "description": "Absent on an excluded value."},
            "facets": array(reference("FacetValue")),
        }),
    )
}

fn open_data_catalog() -> Value {
    object(
        "A catalog in the words of Project Open Data, version 1.1.",
        json!({
            "@context": {"type": "string"},
            "@type": {"const": "dcat:Catalog"},
            "conformsTo": {"type": "string"},
            "describedBy": {"type": "string"},
            "dataset": array(object(
                "",
                json!({
                    "@type": {"const": "dcat:Dataset"},
                    "title": {"type": "string"},
                    "description": {"type": "string"},
                    "keyword": array(json!({"type": "string"})),
                    "modified": {"type": "string"},
                    "publisher": {"type": "object"},
                    "identifier": {"type": "string"},
                    "accessLevel": {"enum": ["public", "restricted public", "non-public"]},
                }),
                json!({}),
            )),
        }),
        json!({}),
    )
}
