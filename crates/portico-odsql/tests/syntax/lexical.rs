//! Are texts, names and numbers cut and unescaped as they should be, and quoted so that they read back?

use portico_odsql::{ExprKind, Literal, nearest, parse_date, parse_where, quote_field, quote_text};

/// The text that a literal means.
fn check(literal: &str, expected: &str) {
    match parse_where(&format!("name = {literal}"))
        .unwrap_or_else(|error| panic!("{literal}: {error}"))
        .node
    {
        ExprKind::Compare { right, .. } => {
            assert_eq!(
                right.node,
                ExprKind::Literal(Literal::Text(expected.to_owned())),
                "{literal}"
            );
        }
        other => panic!("{literal}: {other:?}"),
    }
}

#[test]
fn texts_take_both_quotes_and_the_escapes_of_json() {
    check("'THE BOOK OF SECRETS'", "THE BOOK OF SECRETS"); // 129
    check(r"'O\'Brien'", "O'Brien"); // 130
    check(r#""-\"-'-\\-p-""#, r#"-"-'-\-p-"#); // 131
    check(r#""a\n\t\r\b\f\/\u00e9\uD83D\uDE00""#, "a\n\t\r\u{8}\u{c}/é😀");
    check(r#""\uD83D lone""#, "\u{FFFD} lone");
    check("'it''s'", "it's");
    check("\"say \"\"hi\"\"\"", "say \"hi\"");
    check("''", "");
    check("''''", "'");
    check("\"'\"", "'");
    check("'line\nbreak'", "line\nbreak");
    check(r"'\d\é'", "dé");
}

#[test]
fn names_take_backquotes_when_they_need_them() {
    let field = |text: &str| match parse_where(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
        .node
    {
        ExprKind::Field(name) => name,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(field("`12`"), "12"); // 128
    assert_eq!(field(r"`a\`b`"), "a`b");
    assert_eq!(field(r"`a\\`"), r"a\");
    assert_eq!(field(r"`a\b`"), r"a\b");
    assert_eq!(field("default.title"), "default.title");
    assert_eq!(field("`not`"), "not");
    assert_eq!(field("département"), "département");
    assert_eq!(field("_x1"), "_x1");
}

#[test]
fn reserved_words_are_columns_where_nothing_else_is_meant() {
    for word in [
        "year", "date", "count", "search", "geom", "top", "in", "is", "like", "to", "now", "range", "group",
    ] {
        let text = format!("{word} > 2020");
        let tree = parse_where(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(tree.to_string(), format!("{} > 2020", quote_field(word)));
    }
}

#[test]
fn fields_are_printed_with_backquotes_only_when_needed() {
    for (name, expected) in [
        ("population", "population"),
        ("default.title", "default.title"),
        ("year", "`year`"),
        ("12", "`12`"),
        ("1_uai", "`1_uai`"),
        ("my field", "`my field`"),
        ("a`b\\", "`a\\`b\\\\`"),
        ("été", "`été`"),
        (".a", "`.a`"),
        ("", "``"),
    ] {
        assert_eq!(quote_field(name), expected);
    }
}

#[test]
fn texts_are_printed_as_json_would() {
    assert_eq!(quote_text("a\"b\\c\n\u{1}'é"), "\"a\\\"b\\\\c\\n\\u0001'é\"");
}

#[test]
fn dates_that_do_not_exist_are_none() {
    let wrong = "-01 24 2024-13 2024-00 2024-02-30 2023-02-29 1900-02-29 0000 20240101 2024- 2024-01/01 2024-01-01T \
                 2024-01-01T8:00 2024-01-01T24:00 2024-01-01T10:60 2024-01-01T10:00:60 2024-01-01T10:00:00. \
                 2024-01-01T10:00Zx 2024-01-01T10:00+19:00 2024-01-01T10:00+1 2024-01-01Z 12024-01-01 ٢٠٢٤";
    for text in wrong.split(' ').chain(["", "today"]) {
        assert_eq!(parse_date(text), None, "{text}");
    }
    assert!(parse_date("2000-02-29").is_some());
    assert_eq!(
        parse_date(" 2024-01-01T10:00:00-03:30 ").and_then(|date| date.offset_minutes),
        Some(-210)
    );
    // The plus of an offset that an address did not encode.
    assert_eq!(
        parse_date("2024-01-01T10:00:00 01:00"),
        parse_date("2024-01-01T10:00:00+01:00")
    );
    assert_eq!(
        parse_date("2024-01-01T10:00:00 "),
        parse_date("2024-01-01T10:00:00")
    );
}

#[test]
fn the_nearest_name_is_proposed_only_when_near() {
    let known = ["name", "population", "Pays"];
    assert_eq!(nearest("nmae", known), Some("name"));
    assert_eq!(nearest("POPULATION", known), Some("population"));
    assert_eq!(nearest("pays", known), Some("Pays"));
    assert_eq!(nearest("zzz", known), None);
    assert_eq!(nearest("", known), None);
    assert_eq!(nearest("x", ["y"]), None);
    assert_eq!(nearest(&"n".repeat(100_000), known), None);
}
