//! Who changed what? The audit trail as a list that is filtered, and one change with all its differences.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveTime, TimeZone};
use chrono_tz::Tz;
use portico_i18n::Say;
use portico_model::{Action, Author, Thing};
use portico_services::{Difference, TRAIL_PAGE, TrailEntry, TrailFilter};
use portico_web::{AppState, Params, WebResult};
use serde_json::Value;

use super::form::{Choice, Control, Field};
use super::shell::{Office, Officer};
use crate::href::Pairs;
use crate::page::{Page, show};
use crate::pages_of::{Pager, page_number};

/// Parameters of the filter.
const NAMES: [&str; 6] = ["thing", "id", "author", "action", "from", "to"];
/// Last page that is shown; older changes are found by the filter, and are in the files.
const MOST_PAGES: usize = 2_000;
/// Longest text that is searched for.
const LONGEST: usize = 300;
/// Characters of a value in the list.
const SHORT: usize = 60;
/// Differences named in the list.
const NAMED: usize = 4;

#[derive(Debug, Template)]
#[template(path = "office_trail.html")]
struct TrailTemplate {
    page: Page,
    office: Office,
    fields: Vec<Field>,
    is_filtered: bool,
    total: String,
    lines: Vec<Line>,
    pager: Option<Pager>,
    csv: String,
    json: String,
}

#[derive(Debug, Template)]
#[template(path = "office_change.html")]
struct ChangeTemplate {
    page: Page,
    office: Office,
    line: Line,
    differences: Vec<Told>,
    /// How many were not kept.
    more: Option<String>,
    /// All changes of the same thing.
    history: String,
}

/// A change in a list.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) when: String,
    /// For machines.
    pub(super) moment: String,
    pub(super) author: String,
    pub(super) action: String,
    pub(super) thing: String,
    pub(super) thing_id: String,
    /// What is different, in short.
    pub(super) summary: String,
    pub(super) href: String,
}

/// A difference, whole.
#[derive(Debug)]
struct Told {
    at: String,
    before: Option<String>,
    after: Option<String>,
    secret: bool,
}

/// `GET /backoffice/trail/`
pub(super) async fn show_trail(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let say = officer.say();
    let asked = Asked::read(&params, officer.zone(), say);
    let number = page_number(params.last("page"), MOST_PAGES);
    let found = state.portal.trail(officer.who(), &asked.filter, number).await?;
    let pairs = Pairs::of(
        NAMES
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), params.text(name)?.to_owned()))),
    );
    let (page, office) = officer.frame(say.t("office-trail"));
    let path = officer.section.path();
    show(&TrailTemplate {
        page,
        office,
        is_filtered: !pairs.is_empty(),
        total: say.t1("office-trail-total", "count", found.total),
        lines: found.entries.iter().map(|entry| line(entry, &officer)).collect(),
        pager: Pager::new(number, TRAIL_PAGE, found.total, MOST_PAGES, path, &pairs),
        csv: pairs.on("/backoffice/trail.csv"),
        json: pairs.on("/backoffice/trail.json"),
        fields: asked.fields,
    })
}

/// `GET /backoffice/trail/{id}/`
pub(super) async fn show_change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let entry = state.portal.trail_entry(officer.who(), &id).await?;
    let (page, office) = officer.frame(say.t("office-trail-change"));
    let told = |difference: &Difference| Told {
        at: place(difference, say),
        before: difference.before.as_ref().map(words),
        after: difference.after.as_ref().map(words),
        secret: difference.secret,
    };
    let more: usize = entry.differences.iter().map(|difference| difference.more).sum();
    show(&ChangeTemplate {
        page,
        office,
        differences: entry
            .differences
            .iter()
            .filter(|difference| difference.more == 0)
            .map(told)
            .collect(),
        more: (more > 0).then(|| say.t1("office-trail-more", "count", more)),
        history: Pairs::default()
            .with("thing", &entry.thing)
            .with("id", &entry.thing_id)
            .on(officer.section.path()),
        line: line(&entry, &officer),
    })
}

/// What the filter asks for, as the use case wants it and as fields to show again.
pub(super) struct Asked {
    pub(super) filter: TrailFilter,
    fields: Vec<Field>,
}

