//! Why the store could not do what it was asked. "Not found" is no error here: it is `None`.

use std::path::PathBuf;

use domain::{ids::JobId, write::WrongState};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer Rankr has been here.
    #[error(
        "this database was written by a newer Rankr: it is at version {found}, this Rankr knows {known}. \
         Start the newer Rankr, or restore a backup from before the upgrade"
    )]
    Newer {
        /// The version the database is at.
        found: i64,
        /// The newest version we know.
        known: i64,
    },
    /// Secrets cannot be read: the key is not the one they were sealed with.
    #[error(
        "the tokens in this database were sealed with another key. Put the right seal.key back into the data \
         folder, or set the right key as RANKR_SEAL_KEY. If it is lost: rankr forget-secrets, then connect again"
    )]
    Sealed,
    /// The folder or file cannot be written.
    #[error("the database {} cannot be used: {reason}. Give this user access, or name another place", path.display())]
    Unwritable {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The database server is not there or does not let us in.
    #[error("the database at {address} cannot be opened: {reason}")]
    Shut {
        /// Where it should be, without the password.
        address: String,
        /// What is wrong and what would help.
        reason: String,
    },
    /// The database server is there, but Rankr cannot live on it.
    #[error("the database at {address} cannot be used: {reason}")]
    Unfit {
        /// Where it is, without the password.
        address: String,
        /// What it lacks and how to give it that.
        reason: String,
    },
    /// The database server went away.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    /// Too much at once, or two transactions stood in each other's way: the same work may be tried again.
    #[error("the database is busy")]
    Busy(#[source] Option<sqlx::Error>),
    /// No room is left on the disk.
    #[error("the disk is full, so nothing more can be kept")]
    Full(#[source] sqlx::Error),
    /// A row does not say what such a row says.
    #[error("row {row} of table {table} cannot be read: {column} makes no sense")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
        /// Which row, as far as it has a name.
        row: String,
    },
    /// Another worker has this job by now: what was done under the old lease must not be committed.
    #[error("job {0} is leased by another worker by now")]
    LeaseLost(JobId),
    /// A write was asked to move in a way it cannot.
    #[error(transparent)]
    WrongState(#[from] WrongState),
    /// Anything else the database said.
    #[error("the database refused: {0}")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether the same work may succeed when it is tried again.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Unreachable(_) | Self::Full(_))
    }

    /// The same failure, for one of the many whom it concerns.
    pub(crate) fn for_another(&self) -> Self {
        let said = |error: &sqlx::Error| sqlx::Error::Protocol(error.to_string());
        match self {
            Self::Busy(_) => Self::Busy(None),
            Self::Unreachable(error) => Self::Unreachable(said(error)),
            Self::Full(error) => Self::Full(said(error)),
            other => Self::Database(sqlx::Error::Protocol(other.to_string())),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|inner| inner.code()).map(|code| code.into_owned());
        match (&error, code.as_deref()) {
            // SQLite: busy and locked with their extended codes. PostgreSQL: serialisation failure and deadlock.
            (_, Some("5" | "6" | "261" | "262" | "517" | "40001" | "40P01" | "55P03")) => {
                Self::Busy(Some(error))
            }
            // SQLite: full. PostgreSQL: disk full.
            (_, Some("13" | "53100")) => Self::Full(error),
            (sqlx::Error::PoolTimedOut, _) => Self::Busy(Some(error)),
            (sqlx::Error::Io(_) | sqlx::Error::PoolClosed | sqlx::Error::Tls(_), _) => {
                Self::Unreachable(error)
            }
            // PostgreSQL: shutting down, starting up, crash of another session.
            (_, Some("57P01" | "57P02" | "57P03")) => Self::Unreachable(error),
            _ => Self::Database(error),
        }
    }
}
