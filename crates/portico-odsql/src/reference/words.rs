//! How are values and clauses written? Literals, and the words around them.

use super::{EVERYWHERE, Entry, Example, Section, WHERE};

pub(super) const LITERALS: Section = Section {
    title: "Names and values",
    summary: "Keywords and names of functions are written in any case; names of fields are not.",
    entries: &[
        Entry {
            name: "field",
            signature: "name   `any name`",
            returns: "the type of the field",
            clauses: EVERYWHERE,
            summary: "A field by its name. One that begins with a digit, holds other signs than letters, digits and underscores, or is a \
                      reserved word stands between backquotes.",
            examples: &[Example {
                request: &[("select", "name, `12`"), ("where", "`id` = 1")],
                answer: r#"[{"name": "Paris", "12": "x1"}]"#,
            }],
        },
        Entry {
            name: "text",
            signature: "'text'   \"text\"",
            returns: "text",
            clauses: EVERYWHERE,
            summary: "A text between single or double quotes; a backslash escapes, as in JSON, and a doubled quote is a quote.",
            examples: &[Example {
                request: &[
                    ("select", "'It''s' as a, \"say \\\"hi\\\"\" as b"),
                    ("where", "id = 1"),
                ],
                answer: r#"[{"a": "It's", "b": "say \"hi\""}]"#,
            }],
        },
        Entry {
            name: "number",
            signature: "12   -5.8   1e6",
            returns: "int or double",
            clauses: EVERYWHERE,
            summary: "A whole number or a decimal one.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "population > 2.5e6"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Rome"}, {"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "date",
            signature: "date'2024'   date'2024-03'   date'2024-03-01'   date'2024-03-01T10:00:00Z'",
            returns: "date or datetime",
            clauses: EVERYWHERE,
            summary: "A year, a month, a day or an instant. In comparisons a year, a month and a day stand for the whole period.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "founded > date'1871'")],
                answer: r#"[{"name": "Paris"}]"#,
            }],
        },
        Entry {
            name: "geom",
            signature: "geom'POINT(lon lat)'",
            returns: "geometry",
            clauses: EVERYWHERE,
            summary: "A geometry in WGS 84, longitude first: WKT, hexadecimal WKB, or the geometry of GeoJSON.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "within_distance(pos, geom'POINT(9.19 45.46)', 10km)"),
                ],
                answer: r#"[{"name": "Milan"}]"#,
            }],
        },
        Entry {
            name: "true, false, null",
            signature: "true   false   null",
            returns: "boolean, or no value",
            clauses: EVERYWHERE,
            summary: "Yes, no, and no value.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "capital = true and id < 5")],
                answer: r#"[{"name": "Paris"}]"#,
            }],
        },
    ],
};

pub(super) const CLAUSES: Section = Section {
    title: "Columns and order",
    summary: "What select and order_by say besides values.",
    entries: &[
        Entry {
            name: "*",
            signature: "*",
            returns: "",
            clauses: &["select"],
            summary: "All visible fields, in the order of the schema.",
            examples: &[Example {
                request: &[
                    (
                        "select",
                        "*, exclude(pos), exclude(n*), exclude(up*), exclude(re*)",
                    ),
                    ("where", "id = 8"),
                ],
                answer: r#"[{"id": 8, "country": null, "tags": null, "population": null, "area": 0.0, "capital": null, "founded": null, "12": "x8"}]"#,
            }],
        },
        Entry {
            name: "include",
            signature: "include(name or beginning*, …)",
            returns: "",
            clauses: &["select"],
            summary: "The fields of these names, or whose names begin so.",
            examples: &[Example {
                request: &[("select", "include(pop*, name)"), ("where", "id = 1")],
                answer: r#"[{"name": "Paris", "population": 2100000}]"#,
            }],
        },
        Entry {
            name: "exclude",
            signature: "exclude(name or beginning*, …)",
            returns: "",
            clauses: &["select"],
            summary: "All fields but those.",
            examples: &[Example {
                request: &[
                    (
                        "select",
                        "exclude(pos, note, n*, up*, re*, t*, area, founded, `12`)",
                    ),
                    ("where", "id = 1"),
                ],
                answer: r#"[{"id": 1, "country": "FR", "population": 2100000, "capital": true}]"#,
            }],
        },
        Entry {
            name: "AS",
            signature: "value AS name",
            returns: "",
            clauses: &["select", "group_by"],
            summary: "Names a column. Without it, a column is called what was typed.",
            examples: &[Example {
                request: &[("select", "name AS town, 2 * id"), ("where", "id = 1")],
                answer: r#"[{"town": "Paris", "2 * id": 2}]"#,
            }],
        },
        Entry {
            name: "ASC, DESC, -",
            signature: "value ASC   value DESC   -value",
            returns: "",
            clauses: &["order_by"],
            summary: "Ascending, which is usual, or descending. What has no value comes last either way.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "country = 'FR'"),
                    ("order_by", "-population"),
                ],
                answer: r#"[{"name": "Paris"}, {"name": "Nantes"}, {"name": "Besançon"}, {"name": "Lorient"}]"#,
            }],
        },
        Entry {
            name: "random",
            signature: "random(int)",
            returns: "",
            clauses: &["order_by"],
            summary: "An order by chance, the same one for the same number.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "id = 1"), ("order_by", "random(7)")],
                answer: r#"[{"name": "Paris"}]"#,
            }],
        },
        Entry {
            name: "AND, OR, NOT",
            signature: "condition AND condition   condition OR condition   NOT condition",
            returns: "boolean",
            clauses: WHERE,
            summary: "NOT binds closest, then AND, then OR; parentheses say otherwise.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    (
                        "where",
                        "population > 1000000 AND NOT (capital OR country = 'FR')",
                    ),
                ],
                answer: r#"[{"name": "Milan"}]"#,
            }],
        },
    ],
};
