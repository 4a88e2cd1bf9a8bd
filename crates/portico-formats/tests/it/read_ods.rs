//! Are spreadsheets of OpenDocument read as their publishers meant them?

use std::io::{Cursor, Write as _};

use portico_formats::read::{Format, ReadOptions, inspect};
use zip::write::SimpleFileOptions;

use crate::support::{complaint, complaint_with, read_as, try_read};

const SPREADSHEET: &str = "application/vnd.oasis.opendocument.spreadsheet";

/// An archive as LibreOffice makes them, around these sheets and that list of files.
fn packed(kind: &str, content: &str, manifest: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let entries = [
        ("mimetype", kind),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ];
    for (name, text) in entries {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn content(sheets: &[(&str, &str)]) -> String {
    let tables = sheets.iter().map(|(name, rows)| {
        format!(r#"<table:table table:name="{name}"><table:table-column table:number-columns-repeated="4"/>{rows}</table:table>"#)
    });
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:draw="d"><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>"#,
        tables.collect::<String>()
    )
}

fn workbook(sheets: &[(&str, &str)]) -> Vec<u8> {
    packed(SPREADSHEET, &content(sheets), "<manifest/>")
}

fn words(text: &str) -> String {
    format!(r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#)
}

fn typed(kind: &str, name: &str, value: &str, shown: &str) -> String {
    format!(
        r#"<table:table-cell office:value-type="{kind}" office:{name}="{value}"><text:p>{shown}</text:p></table:table-cell>"#
    )
}

fn row(cells: &[String]) -> String {
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

/// So many cells, or rows, without anything.
fn nothing(columns: u32, rows: u32) -> String {
    format!(
        r#"<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}"/></table:table-row>"#
    )
}

#[test]
fn a_sheet_is_read_below_its_title_with_the_types_of_its_cells() {
    let head = ["Name", "Amount", "Day", "Opens", "Free", "Share"];
    let rows = [
        row(&[words("Budget of 2017")]),
        nothing(6, 1),
        row(&head.map(words)),
        row(&[
            words("Taxes &amp; <text:span>fees</text:span>"),
            typed("currency", "value", "10", "10.00 $"),
            typed("date", "date-value", "2017-01-01", "1 Jan"),
            typed("time", "time-value", "PT08H30M00S", "8:30 am"),
            typed("boolean", "boolean-value", "true", "TRUE"),
            typed("percentage", "value", "0.25", "25 %"),
        ]),
        nothing(1024, 2),
        row(&[
            words("Two<text:s text:c=\"2\"/>spaces"),
            typed("float", "value", "2.5", "2.5"),
        ]),
        nothing(1024, 1_048_000),
    ];
    let file = workbook(&[
        ("Empty", &nothing(1024, 1_048_576)),
        ("Main", &rows.concat()),
        ("Other", &row(&[words("x")])),
    ]);
    let outcome = read_as("f.ods", &file);
    assert_eq!(outcome.inspection.format, Format::Ods);
    assert_eq!(
        outcome.schema(),
        "name text\namount double\nday date facet\nopens text\nfree boolean facet\nshare double"
    );
    assert_eq!(
        outcome.rows(),
        "Taxes & fees | 10.0 | 2017-01-01 | 08:30:00 | true | 0.25\nTwo  spaces | 2.5 |  |  |  | "
    );
    assert_eq!(
        (outcome.inspection.header_row, outcome.inspection.sheet.as_deref()),
        (Some(3), Some("Main"))
    );
    assert_eq!(outcome.notes(), ["several_sheets", "preamble"]);
    let options = ReadOptions {
        sheet: Some("Other".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(try_read("f.ods", &file, &options).unwrap().schema(), "x text");
    let options = ReadOptions {
        sheet: Some("None".to_owned()),
        ..ReadOptions::default()
    };
    assert!(complaint_with("f.ods", &file, &options).contains("no sheet `None`"));
}

#[test]
fn repetitions_errors_comments_and_paragraphs_are_what_people_see() {
    let rows = [
        row(&[words("Name"), words("A"), words("B")]),
        format!(
            r#"<table:table-row table:number-rows-repeated="2">{}<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>"#,
            words("Oak")
        ),
        row(&[
            r#"<table:table-cell office:value-type="string"><office:annotation><text:p>a comment</text:p></office:annotation><text:p>Elm</text:p><text:p>tall &#x2713;</text:p></table:table-cell>"#.to_owned(),
            r##"<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>"##.to_owned(),
            typed("float", "value", "8", "8"),
        ]),
    ];
    let outcome = read_as("f.ods", workbook(&[("One", &rows.concat())]));
    assert_eq!(outcome.schema(), "name text\na int\nb int");
    assert_eq!(outcome.rows(), "Oak | 7 | 7\nOak | 7 | 7\nElm\ntall ✓ |  | 8");
}

#[test]
fn what_cannot_be_read_is_explained() {
    let check = |bytes: &[u8], part: &str| {
        let message = complaint("f.ods", bytes);
        assert!(message.contains(part), "{part}: {message}");
    };
    check(
        &workbook(&[("Empty", "")]),
        "every sheet of the workbook is empty",
    );
    check(
        &packed(
            SPREADSHEET,
            "\u{1}",
            "<manifest:encryption-data manifest:checksum=\"x\"/>",
        ),
        "protected by a password",
    );
    check(
        &packed("application/vnd.oasis.opendocument.text", "<a/>", "<manifest/>"),
        "OpenDocument file without a table",
    );
    let whole = content(&[("One", &[row(&[words("Name")]), row(&[words("Oak")])].concat())]);
    for end in [whole.len() / 2, whole.len() - 60] {
        check(&packed(SPREADSHEET, &whole[..end], ""), "cannot be read");
    }
    check(
        &packed(SPREADSHEET, &whole.replace("Oak", "&who;"), ""),
        "`&who;` is not known",
    );
    let zip = workbook(&[("One", &row(&[words("Name")]))]);
    check(&zip[..zip.len() - 30], "the workbook is damaged");
}

#[test]
fn nothing_makes_it_hold_more_than_a_row() {
    let long = "a".repeat(17 << 20);
    let message = complaint("f.ods", workbook(&[("One", &row(&[words(&long)]))]));
    assert!(message.contains("too large"), "{message}");
    // Sixteen thousand columns are more than a dataset has.
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="4000000000" office:value-type="float" office:value="7"/></table:table-row>"#;
    let message = complaint("f.ods", workbook(&[("One", wide)]));
    assert!(message.contains("the limit is 500"), "{message}");
    let deep = format!(
        r#"{}<table:table-row table:number-rows-repeated="4000000000">{}</table:table-row>"#,
        row(&[words("Name")]),
        words("Oak")
    );
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(&workbook(&[("One", &deep)])).unwrap();
    let (mut bytes, mut rows) = (0, 0);
    let mut progress = |so_far, records| (bytes, rows) = (so_far, records);
    let options = ReadOptions::default();
    inspect(file.path(), "f.ods", &options, &mut progress).unwrap();
    assert!(
        bytes > 0 && rows > 0,
        "how far it is, is told: {bytes} bytes, {rows} rows"
    );
    let outcome = read_as("f.ods", std::fs::read(file.path()).unwrap());
    assert_eq!(outcome.inspection.rows, (1 << 20) - 1);
    assert_eq!(outcome.schema(), "name text");
}
