//! Who belongs together? Groups, what their members may do, and their members.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{Fault, FaultKind, Group, Permission, Permissions};
use portico_services::GroupRequest;
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::form::{Choice, Control, Field, has_errors};
use super::shell::{Confirm, Office, Officer, done};
use crate::account::permission_word;
use crate::page::{Page, show, show_with};

/// The list.
const LIST: &str = "/backoffice/groups/";

#[derive(Debug, Template)]
#[template(path = "office_groups.html")]
struct GroupsTemplate {
    page: Page,
    office: Office,
    groups: Vec<GroupLine>,
}

#[derive(Debug)]
struct GroupLine {
    href: String,
    name: String,
    members: String,
    permissions: String,
}

#[derive(Debug, Template)]
#[template(path = "office_group.html")]
struct GroupTemplate {
    page: Page,
    office: Office,
    path: String,
    fields: Vec<Field>,
    /// None for a new group.
    members: Option<Members>,
}

#[derive(Debug)]
struct Members {
    list: Vec<String>,
    /// Those who could be added.
    others: Vec<Choice>,
}

/// The forms of a group; `step` says which.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GroupForm {
    step: String,
    sure: String,
    name: String,
    description: String,
    permissions: Vec<String>,
    member: String,
}

/// `GET /backoffice/groups/`
pub(super) async fn show_groups(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let (portal, who) = (&state.portal, officer.who());
    let mut groups = Vec::new();
    for group in portal.list_groups(who).await? {
        let (group, members) = portal.group(who, &group.id).await?;
        let words: Vec<String> = group
            .permissions
            .iter()
            .map(|permission| permission_word(permission, say))
            .collect();
        groups.push(GroupLine {
            href: format!("{LIST}{}/", group.id),
            members: say.t1("people-group-member-count", "count", members.len() as u64),
            permissions: words.join(" · "),
            name: group.name,
        });
    }
    let (page, office) = officer.frame(say.t("office-groups"));
    show(&GroupsTemplate { page, office, groups })
}

/// `GET /backoffice/groups/new/`
pub(super) async fn show_new_group(officer: Officer) -> WebResult<Response> {
    new_page(&officer, &GroupForm::default(), None)
}

/// `POST /backoffice/groups/new/`
pub(super) async fn create_group(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<GroupForm>,
) -> WebResult<Response> {
    match state.portal.create_group(officer.who(), request(&form)).await {
        Ok(group) => Ok(done(&format!("{LIST}{}/", group.id), "group")),
        Err(fault) if is_of_form(&fault) => new_page(&officer, &form, Some(fault.message)),
        Err(fault) => Err(fault.into()),
    }
}

/// `GET /backoffice/groups/{id}/`
pub(super) async fn show_group(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    group_page(&state, &officer, &id, None).await
}

/// `POST /backoffice/groups/{id}/`
pub(super) async fn change_group(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<GroupForm>,
) -> WebResult<Response> {
    let (portal, who) = (&state.portal, officer.who());
    let path = format!("{LIST}{id}/");
    let result = match form.step.as_str() {
        "add" | "remove" => {
            let belongs = form.step == "add";
            let set = portal.set_membership(who, &id, &form.member, belongs).await;
            set.map(|_| done(&path, "member"))
        }
        "delete" if form.sure.is_empty() => {
            let (group, _) = portal.group(who, &id).await?;
            return confirm(&officer, &group, &path);
        }
        "delete" => portal
            .remove_group(who, &id)
            .await
            .map(|_| done(LIST, "group-deleted")),
        _ => portal
            .change_group(who, &id, request(&form))
            .await
            .map(|_| done(&path, "group")),
    };
    match result {
        Ok(response) => Ok(response),
        Err(fault) if is_of_form(&fault) => {
            group_page(&state, &officer, &id, Some((&form, fault.message))).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn is_of_form(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::Invalid | FaultKind::Conflict)
}

fn request(form: &GroupForm) -> GroupRequest {
    let known = form.permissions.iter().filter_map(|name| Permission::parse(name));
    GroupRequest {
        name: form.name.clone(),
        description: form.description.clone(),
        permissions: known.collect(),
    }
}

fn confirm(officer: &Officer, group: &Group, path: &str) -> WebResult<Response> {
    let say = officer.say();
    let (page, office) = officer.frame(say.t("people-group-delete"));
    Confirm {
        page,
        office: office.under(group.name.clone(), path),
        text: say.t1("people-group-delete-text", "name", group.name.as_str()),
        warning: None,
        action: path.to_owned(),
        fields: vec![
            ("step".to_owned(), "delete".to_owned()),
            ("sure".to_owned(), "1".to_owned()),
        ],
        button: say.t("people-group-delete").into_owned(),
        back: path.to_owned(),
    }
    .show()
}

fn fields(
    officer: &Officer,
    name: &str,
    description: &str,
    chosen: Permissions,
    wrong: Option<String>,
) -> Vec<Field> {
    let say = officer.say();
    let held = officer.who().permissions();
    let choices = held.or(chosen).iter().map(|permission| Choice {
        value: permission.as_str().to_owned(),
        text: permission_word(permission, say),
        chosen: chosen.contains(permission),
    });
    vec![
        Field::line("name", say.t("people-group-name"))
            .value(name)
            .required()
            .longest(100)
            .error(wrong),
        Field::new(
            Control::Lines(2),
            "description",
            say.t("people-group-description"),
        )
        .value(description)
        .longest(1000),
        Field::new(
            Control::Several(choices.collect()),
            "permissions",
            say.t("people-group-permissions"),
        ),
    ]
}

fn new_page(officer: &Officer, form: &GroupForm, wrong: Option<String>) -> WebResult<Response> {
    let chosen = request(form).permissions;
    let (page, office) = officer.frame(officer.say().t("people-group-new"));
    let fields = fields(officer, &form.name, &form.description, chosen, wrong);
    let status = status(&fields);
    show_with(
        status,
        &GroupTemplate {
            page,
            office,
            path: format!("{LIST}new/"),
            fields,
            members: None,
        },
    )
}

async fn group_page(
    state: &AppState,
    officer: &Officer,
    id: &str,
    wrong: Option<(&GroupForm, String)>,
) -> WebResult<Response> {
    let (portal, who) = (&state.portal, officer.who());
    let (group, members) = portal.group(who, id).await?;
    let people = portal.list_people_for(who).await?;
    let others: Vec<Choice> = people
        .into_iter()
        .map(|info| info.person)
        .filter(|person| !person.disabled && !members.iter().any(|member| member.id == person.id))
        .map(|person| Choice {
            value: person.email.clone(),
            text: person.email,
            chosen: false,
        })
        .collect();
    let (page, office) = officer.frame(group.name.clone());
    let fields = match wrong {
        Some((form, words)) => fields(
            officer,
            &form.name,
            &form.description,
            request(form).permissions,
            Some(words),
        ),
        None => fields(officer, &group.name, &group.description, group.permissions, None),
    };
    let status = status(&fields);
    show_with(
        status,
        &GroupTemplate {
            page,
            office,
            path: format!("{LIST}{id}/"),
            fields,
            members: Some(Members {
                list: members.into_iter().map(|person| person.email).collect(),
                others,
            }),
        },
    )
}

fn status(fields: &[Field]) -> StatusCode {
    if has_errors(fields) {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}
