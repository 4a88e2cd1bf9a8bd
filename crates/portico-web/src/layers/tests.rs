//! Do the layers do together what each promises? Whole requests against small handlers.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use futures::future::BoxFuture;
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use portico_cookies::{CookieName, Preferences, SessionKey, SetCookie};
use portico_i18n::Lang;
use portico_model::{Fault, Person, Principal, Role};
use tower::ServiceExt;

use crate::{
    BothWays, Caller, Csrf, FormParams, Hall, Jar, People, Protected, SameOrigin, SiteSettings, Visitor,
    WebFault, WebResult, dress,
};

mod consent;
mod cookies;
mod faults;

const SESSION: &str = "0123456789abcdefghijklmnopqrstuv";
const KEY: &str = "key-of-ada";

/// Ada is signed in with `SESSION` and owns `KEY`.
struct OnlyAda;

impl OnlyAda {
    fn person(is_ada: bool) -> Result<Option<Principal>, Fault> {
        Ok(is_ada.then(|| {
            Principal::from(Person {
                id: "1".into(),
                email: "ada@example.org".into(),
                role: Role::Publisher,
                disabled: false,
                created_at: 0,
            })
        }))
    }
}

impl People for OnlyAda {
    fn of_session<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>> {
        Box::pin(async move { Self::person(key == SESSION) })
    }

    fn of_api_key<'a>(&'a self, key: &'a str) -> BoxFuture<'a, Result<Option<Principal>, Fault>> {
        Box::pin(async move { Self::person(key == KEY) })
    }
}

async fn page(visitor: Visitor) -> String {
    let who = visitor
        .person()
        .map_or("nobody", |person| person.email.as_str())
        .to_owned();
    format!("{} {who}", visitor.say().t("common-home"))
}

async fn form_page(visitor: Visitor) -> String {
    visitor.csrf_token()
}

async fn sign_in(jar: Jar, Protected(_): Protected<Vec<(String, String)>>) -> StatusCode {
    jar.put(SetCookie::session(
        &SessionKey::parse(SESSION).expect("well formed"),
        true,
    ));
    StatusCode::NO_CONTENT
}

async fn switch_language(_: SameOrigin, jar: Jar, FormParams(params): FormParams) -> StatusCode {
    params
        .last("language")
        .and_then(SetCookie::language)
        .into_iter()
        .for_each(|cookie| jar.put(cookie));
    StatusCode::NO_CONTENT
}

async fn choose(_: SameOrigin, jar: Jar) -> StatusCode {
    jar.put(SetCookie::preferences(&Preferences::new(
        1,
        (2026, 11, 24),
        false,
        [],
    )));
    StatusCode::NO_CONTENT
}

async fn who(Caller(principal): Caller) -> &'static str {
    if principal == Principal::Anonymous {
        "nobody"
    } else {
        "somebody"
    }
}

async fn change(_: Csrf) -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn fail(jar: Jar) -> WebResult<()> {
    jar.put(SetCookie::deletion(CookieName::SessionId));
    Err(WebFault::from(Fault::internal("secret path /var/secret")))
}

async fn panic() -> StatusCode {
    panic!("secret panic")
}

async fn refuse() -> WebResult<()> {
    let fault = Fault::invalid("ODSQLError", "ODSQL query is malformed: Unknown field: <x>.");
    Err(fault
        .with_hint("Did you mean `y`?")
        .with_position("where", Some(3..4))
        .into())
}

fn app(site: SiteSettings) -> (Router, Arc<Hall>) {
    let evil = || async {
        (
            [
                (header::SET_COOKIE, "evil=1"),
                (header::CONTENT_TYPE, "text/html"),
            ],
            "x",
        )
    };
    let long = || async {
        (
            [
                (header::CONTENT_TYPE, "application/json"),
                (header::ETAG, "\"a\""),
            ],
            "1".repeat(5000),
        )
    };
    let picture = || async { ([(header::CONTENT_TYPE, "image/png")], "1".repeat(5000)) };
    let routes = Router::new()
        .both("/", get(page))
        .both("/login/", get(form_page).post(sign_in))
        .both("/explore/", get(form_page))
        .both("/i18n/setlang/", post(switch_language))
        .both("/cookies/preferences/", post(choose))
        .both("/api/who", get(who))
        .both("/api/change", post(change).get(change))
        .both("/api/refuse", get(refuse))
        .both("/refuse/", get(refuse))
        .both("/fail/", get(fail))
        .both("/api/fail", get(fail))
        .both("/panic/", get(panic))
        .both("/evil/", get(evil))
        .both("/api/long", get(long))
        .both("/picture/", get(picture))
        .both("/explore/embed/dataset/x/map/", get(|| async { "embed" }))
        .both("/never/", get(std::future::pending::<()>))
        .both("/api/typed", get(|_: axum::extract::Query<Typed>| async {}));
    let hall = Arc::new(Hall::new(site, &[7; 32], Arc::new(OnlyAda), None));
    (dress(routes, Arc::clone(&hall)), hall)
}

