//! How much is the portal used? The public page of the anonymous statistics, and the same figures to take away.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use chrono::{Days, NaiveDate, Utc};
use futures::{StreamExt, stream};
use http::{HeaderValue, header};
use portico_audience::{Dimension, Metric};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Principal};
use portico_services::{DAYS_KEPT, HOURS_KEPT, Portal, Usage, UsageDay, UsageFigure, UsageRow};
use portico_web::{AppState, Asked, Params, StatisticsSettings, Visitor, WebFault, WebResult};
use serde_json::json;

use crate::page::{Page, file, show};

/// Days that the page looks back.
const DAYS: u64 = 30;
/// Rows of a table.
const ROWS: usize = 10;

#[derive(Debug, Template)]
#[template(path = "statistics.html")]
struct StatisticsTemplate {
    page: Page,
    period: String,
    figures: Vec<Figure>,
    days: Vec<Day>,
    tables: Vec<Table>,
    method: Vec<String>,
}

/// A total, with what it counts.
#[derive(Debug)]
pub(crate) struct Figure {
    pub(crate) number: String,
    pub(crate) what: String,
}

#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) date: String,
    pub(crate) views: String,
    pub(crate) visitors: String,
    /// Length of its bar, in hundredths of the longest.
    pub(crate) share: u64,
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) href: Option<String>,
    pub(crate) cells: Vec<String>,
}

/// What is told of a period: on the public page and in the back office, the same numbers.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) period: String,
    pub(crate) figures: Vec<Figure>,
    /// Figures for those who run the portal.
    pub(crate) more: Vec<Figure>,
    pub(crate) days: Vec<Day>,
    pub(crate) tables: Vec<Table>,
    pub(crate) method: Vec<String>,
}

impl Told {
    /// Of the last so many days that have ended.
    pub(crate) async fn of(
        portal: &Portal,
        settings: &StatisticsSettings,
        count: u64,
        say: Say,
    ) -> Result<Self, Fault> {
        let last = today(settings).checked_sub_days(Days::new(1)).unwrap_or_default();
        let before = count.saturating_sub(1);
        let first = last.checked_sub_days(Days::new(before)).unwrap_or(last);
        // As everybody sees it, whoever looks: the back office knows nothing more.
        let usage = portal.usage(&Principal::Anonymous, first, last).await?;
        let tables = usage.tables.iter();
        Ok(Self {
            period: say.t2(
                "statistics-period",
                ("first", say.date(usage.first)),
                ("last", say.date(usage.last)),
            ),
            figures: figures(&usage, &SHOWN, say),
            more: figures(&usage, &MORE, say),
            days: days(&usage.days, settings, say),
            tables: tables
                .filter_map(|(dimension, rows)| table(*dimension, rows, settings, say))
                .collect(),
            method: method(settings, say),
        })
    }
}

/// `GET /statistics/`
pub(crate) async fn show_statistics(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let settings = &settings(&state)?;
    let told = Told::of(&state.portal, settings, DAYS, say).await?;
    show(&StatisticsTemplate {
        period: told.period,
        figures: told.figures,
        days: told.days,
        tables: told.tables,
        method: told.method,
        page: Page::of(&visitor, say.t("statistics-title")).described(say.t("statistics-lead")),
    })
}

/// `GET /statistics.csv`: `day,dimension,name,metric,value`; an empty value is "too few to say".
pub(crate) async fn show_csv(State(state): State<AppState>, params: Params) -> WebResult<Response> {
    let lines = |day: NaiveDate, figures: Vec<UsageFigure>| {
        figures
            .iter()
            .map(|figure| {
                let value = figure.value.map(|value| value.to_string()).unwrap_or_default();
                let cells = [figure.dimension.as_str(), &figure.name, &figure.metric, &value].map(quoted);
                format!("{day},{}\r\n", cells.join(","))
            })
            .collect::<String>()
    };
    let head = "day,dimension,name,metric,value\r\n";
    download(
        &state,
        &params,
        ("text/csv; charset=utf-8", "statistics.csv"),
        (head, ""),
        lines,
    )
    .await
}

