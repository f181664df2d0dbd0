//! News for open pages, as it happens.
//!
//! Here: one stream of what was committed in a location, from a place in the change log on.
//! Not here: server-sent events (`web::live`), what a page does with it.
//!
//! Promise: nothing is missed between a page's making and its stream; a listener that cannot keep up is told to
//! look again, and is never served from a growing queue.

use std::collections::VecDeque;

use domain::change::{Change, Seq};
use domain::ids::WriteId;
use futures::Stream;
use futures::stream::unfold;
use highlevel::{ContactId, LocationId};
use store::{Signal, Store};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::{Member, Refusal, Rooms};

/// Changes caught up with one by one; beyond it a page looks at everything again.
const CAUGHT_UP: u32 = 200;

/// News of a location.
#[derive(Debug, Clone)]
pub struct Live {
    rooms: Rooms,
}

/// One piece of news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The mirror changed.
    Change {
        /// The newest change of it.
        seq: Seq,
        /// The contact, where it is one.
        contact: Option<ContactId>,
    },
    /// A write moved.
    Write {
        /// Which.
        write: WriteId,
        /// About which contact.
        contact: Option<ContactId>,
    },
    /// The first copy came on.
    Progress,
    /// Too much happened to tell it one by one: look again.
    Again {
        /// The newest change now.
        seq: Seq,
    },
}

/// Where a stream stands.
struct Listening {
    store: Store,
    location: LocationId,
    signals: Receiver<Signal>,
    waiting: VecDeque<News>,
    seen: Seq,
}

impl Live {
    /// News of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// Everything after `after`, and then as it happens. Without `after`, from now on.
    pub async fn listen(
        &self,
        member: &Member,
        after: Option<Seq>,
    ) -> Result<impl Stream<Item = News> + Send + use<>, Refusal> {
        // Listening begins before the log is read, so that nothing falls between the two.
        let signals = self.rooms.store.signals();
        let mut tx = self.rooms.store.read().await?;
        let last = tx.change_last_seq(&member.location).await?;
        let after = after.unwrap_or(last);
        let missed = tx.change_since(&member.location, after, CAUGHT_UP + 1).await?;
        drop(tx);
        let waiting = if missed.len() > CAUGHT_UP as usize || after > last {
            VecDeque::from([News::Again { seq: last }])
        } else {
            told(&missed)
        };
        let listening = Listening {
            store: self.rooms.store.clone(),
            location: member.location.clone(),
            signals,
            waiting,
            seen: last,
        };
        Ok(unfold(listening, next))
    }
}

/// Changes one by one, once a contact.
fn told(changes: &[Change]) -> VecDeque<News> {
    let mut news: VecDeque<News> = VecDeque::new();
    for change in changes.iter().rev() {
        let same = |known: &News| matches!(known, News::Change { contact, .. } if *contact == change.contact);
        if !news.iter().any(same) {
            news.push_front(News::Change { seq: change.seq, contact: change.contact.clone() });
        }
    }
    news
}

async fn next(mut listening: Listening) -> Option<(News, Listening)> {
    loop {
        if let Some(news) = listening.waiting.pop_front() {
            return Some((news, listening));
        }
        match listening.signals.recv().await {
            Ok(signal) => {
                let news = listening.heard(signal);
                listening.waiting.extend(news);
            }
            Err(RecvError::Lagged(_)) => {
                let news = listening.fell_behind().await;
                listening.waiting.push_back(news);
            }
            Err(RecvError::Closed) => return None,
        }
    }
}

impl Listening {
    fn heard(&mut self, signal: Signal) -> Option<News> {
        match signal {
            Signal::Change { location, seq, contact } if location == self.location => {
                self.seen = self.seen.max(seq);
                Some(News::Change { seq, contact })
            }
            Signal::Write { location, contact, write } if location == self.location => {
                Some(News::Write { write, contact })
            }
            Signal::Progress { location } if location == self.location => Some(News::Progress),
            _ => None,
        }
    }

    async fn fell_behind(&mut self) -> News {
        let read = async { self.store.read().await?.change_last_seq(&self.location).await };
        let last = read.await.unwrap_or(self.seen);
        self.seen = self.seen.max(last);
        News::Again { seq: self.seen }
    }
}
