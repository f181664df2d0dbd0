//! A person's question to the list, in the store's words.
//!
//! Promise: pure; a page's place that cannot be read is refused, never guessed.

use jiff::{SignedDuration, Timestamp};

use super::{ContactsQuery, Direction, Dnd, OpenTask, OwnerFilter, PageAt, SortBy};
use crate::{Problem, Refusal};

/// Contacts on a page.
const PAGE: u32 = 50;

/// Whether nothing is searched or filtered.
pub(super) fn is_all(query: &ContactsQuery) -> bool {
    *query == ContactsQuery { sort: query.sort, at: query.at.clone(), ..ContactsQuery::default() }
}

/// Whether anything but words narrows the list.
pub(super) fn is_filtered(query: &ContactsQuery) -> bool {
    !is_all(&ContactsQuery { search: String::new(), ..query.clone() })
}

/// What the store is asked.
pub(crate) fn asked(query: &ContactsQuery, now: Timestamp) -> Result<store::ContactQuery, Refusal> {
    let place = |text: &String, field: &str| {
        text.parse::<store::Cursor>()
            .map_err(|_| Problem::with(field, "This page's address is broken. Start from the first page."))
    };
    let (after, before) = match &query.at {
        PageAt::Start => (None, None),
        PageAt::After(cursor) => (Some(place(cursor, "after")?), None),
        PageAt::Before(cursor) => (None, Some(place(cursor, "before")?)),
    };
    let (sort, order) = in_order(query);
    Ok(store::ContactQuery { after, before, sort, order, limit: PAGE, ..narrowed(query, now) })
}

fn narrowed(query: &ContactsQuery, now: Timestamp) -> store::ContactQuery {
    let since = |days: u16| now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))).ok();
    store::ContactQuery {
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
        added_since: query.added.and_then(|added| since(added.days)),
        ..store::ContactQuery::default()
    }
}

fn in_order(query: &ContactsQuery) -> (store::Sort, store::Order) {
    let sort = match query.sort.by {
        SortBy::Added => store::Sort::DateAdded,
        SortBy::Updated => store::Sort::DateUpdated,
        SortBy::Name => store::Sort::Name,
    };
    let order = match (query.sort.by, query.sort.direction) {
        (SortBy::Name, Direction::Up) | (SortBy::Added | SortBy::Updated, Direction::Down) => {
            store::Order::Usual
        }
        _ => store::Order::Reversed,
    };
    (sort, order)
}
