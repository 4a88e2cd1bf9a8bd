//! The catalog answers the language of records.

use portico_model::{Metadata, Principal};
use portico_services::{ImportRequest, Question};

use crate::bench::{Bench, PARKS, id, request};

#[tokio::test]
async fn datasets_are_found_by_their_metadata() {
    let bench = Bench::new().await;
    for (name, theme, modified) in [
        ("parks", "Nature", "2020-01-01"),
        ("roads", "Transport", "2021-01-01"),
    ] {
        let wanted = ImportRequest {
            id: Some(id(name)),
            metadata: Metadata {
                title: format!("All {name}"),
                theme: vec![theme.to_owned(), "City".to_owned()],
                modified: Some(modified.to_owned()),
                ..Metadata::default()
            },
            ..request(bench.file("any.csv", PARKS))
        };
        bench.portal.import(wanted, |_| {}).await.expect("imported");
    }
    let catalog = bench
        .portal
        .catalog(&Principal::Anonymous)
        .await
        .expect("a catalog");
    let order: Vec<&str> = catalog
        .entries
        .iter()
        .map(|entry| entry.dataset.id.as_str())
        .collect();
    assert_eq!(order, ["roads", "parks"], "the most recently modified first");
    let count = async |question: Question| {
        let query = question.query().expect("a query");
        bench
            .portal
            .engine()
            .count(&catalog.table, &query)
            .await
            .expect("a count")
    };
    let condition = |text: &str| Question {
        filter: vec![text.to_owned()],
        ..Question::default()
    };
    assert_eq!(count(Question::default()).await, 2);
    assert_eq!(count(condition("title like \"parks\"")).await, 1);
    assert_eq!(count(condition("records_count = 3")).await, 2);
    assert_eq!(count(condition("dataset_id = \"roads\"")).await, 1);
    assert_eq!(count(condition("search(\"parks\")")).await, 1);
    let refined = Question {
        refine: vec!["theme:Nature".to_owned()],
        ..Question::default()
    };
    assert_eq!(count(refined).await, 1);
    let facets = bench
        .portal
        .engine()
        .facets(&catalog.table, &Question::default().query().expect("a query"))
        .await;
    let theme = facets
        .expect("facets")
        .into_iter()
        .find(|facet| facet.name == "theme")
        .expect("a facet");
    let values: Vec<(String, Option<u64>)> = theme
        .values
        .into_iter()
        .map(|node| (node.value, node.count))
        .collect();
    assert_eq!(values[0], ("City".to_owned(), Some(2)));
    assert_eq!(values.len(), 3);
}

#[tokio::test]
async fn an_empty_catalog_answers_too() {
    let bench = Bench::new().await;
    let catalog = bench
        .portal
        .catalog(&Principal::Anonymous)
        .await
        .expect("a catalog");
    let query = Question::default().query().expect("a query");
    assert_eq!(
        bench
            .portal
            .engine()
            .count(&catalog.table, &query)
            .await
            .expect("a count"),
        0
    );
    let fault = bench
        .portal
        .dataset(&Principal::Anonymous, "parks")
        .await
        .expect_err("nothing there");
    assert_eq!(fault.message, "The requested dataset parks does not exist.");
}
