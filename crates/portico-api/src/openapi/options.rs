//! Which parameters are not clauses? Pages, languages, zones, options of files, parts of addresses.

use portico_formats::write::ExportFormat;
use serde_json::{Value, json};

use super::clauses::field;
use super::old;
use crate::limits::ApiLimits;

/// The other parameters, by their names in the components.
pub(super) fn parameters(limits: &ApiLimits) -> Vec<(String, Value)> {
    let mut all = pages(limits);
    all.extend(shapes());
    all.extend(older());
    all.extend(files());
    all.extend(tiles());
    all.extend(places());
    all.extend(old::parameters());
    all
}

/// A parameter as a field of a form.
pub(super) fn form_field(name: &str) -> Option<(String, Value)> {
    let all = parameters(&ApiLimits::default());
    let (_, parameter) = all.into_iter().find(|(known, _)| known == name)?;
    Some(field(&parameter))
}

fn query(key: &str, name: &str, text: &str, schema: Value) -> (String, Value) {
    (
        key.to_owned(),
        json!({"name": name, "in": "query", "description": text, "schema": schema}),
    )
}

fn pages(limits: &ApiLimits) -> Vec<(String, Value)> {
    let (most, groups) = (limits.records_limit, limits.groups_limit);
    let (window, groups_window) = (limits.records_window, limits.groups_window);
    let page = format!(
        "How many results: up to {most}, with `group_by` up to {groups}. -1 means as many as allowed. Without it, {} records, or every \
         group.",
        limits.default_limit
    );
    let skip = format!(
        "How many results to skip. `offset` and `limit` together: up to {window}, with `group_by` up to {groups_window}; an export has \
         no such limit."
    );
    vec![
        query(
            "limit",
            "limit",
            &page,
            json!({"type": "integer", "minimum": -1, "maximum": groups, "default": limits.default_limit, "examples": [5]}),
        ),
        query(
            "offset",
            "offset",
            &skip,
            json!({"type": "integer", "minimum": 0, "maximum": groups_window, "default": 0, "examples": [0]}),
        ),
        query(
            "export_limit",
            "limit",
            "How many results; -1 means all.",
            json!({"type": "integer", "minimum": -1, "default": -1, "examples": [5]}),
        ),
        query(
            "export_offset",
            "offset",
            "How many results to skip.",
            json!({"type": "integer", "minimum": 0, "default": 0, "examples": [0]}),
        ),
    ]
}

/// Languages that dates and metadata are said in.
const LANGUAGES: [&str; 11] = ["en", "fr", "nl", "pt", "it", "ar", "de", "es", "ca", "eu", "sv"];

fn shapes() -> Vec<(String, Value)> {
    let boolean =
        |name: &str, text: &str| query(name, name, text, json!({"type": "boolean", "default": false}));
    vec![
        query(
            "lang",
            "lang",
            "The language of month and day names and of metadata: ISO 639-1. The portal's own when absent.",
            json!({"type": "string", "enum": LANGUAGES, "examples": ["fr"]}),
        ),
        query(
            "timezone",
            "timezone",
            "The zone in which instants are read, grouped and told: a name of the IANA database.",
            json!({"type": "string", "default": "UTC", "examples": ["Europe/Paris"]}),
        ),
        query(
            "version",
            "version",
            "Reads an earlier version of the dataset, by its number: its records, its fields and the metadata that readers saw with it. \
             The rights of today hold. The current version when absent.",
            json!({"type": "integer", "minimum": 1, "examples": [1]}),
        ),
        boolean("include_links", "Adds `_links` to the answer and to each result."),
        boolean(
            "include_app_metas",
            "Adds `_id`, `_timestamp` and `_size` to each record; to each dataset the metadata that the portal itself makes.",
        ),
    ]
}

fn older() -> Vec<(String, Value)> {
    let old = |key: &str, name: &str, text: &str, schema: Value| {
        let (key, mut parameter) = query(key, name, text, schema);
        parameter["deprecated"] = true.into();
        (key, parameter)
    };
    vec![
        old(
            "rows",
            "rows",
            "Older name of `limit`.",
            json!({"type": "integer", "minimum": -1}),
        ),
        old(
            "start",
            "start",
            "Older name of `offset`.",
            json!({"type": "integer", "minimum": 0}),
        ),
        old(
            "sort",
            "sort",
            "Older name of `order_by`.",
            json!({"type": "string"}),
        ),
        old(
            "search",
            "search",
            "Words that must occur: older form of a `where` in quotes.",
            json!({"type": "string"}),
        ),
        old(
            "q",
            "q",
            "Words as people type them: all must occur, the last one may be unfinished.",
            json!({"type": "string"}),
        ),
    ]
}

