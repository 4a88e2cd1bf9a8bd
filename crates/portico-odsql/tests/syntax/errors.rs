//! Does what cannot be read say what is wrong, where, and what to write instead?

use portico_odsql::{
    SyntaxError, SyntaxErrorKind, parse_group_by, parse_order_by, parse_select, parse_where,
};

/// The error of a clause, which must be named `where`, `select`, `group_by` or `order_by`.
fn error_of(clause: &str, text: &str) -> SyntaxError {
    let read = match clause {
        "where" => parse_where(text).map(|tree| tree.to_string()),
        "select" => parse_select(text).map(|items| format!("{items:?}")),
        "group_by" => parse_group_by(text).map(|keys| format!("{keys:?}")),
        _ => parse_order_by(text).map(|keys| format!("{keys:?}")),
    };
    match read {
        Ok(tree) => panic!("{clause}={text} reads as {tree}"),
        Err(error) => error,
    }
}

/// Each line: a text of that clause, a piece of the message, a piece of the hint (none: any).
fn check(clause: &str, code: &str, cases: &[(&str, &str, &str)]) {
    for (text, message, hint) in cases {
        let error = error_of(clause, text);
        assert!(
            error.message.contains(message),
            "{clause}={text}: {}",
            error.message
        );
        assert_eq!(error.code(), code, "{clause}={text}");
        let found = error.hint.unwrap_or_default();
        assert!(found.contains(hint), "{clause}={text}: hint is {found:?}");
        assert!(
            text.get(error.span.clone()).is_some(),
            "{clause}={text}: {:?}",
            error.span
        );
    }
}

#[test]
fn messages_have_the_shape_that_programs_know() {
    let error = error_of("where", "contains(name, \"a\")"); // 126
    assert_eq!(
        error.message,
        "ODSQL syntax exception: unexpected ( at position 8 in contains(name, \"a\")."
    );
    assert_eq!(error.kind, SyntaxErrorKind::UnknownFunction);
    assert_eq!(error.span, 8..9);
    assert_eq!(
        error.full_message("where"),
        "ODSQL syntax exception: unexpected ( at position 8 in contains(name, \"a\"). \
         Clause(s) containing the error(s): where."
    );
    assert_eq!(error.to_string(), error.message);
    let error = error_of("where", "name = "); // 124
    assert_eq!(
        error.message,
        "ODSQL syntax exception: unexpected end of line at position 7 in name = ."
    );
    let error = error_of("where", "d >= date'-01'");
    assert_eq!(
        error.message,
        "ODSQL query is malformed: Invalid date to parse '-01'."
    );
    assert_eq!((error.kind, error.span), (SyntaxErrorKind::InvalidDate, 5..14));
}

#[test]
fn positions_are_characters_and_places_are_bytes() {
    let error = error_of("where", "é = \"ü\" x");
    assert!(
        error.message.contains("unexpected x at position 8"),
        "{}",
        error.message
    );
    assert_eq!(error.span, 10..11);
}

#[test]
fn a_mistyped_keyword_or_function_has_a_hint() {
    check(
        "where",
        "ODSQLSyntaxError",
        &[
            ("name lik 'a'", "unexpected lik at position 5", "`LIKE`"),
            ("a = 1 adn b = 2", "unexpected adn at position 6", "`AND`"),
            ("serach('a')", "unexpected ( at position 6", "`search`"),
            ("upper(name) = 'A'", "unexpected ( at position 5", "lower(text)"),
            (
                "dayofweek(d) = 1",
                "unexpected ( at position 9",
                "There is no function",
            ),
        ],
    );
    check(
        "order_by",
        "ODSQLSyntaxError",
        &[("name dsc", "unexpected dsc at position 5", "`DESC`")],
    );
}

