//! What may an administrator do with somebody's account? Change the role, close and open it, end sessions, take a lost second factor away,
//! erase it.

use std::collections::BTreeMap;

use portico_model::{
    Action, Author, Fault, FaultKind, Permission, Permissions, Person, Principal, Role, Subject, Thing,
};
use serde_json::json;

use super::links;
use crate::Portal;
use crate::groups::check_attributes;
use crate::sign_in::attempts_name;
use crate::trail::Change;

/// What is to be different about somebody's account; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the account is closed.
    pub closed: Option<bool>,
    /// Identifiers of the groups to belong to, and to no others.
    pub groups: Option<Vec<String>>,
    /// What is known of the person beyond the account.
    pub attributes: Option<BTreeMap<String, Vec<String>>>,
}

impl Portal {
    /// Changes several things of an account. What would be refused is refused before anything is changed.
    ///
    /// # Errors
    /// As [`Self::change_role`], [`Self::set_closed`], [`Self::set_membership`] and [`Self::set_attributes`].
    pub async fn change_person(
        &self,
        who: &Principal,
        email: &str,
        change: PersonChange,
    ) -> Result<(), Fault> {
        who.require(Permission::ManagePeople)?;
        let only_groups = change.role.is_none() && change.closed.is_none() && change.attributes.is_none();
        let person = match only_groups {
            true => self.account(email).await?.person,
            false => self.person_to_manage(who, email).await?,
        };
        let role = change.role.filter(|role| *role != person.role);
        let closed = change.closed.filter(|closed| *closed != person.disabled);
        if let Some(role) = role {
            who.may_give(role.permissions())?;
            check_not_own(who, &person)?;
            self.check_not_last(&person, role == Role::Administrator).await?;
        }
        if let Some(closed) = closed {
            check_not_own(who, &person)?;
            self.check_not_last(&person, !closed).await?;
        }
        if let Some(attributes) = &change.attributes {
            check_attributes(attributes)?;
        }
        let mut memberships = Vec::new();
        if let Some(wanted) = &change.groups {
            let held = self.inner.registry.groups_of(&person.id).await?;
            let all = self.inner.registry.list_groups().await?;
            if let Some(id) = wanted.iter().find(|id| !all.iter().any(|group| group.id == **id)) {
                let shown: String = id.chars().take(60).collect();
                let message = format!("There is no group {shown}.");
                return Err(Fault::new(FaultKind::NotFound, "UnknownGroup", message)
                    .with_hint("see the list of groups"));
            }
            for group in all {
                let (is, shall) = (
                    held.iter().any(|one| one.id == group.id),
                    wanted.contains(&group.id),
                );
                if is != shall {
                    self.may_change_members(who, &group).await?;
                    memberships.push((group.id, shall));
                }
            }
        }
        if let Some(role) = role {
            self.change_role(who, email, role).await?;
        }
        if let Some(attributes) = &change.attributes {
            self.set_attributes(who, email, attributes).await?;
        }
        for (group, shall) in memberships {
            self.set_membership(who, &group, email, shall).await?;
        }
        // Last: a session of somebody who is closed now ends with it.
        if let Some(closed) = closed {
            self.set_closed(who, email, closed).await?;
        }
        Ok(())
    }

    /// Changes what a person may do. Sessions of that person end.
    ///
    /// # Errors
    /// `ForbiddenAccess`, also for a role or a person that may do what the principal may not; `UnknownPerson`; invalid for one's own
    /// account and for the last administrator.
    pub async fn change_role(&self, who: &Principal, email: &str, role: Role) -> Result<(), Fault> {
        let person = self.person_to_manage(who, email).await?;
        who.may_give(role.permissions())?;
        check_not_own(who, &person)?;
        if role == person.role {
            return Ok(());
        }
        self.check_not_last(&person, role == Role::Administrator).await?;
        self.inner.registry.set_role(&person.id, role).await?;
        let change = Change::of(Thing::Person, &person.email, Action::Change)
            .before(json!({"role": person.role.as_str()}))
            .after(json!({"role": role.as_str()}));
        self.record_change(&Author::from(who), change).await
    }

    /// Closes an account or opens it again. Closing ends its sessions; its keys are dead, its links useless.
    ///
    /// # Errors
    /// As [`Self::change_role`].
    pub async fn set_closed(&self, who: &Principal, email: &str, closed: bool) -> Result<(), Fault> {
        let person = self.person_to_manage(who, email).await?;
        check_not_own(who, &person)?;
        if person.disabled == closed {
            return Ok(());
        }
        self.check_not_last(&person, !closed).await?;
        self.inner.registry.set_disabled(&person.id, closed).await?;
        if closed {
            self.inner.registry.drop_tokens(&person.id).await?;
        }
        let action = if closed { Action::Disable } else { Action::Enable };
        let change = Change::of(Thing::Person, &person.email, action)
            .before(json!({"closed": !closed}))
            .after(json!({"closed": closed}));
        self.record_change(&Author::from(who), change).await
    }

