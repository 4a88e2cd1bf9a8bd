//! Do `refine`, `exclude` and `facet` read as they should?

use portico_odsql::{parse_facet, parse_refinement};

/// Each line: a parameter and the canonical text of what it means.
fn check(refinements: &[(&str, &str)], facets: &[(&str, &str)]) {
    for (input, expected) in refinements {
        let read = parse_refinement(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(read.to_string(), *expected, "{input}");
        assert_eq!(parse_refinement(expected).as_ref(), Ok(&read), "{input}");
    }
    for (input, expected) in facets {
        let read = parse_facet(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        assert_eq!(read.to_string(), *expected, "{input}");
        assert_eq!(parse_facet(expected).as_ref(), Ok(&read), "{input}");
    }
}

/// The message of an error.
fn error_of<T: std::fmt::Debug>(read: Result<T, portico_odsql::SyntaxError>) -> String {
    read.expect_err("an error is expected").message
}

#[test]
fn a_refinement_is_a_name_and_all_that_follows_the_first_colon() {
    check(
        &[
            ("country:FR", "country:\"FR\""),     // 223
            ("country:\"FR\"", "country:\"FR\""), // 224
            ("`country`:FR", "country:\"FR\""),   // 224
            ("country:'FR'", "country:\"FR\""),
            ("region:Europe/France", "region:\"Europe/France\""), // 230
            ("updated:2024/03", "updated:\"2024/03\""),           // 231
            ("updated:2024-03-01T10:00:00", "updated:\"2024-03-01T10:00:00\""),
            (" name : New York ", "name:\"New York\""),
            ("url:http://a.b/c?d=e", "url:\"http://a.b/c?d=e\""),
            ("name:\"say \\\"hi\\\"\"", "name:\"say \\\"hi\\\"\""),
            ("name:\"a\" and \"b\"", "name:\"\\\"a\\\" and \\\"b\\\"\""),
            ("name:''", "name:\"\""),
            ("`my: facet` : x", "`my: facet`:\"x\""),
            ("2020:x", "`2020`:\"x\""),
            ("my-field:x", "`my-field`:\"x\""),
        ],
        &[],
    );
}

#[test]
fn a_refinement_without_its_parts_is_an_error() {
    for input in ["", "country", "country:", "`country`", "`country"] {
        assert!(
            error_of(parse_refinement(input)).contains("unexpected end of line"),
            "{input}"
        );
    }
    assert!(error_of(parse_refinement(":x")).contains("unexpected : at position 0"));
    assert!(error_of(parse_refinement("`a` b:x")).contains("unexpected b at position 4"));
}

#[test]
fn a_facet_is_a_name_or_a_call_with_options() {
    check(
        &[],
        &[
            ("country", "country"), // 208
            ("`my facet`", "`my facet`"),
            (" 2020 ", "`2020`"),
            ("my-field", "`my-field`"),
            ("facet", "facet"),
            ("facet(name=\"x\")", "x"),
            ("facet(name=x)", "x"),
            (
                "facet(name=\"country\", sort=\"alphanum\", limit=2)",
                "facet(name=\"country\", sort=\"alphanum\", limit=2)",
            ), // 220
            (
                "FACET(name=\"name\",sort=\"-alphanum\",limit=1)",
                "facet(name=\"name\", sort=\"-alphanum\", limit=1)",
            ), // 221
            (
                "facet(name=\"name\", disjunctive=true)",
                "facet(name=\"name\", disjunctive=true)",
            ), // 227
            (
                "facet(disjunctive=False, name='a')",
                "facet(name=\"a\", disjunctive=false)",
            ),
            (
                "facet(name=\"r\", hierarchical=true, separator=\"/\")",
                "facet(name=\"r\", hierarchical=true, separator=\"/\")",
            ),
            (
                "facet(name=\"r\", hierarchical=false, separator=\"/\")",
                "facet(name=\"r\", hierarchical=false)",
            ),
            (
                "facet(name='r', sort=-count)",
                "facet(name=\"r\", sort=\"-count\")",
            ),
        ],
    );
}

#[test]
fn options_that_do_not_exist_are_errors() {
    for (input, expected) in [
        ("", "unexpected end of line at position 0"),
        ("facet(", "unexpected end of line at position 6"),
        ("facet()", "unexpected ) at position 6"),
        ("facet(limit=3)", "facet() needs a name"),
        ("facet(name='a', srot='count')", "unexpected srot at position 16"),
        (
            "facet(name='a', sort='random')",
            "The sort of a facet is one of count",
        ),
        ("facet(name='a', hierarchical=true)", "needs a separator"),
        ("facet(name='a', limit=-1)", "not negative"),
        ("facet(name='a', limit=1.5)", "A whole number is expected"),
        (
            "facet(name='a', disjunctive=maybe)",
            "unexpected maybe at position 28",
        ),
        ("facet(name='a') b", "unexpected b at position 16"),
        ("`a` b", "unexpected b at position 4"),
        ("`a", "unexpected end of line"),
    ] {
        let message = error_of(parse_facet(input));
        assert!(message.contains(expected), "{input}: {message}");
    }
    assert_eq!(
        parse_facet("facet(name='a', srot='count')")
            .unwrap_err()
            .hint
            .as_deref(),
        Some("Did you mean `sort`?")
    );
}