fn files() -> Vec<(String, Value)> {
    let boolean = |name: &str, text: &str, usual: bool| {
        query(name, name, text, json!({"type": "boolean", "default": usual}))
    };
    vec![
        boolean(
            "use_labels",
            "Labels of the fields instead of their names, in formats with a header.",
            false,
        ),
        boolean("compressed", "The file packed with gzip.", false),
        query(
            "include_exports",
            "include_exports",
            "Formats of datasets, separated by commas, that a catalog in DCAT tells of; none means all.",
            json!({"type": "string", "examples": ["csv,json"]}),
        ),
        boolean(
            "use_labels_in_exports",
            "In a catalog in DCAT, spreadsheets are linked with labels in their header.",
            true,
        ),
        query(
            "epsg",
            "epsg",
            "The coordinate reference system of geometries, by its EPSG number.",
            json!({"type": "integer", "default": 4326, "examples": [4326]}),
        ),
        query(
            "delimiter",
            "delimiter",
            "What separates cells.",
            json!({"type": "string", "enum": [";", ",", "\t", "|"], "default": ";"}),
        ),
        query(
            "list_separator",
            "list_separator",
            "What separates the values of a cell with several.",
            json!({"type": "string", "default": ","}),
        ),
        boolean("quote_all", "Every cell in quotes.", false),
        boolean(
            "with_bom",
            "Begins with a byte order mark, as spreadsheets like it.",
            true,
        ),
        query(
            "name_field",
            "name_field",
            "The field that names a waypoint.",
            json!({"type": "string", "examples": ["net"]}),
        ),
        query(
            "description_field_list",
            "description_field_list",
            "The fields that describe a waypoint, separated by commas.",
            json!({"type": "string", "examples": ["net"]}),
        ),
        boolean(
            "use_extension",
            "Other fields in an extension instead of the description.",
            true,
        ),
        query(
            "parquet_compression",
            "parquet_compression",
            "How pages are packed.",
            json!({"type": "string", "enum": ["snappy", "zstd"], "default": "snappy"}),
        ),
    ]
}

fn tiles() -> Vec<(String, Value)> {
    let part = |name: &str, text: &str, schema: Value, example: Value| {
        let parameter = json!({
            "name": name, "in": "path", "required": true, "description": text, "schema": schema, "example": example,
        });
        (name.to_owned(), parameter)
    };
    let whole = |most: u64| json!({"type": "integer", "minimum": 0, "maximum": most});
    vec![
        part("z", "Zoom.", whole(22), 2.into()),
        part("x", "Column, from the west.", whole(4_194_303), 0.into()),
        part("y", "Row, from the north.", whole(4_194_303), 1.into()),
    ]
}

/// A record of the demo: the strongest earthquake of its week.
const RECORD: &str = "3bc7b9311765e6129fb49d3d802cd3fd539ccc4d";

fn places() -> Vec<(String, Value)> {
    let part = |key: &str, name: &str, text: &str, schema: Value, example: &str| {
        let parameter = json!({
            "name": name, "in": "path", "required": true, "description": text, "schema": schema, "example": example,
        });
        (key.to_owned(), parameter)
    };
    let formats: Vec<&str> = ExportFormat::ALL.into_iter().map(ExportFormat::as_str).collect();
    let text = || json!({"type": "string", "minLength": 1});
    let words = |words: &[&str]| json!({"type": "string", "enum": words});
    let catalog_formats: Vec<&str> = crate::explore::catalog_formats().map(|(name, _)| name).collect();
    vec![
        part(
            "dataset_id",
            "dataset_id",
            "The identifier of a dataset.",
            text(),
            "earthquakes",
        ),
        part(
            "record_id",
            "record_id",
            "The identifier of a record: `_id` of `include_app_metas`.",
            text(),
            RECORD,
        ),
        part(
            "format",
            "format",
            "The format of the file.",
            words(&formats),
            "json",
        ),
        part(
            "catalog_format",
            "format",
            "The format of the file.",
            words(&catalog_formats),
            "json",
        ),
    ]
}