impl Asked {
    /// What cannot be read asks for nothing, and its field says so.
    pub(super) fn read(params: &Params, zone: Tz, say: Say) -> Self {
        let text = |name: &str| {
            let text = params.text(name).unwrap_or_default();
            text.chars().take(LONGEST).collect::<String>()
        };
        let [thing, id, author, action, from, to] = NAMES.map(text);
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let filter = TrailFilter {
            thing: Thing::parse(&thing),
            thing_id: Some(id.clone()).filter(|id| !id.is_empty()),
            author: Some(author.clone()).filter(|author| !author.is_empty()),
            action: Action::parse(&action),
            from: day(&from).map(|day| midnight(day, zone)),
            until: day(&to)
                .and_then(|day| day.checked_add_days(Days::new(1)))
                .map(|day| midnight(day, zone)),
        };
        let any = || Choice::of("", say.t("office-trail-any"), "");
        let things = Thing::ALL
            .iter()
            .map(|one| Choice::of(one.as_str(), thing_word(one.as_str(), say), &thing));
        let actions = Action::ALL
            .iter()
            .map(|one| Choice::of(one.as_str(), action_word(one.as_str(), say), &action));
        let wrong_day = |text: &str| {
            let is_wrong = !text.is_empty() && day(text).is_none();
            is_wrong.then(|| say.t("office-wrong-date").into_owned())
        };
        let date = |name: &str, label: &str, value: &str| {
            Field::new(Control::Line("date"), name, say.t(label))
                .value(value)
                .error(wrong_day(value))
        };
        let fields = vec![
            Field::new(
                Control::One(std::iter::once(any()).chain(things).collect()),
                "thing",
                say.t("office-trail-thing"),
            ),
            Field::line("id", say.t("office-trail-thing-id"))
                .value(id)
                .longest(LONGEST),
            Field::new(
                Control::One(std::iter::once(any()).chain(actions).collect()),
                "action",
                say.t("office-trail-action"),
            ),
            Field::line("author", say.t("office-trail-author"))
                .value(author)
                .longest(LONGEST),
            date("from", "office-trail-from", &from),
            date("to", "office-trail-to", &to),
        ];
        Self { filter, fields }
    }
}

/// The first moment of a day in that zone, microseconds since the epoch. A midnight that a change of the clock leaves out is that of UTC.
fn midnight(day: NaiveDate, zone: Tz) -> i64 {
    let local = day.and_time(NaiveTime::MIN);
    let moment = zone.from_local_datetime(&local).earliest();
    moment.map_or_else(
        || local.and_utc().timestamp_micros(),
        |moment| moment.timestamp_micros(),
    )
}

/// A change as it is listed.
pub(super) fn line(entry: &TrailEntry, officer: &Officer) -> Line {
    let say = officer.say();
    Line {
        when: officer.time(entry.happened_at),
        moment: instant(entry.happened_at),
        author: author_word(&entry.author, say),
        action: action_word(&entry.action, say),
        thing: thing_word(&entry.thing, say),
        thing_id: entry.thing_id.clone(),
        summary: summary(&entry.differences, say),
        href: format!("/backoffice/trail/{}/", entry.id),
    }
}

