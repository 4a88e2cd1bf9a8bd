//! What do the portal's privacy policy and terms say, in each of its languages?

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Lang;
use portico_model::SiteLegal;
use portico_services::{SiteChange, SiteProblem, seen_part};
use portico_web::{AppState, Protected, WebResult};

use super::{Outcome, Preview, Shown, save, wrong};
use crate::backoffice::form::{Control, Field};
use crate::backoffice::shell::Officer;
use crate::legal::written;

const TAB: usize = 4;
const LEAD: &str = "office-settings-legal-lead";

/// `GET /backoffice/settings/legal/`
pub(in crate::backoffice) async fn show(
    State(state): State<AppState>,
    officer: Officer,
) -> WebResult<Response> {
    let document = state.portal.site_state().await?.document;
    let seen = seen_part(&document, &SiteChange::Legal(SiteLegal::default()));
    page(&state, &officer, &document.legal, seen, |_| {}).await
}

/// `POST /backoffice/settings/legal/`: saves, or shows how it will look.
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let field = |name: &str| {
        form.iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value.as_str())
    };
    let seen = field("seen").unwrap_or_default().to_owned();
    let mut legal = state.portal.site_state().await?.document.legal;
    for lang in spoken(&officer) {
        for (name, texts) in [
            ("privacy", &mut legal.privacy),
            ("terms", &mut legal.terms),
            ("browsers", &mut legal.browsers),
        ] {
            let text = field(&format!("{name}_{lang}")).unwrap_or_default();
            texts.insert(lang.code().to_owned(), text.to_owned());
        }
    }
    legal.officer = field("officer").unwrap_or_default().to_owned();
    legal.authority = field("authority").unwrap_or_default().to_owned();
    if field("act") == Some("preview") {
        return page(&state, &officer, &legal, seen, |shown| {
            shown.previews = previews(&legal, &officer);
        })
        .await;
    }
    let change = SiteChange::Legal(legal.clone());
    match save(&state, &officer, TAB, change, &seen).await? {
        Outcome::Done(response) => Ok(response),
        Outcome::Again {
            status,
            problems,
            seen,
            conflict,
        } => {
            page(&state, &officer, &legal, seen, |shown| {
                (shown.status, shown.conflict) = (status, conflict);
                mark(&mut shown.fields, &problems, &officer);
            })
            .await
        }
    }
}

async fn page(
    state: &AppState,
    officer: &Officer,
    legal: &SiteLegal,
    seen: String,
    adapt: impl FnOnce(&mut Shown),
) -> WebResult<Response> {
    let mut shown = Shown::new(TAB, LEAD, fields(legal, officer), seen);
    shown.can_preview = true;
    shown.status = StatusCode::OK;
    adapt(&mut shown);
    shown.page(state, officer).await
}

/// The languages of the portal.
fn spoken(officer: &Officer) -> Vec<Lang> {
    officer.visitor.asked.site().languages.clone()
}

fn fields(legal: &SiteLegal, officer: &Officer) -> Vec<Field> {
    let say = officer.say();
    let mut fields = vec![
        Field::line("officer", say.t("office-settings-officer"))
            .value(legal.officer.clone())
            .help(say.t("office-settings-officer-help"))
            .longest(500),
        Field::line("authority", say.t("office-settings-authority"))
            .value(legal.authority.clone())
            .help(say.t("office-settings-authority-help"))
            .longest(500),
    ];
    for (name, word, rows, texts) in [
        ("browsers", "office-settings-browsers", 4, &legal.browsers),
        ("privacy", "legal-privacy-title", 8, &legal.privacy),
        ("terms", "legal-terms-title", 8, &legal.terms),
    ] {
        for lang in spoken(officer) {
            let label = format!("{} ({})", say.t(word), lang.autonym());
            let mut field = Field::new(Control::Lines(rows), format!("{name}_{lang}"), label)
                .value(texts.get(lang.code()).cloned().unwrap_or_default());
            if name == "browsers" {
                field = field.help(say.t("office-settings-browsers-help"));
            }
            field.lang = Some(lang.code().to_owned());
            fields.push(field);
        }
    }
    fields
}

/// A problem of a text is told at the first of its languages.
fn mark(fields: &mut [Field], problems: &[SiteProblem], officer: &Officer) {
    for name in ["officer", "authority"] {
        let words = wrong(problems, name, officer.say());
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.error = words;
        }
    }
    for name in ["browsers", "privacy", "terms"] {
        let words = wrong(problems, name, officer.say());
        let start = format!("{name}_");
        let longest = fields
            .iter_mut()
            .filter(|field| field.name.starts_with(&start))
            .max_by_key(|field| field.value.len());
        if let Some(field) = longest {
            field.error = words;
        }
    }
}

fn previews(legal: &SiteLegal, officer: &Officer) -> Vec<Preview> {
    let say = officer.say();
    let of = |word: &str, texts: &std::collections::BTreeMap<String, String>| {
        texts
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(lang, text)| Preview {
                title: format!("{} ({lang})", say.t(word)),
                note: None,
                lang: Some(lang.clone()),
                html: written(text),
            })
            .collect::<Vec<_>>()
    };
    let mut all = of("legal-privacy-title", &legal.privacy);
    all.extend(of("legal-terms-title", &legal.terms));
    all
}
