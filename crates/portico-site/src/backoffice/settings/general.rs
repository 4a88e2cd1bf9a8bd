//! How is the portal called, which languages does it speak, whom does one write to?

use axum::extract::State;
use axum::response::Response;
use chrono_tz::TZ_VARIANTS;
use portico_i18n::Lang;
use portico_model::{FOOT_LINKS, SiteGeneral};
use portico_services::{SiteChange, SiteProblem, SiteWrong, seen_part};
use portico_web::{AppState, Protected, SiteSettings, WebResult};
use serde::Deserialize;

use super::{Outcome, Shown, given, save, wrong};
use crate::backoffice::form::{Choice, Control, Field};
use crate::backoffice::shell::Officer;

const TAB: usize = 0;
const LEAD: &str = "office-settings-general-lead";

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::backoffice) struct GeneralForm {
    title: String,
    languages: Vec<String>,
    first: String,
    timezone: String,
    contact: String,
    footer: String,
    seen: String,
}

/// `GET /backoffice/settings/`
pub(in crate::backoffice) async fn show(
    State(state): State<AppState>,
    officer: Officer,
) -> WebResult<Response> {
    let now = state.portal.site_state().await?;
    let general = &now.document.general;
    let seen = seen_part(&now.document, &SiteChange::General(SiteGeneral::default()));
    let fields = fields(general, state.site().as_ref(), &officer, &[]);
    Shown::new(TAB, LEAD, fields, seen).page(&state, &officer).await
}

/// `POST /backoffice/settings/`
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<GeneralForm>,
) -> WebResult<Response> {
    let site = state.site();
    let stored = state.portal.site_state().await?.document.general;
    let (general, own) = form.read(&site, stored);
    let outcome = if own.is_empty() {
        save(
            &state,
            &officer,
            TAB,
            SiteChange::General(general.clone()),
            &form.seen,
        )
        .await?
    } else {
        Outcome::Again {
            status: http::StatusCode::UNPROCESSABLE_ENTITY,
            problems: own,
            seen: form.seen,
            conflict: false,
        }
    };
    match outcome {
        Outcome::Done(response) => Ok(response),
        Outcome::Again {
            status,
            problems,
            seen,
            conflict,
        } => {
            let fields = fields(&general, &site, &officer, &problems);
            let mut shown = Shown::new(TAB, LEAD, fields, seen);
            (shown.status, shown.conflict) = (status, conflict);
            shown.page(&state, &officer).await
        }
    }
}

impl GeneralForm {
    /// What was decided. What the operator fixed is not sent by the form: it stays as it is stored.
    fn read(&self, site: &SiteSettings, stored: SiteGeneral) -> (SiteGeneral, Vec<SiteProblem>) {
        let mut problems = Vec::new();
        let is_fixed = |name: &str| site.fixed.contains(name);
        let mut languages = self.languages.clone();
        for language in &languages {
            if Lang::parse(language).is_none() {
                let wrong = SiteWrong::Language(language.chars().take(60).collect());
                problems.push(SiteProblem {
                    field: "languages",
                    at: 0,
                    wrong,
                });
            }
        }
        // The default comes first, and is spoken of course.
        if !languages.is_empty() && Lang::parse(&self.first).is_some() {
            languages.retain(|language| *language != self.first);
            languages.insert(0, self.first.clone());
        }
        let general = SiteGeneral {
            title: if is_fixed("title") {
                stored.title
            } else {
                given(&self.title)
            },
            contact: if is_fixed("contact") {
                stored.contact
            } else {
                given(&self.contact)
            },
            languages: if is_fixed("languages") {
                stored.languages
            } else {
                languages
            },
            timezone: given(&self.timezone),
            footer: given(&self.footer),
        };
        (general, problems)
    }
}

fn fields(
    general: &SiteGeneral,
    site: &SiteSettings,
    officer: &Officer,
    problems: &[SiteProblem],
) -> Vec<Field> {
    let say = officer.say();
    let fixed = |name: &str| {
        site.fixed
            .contains(name)
            .then(|| say.t("office-settings-fixed").into_owned())
    };
    // Where nothing was decided, or nothing can be, the fields show what holds.
    let languages: Vec<String> = if general.languages.is_empty() || site.fixed.contains("languages") {
        site.languages.iter().map(|lang| lang.code().to_owned()).collect()
    } else {
        general.languages.clone()
    };
    let first = languages.first().cloned().unwrap_or_default();
    let spoken = Lang::ALL
        .iter()
        .map(|lang| Choice {
            value: lang.code().to_owned(),
            text: lang.autonym().to_owned(),
            chosen: languages.iter().any(|code| code == lang.code()),
        })
        .collect();
    let firsts = Lang::ALL
        .iter()
        .map(|lang| Choice::of(lang.code(), lang.autonym(), &first));
    let zone = general
        .timezone
        .clone()
        .unwrap_or_else(|| site.timezone.name().to_owned());
    let zones = TZ_VARIANTS
        .iter()
        .map(|zone| zone.name())
        .map(|name| Choice::of(name, name, &zone));
    let text = |own: &Option<String>, holds: Option<&str>, name: &str| {
        let own = own.as_deref().filter(|_| !site.fixed.contains(name));
        own.or(holds).unwrap_or_default().to_owned()
    };
    vec![
        Field::line("title", say.t("office-settings-title"))
            .value(text(&general.title, Some(&site.title), "title"))
            .longest(100)
            .fixed(fixed("title"))
            .error(wrong(problems, "title", say)),
        Field::new(
            Control::Several(spoken),
            "languages",
            say.t("office-settings-languages"),
        )
        .help(say.t("office-settings-languages-help"))
        .fixed(fixed("languages"))
        .error(wrong(problems, "languages", say)),
        Field::new(
            Control::One(firsts.collect()),
            "first",
            say.t("office-settings-first"),
        )
        .fixed(fixed("languages")),
        Field::new(
            Control::One(zones.collect()),
            "timezone",
            say.t("office-settings-timezone"),
        )
        .help(say.t("office-settings-timezone-help"))
        .error(wrong(problems, "timezone", say)),
        Field::line("contact", say.t("office-settings-contact"))
            .value(text(&general.contact, site.contact.as_deref(), "contact"))
            .help(say.t("office-settings-contact-help"))
            .longest(500)
            .fixed(fixed("contact"))
            .error(wrong(problems, "contact", say)),
        Field::new(Control::Lines(3), "footer", say.t("office-settings-footer"))
            .value(general.footer.clone().unwrap_or_default())
            .help(say.t1(
                "office-settings-footer-help",
                "links",
                FOOT_LINKS.map(|name| format!("##{name}##")).join(" "),
            ))
            .longest(500)
            .error(wrong(problems, "footer", say)),
    ]
}
