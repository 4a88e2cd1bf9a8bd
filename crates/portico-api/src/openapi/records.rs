//! How are the endpoints of one dataset described?

use portico_formats::write::ExportFormat;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths, reference};
use crate::explore::BASE;

const TAG: &str = "Dataset";

/// What chooses records.
const FILTERS: [&str; 7] = [
    "where", "refine", "exclude", "facet", "timezone", "lang", "version",
];
/// What shapes the answer.
const SHAPE: [&str; 3] = ["select", "group_by", "order_by"];
/// What older programs send.
const OLDER: [&str; 5] = ["rows", "start", "sort", "search", "q"];
/// What every file may be.
const FILE: [&str; 5] = [
    "export_limit",
    "export_offset",
    "use_labels",
    "compressed",
    "epsg",
];

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    let add = |paths: &mut Paths, path: &str, operation: Operation| {
        paths.add(
            &format!("{BASE}/catalog/datasets/{{dataset_id}}{path}"),
            &operation,
        );
    };
    let dataset = Operation::json(TAG, "showDataset", "One dataset", "DatasetOrSelection")
        .says("The dataset with its fields and metadata, as in a listing.")
        .takes([
            "timezone",
            "lang",
            "include_links",
            "include_app_metas",
            "version",
        ])
        .refuses([404]);
    add(paths, "", dataset);
    let records = Operation::json(TAG, "listRecords", "Search records", "RecordListing")
        .says(
            "The records that match, page by page; with `group_by`, one result a group. Order is only sure with `order_by`. For more than \
             the window of `offset` and `limit` there are the exports.",
        )
        .takes(SHAPE)
        .takes(["limit", "offset"])
        .takes(FILTERS)
        .takes(["include_links", "include_app_metas"])
        .takes(OLDER)
        .refuses([403, 404]);
    add(paths, "/records", records);
    let record = Operation::json(TAG, "showRecord", "One record", "Record")
        .says("The record of that identifier, flat.")
        .takes(["timezone", "lang", "include_app_metas", "version"])
        .refuses([403, 404]);
    add(paths, "/records/{record_id}", record);
    let facets = Operation::json(TAG, "listFacets", "Facets of the records", "Facets")
        .says("How many records each value has, under the filters of the request. Without `facet`, every facet of the dataset.")
        .takes(FILTERS)
        .refuses([403, 404]);
    add(paths, "/facets", facets);
    let formats = Operation::json(TAG, "listFormats", "Formats of a dataset", "Links")
        .says("The formats that the records can be had in, as links.")
        .refuses([404]);
    add(paths, "/exports", formats);
    describe_exports(paths);
    let attachments = Operation::json(TAG, "listAttachments", "Documents of a dataset", "Attachments")
        .says("The documents that come with the dataset.")
        .refuses([404]);
    add(paths, "/attachments", attachments);
    let gone = |id, what| {
        Operation::gone(TAG, id, what)
            .says("Removed in version 2.1: use `/records` or `/datasets` with `select` and `group_by`. Under `/api/v2`, `/aggregates` is alive.")
    };
    add(
        paths,
        "/aggregates",
        gone("aggregateRecords", "Aggregates, removed"),
    );
    add(paths, "/query", gone("queryRecords", "Queries, removed"));
    let of_catalog = |path: &str| format!("{BASE}/catalog{path}");
    paths.add(
        &of_catalog("/aggregates"),
        &gone("aggregateDatasets", "Aggregates of the catalog, removed"),
    );
    paths.add(
        &of_catalog("/query"),
        &gone("queryDatasets", "Queries of the catalog, removed"),
    );
}

/// Every format under one address, and those with options of their own apart.
fn describe_exports(paths: &mut Paths) {
    let mut add = |format: &str, operation: Operation| {
        let path = format!("{BASE}/catalog/datasets/{{dataset_id}}/exports/{format}");
        let operation = operation
            .takes(SHAPE)
            .takes(FILTERS)
            .takes(FILE)
            .refuses([403, 404]);
        paths.add(&path, &operation);
    };
    let any = Operation::of(TAG, "exportRecords", "Records as a file", content(&ExportFormat::ALL))
        .says("Every record that matches, streamed, without a limit. A mistake is told as JSON before the first byte.");
    add("{format}", any);
    let csv = Operation::of(
        TAG,
        "exportRecordsCsv",
        "Records as CSV",
        content(&[ExportFormat::Csv]),
    )
    .says("A table of text for spreadsheets. Points are `lat, lon`; shapes are GeoJSON.")
    .takes(["delimiter", "list_separator", "quote_all", "with_bom"]);
    add("csv", csv);
    let parquet = Operation::of(
        TAG,
        "exportRecordsParquet",
        "Records as Parquet",
        content(&[ExportFormat::Parquet]),
    )
    .says("Typed columns for analysis; instants are in UTC.")
    .takes(["parquet_compression"]);
    add("parquet", parquet);
    let gpx = Operation::of(
        TAG,
        "exportRecordsGpx",
        "Records as GPX",
        content(&[ExportFormat::Gpx]),
    )
    .says("Waypoints and tracks for navigation devices.")
    .takes(["name_field", "description_field_list", "use_extension"]);
    add("gpx", gpx);
}

/// Media types of formats; packed, a file is another.
fn content(formats: &[ExportFormat]) -> Value {
    let mut out = Map::new();
    for format in formats {
        let kind = format.content_type().split(';').next().unwrap_or_default();
        let body = match kind {
            "application/json" => {
                json!({"schema": {"anyOf": [reference("Records"), reference("FeatureCollection")]}})
            }
            "text/csv" | "text/calendar" => json!({"schema": {"type": "string"}}),
            _ => json!({}),
        };
        out.insert(kind.to_owned(), body);
    }
    out.insert("application/gzip".to_owned(), json!({}));
    Value::Object(out)
}
