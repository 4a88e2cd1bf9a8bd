//! What needs attention, what changed lately, what can be done next? The first screen of the back office.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::Utc;
use portico_i18n::Say;
use portico_model::Permission;
use portico_services::{Attention, DatasetView, JobInfo, ScheduleInfo, TroubledLetter};
use portico_web::{AppState, WebResult};

use super::shell::{Office, Officer};
use super::trail::{self, Line};
use super::{OfficeSection, has_screen, updates};
use crate::page::{Page, show};

/// Latest changes shown.
const LATEST: usize = 8;
/// Things of one kind that are named.
const NAMED: usize = 6;

#[derive(Debug, Template)]
#[template(path = "office_dashboard.html")]
struct DashboardTemplate {
    page: Page,
    office: Office,
    /// Nothing is there yet: what to do first.
    first: Vec<FirstStep>,
    actions: Vec<Link>,
    groups: Vec<Group>,
    /// Latest changes; none for who may not read the trail.
    changes: Option<Vec<Line>>,
}

/// One thing to do on a portal without datasets.
#[derive(Debug)]
struct FirstStep {
    title: String,
    text: String,
    href: Option<String>,
    /// What to type, where there is no screen for it.
    command: Option<&'static str>,
}

#[derive(Debug)]
struct Link {
    text: String,
    href: String,
}

/// Things that need the same attention.
#[derive(Debug)]
struct Group {
    id: &'static str,
    title: String,
    /// What to do about it.
    hint: String,
    items: Vec<Item>,
    /// How many are not named.
    more: Option<String>,
    is_bad: bool,
}

#[derive(Debug)]
struct Item {
    text: String,
    href: Option<String>,
    note: Option<String>,
}

/// `GET /backoffice/`
pub(super) async fn show_dashboard(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let attention = state.portal.attention(officer.who(), Utc::now()).await?;
    let changes = if OfficeSection::Trail.is_open_to(officer.who()) {
        let latest = state.portal.trail(officer.who(), &Default::default(), 1).await?;
        let lines = latest.entries.iter().take(LATEST);
        Some(lines.map(|entry| trail::line(entry, &officer)).collect())
    } else {
        None
    };
    let (page, office) = officer.frame(say.t("office-dashboard"));
    show(&DashboardTemplate {
        page,
        office,
        first: if attention.datasets == 0 {
            first_steps(&officer)
        } else {
            Vec::new()
        },
        actions: actions(&officer),
        groups: groups(&attention, &officer),
        changes,
    })
}

/// Where a screen leads, if it is there and open to this person.
fn way(section: OfficeSection, path: &str, officer: &Officer) -> Option<String> {
    (has_screen(path) && section.is_open_to(officer.who())).then(|| path.to_owned())
}

const NEW: &str = "/backoffice/datasets/new/";
const LOOK: &str = "/backoffice/settings/look/";

fn first_steps(officer: &Officer) -> Vec<FirstStep> {
    let say = officer.say();
    let step = |name: &str, href: Option<String>, command: Option<&'static str>| FirstStep {
        title: say.t(&format!("office-first-{name}")).into_owned(),
        text: say.t(&format!("office-first-{name}-text")).into_owned(),
        command: command.filter(|_| href.is_none()),
        href,
    };
    let mut steps = vec![step(
        "publish",
        way(OfficeSection::Datasets, NEW, officer),
        Some("portico import FILE --data DIRECTORY"),
    )];
    let settings = way(OfficeSection::Settings, OfficeSection::Settings.path(), officer);
    if settings.is_some() {
        steps.push(step("name", settings, None));
        steps.push(step("look", way(OfficeSection::Settings, LOOK, officer), None));
    }
    let people = way(OfficeSection::People, OfficeSection::People.path(), officer);
    if officer.who().may(Permission::ManagePeople) {
        steps.push(step(
            "people",
            people,
            Some("portico user add ADDRESS --role publisher"),
        ));
    }
    steps.push(step("read", Some("/docs/odsql/".to_owned()), None));
    steps
}

fn actions(officer: &Officer) -> Vec<Link> {
    let say = officer.say();
    [
        (OfficeSection::Datasets, NEW, "office-do-publish"),
        (OfficeSection::Jobs, OfficeSection::Jobs.path(), "office-do-jobs"),
        (
            OfficeSection::Statistics,
            OfficeSection::Statistics.path(),
            "office-do-statistics",
        ),
        (
            OfficeSection::Settings,
            OfficeSection::Settings.path(),
            "office-do-settings",
        ),
    ]
    .into_iter()
    .filter_map(|(section, path, word)| {
        Some(Link {
            href: way(section, path, officer)?,
            text: say.t(word).into_owned(),
        })
    })
    .collect()
}

