//! What does the picture say, character by character?

use geo_types::{line_string, polygon};

use super::*;

const WORLD: Bounds = Bounds {
    west: -180.0,
    south: -90.0,
    east: 180.0,
    north: 90.0,
};

fn drawing<'a>() -> Drawing<'a> {
    Drawing {
        id: "map",
        title: "Ports & cities",
        description: "Two \"places\"",
        bounds: Bounds {
            west: -10.0,
            south: -10.0,
            east: 10.0,
            north: 10.0,
        },
        width: 220,
        height: 220,
        land: &[],
        borders: &[],
        marks: &[],
        shapes: &[],
        max_elements: 100,
    }
}

fn mark(lon: f64, lat: f64, count: u64, label: Option<&str>) -> Mark<'_> {
    Mark {
        lon,
        lat,
        count,
        label,
    }
}

#[test]
fn a_map_is_land_then_shapes_then_marks() {
    let land = [
        line_string![(x: -5.0, y: 0.0), (x: 5.0, y: 0.0), (x: 5.0, y: -5.0), (x: -5.0, y: -5.0), (x: -5.0, y: 0.0)],
    ];
    let borders = [line_string![(x: -50.0, y: 0.0), (x: 50.0, y: 0.0)]];
    let shapes = [
        Area {
            geometry: polygon![(x: 0.0, y: 0.0), (x: 5.0, y: 0.0), (x: 5.0, y: 5.0)].into(),
            label: Some("<b>"),
            step: Some(3),
        },
        Area {
            geometry: line_string![(x: 0.0, y: 0.0), (x: 5.0, y: 0.0)].into(),
            label: None,
            step: None,
        },
    ];
    let marks = [
        mark(0.0, 0.0, 1, Some("one")),
        mark(10.0, 0.0, 4, None),
        mark(90.0, 0.0, 9, None),
    ];
    let svg = draw(&Drawing {
        land: &land,
        borders: &borders,
        shapes: &shapes,
        marks: &marks,
        ..drawing()
    });
    let expected = concat!(
        r#"<svg class="map-drawing" role="img" aria-labelledby="map-title map-desc" viewBox="0 0 220 220" "#,
        r#"xmlns="http://www.w3.org/2000/svg"><title id="map-title">Ports &amp; cities</title>"#,
        r#"<desc id="map-desc">Two &quot;places&quot;</desc><rect class="map-water" width="220" height="220"/>"#,
        r#"<path class="map-land" fill-rule="evenodd" d="M60.3 110l99.4 0 0 49.8 -99.4 0z"/>"#,
        r#"<path class="map-border" d="M-4 110l228 0"/>"#,
        r#"<path class="map-shape map-step-3" d="M159.7 60.2l0 49.8 -49.7 0z"><title>&lt;b&gt;</title></path>"#,
        r#"<path class="map-line" d="M110 110l49.7 0"/>"#,
        r#"<circle class="map-mark" cx="209.5" cy="110" r="16"/>"#,
        r#"<circle class="map-mark" cx="110" cy="110" r="9.8"><title>one</title></circle></svg>"#,
    );
    assert_eq!(svg, expected);
}

#[test]
fn many_marks_are_gathered_and_none_is_lost() {
    let marks: Vec<Mark<'_>> = (0..1_000)
        .map(|at| mark(f64::from(at % 40) / 4.0, f64::from(at / 40) / 4.0, 1, None))
        .collect();
    let svg = draw(&Drawing {
        marks: &marks,
        max_elements: 50,
        ..drawing()
    });
    assert!(svg.matches("<circle").count() <= 50);
    let total: u64 = svg
        .split("<circle")
        .skip(1)
        .map(|circle| {
            circle
                .split_once("<title>")
                .map_or(1, |(_, rest)| rest.split('<').next().unwrap().parse().unwrap())
        })
        .sum();
    assert_eq!(total, 1_000);
}

#[test]
fn many_shapes_are_drawn_as_one() {
    let shapes: Vec<Area<'_>> = (0..20)
        .map(|at| {
            let west = f64::from(at) / 2.0;
            let geometry =
                polygon![(x: west, y: 0.0), (x: west + 0.4, y: 0.0), (x: west + 0.4, y: 3.0)].into();
            Area {
                geometry,
                label: Some("x"),
                step: None,
            }
        })
        .collect();
    let svg = draw(&Drawing {
        shapes: &shapes,
        max_elements: 5,
        ..drawing()
    });
    assert_eq!(svg.matches("<path").count(), 6);
    assert_eq!(svg.matches('M').count(), 20);
}

#[test]
fn strange_bounds_still_make_a_picture() {
    let marks = [mark(2.35, 48.85, 1, None), mark(f64::NAN, 0.0, 1, None)];
    for bounds in [
        WORLD,
        Bounds {
            west: 2.35,
            east: 2.35,
            south: 48.85,
            north: 48.85,
        },
        Bounds {
            west: f64::NAN,
            east: f64::INFINITY,
            south: f64::NAN,
            north: f64::NAN,
        },
    ] {
        let svg = draw(&Drawing {
            bounds,
            marks: &marks,
            ..drawing()
        });
        assert_eq!(svg.matches("<circle").count(), 1, "{bounds:?}");
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
    let svg = draw(&Drawing {
        width: 0,
        height: 0,
        bounds: WORLD,
        marks: &marks,
        ..drawing()
    });
    assert!(svg.contains("viewBox=\"0 0 1 1\""));
}
