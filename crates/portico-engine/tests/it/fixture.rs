//! The small datasets of the conformance cases (reference, section 19.0), stored in a temporary folder, and how tests ask them.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, ListBuilder, StringArray, StringBuilder,
    StructArray, TimestampMicrosecondArray,
};
use arrow::buffer::NullBuffer;
use arrow::record_batch::RecordBatch;
use chrono::{DateTime, NaiveDate};
use futures::StreamExt;
use object_store::local::LocalFileSystem;
use portico_engine::{Engine, EngineError, EngineSettings, FacetTree, Query, Table};
use portico_formats::layout::{arrow_schema, point_fields};
use portico_formats::write::{ExportFormat, WriteOptions, writer};
use portico_model::{Annotations, DatasetUid, Field, FieldType, Precision, Profile, Schema, Version};
use tempfile::TempDir;

/// An engine over a temporary folder.
pub(crate) struct Bench {
    pub(crate) engine: Engine,
    pub(crate) folder: TempDir,
}

pub(crate) fn bench() -> Bench {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let objects = folder.path().join("objects");
    std::fs::create_dir_all(&objects).expect("a folder");
    let store = Arc::new(LocalFileSystem::new_with_prefix(objects).expect("a store"));
    let settings = EngineSettings {
        query_time: Duration::from_secs(120),
        query_memory: 256 << 20,
        running: 4,
        waiting: 16,
        scratch: folder.path().join("scratch"),
    };
    Bench {
        engine: Engine::open(store, settings).expect("an engine"),
        folder,
    }
}

impl Bench {
    /// Stores batches as a version and gives its table.
    pub(crate) async fn store(&self, id: &str, schema: &Schema, batches: Vec<RecordBatch>) -> Table {
        let uid = DatasetUid::new("da_test00").expect("a uid");
        let mut writer = self
            .engine
            .write_version(&uid, id, schema)
            .await
            .expect("a writer");
        for batch in batches {
            writer.write(batch).await.expect("a batch is written");
        }
        let (profile, bytes) = writer.finish().await.expect("a version is finished");
        Table::stored(&uid, &version(id, schema, profile, bytes))
    }
}

fn version(id: &str, schema: &Schema, profile: Profile, bytes: u64) -> Version {
    Version {
        id: id.to_owned(),
        number: 1,
        sha256: String::new(),
        schema: schema.clone(),
        profile,
        bytes: i64::try_from(bytes).expect("a small file"),
        source_name: "fixture".to_owned(),
        author: "test".to_owned(),
        note: None,
        created_at: 1_709_287_200_000_000,
    }
}

fn field(name: &str, ty: FieldType, change: impl FnOnce(&mut Annotations)) -> Field {
    let mut field = Field::new(name, ty);
    change(&mut field.annotations);
    field
}

/// `fx-cities`.
pub(crate) fn cities_schema() -> Schema {
    use FieldType::{Boolean, Date, Datetime, Double, GeoPoint2d, Int, Text};
    Schema {
        fields: vec![
            field("id", Int, |a| a.id = true),
            field("name", Text, |a| (a.facet, a.sortable) = (true, true)),
            field("country", Text, |a| (a.facet, a.disjunctive) = (true, true)),
            field("region", Text, |a| {
                (a.facet, a.hierarchical) = (true, Some("/".to_owned()))
            }),
            field("tags", Text, |a| {
                (a.facet, a.multivalued) = (true, Some(",".to_owned()))
            }),
            Field::new("population", Int),
            Field::new("area", Double),
            Field::new("capital", Boolean),
            Field::new("founded", Date),
            Field::new("updated", Datetime),
            Field::new("pos", GeoPoint2d),
            Field::new("note", Text),
            Field::new("12", Text),
        ],
    }
}

pub(crate) fn days(text: &str) -> i32 {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").expect("a day");
    i32::try_from((day - NaiveDate::default()).num_days()).expect("a small number")
}

fn micros(text: &str) -> i64 {
    DateTime::parse_from_rfc3339(&format!("{text}Z"))
        .expect("an instant")
        .timestamp_micros()
}

