//! What did this visitor choose about cookies and statistics, and how do they change it?

use std::collections::BTreeSet;

use askama::Template;
use axum::response::Response;
use chrono::{Datelike, NaiveDate, Utc};
use http::{HeaderName, HeaderValue, StatusCode};
use portico_cookies::{CookieName, Decision, Kind, MOST_SERVICES, Preferences, Service, SetCookie, Standing};
use portico_i18n::Say;
use portico_model::Fault;
use portico_services::Choice;
use portico_web::{Asked, FormParams, Params, SameOrigin, Visitor, WebResult, local_target};

use crate::consent::{DONE, Purpose, note_choice, unknown_service};
use crate::href::with_param;
use crate::page::{Page, redirect, show};

/// The address of the choices.
const PLACE: &str = "/cookies/preferences/";

/// What a form may want.
const ACTIONS: [&str; 6] = ["accept", "reject", "save", "allow", "object", "forget"];

#[derive(Debug, Template)]
#[template(path = "preferences.html")]
struct PreferencesTemplate {
    page: Page,
    /// What has just happened.
    done: Option<String>,
    /// The value in the browser, and the day of the choice.
    stored: Option<(String, String)>,
    /// What is said of a signal of the browser.
    signal: Option<String>,
    services: Vec<Row>,
    /// The portal counts visits.
    counts: bool,
    counted: bool,
}

/// One service to choose about.
#[derive(Debug)]
struct Row {
    about: Purpose,
    allowed: bool,
    state: String,
    provider: String,
    controller: String,
    hosts: String,
    stores: Vec<String>,
    policy_url: String,
}

/// `GET /cookies/preferences/`
pub(crate) async fn show_preferences(visitor: Visitor, params: Params) -> WebResult<Response> {
    let say = visitor.say();
    let asked = &visitor.asked;
    let preferences = asked.preferences();
    let done = match params.last("done") {
        Some("saved") if preferences.is_some() => Some(say.t("cookies-preferences-saved").into_owned()),
        Some("forgotten") if preferences.is_none() => {
            Some(say.t("cookies-preferences-forgotten").into_owned())
        }
        _ => None,
    };
    let stored = preferences.as_ref().map(|choice| {
        let (year, month, day) = choice.day;
        let date = NaiveDate::from_ymd_opt(i32::from(year), month.into(), day.into());
        let date = date.map(|date| say.date(date)).unwrap_or_default();
        let value = say.t1("cookies-preferences-stored", "value", choice.to_string());
        (value, say.t1("cookies-preferences-stored-on", "date", date))
    });
    let has_signal = asked.has_signal();
    let signal = has_signal.then(|| {
        let key = if preferences.is_some() {
            "consent-signal-overruled"
        } else {
            "consent-signal-honoured"
        };
        say.t(key).into_owned()
    });
    let standing = asked.standing();
    let fallback = asked.site().default_language().code();
    let services = asked.policy().register.services().iter();
    show(&PreferencesTemplate {
        page: Page::of(&visitor, say.t("cookies-preferences-title")).unlisted(),
        done,
        stored,
        signal,
        services: services
            .map(|service| Row::of(service, &standing, say, fallback))
            .collect(),
        counts: asked.site().statistics.is_some(),
        counted: preferences.map_or(!has_signal, |choice| choice.counts()),
    })
}

impl Row {
    fn of(service: &Service, standing: &Standing, say: Say, fallback: &str) -> Self {
        let decision = standing.decision(service);
        let state = match decision {
            Decision::Allowed => "consent-state-allowed",
            Decision::Refused => "consent-state-refused",
            Decision::Signal => "consent-state-signal",
            Decision::Undecided => "consent-state-undecided",
        };
        let stores = service.storage.iter().map(|stored| {
            let kind = say.t(&format!("consent-kind-{}", stored.kind.as_str()));
            let life = match stored.days {
                None => say.t("consent-life-endless").into_owned(),
                Some(0) => say.t("consent-life-browser").into_owned(),
                Some(days) => say.t1("cookies-life-days", "count", days),
            };
            format!("{} ({kind}): {life}", stored.name)
        });
        Self {
            about: Purpose::of(service, say, fallback),
            allowed: decision == Decision::Allowed,
            state: say.t(state).into_owned(),
            provider: service.provider.clone(),
            controller: service.controller.clone(),
            hosts: service.hosts.join(", "),
            stores: stores.collect(),
            policy_url: service.policy_url.clone(),
        }
    }
}

