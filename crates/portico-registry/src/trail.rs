//! Who changed what, when? Rows that are added and read; there is no statement that changes or removes one.

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

/// One change, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// UUIDv7.
    pub id: String,
    /// Microseconds since the epoch, UTC.
    pub happened_at: i64,
    /// Kind of the author.
    pub author_kind: String,
    /// Name of the author.
    pub author: String,
    /// What was done.
    pub action: String,
    /// To what kind of thing.
    pub object_kind: String,
    /// To which one.
    pub object_id: String,
    /// What is different: a JSON document of the services.
    pub difference: String,
}

/// Which changes are wanted; an empty text asks for any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailQuery {
    /// Kind of thing.
    pub object_kind: String,
    /// Which thing.
    pub object_id: String,
    /// Letters in the author's name, in any case.
    pub author: String,
    /// What was done.
    pub action: String,
    /// Not before, microseconds since the epoch.
    pub from: i64,
    /// Before, likewise.
    pub until: i64,
}

impl Default for TrailQuery {
    fn default() -> Self {
        Self {
            object_kind: String::new(),
            object_id: String::new(),
            author: String::new(),
            action: String::new(),
            from: i64::MIN,
            until: i64::MAX,
        }
    }
}

row! {
    struct StoredRow {
        id: String,
        happened_at: i64,
        author_kind: String,
        author: String,
        action: String,
        object_kind: String,
        object_id: String,
        difference: String,
    }
}

impl From<StoredRow> for TrailRow {
    fn from(row: StoredRow) -> Self {
        Self {
            id: row.id,
            happened_at: row.happened_at,
            author_kind: row.author_kind,
            author: row.author,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            difference: row.difference,
        }
    }
}

/// The statement that adds a change.
pub(crate) const INSERT: &str = "INSERT INTO trail (id, happened_at, author_kind, author, action, object_kind, object_id, difference) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Adds a change: `add_to_trail!(row, executor)`, also inside of a transaction, with the change itself.
macro_rules! add_to_trail {
    ($row:expr, $executor:expr) => {
        sqlx::query($crate::trail::INSERT)
            .bind(&$row.id)
            .bind($row.happened_at)
            .bind(&$row.author_kind)
            .bind(&$row.author)
            .bind(&$row.action)
            .bind(&$row.object_kind)
            .bind(&$row.object_id)
            .bind(&$row.difference)
            .execute($executor)
            .await?
    };
}

pub(crate) use add_to_trail;

/// The condition that both questions share: `$1` to `$6`.
macro_rules! wanted {
    ($start:literal, $end:literal) => {
        concat!(
            $start,
            " FROM trail WHERE ($1 = '' OR object_kind = $1) AND ($2 = '' OR object_id = $2) \
             AND ($3 = '' OR LOWER(author) LIKE $3 ESCAPE '!') AND ($4 = '' OR action = $4) \
             AND happened_at >= $5 AND happened_at < $6 ",
            $end
        )
    };
}

impl Registry {
    /// Adds a change.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_to_trail(&self, row: &TrailRow) -> Result<(), RegistryError> {
        writing!(self, pool => { add_to_trail!(row, pool); });
        Ok(())
    }

    /// The wanted changes, newest first: `limit` of them after the first `offset`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trail(
        &self,
        query: &TrailQuery,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<TrailRow>, RegistryError> {
        const SQL: &str = wanted!(
            "SELECT id, happened_at, author_kind, author, action, object_kind, object_id, difference",
            "ORDER BY happened_at DESC, id DESC LIMIT $7 OFFSET $8"
        );
        let rows: Vec<StoredRow> = reading!(self, pool => {
            sqlx::query_as(SQL)
                .bind(&query.object_kind)
                .bind(&query.object_id)
                .bind(pattern(&query.author))
                .bind(&query.action)
                .bind(query.from)
                .bind(query.until)
                .bind(limit)
                .bind(offset)
                .fetch_all(pool)
                .await?
        });
        Ok(rows.into_iter().map(TrailRow::from).collect())
    }

    /// How many changes are wanted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_trail(&self, query: &TrailQuery) -> Result<i64, RegistryError> {
        const SQL: &str = wanted!("SELECT COUNT(*)", "");
        Ok(reading!(self, pool => {
            sqlx::query_scalar(SQL)
                .bind(&query.object_kind)
                .bind(&query.object_id)
                .bind(pattern(&query.author))
                .bind(&query.action)
                .bind(query.from)
                .bind(query.until)
                .fetch_one(pool)
                .await?
        }))
    }

    /// The change of that identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trail_row(&self, id: &str) -> Result<Option<TrailRow>, RegistryError> {
        const SQL: &str = "SELECT id, happened_at, author_kind, author, action, object_kind, object_id, difference \
            FROM trail WHERE id = $1";
        let row: Option<StoredRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id).fetch_optional(pool).await?);
        Ok(row.map(TrailRow::from))
    }
}

/// Letters anywhere in a text, as `LIKE` wants them; none stays none.
fn pattern(letters: &str) -> String {
    if letters.is_empty() {
        return String::new();
    }
    let mut pattern = String::from("%");
    for c in letters.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
