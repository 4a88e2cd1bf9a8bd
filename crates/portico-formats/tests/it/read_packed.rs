//! Are workbooks, Shapefiles and Parquet files read as their publishers meant them?

use std::io::{Cursor, Write as _};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array, Int32Array,
    ListArray, RecordBatch, StringArray, StructArray, TimestampMillisecondArray,
};
use arrow::datatypes::{DataType, Field, Int32Type};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use portico_formats::read::ReadOptions;
use zip::write::SimpleFileOptions;

use crate::support::{complaint, complaint_with, read_as, try_read};

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with these sheets; `rows` is the content of `sheetData`. Style 1 is a date.
fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let listed: String = sheets
        .iter()
        .enumerate()
        .map(|(n, (name, _))| format!(r#"<sheet name="{name}" sheetId="{}" r:id="r{n}"/>"#, n + 1))
        .collect();
    let related: String = (0..sheets.len())
        .map(|n| {
            format!(r#"<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>"#)
        })
        .collect();
    let styles = format!(
        r#"<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#
    );
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(r#"<Types xmlns="{package}/content-types"/>"#),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{package}/relationships"><Relationship Id="w" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>"#),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                r#"<Relationships xmlns="{package}/relationships">{related}<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
            ),
        ),
        ("xl/styles.xml".to_owned(), styles),
    ];
    for (n, (_, rows)) in sheets.iter().enumerate() {
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#),
        ));
    }
    let entries: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_bytes()))
        .collect();
    archive(&entries)
}

