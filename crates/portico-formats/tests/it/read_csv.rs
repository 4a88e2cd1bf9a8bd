//! Is separated text read as its publisher meant it?

use portico_formats::read::{Override, ReadOptions};
use portico_model::FieldType;

use crate::support::{complaint_with, read_as, try_read, with_override, with_type};

/// The text is read with that schema and those rows, and nothing is refused.
fn check(text: &str, schema: &str, rows: &str) {
    let outcome = read_as("file.csv", text);
    assert_eq!(outcome.schema(), schema);
    assert_eq!(outcome.rows(), rows);
    assert_eq!(outcome.refusals(), "");
}

#[test]
fn types_are_chosen_over_every_value() {
    check(
        "n,price,flag,day,at,word\n1,1.5,true,2024-01-31,2024-01-31T10:00:00Z,a\n-2,2,False,2024-02-01,2024-02-01 11:30,b\n",
        "n int\nprice double\nflag boolean facet\nday date facet\nat datetime facet\nword text",
        "1 | 1.5 | true | 2024-01-31 | 2024-01-31T10:00:00 | a\n-2 | 2.0 | false | 2024-02-01 | 2024-02-01T11:30:00 | b",
    );
    check("n\n1\n2\nx\n", "n text", "1\n2\nx");
}

#[test]
fn leading_zeros_keep_a_column_text() {
    check(
        "zip,rate\n00501,0\n10001,0.5\n",
        "zip text\nrate double",
        "00501 | 0.0\n10001 | 0.5",
    );
    assert_eq!(
        read_as("f.csv", "zip\n00501\n10001\n").notes(),
        ["leading_zeros zip"]
    );
}

#[test]
fn words_for_nothing_are_empty_in_numbers_and_stay_in_texts() {
    check(
        "n,damage\n1,None\nN/A,Minor\n-,None\n,\n",
        "n int\ndamage text",
        "1 | None\n | Minor\n | None",
    );
    assert_eq!(read_as("f.csv", "n\n1\nN/A\n").notes(), ["null_words n"]);
}

#[test]
fn european_files_have_decimal_commas_and_days_first() {
    check(
        "ville;prix;jour;total\nParis;1,5;05/03/2024;1.234,50\nLyon;2;31/12/2024;12\n",
        "ville text\nprix double\njour date facet\ntotal double",
        "Paris | 1.5 | 2024-03-05 | 1234.5\nLyon | 2.0 | 2024-12-31 | 12.0",
    );
}

#[test]
fn ambiguous_dates_are_reported_and_follow_the_rest_of_the_file() {
    let outcome = read_as("f.csv", "a\n01/02/2024\n03/04/2024\n");
    assert_eq!(
        (outcome.rows().as_str(), outcome.notes()),
        ("2024-01-02\n2024-03-04", vec!["ambiguous_dates a".to_owned()])
    );
    let outcome = read_as("f.csv", "a,b\n01/02/2024,13/02/2024\n03/04/2024,14/04/2024\n");
    assert_eq!(outcome.rows(), "2024-02-01 | 2024-02-13\n2024-04-03 | 2024-04-14");
    assert_eq!(outcome.notes(), ["ambiguous_dates a"]);
    assert_eq!(read_as("f.csv", "a;b\n01/02/2024;x\n").rows(), "2024-02-01 | x");
}

#[test]
fn times_at_midnight_are_days_and_offsets_become_utc() {
    check(
        "d\n2/13/2014 12:00:00 AM\n12/1/2014 12:00:00 AM\n",
        "d date facet",
        "2014-02-13\n2014-12-01",
    );
    check(
        "d\n2024-01-01T00:30:00+02:00\n",
        "d datetime facet",
        "2023-12-31T22:30:00",
    );
}

#[test]
fn months_keep_their_precision_and_seasons_stay_text() {
    check(
        "m\n2024-03\n2024-04\n",
        "m date facet Month",
        "2024-03-01\n2024-04-01",
    );
    check(
        "s\n2009-10\n2010-11\n2011-12\n",
        "s text",
        "2009-10\n2010-11\n2011-12",
    );
    check("year\n2009\n2010\n", "year int", "2009\n2010");
}

#[test]
fn positions_become_points() {
    check(
        "name,Latitude,LNG\na,48.5,2.25\nb,,\n",
        "name text\nlatitude double\nlng double\ngeo_point geo_point_2d",
        "a | 48.5 | 2.25 | {lon: 2.25, lat: 48.5}\nb |  |  | ",
    );
    check(
        "where\n\"48.5, 2.25\"\n\"-1.5,100.0\"\n",
        "where geo_point_2d",
        "{lon: 2.25, lat: 48.5}\n{lon: 100.0, lat: -1.5}",
    );
    check("x,y\n5000,6000\n", "x int\ny int", "5000 | 6000");
}

