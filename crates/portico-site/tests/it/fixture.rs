//! Which portal is looked at? A temporary one with two small datasets and two people, called without a network.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{HeaderMap, Method, Request, StatusCode};
use portico_formats::read::ReadOptions;
use portico_model::{DatasetId, Metadata, Role};
use portico_services::{ImportMode, ImportRequest, ImportSource, Portal, PortalSettings};
use portico_web::{AppState, SiteSettings};
use tokio::runtime::Runtime;

const STATIONS: &str = "\
name,line,opened,height,place,site
Old <b>Port</b>,A,1999-05-01,12.5,\"43.2951, 5.3743\",https://example.org/port
Museum,B,2004-10-31,,\"43.3040, 5.3940\",
Zoo,A,,101.25,,javascript:alert(1)
";

const AREAS: &str = r#"{"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"name": "West", "size": 4}, "geometry": {"type": "Polygon", "coordinates": [[[-10, 40], [0, 40], [0, 50], [-10, 50], [-10, 40]]]}},
{"type": "Feature", "properties": {"name": "East", "size": 5}, "geometry": {"type": "Polygon", "coordinates": [[[0, 40], [10, 40], [10, 50], [0, 50], [0, 40]]]}}
]}"#;

/// A word that stands in hidden records alone.
pub(crate) const HIDDEN: &str = "quagga";

/// Who can sign in.
pub(crate) const EMAIL: &str = "reader@example.org";
/// Who may do everything.
pub(crate) const ADMINISTRATOR: &str = "administrator@example.org";
/// With what.
pub(crate) const PASSWORD: &str = "a password to test with";
/// The origin of the portal.
pub(crate) const ORIGIN: &str = "http://portal.example";

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// `name=value` of each cookie that is set.
    pub(crate) fn cookies(&self) -> Vec<String> {
        let cookies = self
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap());
        cookies
            .map(|cookie| cookie.split(';').next().unwrap().to_owned())
            .collect()
    }
}

struct Fixture {
    runtime: Runtime,
    router: Router,
    one_language: Router,
    portal: Portal,
    _folder: tempfile::TempDir,
}

/// Looks at a page.
pub(crate) fn get(target: &str) -> Reply {
    call(Method::GET, target, &[], "")
}

/// Sends a form from a page of the portal.
pub(crate) fn post(target: &str, headers: &[(&str, &str)], form: &str) -> Reply {
    let mut all = vec![
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", ORIGIN),
    ];
    all.extend(headers);
    call(Method::POST, target, &all, form)
}

/// Sends any request; later headers of a name replace earlier ones.
pub(crate) fn call(method: Method, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    send(&fixture().router, method, target, headers, body.as_bytes())
}

/// The same portal, speaking one language.
pub(crate) fn call_one_language(method: Method, target: &str, headers: &[(&str, &str)]) -> Reply {
    send(&fixture().one_language, method, target, headers, b"")
}

/// The portal behind the pages.
pub(crate) fn portal() -> &'static Portal {
    &fixture().portal
}

/// Waits for its end.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    fixture().runtime.block_on(work)
}

fn send(router: &Router, method: Method, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut request = Request::builder()
        .method(method)
        .uri(target)
        .body(Body::from(body.to_vec()))
        .unwrap();
    for (name, value) in [("host", "portal.example")].iter().chain(headers) {
        let name: http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    fixture().runtime.block_on(async {
        let response = tower::ServiceExt::oneshot(router.clone(), request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&body).into_owned();
        Reply {
            status: parts.status,
            headers: parts.headers,
            text,
        }
    })
}

/// A portal of its own, empty but for its administrator: for tests that change what every page shows.
pub(crate) struct Fresh {
    router: Router,
    _folder: tempfile::TempDir,
}

impl Fresh {
    /// Under these settings of the operator.
    pub(crate) fn new(site: SiteSettings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let portal = wait(async {
            let portal = Portal::open(settings(folder.path())).await.unwrap();
            let role = Role::Administrator;
            portal.add_person(ADMINISTRATOR, role, PASSWORD).await.unwrap();
            portal
        });
        let state = AppState::new(portal, site, Some(portico_site::fault_page()));
        Self {
            router: portico_web::open(portico_site::routes(), state),
            _folder: folder,
        }
    }

    /// Sends a request.
    pub(crate) fn call(&self, method: Method, target: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        send(&self.router, method, target, headers, body.as_bytes())
    }

    /// Sends a request with any bytes.
    pub(crate) fn send(&self, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
        send(&self.router, Method::POST, target, headers, body)
    }
}

fn fixture() -> &'static Fixture {
    static FIXTURE: OnceLock<Fixture> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let portal = runtime.block_on(async {
            let portal = Portal::open(settings(folder.path())).await.unwrap();
            publish(&portal, folder.path()).await;
            portal.add_person(EMAIL, Role::Reader, PASSWORD).await.unwrap();
            portal
                .add_person(ADMINISTRATOR, Role::Administrator, PASSWORD)
                .await
                .unwrap();
            portal
        });
        let open = |site: SiteSettings| {
            let state =
                AppState::new(portal.clone(), site, Some(portico_site::fault_page())).with_api(description());
            portico_web::open(portico_site::routes(), state)
        };
        let one = SiteSettings {
            languages: vec![portico_i18n::Lang::Fr],
            ..SiteSettings::new("Portail")
        };
        let (router, one_language) = (open(SiteSettings::new("Test & portal")), open(one));
        Fixture {
            runtime,
            router,
            one_language,
            portal,
            _folder: folder,
        }
    })
}

/// The golden description of the API.
pub(crate) fn description() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../../spec/api/openapi.json")).unwrap()
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
    let stations = Metadata {
        title: "Stations <of> the town".into(),
        description: Some("<p>Every <em>station</em><script>alert(1)</script> &amp; more.</p>".into()),
        theme: vec!["Transport".into()],
        keyword: vec!["rail".into()],
        publisher: Some("Town".into()),
        license: Some("CC BY 4.0".into()),
        license_url: Some("https://creativecommons.org/licenses/by/4.0/".into()),
        ..Metadata::default()
    };
    let areas = Metadata {
        title: "Areas".into(),
        license_url: Some("javascript:x".into()),
        license: Some("X".into()),
        ..Metadata::default()
    };
    let hidden = Metadata {
        title: "Sightings".into(),
        data_visible: Some(false),
        ..Metadata::default()
    };
    let sightings = format!("animal\n{HIDDEN}\n");
    for (id, file, text, metadata) in [
        ("stations", "stations.csv", STATIONS, stations),
        ("areas", "areas.geojson", AREAS, areas),
        ("sightings", "sightings.csv", sightings.as_str(), hidden),
    ] {
        let path = folder.join(file);
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest {
            source: ImportSource::Path(path),
            id: Some(DatasetId::new(id).unwrap()),
            metadata,
            options: ReadOptions::default(),
            labels: Vec::new(),
            mode: ImportMode::Create,
            draft: false,
            dry_run: false,
            author: "command line".into(),
            note: None,
            steps: None,
        };
        portal.import(request, |_| {}).await.unwrap();
    }
}
