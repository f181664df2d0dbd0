//! Small JSON files in the data dir, written whole.
//!
//! Here: reading one, replacing one.
//! Not here: what is in them, nor the world's own file (`world`).
//!
//! Promise: a file is either the old one or the new one, never half of each.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

/// Why a file of the data dir was not read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeepError {
    /// The folder or file cannot be used.
    #[error("the sandbox cannot use {}; name another folder with --data-dir", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        #[source]
        reason: std::io::Error,
    },
    /// The file is not what this version of the sandbox writes.
    #[error("{} was not written by this version of the sandbox; move it away or name another folder with --data-dir", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Where reading stopped.
        #[source]
        reason: serde_json::Error,
    },
}

/// Reads a file; none when it does not exist yet.
pub(crate) fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, KeepError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(reason) => return Err(KeepError::Unusable { path: path.to_owned(), reason }),
    };
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|reason| KeepError::Foreign { path: path.to_owned(), reason })
}

/// Replaces a file, making its folder where needed.
pub(crate) fn write<T: Serialize>(path: &Path, content: &T) -> Result<(), KeepError> {
    let unusable = |reason| KeepError::Unusable { path: path.to_owned(), reason };
    let bytes =
        serde_json::to_vec(content).map_err(|reason| KeepError::Foreign { path: path.to_owned(), reason })?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(unusable)?;
    }
    let fresh = path.with_extension("new");
    fs::write(&fresh, bytes).map_err(unusable)?;
    fs::rename(&fresh, path).map_err(unusable)
}
