//! How are the smaller endpoints of the catalog described? Snapshots, reuses, feedback, templates of metadata, pages.

use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths, reference};
use super::schemas::{array, object, text_or_null};
use crate::explore::BASE;

const CATALOG: &str = "Catalog";
const DATASET: &str = "Dataset";

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    let of_dataset = |path: &str| format!("{BASE}/catalog/datasets/{{dataset_id}}{path}");
    let bytes = |id, what| Operation::of(DATASET, id, what, json!({"*/*": {}})).refuses([403, 404]);
    let attachment = bytes("downloadAttachment", "A document of a dataset")
        .says("The bytes, with the media type of the document.");
    paths.add(&of_dataset("/attachments/{attachment_id}"), &attachment);
    let file = bytes("downloadFile", "A file of a record")
        .says("The bytes of a file that a record names, with their own media type; an image smaller, when a size is asked for.")
        .takes(["thumbnail_pixels"]);
    paths.add(&of_dataset("/files/{file_id}"), &file);
    let export = bytes("downloadAlternativeExport", "A file that the publisher made")
        .says("The bytes, as they were given.");
    paths.add(&of_dataset("/alternative_exports/{export_id}"), &export);
    let snapshots = Operation::json(
        DATASET,
        "listSnapshots",
        "Earlier versions of a dataset",
        "Snapshots",
    )
    .says("Every version that was published, newest first.")
    .takes(["timezone"])
    .refuses([404]);
    paths.add(&of_dataset("/snapshots"), &snapshots);
    let content = json!({"text/csv": {"schema": {"type": "string"}}, "application/gzip": {}});
    let snapshot = Operation::of(DATASET, "downloadSnapshot", "An earlier version as CSV", content)
        .says("The records of that version, with the options of the CSV export.")
        .takes([
            "timezone",
            "use_labels",
            "compressed",
            "epsg",
            "delimiter",
            "list_separator",
            "quote_all",
            "with_bom",
        ])
        .refuses([403, 404]);
    paths.add(&of_dataset("/snapshots/{snapshot_id}"), &snapshot);
    let reuses = Operation::json(DATASET, "listReuses", "Declared reuses", "Reuses").refuses([404]);
    paths.add(&of_dataset("/reuses"), &reuses);
    let reuse = Operation::absent(DATASET, "showReuse", "One reuse")
        .says("Nobody can declare a reuse on this portal so far: 404.");
    paths.add(&of_dataset("/reuses/{reuse_id}"), &reuse);
    let feedback = Operation::json(DATASET, "sendFeedback", "Say something about a record", "FeedbackTaken")
        .says(
            "A remark, values that would be right, or both. Whoever is signed in may send it; those who edit the dataset read it through \
             the Automation API.",
        )
        .untagged()
        .refuses([403, 404, 413]);
    paths.add_put(&of_dataset("/feedback"), &feedback, &reference("Feedback"));
    let templates = format!("{BASE}/catalog/metadata_templates");
    let types = Operation::json(CATALOG, "listTemplateTypes", "Types of metadata", "Links")
        .says("One link for each type: `basic`, `interop`, `extra`, `admin`.");
    paths.add(&templates, &types);
    let of_type = Operation::json(
        CATALOG,
        "listTemplates",
        "Templates of metadata of one type",
        "MetadataTemplates",
    )
    .refuses([404]);
    paths.add(&format!("{templates}/{{type}}"), &of_type);
    let template = Operation::json(
        CATALOG,
        "showTemplate",
        "One template of metadata",
        "MetadataTemplate",
    )
    .refuses([404]);
    paths.add(&format!("{templates}/{{type}}/{{template}}"), &template);
    let pages = Operation::json("Portal", "listPages", "Pages of the portal", "Pages")
        .says("Pages beside the data, with titles by language.");
    paths.add(&format!("{BASE}/pages"), &pages);
    let page = Operation::json("Portal", "showPage", "One page of the portal", "Page").refuses([404]);
    paths.add(&format!("{BASE}/pages/{{slug}}"), &page);
}

