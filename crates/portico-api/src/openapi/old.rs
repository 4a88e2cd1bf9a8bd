//! How is what older programs call described?

use portico_formats::write::ExportFormat;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths};

const TAG: &str = "Version 1";

/// What chooses and pages records; `refine.FIELD`, `exclude.FIELD` and `disjunctive.FIELD` have names of their own each.
const FILTERS: [&str; 4] = ["q", "qv1", "timezone", "lang"];
const PAGE: [&str; 5] = ["v1_sort", "rows", "start", "pretty_print", "callback"];

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    describe_downloads(paths);
    let search = |id, what| {
        Operation::of(TAG, id, what, json!({"application/json": {}}))
            .says(
                "Hits, parameters, records and facet groups as version 1 had them. `refine.FIELD`, `exclude.FIELD`, \
                 `geofilter.distance=lat,lon,metres`, `geofilter.polygon` and `geofilter.bbox` narrow the search; `sort=field` is descending.",
            )
            .takes(FILTERS)
            .takes(PAGE)
            .takes(["v1_fields", "v1_search_format"])
            .refuses([403, 404])
    };
    let named = search("searchRecords", "Records that answer a search").takes(["dataset"]);
    paths.add("/api/records/1.0/search", &named);
    let below = search(
        "searchDatasetRecords",
        "Records of a dataset that answer a search",
    );
    paths.add("/api/datasets/1.0/{dataset_id}/records", &below);
    let below = search("searchDatasetRecordsToo", "The same under a longer name");
    paths.add("/api/datasets/1.0/{dataset_id}/records/search", &below);
    let datasets = Operation::of(
        TAG,
        "searchDatasets",
        "Datasets that answer a search",
        json!({"application/json": {}}),
    )
    .says("`extrametas=true` and `interopmetas=true` add the metadata of other templates.")
    .takes(FILTERS)
    .takes(PAGE);
    paths.add("/api/datasets/1.0/search", &datasets);
    let one = |id, what| {
        Operation::of(TAG, id, what, json!({"application/json": {}}))
            .takes(["timezone", "lang", "pretty_print", "callback"])
            .refuses([403, 404])
    };
    paths.add(
        "/api/datasets/1.0/{dataset_id}",
        &one("showDatasetOfVersion1", "One dataset"),
    );
    paths.add(
        "/api/datasets/1.0/{dataset_id}/records/{record_id}",
        &one("showRecordOfVersion1", "One record"),
    );
}

fn describe_downloads(paths: &mut Paths) {
    let download = |id, what| {
        Operation::of(TAG, id, what, content())
            .says(
                "The whole file, streamed. `sort=field` is descending and `sort=-field` ascending, as version 1 had it. A refusal repeats its \
                 sentence under `error`.",
            )
            .takes(FILTERS)
            .takes([
                "v1_format",
                "v1_fields",
                "v1_sort",
                "rows",
                "start",
                "use_labels_for_header",
                "csv_separator",
            ])
            .refuses([403, 404])
    };
    paths.add(
        "/explore/dataset/{dataset_id}/download",
        &download("downloadRecords", "Records as a file, by the portal's old link"),
    );
    let named = download("downloadNamedRecords", "Records as a file").takes(["dataset"]);
    paths.add("/api/records/1.0/download", &named);
    paths.add(
        "/api/datasets/1.0/{dataset_id}/records/download",
        &download("downloadDatasetRecords", "Records of a dataset as a file"),
    );
}

fn content() -> Value {
    let out: Map<String, Value> = ExportFormat::ALL
        .into_iter()
        .map(|format| format.content_type().split(';').next().unwrap_or_default())
        .map(|kind| (kind.to_owned(), json!({})))
        .collect();
    Value::Object(out)
}