#[test]
fn long_texts_are_quoted_around_the_place() {
    let text = format!("{} ) {}", "a = 1 OR ".repeat(1000) + "b", "c".repeat(10_000));
    let error = error_of("where", &text);
    assert!(
        error.message.contains("unexpected ) at position 9002"),
        "{}",
        error.message
    );
    assert!(error.message.chars().count() < 400);
    let error = error_of("where", &format!("a {}", "é".repeat(5000)));
    assert!(error.message.chars().count() < 400);
}

#[test]
fn conditions_that_cannot_be_read_say_where() {
    check(
        "where",
        "ODSQLSyntaxError",
        &[
            ("", "unexpected end of line at position 0", ""), // 135: an empty parameter is not asked here
            (
                "country NOT IN (\"FR\")",
                "unexpected NOT at position 8",
                "NOT (field IN",
            ), // 89
            (
                "country not like 'a'",
                "unexpected not at position 8",
                "NOT (field LIKE",
            ),
            (
                "a BETWEEN 1 AND 2",
                "unexpected BETWEEN at position 2",
                "field IN [low..high]",
            ),
            (
                "a NOT BETWEEN 1 AND 2",
                "unexpected NOT at position 2",
                "field IN [low..high]",
            ),
            (
                "case when a then b end",
                "unexpected when at position 5",
                "ifnull",
            ),
            ("garbage==", "unexpected end of line at position 9", ""), // 125
            (
                "1_uai = 1",
                "unexpected _uai at position 1 in 1_uai = 1.",
                "`1_uai`",
            ), // 127
            ("\"x\" \"y\"", "unexpected \"y\" at position 4", "AND or OR"), // 156
            ("a = b = c", "unexpected = at position 6", ""),
            ("(a = b) = c", "unexpected = at position 8", ""),
            ("(a AND b) + 1 = 2", "unexpected + at position 10", ""),
            ("1 + (a AND b) = 2", "unexpected AND at position 7", ""),
            ("a + b", "unexpected end of line at position 5", ""),
            ("5", "unexpected end of line", ""),
            ("length(a) AND b", "unexpected AND at position 10", ""),
            ("NOT 5", "unexpected end of line", ""),
            ("a AND", "unexpected end of line at position 5", ""),
            ("AND a", "unexpected AND at position 0", "keyword"),
            ("a OR OR b", "unexpected OR at position 5", ""),
            ("(a", "unexpected end of line at position 2", ""),
            ("a)", "unexpected ) at position 1", ""),
            ("a is 5", "unexpected 5 at position 5", ""),
            ("a is not", "unexpected end of line", ""),
            ("a like b", "unexpected b at position 7", ""),
            ("a in ()", "unexpected ) at position 6", ""),
            ("a in (FR, \"IT\")", "unexpected FR at position 6", "\"FR\""),
            ("a in b", "unexpected b at position 5", "list"),
            ("a in [1, 2]", "unexpected , at position 7", ""),
            ("a in [1..2)", "unexpected ) at position 10", ""),
            ("a in [1..2", "unexpected end of line", ""),
            ("a & b", "unexpected & at position 2", "AND"),
            ("!a", "unexpected ! at position 0", "NOT"),
            ("a = %", "unexpected % at position 4", "modulo"),
            ("a = “b”", "unexpected “ at position 4", "straight quotes"),
            (
                "a = \"b",
                "unexpected end of line at position 6",
                "position 4 is never closed",
            ),
            ("a = 'b\\", "unexpected end of line", "never closed"),
            ("`a = 1", "unexpected end of line", "never closed"),
            ("`` = 1", "unexpected `` at position 0", "empty"),
            (
                "a = \"\\u12\"",
                "unexpected \\u12\" at position 5",
                "four hexadecimal digits",
            ),
            (
                "a = geom'POINT(1 2)'",
                "unexpected 'POINT(1 2)' at position 8",
                "",
            ),
            ("a;", "unexpected ; at position 1", "no end mark"),
        ],
    );
}

