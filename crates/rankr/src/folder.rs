//! The data folder: made, locked and holding the key that seals tokens.
//!
//! Here: one Rankr at a time in a folder, the key file. Not here: what the database writes into it (`store`).
//!
//! Promise: two Rankrs never share a folder, and a key file is readable by its owner alone.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

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
    #[error("{0} is not a key file. Put the right one back; without it stored tokens cannot be read")]
    BadKey(PathBuf),
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

/// The 32 bytes of the key file; made from `fresh` where there is none yet.
pub fn key_file(folder: &Path, fresh: [u8; 32]) -> Result<[u8; 32], FolderError> {
    let path = folder.join("seal.key");
    let unusable = |reason| FolderError::Unusable { folder: folder.to_owned(), reason };
    match fs::read_to_string(&path) {
        Ok(text) => read_key(text.trim()).ok_or(FolderError::BadKey(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            write_key(&path, &fresh).map_err(unusable)?;
            Ok(fresh)
        }
        Err(error) => Err(unusable(error)),
    }
}

/// Reads 64 hexadecimal digits.
pub fn read_key(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut key = [0; 32];
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

fn write_key(path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    writeln!(file, "{text}")?;
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

        let first = key_file(folder.path(), [7; 32]).unwrap();
        let second = key_file(folder.path(), [8; 32]).unwrap();

        assert_eq!(first, second);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();

        key_file(folder.path(), [7; 32]).unwrap();

        let mode = fs::metadata(folder.path().join("seal.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_key_file_with_other_content_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("seal.key"), "not a key").unwrap();

        assert!(matches!(key_file(folder.path(), [7; 32]), Err(FolderError::BadKey(_))));
    }
}
