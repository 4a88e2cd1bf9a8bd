//! Does API v1 answer as the programs of its time expect? Cases 311 to 317 and the habits of real programs.

use http::Method;
use serde_json::{Value, json};

use crate::fixture::{call, check, get, refused};

const SEARCH: &str = "/api/records/1.0/search/?dataset=fx-cities";

/// Identifiers of the records that a search finds, in order of the identifier.
fn found(query: &str) -> Vec<i64> {
    let target = format!("{SEARCH}&rows=-1&sort=-id{query}");
    let reply = get(&target);
    assert_eq!(reply.status.as_u16(), 200, "{target}: {}", reply.text());
    let body = reply.json();
    let records = body["records"].as_array().unwrap();
    assert_eq!(body["nhits"], records.len(), "{target}");
    records
        .iter()
        .map(|record| record["fields"]["id"].as_i64().unwrap())
        .collect()
}

#[test]
fn a_search_has_hits_parameters_records_and_facet_groups() {
    let body = get(&format!("{SEARCH}&rows=2&facet=country&sort=-id")).json();
    assert_eq!(body["nhits"], 8);
    assert_eq!(
        body["parameters"],
        json!({"dataset": "fx-cities", "rows": 2, "start": 0, "sort": ["-id"], "facet": ["country"],
               "format": "json", "timezone": "UTC"})
    );
    let paris = &body["records"][0];
    assert_eq!(paris["datasetid"], "fx-cities");
    assert_eq!(paris["recordid"].as_str().unwrap().len(), 40);
    assert_eq!(paris["fields"]["pos"], json!([48.8566, 2.3522]));
    assert_eq!(paris["fields"]["tags"], "capital,river");
    assert_eq!(
        paris["geometry"],
        json!({"type": "Point", "coordinates": [2.3522, 48.8566]})
    );
    assert!(paris["record_timestamp"].as_str().unwrap().ends_with("+00:00"));
    assert!(
        body["records"][1]["fields"].get("note").is_none(),
        "missing values are left out"
    );
    assert_eq!(
        body["facet_groups"],
        json!([{"name": "country", "count": 7, "facets": [
            {"name": "FR", "path": "FR", "count": 4, "state": "displayed"},
            {"name": "IT", "path": "IT", "count": 2, "state": "displayed"},
            {"name": "MX", "path": "MX", "count": 1, "state": "displayed"}]}])
    );
    assert!(get(SEARCH).json().get("facet_groups").is_none());
}

#[test]
fn the_query_language_reads_words_fields_and_functions() {
    for (query, expected) in [
        ("&q=country:FR&refine.tags=river", vec![1, 2, 4]),
        ("&q=film", vec![7]),
        ("&q=\"film\"", vec![]),
        ("&q=\"book of\"", vec![3, 4]),
        ("&q=city light", vec![1]),
        ("&q=light OR defense", vec![1, 5]),
        ("&q=NOT city", vec![2, 3, 4, 5, 6, 8]),
        ("&q=country = IT", vec![5, 6]),
        ("&q=name:\"Mexico City\"", vec![7]),
        ("&q=name==mexico", vec![]),
        ("&q=name==\"mexico city\"", vec![7]),
        ("&q=population > 1000000 AND NOT country:FR", vec![5, 6, 7]),
        ("&q=population>1000000 and country=IT", vec![5, 6]),
        ("&q=(country:FR OR country:MX) AND capital:true", vec![1, 7]),
        ("&q=country:(FR OR MX)", vec![1, 2, 3, 4, 7]),
        ("&q=-country:FR", vec![5, 6, 7, 8]),
        ("&q=id:[2 TO 4]", vec![2, 3, 4]),
        ("&q=id:]2 TO 4[", vec![3]),
        ("&q=founded:[1500 TO 1700]", vec![2, 3, 7]),
        ("&q=founded:[* TO 1600]", vec![2, 7]),
        ("&q=founded>=1861/03/17", vec![1, 5, 6]),
        ("&q=updated:2024/03", vec![1, 2, 3]),
        ("&q=updated>2024-03-01T10:00:00", vec![2, 3]),
        ("&q=updated<%23now()", vec![1, 2, 3, 4, 5, 6, 7]),
        ("&q=updated>=%23now(years=-1)", vec![]),
        ("&q=%23null(country)", vec![8]),
        ("&q=NOT %23null(note)", vec![1, 3, 4, 5, 7]),
        ("&q=%23exact(note, \"SECRET DEFENSE\")", vec![5]),
        ("&q=%23exact(note, \"secret defense\")", vec![]),
        ("&q=%23search(note, \"bok of secret\")", vec![3, 4]),
        ("&q=%23startswith(note, \"SECRET\")", vec![5]),
        ("&q=%23distance(pos, \"48.8566,2.3522\", 340000)", vec![1, 4]),
        (
            "&q=%23polygon(pos, \"(46,-5),(46,10),(50,10),(50,-5)\")",
            vec![1, 2, 3, 4],
        ),
        ("&q=%23attr(country, group)", vec![]),
        ("&q=Besancon", vec![4]),
        ("&q=nosuch:thing", vec![]),
        ("&q=nosuch:light", vec![]),
        ("&q=\"light", vec![1]),
        ("&q=light)", vec![1]),
        ("&q=(light", vec![1]),
        ("&q=AND light OR", vec![1]),
        ("&q=population:many", vec![]),
        ("&q=", (1..=8).collect()),
        ("&qv1=country:FR&q=river", vec![1, 2, 4]),
    ] {
        let query = query.replace("%23", "#");
        assert_eq!(found(&query), expected, "{query}");
    }
}

