//! What do files that draw places look like, byte by byte where that matters?

use std::io::{Cursor, Read};
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, Date32Array, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use geozero::{CoordDimensions, ToWkb, wkt::Wkt};
use portico_model::{Field, FieldType};

use super::tests::{batch_of, bytes, cities, field, points, text};
use super::{Crs, ExportFormat, WriteOptions, writer};

/// Number, name and shape.
fn shapes(wkts: &[Option<&str>]) -> (Vec<Field>, RecordBatch) {
    let wkb: Vec<Option<Vec<u8>>> = wkts
        .iter()
        .map(|wkt| wkt.map(|wkt| Wkt(wkt).to_wkb(CoordDimensions::xy()).unwrap()))
        .collect();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(0..wkts.len() as i64)),
        Arc::new(StringArray::from_iter(wkts.iter().map(|_| Some("a<b\u{1}")))),
        Arc::new(BinaryArray::from_iter(wkb)),
    ];
    let fields = vec![
        field("n", FieldType::Int),
        field("name", FieldType::Text),
        field("geom", FieldType::GeoShape),
    ];
    (fields, batch_of(columns))
}

const AREA: &str = "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 0.5, 2 0.5, 2 1, 1 0.5))";

#[test]
fn kml_has_a_placemark_a_record() {
    let (fields, batch) = shapes(&[Some(AREA), None]);
    let file = text(ExportFormat::Kml, &fields, &[batch], &WriteOptions::default());
    let (_, placemarks) = file.split_once("</name>\n").unwrap();
    let attributes = |n: u8| {
        format!(
            "<Placemark><name>a&lt;b</name><ExtendedData><SchemaData schemaUrl=\"#records\"><SimpleData name=\"n\">{n}\
             </SimpleData><SimpleData name=\"name\">a&lt;b</SimpleData></SchemaData></ExtendedData>"
        )
    };
    let expected = format!(
        "{}<Polygon><outerBoundaryIs><LinearRing><coordinates>0.0,0.0 4.0,0.0 4.0,4.0 0.0,0.0</coordinates></LinearRing>\
         </outerBoundaryIs><innerBoundaryIs><LinearRing><coordinates>1.0,0.5 2.0,0.5 2.0,1.0 1.0,0.5</coordinates></LinearRing>\
         </innerBoundaryIs></Polygon></Placemark>\n{}</Placemark>\n</Folder></Document></kml>\n",
        attributes(0),
        attributes(1)
    );
    assert_eq!(placemarks, expected);
}

#[test]
fn gpx_puts_waypoints_before_tracks_whatever_comes_first() {
    let (fields, batch) = shapes(&[Some("LINESTRING (0 1, 2 3)"), None, Some("MULTIPOINT (5 6, 7 8)")]);
    let options = WriteOptions {
        use_extension: false,
        ..WriteOptions::default()
    };
    let file = text(ExportFormat::Gpx, &fields, &[batch], &options);
    let (_, rest) = file.split_once("</metadata>\n").unwrap();
    assert_eq!(
        rest,
        "<wpt lat=\"6.0\" lon=\"5.0\"><name>a&lt;b</name><desc>n: 2</desc></wpt>\n\
         <wpt lat=\"8.0\" lon=\"7.0\"><name>a&lt;b</name><desc>n: 2</desc></wpt>\n\
         <trk><name>a&lt;b</name><desc>n: 0</desc><trkseg><trkpt lat=\"1.0\" lon=\"0.0\"/><trkpt lat=\"3.0\" lon=\"2.0\"/>\
         </trkseg></trk>\n</gpx>\n"
    );
}

#[test]
fn options_that_name_a_field_must_name_one() {
    let (fields, _) = shapes(&[]);
    for options in [
        WriteOptions {
            name_field: Some("nope".to_owned()),
            ..WriteOptions::default()
        },
        WriteOptions {
            description_fields: vec!["n".to_owned(), "nope".to_owned()],
            ..WriteOptions::default()
        },
    ] {
        let refused = writer(ExportFormat::Gpx, &fields, &options)
            .err()
            .unwrap()
            .to_string();
        assert!(refused.contains("nope was found"), "{refused}");
    }
}