/// `POST /cookies/preferences/`: an explicit choice; asking to forget removes the cookie. Fields: `action` (`accept`, `reject`,
/// `save`, `allow`, `object`, `forget`), `service` for each one that is ticked, `uncounted` for not being counted, `next` for the page that a
/// banner or a placeholder stood on.
pub(crate) async fn change_preferences(
    _proof: SameOrigin,
    visitor: Visitor,
    FormParams(form): FormParams,
) -> WebResult<Response> {
    let asked = &visitor.asked;
    let jar = visitor.jar();
    let action = action_of(&form)?;
    let next = form
        .last("next")
        .and_then(|next| local_target(next, asked.address()));
    if action == "forget" {
        jar.put(SetCookie::deletion(CookieName::CookiesPreferences));
        return Ok(redirect(
            StatusCode::SEE_OTHER,
            &format!("{PLACE}?done=forgotten"),
        ));
    }
    if action == "object" {
        jar.put(SetCookie::preferences(&objection(asked)));
        return Ok(redirect(StatusCode::SEE_OTHER, &format!("{PLACE}?done=saved")));
    }
    let services = asked.policy().register.services();
    let before: BTreeSet<u8> = allowed(asked).collect();
    let known = |key: &str| {
        let service = services.iter().find(|service| service.key == key);
        service
            .map(|service| service.slot)
            .ok_or_else(|| unknown_service(key))
    };
    let named: BTreeSet<u8> = form.all("service").map(known).collect::<Result<_, _>>()?;
    let after: BTreeSet<u8> = match action {
        "accept" => services.iter().map(|service| service.slot).collect(),
        "reject" => BTreeSet::new(),
        "allow" => before.union(&named).copied().collect(),
        _ => named,
    };
    let choice = Preferences::new(
        asked.policy().material,
        today(),
        is_counted(asked, action, &form, next.is_some()),
        after.iter().copied(),
    );
    jar.put(SetCookie::preferences(&choice));
    if !services.is_empty() {
        note_choice(asked, kind_of(&before, &after, services.len()));
    }
    let target = match next {
        Some(next) => {
            let done = if matches!(action, "accept" | "reject") {
                action
            } else {
                "saved"
            };
            with_param(next, DONE, done)
        }
        None => format!("{PLACE}?done=saved"),
    };
    let mut response = redirect(StatusCode::SEE_OTHER, &target);
    let withdrawn = services
        .iter()
        .filter(|service| before.contains(&service.slot) && !after.contains(&service.slot));
    if asked.address().https && withdrawn.into_iter().any(keeps_more_than_cookies) {
        // Nothing of the portal's own is there: what goes is what the service left.
        response.headers_mut().insert(
            HeaderName::from_static("clear-site-data"),
            HeaderValue::from_static("\"storage\""),
        );
    }
    Ok(response)
}

/// What the form wants. One without a word about it is a choice only when it names something to choose.
fn action_of(form: &Params) -> Result<&'static str, Fault> {
    let names_something = form.last("service").is_some() || form.last("uncounted").is_some();
    let wanted = match form.last("action") {
        None if names_something => Some("save"),
        sent => ACTIONS.into_iter().find(|action| Some(*action) == sent),
    };
    wanted.ok_or_else(|| {
        let message = format!(
            "The form does not say what to do: `action` is one of {}.",
            ACTIONS.join(", ")
        );
        Fault::invalid("InvalidChoice", message)
    })
}

/// Not to be counted, and nothing else: what was chosen about services stays as it is, and who chose nothing is still to be asked.
fn objection(asked: &Asked) -> Preferences {
    match asked.preferences() {
        Some(kept) => {
            let allowed = (1..=MOST_SERVICES).filter(|slot| kept.allows(*slot));
            Preferences::new(kept.policy, kept.day, false, allowed)
        }
        None => Preferences::new(0, today(), false, []),
    }
}

/// Slots of what is allowed now.
fn allowed(asked: &Asked) -> impl Iterator<Item = u8> {
    let standing = asked.standing();
    asked
        .policy()
        .register
        .services()
        .iter()
        .filter(move |service| standing.allows(service))
        .map(|service| service.slot)
}

/// Whether the visitor lets itself be counted after this choice. A banner or a placeholder does not speak of statistics: accepting
/// there takes back no objection, but who rejects all rejects this too.
fn is_counted(asked: &Asked, action: &str, form: &Params, from_a_page: bool) -> bool {
    let until_now = || !asked.objects();
    match action {
        "reject" => false,
        "accept" if !from_a_page => true,
        "accept" | "allow" => until_now(),
        _ if asked.site().statistics.is_none() => until_now(),
        // Nothing is ticked beforehand: the box is the objection.
        _ => form.last("uncounted").is_none_or(str::is_empty),
    }
}

fn kind_of(before: &BTreeSet<u8>, after: &BTreeSet<u8>, all: usize) -> Choice {
    if before.difference(after).next().is_some() {
        Choice::Withdraw
    } else if after.is_empty() {
        Choice::Reject
    } else if after.len() == all {
        Choice::Accept
    } else {
        Choice::Custom
    }
}

fn keeps_more_than_cookies(service: &Service) -> bool {
    service
        .storage
        .iter()
        .any(|stored| stored.own && stored.kind != Kind::Cookie)
}

/// Today, as choices name days.
fn today() -> (u16, u8, u8) {
    let today = Utc::now().date_naive();
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (
        u16::try_from(today.year()).unwrap_or(0),
        small(today.month()),
        small(today.day()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_says_nothing_is_no_choice() {
        let check = |form: &str, expected: Option<&str>| {
            assert_eq!(action_of(&Params::parse(form)).ok(), expected, "{form}");
        };
        check("action=reject", Some("reject"));
        check("action=save", Some("save"));
        check("uncounted=1", Some("save"));
        check("", None);
        check("action=", None);
        check("action=everything&service=video", None);
    }

    #[test]
    fn a_choice_is_named_by_what_it_changes() {
        let check = |before: &[u8], after: &[u8], expected| {
            let set = |slots: &[u8]| slots.iter().copied().collect();
            assert_eq!(
                kind_of(&set(before), &set(after), 2),
                expected,
                "{before:?} {after:?}"
            );
        };
        check(&[], &[], Choice::Reject);
        check(&[], &[1, 2], Choice::Accept);
        check(&[], &[2], Choice::Custom);
        check(&[1], &[1, 2], Choice::Accept);
        check(&[1, 2], &[1], Choice::Withdraw);
        check(&[1], &[], Choice::Withdraw);
        check(&[1], &[2], Choice::Withdraw);
    }
}
