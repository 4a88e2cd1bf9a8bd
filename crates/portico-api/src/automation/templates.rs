//! Which words are there to describe datasets with, and what is usually said? Templates, their fields, suggestions.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::Response;
use portico_model::meta_entry::{MetaEntry, MetaForm, MetaSlot, Template};
use portico_model::{Fault, FaultKind, Metadata, OwnForm, OwnNeed, Permission};
use portico_web::WebResult;
use serde_json::{Value, json};

use super::call::Call;
use super::reply;
use super::shapes::TEMPLATES;

/// One word, by template and name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    name: String,
    label: String,
    kind: &'static str,
    required: bool,
}

/// `GET /metadata/templates/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    may_describe(&call)?;
    let path = "/metadata/templates/";
    reply::ok(&call.page(path, &TEMPLATES, |name| json!({"uid": name, "name": name}))?)
}

/// `GET /metadata/templates/{template}/`
pub(super) async fn show(Path(template): Path<String>, call: Call) -> WebResult<Response> {
    may_describe(&call)?;
    let words = words(&call, &template).await?;
    reply::ok(&json!({
        "uid": template,
        "name": template,
        "fields": words.iter().map(shape).collect::<Vec<_>>(),
    }))
}

/// `GET /metadata/templates/{template}/fields/`
pub(super) async fn list_fields(Path(template): Path<String>, call: Call) -> WebResult<Response> {
    may_describe(&call)?;
    let words = words(&call, &template).await?;
    let path = format!("/metadata/templates/{template}/fields/");
    reply::ok(&call.page(&path, &words, shape)?)
}

