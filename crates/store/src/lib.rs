//! Rankr's memory: one room with a desk per topic, over SQLite or PostgreSQL.
//!
//! Here: every SQL text, once for both databases, and the transactions they run in. Not here: what the rows mean
//! (`domain`), who asks for them (everyone above). A topic's methods share its prefix: `tx.delivery_keep(..)`.
//!
//! Promise: what a committed transaction wrote is on disk, whole; what a dropped one wrote never was.

mod api_key;
mod automation;
mod budget;
mod bulk;
mod call;
mod call_count;
mod change;
mod change_past;
mod checked;
mod clock;
mod conflict;
mod connection;
mod contact;
mod contact_filter;
mod contact_index;
mod contact_query;
mod contact_served;
mod delivery;
mod delivery_group;
mod dialect;
mod effect;
mod error;
mod job;
mod keep;
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
mod run;
mod run_list;
mod seal;
mod session;
mod setting;
mod signal;
mod spread;
mod thread;
mod thread_index;
mod timer;
mod trigger;
mod turn;
mod tx;
mod write;
mod write_list;

pub use automation::LiveAutomation;
pub use call::{Call, CallOutcome, CallTotals};
pub use change_past::LogSize;
pub use checked::{Checked, Differs};
pub use clock::Clock;
pub use connection::RenewalClaim;
pub use contact_query::{
    ContactPage, ContactQuery, ContactRow, Cursor, DndFilter, Order, OwnerFilter, Sort, TaskFilter,
    WrongCursor,
};
pub use delivery::KeptDelivery;
pub use effect::KeptEffect;
pub use error::StoreError;
pub use job::{Lease, Leased, QueueDepth};
pub use keep::KEEP_DAYS;
pub use kill::kill_point;
pub use open::{DatabaseUrl, Store, WrongDatabaseUrl};
pub use prune::{Keep, Pruned};
pub use record::RecordRow;
pub use run::{HoldsUp, KeptRun, NewRun};
pub use run_list::{FailedFor, RunCount, RunQuery};
pub use seal::{SealKey, WrongSealKey};
pub use session::{Session, SignInLink};
pub use signal::Signal;
pub use thread::{Reading, ThreadPage, ThreadQuery, ThreadRow};
pub use timer::Timer;
pub use trigger::HeldBack;
pub use tx::Tx;
