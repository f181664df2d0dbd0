//! Every task, by the location's task search.

use domain::progress::{Progress, State};
use domain::record::Snapshot;
use highlevel::error::CallError;

use super::{Content, Page};
use crate::SyncError;
use crate::source::Source;
use crate::task_pages::{Place, Turn};

/// The next page.
pub(super) async fn page(source: &Source, progress: Progress) -> Result<Page, SyncError> {
    let mut place = read_cursor(progress.cursor.as_deref());
    let tasks = read(source, &mut place).await?;
    let is_last = place.take(&tasks)? == Turn::End;
    let progress = Progress {
        state: if is_last { State::Done } else { State::Running },
        cursor: Some(write_cursor(&place)),
        done: place.passed(),
        ..progress
    };
    Ok(Page { progress, content: Content::Records(tasks) })
}

/// The page at that place, a smaller one where HighLevel refuses a large one.
pub(crate) async fn read(source: &Source, place: &mut Place) -> Result<Vec<Snapshot>, CallError> {
    match source.task_page(&place.search()).await {
        Err(CallError::Invalid { .. }) if place.ask_for_less() => source.task_page(&place.search()).await,
        other => other,
    }
}

/// What cannot be read, as from an older Rankr, begins at the front.
fn read_cursor(text: Option<&str>) -> Place {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn write_cursor(place: &Place) -> String {
    serde_json::to_string(place).expect("a place is plain data")
}
