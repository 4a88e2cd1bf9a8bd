//! Which records does a condition keep? Cases 83 to 169; numbers are the ids of `fx-cities`.

use crate::fixture::ask;

/// The ids that a condition keeps, in order.
fn ids(condition: &str) -> Vec<i64> {
    ids_in(condition, "UTC")
}

fn ids_in(condition: &str, timezone: &str) -> Vec<i64> {
    let rows = ask(&format!(
        "select=id & where={condition} & order_by=id & timezone={timezone}"
    ))
    .unwrap_or_else(|error| panic!("{condition}: {error}"));
    rows.iter()
        .map(|row| {
            row.trim_start_matches("{\"id\": ")
                .trim_end_matches('}')
                .parse()
                .expect(row)
        })
        .collect()
}

#[track_caller]
fn check(condition: &str, expected: &[i64]) {
    assert_eq!(ids(condition), expected, "{condition}");
}

#[test]
fn comparisons_and_logic() {
    check("population > 300000", &[1, 2, 5, 6, 7]);
    for equal in [
        "country = \"FR\"",
        "country:\"FR\"",
        "country : 'FR'",
        "`country`=\"FR\"",
        "country == \"FR\"",
    ] {
        check(equal, &[1, 2, 3, 4]);
    }
    check("country = \"fr\"", &[]);
    check(
        "population > 1000000 OR country = \"FR\" AND capital",
        &[1, 5, 6, 7],
    );
    check(
        "(population > 1000000 OR country = \"FR\") AND capital",
        &[1, 5, 7],
    );
    check("(population > 1000000) AND (country = \"IT\")", &[5, 6]);
    check("id*2 = 6", &[3]);
    check("`12` = \"x3\"", &[3]);
    check("note = 'THE BOOK OF SECRETS'", &[4]);
    check("name = 'O\\'Brien'", &[]);
    check("length(name) = 5", &[1, 6, 8]);
}

#[test]
fn a_comparison_with_nothing_is_false_and_its_negation_true() {
    check("country != \"FR\"", &[5, 6, 7]);
    check("NOT country = \"FR\"", &[5, 6, 7, 8]);
    check("not (country = \"FR\")", &[5, 6, 7, 8]);
    check("country is null", &[8]);
    check("country is not null", &[1, 2, 3, 4, 5, 6, 7]);
    check("population IS NOT NULL AND NOT capital", &[2, 3, 4, 6]);
}

#[test]
fn booleans() {
    check("capital", &[1, 5, 7]);
    for negative in ["capital is false", "capital: FALSE", "capital = false"] {
        check(negative, &[2, 3, 4, 6]);
    }
    check("capital is not true", &[2, 3, 4, 6, 8]);
}

#[test]
fn lists_intervals_and_membership() {
    check("id in (1, 3, 99)", &[1, 3]);
    check(
        "name IN (\"Paris\", \"Nantes\", \"Lorient\", \"Besançon\")",
        &[1, 2, 3, 4],
    );
    for closed in ["id in [2..4]", "id IN [2 TO 4]", "id in [2 to 4]"] {
        check(closed, &[2, 3, 4]);
    }
    check("id in ]2..4[", &[3]);
    check("id in [2..4[", &[2, 3]);
    check("\"river\" IN tags", &[1, 2, 4, 5]);
    check("tags = \"river\"", &[1, 2, 4, 5]);
    check("NOT country IN (\"FR\")", &[5, 6, 7, 8]);
}

#[test]
fn dates_are_periods() {
    check("founded > date'1800'", &[1, 5, 6]);
    check("founded = date'1871'", &[5]);
    check("founded = date'1871-02'", &[5]);
    check("founded = date'1871-03'", &[]);
    check("founded = date'1871/02/03'", &[5]);
    check("founded in [date'1500'..date'1700']", &[2, 3, 7]);
    check("updated > date'2024-03-01'", &[3]);
    check("updated >= date'2024-03-01'", &[1, 2, 3]);
    check("updated > date'2024-03-01T10:00:00'", &[2, 3]);
    assert_eq!(ids_in("updated > date'2024-03-01'", "Europe/Paris"), [2, 3]);
    check("updated < now()", &[1, 2, 3, 4, 5, 6, 7]);
    check("year(updated) = 2024", &[1, 2, 3, 5]);
    assert_eq!(ids_in("year(updated) = 2024", "Europe/Paris"), [1, 2, 3, 4, 5]);
    check("date_format(updated, 'dd') = '01'", &[1, 2]);
    check("updated in (date'2022', date'2024-01')", &[5, 7]);
    check("year(updated) in (2022, 2023)", &[4, 6, 7]);
    let many: Vec<String> = (1500..1700).map(|year| format!("date'{year}'")).collect();
    check(&format!("founded in ({})", many.join(",")), &[2, 3, 7]);
}