pub(crate) fn points(values: &[Option<(f64, f64)>]) -> ArrayRef {
    let lon: Float64Array = values.iter().map(|point| point.map(|(_, lon)| lon)).collect();
    let lat: Float64Array = values.iter().map(|point| point.map(|(lat, _)| lat)).collect();
    let valid = NullBuffer::from_iter(values.iter().map(Option::is_some));
    Arc::new(StructArray::new(
        point_fields(),
        vec![Arc::new(lon), Arc::new(lat)],
        Some(valid),
    ))
}

pub(crate) fn cities_batch() -> RecordBatch {
    let mut tags = ListBuilder::new(StringBuilder::new());
    for list in [
        Some(vec!["capital", "river"]),
        Some(vec!["river"]),
        Some(vec!["port"]),
        Some(vec!["river"]),
        Some(vec!["capital", "river"]),
        None,
        Some(vec!["capital"]),
        None,
    ] {
        match list {
            Some(list) => {
                list.iter().for_each(|item| tags.values().append_value(item));
                tags.append(true);
            }
            None => tags.append(false),
        }
    }
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(1..=8)),
        Arc::new(StringArray::from(vec![
            "Paris",
            "Nantes",
            "Lorient",
            "Besançon",
            "Rome",
            "Milan",
            "Mexico City",
            "Ghost",
        ])),
        Arc::new(StringArray::from(vec![
            Some("FR"),
            Some("FR"),
            Some("FR"),
            Some("FR"),
            Some("IT"),
            Some("IT"),
            Some("MX"),
            None,
        ])),
        Arc::new(StringArray::from(vec![
            Some("Europe/France/Ile-de-France"),
            Some("Europe/France/Pays de la Loire"),
            Some("Europe/France/Bretagne"),
            Some("Europe/France/Bourgogne-Franche-Comte"),
            Some("Europe/Italy/Lazio"),
            Some("Europe/Italy/Lombardia"),
            Some("America/Mexico/CDMX"),
            None,
        ])),
        Arc::new(tags.finish()),
        Arc::new(Int64Array::from(vec![
            Some(2_100_000),
            Some(320_000),
            Some(57_000),
            Some(117_000),
            Some(2_870_000),
            Some(1_370_000),
            Some(9_200_000),
            None,
        ])),
        Arc::new(Float64Array::from(vec![
            105.4, 65.2, 17.5, 65.1, 1285.0, 181.8, 1485.0, 0.0,
        ])),
        Arc::new(BooleanArray::from(vec![
            Some(true),
            Some(false),
            Some(false),
            Some(false),
            Some(true),
            Some(false),
            Some(true),
            None,
        ])),
        Arc::new(Date32Array::from_iter(
            [
                Some("1958-10-04"),
                Some("1598-04-13"),
                Some("1666-01-01"),
                None,
                Some("1871-02-03"),
                Some("1861-03-17"),
                Some("1521-08-13"),
                None,
            ]
            .map(|day| day.map(days)),
        )),
        Arc::new(TimestampMicrosecondArray::from_iter(
            [
                Some("2024-03-01T10:00:00"),
                Some("2024-03-01T23:30:00"),
                Some("2024-03-05T08:15:00"),
                Some("2023-12-31T23:30:00"),
                Some("2024-01-15T12:00:00"),
                Some("2023-07-04T09:30:00"),
                Some("2022-11-13T00:00:00"),
                None,
            ]
            .map(|instant| instant.map(micros)),
        )),
        points(&[
            Some((48.8566, 2.3522)),
            Some((47.2184, -1.5536)),
            Some((47.7482, -3.3702)),
            Some((47.2378, 6.0241)),
            Some((41.9028, 12.4964)),
            Some((45.4642, 9.19)),
            Some((19.4326, -99.1332)),
            None,
        ]),
        Arc::new(StringArray::from(vec![
            Some("City of light"),
            None,
            Some("book of secret ports"),
            Some("THE BOOK OF SECRETS"),
            Some("SECRET DEFENSE"),
            None,
            Some("films about trees"),
            None,
        ])),
        Arc::new(StringArray::from_iter_values((1..=8).map(|id| format!("x{id}")))),
    ];
    RecordBatch::try_new(arrow_schema(&cities_schema().fields), columns).expect("the fixture is well formed")
}

