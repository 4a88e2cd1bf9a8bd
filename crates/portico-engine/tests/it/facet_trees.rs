//! Which values does a facet have? Cases 207 to 234.

use portico_engine::{FacetNode, FacetState};

use crate::fixture::{ask, facets};

/// The facets as text: `country: FR 4, IT 2*`, a star for a refined value, a cross for an excluded one, children in parentheses.
fn text(query: &str) -> String {
    let trees = facets(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let lines: Vec<String> = trees
        .iter()
        .map(|tree| format!("{}: {}", tree.name, nodes(&tree.values)))
        .collect();
    lines.join("\n")
}

fn nodes(list: &[FacetNode]) -> String {
    let texts: Vec<String> = list
        .iter()
        .map(|node| {
            let count = node.count.map(|count| format!(" {count}")).unwrap_or_default();
            let mark = match node.state {
                FacetState::Displayed => "",
                FacetState::Refined => "*",
                FacetState::Excluded => "x",
            };
            let children = if node.children.is_empty() {
                String::new()
            } else {
                format!(" ({})", nodes(&node.children))
            };
            format!("{}{count}{mark}{children}", node.name)
        })
        .collect();
    texts.join(", ")
}

#[track_caller]
fn check(query: &str, expected: &str) {
    assert_eq!(text(query), expected, "{query}");
}

#[test]
fn declared_facets_come_in_schema_order() {
    let names: Vec<String> = facets("").unwrap().into_iter().map(|tree| tree.name).collect();
    assert_eq!(names, ["name", "country", "region", "tags"]);
}

#[test]
fn values_are_counted_most_frequent_first() {
    check("facet=country", "country: FR 4, IT 2, MX 1");
    check("facet=tags", "tags: river 4, capital 3, port 1");
    check("facet=country & where=capital", "country: FR 1, IT 1, MX 1");
    check("facet=name & refine=country:IT", "name: Milan 1, Rome 1");
    assert!(text("facet=note").starts_with("note: "));
}

#[test]
fn a_disjunctive_facet_keeps_showing_its_other_values() {
    check("facet=country & refine=country:IT", "country: FR 4, IT 2*, MX 1");
    check("facet=name & refine=name:Paris", "name: Paris 1*");
    check("facet=country & exclude=country:FR", "country: IT 2, MX 1, FRx");
}

#[test]
fn a_chosen_value_is_listed_even_where_no_record_has_it() {
    check(
        "facet=name & refine=name:Paris & where=country='IT'",
        "name: Paris 0*",
    );
    check("facet=name & refine=name:Atlantis", "name: Atlantis 0*");
    check(
        "facet=country & refine=country:XX",
        "country: FR 4, IT 2, MX 1, XX 0*",
    );
    check(
        "facet=facet(name=\"country\", limit=1) & refine=country:MX",
        "country: FR 4, MX 1*",
    );
    check(
        "facet=region & refine=region:Asia/Japan",
        "region: Asia 0* (Japan 0*)",
    );
    check(
        "facet=region & exclude=region:Europe/France",
        "region: Europe 2 (Francex), America 1",
    );
    check(
        "facet=updated & exclude=updated:2024/3",
        "updated: 2023 2, 2022 1, 2024 1 (03x)",
    );
    check(
        "facet=country & exclude=country:FR & exclude=country:IT",
        "country: MX 1, FRx, ITx",
    );
}

#[test]
fn numbers_and_booleans_are_facets_too() {
    check("facet=capital", "capital: false 4, true 3");
    check("facet=capital & refine=capital:TRUE", "capital: true 3*");
    check("facet=area & refine=area:1285", "area: 1285.0 1*");
    check("facet=facet(name=\"id\", sort=\"-num\", limit=2)", "id: 8 1, 7 1");
    check(
        "facet=facet(name=\"area\", sort=\"num\", limit=2)",
        "area: 0.0 1, 17.5 1",
    );
}

#[test]
fn a_tree_can_be_made_or_flattened_by_the_request() {
    let flat = text("facet=facet(name=\"region\", hierarchical=false, sort=\"alphanum\", limit=1)");
    assert_eq!(flat, "region: America/Mexico/CDMX 1");
    check(
        "facet=facet(name=\"region\", hierarchical=true, separator=\"/F\")",
        "region: Europe 4, America/Mexico/CDMX 1, Europe/Italy/Lazio 1, Europe/Italy/Lombardia 1",
    );
}

#[test]
fn trees_open_where_they_are_refined() {
    check("facet=region", "region: Europe 6, America 1");
    check(
        "facet=region & refine=region:Europe",
        "region: Europe 6* (France 4, Italy 2)",
    );
    check("facet=updated", "updated: 2024 4, 2023 2, 2022 1");
    check(
        "facet=updated & refine=updated:2024",
        "updated: 2024 4* (03 3, 01 1)",
    );
}

#[test]
fn a_facet_is_sorted_and_cut_as_asked() {
    check(
        "facet=facet(name=\"country\", sort=\"alphanum\", limit=2)",
        "country: FR 4, IT 2",
    );
    check(
        "facet=facet(name=\"name\", sort=\"-alphanum\", limit=1)",
        "name: Rome 1",
    );
}

/// The ids that refinements keep.
#[track_caller]
fn kept(query: &str, expected: &str) {
    let rows =
        ask(&format!("select=id & order_by=id & {query}")).unwrap_or_else(|error| panic!("{query}: {error}"));
    let ids: String = rows
        .iter()
        .map(|row| row.trim_start_matches("{\"id\": ").trim_end_matches('}'))
        .collect();
    assert_eq!(ids, expected, "{query}");
}

#[test]
fn refinements_keep_and_leave_out_records() {
    kept("refine=country:FR", "1234");
    kept("refine=country:\"FR\"", "1234");
    kept("refine=`country`:FR", "1234");
    kept("refine=country:FR & refine=country:IT", "123456");
    kept("refine=name:Paris & refine=name:Rome", "");
    kept(
        "refine=name:Paris & refine=name:Rome & facet=facet(name=\"name\", disjunctive=true)",
        "15",
    );
    kept("refine=country:FR & refine=tags:river", "124");
    kept("refine=tags:river & refine=tags:capital", "15");
    kept("refine=region:Europe/France", "1234");
    kept("refine=updated:2024/03", "123");
    kept("refine=updated:2024/03/02 & timezone=Europe/Paris", "2");
    kept("exclude=country:FR", "5678");
    kept("refine=country:FR & where=population > 100000", "124");
}

#[test]
fn a_facet_that_is_named_again_is_listed_once() {
    let once = text("facet=country");
    assert_eq!(
        text(&format!("facet=country{}", " & facet=country".repeat(50))),
        once
    );
}
