//! Who is invited, and how does an administrator see everyone?

use std::collections::{HashMap, HashSet};

use portico_i18n::Say;
use portico_model::{Action, Author, Fault, FaultKind, Group, Permission, Person, Principal, Role, Thing};
use serde_json::json;

use super::OneTimeLink;
use super::links::{INVITATION, RESET};
use crate::Portal;
use crate::people::new_person;
use crate::trail::Change;

/// Who is to be invited.
#[derive(Debug, Clone)]
pub struct InviteRequest {
    /// E-mail address.
    pub email: String,
    /// What the person may do.
    pub role: Role,
    /// Identifiers of groups to belong to.
    pub groups: Vec<String>,
}

/// A person as an administrator sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInfo {
    /// Who.
    pub person: Person,
    /// Names of the groups.
    pub groups: Vec<String>,
    /// A link to choose a password is out, until then; microseconds since the epoch.
    pub link_until: Option<i64>,
    /// Signs in with a second factor.
    pub has_second_factor: bool,
}

impl Portal {
    /// Makes an account and sends its owner a link to choose a password. Where no mail leaves, the link is for the caller to hand over.
    ///
    /// # Errors
    /// `ForbiddenAccess`, also for a role or a group that may do what the principal may not; `InvalidAddress`; a conflict when the address
    /// has an account.
    pub async fn invite(
        &self,
        who: &Principal,
        request: &InviteRequest,
        say: Say,
    ) -> Result<OneTimeLink, Fault> {
        let person = self.new_account(who, request, Action::Invite).await?;
        let link = self.new_link(&person, INVITATION).await?;
        self.mail_link(&link, "people-mail-invite", say).await?;
        Ok(link)
    }

    /// Makes an account without a password and without a mail, for somebody who signs in elsewhere.
    ///
    /// # Errors
    /// As [`Self::invite`].
    pub async fn provision(&self, who: &Principal, request: &InviteRequest) -> Result<Person, Fault> {
        self.new_account(who, request, Action::Create).await
    }

    async fn new_account(
        &self,
        who: &Principal,
        request: &InviteRequest,
        action: Action,
    ) -> Result<Person, Fault> {
        who.require(Permission::ManagePeople)?;
        who.may_give(request.role.permissions())?;
        let registry = &self.inner.registry;
        let all = registry.list_groups().await?;
        let mut groups: Vec<Group> = Vec::new();
        for id in &request.groups {
            let group = all.iter().find(|group| group.id == *id).ok_or_else(|| {
                Fault::new(FaultKind::NotFound, "UnknownGroup", "There is no such group.")
                    .with_hint("it may have been removed meanwhile")
            })?;
            self.may_change_members(who, group).await?;
            groups.push(group.clone());
        }
        let person = new_person(&request.email, request.role)?;
        if registry.account(&person.email).await?.is_some() {
            let message = format!("{} has an account already", person.email);
            return Err(Fault::new(FaultKind::Conflict, "AddressTaken", message));
        }
        registry.insert_person(&person, "").await?;
        for group in &groups {
            registry.set_membership(&group.id, &person.id, true).await?;
        }
        let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
        let state = json!({"role": person.role.as_str(), "groups": names});
        let change = Change::of(Thing::Person, &person.email, action).after(state);
        self.record_change(&Author::from(who), change).await?;
        Ok(person)
    }

    /// Sends someone a new link to choose a password; the one before is useless. Where no mail leaves, the link is for the caller to hand
    /// over.
    ///
    /// # Errors
    /// As [`Self::change_role`]; invalid for a closed account.
    pub async fn send_link(&self, who: &Principal, email: &str, say: Say) -> Result<OneTimeLink, Fault> {
        let person = self.person_to_manage(who, email).await?;
        if person.disabled {
            let message = format!("the account {} is closed", person.email);
            return Err(Fault::invalid("ClosedAccount", message));
        }
        let link = self.new_link(&person, INVITATION).await?;
        self.mail_link(&link, "people-mail-link", say).await?;
        let change = Change::of(Thing::Invitation, &person.email, Action::Create);
        self.record_change(&Author::from(who), change).await?;
        Ok(link)
    }

    /// Everyone, by address.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like.
    pub async fn list_people_for(&self, who: &Principal) -> Result<Vec<PersonInfo>, Fault> {
        who.require(Permission::ManagePeople)?;
        let registry = &self.inner.registry;
        let names: HashMap<String, String> = registry
            .list_groups()
            .await?
            .into_iter()
            .map(|group| (group.id, group.name))
            .collect();
        let mut groups: HashMap<String, Vec<String>> = HashMap::new();
        for (group, person) in registry.list_memberships().await? {
            let name = names.get(&group).cloned();
            groups.entry(person).or_default().extend(name);
        }
        // A link after a forgotten password invites nobody: anybody may ask for one.
        let links = registry.list_tokens("password", RESET).await?;
        let links: HashMap<String, i64> = links.into_iter().collect();
        let factors: HashSet<String> = registry.people_with_second_factor().await?.into_iter().collect();
        let now = crate::clock::now();
        let people = registry
            .list_people()
            .await?
            .into_iter()
            .map(|person| PersonInfo {
                groups: groups.remove(&person.id).unwrap_or_default(),
                link_until: links.get(&person.id).copied().filter(|until| *until > now),
                has_second_factor: factors.contains(&person.id),
                person,
            });
        Ok(people.collect())
    }

    /// One person.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; `UnknownPerson`.
    pub async fn person_for(&self, who: &Principal, email: &str) -> Result<PersonInfo, Fault> {
        let email = crate::people::normalise(email);
        let people = self.list_people_for(who).await?;
        let found = people.into_iter().find(|info| info.person.email == email);
        found.ok_or_else(|| {
            Fault::new(
                FaultKind::NotFound,
                "UnknownPerson",
                "There is no account of this address.",
            )
            .with_hint("see the list of people")
        })
    }
}
