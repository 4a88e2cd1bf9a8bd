//! Which datasets are there to work on? A list with state, records and last change.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{Permission, State as DatasetState, Visibility};
use portico_services::DatasetView;
use portico_web::{AppState, Params, WebResult};

use super::form::{Choice, Control, Field};
use super::shell::{Office, Officer};
use super::trail::instant;
use crate::href::Pairs;
use crate::page::{Page, show};
use crate::pages_of::{Pager, page_number};

/// Datasets on one page.
const SIZE: usize = 50;
/// Last page that is shown.
const MOST_PAGES: usize = 2_000;
/// Longest text that is searched for.
const LONGEST: usize = 200;

#[derive(Debug, Template)]
#[template(path = "office_datasets.html")]
struct DatasetsTemplate {
    page: Page,
    office: Office,
    fields: Vec<Field>,
    is_filtered: bool,
    may_create: bool,
    total: String,
    rows: Vec<Row>,
    pager: Option<Pager>,
    deleted: Vec<Deleted>,
}

/// A dataset that can be brought back.
#[derive(Debug)]
struct Deleted {
    id: String,
    title: String,
    when: String,
}

/// A dataset in the list.
#[derive(Debug)]
struct Row {
    id: String,
    title: String,
    href: String,
    state: String,
    class: &'static str,
    records: String,
    version: String,
    when: String,
    moment: String,
}

/// `GET /backoffice/datasets/`
pub(super) async fn show_datasets(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let say = officer.say();
    let search: String = params
        .text("q")
        .unwrap_or_default()
        .chars()
        .take(LONGEST)
        .collect();
    let wanted = params.text("state").unwrap_or_default().to_owned();
    let catalog = state.portal.catalog(officer.who()).await?;
    let words = search.to_lowercase();
    let fits = |entry: &&DatasetView| {
        let dataset = &entry.dataset;
        let text = format!("{} {}", dataset.id, dataset.metadata.title).to_lowercase();
        let is_state = match wanted.as_str() {
            "draft" => dataset.state == DatasetState::Draft,
            "published" => dataset.state == DatasetState::Published,
            _ => true,
        };
        is_state && words.split_whitespace().all(|word| text.contains(word))
    };
    let found: Vec<&DatasetView> = catalog.entries.iter().filter(fits).collect();
    let number = page_number(params.last("page"), MOST_PAGES);
    let rows = found.iter().skip((number - 1) * SIZE).take(SIZE);
    let pairs = Pairs::of([
        ("q".to_owned(), search.clone()),
        ("state".to_owned(), wanted.clone()),
    ]);
    let choice = |value: &str, key: &str| Choice::of(value, say.t(key), &wanted);
    let states = vec![
        choice("", "office-trail-any"),
        choice("draft", "publish-state-draft"),
        choice("published", "publish-state-published"),
    ];
    let (page, office) = officer.frame(say.t("office-datasets"));
    let path = officer.section.path();
    show(&DatasetsTemplate {
        page,
        office,
        fields: vec![
            Field::new(Control::Line("search"), "q", say.t("publish-search")).value(search),
            Field::new(Control::One(states), "state", say.t("publish-state")),
        ],
        is_filtered: !pairs.is_empty(),
        may_create: officer.who().may(Permission::CreateDataset),
        total: say.t1("publish-total", "count", found.len()),
        rows: rows.map(|entry| row(entry, &officer)).collect(),
        deleted: state
            .portal
            .deleted_datasets(officer.who())
            .await?
            .into_iter()
            .map(|deleted| Deleted {
                id: deleted.id.to_string(),
                title: deleted.title,
                when: officer.time(deleted.deleted_at),
            })
            .collect(),
        pager: Pager::new(number, SIZE, found.len() as u64, MOST_PAGES, path, &pairs),
    })
}

fn row(entry: &DatasetView, officer: &Officer) -> Row {
    let say = officer.say();
    let dataset = &entry.dataset;
    let (state, class) = state_word(dataset.state, dataset.visibility, say);
    let version = entry.version.as_ref();
    Row {
        id: dataset.id.to_string(),
        title: dataset.metadata.title.clone(),
        href: format!("/backoffice/datasets/{}/", dataset.id),
        state,
        class,
        records: version.map_or_else(String::new, |version| say.integer(version.profile.records)),
        version: version.map_or_else(String::new, |version| say.integer(version.number)),
        when: officer.time(dataset.updated_at),
        moment: instant(dataset.updated_at),
    }
}

/// The state in words, and the class of its mark.
pub(super) fn state_word(state: DatasetState, visibility: Visibility, say: Say) -> (String, &'static str) {
    let (key, class) = match (state, visibility) {
        (DatasetState::Draft, _) => ("publish-state-draft", "warn"),
        (DatasetState::Published, Visibility::Restricted) => ("publish-state-restricted", "good"),
        (DatasetState::Published, Visibility::Domain) => ("publish-state-published", "good"),
    };
    (say.t(key).into_owned(), class)
}
