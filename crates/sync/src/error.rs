//! What can go wrong while news come in, and what helps.
//!
//! Promise: waiting for the budget costs no attempt; what will not pass by itself is not tried for a day.

use gateway::GatewayError;
use highlevel::error::{CallError, Verdict};
use jiff::Timestamp;
use queue::Trouble;
use store::StoreError;

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
            Self::Gateway(_) => Trouble::never(chain(self)),
        }
    }
}

fn of_a_call(error: &CallError, now: Timestamp) -> Trouble {
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
