//! Who may do what with a dataset, and what do its readers see? Rules and rights of single people and groups.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Access, DatasetRight, DatasetRights, Fault, FaultKind, Shows, Subject};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};

/// What readers see, as it is sent.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default = "yes")]
    is_data_visible: bool,
    #[serde(default)]
    visible_fields: Option<Vec<String>>,
    #[serde(default)]
    filter_query: Option<String>,
    #[serde(default)]
    api_calls_quota: Option<Quota>,
}

#[derive(Debug, Deserialize)]
struct Quota {
    #[serde(default = "day")]
    unit: String,
    limit: u64,
}

/// The rules of one person or group, as they are sent.
#[derive(Debug, Deserialize)]
struct SentFor {
    #[serde(flatten)]
    shows: Sent,
    /// Names of permissions on this dataset; none leaves them as they are.
    #[serde(default)]
    permissions: Option<Vec<String>>,
    #[serde(default)]
    user: Option<Named>,
    #[serde(default)]
    group: Option<Named>,
}

#[derive(Debug, Deserialize)]
struct Named {
    #[serde(alias = "uid", alias = "name", alias = "email")]
    username: String,
}

fn yes() -> bool {
    true
}

fn day() -> String {
    "day".to_owned()
}

impl Sent {
    /// As it is kept.
    ///
    /// # Errors
    /// For a quota of another time than a day.
    pub(super) fn shows(self) -> Result<Shows, Fault> {
        let calls = match self.api_calls_quota {
            Some(quota) if quota.unit != "day" => {
                let fault = Fault::invalid(
                    "InvalidQuota",
                    format!("a quota is per day, not per {}", quota.unit),
                );
                return Err(reply::wrong_field(
                    "api_calls_quota",
                    fault.with_hint("send {\"unit\": \"day\", \"limit\": …}"),
                ));
            }
            quota => quota.map(|quota| quota.limit),
        };
        Ok(Shows {
            access: match self.is_data_visible {
                true => Access::Data,
                false => Access::Metadata,
            },
            fields: self.visible_fields,
            filter: self.filter_query,
            calls,
        })
    }
}

/// One person or group and what was decided about it.
struct Entry {
    subject: Subject,
    name: String,
    shows: Option<Shows>,
    rights: DatasetRights,
}

