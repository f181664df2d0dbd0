//! Every contact, by search, newest first.
//!
//! The cursor lies on each record, so contacts that come or go meanwhile move no page. Those that come are told of
//! by webhooks, or found by watching.

use domain::progress::{Progress, State};
use highlevel::error::CallError;
use highlevel::ids::LocationId;
use highlevel::model::{ContactSearch, SearchAfter};

use super::{Content, Page};
use crate::SyncError;
use crate::source::{ContactPage, Source};

/// What every HighLevel takes, where the largest page is refused.
const SAFE_PAGE: u16 = 100;

/// The next page.
pub(super) async fn page(
    source: &Source,
    location: &LocationId,
    progress: Progress,
) -> Result<Page, SyncError> {
    let after = progress.cursor.as_deref().and_then(read_cursor);
    let page = search(source, location, after.clone()).await?;
    let is_last = page.contacts.is_empty() || page.after.is_none() || page.after == after;
    let cursor = page.after.as_ref().map(write_cursor).or(progress.cursor.clone());
    let progress = Progress {
        state: if is_last { State::Done } else { State::Running },
        cursor,
        done: progress.done + page.contacts.len() as u64,
        total: page.total.or(progress.total),
        ..progress
    };
    Ok(Page { progress, content: Content::Records(page.contacts) })
}

/// The page at that place, a smaller one where HighLevel refuses a large one.
pub(crate) async fn search(
    source: &Source,
    location: &LocationId,
    after: Option<SearchAfter>,
) -> Result<ContactPage, CallError> {
    let search = ContactSearch { search_after: after, ..ContactSearch::of(location.clone()) };
    match source.contact_page(&search.clone().per_page(ContactSearch::LARGEST_PAGE)).await {
        Err(CallError::Invalid { .. }) => source.contact_page(&search.per_page(SAFE_PAGE)).await,
        other => other,
    }
}

fn read_cursor(text: &str) -> Option<SearchAfter> {
    serde_json::from_str(text).ok()
}

fn write_cursor(after: &SearchAfter) -> String {
    serde_json::to_string(after).expect("a list of JSON values is JSON")
}
