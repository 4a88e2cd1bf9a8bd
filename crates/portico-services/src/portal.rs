//! The portal as the doors and the command line see it: registry, engine, settings, secrets.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ipnet::IpNet;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use portico_engine::{Engine, EngineSettings};
use portico_model::{Fault, FaultKind};
use portico_registry::Registry;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::access::{Calls, Measures};
use crate::accounts::{AccountSettings, ClientLimits, RecentSessions};
use crate::catalog::CatalogCache;
use crate::owner::Owner;
use crate::passwords::PasswordDesk;
use crate::policy::PolicyCache;
use crate::sweep;

/// Where things are and how much is allowed. Checked values: the binary reads files and environment.
#[derive(Debug, Clone)]
pub struct PortalSettings {
    /// The data directory.
    pub data: PathBuf,
    /// `sqlite` file in the data directory when none; else `postgres://…`.
    pub database: Option<String>,
    /// Longest run of one query.
    pub query_time: Duration,
    /// Memory of one query, in bytes.
    pub query_memory: usize,
    /// Queries that run at once.
    pub queries_running: usize,
    /// Queries that may wait.
    pub queries_waiting: usize,
    /// Largest unpacked size of an imported archive, in bytes.
    pub archive_limit: u64,
    /// Largest file that is sent, in bytes.
    pub upload_limit: u64,
    /// How files are fetched from addresses.
    pub fetch: FetchSettings,
}

/// How files are fetched from addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchSettings {
    /// Networks that are asked although they are not public.
    pub networks: Vec<IpNet>,
    /// Longest silence of a server.
    pub silence: Duration,
    /// Shortest time between two runs of a scheduled update.
    pub interval: Duration,
}

impl Default for FetchSettings {
    fn default() -> Self {
        Self {
            networks: Vec::new(),
            silence: Duration::from_secs(60),
            interval: Duration::from_secs(15 * 60),
        }
    }
}

/// The portal. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Portal {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) settings: PortalSettings,
    pub(crate) registry: Registry,
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) places: Places,
    pub(crate) owner: Owner,
    pub(crate) catalog: CatalogCache,
    pub(crate) measures: Measures,
    pub(crate) calls: Calls,
    pub(crate) accounts: OnceLock<AccountSettings>,
    pub(crate) client_limits: ClientLimits,
    pub(crate) recent: RecentSessions,
    /// Rung when a mail was put into the outbox.
    pub(crate) outbox: Notify,
    pub(crate) passwords: PasswordDesk,
    /// Somebody of this process took a job.
    pub(crate) new_work: Notify,
    pub(crate) policy: PolicyCache,
    /// Held while a piece of a file is written.
    pub(crate) uploading: tokio::sync::Mutex<()>,
    secret: [u8; 32],
}

/// The folders of a data directory.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    /// The object store.
    pub(crate) objects: PathBuf,
    /// Folders of running processes.
    pub(crate) running: PathBuf,
    /// Lists of refused rows.
    pub(crate) imports: PathBuf,
    /// Files on their way.
    pub(crate) uploads: PathBuf,
}