/// `GET /metadata/templates/{template}/fields/{field}/`
pub(super) async fn show_field(
    Path((template, field)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    may_describe(&call)?;
    reply::ok(&shape(&word(&call, &template, &field).await?))
}

/// `GET /metadata/templates/{template}/fields/{field}/suggest/?q=`: what the portal offers and what datasets say that the caller may see.
pub(super) async fn suggest(
    Path((template, field)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    may_describe(&call)?;
    word(&call, &template, &field).await?;
    let catalog = call.portal.catalog(&call.who).await?;
    let offered = &call.asked.site().document.catalog;
    let mut all: BTreeSet<String> = match (template.as_str(), field.as_str()) {
        ("default", "theme") => offered.themes().into_iter().collect(),
        ("default", "license") => offered.licences().into_iter().map(|one| one.name).collect(),
        ("default", "license_url") => offered.licences().into_iter().map(|one| one.url).collect(),
        ("custom", name) => {
            let own = call.portal.own_fields().await?;
            let field = own.iter().find(|field| field.name == name);
            field
                .into_iter()
                .flat_map(|field| field.choices.clone())
                .collect()
        }
        _ => BTreeSet::new(),
    };
    for entry in catalog.entries.iter() {
        all.extend(said(&entry.dataset.metadata, &template, &field));
    }
    let begun = call.params.text("q").unwrap_or_default().to_lowercase();
    let found: Vec<String> = all
        .into_iter()
        .filter(|text| !text.trim().is_empty() && text.to_lowercase().contains(&begun))
        .collect();
    let path = format!("/metadata/templates/{template}/fields/{field}/suggest/");
    reply::ok(&call.page(&path, &found, |text| json!({"value": text, "label": text}))?)
}

/// Whoever works on some dataset, or may make one.
fn may_describe(call: &Call) -> Result<(), Fault> {
    match call.who.works() {
        true => Ok(()),
        false => Err(call.who.refusal(Permission::EditDataset.as_str())),
    }
}

/// The words of a template; those of `custom` are the portal's own fields, then what datasets hold that the caller may see.
async fn words(call: &Call, template: &str) -> Result<Vec<Word>, Fault> {
    let of = match template {
        "default" => Template::Default,
        "dcat" => Template::Dcat,
        "custom" => {
            let own = call.portal.own_fields().await?;
            let catalog = call.portal.catalog(&call.who).await?;
            let names: BTreeSet<&String> = catalog
                .entries
                .iter()
                .flat_map(|entry| entry.dataset.metadata.custom.keys())
                .filter(|name| own.iter().all(|field| field.name != **name))
                .collect();
            let defined = own.iter().map(|field| Word {
                name: field.name.clone(),
                label: field.label.clone(),
                kind: own_kind(field.form),
                required: field.need == OwnNeed::Mandatory,
            });
            let others = names.into_iter().map(|name| Word {
                name: name.clone(),
                label: name.clone(),
                kind: "text",
                required: false,
            });
            return Ok(defined.chain(others).collect());
        }
        _ => {
            let shown: String = template.chars().take(60).collect();
            let message = format!("The requested metadata template {shown} does not exist.");
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                .with_hint(format!("use one of {}", TEMPLATES.join(", "))));
        }
    };
    Ok(MetaEntry::of(of)
        .filter(|entry| entry.slot.is_some())
        .map(|entry| Word {
            name: entry.name.to_owned(),
            label: entry.label.to_owned(),
            kind: kind(entry.form),
            required: matches!(entry.slot, Some(MetaSlot::Title(..))),
        })
        .collect())
}

async fn word(call: &Call, template: &str, field: &str) -> Result<Word, Fault> {
    let words = words(call, template).await?;
    words.into_iter().find(|word| word.name == field).ok_or_else(|| {
        let shown: String = field.chars().take(60).collect();
        let message = format!("The requested metadata {template}.{shown} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

/// What a dataset says with a word.
fn said(metadata: &Metadata, template: &str, field: &str) -> Vec<String> {
    if template == "custom" {
        let own = metadata.custom.get(field);
        return own.map(|own| own.texts().to_vec()).unwrap_or_default();
    }
    match MetaEntry::named(&format!("{template}.{field}")).and_then(|entry| entry.slot) {
        Some(MetaSlot::Title(get, _)) => vec![get(metadata).clone()],
        Some(MetaSlot::Text(get, _)) => get(metadata).iter().cloned().collect(),
        Some(MetaSlot::List(get, _)) => get(metadata).clone(),
        Some(MetaSlot::Flag(..)) | None => Vec::new(),
    }
}

fn kind(form: MetaForm) -> &'static str {
    match form {
        MetaForm::Text | MetaForm::Address | MetaForm::Email | MetaForm::Language => "text",
        MetaForm::Html => "html",
        MetaForm::List | MetaForm::Languages => "list",
        MetaForm::Instant => "datetime",
        MetaForm::Flag => "boolean",
        MetaForm::Int => "int",
        MetaForm::Double => "double",
        MetaForm::Rectangle => "geo_shape",
    }
}

fn own_kind(form: OwnForm) -> &'static str {
    match form {
        OwnForm::Text => "text",
        OwnForm::LongText => "longstring",
        OwnForm::List => "list",
        OwnForm::Int => "int",
        OwnForm::Double => "double",
        OwnForm::Date => "date",
        OwnForm::Flag => "boolean",
        OwnForm::Choice => "enum",
        OwnForm::Choices => "enumlist",
    }
}

fn shape(word: &Word) -> Value {
    json!({
        "uid": word.name,
        "name": word.name,
        "label": word.label,
        "type": word.kind,
        "required": word.required,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_datasets_say_is_found_by_template_and_name() {
        let mut metadata = Metadata {
            title: "Parks".to_owned(),
            keyword: vec!["green".to_owned()],
            ..Metadata::default()
        };
        metadata.dcat.creator = Some("Ann".to_owned());
        assert_eq!(said(&metadata, "default", "keyword"), ["green"]);
        assert_eq!(said(&metadata, "default", "title"), ["Parks"]);
        assert_eq!(said(&metadata, "dcat", "creator"), ["Ann"]);
        assert!(said(&metadata, "custom", "owner").is_empty());
    }
}
