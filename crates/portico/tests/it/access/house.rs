//! A portal with datasets that are hidden in every way, and people of every kind. Called without a network.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use portico_formats::read::ReadOptions;
use portico_model::{
    Access, AttachmentKind, DatasetId, KeyScope, Metadata, Permissions, Principal, Role, Shows, Subject,
    Visibility,
};
use portico_services::{
    GroupRequest, ImportMode, ImportRequest, ImportSource, KeyRequest, NewAttachment, Portal, PortalSettings,
    ResourceDraft, ResourceSource, ScheduleRequest,
};
use portico_web::{AppState, SiteSettings};
use tokio::runtime::Runtime;

const PASSWORD: &str = "a password to test with";

/// The datasets, each hidden in its own way.
pub(crate) const DATASETS: [&str; 6] = [
    "private-one",
    "draft-one",
    "closed-one",
    "filtered",
    "owned",
    "meta-only",
];

const FILES: [(&str, &str, &str); 6] = [
    (
        "private-one",
        "PRIVATETITLE",
        "name,pos\nPRIVATESECRET,\"48.1, 2.1\"\n",
    ),
    ("draft-one", "DRAFTTITLE", "name,pos\nDRAFTSECRET,\"48.1, 2.1\"\n"),
    ("closed-one", "Closed", "name,pos\nCLOSEDSECRET,\"48.1, 2.1\"\n"),
    (
        "filtered",
        "Filtered",
        "name,zone,hushfield,pos,day\nopenrow,open,FIELDSECRETA,\"48.1, 2.1\",2024-03-01\n\
         ROWSECRET,closed,FIELDSECRETB,\"10.125, 20.25\",2024-03-02\n",
    ),
    (
        "owned",
        "Owned",
        "name,owner\nANNROW,ann@example.org\nBOBROW,bob@example.org\n",
    ),
    ("meta-only", "Described", "name,pos\nMETASECRET,\"48.1, 2.1\"\n"),
];

/// Who asks.
pub(crate) struct Caller {
    pub(crate) name: &'static str,
    header: Option<(&'static str, String)>,
}

/// Names of things in a dataset that are hidden, where some are.
pub(crate) struct Ids {
    /// The last record.
    pub(crate) record: String,
    pub(crate) version: String,
    /// The source of its records, and the file that was sent for it.
    pub(crate) resource: String,
    pub(crate) file: String,
    pub(crate) schedule: String,
}

/// The portal.
pub(crate) struct House {
    runtime: Runtime,
    router: Router,
    pub(crate) ids: BTreeMap<&'static str, Ids>,
    pub(crate) callers: Vec<Caller>,
    pub(crate) revoked: Caller,
    pub(crate) closed: Caller,
    _folder: tempfile::TempDir,
}

/// An answer.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) tag: String,
    pub(crate) caching: String,
}

impl Reply {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> String {
        self.json()["error_code"].as_str().unwrap_or_default().to_owned()
    }
}

impl House {
    pub(crate) fn caller(&self, name: &str) -> &Caller {
        let found = self.callers.iter().find(|caller| caller.name == name);
        found.expect("a caller of that name")
    }

    pub(crate) fn get(&self, caller: &Caller, target: &str) -> Reply {
        self.get_with(caller, target, &[])
    }

    pub(crate) fn get_with(&self, caller: &Caller, target: &str, headers: &[(&str, &str)]) -> Reply {
        self.runtime.block_on(ask(&self.router, caller, target, headers))
    }
}

async fn ask(router: &Router, caller: &Caller, target: &str, headers: &[(&str, &str)]) -> Reply {
    let mut request = Request::get(target).header("host", "portal.example");
    if let Some((name, value)) = &caller.header {
        request = request.header(*name, value);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = tower::ServiceExt::oneshot(router.clone(), request)
        .await
        .expect("an answer");
    let header = |name: &str| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (status, tag, caching) = (
        response.status().as_u16(),
        header("etag"),
        header("cache-control"),
    );
    let body = to_bytes(response.into_body(), 64 << 20).await.expect("a body");
    Reply {
        status,
        text: String::from_utf8_lossy(&body).into_owned(),
        tag,
        caching,
    }
}

pub(crate) fn house() -> &'static House {
    static HOUSE: OnceLock<House> = OnceLock::new();
    HOUSE.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let (router, ids, mut callers) = runtime.block_on(build(folder.path()));
        let closed = callers.pop().expect("the closed one");
        let revoked = callers.pop().expect("the revoked one");
        House {
            runtime,
            router,
            ids,
            callers,
            revoked,
            closed,
            _folder: folder,
        }
    })
}

