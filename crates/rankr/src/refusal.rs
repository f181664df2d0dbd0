//! Why a command ended without doing its work, told to a person.
//!
//! Here: one sentence or two for each reason, with the next step, and the exit code.
//! Not here: failures while running; those are logged and retried where they happen.
//!
//! Promise: nobody sees a backtrace, and every text says what to do next.

use std::net::SocketAddr;

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
    Database(store::StoreError),
    /// The sandbox.
    #[error("the sandbox did not start: {0}")]
    Sandbox(String),
    /// HighLevel did not take the connection.
    #[error("the connection was not made: {0}")]
    Connection(String),
    /// The seal key of the settings is no key.
    #[error("seal_key is not right: 32 bytes in base64 are needed. Make one with: openssl rand -base64 32")]
    SealKey,
    /// The system refused something basic: a signal handler, standard output.
    #[error("the system refused: {0}")]
    System(#[from] std::io::Error),
    /// Anything that has no sentence of its own.
    #[error("{0}")]
    Other(String),
}

impl Refusal {
    /// 2 for what was typed or set wrongly, 1 for everything else.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::SealKey => 2,
            _ => 1,
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