impl Portal {
    /// Opens the data directory: creates what is missing, applies migrations, sweeps the debris of a crash.
    ///
    /// # Errors
    /// When the directory, the registry or the object store cannot be used.
    pub async fn open(settings: PortalSettings) -> Result<Self, Fault> {
        install_cryptography();
        let data = settings.data.as_path();
        let places = Places {
            objects: data.join("objects"),
            running: data.join("running"),
            imports: data.join("imports"),
            uploads: data.join("uploads"),
        };
        for folder in [
            data,
            &places.objects,
            &places.running,
            &places.imports,
            &places.uploads,
        ] {
            std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        }
        let database = settings
            .database
            .clone()
            .unwrap_or_else(|| data.join("portico.db").display().to_string());
        let registry = Registry::open(&database).await.map_err(|error| {
            Fault::new(FaultKind::Unprocessable, "UnusableRegistry", error.to_string()).with_hint(
                "check the setting `database`, and that this account may read and write the data directory",
            )
        })?;
        check_ownership(&registry, &places.objects).await?;
        let running = places.running.clone();
        let owner = tokio::task::spawn_blocking(move || Owner::start(&running))
            .await
            .map_err(Fault::internal)?
            .map_err(|error| unusable(&places.running, &error))?;
        let local = LocalFileSystem::new_with_prefix(&places.objects).map_err(Fault::internal)?;
        let store: Arc<dyn ObjectStore> = Arc::new(local.with_automatic_cleanup(true));
        let engine_settings = EngineSettings {
            query_time: settings.query_time,
            query_memory: settings.query_memory,
            running: settings.queries_running,
            waiting: settings.queries_waiting,
            scratch: owner.folder().join("scratch"),
        };
        let engine = Engine::open(Arc::clone(&store), engine_settings)?;
        let secret = secret_of(&registry).await?;
        let inner = Arc::new(Inner {
            engine,
            settings,
            registry,
            store,
            places,
            owner,
            catalog: CatalogCache::default(),
            measures: Measures::default(),
            calls: Calls::default(),
            accounts: OnceLock::new(),
            client_limits: ClientLimits::default(),
            recent: RecentSessions::default(),
            outbox: Notify::new(),
            passwords: PasswordDesk::default(),
            new_work: Notify::new(),
            policy: PolicyCache::default(),
            uploading: tokio::sync::Mutex::default(),
            secret,
        });
        sweep::sweep(&inner).await?;
        sweep::keep_sweeping(&inner);
        Ok(Self { inner })
    }

    /// The query engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &PortalSettings {
        &self.inner.settings
    }

    /// The 32-byte secret of this portal (made once, kept in the registry): signs CSRF tokens.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        self.inner.secret
    }

    /// The registry answers and its migrations are applied; the object store is there.
    ///
    /// # Errors
    /// What is wrong.
    pub async fn is_ready(&self) -> Result<(), Fault> {
        self.inner.registry.is_ready().await?;
        let objects = &self.inner.places.objects;
        tokio::fs::metadata(objects)
            .await
            .map_err(|error| unusable(objects, &error))?;
        Ok(())
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner")
            .field("settings", &self.settings.data)
            .finish_non_exhaustive()
    }
}

fn unusable(folder: &Path, error: &std::io::Error) -> Fault {
    let message = format!("cannot use {}: {error}", folder.display());
    Fault::new(FaultKind::Unprocessable, "UnusableDirectory", message)
        .with_hint("choose another directory with --data, or let this account write there")
}

/// TLS needs one provider for the whole process; somebody may have chosen already.
pub(crate) fn install_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// The sweeper removes files that the registry does not know: files and registry must belong together.
async fn check_ownership(registry: &Registry, objects: &Path) -> Result<(), Fault> {
    let own = registry
        .setting_or_insert("portal", &Uuid::new_v4().to_string())
        .await?;
    let mark = objects.join("portal-id");
    match std::fs::read_to_string(&mark) {
        Ok(found) if found.trim() == own => Ok(()),
        Ok(_) => Err(Fault::new(
            FaultKind::Conflict,
            "ForeignObjects",
            format!("the files in {} belong to another registry", objects.display()),
        )
        .with_hint(
            "set `database` to the registry that they were published with, or use an empty data directory",
        )),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::write(&mark, own).map_err(|error| unusable(objects, &error))
        }
        Err(error) => Err(unusable(objects, &error)),
    }
}

async fn secret_of(registry: &Registry) -> Result<[u8; 32], Fault> {
    let fresh: [u8; 32] = rand::random();
    let kept = registry.setting_or_insert("secret", &hex::encode(fresh)).await?;
    let mut secret = [0; 32];
    hex::decode_to_slice(&kept, &mut secret)
        .map_err(|_| Fault::internal("the secret in the registry is not 64 hexadecimal digits"))?;
    Ok(secret)
}