async fn build(folder: &Path) -> (Router, BTreeMap<&'static str, Ids>, Vec<Caller>) {
    let portal = Portal::open(PortalSettings {
        data: folder.join("data"),
        database: None,
        query_time: Duration::from_secs(60),
        query_memory: 256 << 20,
        queries_running: 4,
        queries_waiting: 64,
        archive_limit: 1 << 30,
        upload_limit: 1 << 20,
        fetch: portico_services::FetchSettings::default(),
    })
    .await
    .expect("a portal");
    let mut sources = BTreeMap::new();
    let mut schedules = BTreeMap::new();
    for (id, title, content) in FILES {
        sources.insert(id, publish(&portal, folder, id, title, content).await);
        let request = ScheduleRequest {
            address: format!("https://example.org/SOURCESECRET/{id}.csv"),
            cron: "0 3 * * *".to_owned(),
            mode: ImportMode::Replace,
            paused: false,
        };
        let schedule = portal.add_schedule(&Principal::Operator, id, &request).await;
        schedules.insert(id, schedule.expect("a schedule").uid);
    }
    let callers = people(&portal).await;
    rules(&portal).await;
    let site = SiteSettings::new("Portal");
    let limits = portico_api::ApiLimits {
        daily_calls: u64::MAX,
        ..portico_api::ApiLimits::default()
    };
    let document = portico_api::document(&limits);
    let state = AppState::new(portal, site, Some(portico_site::fault_page())).with_api(document);
    let routes = portico_api::routes_with(limits).merge(portico_site::routes());
    let router = portico_web::open(routes, state);
    let operator = callers.iter().find(|caller| caller.name == "administrator");
    let operator = operator.expect("an administrator");
    let mut ids = BTreeMap::new();
    for id in DATASETS {
        let base = format!("/api/explore/v2.1/catalog/datasets/{id}");
        let records = ask(
            &router,
            operator,
            &format!("{base}/records?select=recordid,name&limit=50"),
            &[],
        )
        .await;
        let versions = ask(&router, operator, &format!("{base}/snapshots"), &[]).await;
        let last = records.json()["results"]
            .as_array()
            .and_then(|all| all.last().cloned())
            .expect("a record");
        let (resource, file) = sources.remove(id).expect("a source");
        ids.insert(
            id,
            Ids {
                resource,
                file,
                record: last["recordid"].as_str().expect("an identifier").to_owned(),
                version: versions.json()["snapshots"][0]["snapshot_id"]
                    .as_str()
                    .expect("a version")
                    .to_owned(),
                schedule: schedules.remove(id).expect("a schedule"),
            },
        );
    }
    (router, ids, callers)
}

/// Publishes a dataset and what lies beside it; the identifiers of its source and of the source's file.
async fn publish(portal: &Portal, folder: &Path, id: &str, title: &str, content: &str) -> (String, String) {
    let path = folder.join(format!("{id}.csv"));
    std::fs::write(&path, content).expect("a file");
    let request = ImportRequest {
        source: ImportSource::Path(path.clone()),
        id: Some(DatasetId::new(id).expect("an identifier")),
        metadata: Metadata {
            title: title.to_owned(),
            ..Metadata::default()
        },
        options: ReadOptions::default(),
        labels: Vec::new(),
        mode: ImportMode::Create,
        draft: id == "draft-one",
        dry_run: false,
        author: "command line".to_owned(),
        note: None,
        steps: None,
    };
    portal.import(request, |_| {}).await.expect("an import");
    let export = folder.join("all.csv");
    std::fs::copy(&path, &export).expect("a copy");
    let attachment = NewAttachment {
        path: export,
        kind: AttachmentKind::AlternativeExport,
        title: Some("All of it".to_owned()),
        description: None,
    };
    let who = Principal::Operator;
    portal.attach(&who, id, attachment).await.expect("kept");
    let file = portal.keep_resource_file(&who, id, path).await.expect("a file");
    let draft = ResourceDraft {
        source: Some(ResourceSource::File(file.id.clone())),
        ..ResourceDraft::default()
    };
    let resource = portal.add_resource(&who, id, draft).await.expect("a source");
    (resource.id, file.id)
}