#[test]
fn ov2_is_a_length_a_place_and_a_name() {
    let (fields, batch) = cities();
    let (fields, batch) = (
        vec![fields[1].clone(), fields[8].clone()],
        batch.project(&[1, 8]).unwrap(),
    );
    let file = bytes(ExportFormat::Ov2, &fields, &[batch], &WriteOptions::default());
    let mut expected = vec![2, 22, 0, 0, 0];
    expected.extend_from_slice(&235_220_i32.to_le_bytes());
    expected.extend_from_slice(&4_885_660_i32.to_le_bytes());
    expected.extend_from_slice(b"Pa;r\"is \0");
    assert_eq!(file, expected);
}

#[test]
fn events_are_folded_escaped_and_only_there_with_a_date() {
    let fields = [
        field("title", FieldType::Text),
        field("start_day", FieldType::Date),
        field("end_day", FieldType::Date),
        field("room", FieldType::Text),
    ];
    let batch = batch_of(vec![
        Arc::new(StringArray::from(vec![
            Some("Fête; à, l\u{1}'é\\té\r\nné"),
            Some("never"),
        ])),
        Arc::new(Date32Array::from(vec![Some(15_657), None])),
        Arc::new(Date32Array::from(vec![Some(15_659), None])),
        Arc::new(StringArray::from(vec![Some("é".repeat(60)), None])),
    ]);
    let file = text(ExportFormat::Ical, &fields, &[batch], &WriteOptions::default());
    let (_, event) = file.split_once("BEGIN:VEVENT\r\n").unwrap();
    let first = "é".repeat(28);
    let rest = "é".repeat(32);
    assert_eq!(
        event,
        format!(
            "UID:urn:portico:records/records/1\r\nDTSTAMP:19700101T000000Z\r\nDTSTART;VALUE=DATE:20121113\r\n\
             DTEND;VALUE=DATE:20121116\r\nSUMMARY:Fête\\; à\\, l'é\\\\té\\nné\r\nDESCRIPTION:room: {first}\r\n {rest}\r\n\
             END:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    );
}

/// The entries of an archive.
fn entries(archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut entry = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

fn double(bytes: &[u8], at: usize) -> f64 {
    f64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())
}

#[test]
fn shapefiles_turn_rings_and_leave_other_kinds_out() {
    let (fields, batch) = shapes(&[
        None,
        Some(AREA),
        Some("POINT (1 2)"),
        Some("GEOMETRYCOLLECTION (POINT (1 2))"),
    ]);
    let files = entries(bytes(
        ExportFormat::Shp,
        &fields,
        &[batch],
        &WriteOptions::default(),
    ));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let endings = ["shp", "shx", "dbf", "prj", "cpg", "txt"];
    assert_eq!(names, endings.map(|ending| format!("records.{ending}")));
    let shp = &files[0].1;
    assert_eq!(shp[24..28], i32::try_from(shp.len() / 2).unwrap().to_be_bytes());
    assert_eq!(shp[32..36], 5_i32.to_le_bytes());
    // A record without a shape, then the area: its outline runs with the clock, its hole against it.
    assert_eq!(shp[108..112], 0_i32.to_le_bytes());
    let area = &shp[120..];
    let coordinates = 4 + 32 + 8 + 2 * 4;
    let x = |at: usize| double(area, coordinates + 16 * at);
    let y = |at: usize| double(area, coordinates + 16 * at + 8);
    assert_eq!([(x(1), y(1)), (x(2), y(2))], [(4.0, 4.0), (4.0, 0.0)]);
    assert_eq!([(x(5), y(5)), (x(6), y(6))], [(2.0, 0.5), (2.0, 1.0)]);
    assert_eq!(files[2].1[4..8], 2_u32.to_le_bytes());
    assert!(String::from_utf8_lossy(&files[5].1).contains("2 records of another kind"));
}

#[test]
fn shapefiles_are_full_at_fifty_thousand_records() {
    let fields = [field("pos", FieldType::GeoPoint2d)];
    let batch = batch_of(vec![points(&[Some((1.0, 2.0)); 1000])]);
    let mut shp = writer(ExportFormat::Shp, &fields, &WriteOptions::default()).unwrap();
    let mut out = Vec::new();
    shp.start(&mut out).unwrap();
    let mut batches = 0;
    while !shp.is_full() {
        shp.write(&batch, &mut out).unwrap();
        batches += 1;
    }
    assert_eq!(batches, 51);
    let mut archive = Vec::new();
    shp.finish(&mut out)
        .unwrap()
        .unwrap()
        .read_to_end(&mut archive)
        .unwrap();
    let files = entries(archive);
    assert_eq!(files[2].1[4..8], 50_000_u32.to_le_bytes());
    assert!(String::from_utf8_lossy(&files[5].1).contains("50000 records"));
}

#[test]
fn names_of_ten_bytes_differ_and_many_texts_share_a_record() {
    let names = [
        "population_2020",
        "population_2021",
        "Population_",
        "é".repeat(9).as_str(),
    ]
    .map(str::to_owned);
    let mut fields: Vec<Field> = names.iter().map(|name| field(name, FieldType::Text)).collect();
    let short = entries(bytes(ExportFormat::Shp, &fields, &[], &WriteOptions::default()));
    let title = |at: usize| {
        let name = &short[2].1[32 + 32 * at..32 + 32 * at + 11];
        String::from_utf8(name.iter().copied().take_while(|byte| *byte != 0).collect()).unwrap()
    };
    assert_eq!(
        [0, 1, 2, 3].map(title),
        ["population", "populati_1", "Populati_2", "ééééé"]
    );
    fields.extend((0..400).map(|at| field(&format!("f{at}"), FieldType::Text)));
    let long = entries(bytes(ExportFormat::Shp, &fields, &[], &WriteOptions::default()));
    let record = u16::from_le_bytes(long[2].1[10..12].try_into().unwrap());
    assert_eq!(record, 1 + 404 * 162);
    fields.extend((0..2000).map(|at| field(&format!("g{at}"), FieldType::Text)));
    assert!(writer(ExportFormat::Shp, &fields, &WriteOptions::default()).is_err());
}

#[test]
fn flatgeobuf_begins_with_its_magic_and_counts_its_features() {
    let (fields, batch) = shapes(&[Some(AREA), None, Some("POINT (1 2)")]);
    let file = bytes(ExportFormat::Fgb, &fields, &[batch], &WriteOptions::default());
    assert_eq!(file[..8], *b"fgb\x03fgb\x01");
    // The header and each feature say how long they are.
    let mut at = 8;
    let mut parts = 0;
    while at < file.len() {
        at += 4 + u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        parts += 1;
    }
    assert_eq!((at, parts), (file.len(), 4));
}

#[test]
fn projected_geojson_says_in_which_system_it_is() {
    let fields = [field("pos", FieldType::GeoPoint2d)];
    let batch = batch_of(vec![points(&[Some((3.0, 46.5)), Some((0.0, 1000.0))])]);
    let options = WriteOptions {
        crs: Crs::of_epsg(3857).unwrap(),
        ..WriteOptions::default()
    };
    let file = text(ExportFormat::GeoJson, &fields, &[batch], &options);
    assert!(
        file.contains(r#""crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}"#)
    );
    assert!(file.contains(r#"{"coordinates": [333958.47"#), "{file}");
    assert!(
        file.ends_with(r#""geometry": null, "properties": {}}]}"#),
        "{file}"
    );
}
