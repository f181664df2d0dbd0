//! The log of calls: what was asked of the sandbox and how it answered.
//!
//! Here: the last calls in order, and totals per operation that never forget.
//! Not here: bodies. What a call did is in the world.
//!
//! Promise: totals count every call since the start or the last reset; the list holds at least the last
//! 100,000.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use parking_lot::Mutex;
use serde::Serialize;

/// Calls the list holds.
const KEPT: usize = 131_072;

/// One call.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Call {
    /// Its number, from 1.
    pub number: u64,
    /// When it was answered.
    pub at: Timestamp,
    /// The method asked with.
    pub method: Box<str>,
    /// The path, with its query.
    pub path: Box<str>,
    /// The operation it is, where the path is one.
    #[serde(rename = "operationId")]
    pub operation: Option<&'static str>,
    /// The location of the caller, where known.
    pub location: Option<Box<str>>,
    /// The answer's status.
    pub status: u16,
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
    /// Of these, answered 5xx.
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
    totals: BTreeMap<&'static str, Total>,
}

impl CallLog {
    /// Notes a call; its number is given here.
    pub(crate) fn note(&self, call: Call) {
        let mut inner = self.inner.lock();
        inner.number += 1;
        let number = inner.number;
        inner.totals.entry(call.operation.unwrap_or("unknown")).or_default().count(call.status);
        if inner.calls.len() == KEPT {
            inner.calls.pop_front();
        }
        inner.calls.push_back(Call { number, ..call });
    }

    /// The newest calls that are wanted, oldest of them first.
    pub(crate) fn list(&self, wanted: &Wanted) -> Vec<Call> {
        let inner = self.inner.lock();
        let mut found: Vec<Call> =
            inner.calls.iter().rev().filter(|call| wanted.takes(call)).take(wanted.limit).cloned().collect();
        found.reverse();
        found
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
            && self.status.is_none_or(|status| call.status == status)
            && self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(&call.method))
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
            500..=599 => self.failed += 1,
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
            method: "GET".into(),
            path: "/contacts/".into(),
            operation: Some(operation),
            location: None,
            status,
        }
    }

    #[test]
    fn totals_tell_refusals_from_limits() {
        let log = CallLog::default();

        for status in [200, 201, 400, 429, 500] {
            log.note(call("get-contact", status));
        }

        let total = log.totals()["get-contact"];
        assert_eq!(total, Total { calls: 5, succeeded: 2, limited: 1, refused: 1, failed: 1 });
    }

    #[test]
    fn the_list_gives_the_newest_calls_that_are_wanted() {
        let log = CallLog::default();
        for status in [200, 404, 201, 202] {
            log.note(call("get-contact", status));
        }
        log.note(call("create-contact", 201));

        let wanted = Wanted { operation: Some("get-contact".into()), limit: 2, ..Wanted::default() };

        let statuses: Vec<u16> = log.list(&wanted).iter().map(|call| call.status).collect();
        assert_eq!(statuses, [201, 202]);
    }
}
