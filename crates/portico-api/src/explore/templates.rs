//! In which words are datasets described? The templates of metadata by type, each field with its form: made from the one list.

use axum::extract::Path;
use axum::response::Response;
use portico_model::meta_entry::{MetaEntry, MetaForm, Template};
use portico_model::{Fault, FaultKind, OwnForm, OwnNeed};
use portico_web::WebResult;
use serde::Serialize;

use crate::ask::Ask;
use crate::reply;
use crate::wire::link::{Link, Links};

/// The types, and the templates of each. `custom` holds the portal's own fields, and what publishers add.
const TYPES: [(&str, &[&str]); 4] = [
    ("basic", &["default", CUSTOM]),
    ("interop", &["dcat"]),
    ("extra", &["explore"]),
    ("admin", &["processing"]),
];
const CUSTOM: &str = "custom";

#[derive(Debug, Serialize)]
struct TemplatesObject {
    links: Vec<Link>,
    metadata_templates: Vec<TemplateEntry>,
}

#[derive(Debug, Serialize)]
struct TemplateEntry {
    links: Vec<Link>,
    metadata_template: TemplateObject,
}

#[derive(Debug, Serialize)]
struct TemplateObject {
    #[serde(rename = "type")]
    kind: &'static str,
    name: &'static str,
    schema: Vec<FieldObject>,
}

/// One word, as the role model's forms show it.
#[derive(Debug, Serialize)]
struct FieldObject {
    name: String,
    label: String,
    #[serde(rename = "type")]
    kind: &'static str,
    widget: &'static str,
    uri: Option<String>,
    values: Option<Vec<String>>,
    values_domain_property: Option<String>,
    self_suggest: bool,
    allow_empty: bool,
    help_text: Option<String>,
    hidden: bool,
}

/// `GET /catalog/metadata_templates`: one link for each type.
pub(crate) async fn list_types(ask: Ask) -> WebResult<Response> {
    let own = [
        Link::new("self", address(&ask, "")),
        Link::new("catalog", ask.base.catalog("")),
    ];
    let types = TYPES.map(|(kind, _)| Link::new(kind, address(&ask, &format!("/{kind}"))));
    let links = own.into_iter().chain(types).collect();
    Ok(reply::json_value(&ask, &Links { links })?)
}

/// `GET /catalog/metadata_templates/{type}`
pub(crate) async fn list_templates(Path(kind): Path<String>, ask: Ask) -> WebResult<Response> {
    let (kind, names) = of_type(&kind)?;
    let mut metadata_templates = Vec::with_capacity(names.len());
    for name in names {
        metadata_templates.push(entry(&ask, kind, name).await?);
    }
    let links = vec![
        Link::new("self", address(&ask, &format!("/{kind}"))),
        Link::new("metadata_templates", address(&ask, "")),
    ];
    Ok(reply::json_value(
        &ask,
        &TemplatesObject {
            links,
            metadata_templates,
        },
    )?)
}

/// `GET /catalog/metadata_templates/{type}/{template}`
pub(crate) async fn show_template(
    Path((kind, name)): Path<(String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    let (kind, names) = of_type(&kind)?;
    let name = names
        .iter()
        .find(|known| **known == name)
        .ok_or_else(|| missing(&format!("{kind}/{name}"), names))?;
    Ok(reply::json_value(&ask, &entry(&ask, kind, name).await?)?)
}

fn of_type(kind: &str) -> Result<(&'static str, &'static [&'static str]), Fault> {
    let found = TYPES.into_iter().find(|(known, _)| *known == kind);
    found.ok_or_else(|| missing(kind, &TYPES.map(|(known, _)| known)))
}

fn missing(name: &str, known: &[&str]) -> Fault {
    let message = format!("The requested metadata template {name} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        .with_hint(format!("use one of {}", known.join(", ")))
}

fn address(ask: &Ask, path: &str) -> String {
    ask.base.catalog(&format!("/metadata_templates{path}"))
}

async fn entry(ask: &Ask, kind: &'static str, name: &'static str) -> Result<TemplateEntry, Fault> {
    let schema = match name {
        "dcat" => listed(Template::Dcat),
        "explore" => listed(Template::Explore),
        "processing" => listed(Template::Processing),
        CUSTOM => added(ask).await?,
        _ => listed(Template::Default),
    };
    Ok(TemplateEntry {
        links: vec![Link::new("self", address(ask, &format!("/{kind}/{name}")))],
        metadata_template: TemplateObject { kind, name, schema },
    })
}

fn listed(template: Template) -> Vec<FieldObject> {
    MetaEntry::of(template)
        .map(|entry| {
            let (kind, widget) = look(entry.form);
            FieldObject {
                self_suggest: entry.facet,
                allow_empty: entry.name != "title",
                ..field(entry.name, entry.label, kind, widget)
            }
        })
        .collect()
}

/// The fields of the portal's own, and the words that publishers added besides to the datasets that this caller may see.
async fn added(ask: &Ask) -> Result<Vec<FieldObject>, Fault> {
    let own = ask.portal.own_fields().await?;
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let mut names: Vec<&str> = catalog
        .entries
        .iter()
        .flat_map(|entry| entry.dataset.metadata.custom.keys())
        .map(String::as_str)
        .filter(|name| own.iter().all(|field| field.name != *name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let defined = own.iter().filter(|field| !field.internal).map(|own| {
        let (kind, widget) = own_look(own.form);
        FieldObject {
            values: own.form.has_choices().then(|| own.choices.clone()),
            self_suggest: own.facet,
            allow_empty: own.need != OwnNeed::Mandatory,
            help_text: Some(own.help.clone()).filter(|help| !help.is_empty()),
            ..field(&own.name, &own.label, kind, widget)
        }
    });
    let others = names
        .into_iter()
        .map(|name| field(name, name, "text", "textinput"));
    Ok(defined.chain(others).collect())
}

fn field(name: &str, label: &str, kind: &'static str, widget: &'static str) -> FieldObject {
    FieldObject {
        name: name.to_owned(),
        label: label.to_owned(),
        kind,
        widget,
        uri: None,
        values: None,
        values_domain_property: None,
        self_suggest: false,
        allow_empty: true,
        help_text: None,
        hidden: false,
    }
}

/// The role model's type and form field for a value of the portal's own.
fn own_look(form: OwnForm) -> (&'static str, &'static str) {
    match form {
        OwnForm::Text => ("text", "textinput"),
        OwnForm::LongText => ("longstring", "textarea"),
        OwnForm::List => ("list", "multidatalist"),
        OwnForm::Int => ("int", "numberinput"),
        OwnForm::Double => ("double", "numberinput"),
        OwnForm::Date => ("date", "datepicker"),
        OwnForm::Flag => ("boolean", "checkbox"),
        OwnForm::Choice => ("enum", "select"),
        OwnForm::Choices => ("enumlist", "multiselect"),
    }
}

/// The role model's type and form field for a value.
fn look(form: MetaForm) -> (&'static str, &'static str) {
    match form {
        MetaForm::Text | MetaForm::Email | MetaForm::Language => ("text", "textinput"),
        MetaForm::Html => ("html", "richtextinput"),
        MetaForm::Address => ("text", "urlinput"),
        MetaForm::List | MetaForm::Languages => ("list", "multidatalist"),
        MetaForm::Instant => ("datetime", "datetimepicker"),
        MetaForm::Flag => ("boolean", "checkbox"),
        MetaForm::Int => ("int", "numberinput"),
        MetaForm::Double => ("double", "numberinput"),
        MetaForm::Rectangle => ("geo_shape", "geoshapeinput"),
    }
}
