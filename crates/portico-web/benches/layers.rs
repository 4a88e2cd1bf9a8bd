//! What do the layers cost? The same small handler bare and dressed, in turns, in one run: language, session, choices, counting,
//! cookie guard, compression and all the rest. Prints; asserts nothing. The last row is the one request after somebody signed out or was given
//! other rights, for which a session is looked up in the registry; other writes, such as those of jobs, cost nothing (the row before it).
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, StatusCode};
use portico_model::{Principal, Role};
use portico_services::{Portal, PortalSettings};
use portico_web::{AppState, BothWays, SiteSettings, Visitor, open};
use tower::ServiceExt;

/// Requests of one round, and rounds of each kind.
const REQUESTS: u32 = 2_000;
const ROUNDS: usize = 15;

/// What happens in the registry, a file of SQLite, before each request.
#[derive(Clone, Copy)]
enum Before {
    /// Nothing.
    Nothing,
    /// Something that has to do with nobody is written, as jobs do.
    OtherWrite,
    /// A session ends: others are looked up again.
    SignOut,
}

/// What the layers together may take for one request, in nanoseconds.
const MOST: f64 = 50_000.0;

/// Everything that a page asks of a visitor: who, which language, which choices, and what of the services may be shown.
async fn page(visitor: Visitor) -> String {
    let asked = &visitor.asked;
    let chose = asked.preferences().is_some();
    let asks = asked.standing().asks(&asked.policy().register);
    let services = asked.policy().register.services();
    let shown = services.iter().filter(|service| asked.admits(service)).count();
    format!(
        "{} {} {chose} {asks} {shown}",
        visitor.person().is_some(),
        visitor.lang
    )
}

/// The same answer without asking anything.
async fn bare() -> String {
    format!("{} {} {} {} {}", false, "en", false, false, 0)
}

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let folder = tempfile::tempdir().expect("a folder");
    let portal = Portal::open(settings(folder.path())).await.expect("a portal");
    let session = signed_in(&portal).await;
    let dressed = dressed(portal.clone());
    let asking_folder = tempfile::tempdir().expect("a folder");
    let asking = dressed_with_a_service(asking_folder.path()).await;
    let plain: Router = Router::new().both("/explore/", get(bare));
    let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let common = vec![
        ("host", "data.example.org".to_owned()),
        ("user-agent", browser.to_owned()),
        ("accept", "text/html,application/xhtml+xml".to_owned()),
        ("accept-language", "fr-CA,fr;q=0.8,en;q=0.5".to_owned()),
        ("accept-encoding", "gzip, br".to_owned()),
        ("sec-fetch-mode", "navigate".to_owned()),
    ];
    let with = |more: &[(&'static str, String)]| [common.clone(), more.to_vec()].concat();
    let cookies = "django_language=es; cookies_preferences=1.1.20261124.1";
    let chosen = "django_language=es; cookies_preferences=1.9.20261124.11";
    let signed = with(&[("cookie", format!("{cookies}; sessionid={session}"))]);
    let cases = [
        ("reader", &dressed, with(&[]), Before::Nothing),
        (
            "reader with two cookies",
            &dressed,
            with(&[("cookie", cookies.to_owned())]),
            Before::Nothing,
        ),
        (
            "reader with Sec-GPC",
            &dressed,
            with(&[("sec-gpc", "1".to_owned())]),
            Before::Nothing,
        ),
        ("reader who is asked", &asking, with(&[]), Before::Nothing),
        (
            "reader who chose",
            &asking,
            with(&[("cookie", chosen.to_owned())]),
            Before::Nothing,
        ),
        ("signed in", &dressed, signed.clone(), Before::Nothing),
        (
            "signed in, jobs write",
            &dressed,
            signed.clone(),
            Before::OtherWrite,
        ),
        ("signed in, looked up", &dressed, signed, Before::SignOut),
    ];
    println!(
        "{:<32} {:>12} {:>12} {:>12} {:>7}  of {} ns",
        "request", "bare", "dressed", "layers", "ratio", MOST
    );
    portal.keep_watching_people();
    for (name, dressed, headers, before) in cases {
        let (mut without, mut within) = (Vec::new(), Vec::new());
        let round = |app| round(app, &headers, &portal, before);
        round(&plain).await;
        round(dressed).await;
        for _ in 0..ROUNDS {
            without.push(round(&plain).await);
            within.push(round(dressed).await);
        }
        let (without, within) = (median(&mut without), median(&mut within));
        let layers = within - without;
        println!(
            "{name:<32} {without:>9.0} ns {within:>9.0} ns {layers:>9.0} ns {:>7.1}  {:>3.0} %",
            within / without,
            layers / MOST * 100.0
        );
    }
}

fn dressed(portal: Portal) -> Router {
    let state = AppState::new(portal, SiteSettings::new("Bench"), None);
    open(Router::new().both("/explore/", get(page)), state)
}

/// A portal that asks: every answer then depends on choice and signal.
async fn dressed_with_a_service(folder: &Path) -> Router {
    let portal = Portal::open(settings(folder)).await.expect("a portal");
    let facts = SiteSettings::new("Bench").policy_facts();
    let seen = portal.policy(&facts).await.expect("a policy");
    let video = serde_json::from_value(serde_json::json!({
        "key": "video", "provider": "Tube", "controller": "Tube Ltd", "policy_url": "https://video.example.org/p",
        "class": "third-party", "purpose": "video", "hosts": ["video.example.org"],
        "words": {"en": {"title": "Videos", "text": "Shows films."}}
    }));
    let mut draft = seen.current.document.draft();
    draft.services.push(video.expect("a service"));
    let number = seen.current.document.number;
    portal
        .change_policy(&Principal::Operator, &facts, &draft, number)
        .await
        .expect("a version that asks");
    dressed(portal)
}

fn settings(folder: &Path) -> PortalSettings {
    PortalSettings {
        data: folder.to_owned(),
        database: None,
        query_time: Duration::from_secs(10),
        query_memory: 64 << 20,
        queries_running: 1,
        queries_waiting: 1,
        archive_limit: 1 << 20,
        upload_limit: 1 << 20,
        fetch: portico_services::FetchSettings::default(),
    }
}

/// Someone who is signed in; the key of the session.
async fn signed_in(portal: &Portal) -> String {
    let password = "a password to measure with";
    portal
        .add_person("ada@example.org", Role::Publisher, password)
        .await
        .expect("a person");
    portal
        .sign_in("ada@example.org", password, false)
        .await
        .expect("a session")
        .session_key
}

/// Nanoseconds of one request, over a round.
async fn round(app: &Router, headers: &[(&'static str, String)], portal: &Portal, before: Before) -> f64 {
    let mut spent = Duration::ZERO;
    for _ in 0..REQUESTS {
        match before {
            Before::Nothing => {}
            Before::OtherWrite => {
                portal.forget_old_refusals(0, 1).await.expect("a write");
            }
            Before::SignOut => portal.sign_out(&"0".repeat(32)).await.expect("a write"),
        }
        let mut request = Request::builder().uri("/explore/");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let app = app.clone();
        let begin = Instant::now();
        let answer = app.oneshot(request).await.expect("an answer");
        spent += begin.elapsed();
        assert_eq!(answer.status(), StatusCode::OK);
    }
    spent.as_secs_f64() * 1e9 / f64::from(REQUESTS)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