fn groups(attention: &Attention, officer: &Officer) -> Vec<Group> {
    let say = officer.say();
    let mut groups = Vec::new();
    let mut add = |id: &'static str, items: Vec<Item>, is_bad: bool| {
        let count = items.len();
        if count > 0 {
            groups.push(Group {
                id,
                title: say.t1(&format!("office-attention-{id}"), "count", count),
                hint: say.t(&format!("office-attention-{id}-hint")).into_owned(),
                items: items.into_iter().take(NAMED).collect(),
                more: (count > NAMED).then(|| say.t1("office-attention-more", "count", count - NAMED)),
                is_bad,
            });
        }
    };
    let jobs = attention.failed_jobs.iter().map(|job| failed(job, officer));
    add("failed", jobs.collect(), true);
    let letters = attention
        .letters
        .iter()
        .map(|letter| letter_item(letter, officer));
    add("mail", letters.collect(), true);
    let (drifted, failing): (Vec<_>, Vec<_>) = attention
        .updates
        .iter()
        .partition(|update| update.to_decide().is_some());
    let told = |updates: Vec<&ScheduleInfo>| updates.into_iter().map(|one| update(one, officer)).collect();
    add("drift", told(drifted), true);
    add("updates", told(failing), true);
    let said = attention.said.iter().map(|(view, count)| Item {
        href: Some(format!("/backoffice/datasets/{}/feedback/", view.dataset.id)),
        note: Some(say.t1("feedback-count", "count", *count)),
        ..named(view)
    });
    add("feedback", said.collect(), false);
    let stale = attention.stale.iter().map(|stale| Item {
        note: Some(match stale.promised {
            Some(days) => say.t2("office-age-promised", ("age", stale.age), ("days", days)),
            None => say.t1("office-age", "age", stale.age),
        }),
        ..named(&stale.dataset)
    });
    add("stale", stale.collect(), true);
    add("drafts", attention.drafts.iter().map(named).collect(), false);
    add(
        "licence",
        attention.without_licence.iter().map(named).collect(),
        false,
    );
    add(
        "description",
        attention.without_description.iter().map(named).collect(),
        false,
    );
    add("own", attention.without_own.iter().map(named).collect(), false);
    add("searches", searches(attention, officer), false);
    groups
}

fn failed(job: &JobInfo, officer: &Officer) -> Item {
    let path = format!("/backoffice/jobs/{}/", job.id);
    Item {
        text: job.subject.clone().unwrap_or_else(|| job.kind.clone()),
        href: (has_screen("/backoffice/jobs/{id}/") || has_screen("/backoffice/jobs/{job}/")).then_some(path),
        note: Some(match &job.reason {
            Some(reason) => format!(
                "{}. {reason}",
                officer.time(job.finished_at.unwrap_or(job.created_at))
            ),
            None => officer.time(job.finished_at.unwrap_or(job.created_at)),
        }),
    }
}

fn letter_item(letter: &TroubledLetter, officer: &Officer) -> Item {
    let say = officer.say();
    let state = match letter.given_up_at {
        Some(at) => say.t1("office-mail-given-up", "when", officer.time(at)),
        None => say.t("office-mail-again").into_owned(),
    };
    Item {
        text: letter.recipient.clone(),
        href: way(OfficeSection::People, OfficeSection::People.path(), officer),
        note: Some(format!("{state} {}", letter.reason)),
    }
}

fn update(info: &ScheduleInfo, officer: &Officer) -> Item {
    let shown = updates::shown(info, officer);
    Item {
        text: info.title.clone(),
        href: Some(shown.href),
        note: shown.reason.or(Some(shown.address)),
    }
}

/// A dataset by its title, with the way to its editor, or to its page while there is none.
fn named(view: &DatasetView) -> Item {
    let id = &view.dataset.id;
    let has_editor = has_screen("/backoffice/datasets/{id}/");
    let title = view.dataset.metadata.title.trim();
    Item {
        text: if title.is_empty() {
            id.to_string()
        } else {
            title.to_owned()
        },
        href: Some(if has_editor {
            format!("/backoffice/datasets/{id}/")
        } else {
            format!("/explore/dataset/{id}/information/")
        }),
        note: None,
    }
}

fn searches(attention: &Attention, officer: &Officer) -> Vec<Item> {
    let say: Say = officer.say();
    let Some(searches) = attention
        .searches
        .as_ref()
        .filter(|searches| searches.in_vain > 0)
    else {
        return Vec::new();
    };
    let mut items = vec![Item {
        text: say.t2(
            "office-searches-in-vain",
            ("vain", searches.in_vain),
            ("all", searches.all),
        ),
        href: way(
            OfficeSection::Statistics,
            OfficeSection::Statistics.path(),
            officer,
        ),
        note: Some(say.t1("office-last-days", "days", searches.days)),
    }];
    items.extend(searches.words.iter().map(|row| {
        Item {
            text: row.name.clone(),
            href: None,
            note: row
                .visitors
                .map(|visitors| say.t1("office-searched-by", "count", visitors)),
        }
    }));
    items
}
