//! How is what older programs call described? API v1: searches, datasets, downloads.

use portico_formats::write::ExportFormat;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths, reference};
use super::schemas::{array, object};

pub(super) const TAG: &str = "Version 1";

/// What chooses records or datasets.
pub(super) const FILTERS: [&str; 6] = [
    "v1_q",
    "v1_facet",
    "geofilter_distance",
    "geofilter_polygon",
    "timezone",
    "v1_lang",
];
/// How the answer is written.
pub(super) const MANNER: [&str; 2] = ["pretty_print", "callback"];
/// What a file may be.
const FILE: [&str; 7] = [
    "v1_download_format",
    "v1_fields",
    "v1_sort",
    "v1_download_rows",
    "v1_download_start",
    "use_labels_for_header",
    "csv_separator",
];

/// Adds it.
pub(super) fn describe(paths: &mut Paths) {
    let search = |id, what| {
        Operation::of(TAG, id, what, content_of_search("RecordSearch"))
            .says(
                "Records with their counts. `refine.FIELD`, `exclude.FIELD` and `disjunctive.FIELD` filter; `q` is the query language of \
                 that time.",
            )
            .takes(["v1_format", "v1_fields", "v1_sort", "v1_rows", "v1_start"])
            .takes(FILTERS)
            .takes(MANNER)
            .refuses([403, 404])
            .in_old_words()
    };
    let named = search("searchRecords", "Search records by the name of their dataset").takes(["dataset"]);
    paths.add("/api/records/1.0/search", &named);
    let below = |path: &str| format!("/api/datasets/1.0/{{dataset_id}}{path}");
    paths.add(
        &below("/records"),
        &search("searchDataset", "Search the records of a dataset"),
    );
    paths.add(
        &below("/records/search"),
        &search(
            "searchDatasetByItsOtherName",
            "Search the records of a dataset, by its other name",
        ),
    );
    let record = Operation::json(TAG, "showOldRecord", "One record", "OldRecord")
        .takes(["v1_fields", "timezone", "v1_lang"])
        .takes(MANNER)
        .refuses([403, 404])
        .in_old_words();
    paths.add(&below("/records/{record_id}"), &record);
    let datasets = Operation::of(
        TAG,
        "searchDatasets",
        "Search datasets",
        content_of_search("DatasetSearch"),
    )
    .takes([
        "v1_catalog_format",
        "v1_catalog_sort",
        "v1_rows",
        "v1_start",
        "v1_q",
        "v1_catalog_facet",
        "timezone",
        "v1_lang",
    ])
    .takes(["extrametas", "interopmetas"])
    .takes(MANNER)
    .in_old_words();
    paths.add("/api/datasets/1.0/search", &datasets);
    let dataset = Operation::json(TAG, "showOldDataset", "One dataset", "OldDataset")
        .takes(["timezone", "v1_lang", "extrametas", "interopmetas"])
        .takes(MANNER)
        .refuses([404])
        .in_old_words();
    paths.add(&below(""), &dataset);
    describe_downloads(paths);
}

fn describe_downloads(paths: &mut Paths) {
    let download = |id, what| {
        Operation::of(TAG, id, what, content_of_files())
            .says("The whole file, streamed. `sort=field` is descending and `sort=-field` ascending, as version 1 had it.")
            .takes(FILE)
            .takes(FILTERS)
            .refuses([403, 404])
            .in_old_words()
    };
    paths.add(
        "/explore/dataset/{dataset_id}/download",
        &download("downloadRecords", "Records as a file, by the portal's old link"),
    );
    paths.add(
        "/api/datasets/1.0/{dataset_id}/records/download",
        &download("downloadDataset", "Records of a dataset as a file"),
    );
    let named = download("downloadNamedRecords", "Records as a file").takes(["dataset"]);
    paths.add("/api/records/1.0/download", &named);
}

