//! What does each word of the query language do? The reference for users, made from the crate that reads the language.

use askama::Template;
use axum::response::Response;
use portico_odsql::reference::{self, Entry};
use portico_web::{Visitor, WebResult};

use crate::described::words::{Piece, pieces};
use crate::page::{Page, show};

#[derive(Debug, Template)]
#[template(path = "odsql_reference.html")]
struct ReferenceTemplate {
    page: Page,
    sections: Vec<SectionView>,
}

#[derive(Debug)]
struct SectionView {
    anchor: String,
    title: &'static str,
    summary: Vec<Piece>,
    entries: Vec<EntryView>,
}

#[derive(Debug)]
struct EntryView {
    anchor: String,
    name: &'static str,
    signature: &'static str,
    returns: &'static str,
    clauses: &'static [&'static str],
    summary: Vec<Piece>,
    examples: Vec<ExampleView>,
}

#[derive(Debug)]
struct ExampleView {
    request: String,
    answer: &'static str,
}

/// `GET /docs/odsql/`
pub(crate) async fn show_reference(visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let page = Page::of(&visitor, say.t("dataset-odsql-title"))
        .described(say.t("dataset-odsql-intro"))
        .with_style("css/described.css");
    let sections = reference::SECTIONS.iter().enumerate();
    show(&ReferenceTemplate {
        page,
        sections: sections
            .map(|(place, section)| SectionView {
                anchor: format!("part-{}", place + 1),
                title: section.title,
                summary: pieces(section.summary),
                entries: section.entries.iter().map(EntryView::of).collect(),
            })
            .collect(),
    })
}

impl EntryView {
    fn of(entry: &Entry) -> Self {
        let examples = entry.examples.iter().map(|example| ExampleView {
            request: example.line(),
            answer: example.answer,
        });
        Self {
            anchor: entry.anchor(),
            name: entry.name,
            signature: entry.signature,
            returns: entry.returns,
            clauses: entry.clauses,
            summary: pieces(entry.summary),
            examples: examples.collect(),
        }
    }
}
