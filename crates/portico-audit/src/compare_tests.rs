//! Is every sort of difference found, and nothing where all agrees?

use super::*;
use crate::{Host, Sent, Step};

const REGISTER: &str = r#"{"version": 1, "items": [
    {"name": "sessionid", "kind": "cookie", "set_on": ["/login/*"], "max_age_seconds": 1209600, "browser_session_by_default": true,
     "attributes": {"http_only": true, "same_site": "Lax", "path": "/"}},
    {"name": "csrftoken", "kind": "cookie", "set_on": ["/login/*", "/account/*"], "set_when_signed_in": true,
     "max_age_seconds": 31449600, "attributes": {"http_only": false, "same_site": "Lax", "path": "/"}}],
    "services": [{"title": "Tube", "hosts": ["tube.example"], "storage": [{"name": "seen", "kind": "localStorage"}]}]}"#;

fn at(stage: Stage, path: &str) -> Place {
    Place {
        stage,
        path: path.to_owned(),
    }
}

fn cookie(name: &str, life: Option<i64>, http_only: bool, place: Place) -> Held {
    Held {
        kind: Kind::Cookie,
        name: name.to_owned(),
        host: "a.example".to_owned(),
        own: true,
        place,
        cookie: Some(Cookie {
            life,
            http_only,
            secure: true,
            same_site: "Lax".to_owned(),
            path: "/".to_owned(),
            with_domain: false,
        }),
    }
}

fn sent(name: &str, place: Place) -> Sent {
    Sent {
        name: name.to_owned(),
        own: true,
        place,
        deletes: false,
    }
}

/// A walk on which everything is as declared.
fn good() -> Seen {
    let step = |stage| Step {
        stage,
        pages: 1,
        done: true,
        note: None,
    };
    Seen {
        https: true,
        held: vec![
            cookie(
                "csrftoken",
                Some(31_449_590),
                false,
                at(Stage::FailedSignIn, "/login/"),
            ),
            cookie("sessionid", None, true, at(Stage::SignedIn, "/login/")),
            cookie("sessionid", Some(1_209_600), true, at(Stage::SignedIn, "/login/")),
        ],
        sent: vec![
            sent("csrftoken", at(Stage::SignedIn, "/explore/")),
            sent("sessionid", at(Stage::SignedIn, "/login/")),
        ],
        steps: vec![step(Stage::Anonymous), step(Stage::SignedIn)],
        ..Seen::default()
    }
}

fn codes(seen: &Seen) -> Vec<(Code, String)> {
    let register = Register::parse(REGISTER).unwrap();
    compare(&register, seen)
        .into_iter()
        .map(|one| (one.code, one.subject))
        .collect()
}

fn check(change: impl FnOnce(&mut Seen), expected: &[(Code, &str)]) {
    let mut seen = good();
    change(&mut seen);
    let expected: Vec<_> = expected
        .iter()
        .map(|(code, subject)| (*code, (*subject).to_owned()))
        .collect();
    assert_eq!(codes(&seen), expected);
}

#[test]
fn a_portal_that_keeps_its_word_has_no_difference() {
    check(|_| {}, &[]);
}

#[test]
fn what_a_proxy_adds_is_named() {
    check(
        |seen| {
            seen.held
                .push(cookie("__lb", None, false, at(Stage::Anonymous, "/")))
        },
        &[(Code::Undeclared, "__lb")],
    );
    check(
        |seen| seen.sent.push(sent("__lb", at(Stage::Anonymous, "/"))),
        &[(Code::Undeclared, "__lb")],
    );
}

#[test]
fn a_name_declared_for_one_sort_of_storage_is_not_declared_for_another() {
    let local = |seen: &mut Seen| {
        let mut held = cookie("sessionid", None, false, at(Stage::Anonymous, "/"));
        held.kind = Kind::LocalStorage;
        held.cookie = None;
        seen.held.push(held);
    };
    check(local, &[(Code::Undeclared, "sessionid")]);
}

#[test]
fn a_declared_name_on_another_host_is_not_declared() {
    let foreign = |seen: &mut Seen| {
        let mut held = cookie("csrftoken", Some(31_449_600), false, at(Stage::Anonymous, "/"));
        held.own = false;
        held.host = "b.example".to_owned();
        seen.held.push(held);
    };
    check(foreign, &[(Code::Undeclared, "csrftoken")]);
}

