//! What does the description say of each endpoint? Groups of endpoints with parameters, answers and links that work.

use portico_web::Params;
use serde_json::Value;

use super::schemas::{Kind, kind_of};
use super::words::{Piece, pieces};

/// Which examples of the description this portal can answer.
#[derive(Debug)]
pub(crate) enum Examples {
    /// All of them.
    All,
    /// Those that only name a dataset, with this one instead.
    Dataset(String),
    /// Only those without a dataset.
    None,
}

/// Endpoints of one kind.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) id: String,
    pub(crate) summary: String,
    pub(crate) text: Vec<Piece>,
    pub(crate) path: String,
    /// `GET`, where it reads.
    pub(crate) method: &'static str,
    /// The parameters may come in a form.
    pub(crate) by_form: bool,
    pub(crate) deprecated: bool,
    /// An address that answers here.
    pub(crate) example: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) answers: Vec<Answer>,
    pub(crate) refusals: Vec<Refusal>,
}

/// A parameter of an endpoint.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) in_path: bool,
    pub(crate) required: bool,
    pub(crate) deprecated: bool,
    pub(crate) kind: Kind,
    pub(crate) usual: Option<String>,
    pub(crate) text: Vec<Piece>,
    pub(crate) example: Option<String>,
    /// The endpoint with that example alone.
    pub(crate) href: Option<String>,
}

/// A media type of an answer, and what is in it.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) media: String,
    pub(crate) kind: Option<Kind>,
}

/// A status of a refusal.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: String,
    pub(crate) text: String,
}

/// A way to say who one is.
#[derive(Debug)]
pub(crate) struct Way {
    pub(crate) name: String,
    pub(crate) text: Vec<Piece>,
}

/// Reads the description.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    document: &'a Value,
    examples: Examples,
}

impl<'a> Reader<'a> {
    /// Reads that document.
    pub(crate) fn new(document: &'a Value, examples: Examples) -> Self {
        Self { document, examples }
    }

    /// The groups in reading order, each with what is called by address.
    pub(crate) fn groups(&self) -> Vec<Group> {
        list(&self.document["tags"])
            .map(|tag| {
                let name = text(&tag["name"]);
                Group {
                    id: format!("group-{}", name.to_lowercase().replace(' ', "-")),
                    text: text(&tag["description"]),
                    endpoints: self.endpoints(&name),
                    name,
                }
            })
            .filter(|group| !group.endpoints.is_empty())
            .collect()
    }

    /// How a caller says who it is.
    pub(crate) fn ways(&self) -> Vec<Way> {
        let schemes = self.document["components"]["securitySchemes"].as_object();
        let way = |scheme: &Value| {
            let (name, place) = (text(&scheme["name"]), text(&scheme["in"]));
            Way {
                name: match place.as_str() {
                    "query" => format!("?{name}="),
                    "cookie" => format!("Cookie: {name}"),
                    "header" => format!("{name}: Apikey …"),
                    _ => "Authorization: Bearer …".to_owned(),
                },
                text: pieces(&text(&scheme["description"])),
            }
        };
        schemes
            .into_iter()
            .flatten()
            .map(|(_, scheme)| way(scheme))
            .collect()
    }

    fn endpoints(&self, group: &str) -> Vec<Endpoint> {
        let paths = self.document["paths"].as_object();
        let of_group = |item: &&Value| list(&called(item).1["tags"]).any(|tag| tag == group);
        paths
            .into_iter()
            .flatten()
            .filter(|(_, item)| of_group(item))
            .map(|(path, item)| self.endpoint(path, item))
            .collect()
    }

