//! What may an answer show of others, on what does it vary, and what goes when consent goes?

use portico_cookies::Service;
use portico_cookies::policy::{Draft, PolicyFacts};
use portico_services::Policy;
use serde_json::json;

use super::*;
use crate::{Asked, Policies};

/// A portal with a video host and a tool that measures.
struct WithServices(Arc<Policy>);

impl Policies for WithServices {
    fn current(&self, _facts: Arc<PolicyFacts>) -> BoxFuture<'_, Result<Arc<Policy>, Fault>> {
        let policy = Arc::clone(&self.0);
        Box::pin(async move { Ok(policy) })
    }
}

fn services() -> Vec<Service> {
    let service = |key: &str, purpose: &str, more: serde_json::Value| {
        let mut service = json!({
            "key": key, "purpose": purpose, "class": "third-party", "provider": "Example", "controller": "Example Ltd",
            "policy_url": "https://example.org/privacy", "hosts": [format!("{key}.example.org")],
            "words": {"en": {"title": key, "text": "For a test."}},
        });
        for (name, value) in more.as_object().expect("fields") {
            service[name] = value.clone();
        }
        serde_json::from_value(service).expect("a service")
    };
    vec![
        service("video", "video", json!({})),
        service(
            "stats",
            "audience",
            json!({"storage": [{"name": "_pk_id*", "kind": "cookie", "days": 390, "own": true}]}),
        ),
    ]
}

/// Says whether visitors are asked, and shows a film to those who may see it.
async fn film(asked: Asked) -> String {
    let policy = asked.policy();
    let asks = asked.standing().asks(&policy.register);
    let service = policy.register.service("video").expect("it is there");
    format!(
        "{} {}",
        if asks { "asks" } else { "quiet" },
        if asked.admits(service) {
            "film"
        } else {
            "placeholder"
        }
    )
}

async fn plain(asked: Asked) -> &'static str {
    if asked.standing().asks(&asked.policy().register) {
        "asks"
    } else {
        "quiet"
    }
}

fn portal(services: Vec<Service>) -> (Router, Arc<Hall>) {
    let routes = Router::new()
        .both("/", get(plain))
        .both("/film/", get(film))
        .both("/explore/embed/film/", get(film))
        .both("/api/film/", get(film));
    let draft = Draft {
        services,
        ..Draft::default()
    };
    let policy = Policy::unkept(&site().policy_facts(), &draft).expect("a policy");
    let hall = Hall::new(site(), &[7; 32], Arc::new(OnlyAda), None)
        .with_policies(Arc::new(WithServices(Arc::new(policy))));
    let hall = Arc::new(hall);
    (dress(routes, Arc::clone(&hall)), hall)
}

/// Today's choice of those bits, as a header.
fn choice(bits: &str) -> String {
    let today = chrono::Utc::now().format("%Y%m%d");
    format!("cookie: cookies_preferences=1.1.{today}.{bits}")
}

#[tokio::test]
async fn consent_signals_and_silence_decide_what_an_answer_shows() {
    let (app, _) = portal(services());
    let (all, none, other) = (choice("111"), choice("100"), choice("101"));
    let asks = "Cookie, DNT, Sec-GPC";
    let table: [(&[&str], &str, &str); 9] = [
        (&[], "asks placeholder", asks),
        (&[&all], "quiet film", "Cookie"),
        (&[&none], "quiet placeholder", "Cookie"),
        (&[&other], "quiet placeholder", "Cookie"),
        (&["sec-gpc: 1"], "quiet placeholder", asks),
        (&["dnt: 1"], "quiet placeholder", asks),
        (&["sec-gpc: 0", "dnt: yes"], "asks placeholder", asks),
        (&["sec-gpc: 1", &all], "quiet film", "Cookie"),
        (
            &["cookie: cookies_preferences=1.1.20200101.111"],
            "asks placeholder",
            asks,
        ),
    ];
    for (headers, expected, vary) in table {
        let response = send(&app, "GET", "/film/", headers, "").await;
        let policy = head(&response, "content-security-policy").to_owned();
        assert_eq!(head(&response, "vary"), vary, "{headers:?}");
        assert!(!response.headers().contains_key("set-cookie"), "{headers:?}");
        let shown = text(response).await;
        assert_eq!(shown, expected, "{headers:?}");
        assert_eq!(
            policy.contains("frame-src 'self' https://video.example.org;"),
            shown.contains("film"),
            "{headers:?}: {policy}"
        );
        assert!(
            !policy.contains("stats.example.org"),
            "what is not on the page is not opened: {policy}"
        );
    }
}

#[tokio::test]
async fn without_services_nothing_of_the_visitor_is_read() {
    let (app, _) = portal(Vec::new());
    let response = send(&app, "GET", "/", &["sec-gpc: 1", &choice("111")], "").await;
    assert_eq!(head(&response, "vary"), "");
    assert_eq!(text(response).await, "quiet");
}

#[tokio::test]
async fn an_embed_opens_no_host_even_for_who_agreed() {
    let (app, _) = portal(services());
    let response = send(&app, "GET", "/explore/embed/film/", &[&choice("111")], "").await;
    assert!(!head(&response, "content-security-policy").contains("https://"));
}

#[tokio::test]
async fn a_note_shows_one_service_on_one_page_and_is_kept_by_nobody() {
    let (app, hall) = portal(services());
    let now = chrono::Utc::now().timestamp();
    let note = hall.once.issue("video", "/film/", now);
    let response = send(&app, "GET", &format!("/film/?show={note}"), &[], "").await;
    assert_eq!(head(&response, "cache-control"), "private, no-store");
    assert!(head(&response, "content-security-policy").contains("https://video.example.org"));
    assert_eq!(
        text(response).await,
        "asks film",
        "it is no answer to the question"
    );
    for bad in [
        hall.once.issue("video", "/", now),
        hall.once.issue("stats", "/film/", now),
        hall.once.issue("video", "/film/", now - 3600),
        "video".to_owned(),
    ] {
        let response = send(&app, "GET", &format!("/film/?show={bad}"), &[], "").await;
        assert_eq!(text(response).await, "asks placeholder", "{bad}");
    }
}

#[tokio::test]
async fn what_a_script_left_is_removed_as_soon_as_nobody_agrees() {
    let (app, hall) = portal(services());
    let removed = |response: &Response<Body>| -> Vec<String> {
        let all = response.headers().get_all("set-cookie").iter();
        all.map(|value| value.to_str().expect("text").to_owned())
            .collect()
    };
    let left = "cookie: _pk_id.7.1=abc; theme=dark";
    let response = send(&app, "GET", "/", &[left], "").await;
    let headers = removed(&response);
    assert_eq!(
        headers.len(),
        3,
        "for the host and each domain above: {headers:?}"
    );
    assert!(
        headers
            .iter()
            .all(|header| header.starts_with("_pk_id.7.1=\"\";") && header.contains("Max-Age=0"))
    );
    assert!(headers[1].ends_with("Domain=data.example.org") && headers[2].ends_with("Domain=example.org"));
    for (path, headers) in [
        ("/api/film/", vec![left.to_owned()]),
        (
            "/",
            vec![format!(
                "{left}; {}",
                choice("101").trim_start_matches("cookie: ")
            )],
        ),
        ("/", vec!["cookie: theme=dark".to_owned()]),
    ] {
        let lines: Vec<&str> = headers.iter().map(String::as_str).collect();
        let response = send(&app, "GET", path, &lines, "").await;
        assert_eq!(removed(&response), [""; 0], "{path} {headers:?}");
    }
    assert_eq!(hall.stray_cookies(), 0);
}
