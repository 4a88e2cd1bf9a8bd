//! What is this dataset? Description, origin, licence, dates, and what each field means.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{Dataset, Field, FieldType, Version};
use portico_services::{DatasetView, MetaValue};
use portico_web::{AppState, Params, Visitor, WebResult};

use super::{Head, Licence, Opened, Tab, web_address};
use crate::embeds;
use crate::href::Pairs;
use crate::page::{Page, show};
use crate::words::SafeHtml;

#[derive(Debug, Template)]
#[template(path = "dataset_information.html")]
struct InformationTemplate {
    page: Page,
    head: Head,
    description: Option<SafeHtml>,
    facts: Vec<Fact>,
    state: Vec<Fact>,
    fields: Vec<FieldRow>,
    schema_json: String,
}

/// A line of metadata: words, or links.
#[derive(Debug, Clone)]
struct Fact {
    label: String,
    values: Vec<Licence>,
    is_code: bool,
}

/// A field of the schema.
#[derive(Debug)]
struct FieldRow {
    label: String,
    name: String,
    ty: String,
    sample: Option<String>,
    about: Option<String>,
}

/// `GET /explore/dataset/{id}/information/`
pub(crate) async fn show_information(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Information)).await?;
    let dataset = &opened.view.dataset;
    let version = opened.view.version.as_ref();
    // An example is a value of a record.
    let shown = version.filter(|_| opened.view.data_visible);
    let fields = opened
        .view
        .schema
        .fields
        .iter()
        .map(|field| show_field(field, shown, opened.say));
    let template = InformationTemplate {
        page: opened.page(&visitor, Some(Tab::Information)),
        description: dataset
            .metadata
            .description
            .as_deref()
            .map(|text| embeds::described(text, &visitor.asked, opened.say))
            .transpose()?,
        facts: [facts(dataset, opened.say), own_facts(&opened.view, opened.say)].concat(),
        state: version
            .map(|version| state_facts(dataset, version, opened.say))
            .unwrap_or_default(),
        fields: fields.collect(),
        schema_json: opened.api(""),
        head: opened.head,
    };
    show(&template)
}

fn facts(dataset: &Dataset, say: Say) -> Vec<Fact> {
    let metadata = &dataset.metadata;
    let explore = |field: &str, value: &String| Licence {
        name: value.clone(),
        href: Some(
            Pairs::default()
                .with(&format!("refine.{field}"), value)
                .on("/explore/"),
        ),
    };
    let words = |text: &String| Licence {
        name: text.clone(),
        href: web_address(Some(text)),
    };
    let licence = |name: &String| Licence {
        name: name.clone(),
        href: web_address(metadata.license_url.as_deref()),
    };
    let language = |code: &String| {
        let key = format!("catalog-language-{code}");
        Licence {
            name: if say.has(&key) {
                say.t(&key).into_owned()
            } else {
                code.clone()
            },
            href: None,
        }
    };
    let lines = [
        (
            say.t("dataset-publisher"),
            metadata
                .publisher
                .iter()
                .map(|name| explore("publisher", name))
                .collect(),
        ),
        (
            say.t("dataset-licence"),
            metadata.license.iter().map(licence).collect(),
        ),
        (
            say.t("dataset-attribution"),
            metadata.attributions.iter().map(words).collect(),
        ),
        (
            say.t("dataset-source"),
            metadata.references.iter().map(words).collect(),
        ),
        (
            say.t("dataset-theme"),
            metadata.theme.iter().map(|name| explore("theme", name)).collect(),
        ),
        (
            say.t("dataset-keyword"),
            metadata
                .keyword
                .iter()
                .map(|name| explore("keyword", name))
                .collect(),
        ),
        (
            say.t("dataset-territory"),
            metadata.territory.iter().map(words).collect(),
        ),
        (
            say.t("dataset-frequency"),
            metadata.update_frequency.iter().map(words).collect(),
        ),
        (
            say.t("dataset-language"),
            metadata.language.iter().map(language).collect::<Vec<_>>(),
        ),
        (
            say.t("dataset-id"),
            vec![Licence {
                name: dataset.id.to_string(),
                href: None,
            }],
        ),
    ];
    let fact = |(label, values): (std::borrow::Cow<'static, str>, Vec<Licence>)| Fact {
        label: label.into_owned(),
        values,
        is_code: false,
    };
    lines
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(fact)
        .collect()
}

