//! Do maps get their tiles?

use http::StatusCode;

use crate::fixture::{check, get, refused};

#[test]
fn a_tile_document_describes_the_layer() {
    check(
        "/api/tiles/fx-cities.json?where=country=\"FR\"",
        200,
        r#"{"tilejson": "3.0.0", "minzoom": 0, "vector_layers": [{"id": "records"}], "bounds": [-3.3702, 47.2184, 6.0241, 48.8566]}"#,
    );
    let tiles = get("/api/tiles/fx-cities.json?where=country=\"FR\"").json()["tiles"][0]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        tiles,
        "http://portal.example/api/tiles/fx-cities/{z}/{x}/{y}.mvt?where=country%3D%22FR%22"
    );
    refused("/api/tiles/fx-big.json", 404, &["NotFoundResource"]);
}

#[test]
fn tiles_hold_features_where_there_are_some() {
    for dataset in ["fx-cities", "fx-areas"] {
        let tile = get(&format!("/api/tiles/{dataset}/0/0/0.mvt"));
        assert_eq!(
            (tile.status, tile.header("content-type")),
            (StatusCode::OK, "application/vnd.mapbox-vector-tile")
        );
        assert!(
            tile.text().contains("records"),
            "the layer's name is in the tile of {dataset}"
        );
        assert!(!tile.header("etag").is_empty());
    }
    assert!(get("/api/tiles/fx-areas/0/0/0.mvt").text().contains("West"));
    assert!(
        !get("/api/tiles/fx-areas/0/0/0.mvt?where=name=\"East\"")
            .text()
            .contains("West")
    );
    let empty = get("/api/tiles/fx-cities/10/0/0.mvt");
    assert_eq!((empty.status, empty.body.len()), (StatusCode::OK, 0));
}

#[test]
fn impossible_tiles_are_refused() {
    for tile in ["2/9/0", "99/0/0", "1/a/0", "300/0/0"] {
        refused(
            &format!("/api/tiles/fx-cities/{tile}.mvt"),
            404,
            &["NotFoundResource"],
        );
    }
    refused(
        "/api/tiles/fx-cities/0/0/0.mvt?where=nope=1",
        400,
        &["ODSQLError"],
    );
    refused("/api/tiles/does-not-exist/0/0/0.mvt", 404, &["NotFoundResource"]);
    refused("/api/tiles/fx-big/0/0/0.mvt", 404, &["NotFoundResource"]);
}
