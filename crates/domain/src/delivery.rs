//! Deliveries: webhooks as they arrived.
//!
//! Not here: what an event says (`highlevel::event`). Promise: a delivery keeps the exact bytes.

use highlevel::ids::LocationId;
use jiff::Timestamp;

use crate::{ids::DeliveryId, record::words};

/// One webhook received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Our id.
    pub id: DeliveryId,
    /// Whose.
    pub location: LocationId,
    /// HighLevel's `webhookId`, or a hash of the body where it has none: what makes a second arrival the same.
    pub webhook: String,
    /// HighLevel's name of the event.
    pub event: String,
    /// The exact bytes.
    pub body: Vec<u8>,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// Whether a delivery was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is on disk now.
    New,
    /// It was there before.
    Already,
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Kept, not taken in.
    Waiting,
    /// The mirror knows what it says.
    TakenIn,
    /// Nothing could be made of it.
    Failed,
}

words!(State, "state of a delivery", { Waiting = "waiting", TakenIn = "taken_in", Failed = "failed" });
