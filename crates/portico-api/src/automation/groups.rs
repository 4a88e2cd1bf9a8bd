//! Which groups of people are there, who belongs to one, and what may its members do?

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, Group, Permission, Permissions, Person};
use portico_services::GroupRequest;
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};

/// What is sent to make or replace a group.
#[derive(Debug, Deserialize)]
struct Sent {
    title: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    permissions: Vec<String>,
}

/// Who is to belong to it.
#[derive(Debug, Deserialize)]
struct SentMember {
    #[serde(alias = "email")]
    username: String,
}

/// `GET /groups/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let groups = call.portal.list_groups(&call.who).await?;
    reply::ok(&call.page("/groups/", &groups, shape)?)
}

/// `POST /groups/`
pub(super) async fn create(call: Call) -> WebResult<Response> {
    let request = request(call.json()?)?;
    let made = call.portal.create_group(&call.who, request).await?;
    reply::created(&shape(&made))
}

/// `GET /groups/{uid}/`
pub(super) async fn show(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    let (group, _) = call.portal.group(&call.who, &id).await?;
    reply::ok(&shape(&group))
}

/// `PUT /groups/{uid}/`
pub(super) async fn replace(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    let request = request(call.json()?)?;
    let changed = call.portal.change_group(&call.who, &id, request).await?;
    reply::ok(&shape(&changed))
}

/// `DELETE /groups/{uid}/`
pub(super) async fn remove(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    call.portal.remove_group(&call.who, &id).await?;
    Ok(reply::deleted())
}

/// `GET /groups/{uid}/users/`
pub(super) async fn list_members(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    let (_, members) = call.portal.group(&call.who, &id).await?;
    reply::ok(&call.page(&format!("/groups/{id}/users/"), &members, member)?)
}

/// `POST /groups/{uid}/users/`
pub(super) async fn add_member(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    let sent: SentMember = call.json()?;
    let (_, person) = call
        .portal
        .set_membership(&call.who, &id, &sent.username, true)
        .await?;
    reply::created(&member(&person))
}

/// `DELETE /groups/{uid}/users/{username}/`
pub(super) async fn remove_member(
    Path((id, name)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    call.portal.set_membership(&call.who, &id, &name, false).await?;
    Ok(reply::deleted())
}

fn request(sent: Sent) -> Result<GroupRequest, Fault> {
    let permission = |name: &String| {
        Permission::parse(name).ok_or_else(|| {
            let list: Vec<&str> = Permission::ALL.iter().map(|one| one.as_str()).collect();
            let fault = Fault::invalid("UnknownPermission", format!("`{name}` is no permission"));
            reply::wrong_field("permissions", fault.with_hint(format!("use {}", list.join(", "))))
        })
    };
    Ok(GroupRequest {
        name: sent.title,
        description: sent.description.unwrap_or_default(),
        permissions: sent
            .permissions
            .iter()
            .map(permission)
            .collect::<Result<Permissions, _>>()?,
    })
}

fn shape(group: &Group) -> Value {
    let permissions: Vec<&str> = group.permissions.iter().map(Permission::as_str).collect();
    json!({
        "uid": group.id,
        "title": group.name,
        "description": group.description,
        "permissions": permissions,
        "created_at": shapes::moment(group.created_at),
    })
}

fn member(person: &Person) -> Value {
    json!({
        "username": person.email,
        "email": person.email,
        "role": person.role.as_str(),
        "is_active": !person.disabled,
        "created_at": shapes::moment(person.created_at),
    })
}
