//! What is a visitor asked, on which page, and what came of the answer? The banner, and the tools that pages load for those who agreed.

use axum::Form;
use axum::response::Response;
use chrono::Utc;
use http::StatusCode;
use portico_cookies::{Change, Decision, Service, What};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind};
use portico_services::Choice;
use portico_web::{Asked, SameOrigin, WebResult, local_target};
use serde::Deserialize;

use crate::href::with_param;
use crate::page::redirect;

/// Parameter that tells a page which choice was just made.
pub(crate) const DONE: &str = "cookies";
/// Parameter that lets a page show something once.
pub(crate) const ONCE: &str = "show";

/// What a page says about cookies before anything else.
#[derive(Debug, Clone)]
pub(crate) enum Notice {
    /// Nothing.
    None,
    /// Something needs consent, and nothing was said about it.
    Ask(Banner),
    /// A choice was just made.
    Done {
        /// What was saved.
        text: String,
        /// The same page without this message.
        without: String,
    },
}

/// The banner.
#[derive(Debug, Clone)]
pub(crate) struct Banner {
    /// What is asked about.
    pub(crate) purposes: Vec<Purpose>,
    /// What changed since the visitor chose; empty for who never chose.
    pub(crate) changed: Vec<String>,
}

/// One service in the banner.
#[derive(Debug, Clone)]
pub(crate) struct Purpose {
    pub(crate) key: String,
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) by: String,
    /// Language of title and text, when nobody translated them.
    pub(crate) lang: Option<String>,
}

/// A tool that this page loads because its visitor agreed.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    pub(crate) url: String,
    /// Its `data-…` attributes.
    pub(crate) data: Vec<(String, String)>,
}

impl Notice {
    /// What the page of that address says. `here` is the address to come back to.
    pub(crate) fn of(asked: &Asked, say: Say, here: &str) -> Self {
        let policy = asked.policy();
        if !policy.register.needs_consent() || is_quiet(asked.path()) {
            return Self::None;
        }
        let standing = asked.standing();
        let decided = |wanted: Decision| {
            policy
                .register
                .services()
                .iter()
                .filter(|service| standing.decision(service) == wanted)
                .collect::<Vec<_>>()
        };
        let open = decided(Decision::Undecided);
        if open.is_empty() {
            if !decided(Decision::Signal).is_empty() {
                note_choice(asked, Choice::Signal);
            }
            return match asked.params().last(DONE) {
                Some(done @ ("accept" | "reject" | "saved")) if standing.chosen_under().is_some() => {
                    Self::Done {
                        text: say.t(&format!("consent-done-{done}")).into_owned(),
                        without: here.to_owned(),
                    }
                }
                _ => Self::None,
            };
        }
        let fallback = asked.site().default_language().code();
        let changed = standing
            .chosen_under()
            .map(|under| policy.material_changes_since(under));
        Self::Ask(Banner {
            changed: changed_words(&changed.unwrap_or_default(), &open, say, fallback),
            purposes: open
                .iter()
                .map(|service| Purpose::of(service, say, fallback))
                .collect(),
        })
    }
}

impl Purpose {
    pub(crate) fn of(service: &Service, say: Say, fallback: &str) -> Self {
        let (lang, words) = service.words_and_lang(say.lang.code(), fallback);
        Self {
            lang: lang.map(str::to_owned),
            key: service.key.clone(),
            kind: service.purpose.as_str(),
            title: words.title.clone(),
            text: words.text.clone(),
            by: say.t1("consent-banner-by", "provider", service.provider.as_str()),
        }
    }
}

impl Tool {
    /// The tools of a page, with their hosts opened for it. Pages for signing in and for those who publish load none.
    pub(crate) fn of(asked: &Asked) -> Vec<Self> {
        let path = asked.path();
        let is_private = ["/login", "/signup", "/account", "/backoffice"]
            .iter()
            .any(|start| path.starts_with(start));
        if is_private {
            return Vec::new();
        }
        let services = asked.policy().register.services().iter();
        services
            .filter_map(|service| {
                let script = service.script.as_ref()?;
                asked.admits(service).then(|| Self {
                    url: script.url.clone(),
                    data: script.data.clone().into_iter().collect(),
                })
            })
            .collect()
    }
}

/// Where the choices are made anyway, and where people work, nobody is asked.
fn is_quiet(path: &str) -> bool {
    ["/cookies/preferences", "/backoffice", "/explore/embed/"]
        .iter()
        .any(|start| path.starts_with(start))
}

/// What changed in what is asked about, each change once.
fn changed_words(changes: &[Change], open: &[&Service], say: Say, fallback: &str) -> Vec<String> {
    let mut told: Vec<String> = Vec::new();
    for change in changes {
        let service = open
            .iter()
            .find(|service| change.service.as_deref() == Some(service.key.as_str()));
        let Some(service) = service else { continue };
        let is_new = changes
            .iter()
            .any(|other| other.service == change.service && other.what == What::Added);
        if is_new && change.what != What::Added {
            continue;
        }
        let words = say.t_with(
            &format!("consent-changed-{}", change.what.as_str()),
            &[
                (
                    "title",
                    service.words(say.lang.code(), fallback).title.as_str().into(),
                ),
                ("provider", service.provider.as_str().into()),
                ("controller", service.controller.as_str().into()),
            ],
        );
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told
}

/// Counts a choice: its day, the version of the policy, its kind; nothing of the visitor.
pub(crate) fn note_choice(asked: &Asked, choice: Choice) {
    let zone = asked.site().statistics.unwrap_or_default().timezone;
    let day = Utc::now().with_timezone(&zone).date_naive();
    asked.hall().choices.record(day, asked.policy().material, choice);
}

/// The fields of "show once".
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Once {
    service: String,
    next: String,
}

/// `POST /cookies/once/`: back to the page, which may show that service for some minutes. Nothing is stored.
pub(crate) async fn show_once(
    _proof: SameOrigin,
    asked: Asked,
    Form(once): Form<Once>,
) -> WebResult<Response> {
    let Some(service) = asked.policy().register.service(&once.service) else {
        return Err(unknown_service(&once.service).into());
    };
    let next = local_target(&once.next, asked.address()).unwrap_or("/");
    let path = next.split(['?', '#']).next().unwrap_or("/");
    let note = asked
        .hall()
        .once
        .issue(&service.key, path, Utc::now().timestamp());
    Ok(redirect(StatusCode::SEE_OTHER, &with_param(next, ONCE, &note)))
}

/// A form names a service that is not there (any more).
pub(crate) fn unknown_service(key: &str) -> Fault {
    let key: String = key.chars().take(60).collect();
    Fault::new(
        FaultKind::NotFound,
        "UnknownService",
        format!("This portal has no service {key:?}."),
    )
    .with_hint("Load the page again: the portal no longer uses it.")
}
