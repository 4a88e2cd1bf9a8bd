//! Which datasets are there, and which version of each do readers see?

use portico_model::{Dataset, DatasetId, DatasetUid, State, Version, Visibility};

use crate::db::{BUMP, reading, row, transaction};
use crate::jobs::finish_in_step;
use crate::schedules::{insert_schedule, record_run};
use crate::{JobClaim, Registry, RegistryError, ScheduleStep, documents};

/// A new version to be made the current one.
#[derive(Debug, Clone, Copy)]
pub struct Switch<'a> {
    /// The dataset as it is to be; its `current` and `updated_at` are set here.
    pub dataset: &'a Dataset,
    /// The version, announced as a staging; its number is given here.
    pub version: &'a Version,
    /// What the editor decided: a JSON document of the services.
    pub recipe: &'a str,
    /// `updated_at` of the dataset as it was read before the import; none for a dataset that is new.
    pub seen: Option<i64>,
    /// Pushes that the version holds: they are forgotten together with the switch, so that each is taken over once.
    pub pushes: &'a [String],
    /// The version that this one takes the place of in the history.
    pub supersedes: Option<&'a str>,
    /// Now.
    pub now: i64,
    /// The job that does this: it is done in the same step, or nothing happens.
    pub job: Option<JobStep<'a>>,
    /// The schedule that begins with the version, or whose run it is.
    pub schedule: Option<ScheduleStep<'a>>,
}

/// A job that ends with a change of the registry.
#[derive(Debug, Clone, Copy)]
pub struct JobStep<'a> {
    /// The claim of its worker.
    pub claim: &'a JobClaim,
    /// What came of it: a document.
    pub result: &'a str,
}

row! {
    /// A dataset and, when it has one, its current version.
    pub(crate) struct DatasetRow {
        uid: String,
        id: String,
        state: String,
        visibility: String,
        metadata: String,
        created_at: i64,
        updated_at: i64,
        version_id: Option<String>,
        number: Option<i64>,
        sha256: Option<String>,
        schema_doc: Option<String>,
        profile_doc: Option<String>,
        bytes: Option<i64>,
        source_name: Option<String>,
        author: Option<String>,
        note: Option<String>,
        version_created_at: Option<i64>,
    }
}

/// The statement that reads datasets, with its ending.
macro_rules! select_datasets {
    ($ending:literal) => {
        concat!(
            "SELECT d.uid, d.id, d.state, d.visibility, d.metadata, d.created_at, d.updated_at, v.id AS version_id, v.number, \
             v.sha256, v.schema_doc, v.profile_doc, v.bytes, v.source_name, v.author, v.note, v.created_at AS version_created_at \
             FROM datasets d LEFT JOIN versions v ON v.id = d.current_version ",
            $ending
        )
    };
}
pub(crate) use select_datasets;

const INSERT: &str = "INSERT INTO datasets (uid, id, state, visibility, metadata, current_version, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

