//! What does a frame in another site's page hold? Records or a map, without a cookie, an account or anything of others.

use http::{Method, StatusCode};

use crate::fixture::{ADMINISTRATOR, HIDDEN, ORIGIN, PASSWORD, call, get, post};

const EMBEDS: [&str; 4] = [
    "/explore/embed/dataset/stations/table/",
    "/explore/embed/dataset/stations/table/?refine.line=A&sort=-height",
    "/explore/embed/dataset/stations/map/",
    "/explore/embed/dataset/areas/map/?q=nothingislikethis",
];

/// What a browser would send that had been here, chose a language and signed in.
fn everything_known() -> String {
    let page = get("/login/");
    let token = page
        .text
        .split_once("name=\"csrfmiddlewaretoken\" value=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .expect("a form")
        .0;
    let cookies = page.cookies().join("; ");
    let body = format!(
        "csrfmiddlewaretoken={token}&email={ADMINISTRATOR}&password={}",
        PASSWORD.replace(' ', "+")
    );
    let signed_in = post("/login/", &[("cookie", &cookies), ("origin", ORIGIN)], &body);
    assert_eq!(signed_in.status, StatusCode::SEE_OTHER);
    format!(
        "{}; django_language=fr; cookies_preferences=1.1.20261124.11",
        signed_in.cookies().join("; ")
    )
}

#[test]
fn frames_are_whole_in_every_language_and_open_links_beside_the_page_of_others() {
    for path in EMBEDS {
        for lang in ["en", "fr", "es", "de", "nl"] {
            let reply = call(Method::GET, path, &[("accept-language", lang)], "");
            assert_eq!(reply.status, StatusCode::OK, "{path}: {}", reply.text);
            assert!(reply.text.contains(&format!("<html lang=\"{lang}\"")), "{path}");
            assert_eq!(reply.text.matches("<h1").count(), 1, "{path}");
            assert!(reply.text.contains("<base target=\"_blank\">"), "{path}");
            assert!(
                !reply.text.contains(">dataset-"),
                "{path}: a key instead of words"
            );
            for part in [
                "site-header",
                "site-footer",
                "data-consent-banner",
                "/cookies/preferences/",
            ] {
                assert!(!reply.text.contains(part), "{path}: {part}");
            }
        }
    }
    let text = get(EMBEDS[1]).text;
    assert!(text.contains("2 of 3 records") && text.contains("aria-sort=\"descending\""));
    assert!(
        text.contains("href=\"/explore/dataset/stations/table/?refine.line=A\" rel=\"noopener\""),
        "the way to the portal keeps the filter: {text}"
    );
    let sorting = text
        .split("<thead>")
        .nth(1)
        .unwrap()
        .split("</thead>")
        .next()
        .unwrap();
    assert!(
        sorting.contains("href=\"/explore/embed/dataset/stations/table/?refine.line=A")
            && sorting.matches("target=\"_self\"").count() == sorting.matches("<a ").count(),
        "sorting stays in the frame: {sorting}"
    );
}

#[test]
fn any_site_may_frame_them_and_no_cookie_goes_in_or_out() {
    let known = everything_known();
    for path in EMBEDS {
        let stranger = get(path);
        let with_cookies = call(Method::GET, path, &[("cookie", &known)], "");
        for reply in [&stranger, &with_cookies] {
            assert!(reply.cookies().is_empty(), "{path}");
            let policy = reply.header("content-security-policy");
            assert!(policy.ends_with("frame-ancestors *"), "{path}: {policy}");
            assert!(!policy.contains("https://"), "{path}: {policy}");
            assert!(reply.header("x-frame-options").is_empty(), "{path}");
            assert_eq!(reply.header("vary"), "Accept-Language", "{path}");
            assert_eq!(reply.header("cache-control"), "no-cache", "{path}");
        }
        assert_eq!(
            stranger.text, with_cookies.text,
            "{path}: nothing of a visitor is read"
        );
        let head = call(Method::HEAD, path, &[], "");
        assert_eq!(head.status, StatusCode::OK, "{path}");
    }
    let framed = get("/explore/dataset/stations/table/");
    assert!(
        framed
            .header("content-security-policy")
            .ends_with("frame-ancestors 'self'"),
        "other pages are not framed"
    );
}

#[test]
fn what_is_hidden_or_missing_is_so_in_a_frame_too_whoever_asks() {
    let known = everything_known();
    for path in [
        "/explore/embed/dataset/sightings/table/",
        "/explore/embed/dataset/none/table/",
        "/explore/embed/dataset/none/map/",
    ] {
        let reply = call(Method::GET, path, &[("cookie", &known)], "");
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
        assert!(!reply.text.contains(HIDDEN), "{path}");
        assert!(reply.cookies().is_empty(), "{path}");
        assert!(
            reply.text.contains("<base target=\"_blank\">") && !reply.text.contains("site-header"),
            "{path}: {}",
            reply.text
        );
        assert!(
            reply
                .header("content-security-policy")
                .ends_with("frame-ancestors *")
        );
    }
    let wrong = get("/explore/embed/dataset/stations/table/?where=heigth+%3E+1");
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text.contains("heigth"), "{}", wrong.text);
    let charts = get("/explore/embed/dataset/stations/analyze/?refine.line=A");
    assert_eq!(
        charts.header("location"),
        "/explore/embed/dataset/stations/table/?refine.line=A"
    );
}

#[test]
fn the_code_of_a_frame_stands_on_the_export_tab_with_the_filters_that_are_on() {
    let text = get("/explore/dataset/stations/export/?refine.line=A").text;
    // The page shows the code, so what is escaped in the code is escaped once more.
    let code = "&#60;iframe src=&#34;http://portal.example/explore/embed/dataset/stations/table/?refine.line=A&#34; title=&#34;Stations &#38;#60;of&#38;#62; the town&#34;";
    assert!(text.contains(code), "{text}");
    assert!(text.contains("id=\"embed-map\"") && text.contains("/explore/embed/dataset/stations/map/"));
}