#[test]
fn geometries_in_text_become_shapes() {
    check(
        "g,p\n\"POLYGON((0 0,0 1,1 1,0 0))\",POINT(1 2)\n",
        "g geo_shape\np geo_point_2d",
        "POLYGON((0 0,1 1,0 1,0 0)) | {lon: 1.0, lat: 2.0}",
    );
    check(
        "g\n\"{\"\"type\"\":\"\"LineString\"\",\"\"coordinates\"\":[[0,0],[1,1]]}\"\n",
        "g geo_shape",
        "LINESTRING(0 0,1 1)",
    );
}

#[test]
fn points_that_a_portal_exports_as_shapes_stay_shapes() {
    let point = r#""{""coordinates"": [2.25, 48.5], ""type"": ""Point""}""#;
    check(
        &format!("geo_shape;geo_point_2d;place\n{point};48.5, 2.25;{point}\n"),
        "geo_shape geo_shape\ngeo_point_2d geo_point_2d\nplace geo_point_2d",
        "POINT(2.25 48.5) | {lon: 2.25, lat: 48.5} | {lon: 2.25, lat: 48.5}",
    );
    check(&format!("Geom\n{point}\n"), "geom geo_shape", "POINT(2.25 48.5)");
}

#[test]
fn headers_become_names_and_stay_labels() {
    let outcome = read_as("f.csv", "Cost Total $,Name,name,\n1,a,b,c\n");
    assert_eq!(
        outcome.schema(),
        "cost_total int\nname text\nname_2 text\ncolumn_4 text"
    );
    assert_eq!(outcome.inspection.schema.fields[0].label, "Cost Total $");
    assert_eq!(outcome.notes(), ["duplicate_header name"]);
    assert_eq!(
        read_as("f.csv", "a,b,\n1,2,\n").schema(),
        "a int\nb int",
        "a stray separator is no column"
    );
}

#[test]
fn the_header_is_found_below_a_title_or_missing() {
    let outcome = read_as("f.csv", "Report of 2024\n\nname,n\na,1\nb,2\n");
    assert_eq!(
        (outcome.schema().as_str(), outcome.rows().as_str()),
        ("name text\nn int", "a | 1\nb | 2")
    );
    assert_eq!(
        (outcome.inspection.header_row, outcome.notes()),
        (Some(3), vec!["preamble".to_owned()])
    );
    let outcome = read_as("f.csv", "1,a,2.5\n2,b,3.5\n");
    assert_eq!(
        (outcome.schema().as_str(), outcome.inspection.header_row),
        ("column_1 int\ncolumn_2 text\ncolumn_3 double", Some(0))
    );
    assert_eq!(
        read_as("f.csv", "country,2019,2020\nfr,1,2\n").schema(),
        "country text\n2019 int\n2020 int"
    );
    // A number among the headers: the columns of numbers below tell that it is one.
    assert_eq!(
        read_as("f.csv", "id,name,12\n1,a,x1\n2,b,x2\n").schema(),
        "id int\nname text\n12 text"
    );
    let options = ReadOptions {
        header_row: Some(2),
        ..ReadOptions::default()
    };
    assert_eq!(
        try_read("f.csv", "x,y\na,b\n1,2\n", &options).unwrap().schema(),
        "a int\nb int"
    );
    let options = ReadOptions {
        header_row: Some(0),
        ..ReadOptions::default()
    };
    assert_eq!(
        try_read("f.csv", "a,b\nc,d\n", &options).unwrap().rows(),
        "a | b\nc | d"
    );
}

#[test]
fn only_a_header_is_a_table_without_records() {
    let outcome = read_as("f.csv", "a,b\n");
    assert_eq!(
        (outcome.schema().as_str(), outcome.summary.rows, outcome.notes()),
        ("a text\nb text", 0, vec!["no_rows".to_owned()])
    );
}

#[test]
fn short_rows_are_completed_and_long_rows_refused() {
    let outcome = read_as("f.csv", "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,,\n");
    assert_eq!(outcome.rows(), "1 | 2 | 3\n4 | 5 | \n1 | 2 | 3");
    assert_eq!(
        outcome.refusals(),
        "4 row: the row has 4 cells, the header 3 [6 | 7 | 8 | 9]"
    );
    assert_eq!(outcome.notes(), ["short_rows"]);
}

