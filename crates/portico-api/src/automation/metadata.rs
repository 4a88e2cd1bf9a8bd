//! What is said of a dataset, template by template and field by field?

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, FaultKind, Metadata};
use portico_services::redescribe;
use portico_web::WebResult;
use serde_json::{Map, Value};

use super::call::Call;
use super::reply;
use super::shapes::{self, TEMPLATES};

/// `GET /datasets/{uid}/metadata/`
pub(super) async fn show(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    reply::ok(&shapes::metadata(&dataset.metadata))
}

/// `PUT /datasets/{uid}/metadata/`: the templates that are sent are replaced, others stay.
pub(super) async fn replace(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Map<String, Value> = call.json()?;
    let changed = change(&call, &uid, |words| say_all(words, Some(&sent))).await?;
    reply::ok(&shapes::metadata(&changed))
}

/// `GET /datasets/{uid}/metadata/{template}/`
pub(super) async fn show_template(
    Path((uid, template)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let template = known(&template)?;
    reply::ok(&shapes::template(&dataset.metadata, template))
}

/// `PUT /datasets/{uid}/metadata/{template}/`
pub(super) async fn replace_template(
    Path((uid, template)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let sent: Map<String, Value> = call.json()?;
    let template = known(&template)?;
    let changed = change(&call, &uid, |words| say_template(words, template, &sent)).await?;
    reply::ok(&shapes::template(&changed, template))
}

/// `GET /datasets/{uid}/metadata/{template}/{field}/`
pub(super) async fn show_field(
    Path((uid, template, field)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    reply::ok(&of_field(&dataset.metadata, known(&template)?, &field)?)
}

/// `PUT /datasets/{uid}/metadata/{template}/{field}/`
pub(super) async fn replace_field(
    Path((uid, template, field)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let sent: Value = call.json()?;
    let template = known(&template)?;
    let changed = change(&call, &uid, |words| say(words, template, &field, &sent)).await?;
    reply::ok(&of_field(&changed, template, &field)?)
}

/// `DELETE /datasets/{uid}/metadata/{template}/{field}/`
pub(super) async fn clear_field(
    Path((uid, template, field)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let template = known(&template)?;
    change(&call, &uid, |words| say(words, template, &field, &Value::Null)).await?;
    Ok(reply::deleted())
}

async fn change(
    call: &Call,
    uid: &str,
    work: impl FnOnce(&mut Metadata) -> Result<(), Fault>,
) -> Result<Metadata, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let mut words = dataset.metadata.clone();
    work(&mut words)?;
    let changed = call
        .portal
        .change_metadata(&call.who, dataset.id.as_str(), dataset.updated_at, words)
        .await
        .map_err(|fault| match fault.code {
            "InvalidMetadata" | "MetadataMissing" => {
                let field = fault.clause.clone();
                reply::wrong_field(field.as_deref().unwrap_or("default.title"), fault)
            }
            _ => fault,
        })?;
    Ok(changed.metadata)
}

fn known(name: &str) -> Result<&'static str, Fault> {
    let found = TEMPLATES.into_iter().find(|known| *known == name);
    found.ok_or_else(|| {
        let message = format!("The requested metadata template {name} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
            .with_hint(format!("use one of {}", TEMPLATES.join(", ")))
    })
}

fn of_field(words: &Metadata, template: &str, field: &str) -> Result<Value, Fault> {
    let mut all = shapes::template(words, template);
    let found = all.as_object_mut().and_then(|all| all.remove(field));
    found.ok_or_else(|| {
        let message = format!("The requested metadata {template}.{field} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

/// Says the templates that are sent; each of them is replaced as a whole.
///
/// # Errors
/// `UnknownMetadata` or `InvalidMetadata` with the field to blame.
pub(super) fn say_all(words: &mut Metadata, sent: Option<&Map<String, Value>>) -> Result<(), Fault> {
    for (name, fields) in sent.into_iter().flatten() {
        let template = known(name).map_err(|fault| {
            let fault = Fault {
                kind: FaultKind::Invalid,
                ..fault
            };
            reply::wrong_field(&format!("metadata.{name}"), fault)
        })?;
        let Some(fields) = fields.as_object() else {
            let fault = Fault::invalid("InvalidBody", format!("`{name}` is no object of metadata"));
            return Err(reply::wrong_field(&format!("metadata.{name}"), fault));
        };
        say_template(words, template, fields)?;
    }
    Ok(())
}

fn say_template(
    words: &mut Metadata,
    template: &'static str,
    sent: &Map<String, Value>,
) -> Result<(), Fault> {
    let before = shapes::template(words, template);
    for name in before.as_object().into_iter().flatten().map(|(name, _)| name) {
        if !sent.contains_key(name) {
            redescribe(words, &format!("{template}.{name}"), &[])?;
        }
    }
    sent.iter()
        .try_for_each(|(name, value)| say(words, template, name, value))
}

/// `{"value": …}`, or the value itself: a text, a number, true or false, a list of texts, or null to take it back.
fn say(words: &mut Metadata, template: &str, name: &str, sent: &Value) -> Result<(), Fault> {
    let field = format!("{template}.{name}");
    let value = sent.get("value").unwrap_or(sent);
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    let texts: Option<Vec<String>> = match value {
        Value::Null => Some(Vec::new()),
        Value::Array(items) => items.iter().map(text).collect(),
        Value::Object(_) => None,
        one => text(one).map(|text| vec![text]),
    };
    let texts = texts.ok_or_else(|| {
        let fault = Fault::invalid(
            "InvalidMetadata",
            format!("`{field}` is a text or a list of texts"),
        );
        reply::wrong_field(&field, fault.with_hint("send {\"value\": …}"))
    })?;
    let texts: Vec<&str> = texts
        .iter()
        .map(String::as_str)
        .filter(|text| !text.trim().is_empty())
        .collect();
    redescribe(words, &field, &texts).map_err(|fault| reply::wrong_field(&field, fault))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_template_is_replaced_as_a_whole_and_others_stay() {
        let mut words = Metadata {
            title: "Parks".to_owned(),
            license: Some("CC0".to_owned()),
            ..Metadata::default()
        };
        words.dcat.creator = Some("Ann".to_owned());
        let sent = json!({
            "default": {"title": {"value": "Trees"}, "keyword": {"value": ["a", "b"]}},
            "custom": {"owner": {"value": "City"}},
        });
        say_all(&mut words, sent.as_object()).expect("said");
        assert_eq!((words.title.as_str(), words.license), ("Trees", None));
        assert_eq!(words.keyword, ["a", "b"]);
        assert_eq!(words.dcat.creator.as_deref(), Some("Ann"));
        assert_eq!(words.custom["owner"].texts(), ["City"]);
    }

    #[test]
    fn what_cannot_be_said_names_its_field() {
        let mut words = Metadata::default();
        for (sent, field) in [
            (json!({"default": {"nope": {"value": "x"}}}), "default.nope"),
            (
                json!({"default": {"modified": {"value": "soon"}}}),
                "default.modified",
            ),
            (
                json!({"default": {"title": {"value": {"en": "x"}}}}),
                "default.title",
            ),
            (json!({"processing": {}}), "metadata.processing"),
        ] {
            let fault = say_all(&mut words, sent.as_object()).expect_err(field);
            assert_eq!(
                (fault.kind, fault.clause.as_deref()),
                (FaultKind::Invalid, Some(field))
            );
        }
    }
}
