//! Who belongs together? Groups of people, what their members may do, and what is known of a person for the filters of rulesets.

use std::collections::BTreeMap;

use portico_model::{
    Action, Author, Fault, FaultKind, Group, Permission, Permissions, Person, Principal, Subject, Thing,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::trail::Change;
use crate::{Portal, clock};

/// Longest name, in characters.
const LONGEST_NAME: usize = 100;
/// Longest description, in characters.
const LONGEST_DESCRIPTION: usize = 1000;
/// Attributes of a person at most, and values of one.
const MOST_ATTRIBUTES: usize = 50;
/// Longest value of an attribute, in characters.
const LONGEST_VALUE: usize = 500;

/// What a group is to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GroupRequest {
    /// How people name it.
    pub name: String,
    /// One or two sentences.
    pub description: String,
    /// What its members may do, beyond their roles.
    pub permissions: Permissions,
}

impl Portal {
    /// Every group, by name: for those who manage people or some dataset.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like.
    pub async fn list_groups(&self, who: &Principal) -> Result<Vec<Group>, Fault> {
        if !who.may(Permission::ManageDataset) {
            who.require(Permission::ManagePeople)?;
        }
        Ok(self.inner.registry.list_groups().await?)
    }

    /// One group and its members.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; `UnknownGroup`.
    pub async fn group(&self, who: &Principal, id: &str) -> Result<(Group, Vec<Person>), Fault> {
        who.require(Permission::ManagePeople)?;
        let group = self.known_group(id).await?;
        let members = self.inner.registry.members_of(id).await?;
        Ok((group, members))
    }

    /// Makes a group.
    ///
    /// # Errors
    /// `ForbiddenAccess`, also for a permission that the principal does not have; `InvalidGroup`; a conflict when the name is taken.
    pub async fn create_group(&self, who: &Principal, request: GroupRequest) -> Result<Group, Fault> {
        who.require(Permission::ManagePeople)?;
        let request = checked(who, request)?;
        let group = Group {
            id: Uuid::now_v7().to_string(),
            name: request.name,
            description: request.description,
            permissions: request.permissions,
            created_at: clock::now(),
        };
        self.inner.registry.insert_group(&group).await?;
        let change = Change::of(Thing::Group, &group.name, Action::Create).after(state(&group));
        self.record_change(&Author::from(who), change).await?;
        Ok(group)
    }

