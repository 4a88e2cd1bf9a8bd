//! Do full-text and spatial predicates read as they should?

use portico_odsql::parse_where;

/// Each line: a condition and the canonical text of its tree.
fn check(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        match parse_where(input) {
            Ok(tree) => assert_eq!(tree.to_string(), *expected, "{input}"),
            Err(error) => panic!("{input}: {error}"),
        }
    }
}

#[test]
fn bare_texts_search_everywhere() {
    check(&[
        ("\"light\"", "\"light\""),                                       // 136
        ("'city light'", "\"city light\""),                               // 137
        ("\"light\" OR \"defense\"", "\"light\" OR \"defense\""),         // 139
        ("\"secret\" AND NOT \"ports\"", "\"secret\" AND NOT \"ports\""), // 140
        ("NOT \"city\"", "NOT \"city\""),                                 // 141
        ("\"film*\"", "\"film*\""),                                       // 142
        ("(\"film\")", "\"film\""),
    ]);
}

#[test]
fn search_functions_take_fields_a_star_or_nothing() {
    check(&[
        (
            "search(note, \"bok of secret\")",
            "search(note, \"bok of secret\")",
        ), // 143
        ("search(*, \"Pariz\")", "search(\"Pariz\")"), // 144
        ("SEARCH(\"Pariz\")", "search(\"Pariz\")"),    // 144
        (
            "search(`name`, `note`, \"secret\")",
            "search(name, note, \"secret\")",
        ), // 146
        ("suggest(note, \"film\")", "suggest(note, \"film\")"), // 147
        ("suggest(*,'film')", "suggest(\"film\")"),    // 148
        ("startswith(note, \"SECRET\")", "startswith(note, \"SECRET\")"), // 150
        ("startswith(\"Mexico\")", "startswith(\"Mexico\")"), // 152
        (
            "search(default.title, year, 'a')",
            "search(default.title, `year`, \"a\")",
        ),
        ("search('it''s')", "search(\"it's\")"),
        ("not(suggest(name,'x'))", "NOT suggest(name, \"x\")"),
    ]);
}

#[test]
fn like_takes_a_text() {
    check(&[
        ("note like \"secret book\"", "note LIKE \"secret book\""), // 153
        ("note LIKE \"light\"", "note LIKE \"light\""),             // 154
        ("name like '%ant%'", "name LIKE \"%ant%\""),               // 155
        ("lower(name) like 'koumo*'", "lower(name) LIKE \"koumo*\""),
    ]);
}

#[test]
fn distances_are_metres() {
    let at = |distance: &str| format!("within_distance(pos, geom'POINT(2.3522 48.8566)', {distance})");
    let cases = [
        ("350km", "350000m"),  // 157
        ("340 km", "340000m"), // 158
        ("1 km", "1000m"),     // 159
        ("1000m", "1000m"),
        ("1mi", "1609.344m"),
        ("1100yd", "1005.84m"),
        ("10ft", "3.048m"),
        ("50 CM", "0.5m"),
        ("2mm", "0.002m"),
        ("0.5km", "500m"),
        ("1e3", "1000m"),
    ];
    for (distance, metres) in cases {
        check(&[(&at(distance), &at(metres))]);
    }
    check(&[(
        "within_distance(pos, GEOM'POINT(2.3522 48.8566)', 1 km)",
        "within_distance(pos, geom'POINT(2.3522 48.8566)', 1000m)",
    )]); // 159
}

#[test]
fn spatial_predicates_take_a_field_and_a_geometry() {
    let json = r#"{"type": "Polygon","coordinates":[[[-5,46],[10,46],[10,50],[-5,46]]]}"#;
    check(&[
        ("in_bbox(pos, 47, -4, 48, 0)", "in_bbox(pos, 47, -4, 48, 0)"), // 161
        ("in_bbox(pos,48,0,47,-4.5)", "in_bbox(pos, 48, 0, 47, -4.5)"), // 162
        (
            "intersects(pos, geom'POLYGON((-5 46,10 46))')",
            "intersects(pos, geom'POLYGON((-5 46,10 46))')",
        ), // 163
        ("WITHIN(pos, geom\"POINT(1 2)\")", "within(pos, geom'POINT(1 2)')"), // 164
        (
            "disjoint(`my pos`, geom 'POINT(1 2)')",
            "disjoint(`my pos`, geom'POINT(1 2)')",
        ), // 165
        (
            &format!("intersects(pos, geom'{json}')"),
            &format!("intersects(pos, geom'{json}')"),
        ), // 168
        (
            "within_distance(pos, geom'garbage', 1km)",
            "within_distance(pos, geom'garbage', 1000m)",
        ), // 169: the engine's
        ("not(in_bbox(pos, 1, 2, 3, 4))", "NOT in_bbox(pos, 1, 2, 3, 4)"),
    ]);
}

#[test]
fn legacy_spatial_forms_become_the_present_ones() {
    check(&[
        (
            "bbox(pos, geom'POINT(2 49)', GEOM'{\"type\": \"Point\", \"coordinates\": [3, -48.5]}')",
            "in_bbox(pos, 49, 2, -48.5, 3)",
        ),
        (
            "geometry(pos, geom'POINT(1 2)', INTERSECT)",
            "intersects(pos, geom'POINT(1 2)')",
        ),
        ("n: [1..10] and n = ]1 TO 2]", "n IN [1 .. 10] AND n IN ]1 .. 2]"),
        (
            "distance(`pos`, geom'POINT(2.3522 48.8566)', 350000m)",
            "within_distance(pos, geom'POINT(2.3522 48.8566)', 350000m)",
        ), // 160
        (
            "geometry(`pos`, geom'POLYGON((1 2))')",
            "intersects(pos, geom'POLYGON((1 2))')",
        ), // 166
        (
            "geometry(pos, geom'POLYGON((1 2))', within)",
            "within(pos, geom'POLYGON((1 2))')",
        ),
        (
            "geometry(pos, geom'POLYGON((1 2))', DISJOINT)",
            "disjoint(pos, geom'POLYGON((1 2))')",
        ),
        (
            "geometry(pos, geom'POLYGON((1 2))', INTERSECTS)",
            "intersects(pos, geom'POLYGON((1 2))')",
        ),
        (
            "polygon(pos, geom'POLYGON((1 2))')",
            "intersects(pos, geom'POLYGON((1 2))')",
        ), // 167
    ]);
}

#[test]
fn a_corner_of_a_box_is_a_point() {
    for wrong in [
        "bbox(pos, geom'POLYGON((1 2, 3 4))', geom'POINT(1 2)')",
        "bbox(pos, geom'POINT(1)', geom'POINT(1 2)')",
        "bbox(pos, geom'POINT(1 2)')",
        "bbox(pos)",
        "n > [1..2]",
    ] {
        assert!(parse_where(wrong).is_err(), "{wrong}");
    }
}
