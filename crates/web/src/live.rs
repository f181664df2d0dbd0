//! The live stream: server-sent events that tell open pages what to look at again.
//!
//! Here: the stream's format, its heartbeat and how many may be open. Not here: what happened (`workspace::live`).
//!
//! Promise: an event's id is the place in the change log, so that a browser that comes back goes on where it was.
//! No stream outlives its session by more than an hour, and none holds up the end of the program.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::change::Seq;
use domain::ids::PersonId;
use futures::{Stream, StreamExt};
use http::{HeaderMap, HeaderName, HeaderValue};
use parking_lot::Mutex;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::watch;
use workspace::live::{Live, News};

use crate::errors::PageError;
use crate::extract::Query;
use crate::guard::SignedIn;

/// A sign of life, so that neither side waits for a dead one.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// A stream ends after this long; the browser comes back with its place and its session.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Streams one person may hold: several browsers, not hundreds.
const MOST: usize = 12;

/// Streams that are open, by person, and the word that ends all of them.
#[derive(Debug, Clone)]
pub struct Streams {
    open: Arc<Mutex<HashMap<PersonId, usize>>>,
    ending: Arc<watch::Sender<bool>>,
}

/// One open stream; counted until it is dropped.
struct Open {
    streams: Streams,
    person: PersonId,
}

impl Default for Streams {
    fn default() -> Self {
        Self { open: Arc::default(), ending: Arc::new(watch::Sender::new(false)) }
    }
}

impl Streams {
    /// Ends every stream, also those that are opened from now on; browsers come back when somebody answers again.
    pub fn end(&self) {
        self.ending.send_replace(true);
    }

    /// Returns when the streams are to end.
    async fn ended(self) {
        let mut ending = self.ending.subscribe();
        // The sender is ours, so this ends only with the word.
        let _word = ending.wait_for(|ending| *ending).await;
    }

    fn open(&self, person: PersonId) -> Option<Open> {
        let mut open = self.open.lock();
        let count = open.entry(person).or_insert(0);
        if *count >= MOST {
            return None;
        }
        *count += 1;
        Some(Open { streams: self.clone(), person })
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock();
        match open.get_mut(&self.person) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(open.remove(&self.person)),
        }
    }
}

/// Where the stream goes on.
#[derive(Debug, Deserialize)]
pub(crate) struct After {
    after: Option<Seq>,
}

/// `GET /live`
pub(crate) async fn stream(
    State(live): State<Live>,
    State(streams): State<Streams>,
    SignedIn(member): SignedIn,
    Query(asked): Query<After>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    let open = streams.open(member.person).ok_or(PageError::TooMany { seconds: 30 })?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let news = live.listen(&member, last.or(asked.after)).await?;
    let events = news.map(|news| Ok(event(&news)));
    let mut response =
        Sse::new(held(events, open)).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // Proxies that gather answers would hold news back.
    response
        .headers_mut()
        .insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

/// The stream, first of all a word that it stands, for an hour at most, counted while it is open.
fn held(
    events: impl Stream<Item = Result<Event, Infallible>> + Send,
    open: Open,
) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    let hello = futures::stream::iter([Ok(Event::default().comment("here").retry(Duration::from_secs(2)))]);
    let ended = open.streams.clone().ended();
    let over = Box::pin(async move {
        // Too long, or the last words: either way the stream is over.
        let _over = tokio::time::timeout(LONGEST, ended).await;
    });
    hello.chain(events).take_until(over).inspect(move |_| {
        let _counted = &open;
    })
}

fn event(news: &News) -> Event {
    let (kind, seq, data) = match news {
        News::Change { seq, contact } => ("change", Some(*seq), json!({ "contact": contact })),
        News::Write { write, contact } => ("write", None, json!({ "contact": contact, "write": write })),
        News::Progress => ("progress", None, Value::Object(serde_json::Map::new())),
        News::Again { seq } => ("again", Some(*seq), Value::Object(serde_json::Map::new())),
    };
    let mut data = data;
    data["kind"] = Value::from(kind);
    if let Some(seq) = seq {
        data["seq"] = Value::from(seq.number());
    }
    let event = Event::default().event(kind).data(data.to_string());
    match seq {
        Some(seq) => event.id(seq.to_string()),
        None => event,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_holds_a_bounded_number_of_streams() {
        let streams = Streams::default();
        let maya = PersonId::from_uuid(uuid::Uuid::from_u128(1));

        let open: Vec<_> = (0..MOST).map(|_| streams.open(maya)).collect();
        assert!(open.iter().all(Option::is_some));
        assert!(streams.open(maya).is_none());

        drop(open);
        assert!(streams.open(maya).is_some());
    }
}
