//! Paging: streams that neither loop nor skip.
//!
//! Here: the two ways HighLevel pages. By cursor ([`Trail`]), and by counting from the start ([`OffsetPager`]). Both
//! are pure; the streams only carry their calls out.
//!
//! Promise: a stream ends because the list ended, or with an error. It never asks for the same page for ever.

mod offset;
mod trail;

use std::collections::VecDeque;

use futures::stream::{self, BoxStream, StreamExt as _};

use super::Client;
use crate::error::CallError;
use crate::ids::LocationId;
use crate::model::{Contact, ContactSearch, ListAfter, LocationTask, TaskSearch};
pub use offset::OffsetPager;
pub use trail::Trail;

/// Contacts on one page of the list; the most HighLevel gives.
const LIST_PAGE: u32 = 100;
/// Tasks on one page, where the search does not say.
const TASK_PAGE: u32 = 100;

pub(super) fn search_all(
    client: &Client,
    search: ContactSearch,
) -> BoxStream<'_, Result<Contact, CallError>> {
    let trail = Trail::starting(search.search_after.clone(), u32::from(search.page_limit));
    rows((search, trail), move |(search, trail)| async move {
        if trail.is_done() {
            return Ok(None);
        }
        let search = ContactSearch { search_after: trail.next().cloned(), page: None, ..search };
        let page = client.contacts().search(&search).await?;
        let trail = trail.step(page.contacts.len(), page.total, page.after)?;
        Ok(Some((page.contacts, (search, trail))))
    })
}

pub(super) fn list_all(client: &Client, location: LocationId) -> BoxStream<'_, Result<Contact, CallError>> {
    let trail = Trail::<ListAfter>::starting(None, LIST_PAGE);
    rows((location, trail), move |(location, trail)| async move {
        if trail.is_done() {
            return Ok(None);
        }
        let page = client.contacts().list(&location, LIST_PAGE, trail.next()).await?;
        let trail = trail.step(page.contacts.len(), page.total, page.after)?;
        Ok(Some((page.contacts, (location, trail))))
    })
}

pub(super) fn tasks_all(
    client: &Client,
    location: LocationId,
    search: TaskSearch,
) -> BoxStream<'_, Result<LocationTask, CallError>> {
    let pager = OffsetPager::new(search.limit.unwrap_or(TASK_PAGE));
    rows((location, search, pager), move |(location, search, mut pager)| async move {
        let Some(skip) = pager.next() else { return Ok(None) };
        let search = TaskSearch { skip: Some(skip), limit: Some(pager.limit()), ..search };
        let tasks = client.locations().search_tasks(&location, &search).await?;
        let fresh = pager.take(tasks, |task| task.id.as_str())?;
        Ok(Some((fresh, (location, search, pager))))
    })
}

/// A stream of rows out of a stream of pages. The first error is the last item.
fn rows<'a, S, T, F, R>(state: S, page: F) -> BoxStream<'a, Result<T, CallError>>
where
    S: Send + 'a,
    T: Send + 'a,
    F: Fn(S) -> R + Send + 'a,
    R: Future<Output = Result<Option<(Vec<T>, S)>, CallError>> + Send + 'a,
{
    struct Reader<S, T> {
        rows: VecDeque<T>,
        state: Option<S>,
    }
    let reader = Reader { rows: VecDeque::new(), state: Some(state) };
    stream::unfold((reader, page), |(mut reader, page)| async move {
        loop {
            if let Some(row) = reader.rows.pop_front() {
                return Some((Ok(row), (reader, page)));
            }
            match page(reader.state.take()?).await {
                Ok(None) => return None,
                Ok(Some((rows, state))) => reader = Reader { rows: rows.into(), state: Some(state) },
                Err(error) => return Some((Err(error), (reader, page))),
            }
        }
    })
    .boxed()
}

#[cfg(test)]
mod tests;