/// Everybody who asks; the last two are the owner of a revoked key and somebody whose account was closed.
async fn people(portal: &Portal) -> Vec<Caller> {
    let mut callers = vec![Caller {
        name: "anonymous",
        header: None,
    }];
    for (name, role) in [
        ("reader", Role::Reader),
        ("contributor", Role::Contributor),
        ("publisher", Role::Publisher),
        ("administrator", Role::Administrator),
        ("ann", Role::Reader),
        ("keeper", Role::Reader),
        ("gone", Role::Administrator),
    ] {
        let email = format!("{name}@example.org");
        portal.add_person(&email, role, PASSWORD).await.expect("a person");
        let session = portal.sign_in(&email, PASSWORD, false).await.expect("signed in");
        callers.push(Caller {
            name,
            header: Some(("cookie", format!("sessionid={}", session.session_key))),
        });
    }
    let group = GroupRequest {
        name: "Keepers".to_owned(),
        ..GroupRequest::default()
    };
    let group = portal
        .create_group(&Principal::Operator, group)
        .await
        .expect("a group");
    let joined = portal.set_membership(&Principal::Operator, &group.id, "keeper@example.org", true);
    joined.await.expect("a member");
    let private = portal
        .dataset_to_manage(&Principal::Operator, "private-one")
        .await;
    let limited = KeyRequest {
        label: "limited".to_owned(),
        days: Some(1),
        scope: KeyScope {
            permissions: Some(Permissions::of_names("explore_restricted_dataset,edit_dataset")),
            datasets: Some(vec![private.expect("the dataset").uid]),
            ..KeyScope::default()
        },
    };
    let key = portal
        .create_limited_key("ann@example.org", limited)
        .await
        .expect("a key");
    let dead = portal
        .create_key("administrator@example.org", "dead")
        .await
        .expect("a key");
    portal.revoke_key(&dead.id).await.expect("revoked");
    portal.disable_person("gone@example.org").await.expect("closed");
    let gone = callers.pop().expect("gone");
    let by_key = |name, key: &str| Caller {
        name,
        header: Some(("authorization", format!("Apikey {key}"))),
    };
    callers.push(by_key("scoped key", &key.key));
    callers.push(by_key("revoked key", &dead.key));
    callers.push(gone);
    callers
}

async fn rules(portal: &Portal) {
    let who = Principal::Operator;
    let text = |text: &str| Some(text.to_owned());
    let fields = ["name", "zone", "pos", "day"].map(str::to_owned).to_vec();
    let filtered = Shows {
        fields: Some(fields),
        filter: text("zone = 'open' and day < date'2024-03-02'"),
        ..Shows::default()
    };
    let owned = Shows {
        filter: text("owner = #email"),
        ..Shows::default()
    };
    let of = |access| Shows {
        access,
        ..Shows::default()
    };
    let keepers = portal.list_groups(&who).await.expect("groups").remove(0);
    let keepers = Subject::Group(keepers.id);
    let people = portal.list_people().await.expect("people");
    let ann = people.iter().find(|person| person.email == "ann@example.org");
    let ann = Subject::Person(ann.expect("ann").id.clone());
    for (dataset, subject, shows) in [
        ("filtered", None, filtered),
        ("filtered", Some(&keepers), Shows::default()),
        ("owned", None, owned),
        ("meta-only", None, of(Access::Metadata)),
        ("closed-one", None, of(Access::Nothing)),
        ("closed-one", Some(&ann), Shows::default()),
    ] {
        portal
            .set_rules(&who, dataset, subject, shows)
            .await
            .expect("rules");
    }
    portal
        .set_visibility(&who, "private-one", Visibility::Restricted)
        .await
        .expect("restricted");
}