    fn endpoint(&self, path: &str, item: &Value) -> Endpoint {
        let (method, get) = called(item);
        let described: Vec<&Value> = list(&get["parameters"])
            .map(|parameter| self.resolved(parameter))
            .collect();
        let base = self.example_of(path, &described);
        let responses = get["responses"].as_object();
        let refusals = responses
            .into_iter()
            .flatten()
            .filter(|(status, _)| status.starts_with(['4', '5']));
        Endpoint {
            id: text(&get["operationId"]),
            summary: text(&get["summary"]),
            text: pieces(&text(&get["description"])),
            path: path.to_owned(),
            method,
            by_form: method == "GET" && item.get("post").is_some(),
            deprecated: get["deprecated"] == true,
            parameters: described
                .iter()
                .map(|parameter| self.parameter(parameter, base.as_deref()))
                .collect(),
            answers: answers(&get["responses"]["200"]["content"]),
            refusals: refusals
                .map(|(status, response)| Refusal {
                    status: status.clone(),
                    text: text(&self.resolved(response)["description"]),
                })
                .collect(),
            example: base.filter(|_| get["responses"].get("200").is_some()),
        }
    }

    /// The address with its own parts filled, and with what it cannot do without.
    fn example_of(&self, path: &str, parameters: &[&Value]) -> Option<String> {
        let mut filled = path.to_owned();
        let mut query = Params::default();
        for parameter in parameters
            .iter()
            .filter(|parameter| parameter["required"] == true)
        {
            let name = text(&parameter["name"]);
            let value = match (&self.examples, name.as_str()) {
                (Examples::Dataset(id), "dataset_id" | "dataset") => id.clone(),
                (Examples::None, "dataset_id" | "dataset") | (Examples::Dataset(_), "record_id") => {
                    return None;
                }
                _ => example(parameter)?,
            };
            match parameter["in"].as_str() {
                Some("path") => filled = filled.replace(&format!("{{{name}}}"), &value),
                _ => query = query.with(&name, &value),
            }
        }
        let query = query.to_query();
        Some(if query.is_empty() {
            filled
        } else {
            format!("{filled}?{query}")
        })
    }

    fn parameter(&self, parameter: &Value, base: Option<&str>) -> Parameter {
        let name = text(&parameter["name"]);
        let in_path = parameter["in"] == "path";
        let example = example(parameter);
        let linked = matches!(self.examples, Examples::All) && !in_path && parameter["required"] != true;
        let href = example
            .as_ref()
            .zip(base.filter(|_| linked))
            .map(|(example, base)| {
                let joint = if base.contains('?') { '&' } else { '?' };
                format!(
                    "{base}{joint}{}",
                    Params::default().with(&name, example).to_query()
                )
            });
        Parameter {
            in_path,
            required: parameter["required"] == true,
            deprecated: parameter["deprecated"] == true,
            kind: kind_of(&parameter["schema"]),
            usual: parameter["schema"].get("default").map(shown),
            text: pieces(&text(&parameter["description"])),
            name,
            example,
            href,
        }
    }

    /// What a reference means; anything else is itself.
    fn resolved(&self, value: &'a Value) -> &'a Value {
        let target = value["$ref"]
            .as_str()
            .and_then(|reference| reference.strip_prefix('#'));
        target
            .and_then(|target| self.document.pointer(target))
            .unwrap_or(value)
    }
}

/// What an address is called by, and its description.
fn called(item: &Value) -> (&'static str, &Value) {
    let by = [
        ("GET", "get"),
        ("PUT", "put"),
        ("POST", "post"),
        ("DELETE", "delete"),
    ];
    by.into_iter()
        .find_map(|(method, key)| item.get(key).map(|operation| (method, operation)))
        .unwrap_or(("GET", &Value::Null))
}

fn answers(content: &Value) -> Vec<Answer> {
    content
        .as_object()
        .into_iter()
        .flatten()
        .map(|(media, body)| Answer {
            media: media.clone(),
            kind: body.get("schema").map(kind_of),
        })
        .collect()
}

/// The example of a parameter, as it is written in an address.
fn example(parameter: &Value) -> Option<String> {
    let given = parameter
        .get("example")
        .or_else(|| parameter["schema"]["examples"].get(0))?;
    Some(shown(
        given.as_array().and_then(|list| list.first()).unwrap_or(given),
    ))
}

/// A value without quotes around text.
fn shown(value: &Value) -> String {
    match value.as_str() {
        Some("\t") => "\\t".to_owned(),
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(super) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
