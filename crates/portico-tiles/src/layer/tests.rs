//! Does a tile decode to what went in? With a decoder of its own, as small as the format allows.

use geo_types::{
    GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon, line_string,
    polygon,
};

use super::*;

/// A decoded layer: name, extent, features as `kind id {tags} commands`.
#[derive(Debug, Default)]
struct Decoded {
    name: String,
    extent: u64,
    features: Vec<String>,
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn varint(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.0[0];
            self.0 = &self.0[1..];
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value
    }

    fn bytes(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    /// Field number, number or bytes.
    fn next(&mut self) -> Option<(u64, u64, &'a [u8])> {
        if self.0.is_empty() {
            return None;
        }
        let key = self.varint();
        match key & 7 {
            0 => Some((key >> 3, self.varint(), &[])),
            1 => Some((key >> 3, 0, self.bytes(8))),
            _ => {
                let length = self.varint() as usize;
                Some((key >> 3, 0, self.bytes(length)))
            }
        }
    }

    fn packed(mut self) -> Vec<u64> {
        let mut numbers = Vec::new();
        while !self.0.is_empty() {
            numbers.push(self.varint());
        }
        numbers
    }
}

fn zigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

fn decode(bytes: &[u8]) -> Vec<Decoded> {
    let mut tile = Reader(bytes);
    let mut layers = Vec::new();
    while let Some((number, _, body)) = tile.next() {
        assert_eq!(number, 3);
        layers.push(decode_layer(body));
    }
    layers
}

fn decode_layer(body: &[u8]) -> Decoded {
    let mut layer = Decoded::default();
    let (mut keys, mut values, mut features) = (Vec::new(), Vec::new(), Vec::new());
    let mut reader = Reader(body);
    while let Some((number, value, body)) = reader.next() {
        match number {
            1 => layer.name = String::from_utf8(body.to_vec()).unwrap(),
            2 => features.push(body),
            3 => keys.push(String::from_utf8(body.to_vec()).unwrap()),
            4 => {
                let (kind, number, body) = Reader(body).next().unwrap();
                values.push(match kind {
                    1 => format!("{:?}", String::from_utf8(body.to_vec()).unwrap()),
                    3 => f64::from_le_bytes(body.try_into().unwrap()).to_string(),
                    6 => zigzag(number).to_string(),
                    7 => (number == 1).to_string(),
                    _ => number.to_string(),
                });
            }
            5 => layer.extent = value,
            15 => assert_eq!(value, 2),
            other => panic!("field {other}"),
        }
    }
    layer.features = features
        .into_iter()
        .map(|body| decode_feature(body, &keys, &values))
        .collect();
    layer
}

fn decode_feature(body: &[u8], keys: &[String], values: &[String]) -> String {
    let (mut id, mut kind, mut tags, mut commands) = (0, "", String::new(), String::new());
    let mut reader = Reader(body);
    while let Some((number, value, body)) = reader.next() {
        match number {
            1 => id = value,
            2 => {
                let pairs = Reader(body).packed();
                let pairs = pairs
                    .chunks(2)
                    .map(|pair| format!("{}={}", keys[pair[0] as usize], values[pair[1] as usize]));
                tags = pairs.collect::<Vec<_>>().join(" ");
            }
            3 => kind = ["?", "point", "line", "polygon"][value as usize],
            _ => commands = decode_commands(&Reader(body).packed()),
        }
    }
    format!("{kind} {id} {{{tags}}}{commands}")
}

/// `M x,y L x,y x,y Z`, absolute.
fn decode_commands(numbers: &[u64]) -> String {
    let (mut x, mut y, mut text) = (0, 0, String::new());
    let mut numbers = numbers.iter();
    while let Some(command) = numbers.next() {
        match command & 7 {
            7 => text.push_str(" Z"),
            kind => {
                text.push_str(if kind == 1 { " M" } else { " L" });
                for _ in 0..command >> 3 {
                    x += zigzag(*numbers.next().unwrap());
                    y += zigzag(*numbers.next().unwrap());
                    text.push_str(&format!(" {x},{y}"));
                }
            }
        }
    }
    text
}

fn feature(geometry: impl Into<Geometry<f64>>) -> Feature<'static> {
    Feature {
        geometry: geometry.into(),
        id: 7,
        properties: Vec::new(),
    }
}

