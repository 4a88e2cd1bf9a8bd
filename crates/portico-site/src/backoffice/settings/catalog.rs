//! Which licences and themes do publishers choose from?

use axum::extract::State;
use axum::response::Response;
use portico_model::{Licence, SiteCatalog};
use portico_services::{SiteChange, SiteProblem, seen_part};
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::{Outcome, Shown, save, wrong};
use crate::backoffice::form::{Control, Field};
use crate::backoffice::shell::Officer;

const TAB: usize = 2;
const LEAD: &str = "office-settings-catalog-lead";

/// The fields of the form: a line each.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::backoffice) struct CatalogForm {
    licences: String,
    themes: String,
    seen: String,
}

/// `GET /backoffice/settings/catalog/`
pub(in crate::backoffice) async fn show(
    State(state): State<AppState>,
    officer: Officer,
) -> WebResult<Response> {
    let document = state.portal.site_state().await?.document;
    let seen = seen_part(&document, &SiteChange::Catalog(SiteCatalog::default()));
    let catalog = &document.catalog;
    let form = CatalogForm {
        licences: written(&catalog.licences()),
        themes: catalog.themes().join("\n"),
        seen: String::new(),
    };
    let fields = fields(&form, &officer, &[]);
    Shown::new(TAB, LEAD, fields, seen).page(&state, &officer).await
}

/// `POST /backoffice/settings/catalog/`
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<CatalogForm>,
) -> WebResult<Response> {
    let change = SiteChange::Catalog(form.read());
    match save(&state, &officer, TAB, change, &form.seen).await? {
        Outcome::Done(response) => Ok(response),
        Outcome::Again {
            status,
            problems,
            seen,
            conflict,
        } => {
            let mut shown = Shown::new(TAB, LEAD, fields(&form, &officer, &problems), seen);
            (shown.status, shown.conflict) = (status, conflict);
            shown.page(&state, &officer).await
        }
    }
}

impl CatalogForm {
    /// `Name | address of its text`, a line each. The usual ones, unchanged, are not a decision.
    fn read(&self) -> SiteCatalog {
        let licence = |line: &str| {
            let (name, url) = line.rsplit_once('|').unwrap_or((line, ""));
            Licence {
                name: name.trim().to_owned(),
                url: url.trim().to_owned(),
            }
        };
        let lines = |text: &str| {
            let lines = text.lines().map(|line| line.trim().to_owned());
            lines.filter(|line| !line.is_empty()).collect::<Vec<_>>()
        };
        let usual = SiteCatalog::default();
        let mut catalog = SiteCatalog {
            licences: lines(&self.licences).iter().map(|line| licence(line)).collect(),
            themes: lines(&self.themes),
        };
        if catalog.licences == usual.licences() {
            catalog.licences.clear();
        }
        if catalog.themes == usual.themes() {
            catalog.themes.clear();
        }
        catalog
    }
}

fn written(licences: &[Licence]) -> String {
    let lines = licences.iter().map(|licence| match licence.url.as_str() {
        "" => licence.name.clone(),
        url => format!("{} | {url}", licence.name),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn fields(form: &CatalogForm, officer: &Officer, problems: &[SiteProblem]) -> Vec<Field> {
    let say = officer.say();
    vec![
        Field::new(Control::Lines(9), "licences", say.t("office-settings-licences"))
            .value(form.licences.clone())
            .help(say.t("office-settings-licences-help"))
            .error(wrong(problems, "licences", say)),
        Field::new(Control::Lines(13), "themes", say.t("office-settings-themes"))
            .value(form.themes.clone())
            .help(say.t("office-settings-themes-help"))
            .error(wrong(problems, "themes", say)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_licence_and_the_usual_ones_are_no_decision() {
        let usual = SiteCatalog::default();
        let mut form = CatalogForm {
            licences: written(&usual.licences()),
            themes: usual.themes().join("\r\n"),
            seen: String::new(),
        };
        assert_eq!(form.read(), usual);
        form.licences = " City | licence | https://example.org/l \n\nMine\n".to_owned();
        let read = form.read().licences;
        assert_eq!(read[0].name, "City | licence");
        assert_eq!(read[0].url, "https://example.org/l");
        assert_eq!((read[1].name.as_str(), read[1].url.as_str()), ("Mine", ""));
    }
}
