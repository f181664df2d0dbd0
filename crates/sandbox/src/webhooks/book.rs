//! The log of deliveries: those on their way, and the last ones that are settled.
//!
//! Here: the order, the states, what is kept in the data dir.
//! Not here: what a delivery says (`mod`), sending it (`sender`).
//!
//! Promise: a delivery that is not settled survives a restart and goes on where it stood; one that was on
//! the wire is sent again, as HighLevel may do too.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use url::Url;
use uuid::Uuid;

use super::{
    delivery::{Attempt, Delivery, State},
    policy::{Outcome, Policy},
};
use crate::{
    clock::Clock,
    keep::{self, KeepError},
};

const BOOK_FILE: &str = "deliveries.json";
/// Settled deliveries the log holds.
const SETTLED_KEPT: usize = 5_000;

/// What is kept in the data dir.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    targets: Vec<Url>,
    policy: Policy,
    open: Vec<Delivery>,
}

#[derive(Debug, Default)]
struct Pages {
    number: u64,
    targets: Vec<Url>,
    policy: Policy,
    open: BTreeMap<u64, Delivery>,
    settled: VecDeque<Delivery>,
    changed: bool,
}

/// Every delivery of one sandbox.
#[derive(Debug)]
pub(crate) struct DeliveryBook {
    file: Option<PathBuf>,
    pages: Mutex<Pages>,
}

/// How many deliveries stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Standing {
    /// To be sent, now or later.
    pub waiting: usize,
    /// On the wire.
    pub sending: usize,
    /// Settled ones the log holds.
    pub settled: usize,
    /// Events sent since the start.
    pub all: u64,
}

impl DeliveryBook {
    /// Opens the book of the data dir, or an empty one.
    pub(crate) fn open(data_dir: Option<&Path>) -> Result<Self, KeepError> {
        let file = data_dir.map(|dir| dir.join(BOOK_FILE));
        let kept: Kept = match &file {
            Some(file) => keep::read(file)?.unwrap_or_default(),
            None => Kept::default(),
        };
        let mut pages = Pages { targets: kept.targets, policy: kept.policy, ..Pages::default() };
        for mut delivery in kept.open {
            if delivery.state == State::Sending {
                delivery.state = State::at_once(delivery.at);
            }
            pages.number = pages.number.max(delivery.number);
            pages.open.insert(delivery.number, delivery);
        }
        Ok(Self { file, pages: Mutex::new(pages) })
    }

    /// Where deliveries go.
    pub(crate) fn targets(&self) -> Vec<Url> {
        self.pages.lock().targets.clone()
    }

    /// Sets where deliveries go from now on.
    pub(crate) fn set_targets(&self, targets: Vec<Url>) {
        let mut pages = self.pages.lock();
        pages.targets = targets;
        pages.changed = true;
    }

    /// The policy of retries.
    pub(crate) fn policy(&self) -> Policy {
        self.pages.lock().policy
    }

    /// Sets it.
    pub(crate) fn set_policy(&self, policy: Policy) {
        let mut pages = self.pages.lock();
        pages.policy = policy;
        pages.changed = true;
    }

    /// Enters a new delivery; its number is given here.
    pub(crate) fn add(&self, delivery: Delivery) {
        let mut pages = self.pages.lock();
        pages.number += 1;
        let number = pages.number;
        pages.open.insert(number, Delivery { number, ..delivery });
        if delivery.state.is_settled() {
            pages.settle(number);
        }
        pages.changed = true;
    }

    /// Takes the deliveries that are due, at most `room`, and marks them as on the wire.
    pub(crate) fn take_due(&self, clock: &Clock, room: usize) -> Vec<Delivery> {
        let now = clock.now();
        let mut pages = self.pages.lock();
        let due: Vec<u64> = pages
            .open
            .values()
            .filter(|delivery| delivery.state.due(clock).is_some_and(|due| due <= now))
            .map(|delivery| delivery.number)
            .take(room)
            .collect();
        due.iter()
            .filter_map(|number| {
                let delivery = pages.open.get_mut(number)?;
                delivery.state = State::Sending;
                Some(delivery.clone())
            })
            .collect()
    }

    /// When the next waiting delivery is due.
    pub(crate) fn next_due(&self, clock: &Clock) -> Option<Timestamp> {
        self.pages.lock().open.values().filter_map(|delivery| delivery.state.due(clock)).min()
    }

