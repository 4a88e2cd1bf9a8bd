//! Do links to a former portal lead somewhere?

use http::StatusCode;

use crate::fixture::get;

#[test]
fn a_tab_among_the_parameters_is_that_tab() {
    for (tab, page) in [
        ("map", "map"),
        ("export", "export"),
        ("metas", "information"),
        ("api", "api"),
    ] {
        let old = get(&format!("/explore/dataset/stations/?tab={tab}"));
        let new = get(&format!("/explore/dataset/stations/{page}/"));
        assert_eq!(old.status, StatusCode::OK, "{tab}");
        let title = |text: &str| {
            let end = text.find("</title>").unwrap();
            text[..end].rsplit("<title>").next().unwrap().to_owned()
        };
        assert_eq!(title(&old.text), title(&new.text), "{tab}");
    }
}

#[test]
fn views_that_are_not_here_lead_to_the_dataset_with_their_filters() {
    for view in ["analyze", "images", "calendar", "custom"] {
        let reply = get(&format!(
            "/explore/dataset/stations/{view}/?refine.line=B&tab={view}"
        ));
        assert_eq!(reply.status, StatusCode::FOUND, "{view}");
        assert_eq!(
            reply.header("location"),
            "/explore/dataset/stations/?refine.line=B"
        );
    }
    for console in [
        "/api/v1/console",
        "/api/v1/console/records/1.0/search/?dataset=stations",
    ] {
        assert_eq!(get(console).header("location"), "/console/", "{console}");
    }
    assert_eq!(get("/page/about/").status, StatusCode::NOT_FOUND);
}

#[test]
fn a_question_in_the_old_language_is_answered_on_pages() {
    let words = get("/explore/dataset/stations/table/?q=line:B");
    let refined = get("/explore/dataset/stations/table/?refine.line=B");
    let rows = |text: &str| text.matches("<tr").count();
    assert_eq!(rows(&words.text), rows(&refined.text));
}