fn tile() -> TileId {
    TileId::new(0, 0, 0).unwrap()
}

fn encode(features: Vec<Feature<'_>>) -> EncodedLayer {
    encode_layer(tile(), "data", features, &LayerOptions::default()).unwrap()
}

#[track_caller]
fn check(geometry: impl Into<Geometry<f64>>, expected: &[&str]) {
    let layers = decode(&encode(vec![feature(geometry)]).bytes);
    let features = layers
        .first()
        .map(|layer| layer.features.clone())
        .unwrap_or_default();
    assert_eq!(features, expected);
}

#[test]
fn points_and_their_properties_come_back() {
    let properties = vec![
        ("name", Value::from("Paris")),
        ("n", Value::Int(-5)),
        ("m", Value::Int(5)),
        ("d", Value::Double(1.5)),
        ("nan", Value::Double(f64::NAN)),
        ("b", Value::Boolean(true)),
    ];
    let layers = decode(
        &encode(vec![Feature {
            properties,
            ..feature(Point::new(0.0, 0.0))
        }])
        .bytes,
    );
    assert_eq!((layers[0].name.as_str(), layers[0].extent), ("data", 4096));
    assert_eq!(
        layers[0].features,
        [r#"point 7 {name="Paris" n=-5 m=5 d=1.5 b=true} M 2048,2048"#]
    );
}

#[test]
fn each_kind_of_geometry_is_encoded() {
    check(
        MultiPoint::from(vec![(0.0, 0.0), (90.0, 0.0)]),
        &["point 7 {} M 2048,2048 3072,2048"],
    );
    check(
        line_string![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0)],
        &["line 7 {} M 2048,2048 L 3072,2048"],
    );
    check(
        MultiLineString::new(vec![
            line_string![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0)],
            line_string![(x: -90.0, y: 0.0), (x: 0.0, y: 0.0)],
            line_string![(x: 0.0, y: 0.0), (x: 0.0, y: -66.513_26)],
        ]),
        &["line 7 {} M 2048,2048 L 3072,2048 M 1024,2048 L 2048,2048 2048,3072"],
    );
    let collection = GeometryCollection::new_from(vec![
        Point::new(0.0, 0.0).into(),
        line_string![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0)].into(),
    ]);
    check(
        Geometry::GeometryCollection(collection),
        &["point 7 {} M 2048,2048", "line 7 {} M 2048,2048 L 3072,2048"],
    );
}

#[test]
fn polygons_are_wound_clockwise_and_holes_the_other_way() {
    let with_hole = |reversed: bool| {
        let mut outer = vec![
            (-90.0, 0.0),
            (90.0, 0.0),
            (90.0, -66.513_26),
            (-90.0, -66.513_26),
            (-90.0, 0.0),
        ];
        let mut hole = vec![
            (-45.0, -20.0),
            (45.0, -20.0),
            (45.0, -40.0),
            (-45.0, -40.0),
            (-45.0, -20.0),
        ];
        if reversed {
            outer.reverse();
            hole.reverse();
        }
        Polygon::new(LineString::from(outer), vec![LineString::from(hole)])
    };
    for reversed in [false, true] {
        let layers = decode(&encode(vec![feature(with_hole(reversed))]).bytes);
        let text = &layers[0].features[0];
        let rings: Vec<&str> = text.split(" Z").filter(|ring| !ring.trim().is_empty()).collect();
        assert_eq!(rings.len(), 2, "{text}");
        let areas: Vec<i64> = rings
            .iter()
            .map(|ring| crate::shape::doubled_area(&units(ring)))
            .collect();
        assert!(areas[0] > 0 && areas[1] < 0, "{text} {areas:?}");
        assert_eq!(areas[0], 2 * 2048 * 1024);
    }
}

fn units(commands: &str) -> Vec<(i32, i32)> {
    let pairs = commands
        .split_whitespace()
        .filter_map(|word| word.split_once(','));
    pairs
        .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
        .collect()
}

