//! Signals: a word to whoever waits that something was committed.
//!
//! Promise: a signal comes after its commit, never before. It may be lost (a slow listener lags), so everyone who
//! listens also looks at a period. On PostgreSQL signals reach every process of the same database.

use domain::{change::Seq, ids::WriteId};
use highlevel::ids::{ContactId, LocationId};
use serde::{Deserialize, Serialize};

/// Something was committed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
pub enum Signal {
    /// The mirror changed. Many changes of one transaction are one signal, without a contact.
    Change {
        /// Where.
        location: LocationId,
        /// The newest change of it.
        seq: Seq,
        /// The contact, where it is one.
        contact: Option<ContactId>,
    },
    /// A write moved.
    Write {
        /// Where.
        location: LocationId,
        /// About which contact.
        contact: Option<ContactId>,
        /// Which write.
        write: WriteId,
    },
    /// There is work.
    Job,
    /// A first copy came on.
    Progress {
        /// Where.
        location: LocationId,
    },
}

/// More single signals than this in one transaction become one for all.
const SINGLE: usize = 32;

/// The signals of one transaction, fewer where there are many.
pub(crate) fn gather(signals: Vec<Signal>) -> Vec<Signal> {
    let crowded = signals.len() > SINGLE;
    let mut gathered: Vec<Signal> = Vec::new();
    for signal in signals {
        let signal = match signal {
            Signal::Change { location, seq, .. } if crowded => {
                Signal::Change { location, seq, contact: None }
            }
            other => other,
        };
        let same = gathered.iter_mut().find(|known| match (&**known, &signal) {
            (
                Signal::Change { location: known, contact: None, .. },
                Signal::Change { location, contact: None, .. },
            ) => known == location,
            (known, signal) => known == signal,
        });
        match same {
            Some(known) => *known = signal,
            None => gathered.push(signal),
        }
    }
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_changes_of_one_transaction_are_one_signal() {
        let location = LocationId::new("loc").unwrap();
        let change = |seq| Signal::Change {
            location: location.clone(),
            seq: Seq::new(seq),
            contact: ContactId::new(format!("c{seq}")).ok(),
        };

        let few = gather(vec![change(1), change(2), Signal::Job, Signal::Job]);
        let many = gather((1..=100).map(change).collect());

        assert_eq!(few.len(), 3);
        assert_eq!(many, [Signal::Change { location: location.clone(), seq: Seq::new(100), contact: None }]);
    }
}