#[derive(serde::Deserialize)]
struct Typed {
    #[serde(rename = "limit")]
    _limit: u8,
}

fn site() -> SiteSettings {
    SiteSettings::new("Test")
}

/// Sends one request; headers are `name: value` lines.
async fn send(app: &Router, method: &str, path: &str, headers: &[&str], body: &str) -> Response<Body> {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "data.example.org");
    for line in headers {
        let (name, value) = line.split_once(": ").expect("a header line");
        request = request.header(name, value);
    }
    let request = request.body(Body::from(body.to_owned())).expect("a request");
    app.clone()
        .oneshot(request)
        .await
        .expect("the layers always answer")
}

async fn fetch(path: &str, headers: &[&str]) -> Response<Body> {
    send(&app(site()).0, "GET", path, headers, "").await
}

fn head<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().expect("text"))
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[tokio::test]
async fn a_reader_gets_no_cookie_and_the_headers_of_a_careful_site() {
    for path in [
        "/",
        "/api/who",
        "/picture/",
        "/nothing/",
        "/explore/embed/dataset/x/map/",
    ] {
        let response = fetch(path, &[]).await;
        assert!(!response.headers().contains_key("set-cookie"), "{path}");
        assert_eq!(head(&response, "x-content-type-options"), "nosniff", "{path}");
        assert_eq!(head(&response, "x-request-id").len(), 32, "{path}");
        let policy = head(&response, "content-security-policy");
        let framed = if path.contains("embed") {
            "frame-ancestors *"
        } else {
            "frame-ancestors 'self'"
        };
        assert!(
            policy.contains("default-src 'self'") && policy.ends_with(framed),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn the_language_follows_flag_then_cookie_then_header() {
    let check = |path: &'static str, headers: &'static [&str], lang: Lang, vary: &'static str| async move {
        let response = fetch(path, headers).await;
        assert_eq!(
            head(&response, "content-language"),
            lang.code(),
            "{path} {headers:?}"
        );
        assert_eq!(head(&response, "vary"), vary, "{path} {headers:?}");
    };
    check("/", &[], Lang::En, "Accept-Language, Authorization, Cookie").await;
    check(
        "/",
        &["accept-language: fr-CA"],
        Lang::Fr,
        "Accept-Language, Authorization, Cookie",
    )
    .await;
    let both = &["accept-language: fr", "cookie: django_language=es"];
    check("/", both, Lang::Es, "Authorization, Cookie").await;
    let variant = &["accept-language: fr", "cookie: django_language=es-MX"];
    check("/", variant, Lang::Es, "Authorization, Cookie").await;
    let quoted = &["accept-language: fr", "cookie: django_language=\"es\""];
    check("/", quoted, Lang::Es, "Authorization, Cookie").await;
    check("/?flg=fr-fr", both, Lang::Fr, "Authorization, Cookie").await;
    check("/?flg=xx", both, Lang::Es, "Authorization, Cookie").await;
    let twice = &[
        "accept-language: fr",
        "cookie: django_language=es; django_language=es",
    ];
    check("/", twice, Lang::Fr, "Accept-Language, Authorization, Cookie").await;
}

#[tokio::test]
async fn what_reads_nothing_varies_on_nothing() {
    let response = fetch("/picture/", &["cookie: sessionid=x; django_language=fr"]).await;
    assert_eq!(head(&response, "vary"), "");
    assert_eq!(head(&response, "cache-control"), "no-cache");
}

#[tokio::test]
async fn a_session_makes_the_answer_private() {
    let cookie = format!("cookie: sessionid={SESSION}");
    let response = fetch("/", &[&cookie]).await;
    assert_eq!(head(&response, "cache-control"), "private, no-store");
    assert_eq!(text(response).await, "Home ada@example.org");
}

#[tokio::test]
async fn keys_are_read_from_header_and_query_and_a_bad_one_is_told() {
    for (path, headers) in [
        ("/api/who", vec!["authorization: Apikey key-of-ada"]),
        ("/api/who", vec!["authorization: apikey  key-of-ada"]),
        ("/api/who/?apikey=key-of-ada", vec![]),
    ] {
        let response = fetch(path, &headers).await;
        assert_eq!(head(&response, "cache-control"), "private, no-store");
        assert_eq!(text(response).await, "somebody", "{path} {headers:?}");
    }
    assert_eq!(
        text(fetch("/api/who", &["authorization: Basic eDp5"]).await).await,
        "nobody"
    );
    let response = fetch("/api/who?apikey=wrong", &[]).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(head(&response, "content-type"), "application/json");
    assert!(
        text(response)
            .await
            .starts_with("{\n  \"error_code\": \"InvalidApiKey\",\n  \"message\": ")
    );
}

#[tokio::test]
async fn text_is_compressed_and_pictures_are_not() {
    let accept = ["accept-encoding: gzip, br"];
    let response = fetch("/api/long", &accept).await;
    assert_eq!(
        (head(&response, "content-encoding"), head(&response, "etag")),
        ("br", "W/\"a\"")
    );
    assert_eq!(
        head(&fetch("/api/long", &[]).await, "etag"),
        "\"a\"",
        "the plain bytes keep a strong tag"
    );
    assert_eq!(head(&fetch("/picture/", &accept).await, "content-encoding"), "");
    assert_eq!(
        head(&fetch("/api/who", &accept).await, "content-encoding"),
        "",
        "too short to be worth it"
    );
}

#[tokio::test]
async fn long_addresses_and_large_headers_are_refused_and_large_cookies_ignored() {
    let long = format!("/?q={}", "a".repeat(20_000));
    assert_eq!(fetch(&long, &[]).await.status(), StatusCode::URI_TOO_LONG);
    let header = format!("x-large: {}", "a".repeat(20_000));
    assert_eq!(
        fetch("/", &[&header]).await.status(),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    );
    let bomb = format!("cookie: django_language=fr; bomb={}", "a".repeat(64 * 1024));
    let response = fetch("/", &[&bomb]).await;
    assert_eq!(
        (response.status(), head(&response, "content-language")),
        (StatusCode::OK, "fr")
    );
}

#[tokio::test]
async fn an_answer_that_does_not_begin_is_given_up() {
    let mut site = site();
    site.limits.time = Duration::from_millis(1);
    let response = send(&app(site).0, "GET", "/never/", &[], "").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!head(&response, "retry-after").is_empty());
}

/// Keeps what the log says.
#[derive(Clone, Default)]
struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_has_the_request_and_nothing_of_the_person() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(move || writer.clone())
        .with_ansi(false)
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let session = format!("cookie: sessionid={SESSION}; evil=canary-cookie");
    let headers = [
        "user-agent: canary-agent",
        "x-forwarded-for: 203.0.113.77",
        "referer: http://canary/",
        &session,
    ];
    let (app, _) = app(site());
    let paths = [
        "/?q=canary-search&apikey=",
        "/fail/?q=canary-search",
        "/evil/?q=canary-search",
    ];
    // Whether a place in the code logs is remembered from the thread that comes there first, and tests of other threads log nothing:
    // once all of them are known, this thread decides anew.
    for path in paths {
        send(&app, "GET", path, &headers, "").await;
    }
    tracing::callsite::rebuild_interest_cache();
    log.0.lock().expect("nobody panicked").clear();
    for path in paths {
        send(&app, "GET", path, &headers, "").await;
    }
    drop(guard);
    let said = String::from_utf8(log.0.lock().expect("nobody panicked").clone()).expect("text");
    assert_eq!(said.matches("request answered").count(), 3, "{said}");
    assert!(
        said.contains("path=\"/fail/\"") && said.contains("status=500") && said.contains("request_id"),
        "{said}"
    );
    for canary in ["canary", "203.0.113.77", SESSION, "ada@"] {
        assert!(!said.contains(canary), "{canary} in: {said}");
    }
}