/// `GET /statistics.json`: the same as an array of objects; a null value is "too few to say".
pub(crate) async fn show_json(
    State(state): State<AppState>,
    _asked: Asked,
    params: Params,
) -> WebResult<Response> {
    let mut is_first = true;
    let lines = move |day: NaiveDate, figures: Vec<UsageFigure>| {
        let mut text = String::new();
        for figure in figures {
            let comma = if std::mem::take(&mut is_first) { "" } else { ",\n" };
            let object = json!({
                "day": day.to_string(), "dimension": figure.dimension, "name": figure.name,
                "metric": figure.metric, "value": figure.value,
            });
            text.push_str(&format!("{comma}{object}"));
        }
        text
    };
    download(
        &state,
        &params,
        ("application/json; charset=utf-8", "statistics.json"),
        ("[", "]\n"),
        lines,
    )
    .await
}

/// The days as a file, one day read after the other.
async fn download<L>(
    state: &AppState,
    params: &Params,
    (kind, name): (&'static str, &'static str),
    (head, tail): (&'static str, &'static str),
    lines: L,
) -> WebResult<Response>
where
    L: FnMut(NaiveDate, Vec<UsageFigure>) -> String + Send + 'static,
{
    settings(state)?;
    let (first, last) = match state.portal.figure_days().await? {
        Some((oldest, newest)) => (
            date_of(params, "from")?.map_or(oldest, |from| from.max(oldest)),
            date_of(params, "to")?.map_or(newest, |to| to.min(newest)),
        ),
        None => (NaiveDate::MAX, NaiveDate::MIN),
    };
    let days = first.iter_days().take_while(move |day| *day <= last);
    let portal = state.portal.clone();
    let parts = stream::unfold(Part::Head(days, lines), move |part| {
        next(portal.clone(), part, head, tail)
    });
    // Whoever compresses a short body asks once more after its end.
    let mut response = file(kind, Body::from_stream(parts.fuse()));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    if let Ok(disposition) = disposition {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

/// How far a download is.
enum Part<D, L> {
    Head(D, L),
    Days(D, L),
    End,
}

async fn next<D, L>(
    portal: Portal,
    part: Part<D, L>,
    head: &'static str,
    tail: &'static str,
) -> Option<(Result<Bytes, Fault>, Part<D, L>)>
where
    D: Iterator<Item = NaiveDate>,
    L: FnMut(NaiveDate, Vec<UsageFigure>) -> String,
{
    let (mut days, mut lines) = match part {
        Part::Head(days, lines) => return Some((Ok(Bytes::from(head)), Part::Days(days, lines))),
        Part::Days(days, lines) => (days, lines),
        Part::End => return None,
    };
    let Some(day) = days.next() else {
        return Some((Ok(Bytes::from(tail)), Part::End));
    };
    match portal.figures_of(&Principal::Anonymous, day).await {
        Ok(figures) => Some((Ok(Bytes::from(lines(day, figures))), Part::Days(days, lines))),
        Err(fault) => Some((Err(fault), Part::End)),
    }
}

fn date_of(params: &Params, name: &str) -> Result<Option<NaiveDate>, Fault> {
    let Some(text) = params.text(name) else {
        return Ok(None);
    };
    text.parse().map(Some).map_err(|_| {
        let message = format!("Invalid value for {name} parameter: a date such as 2026-11-25 is expected.");
        Fault::invalid("InvalidRESTParameterError", message)
    })
}

fn settings(state: &AppState) -> Result<StatisticsSettings, WebFault> {
    state.site().statistics.ok_or_else(|| {
        Fault::new(
            FaultKind::NotFound,
            "NotFoundResource",
            "This portal does not count its visits.",
        )
        .into()
    })
}

fn today(settings: &StatisticsSettings) -> NaiveDate {
    Utc::now().with_timezone(&settings.timezone).date_naive()
}

/// Totals of the public page.
const SHOWN: [&str; 5] = ["views", "calls", "downloads", "searches", "requests"];
/// Totals for those who run the portal; all of them are in the public files too.
const MORE: [&str; 6] = [
    "searches_in_vain",
    "by_people",
    "by_programs",
    "by_bots",
    "client_errors",
    "server_errors",
];

fn figures(usage: &Usage, names: &[&str], say: Say) -> Vec<Figure> {
    let figure = |name: &str| Figure {
        number: say.integer(usage.totals.get(name).copied().unwrap_or(0)),
        what: say.t(&format!("statistics-total-{name}")).into_owned(),
    };
    names.iter().map(|name| figure(name)).collect()
}

fn days(days: &[UsageDay], settings: &StatisticsSettings, say: Say) -> Vec<Day> {
    let most = days.iter().map(|day| day.views).max().unwrap_or(0).max(1);
    days.iter()
        .rev()
        .map(|day| Day {
            date: say.date(day.date),
            views: say.integer(day.views),
            visitors: match day.visitors {
                Some(count) if day.is_upper_bound => {
                    say.t1("statistics-at-most", "count", say.integer(count))
                }
                _ => count(day.visitors, settings, say),
            },
            share: (day.views.max(0) * 100 / most).unsigned_abs(),
        })
        .collect()
}

/// A count of visitors, or that they are too few.
fn count(visitors: Option<i64>, settings: &StatisticsSettings, say: Say) -> String {
    visitors.map_or_else(
        || say.t1("statistics-under", "count", settings.audience.threshold),
        |count| say.integer(count),
    )
}

fn table(dimension: Dimension, rows: &[UsageRow], settings: &StatisticsSettings, say: Say) -> Option<Table> {
    if rows.is_empty() {
        return None;
    }
    let metrics: Vec<Metric> = [Metric::Views, Metric::Calls, Metric::Downloads]
        .into_iter()
        .filter(|metric| rows.iter().any(|row| row.counts.contains_key(metric)))
        .collect();
    let column = |metric: &Metric| {
        say.t(&format!("statistics-column-{}", metric.as_str()))
            .into_owned()
    };
    let cell = |row: &UsageRow, metric: &Metric| {
        row.counts
            .get(metric)
            .map_or_else(|| "–".to_owned(), |count| say.integer(*count))
    };
    Some(Table {
        id: dimension.as_str(),
        title: say
            .t(&format!("statistics-table-{}", dimension.as_str()))
            .into_owned(),
        columns: [Metric::Visitors].iter().chain(&metrics).map(column).collect(),
        rows: rows
            .iter()
            .take(ROWS)
            .map(|row| Row {
                name: name(dimension, row, say),
                href: (dimension == Dimension::Dataset)
                    .then(|| format!("/explore/dataset/{}/information/", row.name)),
                cells: [count(row.visitors, settings, say)]
                    .into_iter()
                    .chain(metrics.iter().map(|metric| cell(row, metric)))
                    .collect(),
            })
            .collect(),
    })
}

fn name(dimension: Dimension, row: &UsageRow, say: Say) -> String {
    match dimension {
        Dimension::Page => say.t(&format!("statistics-page-{}", row.name)).into_owned(),
        _ => row.title.clone().unwrap_or_else(|| row.name.clone()),
    }
}

/// How the figures come about, with the values of this portal.
fn method(settings: &StatisticsSettings, say: Say) -> Vec<String> {
    let audience = settings.audience;
    let noise = match audience.epsilon {
        Some(epsilon) => say.t1("statistics-method-noise", "epsilon", say.decimal(epsilon, 2)),
        None => say.t("statistics-method-no-noise").into_owned(),
    };
    vec![
        say.t("statistics-method-server").into_owned(),
        say.t("statistics-method-key").into_owned(),
        say.t("statistics-method-sketch").into_owned(),
        say.t1("statistics-method-threshold", "count", audience.threshold),
        say.t1("statistics-method-search", "count", audience.threshold),
        noise,
        say.t("statistics-method-sums").into_owned(),
        say.t("statistics-method-restart").into_owned(),
        say.t("statistics-method-bots").into_owned(),
        say.t2(
            "statistics-method-retention",
            ("hours", HOURS_KEPT),
            ("days", DAYS_KEPT),
        ),
        say.t1("statistics-method-zone", "zone", settings.timezone.name()),
    ]
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
