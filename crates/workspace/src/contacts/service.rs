//! The list, answered from the mirror, and new contacts.

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::WriteId;
use domain::write::State;
use highlevel::ContactId;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use store::{ContactRow, Signal};
use tokio::time::Instant;

use super::{
    ContactLine, ContactsPage, ContactsQuery, Direction, Dnd, NextTask, OpenTask, OwnerFilter, PageAt, SortBy,
};
use crate::contact::service::tag_name;
use crate::draft::ContactDraft;
use crate::fields::{catalog, typed};
use crate::member::{May, must_write};
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms};

/// Contacts on a page.
const PAGE: u32 = 50;
/// A count goes no further than this while something is searched or filtered.
const COUNTED: u32 = 100_000;
/// How long a new contact is waited for, so that the page can go straight to it.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Contacts: the list, and each of them.
#[derive(Debug, Clone)]
pub struct Contacts {
    pub(crate) rooms: Rooms,
}

/// What became of a new contact so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    /// The write that carries it.
    pub write: WriteId,
    /// HighLevel's id, when it answered at once; otherwise the contact appears by itself.
    pub contact: Option<ContactId>,
}

impl Contacts {
    /// Contacts of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// One page of the list.
    pub async fn list(&self, member: &Member, query: ContactsQuery) -> Result<ContactsPage, Refusal> {
        let (location, now) = (&member.location, self.rooms.now());
        let began = Instant::now();
        let mut tx = self.rooms.store.read().await?;
        let asked = asked(&query, now)?;
        let found = tx.contact_list(location, &asked).await?;
        let seq = tx.change_last_seq(location).await?;
        let all = self.rooms.counts.contacts(&mut tx, location, seq, now).await?;
        let matching = if is_all(&query) { all } else { tx.contact_count(location, &asked, COUNTED).await? };
        let took = began.elapsed();
        let reference = rooms::reference(&mut tx, location).await?;
        let ids: Vec<ContactId> = found.rows.iter().map(|row| row.id.clone()).collect();
        let mut next = next_tasks(tx.task_list_open_of(location, &ids).await?);
        let pending = tx.write_contacts_open(location, &ids).await?;
        let tags = tx.contact_tags(location, 200).await?.into_iter().map(|(tag, _)| tag).collect();
        let lines = found.rows.iter().map(|row| {
            let id = &row.id;
            line(row, &reference, next.remove(id), pending.contains(id))
        });
        Ok(ContactsPage {
            lines: lines.collect(),
            matching,
            all,
            took,
            previous: found.previous.map(|cursor| PageAt::Before(cursor.to_string())),
            next: found.next.map(|cursor| PageAt::After(cursor.to_string())),
            tags,
            owners: reference.users.clone(),
            may_write: member.may_write(),
            query,
        })
    }

    /// The tags this location knows, to choose from.
    pub async fn known_tags(&self, member: &Member) -> Result<Vec<String>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        Ok(rooms::reference(&mut tx, &member.location).await?.tags)
    }

    /// A new contact. Waits a moment, so that the page can go straight to it or show HighLevel's refusal beside
    /// what was typed.
    pub async fn create(&self, member: &Member, draft: &ContactDraft) -> Result<Created, Refusal> {
        must_write(member)?;
        let reference = rooms::reference(&mut self.rooms.store.read().await?, &member.location).await?;
        let fields = new_contact(draft, &reference)?;
        let mut signals = self.rooms.store.signals();
        let write = self.rooms.submit(intents::create_contact(member, fields)).await?.id;
        let deadline = Instant::now() + PATIENCE;
        while let Ok(signal) = tokio::time::timeout_at(deadline, signals.recv()).await {
            if !matches!(signal, Ok(Signal::Write { write: moved, .. }) if moved == write) {
                continue;
            }
            if let Some(contact) = self.settled(member, write).await? {
                return Ok(Created { write, contact: Some(contact) });
            }
        }
        Ok(Created { write, contact: None })
    }

    /// The new contact's id once HighLevel has it; its refusal as the form's problem.
    async fn settled(&self, member: &Member, id: WriteId) -> Result<Option<ContactId>, Refusal> {
        let write = self.rooms.store.read().await?.write_find(&member.location, id).await?;
        let write = write.ok_or(Refusal::NotFound { what: "write" })?;
        match write.state {
            State::Confirmed => {
                Ok(write.intent.record.and_then(|record| ContactId::new(record.as_str()).ok()))
            }
            State::Refused => {
                self.rooms.gateway.dismiss(&member.location, id).await?;
                let why = write.reason.unwrap_or_else(|| "It did not say why.".to_owned());
                let field = if why.to_lowercase().contains("phone") { "phone" } else { "email" };
                Err(Problem::with(field, format!("HighLevel did not take this contact: {why}")).into())
            }
            _ => Ok(None),
        }
    }
}

fn is_all(query: &ContactsQuery) -> bool {
    *query == ContactsQuery { sort: query.sort, at: query.at.clone(), ..ContactsQuery::default() }
}

