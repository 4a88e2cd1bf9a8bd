//! Is this dataset kept up to date by itself? Its scheduled updates: one form each, what came of the last run, and what can be done now.

mod rows;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Say;
use portico_model::{Dataset, Fault, FaultKind};
use portico_services::{ImportMode, ScheduleInfo, ScheduleRequest};
use portico_web::{AppState, Protected, WebResult};

pub(super) use self::rows::{Shown, shown};
use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::form::{Choice, Control, Field, has_errors};
use super::look::drift_words;
use super::new_dataset::words_of;
use super::shell::{Confirm, Office, Officer, done};
use crate::page::{Page, redirect, show, show_with};

/// Times that need no knowledge of cron, and their words.
pub(super) const PRESETS: [(&str, &str); 3] = [
    ("0 * * * *", "updates-hourly"),
    ("0 3 * * *", "updates-daily"),
    ("0 3 * * 1", "updates-weekly"),
];
/// The choice of times of one's own.
const OWN: &str = "own";

#[derive(Debug, Template)]
#[template(path = "office_updates.html")]
struct UpdatesTemplate {
    page: Page,
    office: Office,
    path: String,
    updates: Vec<Shown>,
}

#[derive(Debug, Template)]
#[template(path = "office_update.html")]
struct UpdateTemplate {
    page: Page,
    office: Office,
    action: String,
    revision: i64,
    /// What there is already; none for a new one.
    shown: Option<Shown>,
    /// Fields that differ, a sentence each, and what says that it is these.
    drift: Vec<String>,
    print: String,
    fields: Vec<Field>,
    fault: Option<String>,
}

/// What the form holds.
#[derive(Debug, Default)]
struct Wish {
    address: String,
    /// One of the presets, or [`OWN`].
    times: String,
    cron: String,
    mode: String,
    key: String,
    paused: bool,
}

/// `GET /backoffice/datasets/{id}/updates/`
pub(super) async fn show_updates(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_change(officer.who(), &id).await?;
    let rights = state.portal.rights_on(officer.who(), &dataset.uid).await?;
    let plans = state.portal.schedules(officer.who(), &id).await?;
    let say = officer.say();
    let (page, office) = officer.frame(say.t("updates-title"));
    show(&UpdatesTemplate {
        page,
        office: office
            .under(dataset.metadata.title.clone(), dataset_path(&id))
            .beside(dataset_tabs(&dataset, rights, DatasetScreen::Updates, say)),
        path: list_path(&id),
        updates: plans.iter().map(|plan| shown(plan, &officer)).collect(),
    })
}

/// `GET /backoffice/datasets/{id}/updates/new/`
pub(super) async fn show_new(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_change(officer.who(), &id).await?;
    let wish = Wish {
        times: PRESETS[1].0.to_owned(),
        mode: "replace".to_owned(),
        ..Wish::default()
    };
    page(&officer, &dataset, None, wish, None)
}

/// `POST /backoffice/datasets/{id}/updates/new/`
pub(super) async fn add(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let wish = Wish::read(&form);
    match state
        .portal
        .add_schedule(officer.who(), &id, &wish.request())
        .await
    {
        Ok(_) => Ok(done(&list_path(&id), "update-added")),
        Err(fault) => {
            let dataset = state.portal.dataset_to_change(officer.who(), &id).await?;
            page(&officer, &dataset, None, wish, Some(fault))
        }
    }
}

/// `GET /backoffice/datasets/{id}/updates/{schedule}/`
pub(super) async fn show_update(
    State(state): State<AppState>,
    officer: Officer,
    Path((id, uid)): Path<(String, String)>,
) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_change(officer.who(), &id).await?;
    let info = state.portal.schedule(officer.who(), &id, &uid).await?;
    let wish = Wish::of(&info);
    page(&officer, &dataset, Some(&info), wish, None)
}

