//! What a list of contacts is asked: which, in which order, from where; and the rows it answers with.
//!
//! Promise: a place in a list survives as text, and is no place in a list of another order.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::search::needles;
use highlevel::ids::{BusinessId, ContactId, UserId};
use jiff::Timestamp;

use crate::{StoreError, row::Row};

/// By what a list is sorted. Names go up; times go down, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By the last activity.
    LastActivity,
    /// By the last change in HighLevel.
    DateUpdated,
    /// By when they came.
    DateAdded,
}

impl Sort {
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Name => "c.name_key",
            Self::LastActivity => "c.last_activity",
            Self::DateUpdated => "c.date_updated",
            Self::DateAdded => "c.date_added",
        }
    }

    pub(crate) const fn usually_rises(self) -> bool {
        matches!(self, Self::Name)
    }
}

/// Which way a list goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Names up, times down.
    #[default]
    Usual,
    /// The other way round.
    Reversed,
}

/// By the tasks of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaskFilter {
    /// With or without.
    #[default]
    Any,
    /// With an open one.
    Open,
    /// With an open one that was due before this moment.
    DueBefore(Timestamp),
    /// Without an open one.
    NoneOpen,
}

/// By whether a contact wants to be left alone on every channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DndFilter {
    /// Either.
    #[default]
    Any,
    /// It does.
    On,
    /// It does not.
    Off,
}

/// Whose contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OwnerFilter {
    /// Everyone's.
    #[default]
    Anyone,
    /// Those assigned to nobody.
    Nobody,
    /// Those assigned to this user.
    User(UserId),
}

/// Which contacts, in which order, from where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactQuery {
    /// Any fragment of name, e-mail, phone, firm or tag; several words must all be there. One or two letters
    /// are the beginning of any word of these. Accents and case do not matter.
    pub search: String,
    /// With each of these tags.
    pub tags: Vec<String>,
    /// Whose.
    pub owner: OwnerFilter,
    /// By their tasks.
    pub tasks: TaskFilter,
    /// By do not disturb.
    pub dnd: DndFilter,
    /// That belong to this business, as far as known.
    pub business: Option<BusinessId>,
    /// That came at this moment or later.
    pub added_since: Option<Timestamp>,
    /// In which order.
    pub sort: Sort,
    /// And which way.
    pub order: Order,
    /// After this row.
    pub after: Option<Cursor>,
    /// Before this row: the page that ends there.
    pub before: Option<Cursor>,
    /// How many; 200 at most.
    pub limit: u32,
}

impl ContactQuery {
    /// The tag that alone narrows it; the empty one where nothing does.
    pub(crate) fn only_tag(&self) -> Option<&str> {
        let Self { search, tags, owner, tasks, dnd, business, added_since, .. } = self;
        let else_all = needles(search).is_empty()
            && *owner == OwnerFilter::Anyone
            && *tasks == TaskFilter::Any
            && *dnd == DndFilter::Any
            && business.is_none()
            && added_since.is_none();
        match tags.as_slice() {
            [] if else_all => Some(""),
            [tag] if else_all && !tag.is_empty() => Some(tag),
            _ => None,
        }
    }
}

/// The place of a row in its order. Its text form goes into addresses and checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) key: Key,
    pub(crate) id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub(crate) enum Key {
    Time(i64),
    Name(String),
}

/// The text is no place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in a list of contacts")]
pub struct WrongCursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_vec(&(&self.key, &self.id)).map_err(|_| fmt::Error)?;
        f.write_str(&URL_SAFE_NO_PAD.encode(json))
    }
}

impl FromStr for Cursor {
    type Err = WrongCursor;

    fn from_str(text: &str) -> Result<Self, WrongCursor> {
        let json = URL_SAFE_NO_PAD.decode(text).map_err(|_| WrongCursor)?;
        let (key, id) = serde_json::from_slice(&json).map_err(|_| WrongCursor)?;
        Ok(Self { key, id })
    }
}

/// A contact as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Which.
    pub id: ContactId,
    /// The name to show.
    pub name: String,
    /// The first e-mail.
    pub email: Option<String>,
    /// The first phone.
    pub phone: Option<String>,
    /// The firm.
    pub company: Option<String>,
    /// Who it is assigned to.
    pub owner: Option<UserId>,
    /// The tags.
    pub tags: Vec<String>,
    /// Whether it wants to be left alone on every channel.
    pub dnd: bool,
    /// When it came to HighLevel.
    pub date_added: Timestamp,
    /// When it last changed there.
    pub date_updated: Timestamp,
    /// When somebody last did something with it.
    pub last_activity: Timestamp,
    name_key: String,
}

impl ContactRow {
    /// This row's place in a list of that order.
    pub fn cursor(&self, sort: Sort) -> Cursor {
        let key = match sort {
            Sort::Name => Key::Name(self.name_key.clone()),
            Sort::LastActivity => Key::Time(self.last_activity.as_millisecond()),
            Sort::DateUpdated => Key::Time(self.date_updated.as_millisecond()),
            Sort::DateAdded => Key::Time(self.date_added.as_millisecond()),
        };
        Cursor { key, id: self.id.as_str().to_owned() }
    }
}

/// One page of contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPage {
    /// The rows.
    pub rows: Vec<ContactRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
    /// Where the page before ends, if there is one.
    pub previous: Option<Cursor>,
}

impl TryFrom<&Row> for ContactRow {
    type Error = StoreError;

    fn try_from(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.word("id")?,
            name: row.text("name")?,
            name_key: row.text("name_key")?,
            email: row.maybe_text("email")?,
            phone: row.maybe_text("phone")?,
            company: row.maybe_text("company")?,
            owner: row.maybe_word("owner")?,
            tags: row.json("tags")?,
            dnd: row.number("dnd")? != 0,
            date_added: row.time("date_added")?,
            date_updated: row.time("date_updated")?,
            last_activity: row.time("last_activity")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_is_read_as_it_was_written() {
        for key in [Key::Time(7), Key::Name("ada \"b\"".to_owned())] {
            let cursor = Cursor { key, id: "c1".to_owned() };

            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        assert_eq!("nonsense".parse::<Cursor>(), Err(WrongCursor));
    }
}
