//! Which database is it? Opens SQLite or PostgreSQL, applies migrations; the macros that run one SQL text on either.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqlSafeStr};

use crate::RegistryError;

/// Longest wait for another process that writes.
const BUSY: Duration = Duration::from_secs(30);
/// Longest wait for a free connection.
const ACQUIRE: Duration = Duration::from_secs(35);

/// The registry. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(crate) db: Db,
    people_writes: Arc<AtomicU64>,
}

/// What readers see depends on this number: other processes must notice.
pub(crate) const BUMP: &str = "UPDATE changes SET number = number + 1 WHERE id = 1";
/// Who somebody is, and what they may do, depends on this one.
pub(crate) const BUMP_PEOPLE: &str = "UPDATE changes SET number = number + 1 WHERE id = 2";

/// Counts a change of people by this process when it is over, however it ends.
pub(crate) struct Counted<'a>(&'a AtomicU64);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The two databases.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    /// A file: one connection writes, several read.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
    /// A server.
    Postgres(PgPool),
}

/// Runs a statement that only reads.
macro_rules! reading {
    ($registry:expr, $pool:ident => $body:expr) => {
        match &$registry.db {
            $crate::db::Db::Sqlite { readers: $pool, .. } => $body,
            $crate::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs one statement that writes.
macro_rules! writing {
    ($registry:expr, $pool:ident => $body:expr) => {
        match &$registry.db {
            $crate::db::Db::Sqlite { writer: $pool, .. } => $body,
            $crate::db::Db::Postgres($pool) => $body,
        }
    };
}

/// Runs several statements that count together or not at all; leaving by `?` or `return` undoes them.
macro_rules! transaction {
    ($registry:expr, $tx:ident => $body:expr) => {
        match &$registry.db {
            $crate::db::Db::Sqlite { writer, .. } => {
                // A transaction that starts as a reader cannot always become a writer: SQLite then fails at once.
                let mut $tx = writer.begin_with("BEGIN IMMEDIATE").await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
            $crate::db::Db::Postgres(pool) => {
                let mut $tx = pool.begin().await?;
                let value = $body;
                $tx.commit().await?;
                value
            }
        }
    };
}

/// A transaction after which somebody is somebody else, may do something else, or is no longer signed in: what was known of sessions ends
/// with it, here at once and in other processes when they next look at [`Registry::people_number`].
macro_rules! changing_people {
    ($registry:expr, $tx:ident => $body:expr) => {{
        let _counted = $registry.count_people_write();
        $crate::db::transaction!($registry, $tx => {
            let value = $body;
            sqlx::query($crate::db::BUMP_PEOPLE).execute(&mut *$tx).await?;
            value
        })
    }};
}

/// A row by the names of its columns, for both databases.
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$about:meta])* $seen:vis $field:ident: $ty:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Debug)]
        $vis struct $name { $($(#[$about])* $seen $field: $ty),* }

        impl<'r, R> sqlx::FromRow<'r, R> for $name
        where
            R: sqlx::Row,
            &'static str: sqlx::ColumnIndex<R>,
            $($ty: sqlx::Decode<'r, R::Database> + sqlx::Type<R::Database>,)*
        {
            fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
                Ok(Self { $($field: row.try_get(stringify!($field))?),* })
            }
        }
    };
}

pub(crate) use {changing_people, reading, row, transaction, writing};

impl Registry {
    /// Opens the registry and brings its tables to this version: a `postgres://` address, or the path of an SQLite file.
    ///
    /// # Errors
    /// When the database cannot be reached, or was written by a newer program.
    pub async fn open(database: &str) -> Result<Self, RegistryError> {
        let is_server = ["postgres://", "postgresql://"]
            .iter()
            .any(|scheme| database.starts_with(scheme));
        let registry = if is_server {
            open_postgres(database).await?
        } else {
            open_sqlite(Path::new(database)).await?
        };
        registry.migrate().await?;
        Ok(registry)
    }

    async fn migrate(&self) -> Result<(), RegistryError> {
        match &self.db {
            Db::Postgres(pool) => migrations().run(pool).await?,
            Db::Sqlite { writer, .. } => {
                // sqlx locks nothing on SQLite: of two processes that start at once, one fails, and finds the work done a moment later.
                let mut tries = 0;
                while let Err(error) = migrations().run(writer).await {
                    tries += 1;
                    if tries == 10 {
                        return Err(error.into());
                    }
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
        Ok(())
    }

    /// The database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn is_ready(&self) -> Result<(), RegistryError> {
        self.change_number().await.map(|_| ())
    }

    /// A number that grows with every change of a dataset, by whatever process.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_number(&self) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT number FROM changes WHERE id = 1";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// A number that grows with every change of who somebody is, of what they may do and of where they are signed in, by whatever
    /// process; a new session or account changes nothing for those that are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_number(&self) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT number FROM changes WHERE id = 2";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// How many changes of that kind by this process are over: what it did itself is known without asking the database.
    #[must_use]
    pub fn people_writes(&self) -> u64 {
        self.people_writes.load(Ordering::SeqCst)
    }

    pub(crate) fn count_people_write(&self) -> Counted<'_> {
        Counted(&self.people_writes)
    }

    /// Closes every connection.
    pub async fn close(&self) {
        match &self.db {
            Db::Postgres(pool) => pool.close().await,
            Db::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

/// Every migration, oldest first. A migration that was published is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (
        2,
        "attachments",
        include_str!("../migrations/0002_attachments.sql"),
    ),
    (10, "audience", include_str!("../migrations/0010_audience.sql")),
    (20, "policy", include_str!("../migrations/0020_policy.sql")),
    (25, "receipts", include_str!("../migrations/0025_receipts.sql")),
    (26, "refusals", include_str!("../migrations/0026_refusals.sql")),
    (30, "rights", include_str!("../migrations/0030_rights.sql")),
    (31, "accounts", include_str!("../migrations/0031_accounts.sql")),
    (32, "openid", include_str!("../migrations/0032_openid.sql")),
    (40, "jobs", include_str!("../migrations/0040_jobs.sql")),
    (41, "uploads", include_str!("../migrations/0041_uploads.sql")),
    (42, "history", include_str!("../migrations/0042_history.sql")),
    (50, "trail", include_str!("../migrations/0050_trail.sql")),
    (
        60,
        "processing",
        include_str!("../migrations/0060_processing.sql"),
    ),
    (70, "push", include_str!("../migrations/0070_push.sql")),
    (80, "feedbacks", include_str!("../migrations/0080_feedbacks.sql")),
    (82, "schedules", include_str!("../migrations/0082_schedules.sql")),
    (83, "mail", include_str!("../migrations/0083_mail.sql")),
    (85, "resources", include_str!("../migrations/0085_resources.sql")),
    (
        110,
        "descriptions",
        include_str!("../migrations/0110_descriptions.sql"),
    ),
    (
        120,
        "schedule limits",
        include_str!("../migrations/0120_schedule_limits.sql"),
    ),
    (
        121,
        "people number",
        include_str!("../migrations/0121_people_number.sql"),
    ),
];

fn migrations() -> Migrator {
    let migration = |(number, name, text): &(i64, &'static str, &'static str)| {
        Migration::new(
            *number,
            (*name).into(),
            MigrationType::Simple,
            (*text).into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(MIGRATIONS.iter().map(migration).collect())
}

async fn open_sqlite(path: &Path) -> Result<Registry, RegistryError> {
    let failed = |error: sqlx::Error| RegistryError::Open {
        place: path.display().to_string(),
        reason: error.to_string(),
    };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What was reported as published must survive a power cut; writes are few.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY)
        .foreign_keys(true)
        .disable_statement_logging();
    let pool = |connections| {
        SqlitePoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(ACQUIRE)
    };
    let writer = patiently(|| pool(1).connect_with(options.clone()))
        .await
        .map_err(failed)?;
    let options = options.read_only(true);
    let readers = patiently(|| pool(4).connect_with(options.clone()))
        .await
        .map_err(failed)?;
    Ok(Registry {
        db: Db::Sqlite { writer, readers },
        people_writes: Arc::default(),
    })
}

/// Tries again while somebody else has the file: of two processes that make it at once, SQLite lets one choose the journal and refuses
/// the other, without regard to the time that it was told to wait.
async fn patiently<T, F>(connect: impl Fn() -> F) -> Result<T, sqlx::Error>
where
    F: Future<Output = Result<T, sqlx::Error>>,
{
    let is_busy = |error: &sqlx::Error| {
        let code = error.as_database_error().and_then(|error| error.code());
        // The last byte of an extended code is the kind: 5 is SQLITE_BUSY.
        code.and_then(|code| code.parse::<u32>().ok())
            .is_some_and(|code| code & 0xff == 5)
    };
    let mut tries = 1;
    loop {
        match connect().await {
            Err(error) if is_busy(&error) && tries < 50 => tries += 1,
            other => return other,
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn open_postgres(address: &str) -> Result<Registry, RegistryError> {
    let options: PgConnectOptions = address
        .parse()
        .map_err(|error: sqlx::Error| RegistryError::Open {
            place: "on PostgreSQL".to_owned(),
            reason: format!("the address is not understood: {error}"),
        })?;
    let place = format!("on PostgreSQL at {}", options.get_host());
    let options = options.disable_statement_logging();
    // A pool tries a server that refuses again and again; at the start that is better said at once.
    let failed = |error: sqlx::Error| RegistryError::Open {
        place: place.clone(),
        reason: error.to_string(),
    };
    options
        .connect()
        .await
        .map_err(failed)?
        .close()
        .await
        .map_err(failed)?;
    let pool = PgPoolOptions::new()
        .max_connections(10)
        .acquire_timeout(ACQUIRE)
        .connect_with(options);
    Ok(Registry {
        db: Db::Postgres(pool.await.map_err(failed)?),
        people_writes: Arc::default(),
    })
}
