//! Is each page whole? Status, title, language, one heading, safe texts; in every language and without a cookie.

use http::{Method, StatusCode};

use crate::fixture::{HIDDEN, call, get};

/// Every page that can be read without an account.
pub(crate) const PAGES: [&str; 28] = [
    "/",
    "/explore/",
    "/explore",
    "/explore/?q=station",
    "/explore/?q=nothingislikethis",
    "/explore/?refine.theme=Transport&sort=title&page=2",
    "/explore/?disjunctive.theme=true&refine.theme=Transport&refine.theme=Other",
    "/explore/dataset/stations/",
    "/explore/dataset/stations/information/",
    "/explore/dataset/stations/table/",
    "/explore/dataset/stations/table",
    "/explore/dataset/stations/table/?q=museum&refine.line=B&sort=-opened&cols=name&cols=line",
    "/explore/dataset/stations/table/?q=nothingislikethis",
    "/explore/dataset/stations/table/?page=999&sort=nope&cols=nope",
    "/explore/dataset/stations/map/",
    "/explore/dataset/stations/map/?q=nothingislikethis",
    "/explore/dataset/areas/map/",
    "/explore/dataset/stations/export/",
    "/explore/dataset/stations/export/?refine.line=A",
    "/explore/dataset/stations/api/",
    "/explore/dataset/stations/api/?run=1&select=name,height&where=height+%3E+1&limit=2",
    "/explore/dataset/stations/api/?run=1&where=heigth+%3E",
    "/docs/odsql/",
    "/login/",
    "/terms/cookies-policy/",
    "/terms/privacy-policy/",
    "/terms/terms-and-conditions/",
    "/cookies/preferences/",
];

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// What is between the first `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text
        .split_once(start)
        .unwrap_or_else(|| panic!("no {start} in {text}"))
        .1;
    rest.split_once(end).unwrap().0
}

#[test]
fn every_page_is_whole_in_every_language() {
    for path in PAGES {
        for lang in ["en", "fr", "es", "de", "nl"] {
            let reply = call(Method::GET, path, &[("accept-language", lang)], "");
            assert_eq!(reply.status, StatusCode::OK, "{path}\n{}", reply.text);
            let text = &reply.text;
            assert!(
                text.contains(&format!("<html lang=\"{lang}\" dir=\"ltr\">")),
                "{path}"
            );
            assert_eq!(count(text, "<h1"), 1, "{path}");
            assert_eq!(count(text, "<main"), 1, "{path}");
            let title = between(text, "<title>", "</title>");
            assert!(
                title.ends_with("Test &#38; portal") && !title.is_empty(),
                "{path}: {title}"
            );
            assert!(
                text.contains("href=\"#content\"") && text.contains("id=\"content\""),
                "{path}: skip link"
            );
            assert!(!text.contains("<script>alert"), "{path}: a publisher's script");
            assert_eq!(reply.header("content-language"), lang, "{path}");
            assert!(reply.header("vary").contains("Accept-Language"), "{path}");
            let pieces = [
                "common-", "home-", "catalog-", "dataset-", "account-", "cookies-", "legal-", "errors-",
            ];
            for piece in pieces {
                let shown = format!(">{piece}");
                assert!(!text.contains(&shown), "{path}: a key instead of words, {shown}");
            }
        }
    }
}

#[test]
fn pages_that_search_engines_list_name_their_other_languages() {
    let text = get("/explore/?q=a&flg=fr").text;
    assert!(
        text.contains("<link rel=\"canonical\" href=\"http://portal.example/explore/?q=a\">"),
        "{text}"
    );
    assert!(
        text.contains("hreflang=\"es\" href=\"http://portal.example/explore/?q=a&#38;flg=es\""),
        "{text}"
    );
    assert!(text.contains("<html lang=\"fr\""));
}

#[test]
fn searched_words_are_marked_in_the_catalog() {
    let text = get("/explore/?q=stat").text;
    assert!(
        text.contains("<mark>Stations</mark> &#60;of&#62; the town"),
        "{text}"
    );
    assert!(text.contains("Every <mark>station</mark> &#38; more."), "{text}");
}

#[test]
fn the_table_sorts_filters_counts_and_links_to_records() {
    let text = get("/explore/dataset/stations/table/?refine.line=A&sort=-height").text;
    assert!(text.contains("2 of 3 records"), "{text}");
    let body = between(&text, "<tbody>", "</tbody>");
    let zoo = body.find("Zoo").unwrap();
    assert!(
        zoo < body.find("Old &#60;b&#62;Port").unwrap(),
        "the highest first"
    );
    assert!(text.contains("aria-sort=\"descending\""));
    assert!(
        body.contains("href=\"https://example.org/port\"") && !body.contains("href=\"javascript:"),
        "{body}"
    );
    assert!(
        text.contains("href=\"/explore/dataset/stations/map/?refine.line=A\""),
        "tabs keep the filter"
    );
    assert!(
        text.contains("href=\"/explore/dataset/stations/table/?sort=-height\""),
        "the chip's way back"
    );
    let record = between(body, "<a href=\"", "\"").to_owned();
    let record = get(&record);
    assert_eq!(record.status, StatusCode::OK);
    assert!(record.text.contains("101.25"), "{}", record.text);
}

