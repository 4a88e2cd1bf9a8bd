//! How are the analyses, the maps and the files of version 1 described?

use serde_json::json;

use super::old::{FILTERS, MANNER, TAG};
use super::operation::{Operation, Paths};

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    describe_analyses(paths);
    describe_files(paths);
}

/// What is computed of the records, by name and below a dataset.
fn describe_analyses(paths: &mut Paths) {
    let computed = |id, what| {
        Operation::of(TAG, id, what, json!({"application/json": {}}))
            .says(
                "`refine.FIELD`, `exclude.FIELD` and `geofilter.*` choose the records; `y.NAME.func`, `y.NAME.expr` and `y.NAME.cumulative` \
                 define series.",
            )
            .takes(FILTERS)
            .takes(MANNER)
            .refuses([403, 404])
            .in_old_words()
    };
    for (path, id, below, what) in [
        (
            "analyze",
            "analyzeRecords",
            "analyzeDatasetRecords",
            "Series over the values of fields",
        ),
        (
            "boundingbox",
            "boundRecords",
            "boundDatasetRecords",
            "The rectangle around the records",
        ),
        (
            "geocluster",
            "clusterRecords",
            "clusterDatasetRecords",
            "Points near one another, counted",
        ),
        (
            "geopolygon",
            "shapeRecords",
            "shapeDatasetRecords",
            "Shapes, counted",
        ),
        (
            "geopreview",
            "previewRecords",
            "previewDatasetRecords",
            "Shapes to draw",
        ),
    ] {
        let named = computed(id, what).takes(["dataset"]);
        paths.add(&format!("/api/records/1.0/{path}"), &named);
        paths.add(
            &format!("/api/datasets/1.0/{{dataset_id}}/records/{path}"),
            &computed(below, what),
        );
    }
}

/// What lies beside the records.
fn describe_files(paths: &mut Paths) {
    let bytes = |id, what| {
        Operation::of(TAG, id, what, json!({"*/*": {}}))
            .refuses([403, 404])
            .in_old_words()
    };
    for (path, id, what) in [
        (
            "attachments/{attachment_id}",
            "openAttachment",
            "A document of a dataset",
        ),
        (
            "alternative_exports/{export_id}",
            "openAlternativeExport",
            "A file that the publisher made",
        ),
        ("files/{file_id}", "openFile", "A file of a record"),
        (
            "files/{file_id}/{thumbnail_size}",
            "openSizedFile",
            "A file of a record, whatever the size",
        ),
        ("images/{file_id}", "openImage", "An image of a record"),
    ] {
        paths.add(
            &format!("/api/datasets/1.0/{{dataset_id}}/{path}"),
            &bytes(id, what),
        );
    }
    paths.add(
        "/explore/dataset/{dataset_id}/images/{file_id}/download",
        &bytes("downloadImage", "An image of a record, by the portal's old link"),
    );
    let list = |id, what| {
        Operation::of(TAG, id, what, json!({"application/json": {}}))
            .takes(["timezone"])
            .refuses([403, 404])
    };
    paths.add(
        "/api/datasets/1.0/{dataset_id}/snapshots",
        &list("listOldSnapshots", "Earlier versions of a dataset"),
    );
    let snapshot = Operation::of(
        TAG,
        "downloadOldSnapshot",
        "An earlier version as CSV",
        json!({"text/csv": {}, "application/gzip": {}}),
    )
    .refuses([403, 404]);
    paths.add(
        "/api/datasets/1.0/{dataset_id}/snapshots/{snapshot_id}",
        &snapshot,
    );
    paths.add(
        "/api/metadata/1.0",
        &list("listOldTypes", "The types of metadata"),
    );
    paths.add(
        "/api/metadata/1.0/{type}",
        &list("listOldTemplates", "The templates of a type"),
    );
    paths.add(
        "/api/metadata/1.0/{type}/{template}",
        &list("showOldTemplate", "A template of metadata"),
    );
    let services = Operation::of(
        TAG,
        "listServices",
        "Services of a dataset: none",
        json!({"application/json": {}}),
    )
    .refuses([403, 404])
    .in_old_words();
    paths.add("/api/datasets/1.0/{dataset_id}/services", &services);
}
