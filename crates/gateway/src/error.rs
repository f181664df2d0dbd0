//! What can go wrong at the door, for those who carry writes out or refresh records.

use domain::{ids::WriteId, write::WrongState};
use highlevel::{CallError, LocationId, Scope};
use store::StoreError;

/// Why the gateway did not do it.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The database.
    #[error("the store did not do its part")]
    Store(#[source] StoreError),
    /// HighLevel, or the way there.
    #[error(transparent)]
    Call(#[from] CallError),
    /// Nobody has connected this location.
    #[error("the location {0} is not connected")]
    NotConnected(LocationId),
    /// The connection may read and not write: nothing was queued.
    #[error(
        "this connection lacks the scope {0}. Connect the location again with this scope to make changes"
    )]
    LacksScope(Scope),
    /// An upsert would lose somebody's data: nothing was queued. The text says what, and the safe way.
    #[error("{0}")]
    Lossy(String),
    /// The intent names an operation that is not in the table, or that changes nothing.
    #[error("`{0}` is no operation that writes")]
    NotAWrite(String),
    /// There is no such write.
    #[error("there is no write {0}")]
    UnknownWrite(WriteId),
    /// No step has left a write under this key.
    #[error("there is no write under the key {0}")]
    UnknownEffect(String),
    /// The write is in a state in which this cannot happen; perhaps somebody else has moved it.
    #[error(transparent)]
    WrongState(#[from] WrongState),
}

impl From<StoreError> for GatewayError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::WrongState(wrong) => Self::WrongState(wrong),
            other => Self::Store(other),
        }
    }
}
