//! Ranking: who needs someone next, why, and what to do about it.
//!
//! Here: the score of one contact out of a few facts about it, with reasons, and the moment at which it next
//! changes by itself. Not here: gathering the facts and keeping the scores (`store`), showing them (`web`).
//!
//! Promise: the parts add up to the points; the same facts at the same moment give the same score; and before
//! `next_change_at` no score changes, so that nobody has to rank again before then.

mod evaluate;
mod facts;
mod ladder;
mod reason;
mod score;
mod weights;

pub use facts::{
    Appointment, Aside, AsideKind, Deal, Facts, Standing, Task, Waiting, WaitingFor, done_until,
};
pub use reason::Reason;
pub use score::{Action, Part, Score};
pub use weights::{Adjustment, Signal, TagWeight, Weights};

use jiff::{Timestamp, tz::TimeZone};

/// The most points a contact can have. What goes beyond is cut off the smallest parts.
pub const MOST: u16 = 100;

/// Pure: the score of one contact at this moment. The zone is where its tasks are due "today".
pub fn rank(facts: &Facts, weights: &Weights, zone: &TimeZone, now: Timestamp) -> Score {
    let start = now.as_millisecond();
    let (seen, mut next) = evaluate::evaluate(facts, weights, zone, start);
    // A step may come to nothing: a part that is cut off anyway, a weight that rounds away. Look past those.
    while let Some(at) = next {
        let (later, after) = evaluate::evaluate(facts, weights, zone, at);
        if later != seen {
            break;
        }
        next = after;
    }
    let next_change_at = next.and_then(|at| Timestamp::from_millisecond(at).ok());
    Score { next_change_at, ..seen }
}

/// Pure: the order of a list, best first. Who has waited longest comes first among equals, then the id.
pub fn order<Id: Ord>(left: (&Score, &Id), right: (&Score, &Id)) -> std::cmp::Ordering {
    right.0.points.cmp(&left.0.points).then_with(|| left.1.cmp(right.1))
}

#[cfg(test)]
mod tests;