/// `POST /backoffice/datasets/{id}/updates/{schedule}/`: what the button says.
pub(super) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path((id, uid)): Path<(String, String)>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let (portal, who) = (&state.portal, officer.who());
    let path = list_path(&id);
    let mut wish = None;
    let result = match text(&form, "act") {
        "run" => portal.run_schedule(who, &id, &uid, None).await.map(to_job),
        "accept" => {
            let print = text(&form, "difference");
            portal.run_schedule(who, &id, &uid, Some(print)).await.map(to_job)
        }
        "pause" => {
            let paused = portal.pause_schedule(who, &id, &uid, true).await;
            paused.map(|_| done(&path, "update-paused"))
        }
        "resume" => {
            let resumed = portal.pause_schedule(who, &id, &uid, false).await;
            resumed.map(|_| done(&path, "update-resumed"))
        }
        "save" => {
            let now = portal.schedule(who, &id, &uid).await?;
            let typed = Wish {
                paused: now.request.paused,
                ..Wish::read(&form)
            };
            let seen = text(&form, "revision").parse().unwrap_or(0);
            let saved = portal
                .change_schedule(who, &id, &uid, seen, &typed.request())
                .await;
            wish = Some(typed);
            saved.map(|_| done(&path, "saved"))
        }
        _ => return Err(Fault::invalid("InvalidForm", "This form says nothing that is known here.").into()),
    };
    match result {
        Ok(response) => Ok(response),
        Err(fault) => {
            let dataset = portal.dataset_to_change(who, &id).await?;
            let info = portal.schedule(who, &id, &uid).await?;
            let wish = wish.unwrap_or_else(|| Wish::of(&info));
            page(&officer, &dataset, Some(&info), wish, Some(fault))
        }
    }
}

/// `GET /backoffice/datasets/{id}/updates/{schedule}/remove/`: asks first.
pub(super) async fn ask_removal(
    State(state): State<AppState>,
    officer: Officer,
    Path((id, uid)): Path<(String, String)>,
) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_change(officer.who(), &id).await?;
    let info = state.portal.schedule(officer.who(), &id, &uid).await?;
    let say = officer.say();
    let (page, office) = officer.frame(say.t("updates-remove"));
    let here = format!("{}{uid}/", list_path(&id));
    Confirm {
        page,
        office: way_to(office, &dataset, say),
        text: say.t1("updates-remove-ask", "address", info.request.address.as_str()),
        warning: None,
        action: format!("{here}remove/"),
        fields: Vec::new(),
        button: say.t("updates-remove").into_owned(),
        back: here,
    }
    .show()
}

/// `POST /backoffice/datasets/{id}/updates/{schedule}/remove/`
pub(super) async fn remove(
    State(state): State<AppState>,
    officer: Officer,
    Path((id, uid)): Path<(String, String)>,
    Protected(_form): Protected<super::jobs::Nothing>,
) -> WebResult<Response> {
    state.portal.remove_schedule(officer.who(), &id, &uid).await?;
    Ok(done(&list_path(&id), "update-removed"))
}

/// The choice of times that asks for no cron, for the end of publishing.
pub(super) fn keep_field(chosen: &str, say: Say) -> Field {
    let never = Choice::of("", say.t("updates-never"), chosen);
    let presets = PRESETS
        .iter()
        .map(|(cron, key)| Choice::of(*cron, say.t(key), chosen));
    let choices = std::iter::once(never).chain(presets).collect();
    Field::new(Control::One(choices), "keep", say.t("updates-keep")).help(say.t("updates-keep-help"))
}

/// By the dataset and its list of updates.
fn way_to(office: Office, dataset: &Dataset, say: Say) -> Office {
    let id = dataset.id.as_str();
    office
        .under(dataset.metadata.title.clone(), dataset_path(id))
        .under(say.t("updates-title"), list_path(id))
}

fn list_path(id: &str) -> String {
    format!("{}updates/", dataset_path(id))
}

fn dataset_path(id: &str) -> String {
    format!("/backoffice/datasets/{id}/")
}

fn to_job(job: String) -> Response {
    redirect(StatusCode::SEE_OTHER, &format!("/backoffice/jobs/{job}/"))
}

fn text<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    let found = form.iter().rfind(|(known, _)| known == name);
    found.map_or("", |(_, value)| value.trim())
}

impl Wish {
    fn read(form: &[(String, String)]) -> Self {
        let own = |name| text(form, name).to_owned();
        Self {
            address: own("address"),
            times: own("times"),
            cron: own("cron"),
            mode: own("mode"),
            key: own("key"),
            paused: false,
        }
    }

