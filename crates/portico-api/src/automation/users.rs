//! Who has an account? Listing, inviting, changing, closing; for those who manage people.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use http::{HeaderValue, header};
use portico_model::{Fault, Role};
use portico_services::{InviteRequest, PersonChange, PersonInfo};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};
use crate::reply::body;

/// An account as it is sent.
#[derive(Debug, Deserialize)]
struct SentNew {
    #[serde(alias = "username")]
    email: String,
    #[serde(default)]
    role: Option<String>,
    /// Identifiers of groups.
    #[serde(default)]
    groups: Vec<String>,
}

/// What is to be different about an account; what is left out stays.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(default)]
    role: Option<String>,
    #[serde(default)]
    is_active: Option<bool>,
    /// Identifiers of groups: these and no others.
    #[serde(default)]
    groups: Option<Vec<String>>,
    /// What conditions of datasets know of the person.
    #[serde(default)]
    attributes: Option<BTreeMap<String, Vec<String>>>,
}

/// `GET /users/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let people = call.portal.list_people_for(&call.who).await?;
    reply::ok(&call.page("/users/", &people, shape)?)
}

/// `GET /users/{username}/`
pub(super) async fn show(Path(name): Path<String>, call: Call) -> WebResult<Response> {
    reply::ok(&told(&call, &name).await?)
}

/// `PUT /users/{username}/`
pub(super) async fn replace(Path(name): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let change = PersonChange {
        role: sent.role.as_deref().map(role).transpose()?,
        closed: sent.is_active.map(|active| !active),
        groups: sent.groups,
        attributes: sent.attributes,
    };
    let email = call.portal.person_for(&call.who, &name).await?.person.email;
    call.portal
        .change_person(&call.who, &email, change)
        .await
        .map_err(|fault| match fault.code {
            "InvalidAttribute" => reply::wrong_field("attributes", fault),
            "UnknownGroup" => reply::wrong_field("groups", fault),
            _ => fault,
        })?;
    reply::ok(&told(&call, &email).await?)
}

/// `DELETE /users/{username}/`: the account is closed. Versions and the trail name it, so it is not forgotten.
pub(super) async fn remove(Path(name): Path<String>, call: Call) -> WebResult<Response> {
    let email = call.portal.person_for(&call.who, &name).await?.person.email;
    call.portal.set_closed(&call.who, &email, true).await?;
    Ok(reply::deleted())
}

/// `POST /users/invite/`: a link to choose a password is sent; where no mail leaves, the answer holds it.
pub(super) async fn invite(call: Call) -> WebResult<Response> {
    let request = request(call.json()?)?;
    let made = call
        .portal
        .invite(&call.who, &request, call.asked.say())
        .await
        .map_err(of_new)?;
    let mut told = told(&call, &made.email).await?;
    if !call.portal.can_mail() {
        told["link"] = call.asked.address().absolute(&made.path).into();
        told["link_expires_at"] = shapes::moment(made.expires_at);
    }
    reply::created(&told)
}

/// `POST /users/provision/`: an account without a password, for somebody who signs in elsewhere.
pub(super) async fn provision(call: Call) -> WebResult<Response> {
    let request = request(call.json()?)?;
    let person = call.portal.provision(&call.who, &request).await.map_err(of_new)?;
    reply::created(&told(&call, &person.email).await?)
}

/// `GET /users/export/`: everyone, as CSV.
pub(super) async fn export(call: Call) -> WebResult<Response> {
    let people = call.portal.list_people_for(&call.who).await?;
    let mut text = String::from("username,email,role,is_active,groups,has_second_factor,created_at\r\n");
    for info in &people {
        let told = shape(info);
        let person = &info.person;
        let cells = [
            person.email.as_str(),
            person.email.as_str(),
            person.role.as_str(),
            if person.disabled { "false" } else { "true" },
            &info.groups.join("; "),
            if info.has_second_factor { "true" } else { "false" },
            told["created_at"].as_str().unwrap_or_default(),
        ];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    let mut response = body("text/csv; charset=utf-8", text);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let how = HeaderValue::from_static("attachment; filename=\"users.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, how);
    Ok(response)
}

fn request(sent: SentNew) -> Result<InviteRequest, Fault> {
    Ok(InviteRequest {
        email: sent.email,
        role: sent.role.as_deref().map_or(Ok(Role::Reader), role)?,
        groups: sent.groups,
    })
}

fn role(name: &str) -> Result<Role, Fault> {
    Role::parse(name).ok_or_else(|| {
        let known = Role::ALL.map(Role::as_str).join(", ");
        let shown: String = name.chars().take(60).collect();
        let fault = Fault::invalid("InvalidRole", format!("`{shown}` is no role"));
        reply::wrong_field("role", fault.with_hint(format!("use {known}")))
    })
}

fn of_new(fault: Fault) -> Fault {
    match fault.code {
        "InvalidAddress" | "AddressTaken" => reply::wrong_field("email", fault),
        "UnknownGroup" => reply::wrong_field("groups", fault),
        _ => fault,
    }
}

async fn told(call: &Call, email: &str) -> Result<Value, Fault> {
    let info = call.portal.person_for(&call.who, email).await?;
    let mut told = shape(&info);
    let groups = call.portal.groups_of(&call.who, &info.person).await?;
    let groups = groups
        .iter()
        .map(|group| json!({"uid": group.id, "title": group.name}));
    told["groups"] = groups.collect::<Vec<_>>().into();
    let attributes = call.portal.attributes_of(&call.who, &info.person.email).await?;
    told["attributes"] = json!(attributes);
    Ok(told)
}

fn shape(info: &PersonInfo) -> Value {
    let person = &info.person;
    json!({
        "username": person.email,
        "email": person.email,
        "role": person.role.as_str(),
        "is_active": !person.disabled,
        "is_invited": info.link_until.is_some(),
        "has_second_factor": info.has_second_factor,
        "groups": info.groups.iter().map(|name| json!({"title": name})).collect::<Vec<_>>(),
        "created_at": shapes::moment(person.created_at),
    })
}

/// A cell of CSV. What a spreadsheet would take for a formula begins with an apostrophe: addresses are those of strangers.
fn cell(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_quoted_and_never_a_formula() {
        assert_eq!(cell("a; \"b\", c"), "\"a; \"\"b\"\", c\"");
        assert_eq!(cell("=1+1@example.org"), "'=1+1@example.org");
    }

    #[test]
    fn a_role_that_is_none_names_its_member() {
        let fault = role("king").expect_err("no role");
        assert_eq!(fault.clause.as_deref(), Some("role"));
        assert_eq!(role("publisher").expect("a role"), Role::Publisher);
    }
}
