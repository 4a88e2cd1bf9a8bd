//! How does somebody sign in at an identity provider and come back?

use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use portico_cookies::CookieName;
use portico_model::{Fault, FaultKind};
use portico_services::{OpenIdAnswer, SignIn};
use portico_web::{AppState, Params, Visitor, WebResult, local_target};

use super::agent::Device;
use super::{code_page, login_page, welcome};
use crate::href::Pairs;
use crate::page::{redirect, show, show_with};

/// `GET /login/oidc/`: to the provider. The browser must hold the token of the sign-in page, which the answer is bound to.
pub(crate) async fn leave(
    State(state): State<AppState>,
    visitor: Visitor,
    device: Device,
    params: Params,
) -> WebResult<Response> {
    let next = params
        .last("next")
        .and_then(|next| local_target(next, visitor.asked.address()))
        .unwrap_or_default();
    let Some(browser) = visitor.asked.cookie(CookieName::CsrfToken) else {
        // The cookie leaves with this answer; a browser that does not bring it back is told so by the sign-in page.
        let _ = visitor.csrf_token();
        if params.last("again").is_some() {
            let words = visitor.say().t("account-cookies-needed").into_owned();
            let page = login_page(
                &state,
                &visitor,
                next.to_owned(),
                String::new(),
                false,
                Some(words),
            );
            return show_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        let again = Pairs::default().with("again", "1").with("next", next);
        return Ok(redirect(StatusCode::FOUND, &again.on("/login/oidc/")));
    };
    match state.portal.begin_openid(browser, next, device.client).await {
        Ok(target) => Ok(away(&target)),
        Err(fault) => refuse(&state, &visitor, fault, next),
    }
}

/// `GET /login/oidc/callback/`: back from the provider.
pub(crate) async fn come_back(
    State(state): State<AppState>,
    visitor: Visitor,
    Device { client, about }: Device,
    params: Params,
) -> WebResult<Response> {
    let text = |name: &str| params.last(name).unwrap_or_default().to_owned();
    let answer = OpenIdAnswer {
        state: text("state"),
        code: text("code"),
        error: text("error"),
        issuer: params.last("iss").map(str::to_owned),
    };
    let browser = visitor.asked.cookie(CookieName::CsrfToken).unwrap_or_default();
    let finished = state.portal.finish_openid(browser, &answer, client, &about).await;
    match finished {
        Ok((SignIn::Done(signed_in), next)) => welcome(&state, &visitor, &signed_in, &next).await,
        Ok((SignIn::Code(ticket), next)) => show(&code_page(&visitor, ticket, next, false, None)),
        Err(fault) => refuse(&state, &visitor, fault, ""),
    }
}

fn refuse(state: &AppState, visitor: &Visitor, fault: Fault, next: &str) -> WebResult<Response> {
    let say = visitor.say();
    let key = match (fault.code, fault.kind) {
        ("OpenIdUnknown", _) => "people-oidc-unknown",
        ("OpenIdFailed", _) => "people-oidc-failed",
        (_, FaultKind::Busy) => "account-too-many-attempts",
        _ => return Err(fault.into()),
    };
    if fault.code == "OpenIdFailed" {
        tracing::warn!(
            reason = fault.message,
            "signing in with the identity provider failed"
        );
    }
    let words = say.t(key).into_owned();
    let page = login_page(state, visitor, next.to_owned(), String::new(), false, Some(words));
    show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// To an address of somebody else: only the one that the operator set up leads there.
fn away(target: &str) -> Response {
    redirect(StatusCode::FOUND, target)
}