#[test]
fn refinements_are_alternatives_only_when_the_request_says_so() {
    assert_eq!(found("&refine.country=FR"), [1, 2, 3, 4]);
    assert_eq!(found("&refine.country=FR&refine.country=IT"), Vec::<i64>::new());
    assert_eq!(
        found("&refine.country=FR&refine.country=IT&disjunctive.country=true"),
        [1, 2, 3, 4, 5, 6]
    );
    assert_eq!(found("&exclude.country=FR"), [5, 6, 7, 8]);
    assert_eq!(found("&refine.updated=2024/03"), [1, 2, 3]);
    assert_eq!(found("&refine.updated=2024-03-05"), [3]);
    check(
        &format!("{SEARCH}&rows=0&facet=updated&refine.updated=2024&facet=gone"),
        200,
        r#"{"nhits": 4, "records": [], "facet_groups": [{"name": "updated", "count": 4, "facets": [
            {"name": "2024", "path": "2024", "count": 4, "state": "refined", "facets": [
                {"name": "03", "path": "2024/03", "count": 3, "state": "displayed"},
                {"name": "01", "path": "2024/01", "count": 1, "state": "displayed"}]}]}]}"#,
    );
}

#[test]
fn places_are_latitude_first_and_the_nearest_comes_first() {
    let near = get(&format!("{SEARCH}&geofilter.distance=48.8566,2.3522,350000")).json();
    let names: Vec<&Value> = near["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| &record["fields"]["name"])
        .collect();
    assert_eq!(names, ["Paris", "Besançon", "Nantes"]);
    let metres: f64 = near["records"][1]["fields"]["dist"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((320_000.0..335_000.0).contains(&metres), "{metres}");
    assert_eq!(
        found("&geofilter.polygon=(46,-5),(46,10),(50,10),(50,-5)"),
        [1, 2, 3, 4]
    );
    assert_eq!(found("&geofilter.bbox=46,-5,50,10"), [1, 2, 3, 4]);
    refused(
        &format!("{SEARCH}&geofilter.distance=Paris"),
        400,
        &["geofilter.distance"],
    );
}

#[test]
fn a_bare_sort_descends_and_fields_are_chosen() {
    let names = |query: &str| {
        let body = get(&format!("{SEARCH}&{query}")).json();
        body["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| record["fields"]["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("sort=population&rows=2"), ["Mexico City", "Rome"]);
    assert_eq!(names("sort=-population&rows=2"), ["Lorient", "Besançon"]);
    assert_eq!(names("sort=-country,-name&rows=2"), ["Besançon", "Lorient"]);
    let body = get(&format!("{SEARCH}&fields=name,country,gone&sort=-id&rows=1")).json();
    assert_eq!(
        body["records"][0]["fields"],
        json!({"name": "Paris", "country": "FR"})
    );
    assert_eq!(body["records"][0]["geometry"]["type"], "Point");
}

#[test]
fn a_form_a_callback_and_indentation_change_nothing_but_the_outside() {
    let form = call(
        Method::POST,
        "/api/records/1.0/search",
        &[("content-type", "application/x-www-form-urlencoded")],
        "dataset=fx-cities&q=country%3AFR",
    );
    assert_eq!(form.json()["nhits"], 4);
    let script = get(&format!("{SEARCH}&rows=0&callback=jQuery1_2"));
    assert!(
        script
            .header("content-type")
            .starts_with("application/javascript")
    );
    assert_eq!(script.text().split('(').next(), Some("/**/jQuery1_2"));
    assert!(script.text().ends_with(");"));
    assert!(
        get(&format!("{SEARCH}&rows=0&format=jsonp"))
            .text()
            .starts_with("/**/callback(")
    );
    refused(&format!("{SEARCH}&callback=alert(1)//"), 400, &["callback"]);
    assert!(
        get(&format!("{SEARCH}&rows=0&pretty_print=true"))
            .text()
            .contains("\n  \"nhits\": 8")
    );
    let etag = get(SEARCH).header("etag").to_owned();
    let again = call(Method::GET, SEARCH, &[("if-none-match", &etag)], "");
    assert_eq!(again.status.as_u16(), 304);
    assert_eq!(get(SEARCH).header("access-control-allow-origin"), "*");
}

#[test]
fn errors_are_objects_in_old_and_new_words() {
    let missing = get("/api/records/1.0/search/?dataset=does-not-exist");
    assert_eq!(missing.status.as_u16(), 404);
    let body = missing.json();
    assert_eq!(
        body["error"],
        "The requested dataset does-not-exist does not exist."
    );
    assert_eq!(body["error"], body["message"]);
    assert!(body["errorcode"].is_u64());
    refused("/api/records/1.0/search/", 400, &["dataset"]);
    refused(&format!("{SEARCH}&rows=ten"), 400, &["rows"]);
    refused(&format!("{SEARCH}&start=10000"), 400, &["start"]);
    refused(&format!("{SEARCH}&refine.gone=1"), 400, &["gone"]);
    refused(&format!("{SEARCH}&format=docx"), 400, &["format"]);
    assert_eq!(get(&format!("{SEARCH}&rows=1000000")).json()["nhits"], 8);
}

#[test]
fn other_formats_hold_the_same_records() {
    let features = get(&format!("{SEARCH}&format=geojson&sort=-id&rows=2")).json();
    assert_eq!(
        features["features"][0]["geometry"]["coordinates"],
        json!([2.3522, 48.8566])
    );
    assert_eq!(features["features"][0]["properties"]["name"], "Paris");
    let csv = get(&format!("{SEARCH}&format=csv&sort=-id&rows=2&fields=name,pos"));
    assert_eq!(
        csv.text(),
        "name;pos\r\nParis;48.8566,2.3522\r\nNantes;47.2184,-1.5536\r\n"
    );
    assert!(
        get(&format!("{SEARCH}&format=rss"))
            .text()
            .contains("<item><title>")
    );
    assert!(
        get(&format!("{SEARCH}&format=atom"))
            .text()
            .contains("<entry><title>")
    );
}

#[test]
fn several_datasets_are_searched_one_after_the_other() {
    let body = get("/api/records/1.0/search/?dataset=fx-areas&dataset=fx-cities&rows=3").json();
    assert_eq!(body["nhits"], 10);
    assert_eq!(body["parameters"]["dataset"], json!(["fx-areas", "fx-cities"]));
    let ids: Vec<&Value> = body["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["datasetid"])
        .collect();
    assert_eq!(ids, ["fx-areas", "fx-areas", "fx-cities"]);
    let west = &body["records"][0];
    assert_eq!(
        west["fields"]["geo_shape"]["type"], "Polygon",
        "a shape is a bare geometry: {west}"
    );
    assert_eq!(west["geometry"]["type"], "Point");
}

#[test]
fn records_are_found_below_their_dataset() {
    let first = get("/api/datasets/1.0/fx-cities/records/?rows=1&sort=-id").json();
    let id = first["records"][0]["recordid"].as_str().unwrap().to_owned();
    let record = get(&format!("/api/datasets/1.0/fx-cities/records/{id}")).json();
    assert_eq!(record["fields"]["name"], "Paris");
    assert_eq!(record, first["records"][0]);
    refused("/api/datasets/1.0/fx-cities/records/nope/", 404, &["nope"]);
}

#[test]
fn downloads_have_the_conventions_of_their_time() {
    let rows = get("/api/records/1.0/download/?dataset=fx-cities&format=json&q=country:IT&rows=-1").json();
    assert_eq!(rows.as_array().unwrap().len(), 2);
    assert_eq!(rows[0]["fields"]["name"], "Rome");
    let csv = get(
        "/explore/dataset/fx-cities/download/?format=csv&timezone=Europe/Paris&use_labels_for_header=True&sort=-id&q=id=2",
    );
    assert!(csv.text().contains("2024-03-02T00:30:00+01:00"), "{}", csv.text());
    assert!(!csv.text().starts_with('\u{feff}'));
    assert!(
        get("/explore/dataset/fx-cities/download/?format=geojson&refine.country=FR").json()["features"]
            .is_array()
    );
    assert_eq!(
        get("/api/records/1.0/download?dataset=fx-big&fields=n")
            .text()
            .lines()
            .count(),
        10_501
    );
    refused(
        "/explore/dataset/does-not-exist/download/",
        404,
        &["does-not-exist"],
    );
}

#[test]
fn the_catalog_is_searched_with_flat_metadata() {
    let body = get("/api/datasets/1.0/search/?q=&rows=-1&facet=publisher&sort=-title").json();
    assert_eq!(body["nhits"], 3);
    assert_eq!(body["facet_groups"][0]["name"], "publisher");
    let cities = body["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .find(|dataset| dataset["datasetid"] == "fx-cities")
        .unwrap();
    assert_eq!(cities["metas"]["title"], "Cities of the world");
    assert_eq!(cities["metas"]["records_count"], 8);
    assert_eq!(cities["metas"]["keyword"], json!(["city", "world"]));
    assert_eq!(cities["metas"]["domain"], "portal.example");
    assert!(cities.get("extra_metas").is_none());
    let field = |name: &str| {
        let fields = cities["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap().clone()
    };
    assert_eq!(field("country")["annotations"][0], json!({"name": "facet"}));
    let tags = field("tags")["annotations"].clone();
    assert!(
        tags.as_array()
            .unwrap()
            .contains(&json!({"name": "multivalued", "args": [","]})),
        "{tags}"
    );
    for (query, hits) in [
        ("q=world", 1),
        ("q=title:cities", 1),
        ("refine.publisher=Team A", 2),
        ("refine.modified=2020/11", 1),
        ("exclude.language=fr", 2),
        ("q=records_count >= 50", 1),
        ("q=datasetid:fx-areas", 1),
        ("rows=10000000", 3),
    ] {
        let body = get(&format!("/api/datasets/1.0/search/?{query}")).json();
        assert_eq!(body["nhits"], hits, "{query}");
    }
    let one = get("/api/datasets/1.0/fx-cities/?extrametas=true&interopmetas=true").json();
    assert_eq!(one["datasetid"], "fx-cities");
    assert!(one["extra_metas"].is_object() && one["interop_metas"].is_object());
    assert!(
        get("/api/datasets/1.0/search/?format=csv")
            .text()
            .starts_with("datasetid;title;")
    );
    assert!(
        get("/api/datasets/1.0/search/?format=rss")
            .text()
            .contains("<item>")
    );
    refused("/api/datasets/1.0/does-not-exist/", 404, &["does-not-exist"]);
}

#[test]
fn qv1_narrows_every_endpoint_of_today() {
    check(
        "/api/explore/v2.1/catalog/datasets/fx-cities/records?qv1=(founded:[1500 TO 1700])&where=population > 60000",
        200,
        r#"{"total_count": 2}"#,
    );
    let rows = get("/api/explore/v2.1/catalog/datasets/fx-cities/exports/json?qv1=country:FR").json();
    assert_eq!(rows.as_array().unwrap().len(), 4);
}
