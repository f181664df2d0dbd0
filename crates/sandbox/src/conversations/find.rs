//! `GET /conversations/search`: a location's conversations, by recent message.
//!
//! Promise: the cursor is under `sort` on each conversation and goes back as `startAfterDate`, the date alone or
//! with the id as a second one; with both, no conversation is shown twice or left out.

use std::collections::HashMap;

use axum::extract::RawQuery;
use serde_json::{Value, json};

use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::desk::Desk;
use crate::query::Query;
use crate::search::text::{Words, holds};
use crate::world::id::ConversationId;
use crate::world::{State, Thread};

const DEFAULT_LIMIT: usize = 20;
const LARGEST_LIMIT: usize = 100;

/// Members with a fixed set of values.
const CHOICES: [(&str, &[&str]); 5] = [
    ("sort", &["asc", "desc"]),
    ("status", &["all", "read", "unread", "starred", "recents"]),
    ("lastMessageAction", &["automated", "manual"]),
    ("lastMessageDirection", &["inbound", "outbound"]),
    ("sortBy", &["last_manual_message_date", "last_message_date", "score_profile", "overdue_at", "due_at"]),
];

/// The search.
pub(super) async fn search(
    desk: Desk,
    Query(asked): Query<HashMap<String, String>>,
    RawQuery(raw): RawQuery,
) -> Outcome {
    let asked = Asked(asked);
    desk.owns(asked.text("locationId").unwrap_or_default())?;
    asked.check()?;
    let limit = asked.limit()?;
    let cursor = cursor(raw.as_deref().unwrap_or_default());
    let up = asked.text("sort") == Some("asc");
    desk.world.messages_get_on();
    desk.world.look(|state| {
        let all = state.indexed_threads(&desk.location, desk.world.now()).into_iter();
        let fitting = all.filter(|thread| asked.takes(thread, state));
        let mut placed: Vec<(i64, &Thread)> =
            fitting.filter_map(|thread| Some((asked.key(thread)?, thread))).collect();
        let total = placed.len();
        placed.sort_by_key(|(key, thread)| (*key, thread.conversation.id));
        if !up {
            placed.reverse();
        }
        placed.retain(|(key, thread)| cursor.is_none_or(|from| from.is_before(*key, thread, up)));
        let page = placed.iter().take(limit);
        let shown: Value = page.map(|(key, thread)| show::found(thread, state, *key)).collect();
        Ok(Answer::ok(json!({ "conversations": shown, "total": total })))
    })
}

#[derive(Clone, Copy)]
struct Cursor {
    key: i64,
    id: Option<ConversationId>,
}

impl Cursor {
    fn is_before(self, key: i64, thread: &Thread, up: bool) -> bool {
        let Some(id) = self.id else { return if up { key > self.key } else { key < self.key } };
        let (here, there) = ((key, thread.conversation.id), (self.key, id));
        if up { here > there } else { here < there }
    }
}

fn cursor(query: &str) -> Option<Cursor> {
    let given: Vec<String> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "startAfterDate" || name == "startAfterDate[]")
        .flat_map(|(_, value)| value.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let key = given.first()?.trim().parse().ok()?;
    Some(Cursor { key, id: given.get(1).and_then(|text| ConversationId::parse(text.trim())) })
}

struct Asked(HashMap<String, String>);

impl Asked {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    fn check(&self) -> Result<(), Refusal> {
        let wrong = CHOICES.into_iter().filter_map(|(name, choices)| {
            let given = self.text(name)?;
            let fits = choices.contains(&given);
            (!fits).then(|| format!("{name} must be one of the following values: {}", choices.join(", ")))
        });
        let wrong: Vec<String> = wrong.collect();
        if wrong.is_empty() { Ok(()) } else { Err(Refusal::Invalid(wrong)) }
    }

    fn limit(&self) -> Result<usize, Refusal> {
        let Some(text) = self.text("limit") else { return Ok(DEFAULT_LIMIT) };
        match text.parse::<usize>() {
            Ok(limit @ 1..=LARGEST_LIMIT) => Ok(limit),
            Ok(_) => Err(Refusal::Bad(format!("limit must be from 1 to {LARGEST_LIMIT}"))),
            Err(_) => Err(Refusal::invalid("limit must be a number string")),
        }
    }

    /// What conversations are ordered by. One nobody ever wrote in by hand has no place in that order.
    fn key(&self, thread: &Thread) -> Option<i64> {
        match self.text("sortBy") {
            Some("last_manual_message_date") => show::last_manual(thread).map(|last| last.added.millis()),
            _ => Some(thread.last_at().millis()),
        }
    }

    fn takes(&self, thread: &Thread, state: &State) -> bool {
        let conversation = &thread.conversation;
        let is = |name: &str, own: Option<&str>| self.text(name).is_none_or(|wanted| own == Some(wanted));
        is("contactId", Some(conversation.contact.as_str()))
            && is("id", Some(conversation.id.as_str()))
            && is("lastMessageType", Some(show::last_kind(thread)))
            && is("lastMessageDirection", thread.last().map(|last| last.direction.as_str()))
            && is("lastMessageAction", show::last_outbound(thread).map(show::action))
            && self.takes_status(thread)
            && self.takes_people(thread, state)
            && self.takes_dates(thread)
            && self.takes_words(thread, state)
    }

    fn takes_status(&self, thread: &Thread) -> bool {
        match self.text("status") {
            Some("read") => thread.conversation.unread == 0,
            Some("unread") => thread.conversation.unread > 0,
            Some("starred") => thread.conversation.starred,
            _ => true,
        }
    }

    /// Nobody is ever mentioned here, so a search for mentions finds nothing.
    fn takes_people(&self, thread: &Thread, state: &State) -> bool {
        let among = |name: &str, own: &[&str]| {
            self.text(name).is_none_or(|wanted| wanted.split(',').any(|one| own.contains(&one.trim())))
        };
        let contact = show::contact(&thread.conversation, state);
        let followers: Vec<&str> =
            contact.into_iter().flat_map(|contact| &contact.followers).map(|follower| &**follower).collect();
        let assigned = show::assigned(&thread.conversation, state).unwrap_or("unassigned");
        among("assignedTo", &[assigned]) && among("followers", &followers) && among("mentions", &[])
    }

    fn takes_dates(&self, thread: &Thread) -> bool {
        let bound = |name: &str| self.text(name).and_then(|text| text.parse::<i64>().ok());
        let added = thread.conversation.added.millis();
        bound("startDate").is_none_or(|from| added >= from)
            && bound("endDate").is_none_or(|until| added <= until)
    }

    fn takes_words(&self, thread: &Thread, state: &State) -> bool {
        let Some(query) = self.text("query") else { return true };
        let contact = show::contact(&thread.conversation, state);
        contact.is_some_and(|contact| Words::of(query).are_in(contact))
            || thread.last().is_some_and(|last| holds(&last.body, &query.to_lowercase()))
    }
}
