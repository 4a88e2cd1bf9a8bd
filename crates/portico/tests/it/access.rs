//! Does anything leak? Every address of both doors, asked by every kind of caller about every kind of hidden dataset.

#[path = "access/house.rs"]
mod house;

use std::collections::BTreeMap;

use house::{Caller, DATASETS, House, house};

/// What must not be seen, and by which callers it may.
const SECRETS: [(&str, &[&str]); 12] = [
    (
        "ROWSECRET",
        &["contributor", "publisher", "administrator", "keeper"],
    ),
    (
        "FIELDSECRET",
        &["contributor", "publisher", "administrator", "keeper"],
    ),
    (
        "hushfield",
        &["contributor", "publisher", "administrator", "keeper"],
    ),
    ("ANNROW", &["contributor", "publisher", "administrator", "ann"]),
    ("BOBROW", &["contributor", "publisher", "administrator"]),
    ("METASECRET", &["contributor", "publisher", "administrator"]),
    (
        "PRIVATETITLE",
        &[
            "reader",
            "contributor",
            "publisher",
            "administrator",
            "ann",
            "keeper",
            "scoped key",
        ],
    ),
    (
        "PRIVATESECRET",
        &[
            "reader",
            "contributor",
            "publisher",
            "administrator",
            "ann",
            "keeper",
            "scoped key",
        ],
    ),
    ("DRAFTTITLE", &["contributor", "publisher", "administrator"]),
    ("DRAFTSECRET", &["contributor", "publisher", "administrator"]),
    (
        "CLOSEDSECRET",
        &["contributor", "publisher", "administrator", "ann"],
    ),
    ("SOURCESECRET", &["contributor", "publisher", "administrator"]),
];

/// Addresses of both doors, as templates: those of the API as the router has them, those of pages as they stand in the source.
fn addresses() -> Vec<String> {
    let mut all = portico_api::addresses();
    let source = include_str!("../../../portico-site/src/routes.rs");
    let quoted = source.split('"').skip(1).step_by(2);
    let pages: Vec<&str> = quoted.filter(|text| text.starts_with('/')).collect();
    assert!(pages.len() > 30, "the table of pages is not where it was");
    all.extend(pages.into_iter().map(str::to_owned));
    all.extend(portico_site::office_paths().map(str::to_owned));
    all
}

/// Whether an address names a dataset.
fn is_of_a_dataset(template: &str) -> bool {
    ["{id}", "{uid}", "{dataset}"]
        .iter()
        .any(|part| template.contains(part))
}

/// The requests that an address stands for: one a dataset, one a format.
fn requests(house: &House, template: &str) -> Vec<String> {
    let is_file = template.contains("/exports/{format}");
    let formats: &[&str] = match is_file {
        true if template.contains("/datasets/{id}") => &[
            "csv", "json", "jsonl", "geojson", "kml", "gpx", "rdfxml", "turtle", "jsonld", "ical",
        ],
        true => &[
            "csv",
            "json",
            "rss",
            "rdf",
            "ttl",
            "dublin_core",
            "data.json",
            "dcat_ap",
        ],
        false => &[""],
    };
    let mut requests = Vec::new();
    for dataset in DATASETS {
        for format in formats {
            let ids = &house.ids[dataset];
            let file = match template.contains("/resources/") {
                true => ids.file.clone(),
                false => format!("{dataset}.json"),
            };
            let path = template
                .replace("{id}", dataset)
                .replace("{uid}", dataset)
                .replace("{dataset}", dataset)
                .replace("{kind}", "users")
                .replace("{version}", &ids.version)
                .replace("{schedule}", &ids.schedule)
                .replace("{format}", format)
                .replace("{record}", &ids.record)
                .replace("{snapshot}", &ids.version)
                .replace("{attachment}", "notes_txt")
                .replace("{export}", "all_csv")
                .replace("{resource}", &ids.resource)
                .replace("{file}", &file)
                .replace("{type}", "dataset")
                .replace("{template}", "default")
                .replace("{z}", "0")
                .replace("{x}", "0")
                .replace("{y}", "0.json")
                .replace("{*path}", "site.css")
                .replace(['{', '}'], "");
            requests.push(path.clone());
            if template.starts_with("/api/automation/") {
                // Nothing is filtered or counted there: one request says it all.
                continue;
            }
            if !is_of_a_dataset(template) {
                requests.push(format!(
                    "{path}?dataset={dataset}&rows=50&facet=name&x=name&y.n.func=COUNT&clusterdistance=50&clusterprecision=3&q=SECRET"
                ));
            } else {
                requests.push(format!(
                    "{path}?facet=name&rows=50&limit=50&x=name&y.n.func=COUNT&q=SECRET"
                ));
            }
        }
    }
    requests.sort();
    requests.dedup();
    requests
}

#[test]
fn no_address_shows_what_a_caller_may_not_see() {
    let house = house();
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for template in addresses() {
        for request in requests(house, &template) {
            for caller in &house.callers {
                let reply = house.get(caller, &request);
                assert!(
                    reply.status < 500,
                    "{request} for {}: {}",
                    caller.name,
                    reply.text
                );
                for (secret, allowed) in SECRETS {
                    // What the caller wrote is echoed at times.
                    let found = reply.text.contains(secret);
                    assert!(
                        !found || allowed.contains(&caller.name),
                        "{} sees {secret} at {request}:\n{}",
                        caller.name,
                        reply.text
                    );
                    if found {
                        *seen.entry((secret, caller.name)).or_default() += 1;
                    }
                }
            }
        }
    }
    // The walk would find a leak: whoever may see a secret finds it in more than one place.
    for (secret, allowed) in SECRETS {
        for name in allowed {
            let places = seen.get(&(secret, *name)).copied().unwrap_or(0);
            assert!(places > 3, "{name} sees {secret} at {places} addresses");
        }
    }
}

