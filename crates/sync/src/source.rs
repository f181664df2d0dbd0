//! Asking HighLevel: calls in, snapshots out.
//!
//! Here: which call reads which kind of record, and how its answer becomes news. Not here: when to ask (`take_in`,
//! `backfill`, `watch`), what the news changes (`domain::mirror`).
//!
//! Promise: the moment a snapshot carries is the one before the call left, told by HighLevel's clock, so a newer
//! event always beats it.

use domain::budget::Lane;
use domain::change::Cause;
use domain::mirror::News;
use domain::record::{Coverage, Kind, RecordId, Snapshot};
use gateway::Gateway;
use highlevel::Client;
use highlevel::client::Call;
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use highlevel::model::{ContactSearch, SearchAfter, TaskSearch};
use highlevel::operation::{Operation, businesses, calendars, contacts, locations, opportunities, users};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};
use store::Clock;

/// Businesses on one page.
const BUSINESSES: usize = 100;

/// A record as it stands in an answer.
type Body = Map<String, Value>;

/// The answer to a contact search, read in one go: a page holds hundreds of records.
#[derive(Deserialize)]
struct Contacts {
    contacts: Vec<Body>,
    total: Option<u64>,
}

/// The answer to a search for tasks.
#[derive(Deserialize)]
struct Tasks {
    tasks: Vec<Body>,
}

/// One location, seen through one client.
pub(crate) struct Source {
    gateway: Gateway,
    client: Client,
    location: LocationId,
    clock: Clock,
}

/// One page of the contact search.
pub(crate) struct ContactPage {
    /// The contacts of the page.
    pub(crate) contacts: Vec<Snapshot>,
    /// How many there are in all, as far as HighLevel's index knows.
    pub(crate) total: Option<u64>,
    /// Where the next page begins; none on an empty page.
    pub(crate) after: Option<SearchAfter>,
}

/// All records of one kind that belong to one contact, or to the location.
pub(crate) struct List {
    /// Of which kind.
    pub(crate) kind: Kind,
    /// Every record there is.
    pub(crate) records: Vec<Snapshot>,
    /// When it was asked for: whatever is not on it was gone by then.
    pub(crate) asked_at: Timestamp,
}

impl Source {
    /// That location, asked on that lane for that cause.
    pub(crate) fn new(
        gateway: &Gateway,
        location: &LocationId,
        lane: Lane,
        cause: Cause,
        clock: Clock,
    ) -> Self {
        let client = gateway.client(location, lane, cause);
        Self { gateway: gateway.clone(), client, location: location.clone(), clock }
    }

    /// A moment before a call, by HighLevel's clock, which the answer to that call has told.
    fn their(&self, ours: Timestamp) -> Timestamp {
        self.gateway.their_time(&self.location, ours)
    }

    /// The contact by its id.
    pub(crate) async fn contact(&self, id: &ContactId) -> Result<News, CallError> {
        let call = Call::of(&contacts::GET_CONTACT).path("contactId", id);
        self.one(Kind::Contact, RecordId::from(id), Some(id), call, "contact").await
    }

    /// A task of that contact.
    pub(crate) async fn task(&self, contact: &ContactId, id: &RecordId) -> Result<News, CallError> {
        let call = Call::of(&contacts::GET_TASK).path("contactId", contact).path("taskId", id);
        self.one(Kind::Task, id.clone(), Some(contact), call, "task").await
    }

    /// A note of that contact.
    pub(crate) async fn note(&self, contact: &ContactId, id: &RecordId) -> Result<News, CallError> {
        let call = Call::of(&contacts::GET_NOTE).path("contactId", contact).path("id", id);
        self.one(Kind::Note, id.clone(), Some(contact), call, "note").await
    }

    /// The location itself.
    pub(crate) async fn location(&self) -> Result<News, CallError> {
        let call = Call::of(&locations::GET_LOCATION).path("locationId", &self.location);
        self.one(Kind::Location, RecordId::from(&self.location), None, call, "location").await
    }

    /// Every note of that contact.
    pub(crate) async fn notes_of(&self, contact: &ContactId) -> Result<List, CallError> {
        self.list_of(Kind::Note, &contacts::GET_ALL_NOTES, contact, "notes").await
    }

    /// Every appointment of that contact.
    pub(crate) async fn appointments_of(&self, contact: &ContactId) -> Result<List, CallError> {
        self.list_of(Kind::Appointment, &contacts::GET_APPOINTMENTS_FOR_CONTACT, contact, "events").await
    }

