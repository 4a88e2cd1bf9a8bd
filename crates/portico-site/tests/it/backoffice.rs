//! Is every screen of the back office closed to those who may not come in, and whole for those who may?

use http::{Method, StatusCode};
use portico_model::{Action, Author, Thing};
use portico_services::Change;
use portico_site::office_paths;

use crate::fixture::{ADMINISTRATOR, EMAIL, PASSWORD, Reply, call, get, portal, post, wait};

/// A text that would run, were it not for the escaping.
const NASTY: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

/// Addresses with something in their holes.
fn paths() -> impl Iterator<Item = String> {
    office_paths().map(|path| {
        let parts = path
            .split('/')
            .map(|part| if part.starts_with('{') { "none" } else { part });
        parts.collect::<Vec<_>>().join("/")
    })
}

/// The cookies of someone who has signed in.
fn signed_in(email: &str) -> String {
    let page = get("/login/");
    let field = "name=\"csrfmiddlewaretoken\" value=\"";
    let token = page.text.split_once(field).unwrap().1.split('"').next().unwrap();
    let body = format!(
        "csrfmiddlewaretoken={token}&email={email}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let cookies = page.cookies().join("; ");
    let reply = post("/login/", &[("cookie", &cookies)], &body);
    assert_eq!(reply.status, StatusCode::SEE_OTHER, "{}", reply.text);
    reply.cookies().join("; ")
}

fn look(path: &str, cookies: &str) -> Reply {
    call(Method::GET, path, &[("cookie", cookies)], "")
}

#[test]
fn nobody_signed_in_is_sent_to_sign_in_and_back() {
    for path in paths() {
        for (method, status) in [(Method::GET, 302), (Method::HEAD, 302), (Method::POST, 303)] {
            let reply = call(method.clone(), &path, &[("origin", crate::fixture::ORIGIN)], "");
            assert_eq!(reply.status.as_u16(), status, "{method} {path}: {}", reply.text);
            assert!(
                reply
                    .header("location")
                    .starts_with("/login/?next=%2Fbackoffice%2F"),
                "{path}: {}",
                reply.header("location")
            );
            assert_eq!(reply.header("cache-control"), "private, no-store", "{path}");
            assert!(reply.cookies().is_empty(), "{path}");
        }
    }
    let reply = get("/backoffice/trail/?author=a%26b");
    assert_eq!(
        reply.header("location"),
        "/login/?next=%2Fbackoffice%2Ftrail%2F%3Fauthor%3Da%2526b"
    );
}

#[test]
fn a_reader_is_told_that_this_is_not_for_readers() {
    let cookies = signed_in(EMAIL);
    for path in paths() {
        for method in [Method::GET, Method::POST] {
            let reply = call(method.clone(), &path, &[("cookie", &cookies)], "");
            assert_eq!(reply.status, StatusCode::FORBIDDEN, "{method} {path}");
        }
    }
    assert!(!look("/", &cookies).text.contains("href=\"/backoffice/\""));
}

#[test]
fn every_screen_is_whole_in_every_language_and_kept_by_nobody() {
    let cookies = signed_in(ADMINISTRATOR);
    assert!(look("/", &cookies).text.contains("href=\"/backoffice/\""));
    for path in paths() {
        for lang in ["en", "fr", "es", "de", "nl"] {
            let headers = [("cookie", cookies.as_str()), ("accept-language", lang)];
            let reply = call(Method::GET, &path, &headers, "");
            assert!(
                matches!(reply.status.as_u16(), 200 | 303 | 404 | 405),
                "{path}: {} {}",
                reply.status,
                reply.text
            );
            assert_eq!(reply.header("cache-control"), "private, no-store", "{path}");
            if reply.status != StatusCode::OK || !reply.header("content-type").starts_with("text/html") {
                continue;
            }
            assert_eq!(reply.text.matches("<h1").count(), 1, "{path}");
            assert_eq!(reply.text.matches("<main").count(), 1, "{path}");
            assert!(
                reply.text.contains("<meta name=\"robots\" content=\"noindex\">"),
                "{path}"
            );
            assert!(reply.text.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            for key in [
                ">office-",
                ">people-",
                ">publish-",
                ">jobs-",
                ">consent-",
                ">processors-",
            ] {
                assert!(!reply.text.contains(key), "{path}: a key instead of words, {key}");
            }
            let head = call(Method::HEAD, &path, &headers, "");
            assert_eq!((head.status, head.text.as_str()), (reply.status, ""), "{path}");
        }
    }
}

#[test]
fn a_form_without_its_token_changes_nothing() {
    let cookies = signed_in(ADMINISTRATOR);
    for path in paths() {
        for headers in [
            [("cookie", cookies.as_str()), ("origin", crate::fixture::ORIGIN)],
            [("cookie", cookies.as_str()), ("origin", "https://evil.example")],
        ] {
            for kind in [
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
            ] {
                let mut headers = headers.to_vec();
                headers.push(("content-type", kind));
                let reply = call(Method::POST, &path, &headers, "");
                assert!(
                    matches!(reply.status.as_u16(), 403 | 405 | 415),
                    "{path} {kind}: {} {}",
                    reply.status,
                    reply.text
                );
            }
        }
    }
}

#[test]
fn what_was_changed_is_in_the_trail_with_its_difference_and_without_secrets() {
    let id = format!("parks {NASTY}");
    let change = Change::of(Thing::Dataset, &id, Action::Change)
        .before(serde_json::json!({"title": "Parks", "password": "hush-one"}))
        .after(serde_json::json!({"title": NASTY, "password": "hush-two"}));
    wait(portal().record_change(&Author::Person(format!("ann{NASTY}@example.org")), change)).unwrap();
    let cookies = signed_in(ADMINISTRATOR);
    let list = look("/backoffice/trail/?thing=dataset&author=ANN%22", &cookies);
    assert_eq!(list.status, StatusCode::OK);
    assert!(
        !list.text.contains("<script>alert") && !list.text.contains("<img"),
        "{}",
        list.text
    );
    assert!(list.text.contains("&#60;script&#62;"), "{}", list.text);
    let href = list
        .text
        .split("href=\"/backoffice/trail/")
        .find(|part| part.starts_with("0"))
        .unwrap();
    let entry = look(
        &format!("/backoffice/trail/{}", href.split('"').next().unwrap()),
        &cookies,
    );
    assert_eq!(entry.status, StatusCode::OK);
    assert!(entry.text.contains("<del>Parks</del>"), "{}", entry.text);
    let json = look("/backoffice/trail.json?thing=dataset&author=ann", &cookies);
    let read: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert_eq!(read[0]["differences"][0]["before"], "Parks", "{read}");
    assert_eq!(read[0]["differences"][1]["secret"], true, "{read}");
    let csv = look("/backoffice/trail.csv?thing=dataset&author=ann", &cookies);
    assert!(csv.text.starts_with("time,author_kind,author,"), "{}", csv.text);
    for reply in [&list, &entry, &json, &csv] {
        assert!(!reply.text.contains("hush-"), "{}", reply.text);
    }
    let none = look("/backoffice/trail/?thing=person&id=nobody", &cookies);
    assert!(none.text.contains("No change fits this filter"), "{}", none.text);
}

#[test]
fn the_word_after_something_was_done_is_ours() {
    let cookies = signed_in(ADMINISTRATOR);
    assert!(
        look("/backoffice/?done=saved", &cookies)
            .text
            .contains("role=\"status\"")
    );
    for code in ["none", "%3Cb%3E", "saved%00", &"a".repeat(500)] {
        let reply = look(&format!("/backoffice/?done={code}"), &cookies);
        assert_eq!(reply.status, StatusCode::OK);
        assert!(!reply.text.contains("role=\"status\""), "{code}");
    }
}
