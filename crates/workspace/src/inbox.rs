//! The inbox, as the hook reaches it.
//!
//! Here: handing a delivery to `sync`. Not here: its signature (`web::hooks`), what it says (`sync`).
//!
//! Promise: when `keep` returns, the delivery is on disk.

use sync::{KeepError, Kept};

use crate::Rooms;

/// Takes deliveries.
#[derive(Debug, Clone)]
pub struct Inbox {
    rooms: Rooms,
}

impl Inbox {
    /// The inbox of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// Keeps one delivery, as it arrived, whose signature was found good.
    ///
    /// # Errors
    /// When the store does not take it: HighLevel is then told to come again.
    pub async fn keep(&self, body: Vec<u8>) -> Result<Kept, KeepError> {
        sync::keep(&self.rooms.store, self.rooms.store.clock(), body.into()).await
    }
}
