//! The log of calls: what was asked of the sandbox and how it answered.
//!
//! Here: the last calls in order, the very last ones with headers and bodies, and totals per operation that never
//! forget.
//! Not here: what a call did. That is in the world.
//!
//! Promise: totals count every call since the start or the last reset; the list holds the last 65,536, the bodies
//! of the last 512 up to 16 KiB. Tokens and secrets are never shown whole.

mod exchange;

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use http::Method;
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Serialize, Serializer, ser::SerializeStruct};

pub(crate) use self::exchange::{Exchange, Side};
use crate::{faults::Fired, world::id::LocationId};

/// Calls the list holds.
const KEPT: usize = 65_536;
/// Calls whose headers and bodies are held.
const WHOLE_KEPT: usize = 512;

/// One call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// Its number, from 1.
    pub number: u64,
    /// When it was answered.
    pub at: Timestamp,
    /// The method asked with.
    pub method: Method,
    /// The path, with its query.
    pub path: Box<str>,
    /// The operation it is, where the path is one.
    pub operation: Option<&'static str>,
    /// The location of the caller, where known.
    pub location: Option<LocationId>,
    /// The answer's status; 0 where none was sent.
    pub status: u16,
    /// How long it took.
    pub took: Duration,
    /// The faults that befell it.
    pub faults: Vec<Fired>,
}

impl Serialize for Call {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut call = to.serialize_struct("Call", 9)?;
        call.serialize_field("number", &self.number)?;
        call.serialize_field("at", &self.at)?;
        call.serialize_field("method", self.method.as_str())?;
        call.serialize_field("path", &self.path)?;
        call.serialize_field("operationId", &self.operation)?;
        call.serialize_field("location", &self.location)?;
        call.serialize_field("status", &self.status)?;
        call.serialize_field("ms", &self.ms())?;
        call.serialize_field("faults", &self.faults)?;
        call.end()
    }
}

impl Call {
    /// How long it took, in milliseconds to two digits.
    pub(crate) fn ms(&self) -> f64 {
        (self.took.as_secs_f64() * 100_000.0).round() / 100.0
    }
}

/// How often one operation was called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Total {
    /// Calls.
    pub calls: u64,
    /// Of these, answered 2xx.
    pub succeeded: u64,
    /// Of these, refused with 429.
    pub limited: u64,
    /// Of these, refused with another 4xx.
    pub refused: u64,
    /// Of these, answered 5xx, or not at all.
    pub failed: u64,
}

/// Which calls to list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wanted {
    /// Of this operation only.
    pub operation: Option<String>,
    /// With this method only.
    pub method: Option<String>,
    /// Answered with this status only.
    pub status: Option<u16>,
    /// Befallen by a fault only.
    pub faulty: bool,
    /// After this number only.
    pub after: u64,
    /// At most so many, the newest.
    pub limit: usize,
}

/// The log of one sandbox.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    number: u64,
    calls: VecDeque<Call>,
    whole: VecDeque<(u64, Exchange)>,
    totals: BTreeMap<&'static str, Total>,
}

impl CallLog {
    /// Notes a call; its number is given here.
    pub(crate) fn note(&self, call: Call, exchange: Exchange) {
        let mut inner = self.inner.lock();
        inner.number += 1;
        let number = inner.number;
        inner.totals.entry(call.operation.unwrap_or("unknown")).or_default().count(call.status);
        if inner.calls.len() == KEPT {
            inner.calls.pop_front();
        }
        inner.calls.push_back(Call { number, ..call });
        let oldest = if inner.whole.len() == WHOLE_KEPT { inner.whole.pop_front() } else { None };
        inner.whole.push_back((number, exchange));
        drop(inner);
        drop(oldest);
    }

    /// The newest calls that are wanted, oldest of them first.
    pub(crate) fn list(&self, wanted: &Wanted) -> Vec<Call> {
        let inner = self.inner.lock();
        let mut found: Vec<Call> =
            inner.calls.iter().rev().filter(|call| wanted.takes(call)).take(wanted.limit).cloned().collect();
        found.reverse();
        found
    }

    /// One call, with headers and bodies where they are still held.
    pub(crate) fn find(&self, number: u64) -> Option<(Call, Option<Exchange>)> {
        let inner = self.inner.lock();
        let first = inner.calls.front()?.number;
        let call = inner.calls.get(usize::try_from(number.checked_sub(first)?).ok()?)?.clone();
        let exchange = inner.whole.iter().find(|(of, _)| *of == number).map(|(_, exchange)| exchange.clone());
        Some((call, exchange))
    }

    /// How often each operation was called; paths that are none count as `unknown`.
    pub(crate) fn totals(&self) -> BTreeMap<&'static str, Total> {
        self.inner.lock().totals.clone()
    }

    /// How many calls there were.
    pub(crate) fn count(&self) -> u64 {
        self.inner.lock().number
    }

    /// Forgets every call.
    pub(crate) fn clear(&self) {
        *self.inner.lock() = Inner::default();
    }
}

impl Wanted {
    fn takes(&self, call: &Call) -> bool {
        call.number > self.after
            && (!self.faulty || !call.faults.is_empty())
            && self.status.is_none_or(|status| call.status == status)
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(call.method.as_str()))
            && self
                .operation
                .as_deref()
                .is_none_or(|operation| call.operation.unwrap_or("unknown") == operation)
    }
}

impl Total {
    fn count(&mut self, status: u16) {
        self.calls += 1;
        match status {
            200..=299 => self.succeeded += 1,
            429 => self.limited += 1,
            400..=499 => self.refused += 1,
            0 | 500..=599 => self.failed += 1,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(operation: &'static str, status: u16) -> Call {
        Call {
            number: 0,
            at: Timestamp::UNIX_EPOCH,
            method: Method::GET,
            path: "/contacts/".into(),
            operation: Some(operation),
            location: None,
            status,
            took: Duration::from_micros(1_234),
            faults: Vec::new(),
        }
    }

    fn note(log: &CallLog, call: Call) {
        log.note(call, Exchange::default());
    }

    #[test]
    fn totals_tell_refusals_from_limits() {
        let log = CallLog::default();

        for status in [200, 201, 400, 429, 500, 0] {
            note(&log, call("get-contact", status));
        }

        let total = log.totals()["get-contact"];
        assert_eq!(total, Total { calls: 6, succeeded: 2, limited: 1, refused: 1, failed: 2 });
    }

    #[test]
    fn the_list_gives_the_newest_calls_that_are_wanted() {
        let log = CallLog::default();
        for status in [200, 404, 201, 202] {
            note(&log, call("get-contact", status));
        }
        note(&log, call("create-contact", 201));

        let wanted = Wanted { operation: Some("get-contact".into()), limit: 2, ..Wanted::default() };

        let statuses: Vec<u16> = log.list(&wanted).iter().map(|call| call.status).collect();
        assert_eq!(statuses, [201, 202]);
    }

    #[test]
    fn a_call_is_found_by_its_number_and_bodies_are_held_for_the_last_ones() {
        let log = CallLog::default();
        for _ in 0..=WHOLE_KEPT {
            note(&log, call("get-contact", 200));
        }

        assert!(matches!(log.find(1), Some((call, None)) if call.number == 1));
        assert!(matches!(log.find(2), Some((_, Some(_)))));
        assert!(log.find(0).is_none());
        assert!(log.find(10_000).is_none());
    }
}
