//! Tests of what a service must say: one complete example, and what is wrong with each change of it.

use super::*;
use crate::samples::{analytics, tiles, video};

fn check(change: impl Fn(&mut Service), expected: &[(&str, &str)]) {
    let mut service = video();
    change(&mut service);
    let found = problems(&service, "en");
    let found: Vec<_> = found
        .iter()
        .map(|problem| (problem.field.as_str(), problem.reason))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn complete_services_have_no_problems() {
    for service in [video(), tiles(), analytics()] {
        assert_eq!(problems(&service, "en"), [], "{}", service.key);
    }
}

#[test]
fn what_is_missing_is_named() {
    check(
        |s| s.provider = "  ".into(),
        &[("provider", "consent-problem-empty")],
    );
    check(
        |s| s.controller.clear(),
        &[("controller", "consent-problem-empty")],
    );
    check(
        |s| s.policy_url.clear(),
        &[("policy_url", "consent-problem-address")],
    );
    check(|s| s.hosts.clear(), &[("hosts", "consent-problem-hosts-needed")]);
    check(
        |s| drop(s.words.remove("en")),
        &[("words.en.title", "consent-problem-language")],
    );
    check(
        |s| s.words.entry("fr".into()).or_default().title = "Vidéos".into(),
        &[("words.fr.text", "consent-problem-empty")],
    );
    check(
        |s| s.purpose = Purpose::Map,
        &[("tiles.url", "consent-problem-tiles-needed")],
    );
    check(
        |s| s.purpose = Purpose::Audience,
        &[("script.url", "consent-problem-script-needed")],
    );
}

#[test]
fn what_is_impossible_is_named() {
    check(
        |s| s.class = CookieClass::Necessary,
        &[("class", "consent-problem-class")],
    );
    check(|s| s.key = "A b".into(), &[("key", "consent-problem-key")]);
    for host in [
        "https://a.example",
        "a.example/x",
        "a.example:443",
        "localhost",
        "203.0.113.7",
        "*",
        "*.example",
        "a..b",
        "A.example",
        "'self'",
        "a.example; script-src *",
        "data:",
        "",
    ] {
        check(
            |s| s.hosts = vec![host.into()],
            &[("hosts", "consent-problem-host")],
        );
    }
    check(
        |s| s.hosts = vec!["a.example".into(), "a.example".into()],
        &[("hosts", "consent-problem-twice")],
    );
    check(
        |s| s.storage[0].days = Some(401),
        &[("storage.0.days", "consent-problem-days")],
    );
    check(
        |s| s.storage[0].days = None,
        &[("storage.0.days", "consent-problem-days")],
    );
    check(
        |s| s.storage[0].name = "a;b".into(),
        &[("storage.0.name", "consent-problem-name")],
    );
    check(
        |s| s.storage[0].kind = Kind::Connection,
        &[("storage.0.kind", "consent-problem-kind")],
    );
    for address in [
        "http://a.example/",
        "javascript:alert(1)",
        "https://a.example/\"><script>",
        "https://u@a.example/",
        "//a.example",
    ] {
        check(
            |s| s.policy_url = address.into(),
            &[("policy_url", "consent-problem-address")],
        );
    }
}

#[test]
fn the_four_cookies_of_the_portal_cannot_be_taken() {
    for name in ["sessionid", "sess*", "csrftoken", "cookies_preferences"] {
        check(
            |s| {
                s.storage[0].own = true;
                s.storage[0].name = name.into();
            },
            &[("storage.0.name", "consent-problem-reserved")],
        );
    }
}

#[test]
fn tiles_and_scripts_stand_on_a_declared_host() {
    let wrong = |service: &Service| -> Vec<String> {
        problems(service, "en")
            .into_iter()
            .map(|problem| problem.field)
            .collect()
    };
    let mut service = tiles();
    service.tiles = service.tiles.map(|tiles| Tiles {
        url: "https://else.example/{z}/{x}/{y}.png".into(),
        ..tiles
    });
    assert_eq!(wrong(&service), ["tiles.url"]);
    let mut service = tiles();
    service.tiles = service.tiles.map(|tiles| Tiles {
        url: "https://tiles.example.org/{z}/{x}.png".into(),
        ..tiles
    });
    assert_eq!(wrong(&service), ["tiles.url"]);
    let mut service = analytics();
    service.script = service.script.map(|script| Script {
        url: "http://stats.example.org/a.js".into(),
        ..script
    });
    assert_eq!(wrong(&service), ["script.url"]);
    let mut service = analytics();
    service.script = service.script.map(|mut script| {
        script.data.insert("on load".into(), String::new());
        script
    });
    assert_eq!(wrong(&service), ["script.data"]);
}

#[test]
fn a_service_has_no_word_about_how_visitors_are_asked() {
    let told = serde_json::to_value(crate::samples::video()).expect("a document");
    let mut names: Vec<&str> = told
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "class",
            "controller",
            "hosts",
            "key",
            "meaning",
            "policy_url",
            "provider",
            "purpose",
            "since",
            "slot",
            "storage",
            "words"
        ]
    );
    for name in ["preselected", "hide_reject", "modal", "days", "required"] {
        let mut more = told.clone();
        more[name] = true.into();
        assert!(
            serde_json::from_value::<Service>(more).is_err(),
            "{name} is no part of a service"
        );
    }
}