/// The store's words for what a person asked.
fn asked(query: &ContactsQuery, now: Timestamp) -> Result<store::ContactQuery, Refusal> {
    let place = |text: &String, field: &str| {
        text.parse::<store::Cursor>()
            .map_err(|_| Problem::with(field, "This page's address is broken. Start from the first page."))
    };
    let (after, before) = match &query.at {
        PageAt::Start => (None, None),
        PageAt::After(cursor) => (Some(place(cursor, "after")?), None),
        PageAt::Before(cursor) => (None, Some(place(cursor, "before")?)),
    };
    Ok(store::ContactQuery {
        search: query.search.clone(),
        tags: query.tag.iter().cloned().collect(),
        owner: match &query.owner {
            None => store::OwnerFilter::Anyone,
            Some(OwnerFilter::Nobody) => store::OwnerFilter::Nobody,
            Some(OwnerFilter::User(user)) => store::OwnerFilter::User(user.clone()),
        },
        tasks: match query.task {
            None => store::TaskFilter::Any,
            Some(OpenTask::Open) => store::TaskFilter::Open,
            Some(OpenTask::Late) => store::TaskFilter::DueBefore(now),
            Some(OpenTask::None) => store::TaskFilter::NoneOpen,
        },
        dnd: match query.dnd {
            None => store::DndFilter::Any,
            Some(Dnd::On) => store::DndFilter::On,
            Some(Dnd::Off) => store::DndFilter::Off,
        },
        added_since: query
            .added
            .and_then(|added| now.checked_sub(SignedDuration::from_hours(24 * i64::from(added.days))).ok()),
        sort: match query.sort.by {
            SortBy::Added => store::Sort::DateAdded,
            SortBy::Updated => store::Sort::DateUpdated,
            SortBy::Name => store::Sort::Name,
        },
        order: match (query.sort.by, query.sort.direction) {
            (SortBy::Name, Direction::Up) | (SortBy::Added | SortBy::Updated, Direction::Down) => {
                store::Order::Usual
            }
            _ => store::Order::Reversed,
        },
        after,
        before,
        limit: PAGE,
    })
}

/// The first open task of each contact; the store gives them by due time.
fn next_tasks(rows: Vec<store::RecordRow>) -> HashMap<ContactId, NextTask> {
    let mut first = HashMap::new();
    for row in rows {
        let Some(contact) = row.stored.contact.clone() else { continue };
        first.entry(contact).or_insert_with(|| NextTask {
            title: row.doc().text("title").unwrap_or("Task without a title").to_owned(),
            due: row.doc().time("dueDate"),
        });
    }
    first
}

fn line(row: &ContactRow, reference: &Reference, next_task: Option<NextTask>, pending: bool) -> ContactLine {
    let known = |at: Timestamp| (at > Timestamp::UNIX_EPOCH).then_some(at);
    ContactLine {
        id: row.id.clone(),
        name: row.name.clone(),
        email: row.email.clone(),
        phone: row.phone.as_deref().map(catalog::phone),
        company: row.company.clone(),
        tags: row.tags.clone(),
        owner: row.owner.as_ref().and_then(|owner| reference.user(owner.as_str())),
        next_task,
        dnd: row.dnd,
        updated: known(row.date_updated),
        added: known(row.date_added),
        pending,
    }
}

/// The fields of a new contact, or everything that is wrong with them at once.
fn new_contact(draft: &ContactDraft, reference: &Reference) -> Result<Map<String, Value>, Refusal> {
    let mut fields = Map::new();
    let mut problems = Vec::new();
    let country = reference.country();
    let phone = |text: &str| typed::phone(text, country.as_deref());
    let mut take = |name: &str, wire: &str, text: &str, read: &dyn Fn(&str) -> Result<String, String>| {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match read(text) {
            Ok(value) => drop(fields.insert(wire.to_owned(), Value::from(value))),
            Err(why) => problems.push(Problem::with(name, why)),
        }
    };
    take("first_name", "firstName", &draft.first_name, &typed::line);
    take("last_name", "lastName", &draft.last_name, &typed::line);
    take("email", "email", &draft.email, &typed::email);
    take("phone", "phone", &draft.phone, &phone);
    take("company", "companyName", &draft.company, &typed::line);
    take("source", "source", &draft.source, &typed::line);
    match tags(&draft.tags) {
        Ok(tags) if tags.is_empty() => {}
        Ok(tags) => drop(fields.insert("tags".to_owned(), json!(tags))),
        Err(problem) => problems.push(problem),
    }
    let named = ["firstName", "lastName", "email", "phone"].iter().any(|field| fields.contains_key(*field));
    if !named && problems.is_empty() {
        problems.push(Problem::with("first_name", "A contact needs a name, an email or a phone number."));
    }
    if problems.is_empty() { Ok(fields) } else { Err(Refusal::Invalid(problems)) }
}

/// Tags apart by commas, each once.
fn tags(text: &str) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let tag = tag_name(part).map_err(|_| Problem::with("tags", "A tag has at most 100 characters."))?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::tests::sample;

    #[test]
    fn a_new_contact_is_refused_with_everything_that_is_wrong() {
        let draft = ContactDraft { email: "ada@".into(), phone: "call me".into(), ..Default::default() };

        let Err(Refusal::Invalid(problems)) = new_contact(&draft, &sample()) else { panic!("it was taken") };

        assert_eq!(
            problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(),
            ["email", "phone"]
        );
    }

    #[test]
    fn a_new_contact_needs_something_to_be_known_by() {
        let draft = ContactDraft { company: "Tallowmere".into(), ..Default::default() };

        assert!(new_contact(&draft, &sample()).is_err());
    }

    #[test]
    fn tags_are_apart_by_commas_and_each_counts_once() {
        assert_eq!(tags("VIP, solar-quote,, vip ").unwrap(), ["vip", "solar-quote"]);
    }
}
