//! Why a command ended without doing its work, told to a person.
//!
//! Here: one sentence or two for each reason, with the next step, a code and the exit code.
//! Not here: what the codes' pages say (`explain`), failures while running; those are logged and retried.
//!
//! Promise: nobody sees a backtrace, every text says what to do next, and every code has a page.

use std::net::SocketAddr;
use std::path::PathBuf;

use store::StoreError;

use crate::config::ConfigError;
use crate::folder::FolderError;

/// Why a command ended.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// Someone else listens there.
    #[error("{address} is already in use. Stop the other program, or choose another address with {flag}")]
    AddressInUse {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// The flag that changes it.
        flag: &'static str,
    },
    /// The system does not let us listen there.
    #[error("cannot listen on {address}: {reason}. Choose another address with {flag}")]
    Unlistenable {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// The flag that changes it.
        flag: &'static str,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The database, in the store's words.
    #[error(transparent)]
    Database(StoreError),
    /// There is no database where one has to be.
    #[error("there is no Rankr in {0} yet. Start one with rankr serve, or name its folder with --data-dir")]
    NoDatabase(PathBuf),
    /// The sandbox.
    #[error("the sandbox did not start: {0}")]
    Sandbox(String),
    /// Nobody answers where HighLevel should be.
    #[error("the connection was not made: {0}")]
    NotReached(String),
    /// HighLevel did not let us in.
    #[error("the connection was not made: {0}")]
    Connection(String),
    /// The seal key of the settings is no key.
    #[error("seal_key is not right: 32 bytes in base64 are needed. Make one with: openssl rand -base64 32")]
    SealKey,
    /// No page has that code.
    #[error("there is no code {0}. They look like RK-104; rankr explain without a code lists them all")]
    NoSuchCode(String),
    /// The system refused something basic: a signal handler, standard output.
    #[error("the system refused: {0}")]
    System(#[from] std::io::Error),
    /// Anything that has no sentence of its own.
    #[error("{0}")]
    Other(String),
}

impl Refusal {
    /// 2 for what was typed or set wrongly, 1 for everything else.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::SealKey | Self::NoSuchCode(_) => 2,
            _ => 1,
        }
    }

    /// Whether another Rankr works in the folder, so that nothing in it is ours.
    pub const fn is_somebody_elses_folder(&self) -> bool {
        matches!(self, Self::Folder(FolderError::InUse(_)))
    }

    /// The code under which `rankr explain` and `docs/errors` say more.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Config(ConfigError::Unreadable { .. }) => "RK-402",
            Self::Config(ConfigError::Wrong { .. }) | Self::SealKey | Self::NoSuchCode(_) => "RK-401",
            Self::Folder(FolderError::InUse(_)) => "RK-403",
            Self::Folder(FolderError::Unusable { .. }) => "RK-404",
            Self::AddressInUse { .. } | Self::Unlistenable { .. } => "RK-405",
            Self::Sandbox(_) => "RK-406",
            Self::NoDatabase(_) => "RK-407",
            Self::Database(StoreError::Newer { .. }) => "RK-411",
            Self::Database(StoreError::Sealed) | Self::Folder(FolderError::Key { .. }) => "RK-412",
            Self::Database(StoreError::Shut { .. } | StoreError::Unreachable(_)) => "RK-413",
            Self::Database(StoreError::Unfit { .. }) => "RK-414",
            Self::Database(StoreError::Unwritable { .. } | StoreError::Full(_)) => "RK-415",
            Self::NotReached(_) => "RK-303",
            Self::Connection(_) => "RK-302",
            Self::Database(_) | Self::System(_) | Self::Other(_) => "RK-501",
        }
    }

    /// The refusal of a listen address.
    pub fn listening(address: SocketAddr, flag: &'static str, reason: std::io::Error) -> Self {
        match reason.kind() {
            std::io::ErrorKind::AddrInUse => Self::AddressInUse { address, flag },
            _ => Self::Unlistenable { address, flag, reason },
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Database(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain;

    #[test]
    fn every_refusal_has_a_page() {
        let folder = PathBuf::from("/srv/rankr");
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        let io = || std::io::Error::other("no");
        let refusals = [
            Refusal::Config(ConfigError::Unreadable { file: folder.clone(), reason: String::new() }),
            Refusal::SealKey,
            Refusal::Folder(FolderError::InUse(folder.clone())),
            Refusal::Folder(FolderError::Unusable { folder: folder.clone(), reason: io() }),
            Refusal::AddressInUse { address, flag: "--listen" },
            Refusal::Sandbox(String::new()),
            Refusal::NoDatabase(folder.clone()),
            Refusal::Database(StoreError::Newer { found: 2, known: 1 }),
            Refusal::Database(StoreError::Sealed),
            Refusal::Database(StoreError::Shut { address: String::new(), reason: String::new() }),
            Refusal::Database(StoreError::Unfit { address: String::new(), reason: String::new() }),
            Refusal::Database(StoreError::Unwritable { path: folder, reason: String::new() }),
            Refusal::NotReached(String::new()),
            Refusal::Connection(String::new()),
            Refusal::Other(String::new()),
        ];

        for refusal in refusals {
            assert!(explain::page(refusal.code()).is_some(), "{} has no page", refusal.code());
        }
    }
}