fn row(number: usize, cells: &[(&str, &str)]) -> String {
    let cell = |(column, value): &(&str, &str)| match value.strip_prefix('=') {
        Some(number_with_style) => {
            let (number_value, style) = number_with_style
                .split_once('/')
                .unwrap_or((number_with_style, "0"));
            format!(r#"<c r="{column}{number}" s="{style}"><v>{number_value}</v></c>"#)
        }
        None => format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{value}</t></is></c>"#),
    };
    format!(
        r#"<row r="{number}">{}</row>"#,
        cells.iter().map(cell).collect::<String>()
    )
}

#[test]
fn a_sheet_is_read_below_its_title() {
    let rows = [
        row(1, &[("A", "Budget of 2017")]),
        row(3, &[("A", "Name"), ("B", "Amount"), ("C", "Day"), ("D", "Code")]),
        row(
            4,
            &[("A", "Taxes"), ("B", "=10"), ("C", "=42736/1"), ("D", "007")],
        ),
        row(6, &[("A", "Fees"), ("B", "=2.5"), ("D", "008"), ("F", "aside")]),
    ];
    let file = workbook(&[
        ("Empty", ""),
        ("Main", &rows.concat()),
        ("Other", &row(1, &[("A", "x")])),
    ]);
    let outcome = read_as("f.xlsx", &file);
    assert_eq!(
        outcome.schema(),
        "name text\namount double\nday date facet\ncode text\ncolumn_5 text"
    );
    assert_eq!(
        outcome.rows(),
        "Taxes | 10.0 | 2017-01-01 | 007 | \nFees | 2.5 |  | 008 | aside"
    );
    assert_eq!(
        (outcome.inspection.header_row, outcome.inspection.sheet.as_deref()),
        (Some(3), Some("Main"))
    );
    assert_eq!(
        outcome.notes(),
        ["several_sheets", "preamble", "leading_zeros Code"]
    );
    let options = ReadOptions {
        sheet: Some("Other".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(try_read("f.xlsx", &file, &options).unwrap().schema(), "x text");
    let options = ReadOptions {
        sheet: Some("None".to_owned()),
        ..ReadOptions::default()
    };
    assert!(complaint_with("f.xlsx", &file, &options).contains("no sheet `None`"));
}

#[test]
fn broken_workbooks_are_explained() {
    let check = |bytes: &[u8], part: &str| {
        let message = complaint("f.xlsx", bytes);
        assert!(message.contains(part), "{message}");
    };
    check(
        &workbook(&[("Empty", "")]),
        "every sheet of the workbook is empty",
    );
    check(
        &archive(&[
            ("[Content_Types].xml", b"<a/>"),
            ("xl/workbook.xml", b"<workbook><she"),
        ]),
        "workbook cannot be read",
    );
    let whole = workbook(&[("Main", &row(1, &[("A", "Name")]))]);
    check(
        &whole[..whole.len() / 2],
        "the workbook is damaged: its end is missing",
    );
}

/// A Shapefile of two squares side by side, the second with a hole, and a table with a deleted record before them.
fn squares(projection: Option<&str>) -> Vec<u8> {
    use shapefile::dbase::{FieldName, FieldValue, Record, TableWriterBuilder};
    let (mut shp, mut shx, mut dbf) = (
        Cursor::new(Vec::new()),
        Cursor::new(Vec::new()),
        Cursor::new(Vec::new()),
    );
    let ring = |x: f64, size: f64| {
        [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
            .map(|(a, b)| shapefile::Point::new(x + a * size, b * size))
            .to_vec()
    };
    {
        let mut writer = shapefile::ShapeWriter::with_shx(&mut shp, &mut shx);
        writer
            .write_shape(&shapefile::Polygon::new(shapefile::PolygonRing::Outer(ring(
                0.0, 1.0,
            ))))
            .unwrap();
        let hole: Vec<_> = ring(3.0, 0.5).into_iter().rev().collect();
        let rings = vec![
            shapefile::PolygonRing::Outer(ring(2.0, 2.0)),
            shapefile::PolygonRing::Inner(hole),
        ];
        writer
            .write_shape(&shapefile::Polygon::with_rings(rings))
            .unwrap();
    }
    {
        let name = |name: &str| FieldName::try_from(name).unwrap();
        let mut writer = TableWriterBuilder::new()
            .add_character_field(name("CODE"), 5)
            .add_numeric_field(name("SIZE"), 10, 2)
            .build_with_dest(&mut dbf);
        for (code, size) in [("007", 1.0), ("8", 2.5)] {
            let mut record = Record::default();
            record.insert("CODE".to_owned(), FieldValue::Character(Some(code.to_owned())));
            record.insert("SIZE".to_owned(), FieldValue::Numeric(Some(size)));
            writer.write_record(&record).unwrap();
        }
    }
    let mut entries: Vec<(&str, &[u8])> = vec![
        ("Folder/Layer.SHP", shp.get_ref()),
        ("Folder/layer.dbf", dbf.get_ref()),
    ];
    entries.extend(projection.map(|text| ("folder/LAYER.prj", text.as_bytes())));
    archive(&entries)
}

#[test]
fn a_shapefile_is_read_from_its_archive() {
    let outcome = read_as("f.zip", squares(None));
    assert_eq!(
        outcome.schema(),
        "code text\nsize double\ngeo_shape geo_shape\ngeo_point_2d geo_point_2d"
    );
    assert_eq!(
        outcome.rows(),
        "007 | 1.0 | POLYGON((0 0,1 0,1 1,0 1,0 0)) | {lon: 0.5, lat: 0.5}\n\
         8 | 2.5 | POLYGON((2 0,4 0,4 2,2 2,2 0),(3 0,3 0.5,3.5 0.5,3.5 0,3 0)) | {lon: 2.9833333333333334, lat: 1.05}"
    );
    assert_eq!(outcome.notes(), ["no_prj", "derived_point geo_point_2d"]);
}

#[test]
fn a_projection_is_followed_and_an_unknown_one_named() {
    let mercator = r#"PROJCS["WGS 84 / Pseudo-Mercator",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],UNIT["metre",1]]"#;
    let outcome = read_as("f.zip", squares(Some(mercator)));
    assert!(
        outcome.rows().contains("POLYGON((0 0,0.00000898"),
        "{}",
        outcome.rows()
    );
    assert!(complaint("f.zip", squares(Some("PROJCS[\"Utopia\"]"))).contains("`Utopia` is not known"));
}

#[test]
fn incomplete_shapefiles_are_explained() {
    let whole = squares(None);
    let message = complaint("f.zip", archive(&[("a.shp", b"short"), ("a.dbf", b"short")]));
    assert!(
        message.contains(".shp file is damaged") || message.contains(".dbf file is damaged"),
        "{message}"
    );
    for end in (0..whole.len()).step_by(97) {
        let _ = try_read("f.zip", &whole[..end], &ReadOptions::default());
    }
}

fn parquet(columns: Vec<(&str, ArrayRef)>, geo: Option<&str>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    if let Some(geo) = geo {
        writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_owned()));
    }
    writer.close().unwrap();
    bytes
}

/// A file with a column of every kind.
fn sample() -> Vec<u8> {
    let nested = StructArray::from(vec![(
        Arc::new(Field::new("x", DataType::Int32, true)),
        Arc::new(Int32Array::from(vec![1, 2])) as ArrayRef,
    )]);
    parquet(
        vec![
            ("i", Arc::new(Int32Array::from(vec![Some(1), None]))),
            ("f", Arc::new(Float32Array::from(vec![0.1, 2.0]))),
            (
                "d",
                Arc::new(
                    Decimal128Array::from(vec![150, 250])
                        .with_precision_and_scale(10, 2)
                        .unwrap(),
                ),
            ),
            ("day", Arc::new(Date32Array::from(vec![0, 1]))),
            (
                "at",
                Arc::new(TimestampMillisecondArray::from(vec![0, 1500]).with_timezone("Europe/Paris")),
            ),
            ("zip", Arc::new(StringArray::from(vec!["1", "2"]))),
            (
                "dict",
                Arc::new(DictionaryArray::<Int32Type>::from_iter(["a", "b"])),
            ),
            (
                "list",
                Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>([
                    Some([Some(1), Some(2)]),
                    None,
                ])),
            ),
            ("nested", Arc::new(nested)),
            ("bytes", Arc::new(BinaryArray::from(vec![&b"x"[..], b"y"]))),
        ],
        None,
    )
}

#[test]
fn parquet_types_are_followed() {
    let outcome = read_as("f.parquet", sample());
    assert_eq!(
        outcome.schema(),
        "i int\nf double\nd double\nday date facet\nat datetime facet\nzip text\ndict text\n\
         list text multivalued(,) facet\nnested text"
    );
    assert_eq!(
        outcome.rows(),
        "1 | 0.1 | 1.5 | 1970-01-01 | 1970-01-01T00:00:00 | 1 | a | [1, 2] | {\"x\":1}\n \
         | 2.0 | 2.5 | 1970-01-02 | 1970-01-01T00:00:01.500 | 2 | b |  | {\"x\":2}"
            .trim_start()
    );
    assert_eq!(outcome.notes(), ["binary bytes"]);
}

#[test]
fn geoparquet_has_geometries() {
    use geozero::{CoordDimensions, ToWkb};
    let line = geozero::wkt::Wkt("LINESTRING(0 0,111319.49 0)")
        .to_wkb(CoordDimensions::xy())
        .unwrap();
    let geo = r#"{"version":"1.0.0","primary_column":"g","columns":{"g":{"encoding":"WKB","geometry_types":[],"crs":{"id":{"authority":"EPSG","code":3857}}}}}"#;
    let outcome = read_as(
        "f.parquet",
        parquet(
            vec![(
                "g",
                Arc::new(BinaryArray::from(vec![Some(&line[..]), Some(b"no")])),
            )],
            Some(geo),
        ),
    );
    assert_eq!(outcome.schema(), "g geo_shape\ngeo_point_2d geo_point_2d");
    assert!(
        outcome.rows().starts_with("LINESTRING(0 0,0.99999"),
        "{}",
        outcome.rows()
    );
    assert_eq!(outcome.refusals(), "2 g: the geometry is not WKB []");
}
