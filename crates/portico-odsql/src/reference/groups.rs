//! By what are records grouped? Besides fields and functions: intervals, and nearness.

use super::{Entry, Example, Section};

/// Where keys of groups stand.
const KEYS: &[&str] = &["group_by"];

pub(super) const GROUPS: Section = Section {
    title: "Groups",
    summary: "`group_by` takes fields, functions of one value, and these.",
    entries: &[
        Entry {
            name: "range",
            signature: "range(number, width)   range(number, [*,] border, …, [*])   range(date, 1 day)   range(date, [*,] date'…', …, [*])",
            returns: "text, an interval",
            clauses: KEYS,
            summary: "The interval of the value: all of one width, or between these borders; a star leaves an end open. Units of dates are \
                      `ms s m h d w M q y` or their names.",
            examples: &[
                Example {
                    request: &[
                        ("group_by", "range(population, *, 100000, 1000000, *) as r"),
                        ("select", "count(*) as n"),
                    ],
                    answer: r#"[{"r": "[*, 99999]", "n": 1}, {"r": "[100000, 999999]", "n": 2}, {"r": "[1000000, *]", "n": 4}]"#,
                },
                Example {
                    request: &[
                        ("group_by", "range(updated, 1 year) as r"),
                        ("select", "count(*) as n"),
                        ("where", "id < 4"),
                    ],
                    answer: r#"[{"r": "[2024-01-01T00:00:00.000Z, 2025-01-01T00:00:00.000Z[", "n": 3}]"#,
                },
            ],
        },
        Entry {
            name: "geo_cluster",
            signature: "geo_cluster(point, zoom 0 to 25 [, radius in pixels])",
            returns: "the centre of the cluster",
            clauses: KEYS,
            summary: "Points that lie together on a web map of that zoom.",
            examples: &[Example {
                request: &[
                    ("group_by", "geo_cluster(pos, 3)"),
                    ("select", "count(*) as n"),
                    ("where", "id = 7"),
                ],
                answer: r#"[{"geo_cluster(pos, 3)": {"cluster_centroid": {"lon": -99.1332, "lat": 19.4326}}, "n": 1}]"#,
            }],
        },
    ],
};
