//! How is a service of others added or changed? A form, then what visitors will see and whether they are asked again, then in force.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_cookies::policy::{Document, Draft};
use portico_cookies::{Problem, Service, problems};
use portico_i18n::{Lang, Say};
use portico_services::Policy;
use portico_web::{AppState, Protected, WebResult};

use super::cookie_fields::{Sent, Steps, sent_of, service_of, steps};
use super::cookies::{PLACE, facts, no_service};
use super::form::Field;
use super::shell::{Office, Officer, done};
use crate::consent::{Banner, Purpose};
use crate::page::{Page, show_with};
use crate::policy::TextView;
use crate::policy_versions::change_words;

#[derive(Debug, Template)]
#[template(path = "office_cookie_service.html")]
struct ServiceTemplate {
    page: Page,
    office: Office,
    steps: Steps,
    all: Vec<Field>,
    action: String,
    seen: u32,
}

#[derive(Debug, Template)]
#[template(path = "office_cookie_preview.html")]
struct PreviewTemplate {
    page: Page,
    office: Office,
    asks_again: bool,
    changes: Vec<String>,
    previews: Vec<Preview>,
    action: String,
    fields: Vec<(String, String)>,
}

/// What visitors of one language will see.
#[derive(Debug)]
struct Preview {
    lang: Lang,
    say: Say,
    /// Said when nobody translated it: which language is shown instead.
    missing: Option<String>,
    banner: Banner,
    text: TextView,
    key: String,
}

type Form = Protected<Vec<(String, String)>>;

/// `GET /backoffice/cookies/new/`
pub(super) async fn show_new(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let policy = state.portal.policy(&facts(&state)).await?;
    let desk = Desk::new(&state, &officer, &policy, None);
    desk.form(StatusCode::OK, &Sent::default(), &[], false)
}

/// `GET /backoffice/cookies/services/{key}/`
pub(super) async fn show_service(
    State(state): State<AppState>,
    officer: Officer,
    Path(key): Path<String>,
) -> WebResult<Response> {
    let policy = state.portal.policy(&facts(&state)).await?;
    let service = policy.register.service(&key).ok_or_else(|| no_service(&key))?;
    let desk = Desk::new(&state, &officer, &policy, Some(service));
    desk.form(StatusCode::OK, &sent_of(service), &[], false)
}

/// `POST /backoffice/cookies/new/`
pub(super) async fn add(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Form,
) -> WebResult<Response> {
    let policy = state.portal.policy(&facts(&state)).await?;
    let sent = Sent::of(form);
    Desk::new(&state, &officer, &policy, None).take(&sent).await
}

/// `POST /backoffice/cookies/services/{key}/`
pub(super) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(key): Path<String>,
    Protected(form): Form,
) -> WebResult<Response> {
    let policy = state.portal.policy(&facts(&state)).await?;
    let service = policy.register.service(&key).ok_or_else(|| no_service(&key))?;
    let sent = Sent::of(form);
    Desk::new(&state, &officer, &policy, Some(service))
        .take(&sent)
        .await
}

/// One service in the making.
struct Desk<'a> {
    state: &'a AppState,
    officer: &'a Officer,
    policy: &'a Policy,
    /// The service as it is now; none for a new one.
    before: Option<&'a Service>,
}

impl<'a> Desk<'a> {
    fn new(
        state: &'a AppState,
        officer: &'a Officer,
        policy: &'a Policy,
        before: Option<&'a Service>,
    ) -> Self {
        Self {
            state,
            officer,
            policy,
            before,
        }
    }

