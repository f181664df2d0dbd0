//! The budget lane: every call is taken from a bucket that all nodes share.
//!
//! Here: taking a call, waiting for one within bounds, believing what headers say. Not here: the bucket's rules
//! (`domain::budget`).
//!
//! Promise: no call leaves that the bucket did not grant; a person waits a few seconds at most and is then told
//! when there will be room; no lock is held while waiting.

use std::time::Duration;

use domain::{
    budget::{Lane, Taken},
    connection::Connection,
};
use highlevel::CallError;
use jiff::Timestamp;

use crate::gateway::{Gateway, held_back};

/// A wait is at least this long: shorter ones only cost.
const SHORTEST: Duration = Duration::from_millis(5);

impl Gateway {
    /// Takes one call for a lane, waiting as long as the lane may; says when it was taken.
    pub(crate) async fn take(&self, connection: &Connection, lane: Lane) -> Result<Timestamp, CallError> {
        let patience = self.inner.options.wait_of(lane);
        let mut waited = Duration::ZERO;
        loop {
            let now = self.now();
            let Taken::WaitUntil(until) = self.take_now(connection, lane, now).await.map_err(held_back)?
            else {
                return Ok(now);
            };
            let wait = wait(now, until);
            if waited + wait > patience {
                return Err(CallError::OutOfBudget { location: connection.location.clone(), until });
            }
            tokio::time::sleep(wait).await;
            waited += wait;
        }
    }
}

fn wait(now: Timestamp, until: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now)).unwrap_or_default().max(SHORTEST)
}