    /// Changes a group.
    ///
    /// # Errors
    /// As [`Self::create_group`]; `UnknownGroup`.
    pub async fn change_group(
        &self,
        who: &Principal,
        id: &str,
        request: GroupRequest,
    ) -> Result<Group, Fault> {
        who.require(Permission::ManagePeople)?;
        let old = self.known_group(id).await?;
        who.may_give(old.permissions)?;
        let request = checked(who, request)?;
        let group = Group {
            name: request.name,
            description: request.description,
            permissions: request.permissions,
            ..old.clone()
        };
        self.inner.registry.update_group(&group).await?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Group, &group.name, Action::Change)
            .before(state(&old))
            .after(state(&group));
        self.record_change(&Author::from(who), change).await?;
        Ok(group)
    }

    /// Removes a group: its members lose what they had through it.
    ///
    /// # Errors
    /// As [`Self::change_group`].
    pub async fn remove_group(&self, who: &Principal, id: &str) -> Result<Group, Fault> {
        who.require(Permission::ManagePeople)?;
        let group = self.known_group(id).await?;
        self.may_change_members(who, &group).await?;
        self.inner.registry.delete_group(id).await?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Group, &group.name, Action::Delete).before(state(&group));
        self.record_change(&Author::from(who), change).await?;
        Ok(group)
    }

    /// A person belongs to a group from now on, or no longer: who and to which.
    ///
    /// # Errors
    /// `ForbiddenAccess`, also for a group whose members may do what the principal may not, be it with one dataset;
    /// `UnknownGroup`, `UnknownPerson`.
    pub async fn set_membership(
        &self,
        who: &Principal,
        group: &str,
        email: &str,
        belongs: bool,
    ) -> Result<(Group, Person), Fault> {
        who.require(Permission::ManagePeople)?;
        let group = self.known_group(group).await?;
        self.may_change_members(who, &group).await?;
        let person = self.account(email).await?.person;
        self.inner
            .registry
            .set_membership(&group.id, &person.id, belongs)
            .await?;
        let action = if belongs { Action::Grant } else { Action::Revoke };
        let change = Change::of(Thing::Group, &group.name, action).after(json!({"member": person.email}));
        self.record_change(&Author::from(who), change).await?;
        Ok((group, person))
    }

    /// The groups of a person.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like.
    pub async fn groups_of(&self, who: &Principal, person: &Person) -> Result<Vec<Group>, Fault> {
        if who.member().is_none_or(|member| member.person.id != person.id) {
            who.require(Permission::ManagePeople)?;
        }
        Ok(self.inner.registry.groups_of(&person.id).await?)
    }

    /// What is known of a person beyond the account.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; `UnknownPerson`.
    pub async fn attributes_of(
        &self,
        who: &Principal,
        email: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, Fault> {
        who.require(Permission::ManagePeople)?;
        let person = self.account(email).await?.person;
        Ok(self.inner.registry.attributes_of(&person.id).await?)
    }

    /// Replaces what is known of a person beyond the account: names of letters, digits, `_` and `-`, each with values.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; `UnknownPerson`; `InvalidAttribute`.
    pub async fn set_attributes(
        &self,
        who: &Principal,
        email: &str,
        attributes: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), Fault> {
        who.require(Permission::ManagePeople)?;
        let person = self.person_to_manage(who, email).await?;
        check_attributes(attributes)?;
        let registry = &self.inner.registry;
        let before = registry.attributes_of(&person.id).await?;
        registry.set_attributes(&person.id, attributes).await?;
        let change = Change::of(Thing::Person, &person.email, Action::Change)
            .before(json!({"attributes": before}))
            .after(json!({"attributes": attributes}));
        self.record_change(&Author::from(who), change).await
    }

    /// Nothing, when this principal may do everything that members of the group may do, on the portal and with single datasets.
    pub(crate) async fn may_change_members(&self, who: &Principal, group: &Group) -> Result<(), Fault> {
        who.may_give(group.permissions)?;
        self.may_stand_for(who, &[Subject::Group(group.id.clone())]).await
    }

    async fn known_group(&self, id: &str) -> Result<Group, Fault> {
        let groups = self.inner.registry.list_groups().await?;
        groups.into_iter().find(|group| group.id == id).ok_or_else(|| {
            Fault::new(FaultKind::NotFound, "UnknownGroup", "There is no such group.")
                .with_hint("it may have been removed meanwhile")
        })
    }
}

/// A group as the trail tells of it.
fn state(group: &Group) -> Value {
    json!({
        "name": group.name,
        "description": group.description,
        "permissions": group.permissions.to_names(),
    })
}

/// Nobody gives more than they have.
fn checked(who: &Principal, request: GroupRequest) -> Result<GroupRequest, Fault> {
    let invalid = |message: String| Fault::invalid("InvalidGroup", message);
    let name = request.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(invalid(format!(
            "The name of a group has 1 to {LONGEST_NAME} characters in one line."
        )));
    }
    if request.description.chars().count() > LONGEST_DESCRIPTION {
        return Err(invalid(format!(
            "The description of a group has at most {LONGEST_DESCRIPTION} characters."
        )));
    }
    who.may_give(request.permissions)?;
    Ok(GroupRequest {
        name: name.to_owned(),
        description: request.description.trim().to_owned(),
        permissions: request.permissions,
    })
}

pub(crate) fn check_attributes(attributes: &BTreeMap<String, Vec<String>>) -> Result<(), Fault> {
    let is_name = |name: &String| {
        !name.is_empty()
            && name.chars().count() <= LONGEST_NAME
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let few = attributes.len() <= MOST_ATTRIBUTES
        && attributes.values().all(|values| values.len() <= MOST_ATTRIBUTES);
    let short = |value: &String| value.chars().count() <= LONGEST_VALUE;
    if let Some(name) = attributes.keys().find(|name| !is_name(name)) {
        let shown: String = name.chars().take(40).collect();
        return Err(Fault::invalid(
            "InvalidAttribute",
            format!("`{shown}` is not the name of an attribute"),
        )
        .with_hint("use letters, digits, `_` and `-`"));
    }
    if !few || !attributes.values().flatten().all(short) {
        return Err(Fault::invalid(
            "InvalidAttribute",
            format!(
                "at most {MOST_ATTRIBUTES} attributes with {MOST_ATTRIBUTES} values of {LONGEST_VALUE} characters are kept"
            ),
        ));
    }
    Ok(())
}
