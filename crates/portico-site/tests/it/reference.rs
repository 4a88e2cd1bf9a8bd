//! Is the reference of the query language a page that holds every word?

use portico_odsql::reference::SECTIONS;

use crate::fixture::get;

#[test]
fn the_reference_has_a_place_for_every_word_and_links_to_it() {
    let page = get("/docs/odsql/").text;
    for entry in SECTIONS.iter().flat_map(|section| section.entries) {
        let anchor = entry.anchor();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{}", entry.name);
        assert!(page.contains(&format!("href=\"#{anchor}\"")), "{}", entry.name);
    }
    let tab = get("/explore/dataset/stations/api/").text;
    assert!(tab.contains("href=\"/docs/odsql/\""));
}
