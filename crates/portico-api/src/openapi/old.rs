//! How is what older programs call described?

use portico_formats::write::ExportFormat;
use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths};

const TAG: &str = "Version 1";

/// Adds it.
pub(super) fn describe(paths: &mut Paths) {
    let download = |id, what| {
        Operation::of(TAG, id, what, content())
            .says(
                "The whole file, streamed. `sort=field` is descending and `sort=-field` ascending, as version 1 had it. A refusal repeats its \
                 sentence under `error`.",
            )
            .takes([
                "v1_format",
                "v1_fields",
                "v1_sort",
                "q",
                "where",
                "rows",
                "start",
                "timezone",
                "lang",
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
}

fn content() -> Value {
    let out: Map<String, Value> = ExportFormat::ALL
        .into_iter()
        .map(|format| format.content_type().split(';').next().unwrap_or_default())
        .map(|kind| (kind.to_owned(), json!({})))
        .collect();
    Value::Object(out)
}
