//! What can go wrong while news come in, and what helps.
//!
//! Promise: waiting for the budget costs no attempt; what will not pass by itself is not tried for a day.

use std::time::Duration;

use gateway::GatewayError;
use highlevel::error::{CallError, Verdict};
use jiff::Timestamp;
use queue::Trouble;
use store::StoreError;

/// How soon an event comes back that waits for a write of ours.
const OURS: Duration = Duration::from_millis(200);
/// How soon work comes back that HighLevel was not there for.
const NOT_THERE: Duration = Duration::from_secs(10);
/// How soon work comes back that waits for somebody to connect again.
const SIGNED_OUT: Duration = Duration::from_secs(60);

/// Why news did not come in.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// HighLevel, or the way there.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The gateway, while it read a record anew or carried out a write.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The record an event tells of cannot be found yet; HighLevel's index lags behind its events.
    #[error("HighLevel does not show the record yet")]
    NotShownYet,
    /// A write of ours about the same contact is out: what the event tells may be its echo.
    #[error("a change of ours to the same contact is settled first")]
    OursFirst,
}

impl SyncError {
    /// What the worker does next.
    pub fn trouble(&self, now: Timestamp) -> Trouble {
        match self {
            Self::Call(error) | Self::Gateway(GatewayError::Call(error)) => of_a_call(error, now),
            Self::Store(error) | Self::Gateway(GatewayError::Store(error)) if !error.is_passing() => {
                Trouble::never(chain(error))
            }
            Self::Store(_) | Self::NotShownYet | Self::Gateway(GatewayError::Store(_)) => {
                Trouble::again(chain(self))
            }
            Self::OursFirst => Trouble::later(after(now, OURS), chain(self)),
            Self::Gateway(_) => Trouble::never(chain(self)),
        }
    }
}

fn after(now: Timestamp, pause: Duration) -> Timestamp {
    now.checked_add(pause).unwrap_or(Timestamp::MAX)
}

fn of_a_call(error: &CallError, now: Timestamp) -> Trouble {
    // It waits for somebody to connect again; nothing that was kept is given up for that.
    if matches!(error, CallError::DeadToken { .. } | CallError::DeadGrant { .. }) {
        return Trouble::later(after(now, SIGNED_OUT), chain(error));
    }
    // However long HighLevel is away, nothing that was kept is given up, and it goes on soon after.
    if matches!(error, CallError::Unreachable(_)) {
        return Trouble::later(after(now, NOT_THERE), chain(error));
    }
    match error.verdict() {
        Verdict::RetryAt(at) => Trouble::later(at, chain(error)),
        Verdict::RetryAfter(wait) => {
            Trouble::later(now.checked_add(wait).unwrap_or(Timestamp::MAX), chain(error))
        }
        // A read may be repeated whatever became of it.
        Verdict::Retry | Verdict::RefreshToken | Verdict::LookFirst => Trouble::again(chain(error)),
        Verdict::GiveUp => Trouble::never(chain(error)),
    }
}

/// The error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !text.contains(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = inner.source();
    }
    text
}
