//! What does a version keep, and what does an unfinished one leave?

use portico_engine::{Query, Table};
use portico_model::{DatasetUid, Extent, Schema};

use crate::fixture::{bench, cities_batch, cities_schema, gold, query, rows, shared};

#[test]
fn a_version_is_profiled_while_it_is_written() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let bench = bench();
        let uid = DatasetUid::new("da_test00").unwrap();
        let mut writer = bench
            .engine
            .write_version(&uid, "v1", &cities_schema())
            .await
            .unwrap();
        writer.write(cities_batch()).await.unwrap();
        let (profile, bytes) = writer.finish().await.unwrap();
        assert!(bytes > 0);
        assert_eq!(profile.records, 8);
        assert_eq!(
            profile.extent,
            Some(Extent {
                west: -99.1332,
                south: 19.4326,
                east: 12.4964,
                north: 48.8566
            })
        );
        assert_eq!(profile.geometry_types, ["Point"]);
        let country = profile
            .fields
            .iter()
            .find(|field| field.name == "country")
            .unwrap();
        assert_eq!((country.nulls, country.distinct), (1, Some(3)));
        let population = profile
            .fields
            .iter()
            .find(|field| field.name == "population")
            .unwrap();
        assert_eq!(population.min.as_deref(), Some("57000"));
        assert_eq!(population.max.as_deref(), Some("9200000"));
        assert_eq!(
            bench.engine.stored_versions().await.unwrap(),
            [("da_test00".to_owned(), "v1".to_owned())]
        );
        bench.engine.delete_version(&uid, "v1").await.unwrap();
        bench.engine.delete_version(&uid, "v1").await.unwrap();
        assert!(bench.engine.stored_versions().await.unwrap().is_empty());
    });
}

#[test]
fn an_unfinished_version_cannot_be_read() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let bench = bench();
        let uid = DatasetUid::new("da_test00").unwrap();
        let mut writer = bench
            .engine
            .write_version(&uid, "half", &cities_schema())
            .await
            .unwrap();
        writer.write(cities_batch()).await.unwrap();
        drop(writer);
        let files = walk(bench.folder.path());
        assert!(!files.iter().any(|name| name.ends_with(".parquet")), "{files:?}");
    });
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            names.extend(walk(&entry.path()));
        } else {
            names.push(entry.path().to_string_lossy().into_owned());
        }
    }
    names
}

#[test]
fn months_keep_their_precision() {
    let shared = shared();
    shared.runtime.block_on(async {
        let (schema, batch) = gold();
        let table = shared.bench.store("gold", &schema, vec![batch]).await;
        let answer = rows(&shared.bench.engine, &table, &query("order_by=date"))
            .await
            .unwrap();
        assert_eq!(
            answer,
            [
                r#"{"date": "1988-01", "price": 477.758}"#,
                r#"{"date": "1988-03", "price": 443.491}"#
            ]
        );
    });
}

#[test]
fn an_empty_dataset_answers() {
    let shared = shared();
    shared.runtime.block_on(async {
        let table = shared.bench.store("empty", &cities_schema(), Vec::new()).await;
        let engine = &shared.bench.engine;
        assert_eq!(rows(engine, &table, &Query::default()).await.unwrap(), [""; 0]);
        assert_eq!(engine.count(&table, &query("where=id > 3")).await.unwrap(), 0);
        assert!(
            engine
                .facets(&table, &Query::default())
                .await
                .unwrap()
                .iter()
                .all(|tree| tree.values.is_empty())
        );
    });
}

#[test]
fn a_record_is_found_by_its_identifier() {
    let shared = shared();
    shared.runtime.block_on(async {
        let engine = &shared.bench.engine;
        let with_ids = Query {
            with_record_ids: true,
            limit: Some(1),
            ..query("select=name & where=id=5")
        };
        let found = rows(engine, &shared.cities, &with_ids).await.unwrap();
        let id: String = found[0].split('"').nth(3).unwrap().to_owned();
        assert_eq!(id.len(), 40, "{found:?}");
        assert!(
            engine
                .record(&shared.cities, &id, &Query::default())
                .await
                .unwrap()
                .is_some()
        );
        assert!(
            engine
                .record(&shared.cities, &"0".repeat(40), &Query::default())
                .await
                .unwrap()
                .is_none()
        );
        assert!(
            engine
                .record(&shared.cities, "nope", &Query::default())
                .await
                .unwrap()
                .is_none()
        );
    });
}

#[test]
fn what_is_hidden_does_not_exist() {
    let shared = shared();
    shared.runtime.block_on(async {
        let engine = &shared.bench.engine;
        let seen: Table = shared
            .cities
            .clone()
            .with_visible_fields(&["id".to_owned(), "name".to_owned()])
            .with_row_filter(portico_odsql::parse_where("country = 'FR'").unwrap());
        assert_eq!(engine.count(&seen, &Query::default()).await.unwrap(), 4);
        assert!(engine.select(&seen, &query("select=population")).await.is_err());
        let answer = rows(engine, &seen, &query("where=id=1")).await.unwrap();
        assert_eq!(answer, [r#"{"id": 1, "name": "Paris"}"#]);
    });
}

#[test]
fn rows_in_memory_answer_like_stored_ones() {
    let shared = shared();
    shared.runtime.block_on(async {
        let engine = &shared.bench.engine;
        let schema: Schema = cities_schema();
        let memory = Table::memory("cities-1", schema, vec![cities_batch()]);
        for text in [
            "where=country='FR' & order_by=id",
            "group_by=tags & select=count(*) as n",
            "where=search(\"secret\")",
        ] {
            let stored = rows(engine, &shared.cities, &query(text)).await.unwrap();
            assert_eq!(
                rows(engine, &memory, &query(text)).await.unwrap(),
                stored,
                "{text}"
            );
        }
    });
}
