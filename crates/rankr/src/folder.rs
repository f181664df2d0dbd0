//! The data folder: made, locked and holding the key that seals tokens.
//!
//! Here: one Rankr at a time in a folder, the key file, leaving nothing behind. Not here: what the database writes
//! into it (`store`).
//!
//! Promise: two Rankrs never share a folder, a key file is readable by its owner alone, and a start that is refused
//! leaves a folder as it was.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use store::{DatabaseUrl, SealKey, WrongSealKey};

/// The database, where no other one is named.
pub const DATABASE: &str = "rankr.db";
const LOCK: &str = "rankr.lock";
const KEY: &str = "seal.key";

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
    #[error(
        "{reason}. Put the right key file back, or set the right key as RANKR_SEAL_KEY. If it is lost: remove the \
         file, rankr forget-secrets, then connect again"
    )]
    Key {
        /// What is wrong with it.
        reason: WrongSealKey,
    },
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
            .open(path.join(LOCK))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: file }),
            Err(TryLockError::WouldBlock) => Err(FolderError::InUse(path.to_owned())),
            Err(TryLockError::Error(reason)) => Err(unusable(reason)),
        }
    }
}

impl Folder {
    /// Whether that database lies in this folder, so that nobody else works on it while the lock is ours.
    pub fn holds(&self, database: &DatabaseUrl) -> bool {
        match database {
            DatabaseUrl::Sqlite(file) => {
                let folders = (file.parent().map(Path::canonicalize), self.path.canonicalize());
                matches!(folders, (Some(Ok(of_file)), Ok(ours)) if of_file == ours)
            }
            DatabaseUrl::Postgres(_) => false,
        }
    }
}

/// What was not there before a command began, so that a command that is refused leaves nothing behind.
#[derive(Debug)]
pub struct Before {
    /// In the order in which they are removed: files, then folders from the innermost.
    missing: Vec<PathBuf>,
}

impl Before {
    /// Looks at the folder and at what commands make in it.
    pub fn look(folder: &Path) -> Self {
        let database = ["", "-wal", "-shm"].map(|end| format!("{DATABASE}{end}"));
        let made = database.iter().map(String::as_str).chain([LOCK, KEY]).map(|name| folder.join(name));
        let folders = folder.ancestors().filter(|path| !path.as_os_str().is_empty()).map(Path::to_owned);
        let missing = made.chain(folders).filter(|path| !path.exists()).collect();
        Self { missing }
    }

    /// Removes what has come since; folders only where they are empty again.
    pub fn restore(self) {
        for path in self.missing {
            // What was never made, or is somebody's by now, stays as it is.
            let _gone = if path.is_dir() { fs::remove_dir(&path) } else { fs::remove_file(&path) };
        }
    }
}

/// Makes the folder where it is missing; for commands that work beside a running `serve`.
pub fn prepare(path: &Path) -> Result<(), FolderError> {
    fs::create_dir_all(path).map_err(|reason| FolderError::Unusable { folder: path.to_owned(), reason })
}

/// The key of the key file; made once where there is none yet.
pub fn key_file(folder: &Path) -> Result<SealKey, FolderError> {
    let path = folder.join(KEY);
    if path.exists() {
        return SealKey::read(&path).map_err(|reason| FolderError::Key { reason });
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
    fn what_a_refused_start_has_made_goes_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, known) = (folder.path().join("a").join("b"), folder.path().join("known"));
        fs::create_dir(&known).unwrap();
        fs::write(known.join(DATABASE), "mine").unwrap();

        for place in [&fresh, &known] {
            let before = Before::look(place);
            drop(Folder::lock(place).unwrap());
            key_file(place).unwrap();
            before.restore();
        }

        assert!(!folder.path().join("a").exists());
        let left: Vec<_> = fs::read_dir(&known).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [DATABASE]);
    }

    #[test]
    fn the_lock_speaks_for_databases_in_the_folder_alone() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let lock = Folder::lock(folder.path()).unwrap();
        let in_folder = |folder: &Path| DatabaseUrl::Sqlite(folder.join(DATABASE));

        assert!(lock.holds(&in_folder(folder.path())));
        assert!(!lock.holds(&in_folder(other.path())));
        assert!(!lock.holds(&"postgres://example.com/rankr".parse().unwrap()));
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

        assert!(matches!(key_file(folder.path()), Err(FolderError::Key { .. })));
    }
}
