//! Which parameters does an answer of API v1 repeat? Those that were understood, in the role model's order and types.

use portico_web::Params;
use serde_json::{Map, Value};

use super::params::{self, Page};

/// The `parameters` of a search of records.
pub(crate) fn of_records(asked: &Params, datasets: &[String], page: Page) -> Map<String, Value> {
    let mut echo = Map::new();
    let named = match datasets {
        [one] => Value::from(one.as_str()),
        several => Value::from(several.to_vec()),
    };
    echo.insert("dataset".to_owned(), named);
    common(asked, page, echo)
}

/// The `parameters` of a search of the catalog.
pub(crate) fn of_catalog(asked: &Params, page: Page) -> Map<String, Value> {
    common(asked, page, Map::new())
}

fn common(asked: &Params, page: Page, mut echo: Map<String, Value>) -> Map<String, Value> {
    let mut add = |name: &str, value: Value| {
        echo.insert(name.to_owned(), value);
    };
    for name in ["q", "qv1", "lang"] {
        if let Some(text) = asked.text(name) {
            add(name, text.into());
        }
    }
    add("rows", page.rows.into());
    add("start", page.start.into());
    let sort: Vec<&str> = list(asked, "sort");
    if !sort.is_empty() {
        add("sort", sort.into());
    }
    let facets = list(asked, "facet");
    if !facets.is_empty() {
        add("facet", facets.into());
    }
    if let Some(fields) = params::fields(asked) {
        add("fields", fields.into());
    }
    for name in ["refine", "exclude", "disjunctive"] {
        let values = by_field(asked, name);
        if !values.is_empty() {
            add(name, Value::Object(values));
        }
    }
    for name in ["geofilter.distance", "geofilter.polygon", "geofilter.bbox"] {
        if let Some(text) = asked.text(name) {
            add(name, Value::from(vec![text]));
        }
    }
    add("format", asked.text("format").unwrap_or("json").into());
    add("timezone", asked.text("timezone").unwrap_or("UTC").into());
    for name in ["interopmetas", "extrametas"] {
        if asked.text(name).is_some_and(params::is_true) {
            add(name, true.into());
        }
    }
    echo
}

fn list<'a>(asked: &'a Params, name: &'a str) -> Vec<&'a str> {
    asked
        .all(name)
        .flat_map(|text| text.split(','))
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect()
}

/// `refine.city=Paris` is `{"city": "Paris"}`, two values of one field are a list.
fn by_field(asked: &Params, name: &str) -> Map<String, Value> {
    let mut values = Map::new();
    let prefix = format!("{name}.");
    for (field, text) in asked.under(&prefix).filter(|(_, text)| !text.trim().is_empty()) {
        let value = if name == "disjunctive" {
            Value::from(params::is_true(text))
        } else {
            Value::from(text.trim())
        };
        match values.get_mut(field) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                values.insert(field.to_owned(), value);
            }
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_repeated_with_their_types() {
        let asked = Params::parse(
            "dataset=x&q=siren+%3D+5&sort=-date&facet=a&facet=b&refine.a=1&refine.b=2&refine.b=3&disjunctive.b=true",
        );
        let echo = of_records(&asked, &["x".to_owned()], Page { rows: 10, start: 0 });
        assert_eq!(
            Value::Object(echo).to_string(),
            concat!(
                r#"{"dataset":"x","q":"siren = 5","rows":10,"start":0,"sort":["-date"],"facet":["a","b"],"#,
                r#""refine":{"a":"1","b":["2","3"]},"disjunctive":{"b":true},"format":"json","timezone":"UTC"}"#
            )
        );
    }
}