    /// Erases an account that is closed: address, password, sessions, keys, attributes, memberships and rights are gone; what that person
    /// did stays under a name that says nothing. It cannot be taken back. The name.
    ///
    /// # Errors
    /// As [`Self::change_role`]; `OpenAccount` while it is not closed; `LastAdministrator` while no administrator can sign in.
    pub async fn erase_person(&self, who: &Principal, email: &str) -> Result<String, Fault> {
        let person = self.person_to_manage(who, email).await?;
        check_not_own(who, &person)?;
        if !person.disabled {
            let message = "This account is open.";
            return Err(Fault::invalid("OpenAccount", message).with_hint("close it first"));
        }
        let registry = &self.inner.registry;
        // A closed administrator can be let in again, an erased one cannot.
        if person.role == Role::Administrator && registry.count_administrators().await? == 0 {
            let message = "No administrator can sign in, and this account could be opened again.";
            return Err(
                Fault::invalid("LastAdministrator", message).with_hint("make somebody else one first")
            );
        }
        let alias = format!("erased-{}", &links::random()[..8]);
        if !registry.erase_person(&person, &alias).await? {
            let message = format!("There is no closed account {email}.");
            return Err(Fault::new(FaultKind::NotFound, "UnknownPerson", message));
        }
        registry.forget_attempts(&attempts_name(&person.email)).await?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Person, &alias, Action::Delete);
        self.record_change(&Author::from(who), change).await?;
        Ok(alias)
    }

    /// Ends every session of a person.
    ///
    /// # Errors
    /// As [`Self::change_role`].
    pub async fn end_sessions_of(&self, who: &Principal, email: &str) -> Result<u64, Fault> {
        let person = self.person_to_manage(who, email).await?;
        let ended = self.inner.registry.delete_other_sessions(&person.id, "").await?;
        let change = Change::of(Thing::Session, &person.email, Action::Revoke);
        self.record_change(&Author::from(who), change).await?;
        Ok(ended)
    }

    /// Takes the second factor of somebody away who has lost it. Sessions of that person end.
    ///
    /// # Errors
    /// As [`Self::change_role`].
    pub async fn drop_second_factor_of(&self, who: &Principal, email: &str) -> Result<(), Fault> {
        let person = self.person_to_manage(who, email).await?;
        if self.inner.registry.drop_second_factor(&person.id).await? {
            self.inner.registry.delete_other_sessions(&person.id, "").await?;
            let change = Change::of(Thing::Person, &person.email, Action::Change)
                .before(json!({"second_factor": true}))
                .after(json!({"second_factor": false}));
            self.record_change(&Author::from(who), change).await?;
        }
        Ok(())
    }

    /// The person, when the principal manages people and may do everything that this person may: who could change the account of
    /// somebody who may do more could become that person.
    pub(crate) async fn person_to_manage(&self, who: &Principal, email: &str) -> Result<Person, Fault> {
        who.require(Permission::ManagePeople)?;
        let person = self.account(email).await?.person;
        let held: Permissions = self.permissions_of(&person).await?;
        who.may_give(held)?;
        let groups = self.inner.registry.groups_of(&person.id).await?;
        let mut subjects: Vec<Subject> = groups.into_iter().map(|group| Subject::Group(group.id)).collect();
        subjects.push(Subject::Person(person.id.clone()));
        // What is one's own already is nobody else's.
        if who.member().is_none_or(|member| member.person.id != person.id) {
            self.may_stand_for(who, &subjects).await?;
        }
        Ok(person)
    }

    /// Somebody must be able to manage people.
    async fn check_not_last(&self, person: &Person, stays: bool) -> Result<(), Fault> {
        let counts = person.role == Role::Administrator && !person.disabled;
        if counts && !stays && self.inner.registry.count_administrators().await? <= 1 {
            let message = "This is the last administrator who can sign in.";
            return Err(
                Fault::invalid("LastAdministrator", message).with_hint("make somebody else one first")
            );
        }
        Ok(())
    }
}

fn check_not_own(who: &Principal, person: &Person) -> Result<(), Fault> {
    if who.member().is_some_and(|member| member.person.id == person.id) {
        return Err(Fault::invalid(
            "OwnAccount",
            "You cannot change your own role or close your own account.",
        )
        .with_hint("ask another administrator"));
    }
    Ok(())
}
