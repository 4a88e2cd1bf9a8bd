//! Which logo and which colours has the portal? Colours that cannot be read are refused, and can be looked at before they hold.

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use portico_model::{Colour, Scheme, SiteAppearance};
use portico_services::{LOGO_LIMIT, LOGO_TYPES, SiteChange, SiteProblem, seen_part, site_problems};
use portico_web::{AppState, Protected, ProtectedFile, WebResult};
use serde::Deserialize;

use super::{LogoForm, Outcome, Preview, Shown, given, preview, save, wrong};
use crate::backoffice::form::{Control, Field};
use crate::backoffice::shell::{Officer, done};
use crate::look;

const TAB: usize = 1;
const LEAD: &str = "office-settings-look-lead";
const PATH: &str = "/backoffice/settings/look/";

/// The fields of the form of colours.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::backoffice) struct ColourForm {
    accent_light: String,
    accent_dark: String,
    act: String,
    seen: String,
}

/// `GET /backoffice/settings/look/`
pub(in crate::backoffice) async fn show(
    State(state): State<AppState>,
    officer: Officer,
) -> WebResult<Response> {
    let appearance = state.portal.site_state().await?.document.appearance;
    let form = ColourForm::of(&appearance);
    page(&state, &officer, &form, &[], |_| {}).await
}

/// `POST /backoffice/settings/look/`: saves the colours, brings back those of the house, or shows how they will look.
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Protected(mut form): Protected<ColourForm>,
) -> WebResult<Response> {
    if form.act == "usual" {
        form.accent_light.clear();
        form.accent_dark.clear();
    }
    let change = form.read();
    if form.act == "preview" {
        let seen = form.seen.clone();
        let problems = site_problems(&change);
        return page(&state, &officer, &form, &problems, |shown| {
            shown.seen = seen;
            if !problems.is_empty() {
                shown.status = StatusCode::UNPROCESSABLE_ENTITY;
            }
        })
        .await;
    }
    match save(&state, &officer, TAB, change, &form.seen).await? {
        Outcome::Done(response) => Ok(response),
        Outcome::Again {
            status,
            problems,
            seen,
            conflict,
        } => {
            page(&state, &officer, &form, &problems, |shown| {
                (shown.status, shown.conflict, shown.seen) = (status, conflict, seen);
            })
            .await
        }
    }
}

/// `POST /backoffice/settings/logo/`: a picture instead of the one before, or none.
pub(in crate::backoffice) async fn change_logo(
    State(state): State<AppState>,
    officer: Officer,
    form: ProtectedFile,
) -> WebResult<Response> {
    let say = officer.say();
    let is_removal = form.fields.last("act") == Some("remove");
    let file = form.file.map(|(_, bytes)| bytes);
    if file.is_none() && !is_removal {
        let words = say.t("office-wrong-no-file").into_owned();
        return again(&state, &officer, StatusCode::UNPROCESSABLE_ENTITY, words).await;
    }
    let file = file.filter(|_| !is_removal);
    match state.portal.change_logo(officer.who(), file).await {
        Ok(now) => {
            state.hall.decide(now.document);
            Ok(done(PATH, "saved"))
        }
        Err(fault) if fault.code == "UnsupportedImage" => {
            let words = say.t("office-wrong-picture").into_owned();
            again(&state, &officer, StatusCode::UNSUPPORTED_MEDIA_TYPE, words).await
        }
        Err(fault) if fault.code == "ImageTooLarge" => {
            let words = say.t1("office-wrong-picture-large", "count", LOGO_LIMIT / 1024);
            again(&state, &officer, StatusCode::PAYLOAD_TOO_LARGE, words).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The screen again, with what is wrong with the picture.
async fn again(
    state: &AppState,
    officer: &Officer,
    status: StatusCode,
    words: String,
) -> WebResult<Response> {
    let appearance = state.portal.site_state().await?.document.appearance;
    let form = ColourForm::of(&appearance);
    page(state, officer, &form, &[], |shown| {
        shown.status = status;
        if let Some(logo) = &mut shown.logo {
            logo.fields[0].error = Some(words);
        }
    })
    .await
}

impl ColourForm {
    fn of(appearance: &SiteAppearance) -> Self {
        let or = |text: &Option<String>, scheme: Scheme| text.clone().unwrap_or(scheme.accent.to_string());
        Self {
            accent_light: or(&appearance.accent_light, Scheme::LIGHT),
            accent_dark: or(&appearance.accent_dark, Scheme::DARK),
            ..Self::default()
        }
    }

    /// The colours of the house are not a decision.
    fn read(&self) -> SiteChange {
        let own = |text: &str, scheme: Scheme| {
            given(text).filter(|text| Colour::parse(text) != Some(scheme.accent))
        };
        SiteChange::Colours {
            light: own(&self.accent_light, Scheme::LIGHT),
            dark: own(&self.accent_dark, Scheme::DARK),
        }
    }
}

async fn page(
    state: &AppState,
    officer: &Officer,
    form: &ColourForm,
    problems: &[SiteProblem],
    adapt: impl FnOnce(&mut Shown),
) -> WebResult<Response> {
    let say = officer.say();
    let document = state.portal.site_state().await?.document;
    let seen = seen_part(&document, &form.read());
    let field = |name: &str, label: &str, value: &str| {
        Field::line(name, say.t(label))
            .value(value)
            .help(say.t("office-settings-accent-help"))
            .longest(7)
            .error(wrong(problems, name, say))
    };
    let fields = vec![
        field("accent_light", "office-settings-accent-light", &form.accent_light),
        field("accent_dark", "office-settings-accent-dark", &form.accent_dark),
    ];
    let mut shown = Shown::new(TAB, LEAD, fields, seen);
    shown.can_preview = true;
    shown.previews = previews(form, officer);
    let help = say.t1("office-settings-logo-help", "count", LOGO_LIMIT / 1024);
    shown.logo = Some(LogoForm {
        current: look::logo(&document),
        fields: vec![
            Field::new(
                Control::File(LOGO_TYPES),
                "logo",
                say.t("office-settings-logo-file"),
            )
            .help(help),
        ],
    });
    adapt(&mut shown);
    shown.page(state, officer).await
}

fn previews(form: &ColourForm, officer: &Officer) -> Vec<Preview> {
    let say = officer.say();
    [
        (&form.accent_light, Scheme::LIGHT, "office-settings-accent-light"),
        (&form.accent_dark, Scheme::DARK, "office-settings-accent-dark"),
    ]
    .into_iter()
    .map(|(text, scheme, word)| {
        let accent = Colour::parse(text).unwrap_or(scheme.accent);
        preview::of(scheme, accent, say.t(word).into_owned(), say)
    })
    .collect()
}
