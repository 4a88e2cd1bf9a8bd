//! What do records look like? Values by type, geometries, files; and the answers of maps.

use serde_json::{Map, Value, json};

use super::operation::reference;
use super::schemas::{array, listing, object, text_or_null};

/// The schemas of the components that hold records.
pub(super) fn schemas() -> Map<String, Value> {
    [
        ("RecordListing", listing("Record")),
        ("Record", record()),
        ("Value", value()),
        ("GeoPoint", geo_point()),
        ("Geometry", geometry()),
        ("GeoShape", geo_shape()),
        ("File", file()),
        ("Records", array(reference("Record"))),
        ("FeatureCollection", feature_collection()),
        ("TileJson", tile_json()),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}

fn record() -> Value {
    json!({
        "type": "object",
        "description": "A record, or a group: one member a field or selected expression, null where nothing is known.",
        "properties": {
            "_id": {"type": "string", "description": "With `include_app_metas`."},
            "_timestamp": {"type": ["string", "null"], "format": "date-time", "description": "With `include_app_metas`."},
            "_size": {"type": ["integer", "null"], "minimum": 0, "description": "With `include_app_metas`: bytes."},
            "_links": array(reference("Link")),
        },
        "additionalProperties": reference("Value"),
    })
}

fn value() -> Value {
    json!({
        "description": "A value: text, number, boolean; `2024-03-01` of a date and `2024-03-01T10:00:00+00:00` of an instant; a list of \
                        texts; a point, a shape, a file, or JSON as it was published.",
        "anyOf": [
            {"type": ["string", "number", "boolean", "null"]},
            {"type": "array"},
            reference("GeoPoint"),
            reference("GeoShape"),
            reference("File"),
            {"type": "object", "not": {"anyOf": [
                {"required": ["lon", "lat"]},
                {"required": ["geometry"]},
                {"required": ["mimetype"]},
            ]}},
        ],
    })
}

fn geo_point() -> Value {
    let axis = |most: u16| json!({"type": "number", "minimum": -i32::from(most), "maximum": most});
    object(
        "A point in degrees, WGS 84.",
        json!({"lon": axis(180), "lat": axis(90)}),
        json!({}),
    )
}

fn geometry() -> Value {
    json!({
        "description": "A geometry of GeoJSON.",
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"enum": [
                "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
            ]},
            "coordinates": {"type": "array"},
            "geometries": array(reference("Geometry")),
        },
        "anyOf": [{"required": ["coordinates"]}, {"required": ["geometries"]}],
    })
}

fn geo_shape() -> Value {
    object(
        "A shape: a feature of GeoJSON without properties.",
        json!({
            "type": {"const": "Feature"},
            "geometry": {"oneOf": [{"type": "null"}, reference("Geometry")]},
            "properties": {"type": ["object", "null"]},
        }),
        json!({}),
    )
}

fn file() -> Value {
    object(
        "A file of a record.",
        json!({
            "filename": {"type": "string"},
            "mimetype": text_or_null(),
            "url": {"type": "string", "format": "uri"},
        }),
        json!({"id": {"type": "string"}, "format": text_or_null(), "thumbnail": {"type": "boolean"}}),
    )
}

fn feature_collection() -> Value {
    object(
        "Records as features.",
        json!({
            "type": {"const": "FeatureCollection"},
            "features": array(object(
                "A record: its geometry apart, its other fields as properties.",
                json!({
                    "type": {"const": "Feature"},
                    "geometry": {"oneOf": [{"type": "null"}, reference("Geometry")]},
                    "properties": {"type": ["object", "null"]},
                }),
                json!({}),
            )),
        }),
        json!({}),
    )
}

fn tile_json() -> Value {
    let zoom = || json!({"type": "integer", "minimum": 0, "maximum": 30});
    object(
        "What a map must know of a dataset's tiles: TileJSON 3.0.",
        json!({
            "tilejson": {"const": "3.0.0"},
            "name": {"type": "string"},
            "scheme": {"const": "xyz"},
            "tiles": array(json!({"type": "string"})),
            "minzoom": zoom(),
            "maxzoom": zoom(),
            "bounds": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4},
            "vector_layers": array(object(
                "",
                json!({"id": {"const": "records"}, "fields": {"type": "object"}}),
                json!({"minzoom": zoom(), "maxzoom": zoom()}),
            )),
            "records": {"type": "integer", "minimum": 0, "description": "Records with a geometry."},
        }),
        json!({"attribution": {"type": "string"}}),
    )
}