impl Registry {
    /// The dataset with that public identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dataset_by_id(&self, id: &DatasetId) -> Result<Option<Dataset>, RegistryError> {
        const SQL: &str = select_datasets!("WHERE d.id = $1 AND d.deleted_at IS NULL");
        let row: Option<DatasetRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id.as_str()).fetch_optional(pool).await?);
        row.map(DatasetRow::into_dataset).transpose()
    }

    /// The dataset with that internal identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn dataset_by_uid(&self, uid: &DatasetUid) -> Result<Option<Dataset>, RegistryError> {
        const SQL: &str = select_datasets!("WHERE d.uid = $1 AND d.deleted_at IS NULL");
        let row: Option<DatasetRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(uid.as_str()).fetch_optional(pool).await?);
        row.map(DatasetRow::into_dataset).transpose()
    }

    /// Every dataset, by public identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_datasets(&self) -> Result<Vec<Dataset>, RegistryError> {
        const SQL: &str = select_datasets!("WHERE d.deleted_at IS NULL ORDER BY d.id");
        let rows: Vec<DatasetRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(DatasetRow::into_dataset).collect()
    }

    /// Adds a dataset that has no records yet.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the identifier is taken.
    pub async fn insert_dataset(&self, dataset: &Dataset) -> Result<(), RegistryError> {
        let metadata = documents::write(&dataset.metadata)?;
        transaction!(self, tx => {
            sqlx::query(INSERT)
                .bind(dataset.uid.as_str())
                .bind(dataset.id.as_str())
                .bind(state_name(dataset.state))
                .bind(visibility_name(dataset.visibility))
                .bind(&metadata)
                .bind(None::<String>)
                .bind(dataset.created_at)
                .bind(dataset.updated_at)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || taken(dataset)))?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Changes metadata, state and visibility of a dataset that was read at `seen` (its `updated_at`). Returns the new `updated_at`.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when it changed since.
    pub async fn update_dataset(&self, dataset: &Dataset, seen: i64, now: i64) -> Result<i64, RegistryError> {
        const SQL: &str = "UPDATE datasets SET state = $1, visibility = $2, metadata = $3, updated_at = $4 \
            WHERE uid = $5 AND updated_at = $6 AND deleted_at IS NULL";
        const VERSION: &str = "UPDATE versions SET metadata_doc = $1 \
            WHERE id = (SELECT current_version FROM datasets WHERE uid = $2)";
        let metadata = documents::write(&dataset.metadata)?;
        let moment = now.max(seen + 1);
        transaction!(self, tx => {
            let rows = sqlx::query(SQL)
                .bind(state_name(dataset.state))
                .bind(visibility_name(dataset.visibility))
                .bind(&metadata)
                .bind(moment)
                .bind(dataset.uid.as_str())
                .bind(seen)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if rows != 1 {
                return Err(changed(dataset));
            }
            // A version remembers the last words that readers saw with it.
            sqlx::query(VERSION).bind(&metadata).bind(dataset.uid.as_str()).execute(&mut *tx).await?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(moment)
    }

    /// Makes a version the current one: the dataset, the version, the pointer and the end of the staging in one transaction. Returns
    /// the dataset as it now is.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the identifier is taken, when the dataset changed since it was seen, or when the import was
    /// given up for dead meanwhile, or the job taken over.
    pub async fn switch_version(&self, switch: Switch<'_>) -> Result<Dataset, RegistryError> {
        const END: &str = "DELETE FROM stagings WHERE version_id = $1";
        const UPDATE: &str = "UPDATE datasets SET state = $1, visibility = $2, metadata = $3, current_version = $4, \
            updated_at = $5 WHERE uid = $6 AND updated_at = $7 AND deleted_at IS NULL";
        const NUMBER: &str = "SELECT COALESCE(MAX(number), 0) + 1 FROM versions WHERE dataset_uid = $1";
        const VERSION: &str = "INSERT INTO versions (id, dataset_uid, number, sha256, schema_doc, profile_doc, recipe_doc, bytes, \
            source_name, author, note, created_at, metadata_doc) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        const RETIRE: &str =
            "INSERT INTO retired_versions (version_id, dataset_uid, retired_at) VALUES ($1, $2, $3)";
        let Switch {
            dataset,
            version,
            recipe,
            seen,
            pushes,
            supersedes,
            now,
            job,
            schedule,
        } = switch;
        let metadata = documents::write(&dataset.metadata)?;
        let schema = documents::write(&version.schema)?;
        let profile = documents::write(&version.profile)?;
        let moment = seen.map_or(now, |seen| now.max(seen + 1));
        let number: i64 = transaction!(self, tx => {
            let ended = sqlx::query(END).bind(&version.id).execute(&mut *tx).await?.rows_affected();
            if ended != 1 {
                let message = format!("the import of `{}` gave no sign of life and was given up", dataset.id);
                return Err(RegistryError::Conflict(message));
            }
            match seen {
                None => {
                    sqlx::query(INSERT)
                        .bind(dataset.uid.as_str())
                        .bind(dataset.id.as_str())
                        .bind(state_name(dataset.state))
                        .bind(visibility_name(dataset.visibility))
                        .bind(&metadata)
                        .bind(&version.id)
                        .bind(dataset.created_at)
                        .bind(moment)
                        .execute(&mut *tx)
                        .await
                        .map_err(|error| RegistryError::from_write(error, || taken(dataset)))?;
                }
                Some(seen) => {
                    let rows = sqlx::query(UPDATE)
                        .bind(state_name(dataset.state))
                        .bind(visibility_name(dataset.visibility))
                        .bind(&metadata)
                        .bind(&version.id)
                        .bind(moment)
                        .bind(dataset.uid.as_str())
                        .bind(seen)
                        .execute(&mut *tx)
                        .await?
                        .rows_affected();
                    if rows != 1 {
                        return Err(changed(dataset));
                    }
                }
            }
            let number: i64 = sqlx::query_scalar(NUMBER).bind(dataset.uid.as_str()).fetch_one(&mut *tx).await?;
            sqlx::query(VERSION)
                .bind(&version.id)
                .bind(dataset.uid.as_str())
                .bind(number)
                .bind(&version.sha256)
                .bind(&schema)
                .bind(&profile)
                .bind(recipe)
                .bind(version.bytes)
                .bind(&version.source_name)
                .bind(&version.author)
                .bind(&version.note)
                .bind(version.created_at)
                .bind(&metadata)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || format!("version {} exists already", version.id)))?;
            for push in pushes {
                sqlx::query("DELETE FROM pushes WHERE id = $1").bind(push).execute(&mut *tx).await?;
            }
            if let Some(old) = supersedes {
                sqlx::query(RETIRE).bind(old).bind(dataset.uid.as_str()).bind(now).execute(&mut *tx).await?;
                sqlx::query("DELETE FROM versions WHERE id = $1").bind(old).execute(&mut *tx).await?;
            }
            sqlx::query(BUMP).execute(&mut *tx).await?;
            match schedule {
                Some(ScheduleStep::Begin(schedule)) => insert_schedule!(tx, schedule),
                Some(ScheduleStep::Ran(run)) => record_run!(tx, &run),
                None => {}
            }
            if let Some(job) = job {
                finish_in_step!(tx, job.claim, job.result, now);
            }
            number
        });
        let current = Some(Version {
            number,
            ..version.clone()
        });
        Ok(Dataset {
            current,
            updated_at: moment,
            ..dataset.clone()
        })
    }

    /// Forgets a dataset and its versions. An unknown one is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_dataset(&self, uid: &DatasetUid) -> Result<(), RegistryError> {
        transaction!(self, tx => {
            sqlx::query("DELETE FROM datasets WHERE uid = $1").bind(uid.as_str()).execute(&mut *tx).await?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }
}

impl DatasetRow {
    pub(crate) fn into_dataset(self) -> Result<Dataset, RegistryError> {
        let damaged = |what: &str| RegistryError::Damaged(format!("dataset {}: {what}", self.id));
        Ok(Dataset {
            uid: DatasetUid::new(self.uid.clone()).map_err(|error| damaged(&error.to_string()))?,
            id: DatasetId::new(self.id.clone()).map_err(|error| damaged(&error.to_string()))?,
            state: match self.state.as_str() {
                "draft" => State::Draft,
                "published" => State::Published,
                other => return Err(damaged(&format!("state `{other}`"))),
            },
            visibility: match self.visibility.as_str() {
                "domain" => Visibility::Domain,
                "restricted" => Visibility::Restricted,
                other => return Err(damaged(&format!("visibility `{other}`"))),
            },
            metadata: documents::read(&self.metadata, "the metadata of a dataset")?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            current: self.current()?,
        })
    }

    fn current(self) -> Result<Option<Version>, RegistryError> {
        let Some(id) = self.version_id else {
            return Ok(None);
        };
        let missing = || RegistryError::Damaged(format!("version {id} is incomplete"));
        Ok(Some(Version {
            number: self.number.ok_or_else(missing)?,
            sha256: self.sha256.ok_or_else(missing)?,
            schema: documents::read(&self.schema_doc.ok_or_else(missing)?, "the schema of a version")?,
            profile: documents::read(&self.profile_doc.ok_or_else(missing)?, "the profile of a version")?,
            bytes: self.bytes.ok_or_else(missing)?,
            source_name: self.source_name.ok_or_else(missing)?,
            author: self.author.ok_or_else(missing)?,
            note: self.note,
            created_at: self.version_created_at.ok_or_else(missing)?,
            id: id.clone(),
        }))
    }
}

fn state_name(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Published => "published",
    }
}

fn visibility_name(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Domain => "domain",
        Visibility::Restricted => "restricted",
    }
}

fn taken(dataset: &Dataset) -> String {
    format!(
        "a dataset with the identifier `{}` exists already, or was deleted a while ago and can still be brought back",
        dataset.id
    )
}

pub(crate) fn changed(dataset: &Dataset) -> RegistryError {
    RegistryError::Conflict(format!(
        "the dataset `{}` was changed by somebody else meanwhile",
        dataset.id
    ))
}
