//! The world: one invented HighLevel account, held in memory and, in a named folder, kept on disk.
//!
//! Here: opening and closing it, and the one lock through which everyone looks at it and alters it.
//! Not here: HTTP of any kind.
//!
//! Promise: an act is whole. Its records, its events and its line in the journal appear together, in one order for
//! everybody; a process killed at any moment reopens with exactly the acts it finished.

mod act;
mod act_business;
mod act_calendar;
mod act_conversation;
mod act_opportunity;
mod act_place;
mod chance;
mod dealings;
mod entry;
mod event;
pub mod id;
mod keep;
mod lag;
mod moment;
mod pace;
mod parts;
mod payload;
pub mod record;
mod register;
mod seed;
mod state;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use tokio::sync::Notify;

pub use act::Act;
pub use chance::{Chance, Drawn};
pub use dealings::{Conversations, Opportunities, Thread};
pub use entry::Entry;
pub use event::{Emitted, EventKind};
pub use keep::OpenError;
pub use moment::{DAY, HOUR, MINUTE, Moment};
pub use pace::Pace;
pub use payload::{amount, permissions, with_offset};
pub use register::{Folder, Register};
pub use state::State;

use crate::clock::Clock;
use crate::quirks::Quirks;
use keep::Keep;

/// How a world is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The folder that keeps it; without one it lives in memory only.
    pub data_dir: Option<PathBuf>,
    /// What everything invented is drawn from. A kept world goes on with its own.
    pub seed: u64,
    /// Contacts of the location in use, when the world is made new.
    pub contacts: usize,
}

/// A handle on the world. Clones share it.
#[derive(Clone, Debug)]
pub struct World(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: Clock,
    opening: Opening,
    kept: RwLock<Kept>,
    outbox: Mutex<VecDeque<Emitted>>,
    posted: Notify,
    waiting: Notify,
}

#[derive(Debug)]
struct Kept {
    state: State,
    seed: u64,
    keep: Option<Keep>,
}

impl World {
    /// Opens the world kept in the folder, or makes a new one.
    pub fn open(opening: Opening, clock: Clock) -> Result<Self, OpenError> {
        let now = Moment::from(clock.now());
        let kept = match &opening.data_dir {
            None => Kept {
                state: seed::world(opening.seed, opening.contacts, now),
                seed: opening.seed,
                keep: None,
            },
            Some(folder) => {
                let opened =
                    Keep::open(folder, opening.seed, |seed| seed::world(seed, opening.contacts, now))?;
                Kept { state: opened.state, seed: opened.seed, keep: Some(opened.keep) }
            }
        };
        let kept = RwLock::new(kept);
        let inner = Inner {
            clock,
            opening,
            kept,
            outbox: Mutex::default(),
            posted: Notify::new(),
            waiting: Notify::new(),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// The sandbox's clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The sandbox's time.
    pub fn now(&self) -> Moment {
        self.0.clock.now().into()
    }

    /// What everything invented is drawn from.
    pub fn seed(&self) -> u64 {
        self.0.kept.read().seed
    }

    /// Looks at the world; others may look at the same time.
    pub fn look<R>(&self, look: impl FnOnce(&State) -> R) -> R {
        look(&self.0.kept.read().state)
    }

    /// Alters the world, alone. What the act did is on disk and its events are in the outbox when this returns.
    pub fn act<R>(&self, act: impl FnOnce(&mut Act<'_>) -> R) -> R {
        let mut kept = self.0.kept.write();
        let Kept { state, seed, keep } = &mut *kept;
        let mut in_hand = Act::on(state, *seed, self.now());
        let result = act(&mut in_hand);
        let (entries, emitted) = in_hand.finish();
        if entries.iter().any(|entry| matches!(entry, Entry::Message(message) if message.next.is_some())) {
            self.0.waiting.notify_one();
        }
        if let Some(keep) = keep
            && !entries.is_empty()
        {
            keep.write(&entries);
        }
        if !emitted.is_empty() {
            self.0.outbox.lock().extend(emitted);
            self.0.posted.notify_one();
        }
        result
    }

    /// Takes every event out of the outbox, oldest first.
    pub fn take_emitted(&self) -> Vec<Emitted> {
        self.0.outbox.lock().drain(..).collect()
    }

    /// Waits until an event is put into the outbox; returns at once when one was since the last wait.
    pub async fn emitted(&self) {
        self.0.posted.notified().await;
    }

    /// How long list and search are behind the records, in milliseconds of sandbox time.
    pub fn index_lag(&self) -> u32 {
        self.0.kept.read().state.lag.millis()
    }

    /// Sets that; 0 means not at all.
    pub fn set_index_lag(&self, millis: u32) {
        self.0.kept.write().state.lag.set(millis);
    }

    /// Which quirks are turned.
    pub(crate) fn quirks(&self) -> Quirks {
        self.0.kept.read().state.quirks
    }

    /// Turns them.
    pub(crate) fn set_quirks(&self, quirks: Quirks) {
        self.0.kept.write().state.quirks = quirks;
    }

    /// Throws the world away and makes it new, as it was made first, at the clock's time now.
    pub fn reset(&self) -> Result<(), OpenError> {
        let mut kept = self.0.kept.write();
        let state = seed::world(kept.seed, self.0.opening.contacts, self.now());
        if let Some(keep) = &mut kept.keep {
            keep.compact(&state)?;
        }
        kept.state = state;
        self.0.outbox.lock().clear();
        Ok(())
    }

    /// Writes the whole world down in one piece, so that the next start reads no journal.
    pub fn close(&self) -> Result<(), OpenError> {
        let mut kept = self.0.kept.write();
        let Kept { state, keep, .. } = &mut *kept;
        keep.as_mut().map_or(Ok(()), |keep| keep.compact(state))
    }
}
