//! Which long tasks wait, run and ended? A list, and one job with its progress, its log and what can be done about it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderValue, header};
use portico_i18n::Say;
use portico_model::{JobState, Permission};
use portico_services::{ImportResult, JobInfo, JobLevel, JobLine, JobQuery};
use portico_web::{AppState, Params, Protected, WebResult};
use serde::Deserialize;
use serde_json::json;

use super::shell::{Office, Officer, done};
use crate::href::Pairs;
use crate::page::{Page, file, show};
use crate::pages_of::{Pager, page_number};

/// Jobs on one page.
const SIZE: u32 = 50;
/// Last page that is shown.
const MOST_PAGES: usize = 1_000;

#[derive(Debug, Template)]
#[template(path = "office_jobs.html")]
struct JobsTemplate {
    page: Page,
    office: Office,
    states: Vec<StateLink>,
    /// Only the jobs in a state, or about a dataset.
    is_filtered: bool,
    /// The dataset that they are about, when only those are listed.
    about: Option<String>,
    jobs: Vec<Shown>,
    pager: Option<Pager>,
}

#[derive(Debug, Template)]
#[template(path = "office_job.html")]
struct JobTemplate {
    page: Page,
    office: Office,
    job: Shown,
    lines: Vec<LogLine>,
    path: String,
}

/// A state to filter by.
#[derive(Debug)]
struct StateLink {
    href: String,
    text: String,
    current: bool,
}

/// A line of the log.
#[derive(Debug)]
struct LogLine {
    when: String,
    text: String,
    /// `bad`, `warn` or nothing.
    class: &'static str,
}

/// A job as the pages show it.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) state: String,
    /// Class of the state's mark.
    pub(super) class: &'static str,
    pub(super) author: String,
    pub(super) when: String,
    pub(super) moment: String,
    /// How far it is, in words.
    pub(super) progress: Option<String>,
    /// Hundredths, for the bar.
    pub(super) percent: Option<u64>,
    pub(super) reason: Option<String>,
    pub(super) attempts: Option<String>,
    pub(super) is_final: bool,
    pub(super) may_cancel: bool,
    pub(super) may_retry: bool,
    /// Where its result leads.
    pub(super) result: Option<(String, String)>,
    /// Where the list of refused rows is.
    pub(super) refused: Option<(String, String)>,
}

/// A form without fields of its own.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Nothing {}

/// `GET /backoffice/jobs/`
pub(super) async fn show_jobs(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let say = officer.say();
    let wanted = params.text("state").and_then(JobState::parse);
    let query = JobQuery {
        state: wanted,
        subject: params.text("dataset").map(str::to_owned),
        ..JobQuery::default()
    };
    let number = page_number(params.last("page"), MOST_PAGES);
    let offset = u32::try_from(number - 1).unwrap_or(0).saturating_mul(SIZE);
    let (jobs, total) = state.portal.jobs(officer.who(), &query, SIZE, offset).await?;
    let mut pairs = Pairs::default();
    if let Some(dataset) = &query.subject {
        pairs = pairs.with("dataset", dataset);
    }
    let about = pairs.clone();
    if let Some(wanted) = wanted {
        pairs = pairs.with("state", wanted.as_str());
    }
    let path = officer.section.path();
    let link = |state: Option<JobState>| StateLink {
        href: match state {
            Some(state) => about.clone().with("state", state.as_str()).on(path),
            None => about.on(path),
        },
        text: match state {
            Some(state) => state_word(state, say),
            None => say.t("jobs-all").into_owned(),
        },
        current: state == wanted,
    };
    let (page, office) = officer.frame(say.t("office-jobs"));
    show(&JobsTemplate {
        page,
        office,
        states: std::iter::once(link(None))
            .chain(JobState::ALL.into_iter().map(|state| link(Some(state))))
            .collect(),
        is_filtered: !pairs.is_empty(),
        about: query.subject.clone(),
        jobs: jobs.iter().map(|job| shown(job, &officer)).collect(),
        pager: Pager::new(
            number,
            SIZE as usize,
            total.unsigned_abs(),
            MOST_PAGES,
            path,
            &pairs,
        ),
    })
}

/// `GET /backoffice/jobs/{id}/`
pub(super) async fn show_job(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let (job, lines) = state.portal.job(officer.who(), &id).await?;
    let job = shown(&job, &officer);
    let (mut page, office) = officer.frame(job.title.clone());
    if !job.is_final {
        page = page.with_script("js/job.js");
    }
    show(&JobTemplate {
        page,
        office,
        path: job.href.clone(),
        lines: lines.iter().map(|line| log_line(line, &officer)).collect(),
        job,
    })
}

/// `GET /backoffice/jobs/{id}/state.json`: for the script that moves the bar.
pub(super) async fn show_state(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let (job, _) = state.portal.job(officer.who(), &id).await?;
    let shown = shown(&job, &officer);
    let body = json!({
        "state": job.state.as_str(),
        "final": shown.is_final,
        "word": shown.state,
        "progress": shown.progress,
        "percent": shown.percent,
    });
    Ok(file("application/json", body.to_string()))
}

/// `POST /backoffice/jobs/{id}/cancel/`
pub(super) async fn cancel(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(_form): Protected<Nothing>,
) -> WebResult<Response> {
    state.portal.cancel_job(officer.who(), &id).await?;
    Ok(done(&format!("/backoffice/jobs/{id}/"), "job-cancelled"))
}

