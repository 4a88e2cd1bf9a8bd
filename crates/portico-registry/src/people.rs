//! Who has an account?

use portico_model::{Person, Role};

use crate::db::{changing_people, reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// A person and what the password is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub person: Person,
    /// A hash that carries its own parameters (PHC string).
    pub password_hash: String,
}

row! {
    struct AccountRow {
        id: String,
        email: String,
        role: String,
        disabled: bool,
        password_hash: String,
        created_at: i64,
    }
}

row! {
    pub(crate) struct PersonRow { id: String, email: String, role: String, disabled: bool, created_at: i64 }
}

impl PersonRow {
    pub(crate) fn new(id: String, email: String, role: String, disabled: bool, created_at: i64) -> Self {
        Self {
            id,
            email,
            role,
            disabled,
            created_at,
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn into_person(self) -> Result<Person, RegistryError> {
        let role = Role::parse(&self.role)
            .ok_or_else(|| RegistryError::Damaged(format!("person {}: role `{}`", self.id, self.role)))?;
        Ok(Person {
            id: self.id,
            email: self.email,
            role,
            disabled: self.disabled,
            created_at: self.created_at,
        })
    }
}

const INSERT: &str = "INSERT INTO people (id, email, role, disabled, password_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const COUNT: &str = "SELECT COUNT(*) FROM people";
const END_SESSIONS: &str = "DELETE FROM sessions WHERE person_id = $1";

impl Registry {
    /// Adds a person.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the address has an account.
    pub async fn insert_person(&self, person: &Person, password_hash: &str) -> Result<(), RegistryError> {
        writing!(self, pool => {
            sqlx::query(INSERT)
                .bind(&person.id)
                .bind(&person.email)
                .bind(person.role.as_str())
                .bind(person.disabled)
                .bind(password_hash)
                .bind(person.created_at)
                .execute(pool)
                .await
                .map_err(|error| {
                    RegistryError::from_write(error, || format!("{} has an account already", person.email))
                })?;
        });
        Ok(())
    }

    /// Adds a person if there is nobody yet. False when there is somebody; of several callers at once, one adds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_first_person(
        &self,
        person: &Person,
        password_hash: &str,
    ) -> Result<bool, RegistryError> {
        match self.insert_into_empty(person, password_hash).await {
            Err(RegistryError::Conflict(_)) => Ok(false),
            other => other,
        }
    }

    async fn insert_into_empty(&self, person: &Person, password_hash: &str) -> Result<bool, RegistryError> {
        Ok(transaction!(self, tx => {
            let people: i64 = sqlx::query_scalar(COUNT).fetch_one(&mut *tx).await?;
            if people == 0 {
                sqlx::query(INSERT)
                    .bind(&person.id)
                    .bind(&person.email)
                    .bind(person.role.as_str())
                    .bind(person.disabled)
                    .bind(password_hash)
                    .bind(person.created_at)
                    .execute(&mut *tx)
                    .await
                    .map_err(|error| RegistryError::from_write(error, String::new))?;
            }
            people == 0
        }))
    }

    /// How many people have an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_people(&self) -> Result<i64, RegistryError> {
        Ok(reading!(self, pool => sqlx::query_scalar(COUNT).fetch_one(pool).await?))
    }

    /// The account of that address, in lower case.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn account(&self, email: &str) -> Result<Option<Account>, RegistryError> {
        const SQL: &str =
            "SELECT id, email, role, disabled, password_hash, created_at FROM people WHERE email = $1";
        let row: Option<AccountRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(email).fetch_optional(pool).await?);
        row.map(AccountRow::into_account).transpose()
    }

    /// The person of that identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, RegistryError> {
        const SQL: &str = "SELECT id, email, role, disabled, created_at FROM people WHERE id = $1";
        let row: Option<PersonRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id).fetch_optional(pool).await?);
        row.map(PersonRow::into_person).transpose()
    }

    /// How many administrators can sign in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_administrators(&self) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT COUNT(*) FROM people WHERE role = 'administrator' AND disabled = $1";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(false).fetch_one(pool).await?))
    }

    /// Everyone, by address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_people(&self) -> Result<Vec<Person>, RegistryError> {
        const SQL: &str = "SELECT id, email, role, disabled, created_at FROM people ORDER BY email";
        let rows: Vec<PersonRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(PersonRow::into_person).collect()
    }

    /// Closes or reopens an account; closing ends its sessions. False for an unknown person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_disabled(&self, person_id: &str, disabled: bool) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE people SET disabled = $1 WHERE id = $2";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(SQL).bind(disabled).bind(person_id).execute(&mut *tx).await?.rows_affected();
            if disabled {
                sqlx::query(END_SESSIONS).bind(person_id).execute(&mut *tx).await?;
            }
            rows == 1
        }))
    }

    /// Changes a role; sessions end. False for an unknown person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_role(&self, person_id: &str, role: Role) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE people SET role = $1 WHERE id = $2";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(SQL).bind(role.as_str()).bind(person_id).execute(&mut *tx).await?.rows_affected();
            sqlx::query(END_SESSIONS).bind(person_id).execute(&mut *tx).await?;
            rows == 1
        }))
    }

    /// Changes a password; sessions end. False for an unknown person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_password_hash(
        &self,
        person_id: &str,
        password_hash: &str,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE people SET password_hash = $1 WHERE id = $2";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(SQL).bind(password_hash).bind(person_id).execute(&mut *tx).await?.rows_affected();
            sqlx::query(END_SESSIONS).bind(person_id).execute(&mut *tx).await?;
            rows == 1
        }))
    }
}

impl AccountRow {
    fn into_account(self) -> Result<Account, RegistryError> {
        let Self {
            id,
            email,
            role,
            disabled,
            password_hash,
            created_at,
        } = self;
        let person = PersonRow {
            id,
            email,
            role,
            disabled,
            created_at,
        }
        .into_person()?;
        Ok(Account {
            person,
            password_hash,
        })
    }
}
