//! What do the files look like? The same few records in every format.

use std::io::Read as _;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, LargeStringArray,
    ListBuilder, StringArray, StringBuilder, StringViewArray, StructArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field as ArrowField, Schema as ArrowSchema, TimeUnit};
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use geozero::{CoordDimensions, ToWkb, wkt::Wkt};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use portico_model::{Field, FieldType, Precision};
use proptest::prelude::*;

use super::value::{Columns, Rendering, write_json_value};
use super::{Compression, CsvOptions, ExportFormat, JsonStyle, WriteOptions, writer};
use crate::layout;

pub(super) fn field(name: &str, ty: FieldType) -> Field {
    Field::new(name, ty)
}

pub(super) fn batch_of(columns: Vec<ArrayRef>) -> RecordBatch {
    let fields: Vec<ArrowField> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| ArrowField::new(format!("c{at}"), column.data_type().clone(), true))
        .collect();
    RecordBatch::try_new(Arc::new(ArrowSchema::new(fields)), columns).unwrap()
}

pub(super) fn points(values: &[Option<(f64, f64)>]) -> ArrayRef {
    let part = |pick: fn((f64, f64)) -> f64| -> ArrayRef {
        Arc::new(
            values
                .iter()
                .map(|value| value.map(pick))
                .collect::<Float64Array>(),
        )
    };
    let valid = values.iter().map(Option::is_some).collect::<Vec<_>>().into();
    Arc::new(StructArray::new(
        layout::point_fields(),
        vec![part(|p| p.0), part(|p| p.1)],
        Some(valid),
    ))
}

/// Two records, the second of which is empty but for its number.
pub(super) fn cities() -> (Vec<Field>, RecordBatch) {
    let mut tags = field("tags", FieldType::Text);
    tags.annotations.multivalued = Some(",".to_owned());
    let mut month = field("month", FieldType::Date);
    month.annotations.timeserie_precision = Some(Precision::Month);
    let mut name = field("name", FieldType::Text);
    name.label = "Town \"name\"".to_owned();
    let fields = vec![
        field("id", FieldType::Int),
        name,
        tags,
        field("area", FieldType::Double),
        field("capital", FieldType::Boolean),
        field("founded", FieldType::Date),
        month,
        field("updated", FieldType::Datetime),
        field("pos", FieldType::GeoPoint2d),
        field("geom", FieldType::GeoShape),
        field("picture", FieldType::File),
    ];
    let mut tags = ListBuilder::new(StringBuilder::new());
    tags.append_value([Some("capital"), None, Some("river")]);
    tags.append_null();
    let shape = Wkt("LINESTRING (0 1, 2.5 3)")
        .to_wkb(CoordDimensions::xy())
        .unwrap();
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(vec![1, 8])),
        Arc::new(StringArray::from(vec![Some("Pa;r\"is\n"), None])),
        Arc::new(tags.finish()),
        Arc::new(Float64Array::from(vec![4.0, f64::NAN])),
        Arc::new(BooleanArray::from(vec![Some(true), None])),
        Arc::new(Date32Array::from(vec![Some(15_657), None])),
        Arc::new(Date32Array::from(vec![Some(6_574), None])),
        Arc::new(TimestampMicrosecondArray::from(vec![
            Some(1_709_335_800_000_000),
            None,
        ])),
        points(&[Some((2.3522, 48.8566)), None]),
        Arc::new(BinaryArray::from_opt_vec(vec![Some(&shape), None])),
        Arc::new(StringArray::from(vec![
            Some(r#"{"filename":"a.png","url":"https://x.test/f/1"}"#),
            None,
        ])),
    ];
    (fields, batch_of(columns))
}

pub(super) fn bytes(
    format: ExportFormat,
    fields: &[Field],
    batches: &[RecordBatch],
    options: &WriteOptions,
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut out = Vec::new();
    let mut writer = writer(format, fields, options).unwrap();
    writer.start(&mut out).unwrap();
    file.append(&mut out);
    for batch in batches {
        writer.write(batch, &mut out).unwrap();
        file.append(&mut out);
    }
    let rest = writer.finish(&mut out).unwrap();
    file.append(&mut out);
    if let Some(mut rest) = rest {
        rest.read_to_end(&mut file).unwrap();
    }
    file
}

