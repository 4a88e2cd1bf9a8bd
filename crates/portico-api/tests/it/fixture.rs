//! Which portal is asked? A temporary one with three small datasets, shared by all tests, called without a network.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use portico_formats::read::{Override, ReadOptions};
use portico_model::{CustomValue, DatasetId, Dcat, FieldType, Metadata};
use portico_services::{ImportMode, ImportRequest, ImportSource, Portal, PortalSettings};
use portico_web::{AppState, SiteSettings};
use serde_json::Value;
use tokio::runtime::Runtime;

/// Where the Explore API begins.
pub(crate) const BASE: &str = "/api/explore/v2.1";
/// The records of the cities.
pub(crate) const REC: &str = "/api/explore/v2.1/catalog/datasets/fx-cities/records";

const CITIES: &str = "\
id,name,country,region,tags,population,area,capital,founded,updated,pos,note,12
1,Paris,FR,Europe/France/Ile-de-France,\"capital,river\",2100000,105.4,true,1958-10-04,2024-03-01T10:00:00Z,\"48.8566, 2.3522\",City of light,x1
2,Nantes,FR,Europe/France/Pays de la Loire,river,320000,65.2,false,1598-04-13,2024-03-01T23:30:00Z,\"47.2184, -1.5536\",,x2
3,Lorient,FR,Europe/France/Bretagne,port,57000,17.5,false,1666-01-01,2024-03-05T08:15:00Z,\"47.7482, -3.3702\",book of secret ports,x3
4,Besançon,FR,Europe/France/Bourgogne-Franche-Comte,river,117000,65.1,false,,2023-12-31T23:30:00Z,\"47.2378, 6.0241\",THE BOOK OF SECRETS,x4
5,Rome,IT,Europe/Italy/Lazio,\"capital,river\",2870000,1285.0,true,1871-02-03,2024-01-15T12:00:00Z,\"41.9028, 12.4964\",SECRET DEFENSE,x5
6,Milan,IT,Europe/Italy/Lombardia,,1370000,181.8,false,1861-03-17,2023-07-04T09:30:00Z,\"45.4642, 9.19\",,x6
7,Mexico City,MX,America/Mexico/CDMX,capital,9200000,1485.0,true,1521-08-13,2022-11-13T00:00:00Z,\"19.4326, -99.1332\",films about trees,x7
8,Ghost,,,,,0.0,,,,,,x8
";

const AREAS: &str = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"name": "West"}, "geometry": {"type": "Polygon", "coordinates": [[[-10, 40], [0, 40], [0, 50], [-10, 50], [-10, 40]]]}},
{"type": "Feature", "properties": {"name": "East"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 40], [10, 40], [10, 50], [0, 50], [0, 40]]]}}
]}"#;

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

struct Fixture {
    runtime: Runtime,
    router: Router,
    _folder: tempfile::TempDir,
}

/// Calls the portal: `target` is a path and a query string that is not encoded yet.
pub(crate) fn get(target: &str) -> Reply {
    call(Method::GET, target, &[], "")
}

/// Calls the portal with headers and a body.
pub(crate) fn call(method: Method, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let fixture = fixture();
    let mut request = Request::builder()
        .method(method)
        .uri(encoded(target))
        .header("host", "portal.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    fixture.runtime.block_on(async {
        let response = tower::ServiceExt::oneshot(fixture.router.clone(), request)
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    })
}

/// The answer has that status and holds at least what is expected: members of objects, elements of arrays one by one.
pub(crate) fn check(target: &str, status: u16, expected: &str) {
    let reply = get(target);
    assert_eq!(reply.status.as_u16(), status, "{target}\n{}", reply.text());
    let expected: Value =
        serde_json::from_str(expected).unwrap_or_else(|error| panic!("{error}: {expected}"));
    assert!(
        holds(&reply.json(), &expected),
        "{target}\nexpected {expected}\nfound    {}",
        reply.text()
    );
}

/// The request is refused with that status, and the text of the answer has all of these words.
pub(crate) fn refused(target: &str, status: u16, words: &[&str]) {
    let reply = get(target);
    let text = reply.text();
    assert_eq!(reply.status.as_u16(), status, "{target}\n{text}");
    let body = reply.json();
    let message = format!(
        "{} {}",
        body["error_code"].as_str().unwrap(),
        body["message"].as_str().unwrap()
    );
    for word in words {
        assert!(
            message.contains(word),
            "{target}\nexpected `{word}`\nfound    {message}"
        );
    }
}