/// The parts of their addresses.
pub(super) fn parameters() -> Vec<(String, Value)> {
    let part = |name: &str, text: &str, example: Option<&str>| {
        let schema = json!({"type": "string", "minLength": 1});
        let mut parameter =
            json!({"name": name, "in": "path", "required": true, "description": text, "schema": schema});
        if let Some(example) = example {
            parameter["example"] = example.into();
        }
        (name.to_owned(), parameter)
    };
    vec![
        part(
            "snapshot_id",
            "The identifier of a version, as the list of snapshots gives it.",
            None,
        ),
        part(
            "attachment_id",
            "The identifier of a document, as the list of attachments gives it.",
            None,
        ),
        part(
            "file_id",
            "The identifier of a file, as the value of the field gives it.",
            None,
        ),
        part(
            "export_id",
            "The identifier of a file, as the dataset gives it.",
            None,
        ),
        part(
            "thumbnail_size",
            "Pixels of the longer side, rounded up to a size of ours; what is smaller, or no image, comes as it is.",
            Some("300"),
        ),
        (
            "thumbnail_pixels".to_owned(),
            json!({
                "name": "thumbnail_size", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 10000},
                "description": "Pixels of the longer side of an image; what is smaller, or no image, comes as it is.",
            }),
        ),
        part("reuse_id", "The identifier of a reuse.", None),
        part("type", "A type of metadata.", Some("basic")),
        part("template", "The name of a template.", Some("default")),
        part("slug", "The name of a page in addresses.", Some("privacy-policy")),
    ]
}

/// The schemas of their answers.
pub(super) fn schemas() -> Map<String, Value> {
    let links = || array(reference("Link"));
    let snapshot = object(
        "A version that was published.",
        json!({
            "snapshot_id": {"type": "string"},
            "created_at": {"type": ["string", "null"], "format": "date-time"},
            "description": text_or_null(),
            "href": {"type": "string", "format": "uri"},
        }),
        json!({}),
    );
    let word = object(
        "One word of a template, as forms show it.",
        json!({
            "name": {"type": "string"},
            "label": {"type": "string"},
            "type": {"type": "string"},
            "widget": {"type": "string"},
        }),
        json!({
            "uri": text_or_null(),
            "values": {"type": ["array", "null"]},
            "self_suggest": {"type": "boolean"},
            "allow_empty": {"type": "boolean"},
            "help_text": text_or_null(),
            "hidden": {"type": "boolean"},
        }),
    );
    let template = object(
        "",
        json!({"type": {"type": "string"}, "name": {"type": "string"}, "schema": array(word)}),
        json!({}),
    );
    let page = object(
        "",
        json!({
            "slug": {"type": "string"},
            "title": {"type": "object", "additionalProperties": {"type": "string"}},
            "description": {"type": "object", "additionalProperties": {"type": "string"}},
        }),
        json!({"url": {"type": "string", "format": "uri"}}),
    );
    let list = |text: &str, member: &str, items: Value| {
        let mut always = json!({"links": links()});
        always[member] = array(items);
        object(text, always, json!({"total_count": {"type": "integer"}}))
    };
    let feedback = object(
        "What somebody says about a record. `schema` is accepted and not needed.",
        json!({"recordid": {"type": "string", "description": "The identifier of the record."}}),
        json!({
            "comment": {"type": "string", "maxLength": 5000},
            "newValues": {"type": "object", "description": "What would be right, by the names of fields."},
            "schema": {"type": "object"},
        }),
    );
    [
        ("Feedback", feedback),
        (
            "FeedbackTaken",
            object("It is kept.", json!({"status": {"const": "ok"}}), json!({})),
        ),
        (
            "Snapshots",
            list("Versions, newest first.", "snapshots", snapshot),
        ),
        (
            "Reuses",
            list("Declared reuses.", "reuses", json!({"type": "object"})),
        ),
        (
            "MetadataTemplates",
            list(
                "Templates of one type.",
                "metadata_templates",
                reference("MetadataTemplate"),
            ),
        ),
        (
            "MetadataTemplate",
            object(
                "A template of metadata.",
                json!({"metadata_template": template}),
                json!({"links": links()}),
            ),
        ),
        ("Pages", list("Pages of the portal.", "pages", reference("Page"))),
        (
            "Page",
            object(
                "A page of the portal.",
                json!({"links": links(), "page": page}),
                json!({}),
            ),
        ),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}