/// `fx-gold`: dates of month precision.
pub(crate) fn gold() -> (Schema, RecordBatch) {
    let month = field("date", FieldType::Date, |a| {
        a.timeserie_precision = Some(Precision::Month)
    });
    let schema = Schema {
        fields: vec![month, Field::new("price", FieldType::Double)],
    };
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Date32Array::from(vec![days("1988-03-01"), days("1988-01-01")])),
        Arc::new(Float64Array::from(vec![443.491, 477.758])),
    ];
    let batch =
        RecordBatch::try_new(arrow_schema(&schema.fields), columns).expect("the fixture is well formed");
    (schema, batch)
}

/// The fixture that most tests share; the runtime lives as long as the tests.
pub(crate) struct Shared {
    pub(crate) bench: Bench,
    pub(crate) cities: Table,
    pub(crate) runtime: tokio::runtime::Runtime,
}

pub(crate) fn shared() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime");
        let bench = bench();
        let cities = runtime.block_on(bench.store("cities", &cities_schema(), vec![cities_batch()]));
        Shared {
            bench,
            cities,
            runtime,
        }
    })
}

/// A query in the words of an address: `where=…&group_by=…`; clauses are not percent-encoded and stand between ` & `.
pub(crate) fn query(text: &str) -> Query {
    let mut query = Query {
        limit: Some(10),
        ..Query::default()
    };
    for part in text.split(" & ").filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').expect("name=value");
        match name {
            "select" => query.select = portico_odsql::parse_select(value).expect(value),
            "where" => query.filter.push(portico_odsql::parse_where(value).expect(value)),
            "group_by" => query.group_by = portico_odsql::parse_group_by(value).expect(value),
            "order_by" => query.order_by = portico_odsql::parse_order_by(value).expect(value),
            "refine" => query
                .refine
                .push(portico_odsql::parse_refinement(value).expect(value)),
            "exclude" => query
                .exclude
                .push(portico_odsql::parse_refinement(value).expect(value)),
            "facet" => query.facets.push(portico_odsql::parse_facet(value).expect(value)),
            "limit" => query.limit = (value != "-1").then(|| value.parse().expect(value)),
            "offset" => query.offset = value.parse().expect(value),
            "timezone" => query.timezone = value.parse().expect(value),
            "lang" => query.lang = value.to_owned(),
            other => panic!("unknown part {other}"),
        }
    }
    query
}

/// The rows of an answer, one JSON object a line.
pub(crate) async fn rows(engine: &Engine, table: &Table, query: &Query) -> Result<Vec<String>, EngineError> {
    let mut answer = engine.select(table, query).await?;
    let options = WriteOptions {
        timezone: query.timezone,
        ..WriteOptions::default()
    };
    let mut lines = writer(ExportFormat::JsonLines, &answer.columns, &options).expect("a writer");
    let mut bytes = Vec::new();
    lines.start(&mut bytes).expect("a start");
    while let Some(batch) = answer.batches.next().await {
        lines
            .write(&batch?, &mut bytes)
            .expect("the batch has the columns of the answer");
    }
    lines.finish(&mut bytes).expect("an end");
    Ok(String::from_utf8(bytes)
        .expect("JSON is UTF-8")
        .lines()
        .map(str::to_owned)
        .collect())
}

/// Rows of `fx-cities`.
pub(crate) fn ask(text: &str) -> Result<Vec<String>, EngineError> {
    let shared = shared();
    shared
        .runtime
        .block_on(rows(&shared.bench.engine, &shared.cities, &query(text)))
}

/// Facets of `fx-cities`.
pub(crate) fn facets(text: &str) -> Result<Vec<FacetTree>, EngineError> {
    let shared = shared();
    shared
        .runtime
        .block_on(shared.bench.engine.facets(&shared.cities, &query(text)))
}
