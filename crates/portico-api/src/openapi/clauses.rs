//! Which parameters choose and shape what is found? Clauses of the query language and facets, with examples that the demo answers.

use serde_json::{Value, json};

const RECORDS: &str = "";
const CATALOG: &str = "catalog_";

/// The clauses, for records and, with examples of its own, for the catalog.
pub(super) fn parameters() -> Vec<(String, Value)> {
    let mut all = clauses(RECORDS, &OF_RECORDS);
    all.extend(clauses(CATALOG, &OF_CATALOG));
    all
}

/// A clause as a field of a form.
pub(super) fn form_field(name: &str) -> Option<(String, Value)> {
    let (_, parameter) = parameters().into_iter().find(|(known, _)| known == name)?;
    Some(field(&parameter))
}

/// Name and schema of a parameter, with its words.
pub(super) fn field(parameter: &Value) -> (String, Value) {
    let mut schema = parameter["schema"].clone();
    schema["description"] = parameter["description"].clone();
    (parameter["name"].as_str().unwrap_or_default().to_owned(), schema)
}

/// What one example asks, clause by clause. Each is right alone, and all of them are together.
struct Examples {
    select: &'static str,
    filter: &'static str,
    group_by: &'static str,
    order_by: &'static str,
    refine: &'static str,
    exclude: &'static str,
    facet: &'static str,
}

const OF_RECORDS: Examples = Examples {
    select: "net, max(mag) as strongest",
    filter: "mag >= 2.5",
    group_by: "net",
    order_by: "net",
    refine: "magtype:ml",
    exclude: "net:ci",
    facet: "net",
};

const OF_CATALOG: Examples = Examples {
    select: "publisher, count(*) as datasets",
    filter: "records_count > 1000",
    group_by: "publisher",
    order_by: "publisher",
    refine: "language:en",
    exclude: "theme:Transport",
    facet: "publisher",
};

fn clauses(prefix: &str, examples: &Examples) -> Vec<(String, Value)> {
    let one = |name: &str, text: &str, example: &str| {
        let parameter = json!({
            "name": name, "in": "query", "description": text,
            "schema": {"type": "string"}, "example": example,
        });
        (format!("{prefix}{name}"), parameter)
    };
    let many = |name: &str, text: &str, example: &str| {
        let parameter = json!({
            "name": name, "in": "query", "description": text, "style": "form", "explode": true,
            "schema": {"type": "array", "items": {"type": "string"}}, "example": [example],
        });
        (format!("{prefix}{name}"), parameter)
    };
    vec![
        one(
            "select",
            "What to show: fields, expressions and aggregates with `as` names, separated by commas. All fields when absent.",
            examples.select,
        ),
        many(
            "where",
            "A condition: comparisons, words in quotes, `and`, `or`, `not`, functions. Several are joined by `and`.",
            examples.filter,
        ),
        one(
            "group_by",
            "Groups: fields, expressions, `range(…)`, separated by commas. One result a group.",
            examples.group_by,
        ),
        one(
            "order_by",
            "Order: fields, aggregates or `as` names, each with `asc` or `desc`, separated by commas; `-field` is `field desc`.",
            examples.order_by,
        ),
        many(
            "refine",
            "`facet:value`: only what has that value. Several of one facet must all hold, or any of them when the facet is disjunctive. \
             Dates by `2024`, `2024/03` or `2024/03/01`; trees by their path.",
            examples.refine,
        ),
        many(
            "exclude",
            "`facet:value`: only what has not that value.",
            examples.exclude,
        ),
        many(
            "facet",
            "A facet to list, by name or as `facet(name=\"…\", disjunctive=true, sort=\"-count\", limit=20)`. Elsewhere than under \
             `/facets` it only says how `refine` combines.",
            examples.facet,
        ),
    ]
}
