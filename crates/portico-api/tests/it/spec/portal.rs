//! Which portal is asked? One made of a manifest in `spec/data`, started when the first request needs it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::Request;
use portico_api::ApiLimits;
use portico_formats::read::ReadOptions;
use portico_model::{DatasetId, Metadata, Principal, Role};
use portico_services::{
    ImportMode, ImportRequest, ImportSource, NewPushKey, Portal, PortalSettings, SchemaFile, SchemaSyntax,
};
use portico_web::{AppState, SiteSettings};
use serde::Deserialize;
use tokio::runtime::Runtime;

use super::cases::Ask;
use super::folder;
use crate::fixture::{BASE, Reply, encoded};

/// A file of `spec/data` that says which datasets a portal has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    daily_calls: Option<u64>,
    datasets: Vec<Entry>,
}

/// A dataset: a file, or a header and a line for each of `rows` numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    file: Option<String>,
    header: Option<String>,
    line: Option<String>,
    rows: Option<u32>,
    schema: Option<String>,
    title: String,
    #[serde(default)]
    data_visible: Option<bool>,
    /// Programs may push records to it: `{pushkey}` in a request is the key.
    #[serde(default)]
    push: bool,
    /// Names and values, as `portico import --meta NAME=VALUE` takes them.
    #[serde(default)]
    meta: Vec<(String, String)>,
}

#[derive(Clone)]
struct Running {
    router: Router,
    portal: Portal,
    /// An API key of a publisher.
    key: String,
    /// A push key of the dataset that takes pushes.
    push_key: String,
}

/// Sends a request to the portal of that name.
pub(super) fn send(portal: &str, ask: &Ask) -> Reply {
    let running = running(portal);
    let target = match ask.target.starts_with("/api/") || ask.target.starts_with("/explore/") {
        true => ask.target.clone(),
        false => format!("{BASE}{}", ask.target),
    };
    let target = target
        .replace("{key}", &running.key)
        .replace("{pushkey}", &running.push_key);
    let uri = if ask.raw { target } else { encoded(&target) };
    let mut request = Request::builder()
        .method(ask.method.as_str())
        .uri(uri)
        .header("host", "portal.example");
    for (name, value) in &ask.headers {
        request = request.header(name, value.replace("{key}", &running.key));
    }
    let request = request.body(Body::from(ask.body.clone())).unwrap();
    runtime().block_on(async {
        let response = tower::ServiceExt::oneshot(running.router, request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        // What a server does a moment later.
        running.portal.take_pushes().await.unwrap();
        Reply {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    })
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap()
    })
}

fn running(name: &str) -> Running {
    type Portals = BTreeMap<String, (Running, tempfile::TempDir)>;
    static PORTALS: Mutex<Portals> = Mutex::new(BTreeMap::new());
    let mut portals = PORTALS.lock().unwrap();
    let (running, _) = portals
        .entry(name.to_owned())
        .or_insert_with(|| runtime().block_on(start(name)));
    running.clone()
}

async fn start(name: &str) -> (Running, tempfile::TempDir) {
    let path = folder().join(format!("data/{name}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let manifest: Manifest =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let place = tempfile::tempdir().unwrap();
    let settings = PortalSettings {
        data: place.path().join("data"),
        database: None,
        query_time: Duration::from_secs(60),
        query_memory: 512 << 20,
        queries_running: 4,
        queries_waiting: 1000,
        archive_limit: 1 << 30,
        upload_limit: 1 << 20,
        fetch: portico_services::FetchSettings::default(),
    };
    let portal = Portal::open(settings).await.unwrap();
    for entry in &manifest.datasets {
        publish(&portal, entry, place.path()).await;
    }
    let email = "publisher@portal.example";
    portal
        .add_person(email, Role::Publisher, "columns of a temple in the sun")
        .await
        .unwrap();
    let key = portal.create_key(email, "specification").await.unwrap().key;
    let mut push_key = String::new();
    for entry in manifest.datasets.iter().filter(|entry| entry.push) {
        let new = NewPushKey {
            dataset: entry.id.clone(),
            author: "specification".to_owned(),
            ..NewPushKey::default()
        };
        push_key = portal
            .create_push_key(&Principal::Operator, new)
            .await
            .unwrap()
            .key;
    }
    let limits = ApiLimits {
        daily_calls: manifest.daily_calls.unwrap_or(ApiLimits::default().daily_calls),
        ..ApiLimits::default()
    };
    let router = portico_web::open(
        portico_api::routes_with(limits),
        AppState::new(portal.clone(), SiteSettings::new("Specification"), None),
    );
    let running = Running {
        router,
        portal,
        key,
        push_key,
    };
    (running, place)
}

async fn publish(portal: &Portal, entry: &Entry, place: &Path) {
    let data = folder().join("data");
    let path = match (&entry.file, &entry.header, &entry.line, entry.rows) {
        (Some(file), None, None, None) => data.join(file),
        (None, Some(header), Some(line), Some(rows)) => {
            let lines: String = (1..=rows)
                .map(|n| line.replace("{n}", &n.to_string()) + "\n")
                .collect();
            let path = place.join(format!("{}.csv", entry.id));
            std::fs::write(&path, format!("{header}\n{lines}")).unwrap();
            path
        }
        _ => panic!("{}: a file, or header, line and rows", entry.id),
    };
    let (overrides, labels) = entry.schema.as_ref().map_or_else(Default::default, |schema| {
        let text = std::fs::read_to_string(data.join(schema)).unwrap();
        SchemaFile::parse(&text, SchemaSyntax::Toml)
            .unwrap_or_else(|fault| panic!("{schema}: {fault:?}"))
            .decisions()
    });
    let mut metadata = Metadata {
        title: entry.title.clone(),
        data_visible: entry.data_visible,
        ..Metadata::default()
    };
    for (name, value) in &entry.meta {
        portico_services::describe(&mut metadata, name, value).unwrap();
    }
    let request = ImportRequest {
        source: ImportSource::Path(path),
        id: Some(DatasetId::new(&entry.id).unwrap()),
        metadata,
        options: ReadOptions {
            overrides,
            ..ReadOptions::default()
        },
        labels,
        mode: ImportMode::Create,
        draft: false,
        dry_run: false,
        author: "specification".to_owned(),
        note: None,
        steps: None,
    };
    let report = portal
        .import(request, |_| {})
        .await
        .unwrap_or_else(|fault| panic!("{}: {fault:?}", entry.id));
    assert_eq!(report.refused, 0, "{}: {:?}", entry.id, report.refusals);
}