#[test]
fn separators_and_line_ends_are_told_from_the_file() {
    for text in [
        "a\tb\n1\tx, y\n",
        "a|b\r\n1|x, y\r\n",
        "a;b\r1;x, y\r",
        "sep=;\na;b\n1;x, y\n",
        "\u{feff}a,b\n1,\"x, y\"\n",
    ] {
        assert_eq!(read_as("f.csv", text).rows(), "1 | x, y", "{text:?}");
    }
    let options = ReadOptions {
        separator: Some(':'),
        ..ReadOptions::default()
    };
    assert_eq!(try_read("f.csv", "a:b\n1:2\n", &options).unwrap().rows(), "1 | 2");
    check(
        "a,b\n\"x\ny\",\"he said \"\"no\"\"\"\n",
        "a text\nb text",
        "x\ny | he said \"no\"",
    );
}

#[test]
fn encodings_are_told_from_the_bytes() {
    let text = "nom,ville\nÉlodie,Besançon\nGaël,Nîmes\n";
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit: u16| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    };
    let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
    let files: [(&str, Vec<u8>); 6] = [
        ("UTF-8", text.into()),
        ("windows-1252", latin),
        ("UTF-16LE", utf16(false, true)),
        ("UTF-16BE", utf16(true, true)),
        ("UTF-16LE", utf16(false, false)),
        ("UTF-16BE", utf16(true, false)),
    ];
    for (name, bytes) in files {
        let outcome = read_as("f.csv", bytes);
        assert_eq!(outcome.inspection.encoding.as_deref(), Some(name));
        assert_eq!(outcome.rows(), "Élodie | Besançon\nGaël | Nîmes", "{name}");
    }
}

#[test]
fn a_few_broken_bytes_are_replaced_and_reported() {
    let mut bytes = "ville\nBesançon\nNîmes\nOrléans\nMâcon\nSète\nBéziers\n"
        .as_bytes()
        .to_vec();
    bytes.extend_from_slice(b"Saint-\xE9tienne\n");
    let outcome = read_as("f.csv", bytes);
    assert_eq!(outcome.notes(), ["broken_bytes"]);
    assert!(
        outcome.rows().ends_with("Sète\nBéziers\nSaint-\u{fffd}tienne"),
        "{}",
        outcome.rows()
    );
    assert!(
        outcome.inspection.notes[0].message.contains("line 8"),
        "{}",
        outcome.inspection.notes[0].message
    );
}

#[test]
fn an_editor_overrules_every_guess() {
    let outcome = try_read("f.csv", "zip\n75001\nabc\n\n", &with_type("zip", FieldType::Int)).unwrap();
    assert_eq!(
        (outcome.schema().as_str(), outcome.rows().as_str()),
        ("zip int", "75001\n")
    );
    assert_eq!(outcome.refusals(), "3 zip: it is not an integer [abc]");
    assert_eq!(
        try_read("f.csv", "n\n1\n2\n", &with_type("n", FieldType::Text))
            .unwrap()
            .schema(),
        "n text"
    );
    let dates = with_override("d", |one| one.date_format = Some("%d/%m/%y".to_owned()));
    let outcome = try_read("f.csv", "d\n31/12/99\n01/02/03\nsoon\n", &dates).unwrap();
    assert_eq!(
        (outcome.schema().as_str(), outcome.rows().as_str()),
        ("d date facet", "1999-12-31\n2003-02-01\n")
    );
    assert_eq!(outcome.refusals(), "4 d: it is not a date [soon]");
    let lists = with_override("Sources", |one| one.multivalued = Some(",".to_owned()));
    let outcome = try_read("f.csv", "Sources\n\",a,b,\"\n\",,\"\nc\n", &lists).unwrap();
    assert_eq!(
        (outcome.schema().as_str(), outcome.rows().as_str()),
        ("sources text multivalued(,) facet", "[a, b]\n\n[c]")
    );
}

#[test]
fn an_editor_renames_hides_and_labels() {
    let overrides = vec![
        Override {
            field: "A".to_owned(),
            rename: Some("id".to_owned()),
            label: Some("Number".to_owned()),
            ..Override::default()
        },
        Override {
            field: "b".to_owned(),
            skip: true,
            ..Override::default()
        },
        Override {
            field: "gone".to_owned(),
            skip: true,
            ..Override::default()
        },
    ];
    let outcome = try_read(
        "f.csv",
        "A,B,C\n1,2,3\n",
        &ReadOptions {
            overrides,
            ..ReadOptions::default()
        },
    )
    .unwrap();
    assert_eq!(
        (outcome.schema().as_str(), outcome.rows().as_str()),
        ("id int\nc int", "1 | 3")
    );
    assert_eq!(outcome.inspection.schema.fields[0].label, "Number");
    assert_eq!(outcome.notes(), ["unknown_override gone"]);
}

