//! How safe is an account? Its password, its second factor, where it is signed in.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind};
use portico_services::NewFactor;
use portico_web::{AppState, Params, Protected, Visitor, WebResult};
use qrcodegen::{QrCode, QrCodeEcc};
use serde::Deserialize;

use super::shell::{self, Account, moment, owner};
use crate::page::{Page, redirect, show, show_with};

/// Where the page is.
const PATH: &str = "/account/security/";

#[derive(Debug, Template)]
#[template(path = "account_security.html")]
struct SecurityTemplate {
    page: Page,
    account: Account,
    email: String,
    /// What has just been done.
    done: Option<String>,
    /// What is wrong, and with which part: `password`, `factor`.
    fault: Option<(&'static str, String)>,
    factor: Factor,
    sessions: Vec<SessionLine>,
    has_others: bool,
}

/// How it stands with the second factor.
#[derive(Debug)]
enum Factor {
    Off,
    /// To be confirmed: a picture and a key to type.
    Begun {
        picture: Picture,
        secret: String,
    },
    /// Words about it.
    On(String),
}

/// A QR code: its side in modules, and the path of the dark ones.
#[derive(Debug)]
struct Picture {
    side: i32,
    path: String,
}

#[derive(Debug)]
struct SessionLine {
    handle: String,
    about: String,
    since: String,
    until: String,
    current: bool,
}

#[derive(Debug, Template)]
#[template(path = "account_codes.html")]
struct CodesTemplate {
    page: Page,
    account: Account,
    codes: Vec<String>,
}

/// The form of a changed password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Passwords {
    old: String,
    new: String,
}

/// The forms of the second factor.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FactorForm {
    step: String,
    code: String,
    password: String,
}

/// The forms of sessions: one, or all others.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SessionForm {
    session: String,
    others: String,
}

/// `GET /account/security/`
pub(crate) async fn show_security(
    State(state): State<AppState>,
    visitor: Visitor,
    params: Params,
) -> WebResult<Response> {
    if visitor.person().is_none() {
        return Ok(redirect(StatusCode::FOUND, "/login/?next=/account/security/"));
    }
    let say = visitor.say();
    let done = match params.last("done") {
        Some("session") => Some(say.t("people-session-ended").into_owned()),
        Some("factor") => Some(say.t("people-factor-dropped").into_owned()),
        _ => None,
    };
    security_page(&state, &visitor, done, None).await
}

/// `POST /account/security/password/`
pub(crate) async fn change_password(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<Passwords>,
) -> WebResult<Response> {
    let person = owner(&visitor)?;
    let say = visitor.say();
    match state.portal.change_password(person, &form.old, &form.new).await {
        Ok(()) => Ok(redirect(StatusCode::SEE_OTHER, "/login/?done=password")),
        Err(fault) => {
            let words = password_words(&fault, say).or_else(|| refused_words(&fault, say));
            match words {
                Some(words) => security_page(&state, &visitor, None, Some(("password", words))).await,
                None => Err(fault.into()),
            }
        }
    }
}

/// `POST /account/security/factor/`: begin, confirm or switch off.
pub(crate) async fn change_factor(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<FactorForm>,
) -> WebResult<Response> {
    let person = owner(&visitor)?;
    let portal = &state.portal;
    let session = visitor
        .session()
        .map(|key| key.as_str().to_owned())
        .unwrap_or_default();
    let result = match form.step.as_str() {
        "begin" => portal.begin_second_factor(person).await.map(|_| PATH),
        "off" => portal
            .drop_second_factor(&visitor.principal, &form.password)
            .await
            .map(|()| "/account/security/?done=factor"),
        _ => match portal.confirm_second_factor(person, &form.code, &session).await {
            Ok(codes) => return codes_page(&visitor, codes),
            Err(fault) => Err(fault),
        },
    };
    match result {
        Ok(target) => Ok(redirect(StatusCode::SEE_OTHER, target)),
        Err(fault) => match refused_words(&fault, visitor.say()) {
            Some(words) => security_page(&state, &visitor, None, Some(("factor", words))).await,
            None => Err(fault.into()),
        },
    }
}

