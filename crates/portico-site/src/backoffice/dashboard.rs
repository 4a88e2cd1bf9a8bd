//! What is there to do? The first screen of the back office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_model::State as DatasetState;
use portico_web::{AppState, WebResult};

use super::OfficeSection;
use super::shell::{Office, Officer};
use super::trail::{self, Line};
use crate::page::{Page, show};

/// Latest changes shown.
const LATEST: usize = 8;

#[derive(Debug, Template)]
#[template(path = "office_dashboard.html")]
struct DashboardTemplate {
    page: Page,
    office: Office,
    figures: Vec<(String, String)>,
    /// Latest changes; none for who may not read the trail.
    changes: Option<Vec<Line>>,
}

/// `GET /backoffice/`
pub(super) async fn show_dashboard(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let catalog = state.portal.catalog(officer.who()).await?;
    let drafts = catalog
        .entries
        .iter()
        .filter(|entry| entry.dataset.state == DatasetState::Draft)
        .count();
    let figure = |key: &str, count: usize| (say.integer(count as u64), say.t1(key, "count", count));
    let changes = if OfficeSection::Trail.is_open_to(officer.who()) {
        let page = state.portal.trail(officer.who(), &Default::default(), 1).await?;
        Some(
            page.entries
                .iter()
                .take(LATEST)
                .map(|entry| trail::line(entry, &officer))
                .collect(),
        )
    } else {
        None
    };
    let (page, office) = officer.frame(say.t("office-dashboard"));
    show(&DashboardTemplate {
        page,
        office,
        figures: vec![
            figure("office-figure-published", catalog.entries.len() - drafts),
            figure("office-figure-drafts", drafts),
        ],
        changes,
    })
}
