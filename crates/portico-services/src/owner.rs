//! Which processes are at work on this data directory? Each holds a lock in a folder of its own, which the system takes back at its death.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

const LOCK: &str = "lock";
/// Held while a folder gets its lock, and while the dead are looked for: a newborn must not pass for dead.
const GATE: &str = "gate";

/// This process: a name and a folder for its temporary files, removed at the end.
#[derive(Debug)]
pub(crate) struct Owner {
    name: String,
    folder: PathBuf,
    _lock: File,
}

impl Owner {
    /// Makes the folder and locks it. May wait a moment for a sweeper.
    pub(crate) fn start(running: &Path) -> io::Result<Self> {
        fs::create_dir_all(running)?;
        let gate = open_gate(running)?;
        let name = Uuid::now_v7().to_string();
        let folder = running.join(&name);
        fs::create_dir(&folder)?;
        let lock = File::create(folder.join(LOCK))?;
        lock.lock()?;
        drop(gate);
        Ok(Self {
            name,
            folder,
            _lock: lock,
        })
    }

    /// The name, as running imports are marked with it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The folder for temporary files.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // What stays is removed by the next sweep: the lock goes with this process.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What is known of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    /// It holds its lock.
    Alive,
    /// Its lock is free.
    Dead,
    /// It has no folder here: it ended, or it works on another machine.
    Unknown,
}

/// Whether that process is at work.
pub(crate) fn life_of(running: &Path, name: &str) -> Life {
    // A name is one of ours, or it names nothing.
    if Uuid::try_parse(name).is_err() {
        return Life::Unknown;
    }
    let Ok(lock) = File::open(running.join(name).join(LOCK)) else {
        return Life::Unknown;
    };
    match lock.try_lock() {
        Ok(()) => Life::Dead,
        Err(TryLockError::WouldBlock) => Life::Alive,
        Err(TryLockError::Error(_)) => Life::Unknown,
    }
}

/// Removes the folders of processes that died.
pub(crate) fn bury_the_dead(running: &Path) -> io::Result<()> {
    let _gate = open_gate(running)?;
    for entry in fs::read_dir(running)? {
        let entry = entry?;
        if !entry.file_type()?.is_dir() {
            continue;
        }
        let name = entry.file_name();
        let alive = life_of(running, &name.to_string_lossy()) == Life::Alive;
        if !alive {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

fn open_gate(running: &Path) -> io::Result<File> {
    let gate = File::create(running.join(GATE))?;
    gate.lock()?;
    Ok(gate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_living_keep_their_folder_and_the_dead_lose_it() {
        let running = tempfile::tempdir().expect("a folder");
        let owner = Owner::start(running.path()).expect("an owner");
        let dead = Uuid::now_v7().to_string();
        fs::create_dir(running.path().join(&dead)).expect("a folder");
        fs::write(running.path().join(&dead).join(LOCK), "").expect("a lock that nobody holds");
        assert_eq!(life_of(running.path(), owner.name()), Life::Alive);
        assert_eq!(life_of(running.path(), &dead), Life::Dead);
        assert_eq!(life_of(running.path(), "../elsewhere"), Life::Unknown);
        bury_the_dead(running.path()).expect("a sweep");
        assert!(owner.folder().exists());
        assert!(!running.path().join(&dead).exists());
        let folder = owner.folder().to_owned();
        drop(owner);
        assert!(!folder.exists());
    }
}
