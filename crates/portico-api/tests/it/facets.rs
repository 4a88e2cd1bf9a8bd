//! Are facets listed and do they choose? Cases 207 to 235.

use crate::fixture::{BASE, REC, check, get};

const FACETS: &str = "/api/explore/v2.1/catalog/datasets/fx-cities/facets";

#[test]
fn declared_facets_are_listed_in_schema_order() {
    let body = get(FACETS).json();
    let names: Vec<_> = body["facets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|facet| facet["name"].clone())
        .collect();
    assert_eq!(names, ["name", "country", "region", "tags"]);
    let base = format!("http://portal.example{BASE}");
    assert_eq!(
        body["links"][0]["href"],
        format!("{base}/catalog/datasets/fx-cities/facets")
    );
    assert_eq!(
        (&body["links"][0]["rel"], &body["links"][1]["rel"]),
        (&"self".into(), &"dataset".into())
    );
}

#[test]
fn values_are_counted_after_the_conditions() {
    check(
        &format!("{FACETS}?facet=country"),
        200,
        r#"{"facets": [{"name": "country", "facets": [
            {"name": "FR", "count": 4, "state": "displayed", "value": "FR"}, {"name": "IT", "count": 2}, {"name": "MX", "count": 1}]}]}"#,
    );
    check(
        &format!("{FACETS}?facet=tags"),
        200,
        r#"{"facets": [{"facets": [{"name": "river", "count": 4}, {"name": "capital", "count": 3}, {"name": "port", "count": 1}]}]}"#,
    );
    let alphabetical =
        format!("{FACETS}?facet=facet(name=\"country\", sort=\"alphanum\", limit=2)&where=capital");
    check(
        &alphabetical,
        200,
        r#"{"facets": [{"facets": [{"name": "FR", "count": 1}, {"name": "IT", "count": 1}]}]}"#,
    );
    check(
        &format!("{FACETS}?facet=name&refine=name:Paris"),
        200,
        r#"{"facets": [{"facets": [{"name": "Paris", "state": "refined", "count": 1}]}]}"#,
    );
}

#[test]
fn refine_and_exclude_choose_records() {
    let total = |query: &str, expected: u64| {
        let reply = get(&format!("{REC}?{query}"));
        assert_eq!(reply.json()["total_count"], expected, "{query}\n{}", reply.text());
    };
    total("refine=country:FR", 4);
    total("refine=country:\"FR\"", 4);
    total("refine=`country`:FR", 4);
    total("refine=country:FR&refine=tags:river", 3);
    total("refine=tags:river&refine=tags:capital", 2);
    total("refine=name:Paris&refine=name:Rome", 0);
    total(
        "refine=name:Paris&refine=name:Rome&facet=facet(name=\"name\", disjunctive=true)",
        2,
    );
    total("refine=updated:2024/03", 3);
    total("exclude=country:FR", 4);
    total("refine=country:FR&where=population > 100000", 3);
    total("refine.country=FR&q=sec", 2);
}