fn holds(found: &Value, expected: &Value) -> bool {
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => expected
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(found, value))),
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, value)| holds(found, value))
        }
        (Value::Number(found), Value::Number(expected)) => {
            let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
            (found - expected).abs() <= 1e-6 * expected.abs().max(1e-9)
        }
        _ => found == expected,
    }
}

/// The address with its query encoded, as a browser would.
pub(crate) fn encoded(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else {
        return target.to_owned();
    };
    let pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    format!(
        "{path}?{}",
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs)
            .finish()
    )
}

fn fixture() -> &'static Fixture {
    static FIXTURE: std::sync::OnceLock<Fixture> = std::sync::OnceLock::new();
    FIXTURE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let router = runtime.block_on(async {
            let portal = Portal::open(settings(folder.path())).await.unwrap();
            publish(&portal, folder.path()).await;
            portico_web::open(
                portico_api::routes(),
                AppState::new(portal, SiteSettings::new("Test portal"), None),
            )
        });
        Fixture {
            runtime,
            router,
            _folder: folder,
        }
    })
}

fn settings(folder: &Path) -> PortalSettings {
    PortalSettings {
        data: folder.join("data"),
        database: None,
        query_time: Duration::from_secs(60),
        query_memory: 512 << 20,
        queries_running: 4,
        queries_waiting: 1000,
        archive_limit: 1 << 30,
        upload_limit: 1 << 20,
        fetch: portico_services::FetchSettings::default(),
    }
}

async fn publish(portal: &Portal, folder: &Path) {
    let cities = Metadata {
        title: "Cities of the world".into(),
        theme: vec!["Geography".into()],
        keyword: vec!["city".into(), "world".into()],
        publisher: Some("Team A".into()),
        language: Some("en".into()),
        modified: Some("2020-11-05T10:00:00+00:00".into()),
        dcat: Dcat {
            creator: Some("Cartographers".into()),
            ..Dcat::default()
        },
        custom: [(
            "data-owner".to_owned(),
            CustomValue::List(vec!["Maps".into(), "Roads".into()]),
        )]
        .into(),
        ..Metadata::default()
    };
    let facet = |field: &str, facet| Override {
        field: field.into(),
        facet: Some(facet),
        ..Override::default()
    };
    let pos = Override {
        ty: Some(FieldType::GeoPoint2d),
        ..facet("pos", false)
    };
    let tags = Override {
        multivalued: Some(",".into()),
        ..facet("tags", true)
    };
    let facets = ["name", "country", "region"].map(|field| facet(field, true));
    let plain = [
        "id",
        "population",
        "area",
        "capital",
        "founded",
        "updated",
        "note",
        "12",
    ]
    .map(|f| facet(f, false));
    let overrides: Vec<_> = facets.into_iter().chain(plain).chain([pos, tags]).collect();
    import(portal, folder, "fx-cities.csv", CITIES, cities, overrides).await;

    let numbers: String = (1..=10_500).map(|n| format!("{n},k{n}\n")).collect();
    let big = Metadata {
        title: "Numbers".into(),
        publisher: Some("Team A".into()),
        language: Some("fr".into()),
        modified: Some("2019-06-01T00:00:00+00:00".into()),
        ..Metadata::default()
    };
    let overrides = vec![facet("k", false), facet("n", false)];
    import(
        portal,
        folder,
        "fx-big.csv",
        &format!("n,k\n{numbers}"),
        big,
        overrides,
    )
    .await;

    let areas = Metadata {
        title: "Areas".into(),
        publisher: Some("Team B".into()),
        ..Metadata::default()
    };
    import(portal, folder, "fx-areas.geojson", AREAS, areas, Vec::new()).await;
}

async fn import(
    portal: &Portal,
    folder: &Path,
    name: &str,
    text: &str,
    metadata: Metadata,
    overrides: Vec<Override>,
) {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    let request = ImportRequest {
        source: ImportSource::Path(path),
        id: Some(DatasetId::new(name.split('.').next().unwrap()).unwrap()),
        metadata,
        options: ReadOptions {
            overrides,
            header_row: (!name.ends_with("geojson")).then_some(1),
            ..ReadOptions::default()
        },
        labels: Vec::new(),
        mode: ImportMode::Create,
        draft: false,
        dry_run: false,
        author: "test".into(),
        note: None,
        steps: None,
    };
    let report = portal
        .import(request, |_| {})
        .await
        .unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    assert_eq!(report.refused, 0, "{name}: {:?}", report.refusals);
}