#[test]
fn rings_that_touch_stay_apart() {
    let square = |west: f64, south: f64| polygon![(x: west, y: south), (x: west + 40.0, y: south), (x: west + 40.0, y: south + 40.0), (x: west, y: south + 40.0)];
    for (west, south) in [
        (40.0, 40.0),
        (40.0, 0.0),
        (0.0, 40.0),
        (-40.0, 0.0),
        (-40.0, -40.0),
        (0.0, -40.0),
        (40.0, -40.0),
    ] {
        let both = MultiPolygon::new(vec![square(0.0, 0.0), square(west, south)]);
        let layers = decode(&encode(vec![feature(both)]).bytes);
        let text = &layers[0].features[0];
        assert_eq!(
            (text.matches(" M").count(), text.matches(" Z").count()),
            (2, 2),
            "{text}"
        );
    }
}

#[test]
fn what_lies_outside_is_cut_away() {
    let quarter = TileId::new(1, 1, 1).unwrap();
    let options = LayerOptions::default();
    let world =
        polygon![(x: -180.0, y: 80.0), (x: 180.0, y: 80.0), (x: 180.0, y: -80.0), (x: -180.0, y: -80.0)];
    let layers = decode(
        &encode_layer(quarter, "data", vec![feature(world)], &options)
            .unwrap()
            .bytes,
    );
    let corners = units(&layers[0].features[0]);
    assert_eq!(corners.len(), 4);
    assert!(
        corners.contains(&(-64, -64)) && corners.contains(&(4096, -64)),
        "{corners:?}"
    );
    let away = encode_layer(quarter, "data", vec![feature(Point::new(-50.0, 50.0))], &options).unwrap();
    assert_eq!(away, EncodedLayer::default());
}

#[test]
fn tiny_polygons_show_as_squares_unless_larger_parts_show() {
    let tiny = polygon![(x: 10.0, y: 10.0), (x: 10.001, y: 10.0), (x: 10.001, y: 10.001)];
    let layers = decode(&encode(vec![feature(tiny.clone())]).bytes);
    assert_eq!(crate::shape::doubled_area(&units(&layers[0].features[0])), 128);
    let large = polygon![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0), (x: 90.0, y: 60.0)];
    let layers = decode(&encode(vec![feature(MultiPolygon::new(vec![tiny, large]))]).bytes);
    assert_eq!(layers[0].features[0].matches('M').count(), 1);
}

#[test]
fn nonsense_shows_nothing_and_never_panics() {
    check(Point::new(f64::NAN, 0.0), &[]);
    check(line_string![(x: 1.0, y: 1.0)], &[]);
    check(LineString::new(vec![]), &[]);
    check(Polygon::new(LineString::new(vec![]), vec![]), &[]);
    check(
        polygon![(x: f64::NAN, y: f64::INFINITY), (x: 1.0, y: 1.0), (x: 2.0, y: 2.0)],
        &[],
    );
    check(Point::new(1e300, -1e300), &["point 7 {} M 4096,4096"]);
    check(Point::new(180.0, 90.0), &["point 7 {} M 4096,0"]);
    assert!(encode(Vec::new()).bytes.is_empty());
}

#[test]
fn limits_end_a_layer_and_say_so() {
    let points = || (0..100).map(|at| feature(Point::new(f64::from(at), 0.0)));
    let few = LayerOptions {
        max_features: 10,
        ..LayerOptions::default()
    };
    let layer = encode_layer(tile(), "data", points(), &few).unwrap();
    assert_eq!((layer.features, layer.truncated), (10, true));
    let light = LayerOptions {
        max_places: 25,
        ..LayerOptions::default()
    };
    let layer = encode_layer(tile(), "data", points(), &light).unwrap();
    assert_eq!((layer.features, layer.truncated), (25, true));
    let layer = encode_layer(
        tile(),
        "data",
        points(),
        &LayerOptions {
            max_features: 100,
            ..few
        },
    )
    .unwrap();
    assert_eq!((layer.features, layer.truncated), (100, false));
}

#[test]
fn the_bytes_of_two_layers_are_a_tile_of_two_layers() {
    let mut bytes = encode(vec![feature(Point::new(0.0, 0.0))]).bytes;
    let other = encode_layer(
        tile(),
        "other",
        vec![feature(Point::new(1.0, 1.0))],
        &LayerOptions::default(),
    )
    .unwrap();
    bytes.extend_from_slice(&other.bytes);
    let names: Vec<String> = decode(&bytes).into_iter().map(|layer| layer.name).collect();
    assert_eq!(names, ["data", "other"]);
}