#[test]
fn functions_are_refused_at_their_parenthesis() {
    check(
        "where",
        "ODSQLSyntaxError",
        &[
            ("lenght(name) = 3", "unexpected ( at position 6", "`length`"),
            ("contains(name, 'a')", "unexpected ( at position 8", "search("),
            ("sum(a) > 3", "unexpected ( at position 3", "select and order_by"),
            ("range(a, 3) = 1", "unexpected ( at position 5", "group_by"),
            ("random(1) = 1", "unexpected ( at position 6", "order_by"),
            ("include(a)", "unexpected ( at position 7", "select"),
            ("a = search('b')", "unexpected ( at position 10", "condition"),
            ("dayofweek(d) = 1", "unexpected ( at position 9", "no function"),
            ("date(d) = 1", "unexpected ( at position 4", ""),
            ("`length`(name) = 1", "unexpected ( at position 8", ""),
            ("circle(p, 1, 2)", "unexpected ( at position 6", "within_distance"),
        ],
    );
    check(
        "select",
        "ODSQLSyntaxError",
        &[
            ("stddev(population)", "unexpected ( at position 6", ""), // 78
            ("invalid_function()", "unexpected ( at position 16", ""), // 79
            ("if(id=1,'a','b')", "unexpected ( at position 2", "ifnull"), // 80
            ("geo_cluster(pos, 3)", "unexpected ( at position 11", "group_by"),
            (
                "in_bbox(pos, 1, 2, 3, 4)",
                "unexpected ( at position 7",
                "condition",
            ),
            ("sum(avg(a))", "unexpected ( at position 7", "another one"),
            ("1 + include(a)", "unexpected ( at position 11", "whole items"),
        ],
    );
    check(
        "group_by",
        "ODSQLSyntaxError",
        &[("count(*)", "unexpected ( at position 5", "select and order_by")],
    );
}

#[test]
fn arguments_are_counted_and_checked() {
    check(
        "where",
        "ODSQLSyntaxError",
        &[
            ("length() = 1", "unexpected ) at position 7", ""),
            ("length(a, b) = 1", "unexpected , at position 8", ""),
            ("length(a = 1)", "unexpected = at position 9", ""),
            ("ifnull(a) = 1", "unexpected ) at position 8", ""),
            ("date_format(d, p) = 'a'", "unexpected p at position 15", ""),
            ("search()", "unexpected ) at position 7", ""),
            ("search(a)", "unexpected ) at position 8", ""),
            ("search('a', 'b')", "unexpected , at position 10", ""),
            ("search(*, a, 'b')", "unexpected a at position 10", ""),
            (
                "within_distance(p, 'POINT(1 2)', 1km)",
                "unexpected 'POINT(1 2)' at position 19",
                "geom'POINT",
            ),
            (
                "within_distance(p, geom'POINT(1 2)')",
                "unexpected ) at position 35",
                "",
            ),
            (
                "within_distance(p, geom'POINT(1 2)', 1 league)",
                "unexpected league",
                "km",
            ),
            (
                "within_distance(p, geom'POINT(1 2)', -1km)",
                "unexpected - at position 37",
                "",
            ),
            ("distance(p, geom'POINT(1 2)') ", "unexpected end of line", ""),
            (
                "1 < distance(p, geom'POINT(1 2)', 1km)",
                "unexpected , at position 32",
                "",
            ),
            ("in_bbox(p, 1, 2, 3)", "unexpected ) at position 18", ""),
            ("in_bbox(p, 1, 2, 3, a)", "unexpected a at position 20", ""),
            ("intersects(p, 'x')", "unexpected 'x' at position 14", "geom'"),
            (
                "geometry(p, geom'x', touches)",
                "unexpected touches at position 21",
                "WITHIN",
            ),
            ("a > now(yeers=1)", "unexpected yeers at position 8", "`years`"),
            ("a > now(1)", "unexpected 1 at position 8", ""),
            ("a > now(year)", "unexpected ) at position 12", ""),
        ],
    );
    check(
        "where",
        "ODSQLError",
        &[
            ("a > now(month=13)", "month is between 1 and 12, not 13", ""),
            ("a > now(year=0)", "year is between 1 and 9999", ""),
            ("a > now(day=0)", "day is at least 1", ""),
            ("a > now(weekday=7)", "weekday is between 0 and 6", ""),
            ("a > now(days=1.5)", "A whole number is expected", ""),
            (
                "a = date'2024-02-30'",
                "Invalid date to parse '2024-02-30'.",
                "date'2024-03-01'",
            ),
            ("a = 1e999", "The number is too large", ""),
            (
                "within_distance(p, geom'x', 1e308km)",
                "The distance is too long",
                "",
            ),
        ],
    );
}