pub(super) fn text(
    format: ExportFormat,
    fields: &[Field],
    batches: &[RecordBatch],
    options: &WriteOptions,
) -> String {
    String::from_utf8(bytes(format, fields, batches, options)).unwrap()
}

#[test]
fn csv_is_what_spreadsheets_expect() {
    let (fields, batch) = cities();
    assert_eq!(
        text(ExportFormat::Csv, &fields, &[batch], &WriteOptions::default()),
        "\u{feff}id;name;tags;area;capital;founded;month;updated;pos;geom;picture\r\n\
         1;\"Pa;r\"\"is\n\";capital,river;4.0;True;2012-11-13;1988-01;2024-03-01T23:30:00+00:00;48.8566, 2.3522;\
         \"{\"\"coordinates\"\": [[0.0, 1.0], [2.5, 3.0]], \"\"type\"\": \"\"LineString\"\"}\";https://x.test/f/1\r\n\
         8;;;;;;;;;;\r\n"
    );
}

#[test]
fn csv_options_are_followed() {
    let (fields, batch) = cities();
    let (fields, batch) = (fields[..3].to_vec(), batch.project(&[0, 1, 2]).unwrap());
    let csv = CsvOptions {
        delimiter: ',',
        list_separator: "/".to_owned(),
        quote_all: true,
        with_bom: false,
        ..CsvOptions::default()
    };
    let options = WriteOptions {
        csv,
        use_labels: true,
        ..WriteOptions::default()
    };
    assert_eq!(
        text(ExportFormat::Csv, &fields, &[batch], &options),
        "\"id\",\"Town \"\"name\"\"\",\"tags\"\r\n\"1\",\"Pa;r\"\"is\n\",\"capital/river\"\r\n\"8\",\"\",\"\"\r\n"
    );
}

#[test]
fn csv_with_one_column_has_no_empty_lines_and_keeps_formulas_as_they_are() {
    let fields = [field("a", FieldType::Text)];
    let batch = batch_of(vec![Arc::new(StringArray::from(vec![None, Some("=1+1")]))]);
    let options = WriteOptions {
        csv: CsvOptions {
            with_bom: false,
            ..CsvOptions::default()
        },
        ..WriteOptions::default()
    };
    assert_eq!(
        text(ExportFormat::Csv, &fields, &[batch], &options),
        "a\r\n\"\"\r\n=1+1\r\n"
    );
}

#[test]
fn csv_refuses_delimiters_that_cannot_be_read_back() {
    for delimiter in ['"', '\n', '\r', '\0', 'é'] {
        let csv = CsvOptions {
            delimiter,
            ..CsvOptions::default()
        };
        let options = WriteOptions {
            csv,
            ..WriteOptions::default()
        };
        assert!(writer(ExportFormat::Csv, &[], &options).is_err(), "{delimiter:?}");
    }
}

const PARIS: &str = concat!(
    r#"{"id": 1, "name": "Pa;r\"is\n", "tags": ["capital", "river"], "area": 4.0, "capital": true, "founded": "2012-11-13", "#,
    r#""month": "1988-01", "updated": "2024-03-02T00:30:00+01:00", "pos": {"lon": 2.3522, "lat": 48.8566}, "geom": {"type": "#,
    r#""Feature", "geometry": {"coordinates": [[0.0, 1.0], [2.5, 3.0]], "type": "LineString"}, "properties": {}}, "#,
    r#""picture": {"filename": "a.png", "url": "https://x.test/f/1"}}"#
);
const GHOST: &str = concat!(
    r#"{"id": 8, "name": null, "tags": null, "area": null, "capital": null, "founded": null, "month": null, "#,
    r#""updated": null, "pos": null, "geom": null, "picture": null}"#
);

#[test]
fn json_is_an_array_of_spaced_objects_across_batches() {
    let (fields, batch) = cities();
    let options = WriteOptions {
        timezone: Tz::Europe__Paris,
        ..WriteOptions::default()
    };
    let parts = [batch.slice(0, 1), batch.slice(0, 0), batch.slice(1, 1)];
    assert_eq!(
        text(ExportFormat::Json, &fields, &parts, &options),
        format!("[{PARIS},{GHOST}]")
    );
    assert_eq!(
        text(ExportFormat::JsonLines, &fields, &parts, &options),
        format!("{PARIS}\n{GHOST}\n")
    );
    assert_eq!(text(ExportFormat::Json, &fields, &[], &options), "[]");
    assert_eq!(text(ExportFormat::JsonLines, &fields, &[], &options), "");
}