fn content_of_search(schema: &str) -> Value {
    let collection = reference("FeatureCollection");
    json!({
        "application/json": {"schema": {"anyOf": [reference(schema), collection]}},
        "application/javascript": {},
        "text/csv": {"schema": {"type": "string"}},
        "application/rss+xml": {},
        "application/atom+xml": {},
    })
}

fn content_of_files() -> Value {
    let mut out: Map<String, Value> = ExportFormat::ALL
        .into_iter()
        .map(|format| format.content_type().split(';').next().unwrap_or_default())
        .map(|kind| (kind.to_owned(), json!({})))
        .collect();
    out.insert("application/javascript".to_owned(), json!({}));
    Value::Object(out)
}

/// The schemas of its answers.
pub(super) fn schemas() -> Map<String, Value> {
    let search = |text: &str, member: &str, of: &str| {
        let mut always = json!({
            "nhits": {"type": "integer", "minimum": 0},
            "parameters": {"type": "object", "description": "What was understood of the request."},
        });
        always[member] = array(reference(of));
        object(
            text,
            always,
            json!({"facet_groups": array(reference("FacetGroup"))}),
        )
    };
    let record = object(
        "A record: what is missing is left out, a point is `[latitude, longitude]`, a list is one text.",
        json!({
            "datasetid": {"type": "string"},
            "recordid": {"type": "string"},
            "fields": {"type": "object"},
            "record_timestamp": {"type": "string"},
        }),
        json!({"geometry": reference("Geometry")}),
    );
    let value = object(
        "One value of a facet.",
        json!({
            "name": {"type": "string"},
            "path": {"type": "string", "description": "What to send back in `refine.FIELD`."},
            "state": {"enum": ["displayed", "refined", "excluded"]},
        }),
        json!({"count": {"type": "integer", "minimum": 0}, "facets": array(reference("FacetGroupValue"))}),
    );
    let group = object(
        "One facet.",
        json!({"name": {"type": "string"}, "facets": array(reference("FacetGroupValue"))}),
        json!({"count": {"type": "integer", "minimum": 0}}),
    );
    let error = object(
        "What was refused, and why, in the words of both versions.",
        json!({
            "errorcode": {"type": "integer"},
            "error": {"type": "string", "minLength": 1},
            "error_code": {"type": "string"},
            "message": {"type": "string", "minLength": 1},
        }),
        json!({"hint": {"type": "string", "description": "What would be right."}}),
    );
    [
        (
            "RecordSearch",
            search("Records that match.", "records", "OldRecord"),
        ),
        (
            "DatasetSearch",
            search("Datasets that match.", "datasets", "OldDataset"),
        ),
        ("OldRecord", record),
        ("OldDataset", dataset()),
        ("FacetGroup", group),
        ("FacetGroupValue", value),
        ("OldError", error),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

fn dataset() -> Value {
    let field = object(
        "A field; its annotations are a list of names and arguments.",
        json!({
            "name": {"type": "string"},
            "label": {"type": "string"},
            "type": {"type": "string"},
            "annotations": array(object("", json!({"name": {"type": "string"}}), json!({"args": {"type": "array"}}))),
        }),
        json!({"description": {"type": "string"}}),
    );
    object(
        "A dataset, its metadata flat.",
        json!({
            "datasetid": {"type": "string"},
            "metas": {"type": "object"},
            "has_records": {"type": "boolean"},
            "data_visible": {"type": "boolean"},
            "features": array(json!({"type": "string"})),
            "attachments": {"type": "array"},
            "fields": array(field),
        }),
        json!({
            "alternative_exports": {"type": "array"},
            "interop_metas": {"type": "object"},
            "extra_metas": {"type": "object"},
        }),
    )
}

/// The parameters of version 1, by their names in the components.
pub(super) fn parameters() -> Vec<(String, Value)> {
    let of = |key: &str, name: &str, text: &str, schema: Value| {
        let parameter = json!({"name": name, "in": "query", "description": text, "schema": schema});
        (key.to_owned(), parameter)
    };
    let text = |example: &str| json!({"type": "string", "examples": [example]});
    let texts =
        |example: &str| json!({"type": "array", "items": {"type": "string"}, "examples": [[example]]});
    let flag =
        |name: &str, words: &str| of(name, name, words, json!({"type": "string", "examples": ["true"]}));
    let downloads: Vec<&str> = ExportFormat::ALL
        .into_iter()
        .map(ExportFormat::as_str)
        .chain(["xls", "jsonp", "geojsonp"])
        .collect();
    let number = |least: Option<i64>| match least {
        Some(least) => json!({"type": "integer", "minimum": least}),
        None => json!({"type": "integer"}),
    };
    let function = "^[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*$";
    let mut dataset = of(
        "dataset",
        "dataset",
        "The identifier of a dataset.",
        text("earthquakes"),
    );
    dataset.1["required"] = true.into();
    vec![
        dataset,
        of(
            "v1_q",
            "q",
            "Words, phrases in quotes, `AND`, `OR`, `NOT`, `field:value`, `#exact(field, \"value\")`.",
            text("california"),
        ),
        of(
            "v1_facet",
            "facet",
            "A facet to count. May be repeated.",
            texts("net"),
        ),
        of(
            "v1_catalog_facet",
            "facet",
            "A facet to count. May be repeated.",
            texts("publisher"),
        ),
        of(
            "geofilter_distance",
            "geofilter.distance",
            "Within that many metres: `latitude,longitude,metres`.",
            text("34.1,-117.2,50000"),
        ),
        of(
            "geofilter_polygon",
            "geofilter.polygon",
            "Within that area: `(latitude,longitude),(…),(…)`.",
            text("(32,-120),(32,-114),(36,-114),(36,-120)"),
        ),
        of(
            "v1_lang",
            "lang",
            "The language of month and day names; an unknown one is the portal's.",
            text("fr"),
        ),
        of(
            "v1_format",
            "format",
            "How the answer is written.",
            json!({"enum": crate::v1::SEARCH_FORMATS, "default": "json"}),
        ),
        of(
            "v1_catalog_format",
            "format",
            "How the answer is written.",
            json!({"enum": ["json", "jsonp", "csv", "rss", "atom"], "default": "json"}),
        ),
        of(
            "v1_download_format",
            "format",
            "The format of the file.",
            json!({"enum": downloads, "default": "csv"}),
        ),
        of(
            "v1_fields",
            "fields",
            "The fields to show, separated by commas.",
            text("mag,place,time"),
        ),
        of(
            "v1_sort",
            "sort",
            "The order: `field` descending, `-field` ascending.",
            text("mag"),
        ),
        of(
            "v1_catalog_sort",
            "sort",
            "The order: `field` descending, `-field` ascending.",
            text("modified"),
        ),
        of(
            "v1_rows",
            "rows",
            "How many results: 10 when absent, -1 for as many as allowed.",
            number(Some(-1)),
        ),
        of(
            "v1_start",
            "start",
            "How many results to skip. `start` and `rows` together: up to 10000.",
            number(Some(0)),
        ),
        of(
            "v1_download_rows",
            "rows",
            "How many records; all when absent or negative.",
            number(None),
        ),
        of(
            "v1_download_start",
            "start",
            "How many records to skip.",
            number(None),
        ),
        flag("pretty_print", "`true`: indented."),
        flag("extrametas", "`true`: with the metadata of the portal itself."),
        flag(
            "interopmetas",
            "`true`: with the metadata in the words of other catalogs.",
        ),
        of(
            "callback",
            "callback",
            "The answer as a call of that function of JavaScript.",
            json!({"type": "string", "pattern": function, "maxLength": 100, "examples": ["show"]}),
        ),
        of(
            "use_labels_for_header",
            "use_labels_for_header",
            "Labels of the fields instead of their names.",
            json!({"type": "boolean", "default": false}),
        ),
        of(
            "csv_separator",
            "csv_separator",
            "What separates cells: a sign.",
            json!({"type": "string", "default": ";", "examples": [","]}),
        ),
    ]
}