    fn of(info: &ScheduleInfo) -> Self {
        let request = &info.request;
        let preset = PRESETS.iter().find(|(cron, _)| *cron == request.cron);
        let (mode, key) = match &request.mode {
            ImportMode::Append => ("append", String::new()),
            ImportMode::Upsert(key) => ("upsert", key.clone()),
            ImportMode::Replace | ImportMode::Create => ("replace", String::new()),
        };
        Self {
            address: request.address.clone(),
            times: preset.map_or(OWN, |(cron, _)| cron).to_owned(),
            cron: request.cron.clone(),
            mode: mode.to_owned(),
            key,
            paused: request.paused,
        }
    }

    fn request(&self) -> ScheduleRequest {
        ScheduleRequest {
            address: self.address.clone(),
            cron: match self.times.as_str() {
                OWN | "" => self.cron.clone(),
                preset => preset.to_owned(),
            },
            mode: match self.mode.as_str() {
                "append" => ImportMode::Append,
                "upsert" => ImportMode::Upsert(self.key.clone()),
                _ => ImportMode::Replace,
            },
            paused: self.paused,
        }
    }

    fn fields(&self, dataset: &Dataset, zone: &str, say: Say) -> Vec<Field> {
        let own = Choice::of(OWN, say.t("updates-own"), &self.times);
        let presets = PRESETS
            .iter()
            .map(|(cron, key)| Choice::of(*cron, say.t(key), &self.times));
        let modes = [
            ("replace", "publish-mode-replace"),
            ("append", "publish-mode-append"),
            ("upsert", "publish-mode-upsert"),
        ];
        let modes = modes.map(|(value, key)| Choice::of(value, say.t(key), &self.mode));
        let known = dataset.current.as_ref().map(|version| &version.schema.fields);
        let keys = known
            .into_iter()
            .flatten()
            .map(|field| Choice::of(&field.name, &field.label, &self.key));
        let keys = std::iter::once(Choice::of("", "–", &self.key)).chain(keys);
        vec![
            Field::new(Control::Line("url"), "address", say.t("publish-address"))
                .value(&self.address)
                .help(say.t("publish-address-help"))
                .longest(2_000)
                .required(),
            Field::new(
                Control::One(presets.chain([own]).collect()),
                "times",
                say.t("updates-when"),
            ),
            Field::line("cron", say.t("updates-cron"))
                .value(&self.cron)
                .help(say.t1("updates-cron-help", "zone", zone))
                .longest(100),
            Field::new(Control::One(modes.into()), "mode", say.t("publish-mode")),
            Field::new(Control::One(keys.collect()), "key", say.t("publish-key"))
                .help(say.t("publish-key-help")),
        ]
    }
}

fn page(
    officer: &Officer,
    dataset: &Dataset,
    info: Option<&ScheduleInfo>,
    wish: Wish,
    fault: Option<Fault>,
) -> WebResult<Response> {
    let unexpected = |fault: &&Fault| {
        !matches!(
            fault.kind,
            FaultKind::Invalid | FaultKind::Conflict | FaultKind::Unprocessable
        )
    };
    if let Some(fault) = fault.as_ref().filter(unexpected) {
        return Err(fault.clone().into());
    }
    let say = officer.say();
    let mut fields = wish.fields(dataset, officer.zone().name(), say);
    let mut words = None;
    if let Some(fault) = &fault {
        let name = match fault.clause.as_deref() {
            Some("url") => "address",
            Some("cron_schedule") => "cron",
            Some("key") => "key",
            _ => "",
        };
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.error = Some(words_of(fault)),
            None => words = Some(words_of(fault)),
        }
    }
    let status = match (has_errors(&fields), &words) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Some(_)) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    };
    let title = say.t(match info {
        Some(_) => "updates-one",
        None => "updates-new",
    });
    let (page, office) = officer.frame(title);
    let base = list_path(dataset.id.as_str());
    let drift = info.and_then(ScheduleInfo::to_decide);
    show_with(
        status,
        &UpdateTemplate {
            page,
            office: way_to(office, dataset, say),
            action: match info {
                Some(info) => format!("{base}{}/", info.uid),
                None => format!("{base}new/"),
            },
            revision: info.map_or(0, |info| info.revision),
            shown: info.map(|info| shown(info, officer)),
            drift: drift
                .map(|note| drift_words(&note.drift, say))
                .unwrap_or_default(),
            print: drift.map(|note| note.drift.fingerprint()).unwrap_or_default(),
            fields,
            fault: words,
        },
    )
}
