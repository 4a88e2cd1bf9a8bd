//! How are tiles described?

use serde_json::json;

use super::operation::{Operation, Paths};

const TAG: &str = "Maps";
/// What chooses the records that are drawn.
const FILTERS: [&str; 6] = ["where", "refine", "exclude", "facet", "timezone", "q"];

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    let tilejson = Operation::json(TAG, "showTileJson", "What a map must know of the tiles", "TileJson")
        .says("TileJSON 3.0: the template of the tiles' addresses with the filters of this request, bounds, zooms, properties.")
        .takes(FILTERS)
        .free()
        .by_address_only()
        .refuses([403, 404]);
    paths.add("/api/tiles/{dataset_id}.json", &tilejson);
    let content = json!({"application/vnd.mapbox-vector-tile": {}});
    let tile = Operation::of(TAG, "showTile", "One vector tile", content)
        .says(
            "One layer, `records`. Where there is no room for every record, points are counted in a grid: `count` says how many are about \
             there. A feature that is one record has its `id`.",
        )
        .takes(FILTERS)
        .free()
        .by_address_only()
        .refuses([403, 404]);
    paths.add("/api/tiles/{dataset_id}/{z}/{x}/{y}.mvt", &tile);
}