#[test]
fn attributes_and_lives_that_differ_are_named_one_by_one() {
    let change = |edit: fn(&mut Cookie)| {
        move |seen: &mut Seen| {
            edit(seen.held[0].cookie.as_mut().unwrap());
        }
    };
    check(
        change(|cookie| cookie.http_only = true),
        &[(Code::Attribute, "csrftoken")],
    );
    check(
        change(|cookie| cookie.secure = false),
        &[(Code::Attribute, "csrftoken")],
    );
    check(
        change(|cookie| cookie.with_domain = true),
        &[(Code::Attribute, "csrftoken")],
    );
    check(
        change(|cookie| cookie.same_site = String::new()),
        &[(Code::Attribute, "csrftoken")],
    );
    check(
        change(|cookie| cookie.path = "/login/".to_owned()),
        &[(Code::Attribute, "csrftoken")],
    );
    check(
        change(|cookie| cookie.life = Some(31_449_600 + 61)),
        &[(Code::Lifetime, "csrftoken")],
    );
    check(
        change(|cookie| cookie.life = Some(3600)),
        &[(Code::Lifetime, "csrftoken")],
    );
    check(
        change(|cookie| cookie.life = None),
        &[(Code::Lifetime, "csrftoken")],
    );
    check(change(|cookie| cookie.life = Some(31_449_600 - 59)), &[]);
}

#[test]
fn a_cookie_set_where_the_register_does_not_let_it_is_named() {
    check(
        |seen| {
            seen.sent
                .push(sent("csrftoken", at(Stage::Anonymous, "/explore/")))
        },
        &[(Code::SetElsewhere, "csrftoken")],
    );
    check(
        |seen| {
            let mut removal = sent("sessionid", at(Stage::SignedOut, "/logout/"));
            removal.deletes = true;
            seen.sent.push(removal);
        },
        &[],
    );
}

#[test]
fn declared_but_never_seen_counts_only_where_the_walk_could_have_seen_it() {
    let without_sign_in = |seen: &mut Seen| {
        seen.held.clear();
        seen.sent.clear();
        seen.steps.pop();
    };
    check(without_sign_in, &[]);
    check(
        |seen| {
            seen.held.retain(|held| held.name != "sessionid");
            seen.sent.retain(|sent| sent.name != "sessionid");
        },
        &[(Code::NotSeen, "sessionid")],
    );
}

#[test]
fn hosts_are_judged_by_name_and_by_consent() {
    let host = |host: &str, stage| Host {
        host: host.to_owned(),
        place: at(stage, "/"),
        what: "Script".to_owned(),
        stopped: false,
    };
    let asks = |name: &'static str, stage| move |seen: &mut Seen| seen.hosts.push(host(name, stage));
    check(
        asks("cdn.example", Stage::Allowed),
        &[(Code::UndeclaredHost, "cdn.example")],
    );
    check(
        asks("tube.example", Stage::Anonymous),
        &[(Code::BeforeConsent, "tube.example")],
    );
    check(asks("tube.example", Stage::Allowed), &[]);
}

#[test]
fn frames_sign_out_and_pages_that_could_not_be_seen_are_named() {
    check(
        |seen| {
            seen.sent
                .push(sent("csrftoken", at(Stage::Frame, "/explore/embed/x/")))
        },
        &[(Code::InFrame, "csrftoken")],
    );
    check(
        |seen| seen.left.push("sessionid".to_owned()),
        &[(Code::LeftBehind, "sessionid")],
    );
    check(
        |seen| {
            seen.missed
                .push((at(Stage::Anonymous, "/slow/"), "no answer".to_owned()))
        },
        &[(Code::Unseen, "/slow/")],
    );
}

#[test]
fn what_stands_in_front_of_the_portal_is_declared_by_a_pattern_and_asks_nobody() {
    let told = REGISTER.replace(
        "\"services\": [",
        "\"services\": [{\"title\": \"Balancer\", \"consent\": false, \"hosts\": [], \"storage\": [{\"name\": \"__lb*\", \"kind\": \"cookie\", \"days\": 0, \"own\": true}]}, ",
    );
    let declared = Register::parse(&told).unwrap();
    assert!(declared.asks(), "the other service still does");
    let mut seen = good();
    let frame = "/explore/embed/dataset/x/table/";
    for place in [at(Stage::Anonymous, "/"), at(Stage::Frame, frame)] {
        seen.held.push(cookie("__lb_7", None, true, place.clone()));
        seen.sent.push(sent("__lb_7", place));
    }
    assert_eq!(compare(&declared, &seen), []);
    let codes: Vec<Code> = compare(&Register::parse(REGISTER).unwrap(), &seen)
        .into_iter()
        .map(|one| one.code)
        .collect();
    assert!(
        codes.contains(&Code::Undeclared) && codes.contains(&Code::InFrame),
        "{codes:?}"
    );
    seen.held
        .push(cookie("__lb_7", Some(86_400), true, at(Stage::Choice, "/")));
    let found = compare(&declared, &seen);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].code, Code::Lifetime, "it stays longer than declared");
}
