//! Rankr's memory: one room with a desk per topic, over SQLite or PostgreSQL.
//!
//! Here: every SQL text, once for both databases, and the transactions they run in. Not here: what the rows mean
//! (`domain`), who asks for them (everyone above). A topic's methods share its prefix: `tx.delivery_keep(..)`.
//!
//! Promise: what a committed transaction wrote is on disk, whole; what a dropped one wrote never was.

mod api_key;
mod budget;
mod call;
mod change;
mod clock;
mod connection;
mod contact;
mod contact_filter;
mod contact_index;
mod contact_query;
mod contact_served;
mod delivery;
mod delivery_group;
mod dialect;
mod error;
mod job;
mod kill;
mod listen;
mod migrate;
mod mirror;
mod mirror_rows;
mod open;
mod orphan;
mod person;
mod postgres_door;
mod progress;
mod prune;
mod record;
mod row;
mod seal;
mod session;
mod setting;
mod signal;
mod turn;
mod tx;
mod write;
mod write_list;

pub use call::{Call, CallOutcome, CallTotals};
pub use clock::Clock;
pub use connection::RenewalClaim;
pub use contact_query::{
    ContactPage, ContactQuery, ContactRow, Cursor, DndFilter, Order, OwnerFilter, Sort, TaskFilter,
    WrongCursor,
};
pub use delivery::KeptDelivery;
pub use error::StoreError;
pub use job::{Lease, Leased, QueueDepth};
pub use kill::kill_point;
pub use open::{DatabaseUrl, Store, WrongDatabaseUrl};
pub use prune::{Keep, Pruned};
pub use record::RecordRow;
pub use seal::{SealKey, WrongSealKey};
pub use session::{Session, SignInLink};
pub use signal::Signal;
pub use tx::Tx;
