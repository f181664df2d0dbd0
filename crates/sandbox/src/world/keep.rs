//! Keeping the world in a folder: a snapshot, and a journal of every act since.
//!
//! Here: the two files, the lock, and what is said when the folder cannot be used.
//!
//! Promise: a process killed at any moment loses no finished act. A torn last line belongs to an act nobody was
//! answered about, and is dropped. A new snapshot takes the old one's place only when it is whole.

mod journal;
mod snapshot;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use journal::Journal;

use super::entry::Entry;
use super::state::State;

/// The form of the files this build reads and writes.
const FORMAT: u32 = 1;

/// Why a folder's world could not be opened or written.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The folder or a file in it cannot be read or written.
    #[error("the sandbox cannot use {}; name a folder that can be written with --data-dir", path.display())]
    Unusable {
        /// What could not be used.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process has the world open.
    #[error("another sandbox is using {}. Stop it, or name another folder with --data-dir", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A newer build wrote the folder.
    #[error("{} was written by a newer sandbox (format {found}, this one reads {FORMAT}). Use that one, or another folder", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// A line in the middle of a file does not parse.
    #[error("{} is damaged at line {line}: {reason}. Remove the folder to start over", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

/// Says which file could not be used.
fn unusable(path: &Path) -> impl FnOnce(io::Error) -> OpenError + '_ {
    |source| OpenError::Unusable { path: path.to_owned(), source }
}

/// An open folder.
#[derive(Debug)]
pub(super) struct Keep {
    folder: PathBuf,
    seed: u64,
    generation: u64,
    journal: Journal,
    /// Held as long as the world is open; the system lets go of it when the process ends, however it ends.
    _lock: File,
}

/// A world as it was found.
pub(super) struct Opened {
    pub(super) state: State,
    pub(super) seed: u64,
    pub(super) keep: Keep,
}

impl Keep {
    /// Opens the folder's world; makes the folder, and with `make` the world, where there is none.
    pub(super) fn open(
        folder: &Path,
        seed: u64,
        make: impl FnOnce(u64) -> State,
    ) -> Result<Opened, OpenError> {
        fs::create_dir_all(folder).map_err(unusable(folder))?;
        let lock = lock(folder)?;
        let found = snapshot::read(folder)?;
        let (mut state, seed, generation) = match found {
            Some(found) => (found.state, found.seed, found.generation),
            None => (make(seed), seed, 0),
        };
        let replayed = if generation > 0 { journal::replay(folder, generation, &mut state)? } else { 0 };
        let journal = Journal::append_to(folder, generation)?;
        let mut keep = Self { folder: folder.to_owned(), seed, generation, journal, _lock: lock };
        if generation == 0 || replayed > 0 {
            keep.compact(&state)?;
        }
        Ok(Opened { state, seed, keep })
    }

    /// Writes one act. A disk that refuses is told about; the world goes on in memory.
    pub(super) fn write(&mut self, entries: &[Entry]) {
        if let Err(error) = self.journal.write(entries) {
            tracing::error!(%error, folder = %self.folder.display(), "the sandbox could not write its journal");
        }
    }

    /// Writes the whole world as a new snapshot and starts an empty journal.
    pub(super) fn compact(&mut self, state: &State) -> Result<(), OpenError> {
        let next = self.generation + 1;
        // One may lie there from a world whose snapshot somebody removed.
        journal::remove(&self.folder, next);
        snapshot::write(&self.folder, self.seed, next, state)?;
        self.journal = Journal::append_to(&self.folder, next)?;
        journal::remove(&self.folder, self.generation);
        self.generation = next;
        Ok(())
    }
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join("world.lock");
    let file =
        File::options().create(true).truncate(false).write(true).open(&path).map_err(unusable(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse { path: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(OpenError::Unusable { path, source }),
    }
}

#[cfg(test)]
mod tests;
