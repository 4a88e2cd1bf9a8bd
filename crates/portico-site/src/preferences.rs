//! What did this visitor choose about cookies and statistics, and how do they change it?

use askama::Template;
use axum::Form;
use axum::response::Response;
use chrono::{Datelike, NaiveDate, Utc};
use http::StatusCode;
use portico_cookies::{CookieName, Preferences, Purpose, SetCookie, policy};
use portico_web::{Params, SameOrigin, Visitor, WebResult};
use serde::Deserialize;

use crate::page::{Page, redirect, show};

#[derive(Debug, Template)]
#[template(path = "preferences.html")]
struct PreferencesTemplate {
    page: Page,
    /// What has just happened.
    done: Option<String>,
    /// The value in the browser, and the day of the choice.
    stored: Option<(String, String)>,
    counted: bool,
}

/// The fields of the form. A box that is not ticked is not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choices {
    statistics: String,
    action: String,
}

/// `GET /cookies/preferences/`
pub(crate) async fn show_preferences(visitor: Visitor, params: Params) -> WebResult<Response> {
    let say = visitor.say();
    let preferences = visitor.asked.preferences();
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
    let purpose = Purpose::Statistics;
    show(&PreferencesTemplate {
        page: Page::of(&visitor, say.t("cookies-preferences-title")).unlisted(),
        done,
        stored,
        counted: preferences.map_or(purpose.is_allowed_by_default(), |choice| choice.allows(purpose)),
    })
}

/// `POST /cookies/preferences/`: an explicit choice; asking to forget removes the cookie.
pub(crate) async fn change_preferences(
    _proof: SameOrigin,
    visitor: Visitor,
    Form(choices): Form<Choices>,
) -> WebResult<Response> {
    let jar = visitor.jar();
    if choices.action == "forget" {
        jar.put(SetCookie::deletion(CookieName::CookiesPreferences));
        return Ok(redirect(
            StatusCode::SEE_OTHER,
            "/cookies/preferences/?done=forgotten",
        ));
    }
    let today = Utc::now().date_naive();
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let day = (
        u16::try_from(today.year()).unwrap_or(0),
        small(today.month()),
        small(today.day()),
    );
    let before = visitor.asked.preferences();
    let allows = |purpose: Purpose| match purpose {
        Purpose::Statistics => !choices.statistics.is_empty(),
        Purpose::ExternalContent => before.as_ref().is_some_and(|choice| choice.allows(purpose)),
    };
    let preferences = Preferences::new(policy::current().number, day, allows);
    jar.put(SetCookie::preferences(&preferences));
    Ok(redirect(
        StatusCode::SEE_OTHER,
        "/cookies/preferences/?done=saved",
    ))
}
