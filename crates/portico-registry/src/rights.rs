//! Who may do what with which dataset, and what do its readers see of it?

use portico_model::{DatasetRights, DatasetUid, Grant, Ruleset, Subject};

use crate::db::{BUMP, changing_people, reading, row, transaction};
use crate::{Registry, RegistryError, documents};

row! {
    struct GrantRow { dataset_uid: String, person_id: Option<String>, group_id: Option<String>, rights: String }
}

row! {
    struct RulesetRow { dataset_uid: String, person_id: Option<String>, group_id: Option<String>, document: String }
}

impl Registry {
    /// Every right on a single dataset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_grants(&self) -> Result<Vec<Grant>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, person_id, group_id, rights FROM dataset_rights \
            ORDER BY dataset_uid, group_id, person_id";
        let rows: Vec<GrantRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(GrantRow::into_grant).collect()
    }

    /// The rights on one dataset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn grants_on(&self, uid: &DatasetUid) -> Result<Vec<Grant>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, person_id, group_id, rights FROM dataset_rights WHERE dataset_uid = $1 \
            ORDER BY group_id, person_id";
        let rows: Vec<GrantRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(uid.as_str()).fetch_all(pool).await?);
        rows.into_iter().map(GrantRow::into_grant).collect()
    }

    /// Someone has these rights on a dataset from now on, and no others; without any, none.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when dataset, person or group is gone.
    pub async fn set_grant(&self, grant: &Grant) -> Result<(), RegistryError> {
        const DELETE: &str = "DELETE FROM dataset_rights WHERE dataset_uid = $1 AND COALESCE(person_id, '') = $2 \
            AND COALESCE(group_id, '') = $3";
        const INSERT: &str =
            "INSERT INTO dataset_rights (dataset_uid, person_id, group_id, rights) VALUES ($1, $2, $3, $4)";
        let (person, group) = columns(Some(&grant.subject));
        changing_people!(self, tx => {
            sqlx::query(DELETE)
                .bind(grant.dataset.as_str())
                .bind(person.unwrap_or_default())
                .bind(group.unwrap_or_default())
                .execute(&mut *tx)
                .await?;
            if !grant.rights.is_empty() {
                sqlx::query(INSERT)
                    .bind(grant.dataset.as_str())
                    .bind(person)
                    .bind(group)
                    .bind(grant.rights.to_names())
                    .execute(&mut *tx)
                    .await
                    .map_err(|error| RegistryError::from_write(error, gone))?;
            }
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Every ruleset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_rulesets(&self) -> Result<Vec<Ruleset>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, person_id, group_id, document FROM rulesets \
            ORDER BY dataset_uid, group_id, person_id";
        let rows: Vec<RulesetRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(RulesetRow::into_ruleset).collect()
    }

    /// Keeps a ruleset, instead of the one for the same people.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when dataset, person or group is gone.
    pub async fn put_ruleset(&self, ruleset: &Ruleset) -> Result<(), RegistryError> {
        const INSERT: &str =
            "INSERT INTO rulesets (dataset_uid, person_id, group_id, document) VALUES ($1, $2, $3, $4)";
        let document = documents::write(&ruleset.shows)?;
        let (person, group) = columns(ruleset.subject.as_ref());
        transaction!(self, tx => {
            sqlx::query(DELETE_RULESET)
                .bind(ruleset.dataset.as_str())
                .bind(person.unwrap_or_default())
                .bind(group.unwrap_or_default())
                .execute(&mut *tx)
                .await?;
            sqlx::query(INSERT)
                .bind(ruleset.dataset.as_str())
                .bind(person)
                .bind(group)
                .bind(document)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, gone))?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Forgets the ruleset for these people. False when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_ruleset(
        &self,
        uid: &DatasetUid,
        subject: Option<&Subject>,
    ) -> Result<bool, RegistryError> {
        let (person, group) = columns(subject);
        Ok(transaction!(self, tx => {
            let rows = sqlx::query(DELETE_RULESET)
                .bind(uid.as_str())
                .bind(person.unwrap_or_default())
                .bind(group.unwrap_or_default())
                .execute(&mut *tx)
                .await?
                .rows_affected();
            sqlx::query(BUMP).execute(&mut *tx).await?;
            rows == 1
        }))
    }
}

const DELETE_RULESET: &str = "DELETE FROM rulesets WHERE dataset_uid = $1 AND COALESCE(person_id, '') = $2 \
    AND COALESCE(group_id, '') = $3";

impl GrantRow {
    fn into_grant(self) -> Result<Grant, RegistryError> {
        Ok(Grant {
            dataset: uid(self.dataset_uid)?,
            subject: subject(self.person_id, self.group_id)
                .ok_or_else(|| RegistryError::Damaged("a right that belongs to nobody".to_owned()))?,
            rights: DatasetRights::of_names(&self.rights),
        })
    }
}

impl RulesetRow {
    fn into_ruleset(self) -> Result<Ruleset, RegistryError> {
        Ok(Ruleset {
            shows: documents::read(&self.document, &format!("a ruleset of {}", self.dataset_uid))?,
            dataset: uid(self.dataset_uid)?,
            subject: subject(self.person_id, self.group_id),
        })
    }
}

fn uid(text: String) -> Result<DatasetUid, RegistryError> {
    DatasetUid::new(text).map_err(|error| RegistryError::Damaged(error.to_string()))
}

fn subject(person: Option<String>, group: Option<String>) -> Option<Subject> {
    person.map(Subject::Person).or_else(|| group.map(Subject::Group))
}

/// Person and group, one of them at most.
fn columns(subject: Option<&Subject>) -> (Option<&str>, Option<&str>) {
    match subject {
        Some(Subject::Person(id)) => (Some(id), None),
        Some(Subject::Group(id)) => (None, Some(id)),
        None => (None, None),
    }
}

fn gone() -> String {
    "the dataset, the group or the account was removed meanwhile".to_owned()
}