/// `POST /account/security/sessions/`
pub(crate) async fn end_sessions(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<SessionForm>,
) -> WebResult<Response> {
    let person = owner(&visitor)?;
    if form.others.is_empty() {
        state.portal.end_session(person, &form.session).await?;
    } else if let Some(session) = visitor.session() {
        state.portal.end_other_sessions(person, session.as_str()).await?;
    }
    Ok(redirect(StatusCode::SEE_OTHER, "/account/security/?done=session"))
}

async fn security_page(
    state: &AppState,
    visitor: &Visitor,
    done: Option<String>,
    fault: Option<(&'static str, String)>,
) -> WebResult<Response> {
    let say = visitor.say();
    let person = owner(visitor)?;
    let portal = &state.portal;
    let factor = match portal.second_factor_of(person).await? {
        Some(left) => Factor::On(say.t1("people-factor-on", "count", left)),
        None => match portal.begun_second_factor(person).await? {
            Some(NewFactor { secret, address }) => Factor::Begun {
                picture: picture(&address)?,
                secret,
            },
            None => Factor::Off,
        },
    };
    let session = visitor.session().map(|key| key.as_str());
    let rows = portal.sessions_of(person, session).await?;
    let sessions: Vec<SessionLine> = rows
        .into_iter()
        .map(|row| SessionLine {
            handle: row.handle,
            about: match row.about.is_empty() {
                true => say.t("people-session-unknown").into_owned(),
                false => row.about,
            },
            since: moment(row.created_at, visitor),
            until: moment(row.expires_at, visitor),
            current: row.current,
        })
        .collect();
    let (page, account) = shell::frame(visitor, say.t("people-security"));
    let status = match fault {
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let template = SecurityTemplate {
        page,
        account,
        email: person.email.clone(),
        done,
        fault,
        factor,
        has_others: sessions.len() > 1,
        sessions,
    };
    unkept(show_with(status, &template)?)
}

fn codes_page(visitor: &Visitor, codes: Vec<String>) -> WebResult<Response> {
    let (page, account) = shell::frame(visitor, visitor.say().t("people-codes-title"));
    unkept(show(&CodesTemplate { page, account, codes })?)
}

/// Nothing of it stays in the browser.
fn unkept(mut response: Response) -> WebResult<Response> {
    let caching = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    Ok(response)
}

/// Words for a new password that cannot be.
pub(super) fn password_words(fault: &Fault, say: Say) -> Option<String> {
    let key = match fault.code {
        "WeakPassword" => "people-password-weak",
        "GuessablePassword" => "people-password-guessable",
        "LongPassword" => "people-password-long",
        _ => return None,
    };
    Some(say.t(key).into_owned())
}

/// Words for what was not right.
fn refused_words(fault: &Fault, say: Say) -> Option<String> {
    let key = match (fault.code, fault.kind) {
        ("WrongCredentials", _) => "people-wrong-password",
        ("WrongCode", _) => "people-code-wrong",
        (_, FaultKind::Busy) => "account-too-many-attempts",
        (_, FaultKind::Forbidden) => "people-factor-needed",
        _ => return None,
    };
    Some(say.t(key).into_owned())
}

fn picture(text: &str) -> Result<Picture, Fault> {
    let code =
        QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| Fault::internal(error.to_string()))?;
    let side = code.size();
    let dark = (0..side)
        .flat_map(|y| (0..side).map(move |x| (x, y)))
        .filter(|(x, y)| code.get_module(*x, *y));
    let path = dark.fold(String::new(), |mut path, (x, y)| {
        path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
        path
    });
    Ok(Picture { side: side + 8, path })
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn a_picture_has_a_quiet_border() {
        let drawn = picture("otpauth://totp/A:b?secret=AAAA&issuer=A").unwrap();
        assert!(
            drawn.side > 8 + 20 && drawn.path.starts_with("M4 4h1v1h-1z"),
            "{drawn:?}"
        );
    }
}
