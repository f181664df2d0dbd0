//! Reading opportunities, conversations and messages: calls out, snapshots in.
//!
//! Here: which call shows which of them, and how its answer becomes news. Not here: when to ask (`sync`,
//! `refresh`, `ledger`), what the news changes (`domain::mirror`).
//!
//! Promise: the moment a snapshot carries is the one before the call left, told by HighLevel's clock. A search is
//! an index that lags, so what it does not show is never called gone.

use domain::{
    budget::Lane,
    change::Cause,
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
};
use highlevel::{
    BusinessId, CallError, Client, ContactId, ConversationId, LocationId,
    client::{Answer, Call},
    operation::{contacts, conversations, opportunities},
};
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{gateway::Gateway, ledger::verdict::id_of};

type Body = Map<String, Value>;

/// Records on one page of a search.
const PAGE: u32 = 100;
/// Messages on one page of a conversation.
const MESSAGES: u32 = 50;

/// One location, seen through one client.
pub struct Reading {
    gateway: Gateway,
    client: Client,
    location: LocationId,
}

/// One page of a search.
#[derive(Debug, Default)]
pub struct Page {
    /// The records of the page.
    pub records: Vec<Snapshot>,
    /// How many there are in all, where HighLevel says.
    pub total: Option<u64>,
    /// Where the next page begins; none after the last one.
    pub next: Option<String>,
}

impl Gateway {
    /// That location, asked on that lane for that cause.
    pub fn reading(&self, location: &LocationId, lane: Lane, cause: Cause) -> Reading {
        let client = self.client(location, lane, cause);
        Reading { gateway: self.clone(), client, location: location.clone() }
    }
}

impl Reading {
    /// One opportunity.
    ///
    /// # Errors
    /// Whatever the door says; that it is gone is no error.
    pub async fn opportunity(&self, id: &RecordId) -> Result<News, CallError> {
        self.one(
            Kind::Opportunity,
            id,
            Call::of(&opportunities::GET_OPPORTUNITY).path("id", id),
            "opportunity",
        )
        .await
    }

