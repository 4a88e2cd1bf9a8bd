//! Do the items of `select` and `order_by` read as they should, under which keys?

use portico_odsql::{SelectItem, parse_order_by, parse_select};

/// Each line: a clause, its items in canonical text, and the keys of the answer (a star where the engine decides).
fn check(cases: &[(&str, &str, &str)]) {
    for (input, items, keys) in cases {
        let tree = parse_select(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        let printed: Vec<String> = tree.iter().map(ToString::to_string).collect();
        assert_eq!(printed.join(" | "), *items, "{input}");
        let found: Vec<&str> = tree
            .iter()
            .map(|item| match item {
                SelectItem::Expr { key, .. } => key,
                _ => "*",
            })
            .collect();
        assert_eq!(found.join(" | "), *keys, "{input}");
    }
}

#[test]
fn fields_patterns_and_constants_are_selected() {
    check(&[
        ("*", "*", "*"),                                               // 43
        ("name,population", "name | population", "name | population"), // 44
        (
            "name AS n, population",
            "name AS n | population",
            "n | population",
        ), // 45
        ("nope", "nope", "nope"),                                      // 46
        ("include(pop*)", "include(pop*)", "*"),                       // 47
        ("include(po*, name)", "include(po*, name)", "*"),             // 48
        ("exclude(note)", "exclude(note)", "*"),                       // 49
        ("*, EXCLUDE( n* , `1 x`* )", "* | exclude(n*, `1 x`*)", "* | *"), // 50
        ("include(*)", "include(*)", "*"),
        ("2 as c, \"hello\" as h", "2 AS c | \"hello\" AS h", "c | h"), // 51
        ("`12`", "`12`", "12"),                                         // 61
        ("12", "12", "12"),                                             // 62
        ("include, exclude", "include | exclude", "include | exclude"),
        (
            "dataset_id, default.title",
            "dataset_id | default.title",
            "dataset_id | default.title",
        ),
        ("", "", ""),
        ("  ", "", ""),
    ]);
}

#[test]
fn unaliased_expressions_are_named_by_their_text() {
    check(&[
        ("2 * population as dbl", "2 * population AS dbl", "dbl"), // 52
        ("population / area as d", "population / area AS d", "d"), // 53
        ("length(name)", "length(name)", "length(name)"),          // 55
        (" LENGTH( name ) ", "length(name)", "LENGTH( name )"),    // 56
        (
            "year(founded), month(founded) as m, day(founded) as d",
            "year(founded) | month(founded) AS m | day(founded) AS d",
            "year(founded) | m | d",
        ), // 57
        (
            "hour(updated) as h, minute(u), second(u)",
            "hour(updated) AS h | minute(u) | second(u)",
            "h | minute(u) | second(u)",
        ), // 58
        ("lower(note) as l", "lower(note) AS l", "l"),             // 59
        ("ifnull(population, 0) as p", "ifnull(population, 0) AS p", "p"), // 60
        ("json_format(name)", "json_format(name)", "json_format(name)"), // 63
        (
            "json_format(name, null) as j",
            "json_format(name, NULL) AS j",
            "j",
        ), // 64
        (
            "json_format(name, 'x')",
            "json_format(name, \"x\")",
            "json_format(name, 'x')",
        ),
        (
            "distance(pos, geom'POINT(1 2)') as d",
            "distance(pos, geom'POINT(1 2)') AS d",
            "d",
        ), // 65
        ("( a+b )", "a + b", "( a+b )"),
        ("-a, -1", "-a | -1", "-a | -1"),
        (
            "now() as n, null, true",
            "now() AS n | NULL | TRUE",
            "n | null | true",
        ),
        (
            "range(population, 100000)",
            "range(population, 100000)",
            "range(population, 100000)",
        ),
    ]);
}

#[test]
fn aggregates_are_selected_and_computed_with() {
    check(&[
        ("count(*) as total", "count(*) AS total", "total"), // 66
        ("count(*)", "count(*)", "count(*)"),                // 67
        (
            "COUNT(*), COUNT( * )",
            "count(*) | count(*)",
            "COUNT(*) | COUNT( * )",
        ), // 68
        ("count(population) as c", "count(population) AS c", "c"), // 69
        (
            "count(distinct country) as c",
            "count(distinct country) AS c",
            "c",
        ), // 70
        (
            "count(DISTINCT(country)) as c",
            "count(distinct country) AS c",
            "c",
        ),
        ("count(distinct) as c", "count(`distinct`) AS c", "c"),
        (
            "count(distinct ifnull(country,'none')) as c",
            "count(distinct ifnull(country, \"none\")) AS c",
            "c",
        ), // 71
        (
            "sum(population) as s, avg(population) as a",
            "sum(population) AS s | avg(population) AS a",
            "s | a",
        ), // 72
        (
            "median(population) as m, percentile(population,50) as p, percentile(x, 99.5)",
            "median(population) AS m | percentile(population, 50) AS p | percentile(x, 99.5)",
            "m | p | percentile(x, 99.5)",
        ), // 73
        (
            "min(founded) as a, max(population) as b",
            "min(founded) AS a | max(population) AS b",
            "a | b",
        ), // 74
        ("bbox(pos) as b", "bbox(pos) AS b", "b"),         // 75
        ("envelope(pos) as e", "envelope(pos) AS e", "e"), // 76
        ("sum(name)", "sum(name)", "sum(name)"),           // 77: types are the engine's
        (
            "sum(population)/sum(area)*100 as r",
            "sum(population) / sum(area) * 100 AS r",
            "r",
        ), // 81
        ("sum(a*b)", "sum(a * b)", "sum(a*b)"),
        ("(sum(x)) as y_axis", "sum(x) AS y_axis", "y_axis"),
    ]);
}

#[test]
fn aliases_are_names_or_any_quoted_text() {
    check(&[
        ("`name` as `Town name`", "name AS `Town name`", "Town name"), // 272
        (
            "name as 'Town name', a AS \"b\"",
            "name AS `Town name` | a AS b",
            "Town name | b",
        ),
        (
            "count(*) as count, year(d) as year",
            "count(*) AS `count` | year(d) AS `year`",
            "count | year",
        ),
        ("a as desc", "a AS `desc`", "desc"),
        ("a as b.c", "a AS b.c", "b.c"),
    ]);
}

#[test]
fn order_has_a_direction_before_or_after() {
    for (input, expected, texts) in [
        ("population", "population", "population"),           // 198
        ("population desc", "population DESC", "population"), // 199
        ("-population", "population DESC", "population"),     // 200
        (
            "`population` DESC, id asc",
            "population DESC | id",
            "`population` | id",
        ), // 201
        (
            "country, population desc",
            "country | population DESC",
            "country | population",
        ), // 202
        ("random(1)", "random(1)", "random(1)"),              // 203
        ("RANDOM(-3)", "random(-3)", "RANDOM(-3)"),           // 203
        (
            "distance(pos, geom'POINT(1 2)')",
            "distance(pos, geom'POINT(1 2)')",
            "distance(pos, geom'POINT(1 2)')",
        ), // 204
        ("length(name)", "length(name)", "length(name)"),     // 205
        ("nope", "nope", "nope"),                             // 206
        ("count(*) desc", "count(*) DESC", "count(*)"),       // 173
        ("country,count(*)", "country | count(*)", "country | count(*)"), // 175: the engine's
        ("sum( x ) / 2 DESC", "sum(x) / 2 DESC", "sum( x ) / 2"),
        ("-(-a), (-b)", "(-a) DESC | (-b)", "(-a) | (-b)"),
        ("- a + b", "a + b DESC", "a + b"),
        ("", "", ""),
    ] {
        let keys = parse_order_by(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        let printed: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(printed.join(" | "), expected, "{input}");
        let found: Vec<&str> = keys.iter().map(|key| key.text.as_str()).collect();
        assert_eq!(found.join(" | "), texts, "{input}");
    }
}
