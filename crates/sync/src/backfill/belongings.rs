//! Appointments and notes, contact by contact, those who were active last first.
//!
//! HighLevel has no bulk read for either: one call a contact. A contact that becomes active meanwhile moves to the
//! front, behind the copy's back; `take_in` has such a contact read whole, so that it is not missed.

use domain::progress::{Progress, Stage, State};
use domain::record::Kind;
use futures::{StreamExt as _, TryStreamExt as _};
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use store::{ContactQuery, Cursor, Sort, StoreError};

use super::{Content, Page};
use crate::SyncError;
use crate::handler::Parts;
use crate::source::{List, Source};

/// A list and whose it is.
type OfContact = (List, Option<ContactId>);

/// Contacts read for one checkpoint.
const BATCH: u32 = 20;
/// Calls under way at once.
const AT_ONCE: usize = 4;

/// The next contacts' appointments or notes.
pub(super) async fn page(
    parts: &Parts,
    source: &Source,
    location: &LocationId,
    progress: Progress,
) -> Result<Page, SyncError> {
    let (contacts, next, total) = next_contacts(parts, location, progress.cursor.as_deref()).await?;
    let stage = progress.stage;
    let reads = contacts.into_iter().map(|contact| read(source, stage, contact));
    let lists: Vec<Option<OfContact>> = futures::stream::iter(reads).buffered(AT_ONCE).try_collect().await?;
    let progress = Progress {
        state: if next.is_some() { State::Running } else { State::Done },
        done: progress.done + lists.len() as u64,
        total: Some(total),
        cursor: next.or(progress.cursor),
        ..progress
    };
    Ok(Page { progress, content: Content::Lists(lists.into_iter().flatten().collect()) })
}

/// The contacts after that place, the place after them, and how many there are in all.
async fn next_contacts(
    parts: &Parts,
    location: &LocationId,
    after: Option<&str>,
) -> Result<(Vec<ContactId>, Option<String>, u64), StoreError> {
    let after = after.and_then(|text| text.parse::<Cursor>().ok());
    let query = ContactQuery { sort: Sort::LastActivity, after, limit: BATCH, ..ContactQuery::default() };
    let mut tx = parts.store.read().await?;
    let page = tx.contact_list(location, &query).await?;
    let total = tx.record_count(location, Kind::Contact).await?;
    let contacts = page.rows.into_iter().map(|row| row.id).collect();
    Ok((contacts, page.next.map(|next| next.to_string()), total))
}

/// One contact's list; none where the contact is gone meanwhile.
async fn read(source: &Source, stage: Stage, contact: ContactId) -> Result<Option<OfContact>, CallError> {
    let list = match stage {
        Stage::Notes => source.notes_of(&contact).await,
        _ => source.appointments_of(&contact).await,
    };
    match list {
        Ok(list) => Ok(Some((list, Some(contact)))),
        Err(CallError::UnknownRecord { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