/// What the portal's own fields say, under their labels.
fn own_facts(view: &DatasetView, say: Say) -> Vec<Fact> {
    let label = |name: &str| {
        let field = view.own_fields().iter().find(|field| field.name == name);
        field.map_or(name, |field| field.label.as_str()).to_owned()
    };
    let words = |text: String| Licence {
        href: web_address(Some(&text)),
        name: text,
    };
    let said = view.own_metas().into_iter().filter_map(|(name, value)| {
        let values = match value? {
            MetaValue::Text(text) => vec![words(text)],
            MetaValue::List(texts) => texts.into_iter().map(words).collect(),
            MetaValue::Flag(flag) => {
                let key = if flag { "common-yes" } else { "common-no" };
                vec![words(say.t(key).into_owned())]
            }
            MetaValue::Int(number) => vec![words(say.integer(number))],
            MetaValue::Double(number) => vec![words(number.to_string())],
            MetaValue::Instant(_) | MetaValue::Rectangle(_) => return None,
        };
        Some(Fact {
            label: label(&name),
            values,
            is_code: false,
        })
    });
    said.collect()
}

fn state_facts(dataset: &Dataset, version: &Version, say: Say) -> Vec<Fact> {
    let fact = |label: std::borrow::Cow<'static, str>, text: String, is_code: bool| Fact {
        label: label.into_owned(),
        values: vec![Licence {
            name: text,
            href: None,
        }],
        is_code,
    };
    let stored = u64::try_from(version.bytes).unwrap_or(0);
    let mut facts = vec![
        fact(
            say.t("dataset-records"),
            say.integer(version.profile.records),
            false,
        ),
        fact(say.t("dataset-version-label"), say.integer(version.number), false),
        fact(
            say.t("dataset-imported"),
            say.time_of_micros(version.created_at),
            false,
        ),
        fact(
            say.t("dataset-changed"),
            say.time_of_micros(dataset.updated_at),
            false,
        ),
        fact(say.t("dataset-file"), version.source_name.clone(), false),
        fact(say.t("dataset-stored"), say.bytes(stored), false),
        fact(say.t("dataset-sha256"), version.sha256.clone(), true),
    ];
    if let Some(note) = &version.note {
        facts.push(fact(say.t("dataset-note"), note.clone(), false));
    }
    facts
}

/// One line of the table of fields; without a version that may be read it has no example.
fn show_field(field: &Field, version: Option<&Version>, say: Say) -> FieldRow {
    let profile = version.and_then(|version| {
        version
            .profile
            .fields
            .iter()
            .find(|known| known.name == field.name)
    });
    let mut ty = type_name(field, say);
    if let Some(unit) = &field.annotations.unit {
        ty = format!("{ty}, {unit}");
    }
    FieldRow {
        label: field.label.clone(),
        name: field.name.clone(),
        ty,
        sample: profile
            .and_then(|profile| profile.sample.clone())
            .filter(|_| field.ty != FieldType::GeoShape),
        about: field.description.clone(),
    }
}

fn type_name(field: &Field, say: Say) -> String {
    match field.ty {
        FieldType::Text if field.is_multivalued() => say.t("dataset-type-list"),
        FieldType::Text => say.t("dataset-type-text"),
        FieldType::Int => say.t("dataset-type-int"),
        FieldType::Double => say.t("dataset-type-double"),
        FieldType::Boolean => say.t("dataset-type-boolean"),
        FieldType::Date => say.t("dataset-type-date"),
        FieldType::Datetime => say.t("dataset-type-datetime"),
        FieldType::GeoPoint2d => say.t("dataset-type-point"),
        FieldType::GeoShape => say.t("dataset-type-shape"),
        FieldType::File => say.t("dataset-type-file"),
        FieldType::JsonBlob => say.t("dataset-type-json"),
    }
    .into_owned()
}