#[test]
fn columns_with_one_header_are_decided_one_by_one() {
    let decide = |field: &str| Override {
        field: field.to_owned(),
        ..Override::default()
    };
    let overrides = vec![
        decide("Budget"),
        Override {
            rename: Some("plan".to_owned()),
            ..decide("Budget 2")
        },
        Override {
            ty: Some(FieldType::Text),
            ..decide("budget_3")
        },
        Override {
            skip: true,
            ..decide("column_4")
        },
        Override {
            label: Some("Rest".to_owned()),
            ..decide("column_5")
        },
    ];
    let options = ReadOptions {
        overrides,
        ..ReadOptions::default()
    };
    let outcome = try_read("f.csv", "Budget,Budget,budget,,\n1,2,3,4,5\n", &options).unwrap();
    assert_eq!(
        outcome.schema(),
        "budget int\nplan int\nbudget_3 text\ncolumn_5 int"
    );
    let keys: Vec<_> = outcome
        .inspection
        .columns
        .iter()
        .map(|column| column.header.as_str())
        .collect();
    assert_eq!(keys, ["Budget", "Budget 2", "budget 3", "column_4", "column_5"]);
    assert_eq!(outcome.inspection.schema.fields[3].label, "Rest");
    let long = "x".repeat(150);
    let outcome = read_as("f.csv", format!("{long},{long},{long}\n1,2,3\n"));
    assert_eq!(outcome.inspection.schema.fields.len(), 3);
}

#[test]
fn an_impossible_decision_is_explained() {
    let check = |options: ReadOptions, part: &str| {
        let message = complaint_with("f.csv", "a,b\n1,2\n", &options);
        assert!(message.contains(part), "{message}");
    };
    check(
        ReadOptions {
            header_row: Some(9),
            ..ReadOptions::default()
        },
        "no line 9",
    );
    check(
        ReadOptions {
            encoding: Some("klingon".to_owned()),
            ..ReadOptions::default()
        },
        "`klingon`",
    );
    check(
        ReadOptions {
            separator: Some('é'),
            ..ReadOptions::default()
        },
        "`é`",
    );
    check(
        with_override("a", |one| one.rename = Some("No Good".to_owned())),
        "No Good",
    );
    check(
        with_override("a", |one| one.date_format = Some("%Q!".to_owned())),
        "%Q!",
    );
    check(with_type("a", FieldType::File), "cannot be of that type");
}

#[test]
fn facets_are_fields_whose_values_repeat() {
    let rows: String = (0..100)
        .map(|n| format!("{n},{},{},{}\n", n % 3, ["red", "blue"][n % 2], n * 7))
        .collect();
    let outcome = read_as("f.csv", format!("key,group_id,colour,size\n{rows}"));
    assert_eq!(
        outcome.schema(),
        "key int\ngroup_id int\ncolour text facet\nsize int"
    );
    assert_eq!(outcome.inspection.columns[2].distinct, Some(2));
    assert_eq!(outcome.inspection.columns[2].sample.as_deref(), Some("red"));
}

#[test]
fn a_few_values_that_spoil_a_type_are_told() {
    let table = |spoilt: &str, from: usize| {
        let rows = (0..40).map(|n| match n {
            n if n >= from && n < from + 2 => format!("{spoilt};{spoilt};{n}\n"),
            n => format!("2024-05-{:02};{};{n}\n", n % 28 + 1, n * 3),
        });
        format!("day;acres;id\n{}", rows.collect::<String>())
    };
    for from in [0, 20, 38] {
        let outcome = read_as("f.csv", table("many", from));
        assert_eq!(outcome.schema(), "day text\nacres text\nid int");
        assert_eq!(
            outcome.notes(),
            ["nearly_dates day", "nearly_numbers acres"],
            "from row {from}"
        );
    }
    let outcome = read_as("f.csv", table("many", 0));
    let told = &outcome.inspection.notes[0].message;
    assert!(
        told.contains("38 values are dates, 2 are not, such as `many`"),
        "{told}"
    );
    // One in ten is no accident, and words for nothing are read as empty.
    let words: String = (0..40)
        .map(|n| {
            if n % 10 == 0 {
                "x\n".to_owned()
            } else {
                format!("{n}\n")
            }
        })
        .collect();
    assert_eq!(read_as("f.csv", format!("n\n{words}")).notes(), [""; 0]);
    assert_eq!(
        read_as("f.csv", table("n/a", 3)).schema(),
        "day date facet\nacres int\nid int"
    );
}
