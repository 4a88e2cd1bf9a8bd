//! What have readers said about the records of a dataset? Rows that are added, read and archived.

use portico_model::{DatasetUid, Feedback};

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError, documents};

row! {
    struct FeedbackRow {
        uid: String,
        dataset_uid: String,
        record_id: String,
        person_id: Option<String>,
        email: Option<String>,
        comment: String,
        values_doc: String,
        archived: bool,
        created_at: i64,
    }
}

/// The columns of a row, with the address of whoever said it.
macro_rules! found {
    ($rest:literal) => {
        concat!(
            "SELECT f.uid, f.dataset_uid, f.record_id, f.person_id, p.email, f.comment, f.values_doc, f.archived, f.created_at \
             FROM feedbacks f LEFT JOIN people p ON p.id = f.person_id ",
            $rest
        )
    };
}

impl FeedbackRow {
    fn into_feedback(self) -> Result<Feedback, RegistryError> {
        let damaged = || RegistryError::Damaged(format!("feedback {}", self.uid));
        Ok(Feedback {
            dataset: DatasetUid::new(self.dataset_uid.as_str()).map_err(|_| damaged())?,
            values: documents::read(&self.values_doc, "feedback")?,
            uid: self.uid,
            record_id: self.record_id,
            person_id: self.person_id,
            email: self.email,
            comment: self.comment,
            archived: self.archived,
            created_at: self.created_at,
        })
    }
}

impl Registry {
    /// Keeps what somebody said, unless that person said `most` things since then already: then false.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset or the person is gone.
    pub async fn insert_feedback(
        &self,
        feedback: &Feedback,
        since: i64,
        most: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "INSERT INTO feedbacks \
            (uid, dataset_uid, record_id, person_id, comment, values_doc, archived, created_at) \
            SELECT $1, $2, $3, $4, $5, $6, $7, $8 \
            WHERE (SELECT COUNT(*) FROM feedbacks WHERE person_id = $4 AND created_at >= $9) < $10";
        let values = documents::write(&feedback.values)?;
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&feedback.uid)
                .bind(feedback.dataset.as_str())
                .bind(&feedback.record_id)
                .bind(&feedback.person_id)
                .bind(&feedback.comment)
                .bind(&values)
                .bind(feedback.archived)
                .bind(feedback.created_at)
                .bind(since)
                .bind(most)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the dataset is gone".to_owned()))?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// What was said about a dataset, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_feedbacks(
        &self,
        dataset: &DatasetUid,
        archived: bool,
    ) -> Result<Vec<Feedback>, RegistryError> {
        const SQL: &str =
            found!("WHERE f.dataset_uid = $1 AND f.archived = $2 ORDER BY f.created_at DESC, f.uid DESC");
        let rows: Vec<FeedbackRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(dataset.as_str())
            .bind(archived)
            .fetch_all(pool)
            .await?);
        rows.into_iter().map(FeedbackRow::into_feedback).collect()
    }

    /// How many things were said about each dataset that nobody has dealt with: internal identifiers and counts.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_open_feedbacks(&self) -> Result<Vec<(String, i64)>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, COUNT(*) FROM feedbacks WHERE archived = FALSE GROUP BY dataset_uid ORDER BY dataset_uid";
        Ok(reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback(&self, dataset: &DatasetUid, uid: &str) -> Result<Option<Feedback>, RegistryError> {
        const SQL: &str = found!("WHERE f.dataset_uid = $1 AND f.uid = $2");
        let row: Option<FeedbackRow> = reading!(self, pool => sqlx::query_as(SQL)
            .bind(dataset.as_str())
            .bind(uid)
            .fetch_optional(pool)
            .await?);
        row.map(FeedbackRow::into_feedback).transpose()
    }

    /// Somebody has dealt with it. False when it was archived before, or is unknown.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_feedback(&self, dataset: &DatasetUid, uid: &str) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE feedbacks SET archived = TRUE WHERE dataset_uid = $1 AND uid = $2 AND archived = FALSE";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(dataset.as_str()).bind(uid).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }
}