    /// The opportunities with a contact, as HighLevel's index knows them.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn opportunities_of(&self, contact: &ContactId) -> Result<Vec<Snapshot>, CallError> {
        let call = self.opportunities().query("contact_id", contact);
        Ok(self.page(Kind::Opportunity, Coverage::Whole, call, "opportunities").await?.0)
    }

    /// One page of all opportunities, newest first.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn opportunity_page(&self, from: Option<&str>) -> Result<Page, CallError> {
        let mut call = self.opportunities();
        if let Some((at, id)) = from.and_then(|from| from.split_once(' ')) {
            call = call.query("startAfter", at).query("startAfterId", id);
        }
        let (records, answer) = self.page(Kind::Opportunity, Coverage::Whole, call, "opportunities").await?;
        let meta: Body = answer.member_if("meta")?.unwrap_or_default();
        let next = meta
            .get("startAfter")
            .and_then(Value::as_i64)
            .zip(meta.get("startAfterId").and_then(Value::as_str));
        let next = next.map(|(at, id)| format!("{at} {id}")).filter(|next| Some(next.as_str()) != from);
        let is_full = records.len() == PAGE as usize;
        Ok(Page { records, total: meta.get("total").and_then(Value::as_u64), next: next.filter(|_| is_full) })
    }

    fn opportunities(&self) -> Call {
        Call::of(&opportunities::SEARCH_OPPORTUNITY)
            .query("location_id", &self.location)
            .query("status", "all")
            .query("limit", PAGE)
    }

    /// One conversation, without what was said in it.
    ///
    /// # Errors
    /// Whatever the door says; that it is gone is no error.
    pub async fn conversation(&self, id: &RecordId) -> Result<News, CallError> {
        let call = Call::of(&conversations::GET_CONVERSATION).path("conversationId", id);
        self.one(Kind::Conversation, id, call, "conversation").await
    }

    /// The conversations with a contact, as HighLevel's index knows them: one, or none.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn conversations_of(&self, contact: &ContactId) -> Result<Vec<Snapshot>, CallError> {
        let call = self.conversations().query("contactId", contact);
        Ok(self.page(Kind::Conversation, Coverage::Listed, call, "conversations").await?.0)
    }

    /// One page of all conversations, those with the newest message first.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn conversation_page(&self, before: Option<&str>) -> Result<Page, CallError> {
        let mut call = self.conversations().query("sort", "desc").query("sortBy", "last_message_date");
        if let Some(before) = before {
            call = call.query("startAfterDate", before);
        }
        let (records, answer) =
            self.page(Kind::Conversation, Coverage::Listed, call, "conversations").await?;
        let is_full = records.len() == PAGE as usize;
        let last = records.last().and_then(|last| last.doc.time("lastMessageDate"));
        let next = last.filter(|_| is_full).map(|last| last.as_millisecond().to_string());
        let next = next.filter(|next| Some(next.as_str()) != before);
        Ok(Page { records, total: answer.member_if("total")?, next })
    }

    fn conversations(&self) -> Call {
        Call::of(&conversations::SEARCH_CONVERSATION).query("locationId", &self.location).query("limit", PAGE)
    }

    /// One message.
    ///
    /// # Errors
    /// Whatever the door says; that it is gone is no error.
    pub async fn message(&self, id: &RecordId) -> Result<News, CallError> {
        self.one(Kind::Message, id, Call::of(&conversations::GET_MESSAGE).path("id", id), "message").await
    }

    /// What was said in a conversation, newest first, before the message named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn messages(
        &self,
        conversation: &ConversationId,
        before: Option<&str>,
    ) -> Result<Page, CallError> {
        let mut call = Call::of(&conversations::GET_MESSAGES)
            .path("conversationId", conversation)
            .query("limit", MESSAGES);
        if let Some(before) = before {
            call = call.query("lastMessageId", before);
        }
        let asked_at = self.gateway.now();
        let mut body: Body = self.client.raw(call).await?.json()?;
        // Published flat, reported one level deeper.
        if let Some(Value::Object(inner)) = body.get("messages") {
            body = inner.clone();
        }
        let seen_at = self.gateway.their_time(&self.location, asked_at);
        let more = body.get("nextPage").and_then(Value::as_bool).unwrap_or(false);
        let last = body.get("lastMessageId").and_then(Value::as_str).map(str::to_owned);
        let list = match body.shift_remove("messages") {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        let bodies = list.into_iter().filter_map(|item| match item {
            Value::Object(body) => Some(body),
            _ => None,
        });
        let records = snapshots(Kind::Message, bodies, Coverage::Whole, seen_at);
        Ok(Page { records, total: None, next: last.filter(|_| more) })
    }

    /// The contacts of a business, each with the business it belongs to.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn contacts_of(&self, business: &BusinessId, skip: u32) -> Result<Page, CallError> {
        let call = Call::of(&contacts::GET_CONTACTS_BY_BUSINESS_ID)
            .path("businessId", business)
            .query("locationId", &self.location)
            .query("limit", PAGE)
            .query("skip", skip);
        let (mut records, _) = self.page(Kind::Contact, Coverage::Listed, call, "contacts").await?;
        for record in &mut records {
            record.doc.set("businessId", Value::from(business.as_str()));
        }
        let next = (records.len() == PAGE as usize).then(|| (skip + PAGE).to_string());
        Ok(Page { records, total: None, next })
    }

    async fn one(&self, kind: Kind, id: &RecordId, call: Call, member: &str) -> Result<News, CallError> {
        let asked_at = self.gateway.now();
        let answered = self.client.raw(call).await;
        let seen_at = self.gateway.their_time(&self.location, asked_at);
        match answered {
            Ok(answer) => {
                let body = bare_or_under(&answer, member)?;
                if body.get("deleted") == Some(&Value::Bool(true)) {
                    return Ok(News::Gone { kind, id: id.clone(), contact: None, at: seen_at });
                }
                Ok(News::Seen(Snapshot::of(kind, id.clone(), body, Coverage::Whole, seen_at)))
            }
            Err(CallError::UnknownRecord { .. }) => {
                Ok(News::Gone { kind, id: id.clone(), contact: None, at: seen_at })
            }
            Err(error) => Err(error),
        }
    }

    async fn page(
        &self,
        kind: Kind,
        coverage: Coverage,
        call: Call,
        member: &str,
    ) -> Result<(Vec<Snapshot>, Answer), CallError> {
        let asked_at = self.gateway.now();
        let answer = self.client.raw(call).await?;
        let seen_at = self.gateway.their_time(&self.location, asked_at);
        let bodies: Vec<Body> = answer.member_if(member)?.unwrap_or_default();
        Ok((snapshots(kind, bodies, coverage, seen_at), answer))
    }
}

/// Some records are published both bare and under a name.
fn bare_or_under(answer: &Answer, member: &str) -> Result<Body, CallError> {
    let mut body: Body = answer.json()?;
    Ok(match body.shift_remove(member) {
        Some(Value::Object(inner)) => inner,
        Some(other) => {
            body.insert(member.to_owned(), other);
            body
        }
        None => body,
    })
}

/// What has no id cannot be told from others and is left out.
fn snapshots(
    kind: Kind,
    bodies: impl IntoIterator<Item = Body>,
    coverage: Coverage,
    seen_at: Timestamp,
) -> Vec<Snapshot> {
    let snapshot = |body: Body| {
        let id = RecordId::new(id_of(&body)?).ok()?;
        Some(Snapshot::of(kind, id, body, coverage, seen_at))
    };
    bodies.into_iter().filter_map(snapshot).collect()
}
