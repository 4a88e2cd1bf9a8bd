//! Who gets which cookie, when, and what can forge a form?

use http::{Method, StatusCode};

use crate::fixture::{EMAIL, PASSWORD, Reply, call, call_one_language, get, post};
use crate::pages::PAGES;

/// The token in the form of a page, and the cookie that goes with it.
fn form(reply: &Reply) -> (String, String) {
    let field = "name=\"csrfmiddlewaretoken\" value=\"";
    let token = reply
        .text
        .split_once(field)
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let cookies = reply.cookies();
    (
        token,
        cookies
            .into_iter()
            .find(|cookie| cookie.starts_with("csrftoken="))
            .unwrap(),
    )
}

fn sign_in(extra: &str) -> Reply {
    let (token, cookie) = form(&get("/login/"));
    let body = format!(
        "csrfmiddlewaretoken={token}&email={EMAIL}&password={}{extra}",
        PASSWORD.replace(' ', "+")
    );
    post("/login/", &[("cookie", &cookie)], &body)
}

#[test]
fn someone_who_only_reads_holds_no_cookie() {
    for path in PAGES.into_iter().filter(|path| *path != "/login/") {
        assert!(get(path).cookies().is_empty(), "{path}");
    }
}

#[test]
fn signing_in_gives_a_session_and_a_new_token_and_leads_where_one_wanted_to_go() {
    let reply = sign_in("&next=/explore/?q=a");
    assert_eq!(
        (reply.status, reply.header("location")),
        (StatusCode::SEE_OTHER, "/explore/?q=a"),
        "{}",
        reply.text
    );
    let set: Vec<_> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    let session = set
        .iter()
        .find(|cookie| cookie.starts_with("sessionid="))
        .unwrap();
    assert!(
        !session.contains("Max-Age") && session.contains("HttpOnly"),
        "{session}"
    );
    let cookies = reply.cookies().join("; ");
    let account = call(Method::GET, "/account/", &[("cookie", &cookies)], "");
    assert!(account.text.contains(EMAIL), "{}", account.text);
    assert_eq!(account.header("cache-control"), "private, no-store");

    let (token, csrf) = form(&account);
    let session = cookies
        .split("; ")
        .find(|cookie| cookie.starts_with("sessionid="))
        .unwrap()
        .to_owned();
    let both = format!("{session}; {csrf}");
    let reply = post(
        "/logout/",
        &[("cookie", &both)],
        &format!("csrfmiddlewaretoken={token}"),
    );
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    assert_eq!(reply.cookies(), ["sessionid=\"\"", "csrftoken=\"\""]);
    let after = call(Method::GET, "/account/", &[("cookie", &both)], "");
    assert_eq!(after.header("location"), "/login/?next=/account/");
}

#[test]
fn staying_signed_in_is_asked_for() {
    let reply = sign_in("&keep=1&next=//evil.example/");
    assert_eq!(reply.header("location"), "/account/");
    let cookies: Vec<_> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|value| value.to_str().unwrap())
        .collect();
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.contains("sessionid=") && cookie.contains("Max-Age=1209600")),
        "{cookies:?}"
    );
}