#[test]
fn exports_are_offered_whole_and_filtered_as_the_api_spells_it() {
    let text = get("/explore/dataset/stations/export/?refine.line=A&q=zoo").text;
    let csv = "/api/explore/v2.1/catalog/datasets/stations/exports/csv";
    assert!(text.contains(&format!("href=\"{csv}\"")), "{text}");
    assert!(
        text.contains(&format!("href=\"{csv}?q=zoo&#38;refine=line%3A%22A%22\"")),
        "{text}"
    );
}

#[test]
fn the_console_answers_in_the_page_and_explains_mistakes() {
    let text =
        get("/explore/dataset/stations/api/?run=1&group_by=line&select=line,count(*)+as+n&order_by=n+desc")
            .text;
    assert!(
        text.contains("&#34;total_count&#34;: 2") && text.contains("&#34;n&#34;: 2"),
        "{text}"
    );
    let text = get("/explore/dataset/stations/api/?run=1&where=heigth+%3E+1").text;
    assert!(text.contains("notice bad") && text.contains("heigth"), "{text}");
}

#[test]
fn the_map_is_drawn_without_a_script() {
    for dataset in ["stations", "areas"] {
        let text = get(&format!("/explore/dataset/{dataset}/map/")).text;
        assert!(
            text.contains("<svg class=\"map-drawing\" role=\"img\""),
            "{dataset}"
        );
        assert!(text.contains("map-land"), "{dataset}: land below the records");
        assert!(
            text.contains(if dataset == "areas" {
                "map-shape"
            } else {
                "map-mark"
            }),
            "{dataset}\n{text}"
        );
        assert!(text.contains("data-map="), "{dataset}");
    }
}

#[test]
fn faults_are_pages_with_words_and_a_way_on() {
    let check = |path: &str, status: u16, words: &str| {
        let reply = get(path);
        assert_eq!(reply.status.as_u16(), status, "{path}");
        assert!(
            reply.text.contains(words) && reply.text.contains("action=\"/explore/\""),
            "{path}\n{}",
            reply.text
        );
        assert!(reply.cookies().is_empty(), "{path}");
    };
    check("/none/", 404, "Nothing here");
    check("/explore/dataset/none/", 404, "Nothing here");
    check(
        "/explore/dataset/stations/record/0000000000000000000000000000000000000000/",
        404,
        "Nothing here",
    );
    check(
        "/explore/dataset/stations/table/?where=heigth+%3E+1",
        400,
        "heigth",
    );
    check(
        "/explore/dataset/stations/table/?where=height+%3E",
        400,
        "cannot be understood",
    );
    assert_eq!(
        call(Method::POST, "/explore/", &[], "").status,
        StatusCode::METHOD_NOT_ALLOWED
    );
}

#[test]
fn head_answers_like_get() {
    for path in PAGES {
        let (head, get) = (call(Method::HEAD, path, &[], ""), get(path));
        assert_eq!(head.status, get.status, "{path}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{path}");
        assert!(head.text.is_empty(), "{path}");
    }
}

#[test]
fn machines_find_their_files() {
    assert!(
        get("/robots.txt")
            .text
            .contains("Sitemap: http://portal.example/sitemap.xml")
    );
    let sitemap = get("/sitemap.xml").text;
    assert!(
        sitemap.contains("<loc>http://portal.example/explore/dataset/stations/information/</loc><lastmod>2"),
        "{sitemap}"
    );
    let gpc = get("/.well-known/gpc.json");
    assert_eq!(gpc.header("content-type"), "application/json");
    assert!(gpc.text.contains("\"gpc\":true"), "{}", gpc.text);
    assert_eq!(get("/favicon.ico").header("content-type"), "image/svg+xml");
}

#[test]
fn what_a_page_loads_is_there_and_is_ours() {
    for path in [
        "/",
        "/explore/dataset/stations/map/",
        "/explore/dataset/stations/api/",
        "/explore/",
    ] {
        let text = get(path).text;
        let head = between(&text, "<head>", "</head>");
        let files = head.split('"').filter(|part| part.starts_with("/assets/"));
        let files: Vec<_> = files.collect();
        assert!(files.len() > 6, "{path}: {files:?}");
        for file in files {
            assert_eq!(get(file).status, StatusCode::OK, "{path} loads {file}");
        }
    }
}

#[test]
fn no_page_shows_a_value_of_hidden_records() {
    for tab in [
        "",
        "information/",
        "api/",
        "table/",
        "map/",
        "analyze/",
        "export/",
        "calendar/",
    ] {
        let reply = get(&format!("/explore/dataset/sightings/{tab}"));
        assert!(!reply.text.contains(HIDDEN), "{tab}: {}", reply.status);
    }
    let about = get("/explore/dataset/sightings/information/");
    assert_eq!(about.status, StatusCode::OK);
    assert!(about.text.contains("animal"), "the fields are public");
}
