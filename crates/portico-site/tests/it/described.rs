//! Does the page about the API tell everything that the description tells?

use http::StatusCode;

use crate::fixture::{ORIGIN, call, description, get};

#[test]
fn every_endpoint_of_the_description_is_on_the_page() {
    let page = get("/console");
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let document = description();
    for (path, item) in document["paths"].as_object().unwrap() {
        let mut operations = ["get", "put", "post", "delete"].into_iter();
        let operation = operations.find_map(|method| item.get(method)).unwrap();
        let id = operation["operationId"].as_str().unwrap();
        assert!(page.text.contains(&format!("<h3 id=\"{id}\"")), "{id}");
        assert!(page.text.contains(&format!("<code>{path}</code>")), "{path}");
    }
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.text.contains(&format!("<h3 id=\"{name}\">")), "{name}");
    }
}

#[test]
fn links_lead_to_objects_of_the_page_and_to_a_dataset_of_this_portal() {
    let page = get("/console").text;
    let targets = page
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    for target in targets {
        assert!(page.contains(&format!("id=\"{target}\"")), "#{target}");
    }
    let records = "/api/explore/v2.1/catalog/datasets/stations/records";
    let other = "/api/explore/v2.1/catalog/datasets/areas/records";
    assert!(page.contains(&format!("href=\"{records}\"")) || page.contains(&format!("href=\"{other}\"")));
    assert!(!page.contains("href=\"/api/explore/v2.1/catalog/datasets/earthquakes"));
}

#[test]
fn the_page_has_the_role_models_addresses_and_one_name_for_search_engines() {
    let canonical = format!("<link rel=\"canonical\" href=\"{ORIGIN}/console\">");
    for address in [
        "/console",
        "/console/",
        "/api/explore/v2.1/console",
        "/api-console/explore/v2.1/",
    ] {
        let page = get(address);
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(page.text.contains(&canonical), "{address}");
    }
}

#[test]
fn what_stays_english_says_so_on_a_page_in_another_language() {
    let page = call(http::Method::GET, "/console", &[("accept-language", "fr")], "").text;
    assert!(page.contains("<html lang=\"fr\""));
    assert!(page.contains("<h1>L’API</h1>"));
    assert!(page.contains("<h3 id=\"listRecords\" lang=\"en\">"));
}