#[test]
fn what_is_hidden_answers_like_what_is_not_there() {
    let house = house();
    let hidden: [(&str, &[&str]); 3] = [
        (
            "draft-one",
            &["anonymous", "reader", "ann", "keeper", "scoped key"],
        ),
        ("private-one", &["anonymous"]),
        ("closed-one", &["anonymous", "reader", "keeper", "scoped key"]),
    ];
    let templates = addresses();
    let of_datasets = templates.iter().filter(|template| is_of_a_dataset(template));
    for template in of_datasets {
        for (dataset, callers) in hidden {
            let fill = |id: &str| {
                let path = template
                    .replace("{id}", id)
                    .replace("{uid}", id)
                    .replace("{dataset}", id);
                path.replace("{format}", "csv")
                    .replace("{record}", &house.ids[dataset].record)
                    .replace("{snapshot}", &house.ids[dataset].version)
                    .replace("{y}", "0.mvt")
                    .replace(['{', '}'], "")
            };
            for caller in house
                .callers
                .iter()
                .filter(|caller| callers.contains(&caller.name))
            {
                let (found, missing) = (
                    house.get(caller, &fill(dataset)),
                    house.get(caller, &fill("nothing-one")),
                );
                assert_eq!(
                    found.status, missing.status,
                    "{template} of {dataset} for {}",
                    caller.name
                );
                assert_eq!(
                    found.code(),
                    missing.code(),
                    "{template} of {dataset} for {}",
                    caller.name
                );
            }
        }
    }
}

#[test]
fn a_hidden_field_is_unknown_and_hidden_records_do_not_count() {
    let house = house();
    let records = "/api/explore/v2.1/catalog/datasets/filtered/records";
    let nobody = house.caller("anonymous");
    for clause in [
        "where=hushfield%20is%20not%20null",
        "select=hushfield",
        "group_by=hushfield",
        "order_by=hushfield",
        "refine=hushfield:FIELDSECRETA",
        "exclude=hushfield:FIELDSECRETA",
        "where=search(hushfield,%22FIELDSECRETA%22)",
    ] {
        let hidden = house.get(nobody, &format!("{records}?{clause}"));
        let unknown = house.get(
            nobody,
            &format!("{records}?{}", clause.replace("hushfield", "nofield")),
        );
        assert_eq!(hidden.status, 400, "{clause}: {}", hidden.text);
        assert_eq!(hidden.code(), unknown.code(), "{clause}");
        assert!(
            house
                .get(house.caller("keeper"), &format!("{records}?{clause}"))
                .status
                == 200,
            "{clause}"
        );
    }
    for (clause, expected) in [
        ("", 1),
        ("where=search(%22FIELDSECRETA%22)", 0),
        ("where=search(%22ROWSECRET%22)", 0),
        ("where=%22FIELDSECRETA%22", 0),
        ("where=zone=%22closed%22", 0),
        ("timezone=Pacific/Kiritimati", 1),
    ] {
        let reply = house.get(nobody, &format!("{records}?{clause}"));
        assert_eq!(reply.json()["total_count"], expected, "{clause}: {}", reply.text);
    }
    let about = house.get(nobody, "/api/explore/v2.1/catalog/datasets/filtered");
    let metas = &about.json()["metas"]["default"];
    assert_eq!(metas["records_count"], 1, "{}", about.text);
    assert!(
        !about.text.contains("20.25"),
        "the rectangle is that of visible records: {}",
        about.text
    );
    let hidden = &house.ids["filtered"].record;
    assert_eq!(house.get(nobody, &format!("{records}/{hidden}")).status, 404);
    assert_eq!(
        house
            .get(house.caller("keeper"), &format!("{records}/{hidden}"))
            .status,
        200
    );
    let facets = house.get(
        nobody,
        "/api/explore/v2.1/catalog/datasets/filtered/facets?facet=zone",
    );
    assert!(!facets.text.contains("closed"), "{}", facets.text);
}

#[test]
fn entity_tags_differ_where_answers_do() {
    let house = house();
    for path in [
        "/api/explore/v2.1/catalog/datasets/filtered/records",
        "/api/explore/v2.1/catalog/datasets/filtered/exports/json",
        "/api/explore/v2.1/catalog/datasets/owned/records",
        "/api/records/1.0/search?dataset=filtered",
        "/api/tiles/filtered/0/0/0.mvt",
    ] {
        let of = |name: &str| house.get(house.caller(name), path);
        let (nobody, keeper) = (of("anonymous"), of("administrator"));
        assert!(!nobody.tag.is_empty() && nobody.tag != keeper.tag, "{path}");
        let again = house.get_with(
            house.caller("administrator"),
            path,
            &[("if-none-match", &nobody.tag)],
        );
        assert_eq!(again.status, 200, "{path}: a tag of somebody else is no proof");
        assert!(keeper.caching.contains("private"), "{path}: {}", keeper.caching);
    }
}

#[test]
fn a_key_that_is_revoked_and_a_person_who_is_closed_are_refused_or_nobody() {
    let house = house();
    for template in portico_api::addresses() {
        if template.ends_with("healthz") || template.ends_with("readyz") {
            continue;
        }
        let request = requests(house, &template).remove(0);
        let revoked = house.get(&house.revoked, &request);
        let asks = house.get(house.caller("anonymous"), &request);
        // Addresses that never ask who is asking answer both alike.
        assert!(
            revoked.status == 401 || revoked.status == asks.status,
            "{request}: {} {}",
            revoked.status,
            revoked.text
        );
        let closed: &Caller = &house.closed;
        assert_eq!(house.get(closed, &request).status, asks.status, "{request}");
    }
}
