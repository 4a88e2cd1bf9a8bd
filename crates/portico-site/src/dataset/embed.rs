//! What does a page of another site show in a frame? Records or a map alone: without a cookie, without an account, with nothing of others.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::Principal;
use portico_web::{AppState, Asked, Params, Visitor, WebResult};

use super::map::{Placed, read_places};
use super::table::{Records, read_records};
use super::{Opened, Tab};
use crate::page::{Page, redirect, show};

#[derive(Debug, Template)]
#[template(path = "embed_table.html")]
struct TableTemplate {
    page: Page,
    source: Source,
    records: Records,
}

#[derive(Debug, Template)]
#[template(path = "embed_map.html")]
struct MapTemplate {
    page: Page,
    source: Source,
    map: Placed,
}

/// Whose records these are, and where to see more.
#[derive(Debug)]
struct Source {
    title: String,
    /// The page of the portal that shows the same.
    href: String,
    /// Publisher and licence.
    facts: Vec<String>,
    open: String,
}

/// A frame to put into another page.
#[derive(Debug)]
pub(super) struct Frame {
    /// What it shows.
    pub(super) name: String,
    /// Identifier of the field with the code.
    pub(super) id: &'static str,
    /// Its address on this portal.
    pub(super) href: String,
    /// The code to copy.
    pub(super) code: String,
}

#[derive(Debug, Template)]
#[template(
    source = "<iframe src=\"{{ src }}\" title=\"{{ title }}\" width=\"100%\" height=\"500\" loading=\"lazy\" style=\"border: 0\"></iframe>",
    ext = "html"
)]
struct Code<'a> {
    src: &'a str,
    title: &'a str,
}

/// `GET /explore/embed/dataset/{id}/table/`
pub(crate) async fn show_table(
    State(state): State<AppState>,
    asked: Asked,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let visitor = stranger(asked);
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Table)).await?;
    let path = path(&opened.id, Tab::Table);
    let records = read_records(&state, &visitor, &opened, &params, &path, 0).await?;
    show(&TableTemplate {
        page: opened
            .page(&visitor, Some(Tab::Table))
            .with_style("css/embed.css")
            .unlisted(),
        source: Source::of(&opened, Tab::Table, &visitor),
        records,
    })
}

/// `GET /explore/embed/dataset/{id}/map/`
pub(crate) async fn show_map(
    State(state): State<AppState>,
    asked: Asked,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let visitor = stranger(asked);
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Map)).await?;
    let map = read_places(&state, &opened, None).await?;
    show(&MapTemplate {
        page: opened
            .page(&visitor, Some(Tab::Map))
            .with_style("css/map.css")
            .with_style("css/embed.css")
            .with_script("js/map.js")
            .unlisted(),
        source: Source::of(&opened, Tab::Map, &visitor),
        map,
    })
}

/// `GET /explore/embed/dataset/{id}/analyze/`: there are no charts, so the records with the same filters.
pub(crate) async fn show_table_instead(Path(id): Path<String>, params: Params) -> Response {
    let query = params.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    redirect(
        StatusCode::FOUND,
        &format!("/explore/embed/dataset/{id}/table/{mark}{query}"),
    )
}

/// The frames that can be made of a dataset, with the filters that are on.
pub(super) fn frames(opened: &Opened, visitor: &Visitor) -> Vec<Frame> {
    let say = opened.say;
    let title = opened.head.title.as_str();
    let frame = |tab, id, word: &str| {
        let href = opened.filters.on(&path(&opened.id, tab));
        let src = visitor.asked.address().absolute(&href);
        let code = Code { src: &src, title };
        Frame {
            name: say.t(word).into_owned(),
            id,
            // A template of three texts cannot fail.
            code: code.render().unwrap_or_default(),
            href,
        }
    };
    let mut frames = vec![frame(Tab::Table, "embed-table", "dataset-tab-table")];
    if opened.view.schema.geometry().is_some() {
        frames.push(frame(Tab::Map, "embed-map", "dataset-tab-map"));
    }
    frames
}

/// Whoever is signed in sees in a frame what everybody sees.
fn stranger(asked: Asked) -> Visitor {
    Visitor {
        principal: Principal::Anonymous,
        lang: asked.lang(),
        asked,
    }
}

fn path(id: &str, tab: Tab) -> String {
    format!("/explore/embed/dataset/{id}/{}/", tab.as_str())
}

impl Source {
    fn of(opened: &Opened, tab: Tab, visitor: &Visitor) -> Self {
        let metadata = &opened.view.dataset.metadata;
        let facts = [&metadata.publisher, &metadata.license];
        Self {
            title: opened.head.title.clone(),
            href: opened.filters.on(&opened.path(tab)),
            facts: facts.into_iter().flatten().cloned().collect(),
            open: opened
                .say
                .t1("dataset-embed-open", "site", visitor.asked.site().title.as_str()),
        }
    }
}