    /// The events of a calendar between two times. Their times have a zone, unlike those of a contact's appointments.
    pub(crate) async fn events_of(
        &self,
        calendar: &RecordId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<Snapshot>, CallError> {
        let call = Call::of(&calendars::GET_CALENDAR_EVENTS)
            .query("locationId", &self.location)
            .query("calendarId", calendar)
            .query("startTime", from.as_millisecond())
            .query("endTime", to.as_millisecond());
        Ok(self.list(Kind::Appointment, call, "events").await?.records)
    }

    /// Every tag the location knows.
    pub(crate) async fn tags(&self) -> Result<List, CallError> {
        let call = Call::of(&locations::GET_LOCATION_TAGS).path("locationId", &self.location);
        self.list(Kind::Tag, call, "tags").await
    }

    /// Every custom field of contacts.
    pub(crate) async fn custom_fields(&self) -> Result<List, CallError> {
        let call = Call::of(&locations::GET_CUSTOM_FIELDS).path("locationId", &self.location);
        self.list(Kind::CustomField, call.query("model", "contact"), "customFields").await
    }

    /// Everybody who works in the location.
    pub(crate) async fn users(&self) -> Result<List, CallError> {
        let call = Call::of(&users::GET_USER_BY_LOCATION).query("locationId", &self.location);
        self.list(Kind::User, call, "users").await
    }

    /// Every calendar.
    pub(crate) async fn calendars(&self) -> Result<List, CallError> {
        let call = Call::of(&calendars::GET_CALENDARS).query("locationId", &self.location);
        self.list(Kind::Calendar, call, "calendars").await
    }

    /// Every pipeline, with its stages.
    pub(crate) async fn pipelines(&self) -> Result<List, CallError> {
        let call = Call::of(&opportunities::GET_PIPELINES).query("locationId", &self.location);
        self.list(Kind::Pipeline, call, "pipelines").await
    }

    /// Every business, so many at a time.
    pub(crate) async fn businesses(&self) -> Result<List, CallError> {
        let page = |skip: usize| {
            let call = Call::of(&businesses::GET_BUSINESSES_BY_LOCATION).query("locationId", &self.location);
            self.list(Kind::Business, call.query("limit", BUSINESSES).query("skip", skip), "businesses")
        };
        let mut all = page(0).await?;
        while all.records.len() % BUSINESSES == 0 && !all.records.is_empty() {
            let more = page(all.records.len()).await?.records;
            if more.is_empty() || more.first().map(|one| &one.id) == all.records.first().map(|one| &one.id) {
                break;
            }
            all.records.extend(more);
        }
        Ok(all)
    }

    /// One page of a contact search.
    pub(crate) async fn contact_page(&self, search: &ContactSearch) -> Result<ContactPage, CallError> {
        let seen_at = self.clock.now();
        let answer = self.client.raw(Call::of(&contacts::SEARCH_CONTACTS_ADVANCED).json(search)?).await?;
        let Contacts { contacts: bodies, total } = answer.json()?;
        let after = bodies.last().and_then(|body| body.get("searchAfter")).and_then(Value::as_array);
        let after = after.map(|values| SearchAfter::new(values.clone()));
        let contacts = snapshots(Kind::Contact, bodies, Coverage::Listed, self.their(seen_at));
        Ok(ContactPage { contacts, total, after })
    }

    /// One page of the location's tasks.
    pub(crate) async fn task_page(&self, search: &TaskSearch) -> Result<Vec<Snapshot>, CallError> {
        let seen_at = self.clock.now();
        let call = Call::of(&locations::TASK_SEARCH).path("locationId", &self.location).json(search)?;
        let Tasks { tasks: bodies } = self.client.raw(call).await?.json()?;
        Ok(snapshots(Kind::Task, bodies, Coverage::Listed, self.their(seen_at)))
    }

    async fn one(
        &self,
        kind: Kind,
        id: RecordId,
        contact: Option<&ContactId>,
        call: Call,
        member: &str,
    ) -> Result<News, CallError> {
        let asked_at = self.clock.now();
        let answered = self.client.raw(call).await;
        let seen_at = self.their(asked_at);
        match answered {
            Ok(answer) => {
                let snapshot = Snapshot::of(kind, id, answer.member(member)?, Coverage::Whole, seen_at);
                Ok(News::Seen(match contact {
                    Some(contact) => snapshot.of_contact(contact.clone()),
                    None => snapshot,
                }))
            }
            Err(CallError::UnknownRecord { .. }) => {
                Ok(News::Gone { kind, id, contact: contact.cloned(), at: seen_at })
            }
            Err(error) => Err(error),
        }
    }

    async fn list_of(
        &self,
        kind: Kind,
        operation: &'static Operation,
        contact: &ContactId,
        member: &str,
    ) -> Result<List, CallError> {
        let list = self.list(kind, Call::of(operation).path("contactId", contact), member).await?;
        let records = list.records.into_iter().map(|record| record.of_contact(contact.clone())).collect();
        Ok(List { records, ..list })
    }

    async fn list(&self, kind: Kind, call: Call, member: &str) -> Result<List, CallError> {
        let asked_at = self.clock.now();
        let bodies: Vec<Body> = self.client.raw(call).await?.member_if(member)?.unwrap_or_default();
        let asked_at = self.their(asked_at);
        Ok(List { kind, records: snapshots(kind, bodies, Coverage::Whole, asked_at), asked_at })
    }
}

/// What has no id cannot be told from others and is left out.
fn snapshots(kind: Kind, bodies: Vec<Body>, coverage: Coverage, seen_at: Timestamp) -> Vec<Snapshot> {
    let snapshot = |body: Body| {
        let id = ["id", "_id"].iter().find_map(|key| body.get(*key)).and_then(Value::as_str)?;
        let id = RecordId::new(id).ok()?;
        Some(Snapshot::of(kind, id, body, coverage, seen_at))
    };
    bodies.into_iter().filter_map(snapshot).collect()
}
