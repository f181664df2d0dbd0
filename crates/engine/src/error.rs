//! What can go wrong while automations are in motion, and what helps. What a step meets is no error: the run keeps it.

use domain::ids::{AutomationId, RunId};
use gateway::GatewayError;
use queue::Trouble;
use store::StoreError;

/// Why an automation does not move.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway, beside what it writes into the ledger.
    #[error(transparent)]
    Gateway(GatewayError),
    /// A run belongs to a version that is not there.
    #[error("the automation {automation} has no version {version}")]
    NoVersion {
        /// Which automation.
        automation: AutomationId,
        /// The version.
        version: u32,
    },
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// There is no HTTP client to ask other addresses with.
    #[error("no HTTP client could be made: {0}")]
    NoHttp(String),
}

impl From<GatewayError> for RunError {
    fn from(error: GatewayError) -> Self {
        match error {
            GatewayError::Store(error) => Self::Store(error),
            other => Self::Gateway(other),
        }
    }
}

impl RunError {
    /// What the worker does next.
    #[must_use]
    pub fn trouble(&self) -> Trouble {
        match self {
            Self::Store(error) if !error.is_passing() => Trouble::never(self.to_string()),
            Self::Store(_) => Trouble::again(self.to_string()),
            Self::Gateway(_) | Self::NoVersion { .. } | Self::NoRun(_) | Self::NoHttp(_) => {
                Trouble::never(self.to_string())
            }
        }
    }
}
