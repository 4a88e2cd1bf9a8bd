//! Do the keys of `group_by` read as they should, under which names?

use portico_odsql::parse_group_by;

/// Each line: a clause, its keys in canonical text, and their names in the answer.
fn check(cases: &[(&str, &str, &str)]) {
    for (input, items, names) in cases {
        let keys = parse_group_by(input).unwrap_or_else(|error| panic!("{input}: {error}"));
        let printed: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(printed.join(" | "), *items, "{input}");
        let found: Vec<&str> = keys.iter().map(|key| key.key.as_str()).collect();
        assert_eq!(found.join(" | "), *names, "{input}");
    }
}

#[test]
fn fields_and_functions_group() {
    check(&[
        ("country", "country", "country"),                             // 170, 171
        ("country as c", "country AS c", "c"),                         // 172
        ("country,capital", "country | capital", "country | capital"), // 176
        (
            "name as city, population",
            "name AS city | population",
            "city | population",
        ),
        ("year(updated) as y", "year(updated) AS y", "y"), // 179
        (
            "date_format(updated,'YYYY-MM') as m",
            "date_format(updated, \"YYYY-MM\") AS m",
            "m",
        ), // 181
        (
            "ifnull(country,'none') as c",
            "ifnull(country, \"none\") AS c",
            "c",
        ), // 191
        ("lower(country)", "lower(country)", "lower(country)"), // 192
        ("pos", "pos", "pos"),                             // 194: the engine's
        ("`day` , `a`+`b`", "`day` | a + b", "day | `a`+`b`"),
        ("", "", ""),
    ]);
}

#[test]
fn ranges_have_a_width_or_bounds() {
    check(&[
        (
            "range(population, *, 100000, 1000000, *) as r",
            "range(population, *, 100000, 1000000, *) AS r",
            "r",
        ), // 182
        (
            "range(population, 100000, 1000000)",
            "range(population, 100000, 1000000)",
            "range(population, 100000, 1000000)",
        ), // 183
        (
            "range(population, 1000000) as r",
            "range(population, 1000000) AS r",
            "r",
        ), // 184
        (
            "range(area, 20.5, *)",
            "range(area, 20.5, *)",
            "range(area, 20.5, *)",
        ), // 185
        ("RANGE(capacity,15)", "range(capacity, 15)", "RANGE(capacity,15)"),
        ("range(area, 0.5)", "range(area, 0.5)", "range(area, 0.5)"),
        (
            "range(t, -10, -5, 0)",
            "range(t, -10, -5, 0)",
            "range(t, -10, -5, 0)",
        ),
        ("range(t, *, 0)", "range(t, *, 0)", "range(t, *, 0)"),
        (
            "range(founded, *, date'1600', date'1900')",
            "range(founded, *, date'1600', date'1900')",
            "range(founded, *, date'1600', date'1900')",
        ), // 190
    ]);
}

#[test]
fn legacy_brackets_open_or_close_the_ends() {
    check(&[
        (
            "RANGE(pop, ]10,50,100[)",
            "range(pop, *, 10, 50, 100, *)",
            "RANGE(pop, ]10,50,100[)",
        ),
        (
            "RANGE(pop, [10,50,100])",
            "range(pop, 10, 50, 100)",
            "RANGE(pop, [10,50,100])",
        ),
        ("RANGE(pop, [10[)", "range(pop, 10, *)", "RANGE(pop, [10[)"),
    ]);
}

#[test]
fn equal_steps_are_bounds() {
    check(&[
        (
            "RANGE(pop, EQUI(5, 10, 25))",
            "range(pop, *, 10, 15, 20, 25, *)",
            "RANGE(pop, EQUI(5, 10, 25))",
        ),
        (
            "range(area, equi(0.5, -1, 0.2)) as r",
            "range(area, *, -1, -0.5, 0, 0.2, *) AS r",
            "r",
        ),
    ]);
    for wrong in [
        "equi(0, 1, 2)",
        "equi(1, 2, 2)",
        "equi(-1, 2, 1)",
        "equi(1e-9, 0, 1)",
    ] {
        let error = parse_group_by(&format!("range(pop, {wrong})")).unwrap_err();
        assert!(
            error.message.contains("EQUI(step, low, high)"),
            "{wrong}: {error}"
        );
    }
}

#[test]
fn ranges_of_dates_take_a_period() {
    let units = [
        ("1 day", "1 day"),    // 186
        ("1month", "1 month"), // 188
        ("12 hour", "12 hour"),
        ("12 Hours", "12 hour"),
        ("1day", "1 day"),
        ("500ms", "500 millisecond"),
        ("30s", "30 second"),
        ("15m", "15 minute"),
        ("6h", "6 hour"),
        ("10d", "10 day"),
        ("1w", "1 week"),
        ("1M", "1 month"),
        ("1 q", "1 quarter"),
        ("1y", "1 year"),
        ("1 years", "1 year"),
    ];
    for (written, canonical) in units {
        let input = format!("range(updated, {written})");
        check(&[(&input, &format!("range(updated, {canonical})"), &input)]);
    }
}

#[test]
fn clusters_have_a_zoom_and_maybe_a_radius() {
    check(&[
        (
            "geo_cluster(pos, 3)",
            "geo_cluster(pos, 3, 40)",
            "geo_cluster(pos, 3)",
        ), // 193
        (
            "GEO_CLUSTER(f,10,62.5)",
            "geo_cluster(f, 10, 62.5)",
            "GEO_CLUSTER(f,10,62.5)",
        ),
    ]);
}