#[test]
fn compact_json_has_no_blanks() {
    let (fields, batch) = cities();
    let (fields, batch) = (fields[..3].to_vec(), batch.project(&[0, 1, 2]).unwrap());
    let options = WriteOptions {
        json_style: JsonStyle::Compact,
        ..WriteOptions::default()
    };
    assert_eq!(
        text(ExportFormat::Json, &fields, &[batch], &options),
        r#"[{"id":1,"name":"Pa;r\"is\n","tags":["capital","river"]},{"id":8,"name":null,"tags":null}]"#
    );
}

#[test]
fn geojson_takes_the_shape_and_keeps_records_without_a_place() {
    let (fields, batch) = cities();
    let (fields, batch) = (
        vec![fields[0].clone(), fields[8].clone(), fields[9].clone()],
        batch.project(&[0, 8, 9]).unwrap(),
    );
    assert_eq!(
        text(
            ExportFormat::GeoJson,
            &fields,
            std::slice::from_ref(&batch),
            &WriteOptions::default()
        ),
        concat!(
            r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"coordinates": [[0.0, 1.0], "#,
            r#"[2.5, 3.0]], "type": "LineString"}, "properties": {"id": 1, "pos": {"lon": 2.3522, "lat": 48.8566}}}, "#,
            r#"{"type": "Feature", "geometry": null, "properties": {"id": 8, "pos": null}}]}"#
        )
    );
    let (fields, batch) = (fields[..2].to_vec(), batch.project(&[0, 1]).unwrap().slice(0, 1));
    assert_eq!(
        text(ExportFormat::GeoJson, &fields, &[batch], &WriteOptions::default()),
        concat!(
            r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"coordinates": [2.3522, "#,
            r#"48.8566], "type": "Point"}, "properties": {"id": 1}}]}"#
        )
    );
}

#[test]
fn parquet_keeps_types_and_reads_back() {
    let (fields, batch) = cities();
    for (compression, codec) in [(Compression::Snappy, "SNAPPY"), (Compression::Zstd, "ZSTD")] {
        let options = WriteOptions {
            parquet: compression,
            ..WriteOptions::default()
        };
        let file = bytes(
            ExportFormat::Parquet,
            &fields,
            &[batch.clone(), batch.clone()],
            &options,
        );
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file)).unwrap();
        let metadata = reader.metadata().clone();
        assert!(format!("{:?}", metadata.row_group(0).column(0).compression()).starts_with(codec));
        let geo = metadata
            .file_metadata()
            .key_value_metadata()
            .unwrap()
            .iter()
            .find(|entry| entry.key == "geo")
            .unwrap();
        assert_eq!(
            geo.value.as_deref().unwrap(),
            r#"{"version":"1.1.0","primary_column":"geom","columns":{"geom":{"encoding":"WKB","geometry_types":[]}}}"#
        );
        let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        assert_eq!(
            reader.schema().field_with_name("updated").unwrap().data_type(),
            &utc
        );
        let batches: Vec<RecordBatch> = reader.build().unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 4);
        let again = text(
            ExportFormat::JsonLines,
            &fields,
            &batches,
            &WriteOptions::default(),
        );
        assert_eq!(
            again,
            text(
                ExportFormat::JsonLines,
                &fields,
                &[batch.clone(), batch.clone()],
                &WriteOptions::default()
            )
        );
    }
}

#[test]
fn parquet_hands_out_row_groups_as_they_fill() {
    let fields = [field("n", FieldType::Int)];
    let batch = batch_of(vec![Arc::new(Int64Array::from_iter_values(0..50_000))]);
    let mut writer = writer(ExportFormat::Parquet, &fields, &WriteOptions::default()).unwrap();
    let mut out = Vec::new();
    writer.start(&mut out).unwrap();
    let mut handed = Vec::new();
    for _ in 0..5 {
        out.clear();
        writer.write(&batch, &mut out).unwrap();
        handed.push(out.len());
    }
    assert!(handed[2] > 0 || handed[3] > 0, "{handed:?}");
}

