//! What may an administrator do with somebody's account? Change the role, close and open it, end sessions, take a lost second factor away.

use portico_model::{Action, Author, Fault, Permission, Permissions, Person, Principal, Role, Thing};
use serde_json::json;

use crate::Portal;
use crate::trail::Change;

impl Portal {
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
