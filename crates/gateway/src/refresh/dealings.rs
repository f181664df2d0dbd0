//! What else a contact's page shows: opportunities, and what was said lately.
//!
//! Promise: two calls, and a third when something was said that the mirror does not have. What an index leaves out
//! is asked for by its id before it is called gone. A scope that is not held costs the records, not the refresh.

use std::collections::HashSet;

use domain::{
    budget::Lane,
    change::Cause,
    ids::JobId,
    job::{Job, Kind as Work},
    mirror::News,
    record::{Kind, RecordId, Snapshot},
};
use highlevel::{BusinessId, CallError, ContactId, ConversationId, LocationId};
use jiff::{SignedDuration, Timestamp};
use store::ContactQuery;

use super::{Refreshed, gone};
use crate::{error::GatewayError, gateway::Gateway, reading::Reading};

impl Gateway {
    /// A contact's opportunities and what was said with it, as HighLevel has them.
    pub(super) async fn dealings(
        &self,
        reading: &Reading,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Vec<News>, GatewayError> {
        let (mut news, said) = futures::future::try_join(
            self.opportunities(reading, location, contact),
            self.said(reading, location, contact),
        )
        .await?;
        news.extend(said);
        Ok(news)
    }

    async fn opportunities(
        &self,
        reading: &Reading,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Vec<News>, GatewayError> {
        let Some(found) = if_held(reading.opportunities_of(contact).await)? else { return Ok(Vec::new()) };
        let shown: HashSet<RecordId> = found.iter().map(|one| one.id.clone()).collect();
        let mut news: Vec<News> = found.into_iter().map(News::Seen).collect();
        for id in self.held(location, Kind::Opportunity, contact).await? {
            if !shown.contains(&id) {
                news.push(match reading.opportunity(&id).await? {
                    News::Gone { at, .. } => gone(Kind::Opportunity, id, contact, at),
                    seen => seen,
                });
            }
        }
        Ok(news)
    }

    /// The conversation, and its newest messages where the mirror lacks the last one.
    async fn said(
        &self,
        reading: &Reading,
        location: &LocationId,
        contact: &ContactId,
    ) -> Result<Vec<News>, GatewayError> {
        let Some(threads) = if_held(reading.conversations_of(contact).await)? else { return Ok(Vec::new()) };
        let mut news = Vec::new();
        for thread in threads {
            if self.lacks_the_last(location, contact, &thread).await?
                && let Ok(id) = ConversationId::new(thread.id.as_str())
                && let Some(page) = if_held(reading.messages(&id, None).await)?
            {
                news.extend(page.records.into_iter().map(News::Seen));
            }
            news.push(News::Seen(thread));
        }
        Ok(news)
    }

    async fn lacks_the_last(
        &self,
        location: &LocationId,
        contact: &ContactId,
        thread: &Snapshot,
    ) -> Result<bool, GatewayError> {
        let is_said =
            thread.doc.text("lastMessageType").is_some_and(|kind| !kind.starts_with("TYPE_ACTIVITY"));
        let Some(last) = thread.doc.time("lastMessageDate").filter(|_| is_said) else { return Ok(false) };
        let newest = self.store().read().await?.message_list_of(location, contact, None, 1).await?;
        Ok(newest.first().and_then(|row| row.doc().time("dateAdded")).is_none_or(|newest| newest < last))
    }

    /// Reads a conversation and what was said in it lately anew, and takes it into the mirror.
    ///
    /// # Errors
    /// HighLevel's and the store's.
    pub async fn refresh_thread(
        &self,
        location: &LocationId,
        (contact, conversation): (&ContactId, &ConversationId),
        lane: Lane,
        cause: Cause,
    ) -> Result<Refreshed, GatewayError> {
        let reading = self.reading(location, lane, cause.clone());
        let id = RecordId::new(conversation.as_str()).expect("a conversation's id is not empty");
        let mut news = match reading.conversation(&id).await? {
            News::Gone { at, .. } => {
                let news = vec![gone(Kind::Conversation, id, contact, at)];
                self.apply(location, contact, news, cause).await?;
                return Ok(Refreshed::Gone);
            }
            seen => vec![seen],
        };
        let page = reading.messages(conversation, None).await?;
        news.extend(page.records.into_iter().map(News::Seen));
        Ok(match self.apply(location, contact, news, cause).await? {
            Some(changes) => Refreshed::Read { changes },
            None => Refreshed::OursFirst,
        })
    }
}

/// Contacts of one business that are read at most.
const MEMBERS: usize = 2_000;

impl Gateway {
    /// Reads who belongs to a business, and has those read anew that do not belong to it any more.
    ///
    /// # Errors
    /// HighLevel's and the store's.
    pub async fn refresh_business(
        &self,
        location: &LocationId,
        business: &BusinessId,
        lane: Lane,
        cause: Cause,
    ) -> Result<(), GatewayError> {
        let reading = self.reading(location, lane, cause.clone());
        let mut shown: HashSet<ContactId> = HashSet::new();
        let mut skip = 0;
        loop {
            let page = reading.contacts_of(business, skip).await?;
            let number = page.records.len();
            let before = shown.len();
            shown.extend(page.records.iter().filter_map(|record| record.contact.clone()));
            let news: Vec<News> = page.records.into_iter().map(News::Seen).collect();
            let mut tx = self.store().begin().await?;
            tx.mirror_apply_many(location, &news, &cause, self.now()).await?;
            tx.commit().await?;
            // A page that shows nobody new is the first one again.
            if page.next.is_none() || shown.len() == before || shown.len() >= MEMBERS {
                break;
            }
            skip += u32::try_from(number).unwrap_or(u32::MAX);
        }
        self.read_leavers(location, business, &shown).await
    }

    async fn read_leavers(
        &self,
        location: &LocationId,
        business: &BusinessId,
        shown: &HashSet<ContactId>,
    ) -> Result<(), GatewayError> {
        let asked = ContactQuery { business: Some(business.clone()), limit: 200, ..ContactQuery::default() };
        let mut tx = self.store().begin().await?;
        let held = tx.contact_list(location, &asked).await?.rows;
        for row in held.into_iter().filter(|row| !shown.contains(&row.id)) {
            let id = JobId::from_uuid(self.inner.clock.uuid());
            let work = Work::Hydrate { contact: row.id, delivery: None };
            tx.job_add(&Job::due_now(id, location.clone(), work, Lane::Repair, self.now())).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// What was said longer ago than this was not said just now, whoever meets it first.
const JUST_NOW: SignedDuration = SignedDuration::from_hours(1);

/// What was said in the past apart from everything else: it belongs to the baseline, and starts nothing.
pub(super) fn past_and_new(news: Vec<News>, now: Timestamp) -> (Vec<News>, Vec<News>) {
    let is_past = |news: &News| match news {
        News::Seen(seen) if seen.kind == Kind::Message => {
            seen.doc.time("dateAdded").is_some_and(|at| now.duration_since(at) > JUST_NOW)
        }
        _ => false,
    };
    news.into_iter().partition(is_past)
}

/// What was read; none where the connection may not read it.
fn if_held<T>(read: Result<T, CallError>) -> Result<Option<T>, CallError> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(
            CallError::MissingScope { .. }
            | CallError::WrongTokenKind { .. }
            | CallError::UnknownRecord { .. },
        ) => Ok(None),
        Err(other) => Err(other),
    }
}