#[test]
fn a_date_in_plain_quotes_passes_where_it_is_compared_by_order() {
    check("updated >= \"2024-03-01\"", &[1, 2, 3]);
    check("founded >= \"1871-02-03\" and founded < '1958-10-05'", &[1, 5]);
    check("founded > '1871'", &[1]);
    check("'1958-10-04' <= founded", &[1]);
    check("founded in ['1500-01-01' TO '1700-01-01']", &[2, 3, 7]);
    check("founded in ('1871-02-03', '1598-04-13')", &[2, 5]);
    check("updated = '2024-03-01T10:00:00'", &[1]);
    check("updated : '2024-03-01'", &[1, 2]);
}

#[test]
fn nothing_is_replaced_however_deep() {
    let nested = format!("{}population{}", "ifnull(".repeat(60), ",5)".repeat(60));
    check(&format!("{nested} = 5"), &[8]);
    check("ifnull(country, name) = 'Ghost'", &[8]);
    check("ifnull(founded, updated) >= date'2023'", &[4]);
    check("ifnull(capital, true) = true", &[1, 5, 7, 8]);
}

#[test]
fn words() {
    check("\"light\"", &[1]);
    check("\"city light\"", &[1]);
    check("\"city\"", &[1, 7]);
    check("\"light\" OR \"defense\"", &[1, 5]);
    check("\"secret\" AND NOT \"ports\"", &[5]);
    check("NOT \"city\"", &[2, 3, 4, 5, 6, 8]);
    check("\"film*\"", &[7]);
    check("search(note, \"bok of secret\")", &[3, 4]);
    check("search(name, \"mexco cit\")", &[7]);
    check("search(\"besancon\")", &[4]);
    for prefix in [
        "suggest(note, \"film\")",
        "suggest(\"film\")",
        "suggest(*, \"film\")",
    ] {
        check(prefix, &[7]);
    }
    check("suggest(note, \"secret\")", &[3, 4, 5]);
    check("startswith(note, \"SECRET\")", &[5]);
    check("startswith(note, \"secret\")", &[]);
    check("startswith(\"Mexico\")", &[7]);
    check("note like \"secret book\"", &[3]);
    check("note LIKE \"light\"", &[1]);
    let found = ids("search(`name`, `note`, \"secret\")");
    assert!([3, 4, 5].iter().all(|id| found.contains(id)), "{found:?}");
}

#[test]
fn places() {
    check(
        "within_distance(pos, geom'POINT(2.3522 48.8566)', 350km)",
        &[1, 2, 4],
    );
    check(
        "within_distance(pos, geom'POINT(2.3522 48.8566)', 340km)",
        &[1, 4],
    );
    for near in ["1 km", "1000m", "0.7mi", "1100yd"] {
        check(
            &format!("within_distance(pos, GEOM'POINT(2.3522 48.8566)', {near})"),
            &[1],
        );
    }
    check(
        "distance(`pos`, geom'POINT(2.3522 48.8566)', 350000m)",
        &[1, 2, 4],
    );
    check("in_bbox(pos, 47, -4, 48, 0)", &[2, 3]);
    check("in_bbox(pos, 48, 0, 47, -4)", &[2, 3]);
    let shape = "geom'POLYGON((-5 46,10 46,10 50,-5 50,-5 46))'";
    for function in ["intersects", "within", "geometry", "polygon"] {
        check(&format!("{function}(pos, {shape})"), &[1, 2, 3, 4]);
    }
    check(
        "intersects(pos, geom'{\"type\": \"Polygon\",\"coordinates\":[[[-5,46],[10,46],[10,50],[-5,50],[-5,46]]]}')",
        &[1, 2, 3, 4],
    );
    let outside = ids(&format!("disjoint(pos, {shape})"));
    assert!(outside.starts_with(&[5, 6, 7]), "{outside:?}");
    check(
        "not(in_bbox(pos, 47, -4, 48, 0)) and pos is not null",
        &[1, 4, 5, 6, 7],
    );
}

#[test]
fn a_year_written_as_a_date_is_found_in_whole_numbers() {
    let same = |date: &str, number: &str| assert_eq!(ids(date), ids(number), "{date}");
    same("id = date'0003'", "id = 3");
    same("id >= date'0003'", "id >= 3");
    same("id in (date'0003', date'0005')", "id in (3, 5)");
    // A month or a day is no number.
    assert!(crate::fixture::ask("where=id = date'0003-01'").is_err());
}

#[test]
fn a_code_without_quotes_is_found_in_a_text() {
    check("name = 75", &[]);
    check("tags = 7", &[]);
    check("name in ('Paris', 75)", &[1]);
    check("name != 75", &[1, 2, 3, 4, 5, 6, 7, 8]);
    // An order of texts has no meaning, and a decimal number is no code.
    for condition in ["name > 75", "name = 7.5"] {
        assert!(
            crate::fixture::ask(&format!("where={condition}")).is_err(),
            "{condition}"
        );
    }
}