/// `GET /datasets/{uid}/security/users/` and `…/groups/`
pub(super) async fn list(Path((uid, kind)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let group = is_group(&kind)?;
    let entries = entries(&call, &uid, group).await?;
    let path = format!("/datasets/{uid}/security/{kind}/");
    reply::ok(&call.page(&path, &entries, shape)?)
}

/// `POST /datasets/{uid}/security/users/` and `…/groups/`
pub(super) async fn create(Path((uid, kind)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let group = is_group(&kind)?;
    let sent: SentFor = call.json()?;
    let member = if group { "group" } else { "user" };
    let named = if group {
        sent.group.as_ref()
    } else {
        sent.user.as_ref()
    };
    let name = named.map(|named| named.username.clone()).ok_or_else(|| {
        let fault = Fault::invalid("InvalidBody", format!("`{member}` is missing"));
        reply::wrong_field(member, fault.with_hint("say for whom the rules are"))
    })?;
    let entry = set(&call, &uid, group, &name, sent).await?;
    reply::created(&shape(&entry))
}

/// `GET /datasets/{uid}/security/users/{username}/` and `…/groups/{uid}/`
pub(super) async fn show(
    Path((uid, kind, name)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let group = is_group(&kind)?;
    reply::ok(&shape(&one(&call, &uid, group, &name).await?))
}

/// `PUT` of the same.
pub(super) async fn replace(
    Path((uid, kind, name)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let group = is_group(&kind)?;
    let sent: SentFor = call.json()?;
    reply::ok(&shape(&set(&call, &uid, group, &name, sent).await?))
}

/// `DELETE` of the same: rules and rights are taken back.
pub(super) async fn remove(
    Path((uid, kind, name)): Path<(String, String, String)>,
    call: Call,
) -> WebResult<Response> {
    let group = is_group(&kind)?;
    let entry = one(&call, &uid, group, &name).await?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let id = dataset.id.as_str();
    if !entry.rights.is_empty() {
        call.portal
            .set_rights(&call.who, id, &entry.subject, DatasetRights::NONE)
            .await?;
    }
    call.portal
        .remove_rules(&call.who, id, Some(&entry.subject))
        .await?;
    Ok(reply::deleted())
}

fn is_group(kind: &str) -> Result<bool, Fault> {
    match kind {
        "users" => Ok(false),
        "groups" => Ok(true),
        _ => {
            let message = format!("The requested resource security/{kind} does not exist.");
            Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                .with_hint("use `users` or `groups`"))
        }
    }
}

async fn entries(call: &Call, uid: &str, group: bool) -> Result<Vec<Entry>, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let id = dataset.id.as_str();
    let is_wanted = |subject: &Subject| matches!(subject, Subject::Group(_)) == group;
    let mut entries: Vec<Entry> = Vec::new();
    for rule in call.portal.list_rules(&call.who, id).await? {
        if let Some(subject) = rule.subject.filter(is_wanted) {
            entries.push(Entry {
                subject,
                name: rule.name,
                shows: Some(rule.shows),
                rights: DatasetRights::NONE,
            });
        }
    }
    for held in call.portal.list_rights(&call.who, id).await? {
        match entries.iter_mut().find(|entry| entry.subject == held.subject) {
            Some(entry) => entry.rights = held.rights,
            None if is_wanted(&held.subject) => entries.push(Entry {
                subject: held.subject,
                name: held.name,
                shows: None,
                rights: held.rights,
            }),
            None => {}
        }
    }
    entries.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(entries)
}

async fn one(call: &Call, uid: &str, group: bool, name: &str) -> Result<Entry, Fault> {
    let found = entries(call, uid, group).await?.into_iter().find(|entry| {
        let id = match &entry.subject {
            Subject::Person(id) | Subject::Group(id) => id,
        };
        entry.name == name || id == name
    });
    found.ok_or_else(|| {
        let message = format!("There are no rules of this dataset for {name}.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

async fn set(call: &Call, uid: &str, group: bool, name: &str, sent: SentFor) -> Result<Entry, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let id = dataset.id.as_str();
    let subject = call.portal.reader_named(&call.who, id, group, name).await?;
    let rights = sent.permissions.as_deref().map(rights).transpose()?;
    let shows = sent.shows.shows()?;
    call.portal
        .set_rules(&call.who, id, Some(&subject), shows)
        .await
        .map_err(|fault| match fault.code {
            "UnknownField" => reply::wrong_field("visible_fields", fault),
            code if code.starts_with("ODSQL") || code == "InvalidRowFilter" => {
                reply::wrong_field("filter_query", fault)
            }
            _ => fault,
        })?;
    if let Some(rights) = rights {
        call.portal.set_rights(&call.who, id, &subject, rights).await?;
    }
    let found = entries(call, uid, group).await?;
    let entry = found.into_iter().find(|entry| entry.subject == subject);
    entry.ok_or_else(|| Fault::internal("rules that were set are not there"))
}

/// Permissions by their names, such as `edit_dataset`.
fn rights(names: &[String]) -> Result<DatasetRights, Fault> {
    names
        .iter()
        .map(|name| {
            let known = DatasetRight::ALL
                .into_iter()
                .find(|right| right.permission().as_str() == name);
            known.ok_or_else(|| {
                let list = DatasetRight::ALL
                    .map(|right| right.permission().as_str())
                    .join(", ");
                let fault = Fault::invalid(
                    "UnknownPermission",
                    format!("`{name}` is no permission on a dataset"),
                );
                reply::wrong_field("permissions", fault.with_hint(format!("use {list}")))
            })
        })
        .collect()
}

fn shape(entry: &Entry) -> Value {
    let mut out = shapes::security(&entry.shows.clone().unwrap_or_default());
    let whom = match &entry.subject {
        Subject::Person(_) => ("user", json!({"username": entry.name, "email": entry.name})),
        Subject::Group(id) => ("group", json!({"uid": id, "title": entry.name})),
    };
    out[whom.0] = whom.1;
    out["has_rules"] = entry.shows.is_some().into();
    let permissions: Vec<&str> = entry
        .rights
        .iter()
        .map(|right| right.permission().as_str())
        .collect();
    out["permissions"] = json!(permissions);
    out
}
