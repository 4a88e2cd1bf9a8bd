//! Which conditions are there? Comparisons, memberships, and searches of texts.

use super::{Entry, Example, Section, WHERE};

pub(super) const OPERATORS: Section = Section {
    title: "Conditions",
    summary: "A comparison with a missing value does not hold, and NOT turns that round.",
    entries: &[
        Entry {
            name: "=, :, ==",
            signature: "value = value   value : value   value == value",
            returns: "boolean",
            clauses: WHERE,
            summary: "Both sides are equal: texts letter by letter; a list when one of its elements is.",
            examples: &[
                Example {
                    request: &[
                        ("select", "name"),
                        ("where", "country:\"IT\""),
                        ("order_by", "id"),
                    ],
                    answer: r#"[{"name": "Rome"}, {"name": "Milan"}]"#,
                },
                Example {
                    request: &[("select", "name"), ("where", "tags = 'port'")],
                    answer: r#"[{"name": "Lorient"}]"#,
                },
            ],
        },
        Entry {
            name: "!=, <>",
            signature: "value != value   value <> value",
            returns: "boolean",
            clauses: WHERE,
            summary: "Both sides have a value, and they differ.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "country != 'FR' and country <> 'IT'"),
                ],
                answer: r#"[{"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "<, <=, >, >=",
            signature: "value < value   value <= value   value > value   value >= value",
            returns: "boolean",
            clauses: WHERE,
            summary: "The order of numbers and of dates.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "population <= 117000"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Lorient"}, {"name": "Besançon"}]"#,
            }],
        },
        Entry {
            name: "IN (…)",
            signature: "value IN (constant, …)",
            returns: "boolean",
            clauses: WHERE,
            summary: "The value is one of these.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "id IN (1, 3, 99)"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Paris"}, {"name": "Lorient"}]"#,
            }],
        },
        Entry {
            name: "IN [a..b]",
            signature: "value IN [from..to]   value IN ]from TO to[",
            returns: "boolean",
            clauses: WHERE,
            summary: "The number or date lies between; a bracket that opens outwards leaves its end out.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "id in ]2..4]"), ("order_by", "id")],
                answer: r#"[{"name": "Lorient"}, {"name": "Besançon"}]"#,
            }],
        },
        Entry {
            name: "constant IN field",
            signature: "text IN field",
            returns: "boolean",
            clauses: WHERE,
            summary: "The list holds this element.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "\"port\" IN tags")],
                answer: r#"[{"name": "Lorient"}]"#,
            }],
        },
        Entry {
            name: "IS NULL",
            signature: "value IS NULL   value IS NOT NULL",
            returns: "boolean",
            clauses: WHERE,
            summary: "There is no value, or there is one.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "founded IS NULL"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Besançon"}, {"name": "Ghost"}]"#,
            }],
        },
        Entry {
            name: "IS TRUE",
            signature: "field   field IS TRUE   field IS NOT TRUE   field IS FALSE   field IS NOT FALSE",
            returns: "boolean",
            clauses: WHERE,
            summary: "The boolean field is true, or not. Its name alone means that it is.",
            examples: &[Example {
                request: &[
                    ("select", "name"),
                    ("where", "capital is not true and id > 5"),
                    ("order_by", "id"),
                ],
                answer: r#"[{"name": "Milan"}, {"name": "Ghost"}]"#,
            }],
        },
    ],
};

pub(super) const SEARCHES: Section = Section {
    title: "Searching texts",
    summary: "Words are compared without case and accents. Names of fields before the text, or `*` for all, say where to look.",
    entries: &[
        Entry {
            name: "text alone",
            signature: "'words'",
            returns: "boolean",
            clauses: WHERE,
            summary: "All these words are in the record, in any field and order; a star ends the beginning of a word.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "\"light cit*\"")],
                answer: r#"[{"name": "Paris"}]"#,
            }],
        },
        Entry {
            name: "search",
            signature: "search([* or field, …,] text)",
            returns: "boolean",
            clauses: WHERE,
            summary: "All these words, with typing errors forgiven; the last may be the beginning of a word.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "search(name, \"mexco cit\")")],
                answer: r#"[{"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "suggest",
            signature: "suggest([* or field, …,] text)",
            returns: "boolean",
            clauses: WHERE,
            summary: "A word of the field begins so.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "suggest(note, \"film\")")],
                answer: r#"[{"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "startswith",
            signature: "startswith([* or field, …,] text)",
            returns: "boolean",
            clauses: WHERE,
            summary: "The whole value begins so; here case and accents count.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "startswith(note, \"SECRET\")")],
                answer: r#"[{"name": "Rome"}]"#,
            }],
        },
        Entry {
            name: "LIKE",
            signature: "field LIKE text",
            returns: "boolean",
            clauses: WHERE,
            summary: "The field holds all these words; a star or percent sign ends the beginning of a word.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "note like 'secret book'")],
                answer: r#"[{"name": "Lorient"}]"#,
            }],
        },
    ],
};
