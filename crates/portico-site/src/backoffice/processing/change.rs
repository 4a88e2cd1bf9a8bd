//! What happens when an editor sends a form of this screen? One change of the list, a preview of a step that is not kept, or the work.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{Fault, FaultKind};
use portico_services::ProcessingChange;
use portico_web::{AppState, Protected, WebResult};

use super::form::Editing;
use super::{Wanted, page};
use crate::backoffice::shell::{Officer, done};

/// `POST /backoffice/datasets/{id}/processing/`
pub(in crate::backoffice) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let text = |name: &str| {
        let found = form.iter().rfind(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let view = state.portal.processing(officer.who(), &id).await?;
    let path = format!("/backoffice/datasets/{}/processing/", view.dataset.id);
    let uid = text("uid");
    let place = view.steps.steps.iter().position(|step| step.uid == uid);
    let act = text("act");
    let seen = text("seen").parse().unwrap_or(-1);
    if act == "apply" {
        let author = officer.author();
        return match state
            .portal
            .apply_processing(officer.who(), author.name(), &id, seen)
            .await
        {
            Ok(job) => Ok(done(&format!("/backoffice/jobs/{job}/"), "steps-applied")),
            Err(fault) => refused(&state, &officer, &id, None, fault).await,
        };
    }
    let mut editing = Editing::read(&form);
    if act == "preview" {
        let wanted = Wanted {
            editing,
            ..Wanted::default()
        };
        return page(&state, &officer, &view, wanted, StatusCode::OK).await;
    }
    if let Err(fault) = view.check_seen(seen) {
        // A step that somebody deleted meanwhile can be added again: its words are not lost.
        if let Some(editing) = editing.as_mut().filter(|_| place.is_none()) {
            editing.step.uid.clear();
        }
        let sent = matches!(act.as_str(), "add" | "save");
        return refused(&state, &officer, &id, editing.filter(|_| sent), fault).await;
    }
    let missing = || {
        let message = format!("The requested processor {uid} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    };
    let (change, code) = match (act.as_str(), place, &editing) {
        ("add", _, Some(editing)) => (ProcessingChange::Add(editing.step.clone(), None), "step-added"),
        ("save", Some(at), Some(editing)) => {
            let mut step = editing.step.clone();
            step.disabled = view.steps.steps[at].disabled;
            (ProcessingChange::Set(uid.clone(), step), "step-saved")
        }
        ("up", Some(at), _) => (
            ProcessingChange::Move(uid.clone(), at.saturating_sub(1)),
            "step-moved",
        ),
        ("down", Some(at), _) => (ProcessingChange::Move(uid.clone(), at + 1), "step-moved"),
        ("move", Some(_), _) => match text("to").parse() {
            Ok(to) => (ProcessingChange::Move(uid.clone(), to), "step-moved"),
            Err(_) => return Err(Fault::invalid("InvalidForm", "`to` is not a place in the list").into()),
        },
        ("off", Some(_), _) => (ProcessingChange::Use(uid.clone(), false), "step-off"),
        ("on", Some(_), _) => (ProcessingChange::Use(uid.clone(), true), "step-on"),
        ("delete", Some(_), _) => (ProcessingChange::Delete(uid.clone()), "step-deleted"),
        ("save" | "up" | "down" | "move" | "off" | "on" | "delete", None, _) => return Err(missing().into()),
        _ => return Err(Fault::invalid("InvalidForm", "This form says nothing that is known here.").into()),
    };
    let changed = state
        .portal
        .change_processing(officer.who(), &officer.author(), &id, seen, change)
        .await;
    match changed {
        Ok(_) => Ok(done(&path, code)),
        Err(fault) => {
            let sent = matches!(act.as_str(), "add" | "save");
            refused(&state, &officer, &id, editing.filter(|_| sent), fault).await
        }
    }
}

/// The page once more, with what is wrong.
async fn refused(
    state: &AppState,
    officer: &Officer,
    id: &str,
    editing: Option<Editing>,
    fault: Fault,
) -> WebResult<Response> {
    let status = match fault.kind {
        FaultKind::Invalid | FaultKind::Unprocessable => StatusCode::BAD_REQUEST,
        FaultKind::Conflict => StatusCode::CONFLICT,
        FaultKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FaultKind::NotFound if editing.is_some() => StatusCode::BAD_REQUEST,
        _ => return Err(fault.into()),
    };
    let view = state.portal.processing(officer.who(), id).await?;
    let wanted = Wanted {
        editing,
        fault: Some(fault),
        ..Wanted::default()
    };
    page(state, officer, &view, wanted, status).await
}
