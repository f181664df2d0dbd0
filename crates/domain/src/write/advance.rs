//! The one place where a write moves from state to state.

use highlevel::ids::ContactId;
use jiff::Timestamp;

use super::{State, Write};
use crate::record::RecordId;

/// What happened to a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It is about to leave. This is on disk before the call is made.
    Leaving,
    /// It did not leave: no budget, no connection, no network. It is tried again then.
    NotSent {
        /// When to try again.
        retry_at: Timestamp,
        /// Why, for a person.
        reason: String,
        /// Since when an earlier attempt may have arrived, if there was any.
        earlier: Option<Timestamp>,
    },
    /// HighLevel said yes.
    Accepted {
        /// Its status.
        status: u16,
        /// The record, where a new one was made.
        record: Option<RecordId>,
    },
    /// HighLevel said yes and did not do it.
    Dropped {
        /// Its status.
        status: u16,
        /// What was dropped, for a person.
        reason: String,
        /// The record, where a new one was made all the same.
        record: Option<RecordId>,
    },
    /// HighLevel said no.
    Refused {
        /// Its status.
        status: Option<u16>,
        /// Why, for a person.
        reason: String,
        /// The contact that has what was to be this one's alone.
        other: Option<ContactId>,
    },
    /// No answer, or one that does not tell.
    Unanswered {
        /// HighLevel's status, if there was any.
        status: Option<u16>,
        /// When to look.
        look_at: Timestamp,
        /// What happened, for a person.
        reason: String,
        /// The contact for whose sake it was refused, where it is looked for all the same.
        other: Option<ContactId>,
    },
    /// We looked: it is done.
    FoundDone {
        /// The record, where a new one was made.
        record: Option<RecordId>,
    },
    /// We looked: it is not done, so it may be sent again.
    FoundUndone {
        /// When to send it.
        retry_at: Timestamp,
    },
    /// We looked, or were about to send: the same field has another value than the person saw.
    Overtaken {
        /// What stands there now, for a person.
        reason: String,
    },
    /// A person wants it tried now, not when its pause is over.
    Hurried,
    /// A person takes it back.
    Cancelled,
    /// A person has read why it failed and puts it aside.
    Dismissed,
}

/// The write is in a state in which this cannot happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a write that is {state} cannot become {news}")]
pub struct WrongState {
    /// Where it stands.
    pub state: State,
    /// What was said to have happened.
    pub news: &'static str,
}

/// Pure: the write after this news. `Err` leaves the ledger as it is.
pub fn advance(mut write: Write, news: News, now: Timestamp) -> Result<Write, WrongState> {
    let state = write.state;
    let wrong = |news| Err(WrongState { state, news });
    match (state, news) {
        (State::Intended, News::Leaving) => {
            write.state = State::Sent;
            write.attempts += 1;
            write.sent_at = write.sent_at.or(Some(now));
        }
        (State::Intended | State::Sent, News::NotSent { retry_at, reason, earlier }) => {
            write.state = State::Intended;
            write.sent_at = earlier;
            write.next_at = retry_at;
            write.reason = Some(reason);
        }
        (State::Sent, News::Accepted { status, record }) => confirm(&mut write, Some(status), record, now),
        (State::Unknown, News::FoundDone { record }) => confirm(&mut write, None, record, now),
        (State::Sent | State::Unknown, News::Dropped { status, reason, record }) => {
            settle(&mut write, State::NotApplied, Some(status), reason, now);
            write.intent.record = write.intent.record.or(record);
        }
        (State::Intended | State::Sent | State::Unknown, News::Refused { status, reason, other }) => {
            write.other = other;
            settle(&mut write, State::Refused, status, reason, now);
        }
        (State::Sent | State::Unknown, News::Unanswered { status, look_at, reason, other }) => {
            write.state = State::Unknown;
            write.other = other;
            write.status = status;
            write.next_at = look_at;
            write.reason = Some(reason);
        }
        (State::Unknown, News::FoundUndone { retry_at }) => {
            write.state = State::Intended;
            write.next_at = retry_at;
        }
        (State::Intended | State::Unknown, News::Overtaken { reason }) => {
            settle(&mut write, State::Overtaken, None, reason, now);
        }
        (State::Intended | State::Unknown, News::Hurried) => write.next_at = write.next_at.min(now),
        (State::Intended, News::Cancelled) => {
            write.state = State::Cancelled;
            write.settled_at = Some(now);
        }
        (state, News::Dismissed) if state.needs_a_person() => write.dismissed_at = Some(now),
        (_, news) => return wrong(news.as_str()),
    }
    Ok(write)
}

impl News {
    /// The word for it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Leaving => "sent",
            Self::NotSent { .. } => "held back",
            Self::Accepted { .. } => "accepted",
            Self::Dropped { .. } => "dropped",
            Self::Refused { .. } => "refused",
            Self::Unanswered { .. } => "unanswered",
            Self::FoundDone { .. } => "found done",
            Self::FoundUndone { .. } => "found undone",
            Self::Overtaken { .. } => "overtaken",
            Self::Hurried => "hurried",
            Self::Cancelled => "cancelled",
            Self::Dismissed => "dismissed",
        }
    }
}

fn confirm(write: &mut Write, status: Option<u16>, record: Option<RecordId>, now: Timestamp) {
    write.state = State::Confirmed;
    write.status = status.or(write.status);
    write.reason = None;
    write.other = None;
    write.settled_at = Some(now);
    if write.intent.record.is_none() {
        write.intent.record = record;
    }
}

fn settle(write: &mut Write, state: State, status: Option<u16>, reason: String, now: Timestamp) {
    write.state = state;
    write.status = status.or(write.status);
    write.reason = Some(reason);
    write.settled_at = Some(now);
}
