//! The data folder: made, locked and holding the key that seals tokens.
//!
//! Here: one Rankr at a time in a folder, the key file. Not here: what the database writes into it (`store`).
//!
//! Promise: two Rankrs never share a folder, and a key file is readable by its owner alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use store::{SealKey, WrongSealKey};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be made or written to.
    #[error("the data folder {folder} cannot be used: {reason}. Name another one with --data-dir")]
    Unusable {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
    /// Another Rankr is at work in it.
    #[error("another Rankr is running in {0}. Stop it first, or name another folder with --data-dir")]
    InUse(PathBuf),
    /// The key file holds something else than a key.
    #[error("{0}. Put the right key file back; without it stored tokens cannot be read")]
    Key(#[from] WrongSealKey),
}

/// A data folder that is ours until dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder where it is missing and takes the lock.
    pub fn lock(path: &Path) -> Result<Self, FolderError> {
        prepare(path)?;
        let unusable = |reason| FolderError::Unusable { folder: path.to_owned(), reason };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path.join("rankr.lock"))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: file }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(reason)) => Err(unusable(reason)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes the folder where it is missing; for commands that work beside a running `serve`.
pub fn prepare(path: &Path) -> Result<(), FolderError> {
    fs::create_dir_all(path).map_err(|reason| FolderError::Unusable { folder: path.to_owned(), reason })
}

/// The key of the key file; made once where there is none yet.
pub fn key_file(folder: &Path) -> Result<SealKey, FolderError> {
    let path = folder.join("seal.key");
    if path.exists() {
        return Ok(SealKey::read(&path)?);
    }
    let key = SealKey::generate();
    write_key(&path, &key).map_err(|reason| FolderError::Unusable { folder: folder.to_owned(), reason })?;
    Ok(key)
}

fn write_key(path: &Path, key: &SealKey) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{}", key.to_text().expose_secret())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_taken_by_one_rankr_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::lock(folder.path()).unwrap();

        assert!(matches!(Folder::lock(folder.path()), Err(FolderError::InUse(_))));
        drop(first);
        assert!(Folder::lock(folder.path()).is_ok());
    }

    #[test]
    fn the_key_is_made_once_and_read_ever_after() {
        let folder = tempfile::tempdir().unwrap();

        let first = key_file(folder.path()).unwrap().to_text();
        let second = key_file(folder.path()).unwrap().to_text();

        assert_eq!(first.expose_secret(), second.expose_secret());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();

        key_file(folder.path()).unwrap();

        let mode = fs::metadata(folder.path().join("seal.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_file_with_other_content_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("seal.key"), "not a key").unwrap();

        assert!(matches!(key_file(folder.path()), Err(FolderError::Key(_))));
    }
}
