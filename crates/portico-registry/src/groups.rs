//! Which groups are there, who belongs to them, and what else is known of a person?

use std::collections::BTreeMap;

use portico_model::{Group, Permissions, Person};

use crate::db::{BUMP, changing_people, reading, row, writing};
use crate::people::PersonRow;
use crate::{Registry, RegistryError, documents};

row! {
    struct GroupRow { id: String, name: String, description: String, permissions: String, created_at: i64 }
}

row! {
    struct MembershipRow { group_id: String, person_id: String }
}

row! {
    struct AttributeRow { name: String, document: String }
}

impl GroupRow {
    fn into_group(self) -> Group {
        Group {
            permissions: Permissions::of_names(&self.permissions),
            id: self.id,
            name: self.name,
            description: self.description,
            created_at: self.created_at,
        }
    }
}

impl Registry {
    /// Keeps a new group.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the name is taken.
    pub async fn insert_group(&self, group: &Group) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO people_groups (id, name, description, permissions, created_at) \
            VALUES ($1, $2, $3, $4, $5)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&group.id)
                .bind(&group.name)
                .bind(&group.description)
                .bind(group.permissions.to_names())
                .bind(group.created_at)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || name_taken(group)))?;
        });
        Ok(())
    }

    /// Changes name, description and permissions of a group. False for an unknown one.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the name is taken.
    pub async fn update_group(&self, group: &Group) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE people_groups SET name = $1, description = $2, permissions = $3 WHERE id = $4";
        let rows = changing_people!(self, tx => {
            sqlx::query(SQL)
                .bind(&group.name)
                .bind(&group.description)
                .bind(group.permissions.to_names())
                .bind(&group.id)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || name_taken(group)))?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets a group, its members' rights through it, and its rules. False for an unknown one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_group(&self, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM people_groups WHERE id = $1";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(SQL).bind(id).execute(&mut *tx).await?.rows_affected();
            sqlx::query(BUMP).execute(&mut *tx).await?;
            rows == 1
        }))
    }

    /// Every group, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_groups(&self) -> Result<Vec<Group>, RegistryError> {
        const SQL: &str =
            "SELECT id, name, description, permissions, created_at FROM people_groups ORDER BY name";
        let rows: Vec<GroupRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(GroupRow::into_group).collect())
    }

    /// The groups of a person, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn groups_of(&self, person_id: &str) -> Result<Vec<Group>, RegistryError> {
        const SQL: &str = "SELECT g.id, g.name, g.description, g.permissions, g.created_at FROM people_groups g \
            JOIN group_members m ON m.group_id = g.id WHERE m.person_id = $1 ORDER BY g.name";
        let rows: Vec<GroupRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(person_id).fetch_all(pool).await?);
        Ok(rows.into_iter().map(GroupRow::into_group).collect())
    }

    /// The members of a group, by address.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members_of(&self, group_id: &str) -> Result<Vec<Person>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at FROM people p \
            JOIN group_members m ON m.person_id = p.id WHERE m.group_id = $1 ORDER BY p.email";
        let rows: Vec<PersonRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(group_id).fetch_all(pool).await?);
        rows.into_iter().map(PersonRow::into_person).collect()
    }

    /// Who belongs to which group: pairs of group and person, by identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_memberships(&self) -> Result<Vec<(String, String)>, RegistryError> {
        const SQL: &str = "SELECT group_id, person_id FROM group_members ORDER BY group_id, person_id";
        let rows: Vec<MembershipRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| (row.group_id, row.person_id))
            .collect())
    }

    /// A person belongs to a group from now on, or no longer.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when one of them is gone.
    pub async fn set_membership(
        &self,
        group_id: &str,
        person_id: &str,
        belongs: bool,
    ) -> Result<(), RegistryError> {
        const INSERT: &str = "INSERT INTO group_members (group_id, person_id) VALUES ($1, $2) \
            ON CONFLICT (group_id, person_id) DO NOTHING";
        const DELETE: &str = "DELETE FROM group_members WHERE group_id = $1 AND person_id = $2";
        let sql = if belongs { INSERT } else { DELETE };
        changing_people!(self, tx => {
            sqlx::query(sql)
                .bind(group_id)
                .bind(person_id)
                .execute(&mut *tx)
                .await
                .map_err(|error| {
                    RegistryError::from_write(error, || "the group or the account was removed meanwhile".to_owned())
                })?;
        });
        Ok(())
    }

    /// What is known of a person beyond the account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attributes_of(
        &self,
        person_id: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, RegistryError> {
        const SQL: &str = "SELECT name, document FROM people_attributes WHERE person_id = $1 ORDER BY name";
        let rows: Vec<AttributeRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(person_id).fetch_all(pool).await?);
        rows.into_iter()
            .map(|row| {
                let values = documents::read(&row.document, &format!("attribute {}", row.name))?;
                Ok((row.name, values))
            })
            .collect()
    }

    /// Replaces what is known of a person beyond the account.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn set_attributes(
        &self,
        person_id: &str,
        attributes: &BTreeMap<String, Vec<String>>,
    ) -> Result<(), RegistryError> {
        const DELETE: &str = "DELETE FROM people_attributes WHERE person_id = $1";
        const INSERT: &str = "INSERT INTO people_attributes (person_id, name, document) VALUES ($1, $2, $3)";
        changing_people!(self, tx => {
            sqlx::query(DELETE).bind(person_id).execute(&mut *tx).await?;
            for (name, values) in attributes {
                sqlx::query(INSERT)
                    .bind(person_id)
                    .bind(name)
                    .bind(documents::write(values)?)
                    .execute(&mut *tx)
                    .await
                    .map_err(|error| RegistryError::from_write(error, || "the account was removed meanwhile".to_owned()))?;
            }
        });
        Ok(())
    }
}

fn name_taken(group: &Group) -> String {
    format!("there is a group `{}` already", group.name)
}