#[test]
fn wrong_words_are_refused_kindly_and_a_forged_form_is_refused() {
    let (token, cookie) = form(&get("/login/"));
    let body =
        format!("csrfmiddlewaretoken={token}&email=nobody%40example.org&password=%3Cwrong%3E&next=/explore/");
    let reply = post("/login/", &[("cookie", &cookie)], &body);
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        reply.text.contains("do not go together") && reply.text.contains("value=\"nobody@example.org\""),
        "{}",
        reply.text
    );
    assert!(!reply.text.contains("wrong&"), "the password is not repeated");
    assert!(
        reply
            .cookies()
            .iter()
            .all(|cookie| !cookie.starts_with("sessionid"))
    );
    let forged = post(
        "/login/",
        &[("cookie", "csrftoken=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")],
        "csrfmiddlewaretoken=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(post("/logout/", &[], "").status, StatusCode::FORBIDDEN);
    assert_eq!(
        call(Method::GET, "/logout/", &[], "").status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[test]
fn the_language_is_switched_from_our_own_pages_only() {
    let reply = post("/i18n/setlang/", &[], "language=fr&next=/explore/?q=a");
    assert_eq!(
        (reply.status, reply.header("location")),
        (StatusCode::FOUND, "/explore/?q=a")
    );
    assert_eq!(reply.cookies(), ["django_language=fr"]);
    let page = call(Method::GET, "/", &[("cookie", "django_language=fr")], "");
    assert!(page.text.contains("<html lang=\"fr\""));
    let foreign = post(
        "/i18n/setlang/",
        &[("origin", "https://evil.example")],
        "language=fr",
    );
    assert_eq!(
        (foreign.status, foreign.cookies().len()),
        (StatusCode::FORBIDDEN, 0)
    );
    for unknown in ["pt", "FRA", "fr; Domain=evil", ""] {
        let reply = post("/i18n/setlang/", &[], &format!("language={unknown}&next=/"));
        assert_eq!(
            (reply.status, reply.cookies().len()),
            (StatusCode::FOUND, 0),
            "{unknown}"
        );
    }
    let get = call(Method::GET, "/i18n/setlang/?language=fr&next=/explore/", &[], "");
    assert_eq!(
        (get.status, get.header("location"), get.cookies().len()),
        (StatusCode::FOUND, "/explore/", 0)
    );
}

#[test]
fn the_switch_leads_back_and_never_away() {
    let check = |headers: &[(&str, &str)], next: &str, expected: &str| {
        let reply = post("/i18n/setlang/", headers, &format!("language=es{next}"));
        assert_eq!(reply.header("location"), expected, "{next} {headers:?}");
    };
    check(&[("referer", "http://portal.example/explore/")], "", "/explore/");
    check(&[("referer", "https://evil.example/")], "", "/");
    for bad in [
        "//evil",
        "https://evil",
        "/%5Cevil",
        "%5C%5Cevil",
        "/%09/evil",
        "javascript:x",
        "/%0A/evil",
        "http:evil",
        "///evil",
    ] {
        check(&[], &format!("&next={bad}"), "/");
    }
    let in_address = |target: &str| {
        let reply = post(&format!("/i18n/setlang/?next={target}"), &[], "language=es");
        reply.header("location").to_owned()
    };
    assert_eq!(in_address("/explore/"), "/explore/");
    assert_eq!(in_address("//evil"), "/");
    let quiet = post("/i18n/setlang/", &[("accept", "application/json")], "language=es");
    assert_eq!((quiet.status, quiet.cookies().len()), (StatusCode::NO_CONTENT, 1));
    assert!(quiet.header("vary").contains("Accept"));
}

#[test]
fn a_portal_of_one_language_has_no_switch() {
    let page = call_one_language(Method::GET, "/", &[("cookie", "django_language=en")]);
    assert!(
        page.text.contains("<html lang=\"fr\"") && !page.text.contains("setlang"),
        "{}",
        page.text
    );
    assert_eq!(
        call_one_language(Method::POST, "/i18n/setlang/", &[]).status,
        StatusCode::NOT_FOUND
    );
    let policy = call_one_language(Method::GET, "/terms/cookies-policy/", &[]);
    assert!(!policy.text.contains("django_language"));
}

#[test]
fn choices_are_kept_shown_and_forgotten() {
    let page = get("/cookies/preferences/").text;
    assert!(!page.contains(" checked"), "nothing is ticked beforehand");
    let counted = post("/cookies/preferences/", &[], "action=save")
        .cookies()
        .remove(0);
    assert!(counted.ends_with(".10"), "{counted}");
    let saved = post("/cookies/preferences/", &[], "action=save&uncounted=1");
    assert_eq!(
        (saved.status, saved.header("location")),
        (StatusCode::SEE_OTHER, "/cookies/preferences/?done=saved")
    );
    let cookie = saved.cookies().remove(0);
    assert!(
        cookie.starts_with("cookies_preferences=1.1.20") && cookie.ends_with(".00"),
        "{cookie}"
    );
    let page = call(
        Method::GET,
        "/cookies/preferences/?done=saved",
        &[("cookie", &cookie)],
        "",
    );
    assert!(
        page.text.contains("You are not counted") && page.text.contains("saved for 180 days"),
        "{}",
        page.text
    );
    assert!(
        page.text.contains("name=\"uncounted\" value=\"1\" checked"),
        "{}",
        page.text
    );
    assert!(page.cookies().is_empty(), "a visit does not extend the choice");
    let forgotten = post("/cookies/preferences/", &[("cookie", &cookie)], "action=forget");
    assert_eq!(forgotten.cookies(), ["cookies_preferences=\"\""]);
    let foreign = post(
        "/cookies/preferences/",
        &[("origin", "https://evil.example")],
        "uncounted=1",
    );
    assert_eq!(
        (foreign.status, foreign.cookies().len()),
        (StatusCode::FORBIDDEN, 0)
    );
}

#[test]
fn one_click_on_the_policy_page_is_an_objection_to_being_counted() {
    let page = get("/terms/cookies-policy/").text;
    assert!(page.contains("name=\"action\" value=\"object\""));
    let saved = post("/cookies/preferences/", &[], "action=object");
    let cookie = saved.cookies().remove(0);
    assert!(
        cookie.starts_with("cookies_preferences=1.0.20") && cookie.ends_with(".00"),
        "{cookie}"
    );
    let earlier = post(
        "/cookies/preferences/",
        &[("cookie", "cookies_preferences=1.1.20261101.101")],
        "action=object",
    );
    assert_eq!(
        earlier.cookies(),
        ["cookies_preferences=1.1.20261101.001"],
        "what was chosen about services stays as it was, with its day"
    );
}

#[test]
fn the_policy_is_the_register() {
    let page = get("/terms/cookies-policy/").text;
    for name in portico_cookies::CookieName::ALL {
        assert!(page.contains(&format!("<tr id=\"{name}\" ")), "{name}");
    }
    for class in portico_cookies::CookieClass::ALL {
        assert!(
            page.contains(&format!("<h3 id=\"{}\">", class.as_str())),
            "{}",
            class.as_str()
        );
    }
    let json: serde_json::Value = serde_json::from_str(&get("/terms/cookies-policy.json").text).unwrap();
    assert_eq!(
        json["items"].as_array().map(Vec::len),
        Some(portico_cookies::CookieName::ALL.len())
    );
    assert_eq!(
        get("/terms/cookies-policy.csv").text.lines().count(),
        1 + portico_cookies::CookieName::ALL.len()
    );
    for path in ["/terms/cookies-information", "/terms/cookies-information/"] {
        let moved = get(path);
        assert_eq!(
            (moved.status, moved.header("location")),
            (StatusCode::PERMANENT_REDIRECT, "/terms/cookies-policy/")
        );
    }
}
