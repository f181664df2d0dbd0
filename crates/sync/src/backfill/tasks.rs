//! Every task, by the location's task search.
//!
//! That search counts from the front, so a task that goes meanwhile moves every later one a place forward. Each
//! page therefore begins with the last task of the page before; where it does not, the copy steps back a page.

use domain::progress::{Progress, State};
use highlevel::model::TaskSearch;

use super::{Content, Page};
use crate::SyncError;
use crate::source::Source;

/// Tasks on one page.
const PAGE: u32 = 100;

/// Where the copy is: how many tasks lie before the next page, and the task it should begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    skip: u32,
    first: Option<String>,
}

/// The next page.
pub(super) async fn page(source: &Source, progress: Progress) -> Result<Page, SyncError> {
    let place = Place::read(progress.cursor.as_deref());
    let search = TaskSearch { limit: Some(PAGE), skip: Some(place.skip), ..TaskSearch::default() };
    let tasks = source.task_page(&search).await?;
    let begins_with = tasks.first().map(|task| task.id.as_str());
    if let Some(wanted) = place.first.as_deref()
        && begins_with != Some(wanted)
        && !tasks.iter().any(|task| task.id.as_str() == wanted)
        && place.skip > 0
    {
        let back = Place { skip: place.skip.saturating_sub(PAGE / 2), first: None };
        let progress = Progress { cursor: Some(back.write()), ..progress };
        return Ok(Page { progress, content: Content::Records(tasks) });
    }
    let is_last = tasks.len() < PAGE as usize;
    let seen = u32::try_from(tasks.len()).unwrap_or(PAGE);
    let next = Place {
        skip: place.skip + seen.saturating_sub(1),
        first: tasks.last().map(|task| task.id.as_str().to_owned()),
    };
    let progress = Progress {
        state: if is_last { State::Done } else { State::Running },
        cursor: Some(next.write()),
        done: u64::from(next.skip) + u64::from(seen > 0),
        ..progress
    };
    Ok(Page { progress, content: Content::Records(tasks) })
}

impl Place {
    fn read(cursor: Option<&str>) -> Self {
        let (skip, first) = cursor.and_then(|text| text.split_once(' ')).unwrap_or(("0", ""));
        Self {
            skip: skip.parse().unwrap_or(0),
            first: Some(first.to_owned()).filter(|first| !first.is_empty()),
        }
    }

    fn write(&self) -> String {
        format!("{} {}", self.skip, self.first.as_deref().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for place in [Place { skip: 0, first: None }, Place { skip: 99, first: Some("t1".to_owned()) }] {
            assert_eq!(Place::read(Some(&place.write())), place);
        }
        assert_eq!(Place::read(None), Place { skip: 0, first: None });
    }
}