    /// Notes how an attempt ended, and what comes after it.
    pub(crate) fn note(&self, number: u64, attempt: Attempt, now: Timestamp, chance: f64) {
        let mut pages = self.pages.lock();
        let policy = pages.policy;
        let Some(delivery) = pages.open.get_mut(&number) else { return };
        let outcome = attempt.outcome.clone();
        delivery.attempts.push(attempt);
        let made = u32::try_from(delivery.attempts.len()).unwrap_or(u32::MAX);
        delivery.state = next_state(policy, made, &outcome, now, chance);
        if delivery.state == State::Delivered && delivery.again > 0 {
            delivery.again -= 1;
            delivery.state = State::at_once(now);
        }
        if delivery.state.is_settled() {
            pages.settle(number);
        }
        for earlier in pages.open.range_mut(..number).map(|(_, earlier)| earlier) {
            earlier.state = earlier.state.passed(now);
        }
        pages.changed = true;
    }

    /// Sends a delivery once more, whatever became of it: same id, body and signature.
    pub(crate) fn replay(&self, id: Uuid, now: Timestamp) -> Option<Delivery> {
        let mut pages = self.pages.lock();
        if let Some(delivery) = pages.open.values_mut().find(|delivery| delivery.id == id) {
            if delivery.state != State::Sending {
                delivery.state = State::at_once(now);
            }
            return Some(delivery.clone());
        }
        let at = pages.settled.iter().rposition(|delivery| delivery.id == id)?;
        let mut delivery = pages.settled.remove(at)?;
        delivery.state = State::at_once(now);
        pages.open.insert(delivery.number, delivery.clone());
        pages.changed = true;
        Some(delivery)
    }

    /// The delivery with that `webhookId`.
    pub(crate) fn find(&self, id: Uuid) -> Option<Delivery> {
        let pages = self.pages.lock();
        pages.open.values().chain(&pages.settled).find(|delivery| delivery.id == id).cloned()
    }

    /// The newest deliveries that are wanted, newest first.
    pub(crate) fn list(&self, limit: usize, wanted: impl Fn(&Delivery) -> bool) -> Vec<Delivery> {
        let pages = self.pages.lock();
        let mut all: Vec<&Delivery> =
            pages.open.values().chain(&pages.settled).filter(|delivery| wanted(delivery)).collect();
        all.sort_by_key(|delivery| std::cmp::Reverse(delivery.number));
        all.into_iter().take(limit).cloned().collect()
    }

    /// How many deliveries of each event the log holds.
    pub(crate) fn counts(&self) -> HashMap<String, usize> {
        let pages = self.pages.lock();
        let mut counts = HashMap::new();
        for delivery in pages.open.values().chain(&pages.settled) {
            *counts.entry(delivery.event.clone()).or_default() += 1;
        }
        counts
    }

    /// How many stand where.
    pub(crate) fn standing(&self) -> Standing {
        let pages = self.pages.lock();
        let sending = pages.open.values().filter(|delivery| delivery.state == State::Sending).count();
        Standing {
            waiting: pages.open.len() - sending,
            sending,
            settled: pages.settled.len(),
            all: pages.number,
        }
    }

    /// Forgets every delivery; targets and policy stay.
    pub(crate) fn clear(&self) {
        let mut pages = self.pages.lock();
        pages.open.clear();
        pages.settled.clear();
        pages.changed = true;
    }

    /// Writes what has changed since the last time to the data dir.
    pub(crate) fn keep(&self) -> Result<(), KeepError> {
        let Some(file) = &self.file else { return Ok(()) };
        let kept = {
            let mut pages = self.pages.lock();
            if !std::mem::take(&mut pages.changed) {
                return Ok(());
            }
            Kept {
                targets: pages.targets.clone(),
                policy: pages.policy,
                open: pages.open.values().cloned().collect(),
            }
        };
        keep::write(file, &kept)
    }
}

impl Pages {
    fn settle(&mut self, number: u64) {
        let Some(delivery) = self.open.remove(&number) else { return };
        if self.settled.len() == SETTLED_KEPT {
            self.settled.pop_front();
        }
        self.settled.push_back(delivery);
    }
}

fn next_state(policy: Policy, made: u32, outcome: &Outcome, now: Timestamp, chance: f64) -> State {
    if outcome.is_taken() {
        return State::Delivered;
    }
    policy.wait(made, outcome, chance).map_or(State::GivenUp, |wait| State::after(now, wait))
}
