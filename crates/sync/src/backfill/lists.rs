//! The location, its tags, custom fields, users, calendars, pipelines and businesses: one page each.

use domain::mirror::News;
use domain::progress::{Progress, State};
use domain::record::Kind;
use highlevel::error::CallError;

use super::{Content, Page, may_not};
use crate::SyncError;
use crate::source::{List, Source};

/// In which order they are copied, and what people call them.
const LISTS: [(Kind, &str); 7] = [
    (Kind::Location, "the location"),
    (Kind::Tag, "tags"),
    (Kind::CustomField, "custom fields"),
    (Kind::User, "users"),
    (Kind::Calendar, "calendars"),
    (Kind::Pipeline, "pipelines"),
    (Kind::Business, "businesses"),
];

/// The next list. One that may not be read is named in the reason and left out; the others come all the same.
pub(super) async fn page(source: &Source, progress: Progress) -> Result<Page, SyncError> {
    let place =
        progress.cursor.as_deref().and_then(|cursor| cursor.split(' ').next()?.parse().ok()).unwrap_or(0);
    let missing: Vec<String> =
        progress.cursor.iter().flat_map(|cursor| cursor.split(' ').skip(1)).map(str::to_owned).collect();
    let (kind, _) = LISTS[place.min(LISTS.len() - 1)];
    let read = read(source, kind).await;
    let (content, missing) = match read {
        Ok(content) => (content, missing),
        Err(error) if may_not(&error) => {
            (Content::Records(Vec::new()), [missing, vec![kind.as_str().to_owned()]].concat())
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Page { progress: after(progress, place + 1, &missing), content })
}

/// Reads one list anew, whatever stage the copy is at.
pub(crate) async fn read(source: &Source, kind: Kind) -> Result<Content, CallError> {
    let list = match kind {
        Kind::Location => return location(source).await,
        Kind::Tag => source.tags().await?,
        Kind::CustomField => source.custom_fields().await?,
        Kind::User => source.users().await?,
        Kind::Pipeline => source.pipelines().await?,
        Kind::Business => source.businesses().await?,
        _ => source.calendars().await?,
    };
    Ok(Content::Lists(vec![(list, None)]))
}

async fn location(source: &Source) -> Result<Content, CallError> {
    Ok(match source.location().await? {
        News::Seen(snapshot) => Content::Records(vec![snapshot]),
        News::Gone { at, .. } => {
            Content::Lists(vec![(List { kind: Kind::Location, records: Vec::new(), asked_at: at }, None)])
        }
    })
}

fn after(progress: Progress, place: usize, missing: &[String]) -> Progress {
    let is_last = place >= LISTS.len();
    let names = |word: &String| LISTS.iter().find(|(kind, _)| kind.as_str() == word).map(|(_, name)| *name);
    let named: Vec<&str> = missing.iter().filter_map(names).collect();
    let reason = (!named.is_empty()).then(|| format!("this connection may not read {}", named.join(", ")));
    Progress {
        state: if is_last { State::Done } else { State::Running },
        cursor: Some(format!("{place} {}", missing.join(" ")).trim_end().to_owned()),
        done: place as u64,
        total: Some(LISTS.len() as u64),
        reason,
        ..progress
    }
}