#[test]
fn neighbouring_arrow_types_are_accepted() {
    let fields = [
        field("a", FieldType::Text),
        field("b", FieldType::Text),
        field("n", FieldType::Int),
        field("t", FieldType::Datetime),
    ];
    let batch = batch_of(vec![
        Arc::new(StringViewArray::from(vec![
            Some("a view that is longer than twelve bytes"),
            None,
        ])),
        Arc::new(LargeStringArray::from(vec![Some("large"), None])),
        Arc::new(arrow::array::UInt64Array::from(vec![7, 8])),
        Arc::new(arrow::array::NullArray::new(2)),
    ]);
    assert_eq!(
        text(
            ExportFormat::JsonLines,
            &fields,
            &[batch],
            &WriteOptions::default()
        ),
        "{\"a\": \"a view that is longer than twelve bytes\", \"b\": \"large\", \"n\": 7, \"t\": null}\n\
         {\"a\": null, \"b\": null, \"n\": 8, \"t\": null}\n"
    );
}

#[test]
fn columns_of_other_records_are_refused() {
    let batch = batch_of(vec![Arc::new(StringArray::from(vec!["x"]))]);
    for format in ExportFormat::ALL {
        let mut writer = writer(format, &[], &WriteOptions::default()).unwrap();
        assert!(writer.write(&batch, &mut Vec::new()).is_err(), "{format:?}");
    }
    assert!(Columns::new(&[field("p", FieldType::GeoPoint2d)], &batch, Rendering::default()).is_err());
}

#[test]
fn cells_are_said_as_text_for_pages() {
    let (fields, batch) = cities();
    let columns = Columns::new(&fields, &batch, Rendering::default()).unwrap();
    let said: Vec<Option<String>> = (0..fields.len()).map(|column| columns.text(column, 0)).collect();
    let expected = [
        "1",
        "Pa;r\"is\n",
        "capital, river",
        "4.0",
        "true",
        "2012-11-13",
        "1988-01",
        "2024-03-01T23:30:00+00:00",
        "48.8566, 2.3522",
        "LineString",
        "a.png",
    ];
    assert_eq!(said, expected.map(|text| Some(text.to_owned())));
    assert!((1..fields.len()).all(|column| columns.text(column, 1).is_none()));
    let mut out = Vec::new();
    write_json_value(&fields[8], batch.column(8), 0, Rendering::default(), &mut out).unwrap();
    assert_eq!(out, br#"{"lon": 2.3522, "lat": 48.8566}"#);
}

#[test]
fn format_names_are_read_back() {
    for format in ExportFormat::ALL {
        assert_eq!(ExportFormat::parse(format.as_str()), Some(format));
    }
    assert_eq!(ExportFormat::parse("xls"), Some(ExportFormat::Xlsx));
    assert_eq!(ExportFormat::parse("docx"), None);
    assert_eq!(Compression::parse("zstd"), Some(Compression::Zstd));
    assert_eq!(Compression::parse("lzo"), None);
}

proptest! {
    #[test]
    fn any_cell_survives_csv_and_json(
        texts in prop::collection::vec(prop::option::of(".*"), 1..8),
        numbers in prop::collection::vec(prop::option::of(prop::num::f64::ANY), 8),
        delimiter in prop::sample::select(vec![';', ',', '\t', '|']),
        quote_all: bool,
    ) {
        let fields = [field("t", FieldType::Text), field("d", FieldType::Double)];
        let numbers = &numbers[..texts.len()];
        let batch = batch_of(vec![
            Arc::new(texts.iter().cloned().collect::<StringArray>()),
            Arc::new(numbers.iter().copied().collect::<Float64Array>()),
        ]);
        let csv = CsvOptions { delimiter, quote_all, with_bom: false, ..CsvOptions::default() };
        let options = WriteOptions { csv, ..WriteOptions::default() };

        let file = bytes(ExportFormat::Csv, &fields, std::slice::from_ref(&batch), &options);
        let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(file.as_slice());
        let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(rows.len(), texts.len());
        let lines = text(ExportFormat::JsonLines, &fields, &[batch], &options);
        for (((row, line), text), number) in rows.iter().zip(lines.lines()).zip(&texts).zip(numbers) {
            let number = number.filter(|number| number.is_finite());
            prop_assert_eq!(&row[0], text.as_deref().unwrap_or_default());
            prop_assert_eq!(row[1].parse::<f64>().ok(), number);
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(record["t"].as_str(), text.as_deref());
            // The JSON reader of this test rounds the last digit now and then: the text is what counts.
            prop_assert_eq!(record["d"].is_null(), number.is_none());
        }
    }
}