    fn languages(&self) -> &'a [Lang] {
        &self.officer.visitor.asked.site().languages
    }

    fn action(&self) -> String {
        match self.before {
            Some(service) => format!("{PLACE}services/{}/", service.key),
            None => format!("{PLACE}new/"),
        }
    }

    /// The words differ from those of now, so that somebody must say what that means.
    fn is_reworded(&self, service: &Service) -> bool {
        self.before.is_some_and(|before| {
            before.purpose == service.purpose
                && before
                    .words
                    .iter()
                    .any(|(lang, words)| service.words.get(lang).is_some_and(|other| other != words))
        })
    }

    fn title(&self) -> String {
        let say = self.officer.say();
        match self.before {
            Some(service) => {
                let fallback = self.state.site().default_language().code();
                let title = &service.words(say.lang.code(), fallback).title;
                say.t1("consent-office-change-title", "title", title.as_str())
            }
            None => say.t("consent-office-add").into_owned(),
        }
    }

    fn form(&self, status: StatusCode, sent: &Sent, found: &[Problem], meaning: bool) -> WebResult<Response> {
        let say = self.officer.say();
        let steps = steps(sent, found, self.languages(), say, self.before.is_none(), meaning);
        let (page, office) = self.officer.frame(self.title());
        show_with(
            status,
            &ServiceTemplate {
                page,
                office,
                all: steps.all(),
                steps,
                action: self.action(),
                seen: self.policy.current.document.number,
            },
        )
    }

    /// What the form wants: see what it would mean, change it again, or put it in force.
    async fn take(&self, sent: &Sent) -> WebResult<Response> {
        let key = match self.before {
            Some(service) => service.key.as_str(),
            None => sent.text("key"),
        };
        let (mut service, mut found) = service_of(sent, key, self.languages());
        let fallback = self.state.site().default_language().code();
        for problem in problems(&service, fallback) {
            if !found.iter().any(|other| other.field == problem.field) {
                found.push(problem);
            }
        }
        if self.before.is_none() && self.policy.register.service(key).is_some() {
            found.push(problem_of("key", "consent-problem-taken"));
        }
        let reworded = self.is_reworded(&service);
        let meaning = sent.text("meaning");
        if reworded && meaning.is_empty() {
            found.push(problem_of("meaning", "consent-problem-meaning"));
        }
        if !found.is_empty() {
            return self.form(StatusCode::UNPROCESSABLE_ENTITY, sent, &found, reworded);
        }
        if sent.text("action") == "edit" {
            return self.form(StatusCode::OK, sent, &[], reworded);
        }
        service.meaning =
            self.before.map_or(0, |before| before.meaning) + u32::from(reworded && meaning == "other");
        let mut draft: Draft = self.policy.current.document.draft();
        match draft.services.iter_mut().find(|other| other.key == service.key) {
            Some(place) => *place = service.clone(),
            None => draft.services.push(service.clone()),
        }
        let (portal, facts) = (&self.state.portal, facts(self.state));
        if sent.text("action") == "confirm" {
            let seen = sent.text("seen").parse().unwrap_or(0);
            let policy = portal
                .change_policy(self.officer.who(), &facts, &draft, seen)
                .await?;
            let is_same = policy.current.document.number == seen;
            return Ok(done(PLACE, if is_same { "unchanged" } else { "saved" }));
        }
        match portal.preview_policy(self.officer.who(), &facts, &draft).await? {
            Some(document) => self.preview(sent, &document, &service.key),
            None => Ok(done(PLACE, "unchanged")),
        }
    }

    fn preview(&self, sent: &Sent, document: &Document, key: &str) -> WebResult<Response> {
        let say = self.officer.say();
        let (page, office) = self.officer.frame(say.t("consent-office-preview"));
        let previews = self
            .languages()
            .iter()
            .filter_map(|lang| self.preview_in(*lang, document, key))
            .collect();
        show_with(
            StatusCode::OK,
            &PreviewTemplate {
                page,
                office: office.under(self.title(), self.action()),
                asks_again: document.asks_again,
                changes: document
                    .changes
                    .iter()
                    .map(|change| change_words(change, document, say))
                    .collect(),
                previews,
                action: self.action(),
                fields: sent.again(),
            },
        )
    }

    /// What visitors of that language will see of the service.
    fn preview_in(&self, lang: Lang, document: &Document, key: &str) -> Option<Preview> {
        let fallback = self.state.site().default_language();
        let service = document.services.iter().find(|service| service.key == key)?;
        let say = Say::new(lang);
        let is_missing = !service.words.contains_key(lang.code());
        let mut text = TextView::of(document, lang.code())?;
        text.rows.retain(|row| row.service.as_deref() == Some(key));
        Some(Preview {
            missing: is_missing.then(|| {
                let own = self.officer.say();
                own.t1("consent-office-missing", "language", fallback.autonym())
            }),
            banner: Banner {
                changed: Vec::new(),
                purposes: vec![Purpose::of(service, say, fallback.code())],
            },
            text,
            lang,
            say,
            key: key.to_owned(),
        })
    }
}

fn problem_of(field: &str, reason: &'static str) -> Problem {
    Problem {
        field: field.to_owned(),
        reason,
    }
}
