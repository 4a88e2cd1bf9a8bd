//! What did the dataset hold before? Every publication with its day, its records, its note, and the way to read it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{DatasetRight, Version};
use portico_web::{AppState, Params, Visitor, WebResult};

use super::{Head, Opened, Tab};
use crate::page::{Page, show};

#[derive(Debug, Template)]
#[template(path = "dataset_versions.html")]
struct VersionsTemplate {
    page: Page,
    head: Head,
    rows: Vec<VersionRow>,
    /// Authors are people of the portal: only they are told.
    with_authors: bool,
}

/// A version in the list.
#[derive(Debug)]
pub(crate) struct VersionRow {
    pub(crate) number: i64,
    pub(crate) when: String,
    pub(crate) records: String,
    pub(crate) note: String,
    pub(crate) author: String,
    pub(crate) sha256: String,
    pub(crate) is_current: bool,
    pub(crate) page: String,
    pub(crate) csv: String,
}

/// `GET /explore/dataset/{id}/versions/`
pub(crate) async fn show_versions(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Versions)).await?;
    let current = state.portal.dataset(&visitor.principal, &id).await?;
    let versions = state.portal.versions(&current).await?;
    let number = current.version.as_ref().map_or(0, |version| version.number);
    show(&VersionsTemplate {
        page: opened.page(&visitor, Some(Tab::Versions)),
        rows: versions
            .iter()
            .map(|version| row(version, &opened.id, number, opened.say))
            .collect(),
        with_authors: current.rights.contains(DatasetRight::Edit),
        head: opened.head,
    })
}

/// A version of the dataset `id`, of which `current` is the current one.
pub(crate) fn row(version: &Version, id: &str, current: i64, say: Say) -> VersionRow {
    let number = version.number;
    VersionRow {
        number,
        when: say.time_of_micros(version.created_at),
        records: say.integer(version.profile.records),
        note: version.note.clone().unwrap_or_default(),
        author: version.author.clone(),
        sha256: version.sha256.clone(),
        is_current: number == current,
        page: format!("/explore/dataset/{id}/table/?version={number}"),
        csv: format!("/api/explore/v2.1/catalog/datasets/{id}/exports/csv?version={number}"),
    }
}
