//! Who may work on the portal? Accounts, by e-mail address.

use portico_model::{Action, Author, Fault, FaultKind, Person, Role, Thing};
use portico_registry::Account;
use serde_json::json;
use uuid::Uuid;

use crate::trail::Change;
use crate::{OneTimeLink, Portal, clock};

/// Longest address, in bytes (RFC 5321).
const LONGEST: usize = 254;

impl Portal {
    /// Adds a person.
    ///
    /// # Errors
    /// Invalid for what is no address or a weak password; a conflict when the address has an account.
    pub async fn add_person(&self, email: &str, role: Role, password: &str) -> Result<Person, Fault> {
        let person = new_person(email, role)?;
        if self.inner.registry.account(&person.email).await?.is_some() {
            return Err(Fault::new(
                FaultKind::Conflict,
                "AddressTaken",
                format!("{} has an account already", person.email),
            ));
        }
        let hash = self.inner.passwords.hash(password, &person.email).await?;
        self.inner.registry.insert_person(&person, &hash).await?;
        let state = json!({"role": person.role.as_str()});
        let change = Change::of(Thing::Person, &person.email, Action::Create).after(state);
        self.record_change(&Author::Operator, change).await?;
        Ok(person)
    }

    /// Everyone, by address.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn list_people(&self) -> Result<Vec<Person>, Fault> {
        Ok(self.inner.registry.list_people().await?)
    }

    /// Closes an account: its sessions end, its keys are dead, its datasets stay.
    ///
    /// # Errors
    /// Not found for an unknown address.
    pub async fn disable_person(&self, email: &str) -> Result<(), Fault> {
        let account = self.account(email).await?;
        let person = account.person;
        self.inner.registry.set_disabled(&person.id, true).await?;
        self.inner.registry.drop_tokens(&person.id).await?;
        let change = Change::of(Thing::Person, &person.email, Action::Disable)
            .before(json!({"closed": person.disabled}))
            .after(json!({"closed": true}));
        self.record_change(&Author::Operator, change).await
    }

    /// Changes a password: every session of that person ends.
    ///
    /// # Errors
    /// Not found for an unknown address; invalid for a weak password.
    pub async fn set_password(&self, email: &str, password: &str) -> Result<(), Fault> {
        let account = self.account(email).await?;
        let hash = self.inner.passwords.hash(password, &account.person.email).await?;
        self.inner
            .registry
            .set_password_hash(&account.person.id, &hash)
            .await?;
        // Whoever has a new password should not have to wait for the mistakes made with the old one.
        self.inner
            .registry
            .forget_attempts(&crate::sign_in::attempts_name(&account.person.email))
            .await?;
        Ok(())
    }

    /// When nobody has an account yet: makes an administrator, and gives this once a link to choose the password with.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn ensure_administrator(&self) -> Result<Option<OneTimeLink>, Fault> {
        if self.inner.registry.count_people().await? > 0 {
            return Ok(None);
        }
        let person = new_person("admin@localhost", Role::Administrator)?;
        if !self.inner.registry.insert_first_person(&person, "").await? {
            return Ok(None);
        }
        self.link_for(&person.email).await.map(Some)
    }

    pub(crate) async fn account(&self, email: &str) -> Result<Account, Fault> {
        let email = normalise(email);
        self.inner.registry.account(&email).await?.ok_or_else(|| {
            Fault::new(
                FaultKind::NotFound,
                "UnknownPerson",
                format!("{email} has no account"),
            )
            .with_hint("`portico user list` shows all accounts")
        })
    }
}

/// As addresses are kept and compared.
pub(crate) fn normalise(email: &str) -> String {
    email.trim().to_lowercase()
}

pub(crate) fn new_person(email: &str, role: Role) -> Result<Person, Fault> {
    let email = normalise(email);
    let well_formed = email.len() <= LONGEST
        && !email
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | ','))
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with('.')
                && !host.ends_with('.')
        });
    if !well_formed {
        let shown: String = email.chars().take(80).collect();
        return Err(
            Fault::invalid("InvalidAddress", format!("`{shown}` is not an e-mail address"))
                .with_hint("write it as `name@example.org`"),
        );
    }
    let id = Uuid::now_v7().to_string();
    Ok(Person {
        id,
        email,
        role,
        disabled: false,
        created_at: clock::now(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_and_folded() {
        assert_eq!(
            new_person(" Ann@Example.ORG ", Role::Reader).expect("fine").email,
            "ann@example.org"
        );
        for bad in [
            "",
            "ann",
            "@example.org",
            "ann@",
            "a b@c",
            "a@b@c",
            "a@.b",
            "<a@b>",
            "a@b\n",
        ] {
            let result = new_person(bad, Role::Reader);
            assert_eq!(result.is_err(), bad.trim() != "a@b", "{bad:?}");
        }
    }
}