/// `POST /backoffice/jobs/{id}/retry/`
pub(super) async fn retry(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(_form): Protected<Nothing>,
) -> WebResult<Response> {
    state.portal.retry_job(officer.who(), &id).await?;
    Ok(done(&format!("/backoffice/jobs/{id}/"), "job-retried"))
}

/// `GET /backoffice/jobs/{id}/refused.csv`: every row and cell that an import refused.
pub(super) async fn show_refused(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let list = state.portal.refused_rows(officer.who(), &id).await?;
    let mut response = file("text/csv; charset=utf-8", axum::body::Body::from_stream(list));
    response.headers_mut().insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"refused.csv\""),
    );
    Ok(response)
}

/// A job in the words of a page.
pub(super) fn shown(job: &JobInfo, officer: &Officer) -> Shown {
    let say = officer.say();
    let own = job.author == officer.who().author() || officer.who().may(Permission::EditDomain);
    let href = format!("/backoffice/jobs/{}/", job.id);
    let kind = say.t(match job.kind.as_str() {
        "import" => "jobs-kind-import",
        "fetch" => "jobs-kind-fetch",
        "update" => "jobs-kind-update",
        "restore" => "jobs-kind-restore",
        "mail" => "jobs-kind-mail",
        _ => "jobs-kind-other",
    });
    let import: Option<ImportResult> = job
        .result
        .clone()
        .filter(|_| job.kind != "fetch")
        .and_then(|result| serde_json::from_value(result).ok());
    let fetched = job
        .result
        .as_ref()
        .and_then(|result| result.get("upload")?.as_str().map(str::to_owned));
    let dataset = import.as_ref().filter(|import| !import.dataset.is_empty());
    let result = match (dataset, fetched) {
        (Some(import), _) => Some((
            format!("/explore/dataset/{}/", import.dataset),
            say.t("jobs-open-dataset").into_owned(),
        )),
        (None, Some(upload)) => Some((
            format!("/backoffice/datasets/new/{upload}/"),
            say.t("jobs-look-at-file").into_owned(),
        )),
        (None, None) => None,
    };
    let refused = import
        .as_ref()
        .filter(|import| import.refusal_file.is_some())
        .map(|import| {
            (
                format!("{href}refused.csv"),
                say.t1("jobs-refused", "count", import.refused),
            )
        });
    let moment = job.finished_at.or(job.started_at).unwrap_or(job.created_at);
    let (attempt, allowed) = job.attempts;
    Shown {
        title: match &job.subject {
            Some(subject) => format!("{kind}: {subject}"),
            None => kind.into_owned(),
        },
        state: state_word(job.state, say),
        class: match job.state {
            JobState::Done => "good",
            JobState::Failed => "bad",
            JobState::Running => "warn",
            JobState::Waiting | JobState::Cancelled => "",
        },
        author: job.author.clone(),
        when: officer.time(moment),
        moment: super::trail::instant(moment),
        progress: (job.state == JobState::Running)
            .then(|| {
                job.progress
                    .as_ref()
                    .map(|progress| progress_words(progress, say))
            })
            .flatten(),
        percent: job
            .progress
            .as_ref()
            .filter(|_| job.state == JobState::Running)
            .and_then(portico_services::JobProgress::percent),
        reason: job.reason.clone(),
        attempts: (attempt > 1).then(|| say.t2("jobs-attempt", ("number", attempt), ("allowed", allowed))),
        is_final: job.state.is_final(),
        may_cancel: own && !job.state.is_final() && !job.cancel_wanted,
        may_retry: own && matches!(job.state, JobState::Failed | JobState::Cancelled),
        result,
        refused,
        id: job.id.clone(),
        href,
    }
}

fn progress_words(progress: &portico_services::JobProgress, say: Say) -> String {
    let phase = say.t(match progress.phase.as_str() {
        "fetching" => "jobs-phase-fetching",
        "reading" => "jobs-phase-reading",
        "storing" => "jobs-phase-storing",
        _ => "jobs-phase-working",
    });
    let mut parts = vec![phase.into_owned()];
    if progress.bytes > 0 {
        parts.push(match progress.total_bytes {
            Some(total) => say.t2(
                "jobs-bytes-of",
                ("bytes", say.bytes(progress.bytes)),
                ("total", say.bytes(total)),
            ),
            None => say.bytes(progress.bytes),
        });
    }
    if progress.rows > 0 {
        parts.push(say.t1("jobs-rows", "count", progress.rows));
    }
    if let Some(rate) = progress.rate() {
        parts.push(say.t1("jobs-rate", "rate", say.bytes(rate)));
    }
    if let Some(seconds) = progress.seconds_left() {
        parts.push(say.t1("jobs-left", "seconds", seconds));
    }
    parts.join(" · ")
}

pub(super) fn state_word(state: JobState, say: Say) -> String {
    say.t(match state {
        JobState::Waiting => "jobs-state-waiting",
        JobState::Running => "jobs-state-running",
        JobState::Done => "jobs-state-done",
        JobState::Failed => "jobs-state-failed",
        JobState::Cancelled => "jobs-state-cancelled",
    })
    .into_owned()
}

fn log_line(line: &JobLine, officer: &Officer) -> LogLine {
    LogLine {
        when: officer.time(line.at),
        text: line.text.clone(),
        class: match line.level {
            JobLevel::Info => "",
            JobLevel::Warning => "warn",
            JobLevel::Error => "bad",
        },
    }
}
