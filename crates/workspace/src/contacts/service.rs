//! The list, answered from the mirror.

use std::collections::HashMap;

use highlevel::{ContactId, LocationId};
use jiff::Timestamp;
use store::{ContactRow, StoreError, Tx};
use tokio::time::Instant;

use super::{ContactLine, ContactsPage, ContactsQuery, NextTask, PageAt, asked, create, near};
use crate::fields::catalog;
use crate::reference::Reference;
use crate::{Member, Refusal, Rooms, rooms};

/// A count goes no further than this while something is searched or filtered: whoever reads it narrows on.
pub(super) const COUNTED: u32 = 1_000;

/// Contacts: the list, and each of them.
#[derive(Debug, Clone)]
pub struct Contacts {
    pub(crate) rooms: Rooms,
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
        let asked = asked::asked(&query, now)?;
        let found = tx.contact_list(location, &asked).await?;
        let seq = tx.change_last_seq(location).await?;
        let all = self.rooms.counts.contacts(&mut tx, location, seq, now).await?;
        let matching =
            if asked::is_all(&query) { all } else { tx.contact_count(location, &asked, COUNTED).await? };
        let took = began.elapsed();
        let near = if matching == 0 { near::near(&mut tx, location, &asked).await? } else { None };
        let reference = rooms::reference(&mut tx, location).await?;
        Ok(ContactsPage {
            coming: create::coming(&mut tx, member, &query).await?,
            lines: lines(&mut tx, location, &found.rows, &reference).await?,
            matching,
            near,
            all,
            took,
            previous: found.previous.map(|cursor| PageAt::Before(cursor.to_string())),
            next: found.next.map(|cursor| PageAt::After(cursor.to_string())),
            tags: tx.contact_tags(location, 200).await?.into_iter().map(|(tag, _)| tag).collect(),
            owners: reference.users.clone(),
            may_write: self.rooms.editing(&mut tx, member).await?.is_allowed(),
            query,
        })
    }

    /// The tags this location knows, to choose from.
    pub async fn known_tags(&self, member: &Member) -> Result<Vec<String>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        Ok(rooms::reference(&mut tx, &member.location).await?.tags)
    }
}

/// The rows with what else a line shows: the next task, and whether a write is on its way.
async fn lines(
    tx: &mut Tx<'_>,
    location: &LocationId,
    rows: &[ContactRow],
    reference: &Reference,
) -> Result<Vec<ContactLine>, StoreError> {
    let ids: Vec<ContactId> = rows.iter().map(|row| row.id.clone()).collect();
    let mut next = next_tasks(tx.task_list_open_of(location, &ids).await?);
    let pending = tx.write_contacts_open(location, &ids).await?;
    Ok(rows.iter().map(|row| line(row, reference, next.remove(&row.id), pending.contains(&row.id))).collect())
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
