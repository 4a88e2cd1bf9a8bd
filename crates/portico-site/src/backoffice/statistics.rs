//! How much is the portal used? The figures of the public page, over a period to choose, with what only matters to those who run it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_web::{AppState, Params, WebResult};

use super::shell::{Office, Officer};
use crate::page::{Page, show};
use crate::statistics::{Day, Figure, Table, Told};

/// Periods to choose from, in days.
const PERIODS: [u64; 4] = [7, 30, 90, 365];

#[derive(Debug, Template)]
#[template(path = "office_statistics.html")]
struct StatisticsTemplate {
    page: Page,
    office: Office,
    periods: Vec<Period>,
    period: String,
    figures: Vec<Figure>,
    more: Vec<Figure>,
    days: Vec<Day>,
    tables: Vec<Table>,
    method: Vec<String>,
    is_counted: bool,
}

#[derive(Debug)]
struct Period {
    text: String,
    href: String,
    current: bool,
}

/// `GET /backoffice/statistics/`
pub(super) async fn show_statistics(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let say = officer.say();
    let days = params.last("days").and_then(|days| days.parse().ok());
    let days = days.filter(|days| PERIODS.contains(days)).unwrap_or(30);
    let told = match &officer.visitor.asked.site().statistics {
        Some(settings) => Some(Told::of(&state.portal, settings, days, say).await?),
        None => None,
    };
    let is_counted = told.is_some();
    let told = told.unwrap_or_default();
    let (page, office) = officer.frame(say.t("office-statistics"));
    let periods = PERIODS.map(|period| Period {
        text: say.t1("office-last-days", "days", period),
        href: format!("{}?days={period}", officer.section.path()),
        current: period == days,
    });
    show(&StatisticsTemplate {
        page,
        office,
        periods: periods.into(),
        period: told.period,
        figures: told.figures,
        more: told.more,
        days: told.days,
        tables: told.tables,
        method: told.method,
        is_counted,
    })
}
