//! What is computed of many records? Of a group, or of all.

use super::{Entry, Example, Section};

/// Where aggregates stand.
const BOTH: &[&str] = &["select", "order_by"];
/// Where geometries of many records stand.
const SELECT: &[&str] = &["select"];

pub(super) const AGGREGATES: Section = Section {
    title: "Aggregates",
    summary: "Of the records of each group, or of all that match; missing values do not count.",
    entries: &[
        Entry {
            name: "count",
            signature: "count(*)   count(field)   count(distinct field)",
            returns: "int",
            clauses: BOTH,
            summary: "How many records there are, how many have a value, how many different values there are.",
            examples: &[Example {
                request: &[
                    (
                        "select",
                        "count(*) as a, count(population) as b, count(distinct country) as c",
                    ),
                    ("limit", "1"),
                ],
                answer: r#"[{"a": 8, "b": 7, "c": 3}]"#,
            }],
        },
        Entry {
            name: "sum",
            signature: "sum(number)",
            returns: "int or double",
            clauses: BOTH,
            summary: "The sum.",
            examples: &[Example {
                request: &[("select", "sum(population) as s"), ("limit", "1")],
                answer: r#"[{"s": 16034000}]"#,
            }],
        },
        Entry {
            name: "avg",
            signature: "avg(number)",
            returns: "double",
            clauses: BOTH,
            summary: "The mean.",
            examples: &[Example {
                request: &[("select", "avg(area) as a"), ("limit", "1")],
                answer: r#"[{"a": 400.625}]"#,
            }],
        },
        Entry {
            name: "min",
            signature: "min(number or date)",
            returns: "the type of the argument",
            clauses: BOTH,
            summary: "The smallest, or the earliest.",
            examples: &[Example {
                request: &[("select", "min(founded) as m"), ("limit", "1")],
                answer: r#"[{"m": "1521-08-13"}]"#,
            }],
        },
        Entry {
            name: "max",
            signature: "max(number or date)",
            returns: "the type of the argument",
            clauses: BOTH,
            summary: "The largest, or the latest.",
            examples: &[Example {
                request: &[
                    ("group_by", "country"),
                    ("select", "max(population) as m"),
                    ("order_by", "max(population) desc"),
                ],
                answer: r#"[{"country": "MX", "m": 9200000}, {"country": "IT", "m": 2870000}, {"country": "FR", "m": 2100000}, {"country": null, "m": null}]"#,
            }],
        },
        Entry {
            name: "median",
            signature: "median(number)",
            returns: "double",
            clauses: BOTH,
            summary: "The middle value.",
            examples: &[Example {
                request: &[("select", "median(population) as m"), ("limit", "1")],
                answer: r#"[{"m": 1370000.0}]"#,
            }],
        },
        Entry {
            name: "percentile",
            signature: "percentile(number, 0 to 100)",
            returns: "double",
            clauses: BOTH,
            summary: "The value below which so many percent of the values lie.",
            examples: &[Example {
                request: &[("select", "percentile(id, 50) as p"), ("limit", "1")],
                answer: r#"[{"p": 4.5}]"#,
            }],
        },
        Entry {
            name: "envelope",
            signature: "envelope(point)",
            returns: "geo_shape",
            clauses: SELECT,
            summary: "The smallest convex polygon around the points.",
            examples: &[Example {
                request: &[
                    ("select", "envelope(pos) as e"),
                    ("where", "id in (1, 5, 6)"),
                    ("limit", "1"),
                ],
                answer: r#"[{"e": {"type": "Feature", "geometry": {"coordinates": [[[12.4964, 41.9028], [9.19, 45.4642], [2.3522, 48.8566], [12.4964, 41.9028]]], "type": "Polygon"}, "properties": {}}}]"#,
            }],
        },
        Entry {
            name: "bbox",
            signature: "bbox(point or shape)",
            returns: "geo_shape",
            clauses: SELECT,
            summary: "The smallest rectangle around the places.",
            examples: &[Example {
                request: &[
                    ("select", "bbox(pos) as b"),
                    ("where", "id in (1, 5)"),
                    ("limit", "1"),
                ],
                answer: r#"[{"b": {"type": "Feature", "geometry": {"coordinates": [[[12.4964, 41.9028], [12.4964, 48.8566], [2.3522, 48.8566], [2.3522, 41.9028], [12.4964, 41.9028]]], "type": "Polygon"}, "properties": {}}}]"#,
            }],
        },
    ],
};