/// An instant as machines read it.
pub(super) fn instant(micros: i64) -> String {
    chrono::DateTime::from_timestamp_micros(micros)
        .map(|moment| moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        .unwrap_or_default()
}

fn author_word(author: &Author, say: Say) -> String {
    match author {
        Author::Person(name) => name.clone(),
        Author::Key(name) => say.t1("office-author-key", "name", name.as_str()),
        Author::Operator => say.t("office-author-operator").into_owned(),
        Author::Job(name) => say.t1("office-author-job", "name", name.as_str()),
        Author::Anonymous => say.t("office-author-anonymous").into_owned(),
    }
}

/// A word that this version has, else the stored one.
fn known(start: &str, stored: &str, say: Say) -> String {
    let key = format!("{start}{stored}");
    if say.has(&key) {
        say.t(&key).into_owned()
    } else {
        stored.to_owned()
    }
}

fn thing_word(thing: &str, say: Say) -> String {
    known("office-thing-", thing, say)
}

fn action_word(action: &str, say: Say) -> String {
    known("office-action-", action, say)
}

/// `title: Parks → Parks and gardens; license`.
fn summary(differences: &[Difference], say: Say) -> String {
    let named = differences.iter().filter(|difference| difference.more == 0);
    let mut parts: Vec<String> = named
        .clone()
        .take(NAMED)
        .map(|difference| {
            let at = place(difference, say);
            match (
                difference.before.as_ref().map(words),
                difference.after.as_ref().map(words),
            ) {
                (Some(before), Some(after)) if is_short(&before) && is_short(&after) => {
                    format!("{at}: {before} → {after}")
                }
                (None, Some(after)) if is_short(&after) => format!("{at}: {after}"),
                _ => at,
            }
        })
        .collect();
    if named.count() > NAMED {
        parts.push("…".to_owned());
    }
    parts.join("; ")
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= SHORT && !text.contains('\n')
}

/// What changed of a description: where, before, after.
pub(super) fn described(differences: &[Difference]) -> Vec<(String, Option<String>, Option<String>)> {
    let told = |difference: &Difference| {
        let at = difference.at.strip_prefix("metadata.").unwrap_or(&difference.at);
        (
            at.to_owned(),
            difference.before.as_ref().map(words),
            difference.after.as_ref().map(words),
        )
    };
    // An empty list in the place of nothing says nothing.
    let is_blank = |value: &Option<Value>| {
        let value = value.as_ref();
        value.is_none_or(|value| value.as_array().is_some_and(Vec::is_empty))
    };
    let says = |difference: &&Difference| !(is_blank(&difference.before) && is_blank(&difference.after));
    differences.iter().filter(says).map(told).collect()
}

fn place(difference: &Difference, say: Say) -> String {
    if difference.at.is_empty() {
        say.t("office-trail-whole").into_owned()
    } else {
        difference.at.clone()
    }
}

/// A value as people read it: a text without quotation marks, a list or an object as JSON.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const EN: Say = Say {
        lang: portico_i18n::Lang::En,
    };

    #[test]
    fn every_thing_and_action_has_its_word() {
        for thing in Thing::ALL {
            assert!(EN.has(&format!("office-thing-{}", thing.as_str())), "{thing:?}");
        }
        for action in Action::ALL {
            assert!(
                EN.has(&format!("office-action-{}", action.as_str())),
                "{action:?}"
            );
        }
        assert_eq!(thing_word("volcano", EN), "volcano");
    }

    #[test]
    fn a_summary_names_a_few_differences() {
        let difference = |at: &str, before: Option<Value>, after: Option<Value>| Difference {
            at: at.to_owned(),
            before,
            after,
            ..Difference::default()
        };
        let list = [
            difference("title", Some(json!("a")), Some(json!("b"))),
            difference("tags", None, Some(json!(["x"]))),
            difference("text", Some(json!("x".repeat(100))), Some(json!("y"))),
        ];
        assert_eq!(summary(&list, EN), "title: a → b; tags: [\"x\"]; text");
    }

    #[test]
    fn an_empty_list_in_the_place_of_nothing_is_not_told() {
        let difference = |at: &str, before: Option<Value>, after: Option<Value>| Difference {
            at: format!("metadata.{at}"),
            before,
            after,
            ..Difference::default()
        };
        let list = [
            difference("theme", None, Some(json!([]))),
            difference("keyword", Some(json!(["tree"])), Some(json!([]))),
            difference("title", None, Some(json!("Parks"))),
        ];
        let names: Vec<String> = described(&list).into_iter().map(|(at, ..)| at).collect();
        assert_eq!(names, ["keyword", "title"]);
    }

    #[test]
    fn a_day_that_is_none_is_told_and_asks_for_nothing() {
        let asked = Asked::read(&Params::parse("from=soon&thing=none&to=2026-11-25"), Tz::UTC, EN);
        assert_eq!(asked.filter.from, None);
        assert_eq!(asked.filter.thing, None);
        assert_eq!(
            asked.filter.until.map(instant).as_deref(),
            Some("2026-11-26T00:00:00Z")
        );
        assert!(asked.fields[4].error.is_some());
        let day = NaiveDate::from_ymd_opt(2026, 11, 25).expect("a day");
        assert_eq!(
            instant(midnight(day, Tz::America__Chicago)),
            "2026-11-25T06:00:00Z"
        );
    }
}
