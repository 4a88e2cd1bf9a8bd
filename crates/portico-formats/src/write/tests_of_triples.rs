//! What do triples look like in each syntax?

use std::sync::Arc;

use arrow::array::StringArray;

use super::tests::{batch_of, cities, field, text};
use super::{ExportFormat, Subject, WriteOptions};
use portico_model::FieldType;

fn about(address: &str) -> WriteOptions {
    WriteOptions {
        subject: Subject {
            address: address.to_owned(),
            ..Subject::default()
        },
        ..WriteOptions::default()
    }
}

#[test]
fn turtle_says_each_value_with_its_type() {
    let (fields, batch) = cities();
    let file = text(
        ExportFormat::Turtle,
        &fields,
        &[batch],
        &about("https://x.test/d"),
    );
    assert!(file.starts_with("@prefix d: <https://x.test/d#> .\n"));
    assert!(file.contains("d:name a rdf:Property ; rdfs:label \"Town \\\"name\\\"\" .\n"));
    let (_, records) = file.split_once("\"picture\" .\n").unwrap();
    assert_eq!(
        records,
        "_:b1 d:id \"1\"^^xsd:integer ; d:name \"Pa;r\\\"is\\n\" ; d:tags \"capital\", \"river\" ; d:area \"4.0\"^^xsd:double ; \
         d:capital \"true\"^^xsd:boolean ; d:founded \"2012-11-13\"^^xsd:date ; d:month \"1988-01\"^^xsd:gYearMonth ; \
         d:updated \"2024-03-01T23:30:00+00:00\"^^xsd:dateTime ; d:pos \"POINT(2.3522 48.8566)\"^^geo:wktLiteral ; \
         d:geom \"LINESTRING(0 1,2.5 3)\"^^geo:wktLiteral ; d:picture <https://x.test/f/1> .\n\
         _:b2 d:id \"8\"^^xsd:integer .\n"
    );
}

#[test]
fn records_are_named_by_their_identifier_and_fields_by_names() {
    let fields = [field("_id", FieldType::Text), field("12 a", FieldType::Text)];
    let batch = batch_of(vec![
        Arc::new(StringArray::from(vec![Some("aa"), Some("bb")])),
        Arc::new(StringArray::from(vec![Some("<\u{0}&\r"), None])),
    ]);
    let options = WriteOptions {
        record_ids: true,
        ..about("https://x.test/a b")
    };
    let check = |format, expected: &str| {
        let file = text(format, &fields, std::slice::from_ref(&batch), &options);
        assert!(file.contains(expected) && !file.contains("bb"), "{file}");
    };
    check(
        ExportFormat::RdfXml,
        "<rdf:Description rdf:about=\"https://x.test/a%20b/records/aa\"><d:_12_a>&lt;&amp;&#13;</d:_12_a></rdf:Description>",
    );
    check(
        ExportFormat::JsonLd,
        "{\"@id\": \"https://x.test/a%20b/records/aa\", \"d:_12_a\": \"<&\\r\"}",
    );
    check(
        ExportFormat::N3,
        "<https://x.test/a%20b/records/aa> d:_12_a \"<&\\r\" .",
    );
}
