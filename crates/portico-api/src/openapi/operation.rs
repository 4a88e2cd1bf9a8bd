//! How is one endpoint described? What it is for, its parameters, its answer, its refusals; by address and, likewise, by form.

use serde_json::{Map, Value, json};

use super::{clauses, options, refusals};

/// The described addresses, in reading order.
#[derive(Debug, Default)]
pub(super) struct Paths(Map<String, Value>);

/// One endpoint.
#[derive(Debug, Clone)]
pub(super) struct Operation {
    tag: &'static str,
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    parameters: Vec<&'static str>,
    content: Value,
    faults: Vec<u16>,
    counted: bool,
    by_form: bool,
    tagged: bool,
    open: bool,
    deprecated: bool,
    in_old_words: bool,
}

impl Operation {
    /// An endpoint that answers JSON of that schema.
    pub(super) fn json(tag: &'static str, id: &'static str, summary: &'static str, schema: &str) -> Self {
        Self::of(
            tag,
            id,
            summary,
            json!({"application/json": {"schema": reference(schema)}}),
        )
    }

    /// An endpoint with another answer: media types and their schemas.
    pub(super) fn of(tag: &'static str, id: &'static str, summary: &'static str, content: Value) -> Self {
        Self {
            tag,
            id,
            summary,
            description: "",
            parameters: Vec::new(),
            content,
            faults: vec![400, 401, 413, 414, 429, 431, 500, 503],
            counted: true,
            by_form: true,
            tagged: true,
            open: true,
            deprecated: false,
            in_old_words: false,
        }
    }

    /// An endpoint that only says that it was removed.
    pub(super) fn gone(tag: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            faults: vec![401, 410, 413, 414, 429, 431, 500, 503],
            tagged: false,
            deprecated: true,
            ..Self::of(tag, id, summary, Value::Null)
        }
    }

    /// An endpoint that is there and always refuses.
    pub(super) fn absent(tag: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            faults: vec![401, 404, 413, 414, 429, 431, 500, 503],
            tagged: false,
            ..Self::of(tag, id, summary, Value::Null)
        }
    }

    /// With a longer explanation.
    pub(super) fn says(mut self, text: &'static str) -> Self {
        self.description = text;
        self
    }

    /// With these parameters of the address, by their names in the components.
    pub(super) fn takes(mut self, names: impl IntoIterator<Item = &'static str>) -> Self {
        self.parameters.extend(names);
        self
    }

    /// With refusals besides those of every endpoint.
    pub(super) fn refuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.faults.extend(statuses);
        self.faults.sort_unstable();
        self
    }

    /// Takes nothing from the day's quota, and tells nothing about it.
    pub(super) fn free(mut self) -> Self {
        self.counted = false;
        self
    }

    /// Answers no form.
    pub(super) fn by_address_only(mut self) -> Self {
        self.by_form = false;
        self
    }

    /// Its answers are never the same twice: no entity tag.
    pub(super) fn untagged(mut self) -> Self {
        self.tagged = false;
        self
    }

    /// Not for other origins, and without any parameter that could be wrong.
    pub(super) fn closed(mut self) -> Self {
        self.open = false;
        self.faults = vec![414, 431, 500, 503];
        self
    }

    /// Refuses in the words of version 1.
    pub(super) fn in_old_words(mut self) -> Self {
        self.in_old_words = true;
        self
    }

    fn get(&self, path: &str) -> Value {
        let mut parameters = path_parameters(path);
        parameters.extend(self.parameters.iter().map(|name| component("parameters", name)));
        let mut out = json!({
            "tags": [self.tag],
            "operationId": self.id,
            "summary": self.summary,
            "parameters": parameters,
            "responses": self.responses(),
        });
        self.add_words(&mut out);
        out
    }

    /// The same parameters in a form, for what is too long for an address.
    fn post(&self, path: &str) -> Value {
        let fields: Map<String, Value> = self
            .parameters
            .iter()
            .filter_map(|name| clauses::form_field(name).or_else(|| options::form_field(name)))
            .collect();
        let mut out = json!({
            "tags": [self.tag],
            "operationId": format!("{}ByForm", self.id),
            "summary": format!("{} (parameters in a form)", self.summary),
            "parameters": path_parameters(path),
            "requestBody": {"content": {"application/x-www-form-urlencoded": {
                "schema": {"type": "object", "properties": fields},
            }}},
            "responses": self.responses(),
        });
        self.add_words(&mut out);
        out
    }

    fn add_words(&self, out: &mut Value) {
        if !self.description.is_empty() {
            out["description"] = self.description.into();
        }
        if self.deprecated {
            out["deprecated"] = true.into();
        }
    }

    /// With a `callback`, JSON is a script.
    fn media(&self) -> Value {
        let mut content = self.content.clone();
        if self.parameters.contains(&"callback") {
            content["application/javascript"] = json!({});
        }
        content
    }

    fn responses(&self) -> Value {
        let mut out = Map::new();
        if !self.content.is_null() {
            let headers = refusals::headers_of_answer(self.counted, self.tagged, self.open);
            let answer = json!({"description": "The answer.", "headers": headers, "content": self.media()});
            out.insert("200".to_owned(), answer);
        }
        if self.tagged {
            out.insert("304".to_owned(), component("responses", "NotModified"));
        }
        for status in &self.faults {
            out.insert(
                status.to_string(),
                component("responses", &refusals::name_of(*status, self.in_old_words)),
            );
        }
        Value::Object(out)
    }
}

impl Paths {
    /// Describes the endpoint under that address.
    pub(super) fn add(&mut self, path: &str, operation: &Operation) {
        let mut item = Map::new();
        item.insert("get".to_owned(), operation.get(path));
        if operation.by_form {
            item.insert("post".to_owned(), operation.post(path));
        }
        self.0.insert(path.to_owned(), Value::Object(item));
    }

    /// Describes one method of an address, beside others of the same.
    pub(super) fn add_method(&mut self, path: &str, method: &str, operation: Value) {
        let item = self
            .0
            .entry(path.to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
        item[method] = operation;
    }

    /// Describes an endpoint that takes a body of that schema.
    pub(super) fn add_body(&mut self, path: &str, operation: &Operation, body: &Value) {
        let mut post = operation.get(path);
        post["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": body}},
        });
        self.0.insert(path.to_owned(), json!({"post": post}));
    }

    /// Describes an endpoint that keeps what is put there, of that schema, and answers 201.
    pub(super) fn add_put(&mut self, path: &str, operation: &Operation, body: &Value) {
        let mut put = operation.get(path);
        if let Some(responses) = put["responses"].as_object_mut()
            && let Some(answer) = responses.remove("200")
        {
            responses.insert("201".to_owned(), answer);
        }
        put["requestBody"] = json!({
            "required": true,
            "content": {"application/json": {"schema": body}},
        });
        self.0.insert(path.to_owned(), json!({"put": put}));
    }

    pub(super) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// A schema of the components.
pub(super) fn reference(schema: &str) -> Value {
    component("schemas", schema)
}

fn component(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

/// The parts of an address in braces are parameters of the components. The catalog has formats of its own.
pub(super) fn path_parameters(path: &str) -> Vec<Value> {
    let key = |name: &'_ str| match name {
        "format" if path.ends_with("/catalog/exports/{format}") => "catalog_format".to_owned(),
        name => name.to_owned(),
    };
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| component("parameters", &key(name)))
        .collect()
}
