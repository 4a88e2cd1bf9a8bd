//! What does the portal say of itself? The settings: some screens over one document.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Say;
use portico_model::Thing;
use portico_services::{SiteChange, SiteProblem, SiteRefusal, SiteState, SiteWrong, TrailFilter, seen_part};
use portico_web::{AppState, WebResult};

use super::form::Field;
use super::shell::{Office, Officer, Tab, done};
use super::trail::{self, Line};
use crate::page::{Page, show_with};
use crate::words::SafeHtml;

pub(super) mod appearance;
pub(super) mod catalog;
pub(super) mod general;
pub(super) mod legal;
pub(super) mod own;
mod preview;

/// The screens: address and word.
const TABS: [(&str, &str); 5] = [
    ("/backoffice/settings/", "office-settings-general"),
    ("/backoffice/settings/look/", "office-settings-look"),
    ("/backoffice/settings/catalog/", "office-settings-catalog"),
    ("/backoffice/settings/metadata/", "office-settings-own"),
    ("/backoffice/settings/legal/", "office-settings-legal"),
];

#[derive(Debug, Template)]
#[template(path = "office_settings.html")]
struct SettingsTemplate {
    page: Page,
    office: Office,
    /// Who changed the same meanwhile.
    conflict: Option<Option<Line>>,
    action: &'static str,
    lead: String,
    fields: Vec<Field>,
    seen: String,
    previews: Vec<Preview>,
    /// There is something to look at before it is saved.
    can_preview: bool,
    logo: Option<LogoForm>,
}

/// How something will look.
#[derive(Debug)]
struct Preview {
    title: String,
    note: Option<String>,
    lang: Option<String>,
    html: SafeHtml,
}

/// The second form of the screen of looks.
#[derive(Debug)]
struct LogoForm {
    current: Option<crate::look::Logo>,
    fields: Vec<Field>,
}

/// What a screen shows.
struct Shown {
    /// Place among the tabs.
    tab: usize,
    status: StatusCode,
    conflict: bool,
    lead: &'static str,
    fields: Vec<Field>,
    seen: String,
    previews: Vec<Preview>,
    can_preview: bool,
    logo: Option<LogoForm>,
}

impl Shown {
    fn new(tab: usize, lead: &'static str, fields: Vec<Field>, seen: String) -> Self {
        Self {
            tab,
            status: StatusCode::OK,
            conflict: false,
            lead,
            fields,
            seen,
            previews: Vec::new(),
            can_preview: false,
            logo: None,
        }
    }

    async fn page(self, state: &AppState, officer: &Officer) -> WebResult<Response> {
        let say = officer.say();
        let (href, word) = TABS[self.tab];
        let (page, office) = officer.frame(say.t(word));
        let conflict = if self.conflict {
            let filter = TrailFilter {
                thing: Some(Thing::Settings),
                ..TrailFilter::default()
            };
            let latest = state.portal.trail(officer.who(), &filter, 1).await?;
            Some(latest.entries.first().map(|entry| trail::line(entry, officer)))
        } else {
            None
        };
        let template = SettingsTemplate {
            page,
            office: office.beside(tabs(href, say)),
            conflict,
            action: href,
            lead: say.t(self.lead).into_owned(),
            fields: self.fields,
            seen: self.seen,
            previews: self.previews,
            can_preview: self.can_preview,
            logo: self.logo,
        };
        show_with(self.status, &template)
    }
}

fn tabs(current: &str, say: Say) -> Vec<Tab> {
    TABS.iter()
        .map(|(href, word)| Tab {
            href: (*href).to_owned(),
            text: say.t(word).into_owned(),
            current: *href == current,
        })
        .collect()
}

/// What came of a change.
enum Outcome {
    /// It holds; the browser goes on.
    Done(Response),
    /// The form is shown again: with what is wrong, or because somebody else was faster.
    Again {
        status: StatusCode,
        problems: Vec<SiteProblem>,
        /// The part as it is now.
        seen: String,
        conflict: bool,
    },
}

/// Changes a part of the settings; what was decided holds from the next page on.
async fn save(
    state: &AppState,
    officer: &Officer,
    tab: usize,
    change: SiteChange,
    seen: &str,
) -> WebResult<Outcome> {
    let path = TABS[tab].0;
    match state
        .portal
        .change_site(officer.who(), change.clone(), seen)
        .await
    {
        Ok(now) => {
            let code = if is_same(state, &now) {
                "unchanged"
            } else {
                "saved"
            };
            state.hall.decide(now.document);
            Ok(Outcome::Done(done(path, code)))
        }
        Err(SiteRefusal::Wrong(problems)) => Ok(Outcome::Again {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            problems,
            seen: seen.to_owned(),
            conflict: false,
        }),
        Err(SiteRefusal::Changed(now)) => Ok(Outcome::Again {
            status: StatusCode::CONFLICT,
            problems: Vec::new(),
            seen: seen_part(&now.document, &change),
            conflict: true,
        }),
        Err(SiteRefusal::Fault(fault)) => Err(fault.into()),
    }
}

fn is_same(state: &AppState, now: &SiteState) -> bool {
    state.site().document == now.document
}

/// The words for what is wrong with a field.
fn wrong(problems: &[SiteProblem], field: &str, say: Say) -> Option<String> {
    let problem = problems.iter().find(|problem| problem.field == field)?;
    Some(words(&problem.wrong, say))
}

/// The words for what is wrong.
fn words(wrong: &SiteWrong, say: Say) -> String {
    match wrong {
        SiteWrong::TooLong(most) => say.t1("office-wrong-long", "count", *most),
        SiteWrong::TooMany(most) => say.t1("office-wrong-many", "count", *most),
        SiteWrong::Language(text) => say.t1("office-wrong-language", "value", text.as_str()),
        SiteWrong::Timezone(text) => say.t1("office-wrong-timezone", "value", text.as_str()),
        SiteWrong::Colour(text) => say.t1("office-wrong-colour", "value", text.as_str()),
        SiteWrong::Contrast(ratio) => say.t1(
            "office-wrong-contrast",
            "ratio",
            say.decimal((ratio * 100.0).floor() / 100.0, 2),
        ),
        SiteWrong::Address(text) => say.t1("office-wrong-address", "value", text.as_str()),
        SiteWrong::Twice(text) => say.t1("office-wrong-twice", "value", text.as_str()),
        SiteWrong::FootLink(text) => say.t1("office-wrong-foot-link", "value", text.as_str()),
        SiteWrong::FootWithout(name) => say.t1("office-wrong-foot-without", "value", format!("##{name}##")),
        SiteWrong::Nameless(text) => say.t1("office-wrong-nameless", "value", text.as_str()),
        SiteWrong::Name(text) => say.t1("office-wrong-name", "value", text.as_str()),
        SiteWrong::NoChoices => say.t("office-wrong-no-choices").into_owned(),
    }
}

/// A text, unless it is blank.
fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
