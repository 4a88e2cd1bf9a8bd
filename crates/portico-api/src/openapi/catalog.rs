//! How are the endpoints of the catalog described?

use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths, reference};
use crate::explore::{BASE, VERSIONS, catalog_formats};

const TAG: &str = "Catalog";

/// What chooses datasets.
const FILTERS: [&str; 6] = [
    "catalog_where",
    "catalog_refine",
    "catalog_exclude",
    "catalog_facet",
    "timezone",
    "lang",
];
/// What shapes the answer.
const SHAPE: [&str; 3] = ["catalog_select", "catalog_group_by", "catalog_order_by"];
/// What older programs send.
const OLDER: [&str; 5] = ["rows", "start", "sort", "search", "q"];

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    let add =
        |paths: &mut Paths, path: &str, operation: Operation| paths.add(&format!("{BASE}{path}"), &operation);
    let versions = Operation::json(TAG, "listVersionsOfApi", "Versions of the API", "Links");
    paths.add(
        VERSIONS,
        &versions.says("The versions of the API as links, and where the current one begins."),
    );
    let root = Operation::json(TAG, "listSources", "Where to begin", "Links");
    add(paths, "", root.says("The sources of the API as links."));
    let source = Operation::json(TAG, "showCatalog", "What the catalog offers", "Links");
    add(
        paths,
        "/catalog",
        source.says("The parts of the catalog as links."),
    );
    let datasets = Operation::json(TAG, "listDatasets", "Search datasets", "DatasetListing")
        .says(
            "The datasets that match, page by page. Metadata are the fields: `title`, `modified`, `records_count`, or with their template, \
             `default.title`, `dcat.creator`. With `select` only what is selected; with `group_by` groups.",
        )
        .takes(SHAPE)
        .takes(["limit", "offset"])
        .takes(FILTERS)
        .takes(["include_links", "include_app_metas"])
        .takes(OLDER);
    add(paths, "/catalog/datasets", datasets);
    let facets = Operation::json(TAG, "listCatalogFacets", "Facets of the catalog", "Facets")
        .says("How many datasets each theme, publisher, keyword… has, under the filters of the request.")
        .takes(FILTERS);
    add(paths, "/catalog/facets", facets);
    let formats = Operation::json(TAG, "listCatalogFormats", "Formats of the catalog", "Links");
    add(
        paths,
        "/catalog/exports",
        formats.says("The formats that the whole catalog can be had in, as links."),
    );
    let export = Operation::of(TAG, "exportCatalog", "The catalog as a file", content())
        .says(
            "Every dataset that matches, in one file: objects (`json`), a table of metadata (`csv`), DCAT (`rdf`, `dcat`, `ttl`), DCAT-AP \
             under each national name, Dublin Core, RSS, Project Open Data (`data.json`). All national names give the European profile.",
        )
        .takes(SHAPE)
        .takes(["export_limit", "export_offset"])
        .takes(FILTERS)
        .takes([
            "include_app_metas",
            "delimiter",
            "list_separator",
            "quote_all",
            "with_bom",
            "include_exports",
            "use_labels_in_exports",
        ])
        .untagged()
        .refuses([404]);
    add(paths, "/catalog/exports/{format}", export);
}

fn content() -> Value {
    let mut out = Map::new();
    for (format, kind) in catalog_formats() {
        let schema = match format {
            "json" => json!({"schema": {"type": "array", "items": reference("DatasetOrSelection")}}),
            // The same media type as JSON, which says more.
            "data.json" => continue,
            _ => json!({"schema": {"type": "string"}}),
        };
        out.insert(kind.to_owned(), schema);
    }
    Value::Object(out)
}
