//! What did a crash leave behind? Files that no version and no running import knows, folders of dead processes, expired rows.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use portico_model::{DatasetUid, Fault};
use portico_registry::Staging;

use crate::DAYS_TO_BRING_BACK;
use crate::owner::{self, Life};
use crate::portal::Inner;
use crate::{attachments, clock, push, resources, uploads};

/// Time between sweeps of a server.
const PAUSE: Duration = Duration::from_secs(60);
/// An import of another machine that gave no sign of life for this long is dead, in microseconds.
pub(crate) const LEASE: i64 = 90_000_000;
/// Failed sign-ins are forgotten after this long, in microseconds.
pub(crate) const ATTEMPTS_KEPT: i64 = 86_400_000_000;
/// Jobs that came to their end are forgotten after this long, in microseconds: 90 days.
const JOBS_KEPT: i64 = 90 * 86_400_000_000;

/// Mails that were given up are forgotten after this long, in microseconds: 14 days.
const LETTERS_KEPT: i64 = 14 * 86_400_000_000;

/// Sweeps once.
///
/// # Errors
/// When the registry or the object store fails.
pub(crate) async fn sweep(inner: &Inner) -> Result<(), Fault> {
    abandon_the_dead(inner).await?;
    expire_jobs_of_the_dead(inner).await?;
    let day = 86_400_000_000;
    let moment = clock::now() - DAYS_TO_BRING_BACK * day;
    inner.registry.forget_deleted(moment).await?;
    push::purge(inner).await?;
    // Files first, rows second: an import announces itself before it writes.
    let mut stored = inner.engine.stored_versions().await?;
    stored.extend(local_folders(&inner.places.objects.join("datasets")));
    let known: HashSet<(String, String)> = inner.registry.known_versions().await?.into_iter().collect();
    for (uid, version_id) in stored {
        if let (false, Ok(dataset)) = (
            known.contains(&(uid.clone(), version_id.clone())),
            DatasetUid::new(uid),
        ) {
            remove_version(inner, &dataset, &version_id).await?;
        }
    }
    let running = inner.places.running.clone();
    let buried = tokio::task::spawn_blocking(move || owner::bury_the_dead(&running)).await;
    if let Ok(Err(error)) = buried {
        tracing::warn!(%error, "folders of ended processes cannot be removed");
    }
    attachments::sweep(inner).await?;
    resources::sweep(inner).await?;
    uploads::sweep(inner).await?;
    let now = clock::now();
    inner.registry.purge_sessions(now).await?;
    inner.registry.purge_attempts(now - ATTEMPTS_KEPT).await?;
    inner.registry.purge_tokens(now).await?;
    inner.registry.purge_openid_requests(now).await?;
    inner.registry.purge_jobs(now - JOBS_KEPT).await?;
    inner.registry.purge_letters(now - LETTERS_KEPT).await?;
    Ok(())
}

/// Gives up imports whose process died.
///
/// # Errors
/// When the registry fails.
pub(crate) async fn abandon_the_dead(inner: &Inner) -> Result<(), Fault> {
    for staging in inner.registry.list_stagings().await? {
        if is_dead(inner, &staging) && inner.registry.abandon_staging(&staging).await? {
            tracing::info!(
                dataset = staging.dataset_id,
                "an import that was interrupted is swept"
            );
        }
    }
    Ok(())
}

/// Jobs of processes that are known to be dead can be taken over now; those of other machines when their lease runs out.
///
/// # Errors
/// When the registry fails.
pub(crate) async fn expire_jobs_of_the_dead(inner: &Inner) -> Result<(), Fault> {
    for owner in inner.registry.job_owners().await? {
        let dead = match owner::life_of(&inner.places.running, &owner) {
            Life::Alive => false,
            Life::Dead => true,
            Life::Unknown => inner.settings.database.is_none(),
        };
        if dead {
            inner.registry.expire_leases(&owner).await?;
        }
    }
    Ok(())
}

/// Sweeps now and then, for as long as the portal is open.
pub(crate) fn keep_sweeping(inner: &Arc<Inner>) {
    let inner = Arc::downgrade(inner);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            let Some(inner) = inner.upgrade() else { return };
            if let Err(fault) = sweep(&inner).await {
                tracing::warn!(error = ?fault, "sweeping failed");
            }
        }
    });
}

/// Removes the files of a version, unfinished ones too.
pub(crate) async fn remove_version(inner: &Inner, uid: &DatasetUid, version_id: &str) -> Result<(), Fault> {
    inner.engine.delete_version(uid, version_id).await?;
    // A file that was being written when its process died has a name that the object store does not list.
    let dataset = inner.places.objects.join("datasets").join(uid.as_str());
    match tokio::fs::remove_dir_all(dataset.join(version_id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Fault::internal(error)),
        _ => {}
    }
    // Refused while other versions are there, as it should be.
    let _ = tokio::fs::remove_dir(dataset).await;
    Ok(())
}

fn is_dead(inner: &Inner, staging: &Staging) -> bool {
    match owner::life_of(&inner.places.running, &staging.owner) {
        Life::Alive => false,
        Life::Dead => true,
        // With a registry in a file, everybody works in this directory: without a folder there is no process.
        Life::Unknown if inner.settings.database.is_none() => true,
        Life::Unknown => staging.heartbeat_at + LEASE < clock::now(),
    }
}

/// The folders `<uid>/<version>` below `datasets`.
fn local_folders(datasets: &Path) -> Vec<(String, String)> {
    let names = |folder: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        folders
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect()
    };
    let of = |uid: String| {
        names(&datasets.join(&uid))
            .into_iter()
            .map(move |version| (uid.clone(), version))
    };
    names(datasets).into_iter().flat_map(of).collect()
}