#[test]
fn select_and_order_say_where() {
    check(
        "select",
        "ODSQLSyntaxError",
        &[
            ("name, ", "unexpected end of line at position 6", ""), // 82
            (", name", "unexpected , at position 0", ""),
            ("name population", "unexpected population at position 5", ""),
            ("a as", "unexpected end of line", ""),
            ("a as 2020", "unexpected 2020 at position 5", "backquotes"),
            ("a as ''", "unexpected '' at position 5", ""),
            ("sum(x*(y=8))", "unexpected = at position 8", ""),
            ("a > 1", "unexpected > at position 2", ""),
            ("not a", "unexpected not at position 0", "keyword"),
            ("include(a) as b", "unexpected as at position 11", "no alias"),
            ("include()", "unexpected ) at position 8", ""),
            ("1_a", "unexpected _a at position 1", "`1_a`"),
            ("count()", "unexpected ) at position 6", ""),
            ("sum(*)", "unexpected * at position 4", ""),
            ("percentile(a)", "unexpected ) at position 12", ""),
        ],
    );
    check(
        "select",
        "ODSQLError",
        &[
            ("percentile(a, 101)", "between 0 and 100, not 101", ""),
            ("percentile(a, -1)", "between 0 and 100, not -1", ""),
            (
                "a as h, count(*) as h",
                "Alias 'h' is declared several times.",
                "",
            ),
        ],
    );
    check(
        "order_by",
        "ODSQLSyntaxError",
        &[
            ("a up", "unexpected up at position 2", ""),
            (
                "a desc nulls last",
                "unexpected nulls at position 7",
                "nulls come last",
            ),
            ("-a desc", "unexpected desc at position 3", "not both"),
            ("random()", "unexpected ) at position 7", ""),
            ("a, ", "unexpected end of line", ""),
            ("desc", "unexpected desc at position 0", "backquotes"),
        ],
    );
}

#[test]
fn groups_say_where() {
    check(
        "group_by",
        "ODSQLError",
        &[
            ("range(updated, 2 months)", "1 month at a time, not 2 months", ""), // 189
            ("range(updated, 3w)", "1 week at a time", ""),
            ("range(updated, 0 day)", "cannot take 0 days", ""),
            ("range(a, 0)", "above zero", ""),
            ("range(a, -5)", "above zero", ""),
            ("range(a, date'2020')", "two of them", ""),
            ("range(a, [10])", "two of them", ""),
            ("geo_cluster(p, 26)", "between 0 and 25, not 26", ""),
            ("geo_cluster(p, 3, 0)", "above zero", ""),
            ("a as h, b as h", "Alias 'h' is declared several times.", ""),
        ],
    );
    check(
        "group_by",
        "ODSQLSyntaxError",
        &[
            ("range(a)", "unexpected ) at position 7", ""),
            ("range(a, *)", "unexpected ) at position 10", ""),
            ("range(a, *, *)", "unexpected * at position 12", ""),
            ("range(a, *, 1, *, 2)", "unexpected , at position 16", ""),
            ("range(a, 1 fortnight)", "unexpected fortnight", "Units are"),
            ("range(a, 1 D)", "unexpected D", "Units are"),
            ("range(a, b)", "unexpected b at position 9", ""),
            ("range(a, ]10,50)", "unexpected ) at position 15", ""),
            ("geo_cluster(p)", "unexpected ) at position 13", ""),
        ],
    );
}
