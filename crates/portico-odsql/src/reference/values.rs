//! What is computed of one record? Arithmetic, texts, dates.

use super::{EVERYWHERE, Entry, Example, Section};

pub(super) const ARITHMETIC: Section = Section {
    title: "Arithmetic",
    summary: "Of numbers. Where one side has no value, nor has the result.",
    entries: &[Entry {
        name: "+, -, *, /",
        signature: "number + number   number - number   number * number   number / number",
        returns: "int or double",
        clauses: EVERYWHERE,
        summary: "Multiplication and division bind closer; a division by zero has no value.",
        examples: &[Example {
            request: &[("select", "id + 2 * 10 as a, id / 0 as b"), ("where", "id = 1")],
            answer: r#"[{"a": 21, "b": null}]"#,
        }],
    }],
};

pub(super) const TEXTS: Section = Section {
    title: "Texts",
    summary: "Functions of texts, and of values that may be missing.",
    entries: &[
        Entry {
            name: "length",
            signature: "length(text)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "How many characters it has.",
            examples: &[Example {
                request: &[("select", "length(name)"), ("where", "id = 4")],
                answer: r#"[{"length(name)": 8}]"#,
            }],
        },
        Entry {
            name: "lower",
            signature: "lower(text)",
            returns: "text",
            clauses: EVERYWHERE,
            summary: "In lower case.",
            examples: &[Example {
                request: &[("select", "lower(note) as n"), ("where", "id = 5")],
                answer: r#"[{"n": "secret defense"}]"#,
            }],
        },
        Entry {
            name: "ifnull",
            signature: "ifnull(value, other)",
            returns: "the type of both",
            clauses: EVERYWHERE,
            summary: "The value, or the other where it is missing.",
            examples: &[Example {
                request: &[("select", "ifnull(population, 0) as p"), ("where", "id = 8")],
                answer: r#"[{"p": 0}]"#,
            }],
        },
        Entry {
            name: "json_format",
            signature: "json_format(text [, 'text' or null])",
            returns: "json",
            clauses: &["select"],
            summary: "The JSON that the text holds. A text that is none stays a text; with `null` it is dropped.",
            examples: &[Example {
                request: &[
                    (
                        "select",
                        "json_format('[1, 2]') as a, json_format(name, null) as b",
                    ),
                    ("where", "id = 1"),
                ],
                answer: r#"[{"a": [1, 2], "b": null}]"#,
            }],
        },
    ],
};

pub(super) const DATES: Section = Section {
    title: "Dates",
    summary: "Parts of instants are those of the zone that the parameter `timezone` names.",
    entries: &[
        Entry {
            name: "year",
            signature: "year(date)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The year.",
            examples: &[Example {
                request: &[("select", "year(founded) as y"), ("where", "id = 1")],
                answer: r#"[{"y": 1958}]"#,
            }],
        },
        Entry {
            name: "month",
            signature: "month(date)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The month, 1 to 12.",
            examples: &[Example {
                request: &[("select", "name"), ("where", "month(founded) = 8")],
                answer: r#"[{"name": "Mexico City"}]"#,
            }],
        },
        Entry {
            name: "day",
            signature: "day(date)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The day of the month, 1 to 31.",
            examples: &[Example {
                request: &[("select", "day(founded) as d"), ("where", "id = 1")],
                answer: r#"[{"d": 4}]"#,
            }],
        },
        Entry {
            name: "hour",
            signature: "hour(datetime)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The hour, 0 to 23.",
            examples: &[Example {
                request: &[
                    ("select", "hour(updated) as h"),
                    ("where", "id = 2"),
                    ("timezone", "Europe/Paris"),
                ],
                answer: r#"[{"h": 0}]"#,
            }],
        },
        Entry {
            name: "minute",
            signature: "minute(datetime)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The minute, 0 to 59.",
            examples: &[Example {
                request: &[("select", "minute(updated) as m"), ("where", "id = 3")],
                answer: r#"[{"m": 15}]"#,
            }],
        },
        Entry {
            name: "second",
            signature: "second(datetime)",
            returns: "int",
            clauses: EVERYWHERE,
            summary: "The second, 0 to 59.",
            examples: &[Example {
                request: &[("select", "second(updated) as s"), ("where", "id = 3")],
                answer: r#"[{"s": 0}]"#,
            }],
        },
        Entry {
            name: "date_format",
            signature: "date_format(date, 'pattern')",
            returns: "text",
            clauses: EVERYWHERE,
            summary: "The date written out: `yy yyyy` year, `M MM MMM MMMM` month, `d dd` day, `D DDD` day of the year, `E EEEE` name of \
                      the day, `e` its number from Monday, `w ww xx xxxx` ISO week and its year, `H HH m mm s ss` time; text between single \
                      quotes stays. Names are those of the language that the parameter `lang` names.",
            examples: &[Example {
                request: &[
                    ("select", "date_format(updated, \"'Le 'EEEE d MMMM yyyy\") as d"),
                    ("where", "id = 1"),
                    ("lang", "fr"),
                ],
                answer: r#"[{"d": "Le vendredi 1 mars 2024"}]"#,
            }],
        },
        Entry {
            name: "now",
            signature: "now([part=int, …])",
            returns: "datetime",
            clauses: EVERYWHERE,
            summary: "The present instant. `year month day hour minute second microsecond weekday` set a part, the same words in the plural \
                      add to it, `mondays` to `sundays` go to the next such day.",
            examples: &[
                Example {
                    request: &[
                        ("select", "now(year=2000, month=2, day=31) as n"),
                        ("where", "id = 1"),
                    ],
                    answer: r#"[{"n": "2000-02-29T…"}]"#,
                },
                Example {
                    request: &[
                        ("select", "count(*) as n"),
                        ("where", "updated < now(days=-1)"),
                        ("limit", "1"),
                    ],
                    answer: r#"[{"n": 7}]"#,
                },
            ],
        },
    ],
};
