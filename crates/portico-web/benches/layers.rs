//! What do the layers cost? The same small handler bare and dressed, in turns, in one run: language, session, choices, counting,
//! cookie guard, compression and all the rest. Prints; asserts nothing.
#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, StatusCode};
use portico_model::Role;
use portico_services::{Portal, PortalSettings};
use portico_web::{AppState, BothWays, SiteSettings, Visitor, open};
use tower::ServiceExt;

/// Requests of one round, and rounds of each kind.
const REQUESTS: u32 = 2_000;
const ROUNDS: usize = 15;

/// Everything that a page asks of a visitor: who, which language, which choices.
async fn page(visitor: Visitor) -> String {
    let chose = visitor.asked.preferences().is_some();
    format!("{} {} {chose}", visitor.person().is_some(), visitor.lang)
}

/// The same answer without asking anything.
async fn bare() -> String {
    format!("{} {} {}", false, "en", false)
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
    let state = AppState::new(portal, SiteSettings::new("Bench"), None);
    let dressed = open(Router::new().both("/explore/", get(page)), state);
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
    let cases = [
        ("reader", with(&[])),
        ("reader with two cookies", with(&[("cookie", cookies.to_owned())])),
        ("reader with Sec-GPC", with(&[("sec-gpc", "1".to_owned())])),
        (
            "signed in, registry in SQLite",
            with(&[("cookie", format!("{cookies}; sessionid={session}"))]),
        ),
    ];
    println!(
        "{:<32} {:>9} {:>9} {:>9} {:>7}",
        "request", "bare", "dressed", "layers", "ratio"
    );
    for (name, headers) in cases {
        let (mut without, mut within) = (Vec::new(), Vec::new());
        round(&plain, &headers).await;
        round(&dressed, &headers).await;
        for _ in 0..ROUNDS {
            without.push(round(&plain, &headers).await);
            within.push(round(&dressed, &headers).await);
        }
        let (without, within) = (median(&mut without), median(&mut within));
        println!(
            "{name:<32} {without:>6.1} µs {within:>6.1} µs {:>6.1} µs {:>7.1}",
            within - without,
            within / without
        );
    }
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

/// Microseconds of one request, over a round.
async fn round(app: &Router, headers: &[(&'static str, String)]) -> f64 {
    let mut spent = Duration::ZERO;
    for _ in 0..REQUESTS {
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
    spent.as_secs_f64() * 1e6 / f64::from(REQUESTS)
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
