//! Which files can be had? Each format, whole or with the filters that are on.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use portico_engine::Query;
use portico_formats::write::ExportFormat;
use portico_i18n::Say;
use portico_model::Principal;
use portico_services::Question;
use portico_web::{AppState, Params, Visitor, WebResult};

use super::embed::{Frame, frames};
use super::{Head, Opened, Tab, count_words, sample};
use crate::filters::Chip;
use crate::href::Pairs;
use crate::page::{Page, show};

#[derive(Debug, Template)]
#[template(path = "dataset_export.html")]
struct ExportTemplate {
    page: Page,
    head: Head,
    chips: Vec<Chip>,
    clear: String,
    count: String,
    groups: Vec<Group>,
    csv_action: String,
    csv_kept: Pairs,
    /// Frames for pages of others; none where only some may see the records.
    frames: Vec<Frame>,
}

/// Formats for one kind of work, under one title.
#[derive(Debug)]
struct Group {
    title: String,
    formats: Vec<Format>,
}

/// A format that is offered.
#[derive(Debug)]
struct Format {
    name: &'static str,
    about: String,
    whole: Link,
    filtered: Option<Link>,
}

#[derive(Debug)]
struct Link {
    href: String,
    size: Option<String>,
}

/// `GET /explore/dataset/{id}/export/`
pub(crate) async fn show_export(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Export)).await?;
    let version = opened.version()?;
    let (total, stored) = (version.profile.records, u64::try_from(version.bytes).unwrap_or(0));
    let table = opened.view.table()?;
    let engine = state.portal.engine();
    let say = opened.say;
    let question = Question {
        select: None,
        group_by: None,
        order_by: None,
        facet: Vec::new(),
        ..opened.question.clone()
    };
    let query = question.query()?;
    let is_filtered = !opened.filters.is_empty();
    let count = if is_filtered {
        engine.count(&table, &query).await?
    } else {
        total
    };
    let formats: Vec<_> = ExportFormat::offered(&opened.view.schema).collect();
    let whole = sample::sizes(engine, &table, &Query::default(), &formats).await?;
    let part = if is_filtered {
        sample::sizes(engine, &table, &query, &formats).await?
    } else {
        vec![None; formats.len()]
    };

    // A frame shows what strangers may see.
    let stranger = state.portal.dataset(&Principal::Anonymous, &id).await;
    let is_public = stranger.is_ok_and(|view| view.data_visible);
    let path = opened.path(Tab::Export);
    let filters = opened.api_filters();
    let mut groups: Vec<Group> = titles(say)
        .map(|title| Group {
            title,
            formats: Vec::new(),
        })
        .into();
    let mut offers: Vec<_> = formats.into_iter().zip(whole.into_iter().zip(part)).collect();
    offers.sort_by_key(|(format, _)| place(*format));
    for (format, (whole, part)) in offers {
        let export = opened.api(&format!("/exports/{}", format.as_str()));
        // What is stored is Parquet, too.
        let whole = whole.or((format == ExportFormat::Parquet).then_some(stored));
        groups[place(format).0].formats.push(Format {
            name: name(format),
            about: about(format, say),
            filtered: is_filtered.then(|| Link {
                href: filters.on(&export),
                size: size(part, say),
            }),
            whole: Link {
                href: export,
                size: size(whole, say),
            },
        });
    }
    groups.retain(|group| !group.formats.is_empty());
    show(&ExportTemplate {
        page: opened.page(&visitor, Some(Tab::Export)),
        chips: opened.chips(&path, &opened.filters),
        clear: path.clone(),
        count: count_words(count, total, say),
        groups,
        csv_action: opened.api("/exports/csv"),
        csv_kept: filters,
        frames: if is_public {
            frames(&opened, &visitor)
        } else {
            Vec::new()
        },
        head: opened.head,
    })
}

fn size(bytes: Option<u64>, say: Say) -> Option<String> {
    bytes.map(|bytes| {
        say.t1(
            "dataset-export-about-size",
            "size",
            say.bytes(sample::rounded(bytes)),
        )
    })
}

/// The titles of the groups, in the order of the page.
fn titles(say: Say) -> [String; 3] {
    [
        say.t("dataset-export-group-tables"),
        say.t("dataset-export-group-places"),
        say.t("dataset-export-group-triples"),
    ]
    .map(Into::into)
}

/// The group of a format and its place there: what most people want comes first.
fn place(format: ExportFormat) -> (usize, usize) {
    match format {
        ExportFormat::Csv => (0, 0),
        ExportFormat::Xlsx => (0, 1),
        ExportFormat::Json => (0, 2),
        ExportFormat::JsonLines => (0, 3),
        ExportFormat::Parquet => (0, 4),
        ExportFormat::GeoJson => (1, 0),
        ExportFormat::Shp => (1, 1),
        ExportFormat::Kml => (1, 2),
        ExportFormat::Gpx => (1, 3),
        ExportFormat::Fgb => (1, 4),
        ExportFormat::Ov2 => (1, 5),
        ExportFormat::Ical => (1, 6),
        ExportFormat::RdfXml => (2, 0),
        ExportFormat::JsonLd => (2, 1),
        ExportFormat::Turtle => (2, 2),
        ExportFormat::N3 => (2, 3),
    }
}

fn name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "CSV",
        ExportFormat::Json => "JSON",
        ExportFormat::Fgb => "FlatGeobuf",
        ExportFormat::GeoJson => "GeoJSON",
        ExportFormat::Gpx => "GPX",
        ExportFormat::Ical => "iCalendar",
        ExportFormat::JsonLines => "JSON Lines",
        ExportFormat::Kml => "KML",
        ExportFormat::Ov2 => "OV2",
        ExportFormat::Parquet => "Parquet",
        ExportFormat::RdfXml => "RDF/XML",
        ExportFormat::JsonLd => "JSON-LD",
        ExportFormat::Turtle => "Turtle",
        ExportFormat::N3 => "Notation3",
        ExportFormat::Shp => "Shapefile",
        ExportFormat::Xlsx => "Excel",
    }
}

fn about(format: ExportFormat, say: Say) -> String {
    match format {
        ExportFormat::Csv => say.t("dataset-export-csv"),
        ExportFormat::Json => say.t("dataset-export-json"),
        ExportFormat::Fgb => say.t("dataset-export-fgb"),
        ExportFormat::GeoJson => say.t("dataset-export-geojson"),
        ExportFormat::Gpx => say.t("dataset-export-gpx"),
        ExportFormat::Ical => say.t("dataset-export-ical"),
        ExportFormat::JsonLines => say.t("dataset-export-jsonl"),
        ExportFormat::Kml => say.t("dataset-export-kml"),
        ExportFormat::Ov2 => say.t("dataset-export-ov2"),
        ExportFormat::Parquet => say.t("dataset-export-parquet"),
        ExportFormat::RdfXml => say.t("dataset-export-rdfxml"),
        ExportFormat::JsonLd => say.t("dataset-export-jsonld"),
        ExportFormat::Turtle => say.t("dataset-export-turtle"),
        ExportFormat::N3 => say.t("dataset-export-n3"),
        ExportFormat::Shp => say.t("dataset-export-shp"),
        ExportFormat::Xlsx => say.t("dataset-export-xlsx"),
    }
    .into_owned()
}
