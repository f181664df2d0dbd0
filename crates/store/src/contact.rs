//! Lists of contacts: searched, filtered, sorted, page by page.
//!
//! Here: one page in a few milliseconds, however many contacts there are. Not here: a whole contact (`record`).
//!
//! Promise: paging goes by the last row's key, so nothing is skipped or shown twice when rows come and go.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::contact::{fold, search_words};
use highlevel::ids::{ContactId, LocationId, UserId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    dialect::like_fragment,
    record::OPEN_TASK,
    row::{Row, Value, text, values},
};

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
    const fn column(self) -> &'static str {
        match self {
            Self::Name => "c.name_key",
            Self::LastActivity => "c.last_activity",
            Self::DateUpdated => "c.date_updated",
            Self::DateAdded => "c.date_added",
        }
    }

    const fn usually_rises(self) -> bool {
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
    /// are the beginning of a name.
    pub search: String,
    /// With each of these tags.
    pub tags: Vec<String>,
    /// Whose.
    pub owner: OwnerFilter,
    /// By their tasks.
    pub tasks: TaskFilter,
    /// By do not disturb.
    pub dnd: DndFilter,
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

/// The place of a row in its order. Its text form goes into addresses and checkpoints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    key: Key,
    id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
enum Key {
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

const LONGEST_PAGE: u32 = 200;
/// A fragment that so many contacts hold is found soon by walking the list in its order; a rarer one by the index.
const COMMON: i64 = 2_000;
/// The trigram index knows fragments of three letters and more.
const TRIGRAM: usize = 3;
/// Behind every name that begins the same.
const LAST_LETTER: char = '\u{10FFFF}';

/// A `WHERE` under construction, with its values.
struct Filter {
    parts: Vec<String>,
    values: Vec<Value>,
}

impl Filter {
    fn new(location: &LocationId) -> Self {
        Self { parts: vec!["c.location_id = $1".to_owned()], values: values![text(location)] }
    }

    /// The number of the next value.
    fn place(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }

    fn add(&mut self, part: String) {
        self.parts.push(part);
    }

    /// Narrows to what lies beyond a row; a place of another order says nothing, so the list begins anew.
    fn beyond(&mut self, Cursor { key, id }: &Cursor, sort: Sort, beyond: &str) -> bool {
        let key = match (key, sort) {
            (Key::Name(name), Sort::Name) => self.place(name.as_str()),
            (Key::Time(time), Sort::LastActivity | Sort::DateUpdated | Sort::DateAdded) => self.place(*time),
            _ => return false,
        };
        let id = self.place(id.as_str());
        self.add(format!("({}, c.id) {beyond} (${key}, ${id})", sort.column()));
        true
    }

    /// Narrows by tasks.
    fn tasks(&mut self, tasks: TaskFilter) {
        let (exists, due) = match tasks {
            TaskFilter::Any => return,
            TaskFilter::Open => ("EXISTS", String::new()),
            TaskFilter::NoneOpen => ("NOT EXISTS", String::new()),
            TaskFilter::DueBefore(moment) => {
                let place = self.place(moment.as_millisecond());
                ("EXISTS", format!("AND t.sort_at > 0 AND t.sort_at < ${place}"))
            }
        };
        self.add(format!(
            "{exists} (SELECT 1 FROM record t WHERE t.location_id = $1 AND t.contact_id = c.id AND t.kind = 'task'
                AND t.kind IN ('task', 'note', 'appointment') AND t.deleted_at IS NULL AND t.{OPEN_TASK} {due})"
        ));
    }

    fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

impl Tx<'_> {
    /// One page of contacts.
    pub async fn contact_list(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
    ) -> Result<ContactPage, StoreError> {
        let mut filter = self.contact_filter(location, query).await?;
        // The page that ends at a row is the page that begins there, read backwards.
        let backwards = query.before.is_some();
        let rises = query.sort.usually_rises() == (query.order == Order::Usual);
        let (direction, beyond) = if rises != backwards { ("ASC", ">") } else { ("DESC", "<") };
        let column = query.sort.column();
        let from = query.before.as_ref().or(query.after.as_ref());
        let begun = from.is_some_and(|from| filter.beyond(from, query.sort, beyond));
        let limit = query.limit.clamp(1, LONGEST_PAGE);
        let place = filter.place(i64::from(limit) + 1);
        let sql = format!(
            "SELECT c.id, c.name, c.name_key, c.email, c.phone, c.company, c.owner, c.tags, c.dnd, c.date_added,
                c.date_updated, c.last_activity
            FROM contact c WHERE {} ORDER BY c.location_id {direction}, {column} {direction}, c.id {direction}
            LIMIT ${place}",
            filter.sql()
        );
        let rows = self.rows("contact", AssertSqlSafe(sql), filter.values).await?;
        let mut rows = rows.iter().map(ContactRow::try_from).collect::<Result<Vec<_>, _>>()?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        if backwards {
            rows.reverse();
        }
        let (earlier, later) = if backwards { (more, begun) } else { (begun, more) };
        let previous = rows.first().filter(|_| earlier).map(|row| row.cursor(query.sort));
        let next = rows.last().filter(|_| later).map(|row| row.cursor(query.sort));
        Ok(ContactPage { rows, next, previous })
    }

    /// How many contacts the query finds, counted no further than `at_most`.
    pub async fn contact_count(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
        at_most: u32,
    ) -> Result<u64, StoreError> {
        let mut filter = self.contact_filter(location, query).await?;
        let place = filter.place(i64::from(at_most));
        let sql = format!(
            "SELECT COUNT(*) AS found FROM (SELECT 1 AS one FROM contact c WHERE {} LIMIT ${place}) AS found_few",
            filter.sql()
        );
        let row = self.row("contact", AssertSqlSafe(sql), filter.values).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// Tags that contacts carry, with how many carry each, the most used first.
    pub async fn contact_tags(
        &mut self,
        location: &LocationId,
        limit: u32,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT tag AS id, COUNT(*) AS found FROM contact_tag WHERE location_id = $1
            GROUP BY tag ORDER BY found DESC, tag LIMIT $2";
        let rows = self.rows("contact_tag", sql, values![text(location), i64::from(limit)]).await?;
        rows.iter().map(|row| Ok((row.text("id")?, row.count("found")?))).collect()
    }

    async fn contact_filter(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
    ) -> Result<Filter, StoreError> {
        let mut filter = Filter::new(location);
        for tag in &query.tags {
            let place = filter.place(fold(tag));
            filter.add(format!(
                "c.id IN (SELECT t.contact_id FROM contact_tag t WHERE t.location_id = $1 AND t.tag = ${place})"
            ));
        }
        match &query.owner {
            OwnerFilter::Anyone => {}
            OwnerFilter::Nobody => filter.add("c.owner IS NULL".to_owned()),
            OwnerFilter::User(user) => {
                let place = filter.place(user.as_str());
                filter.add(format!("c.owner = ${place}"));
            }
        }
        filter.tasks(query.tasks);
        match query.dnd {
            DndFilter::Any => {}
            DndFilter::On => filter.add("c.dnd = 1".to_owned()),
            DndFilter::Off => filter.add("c.dnd = 0".to_owned()),
        }
        if let Some(since) = query.added_since {
            let place = filter.place(since.as_millisecond());
            filter.add(format!("c.date_added >= ${place}"));
        }
        self.contact_search(&mut filter, &search_words(&query.search)).await?;
        Ok(filter)
    }

    /// Narrows to contacts that hold every word.
    async fn contact_search(&mut self, filter: &mut Filter, words: &[String]) -> Result<(), StoreError> {
        let longest = words.iter().max_by_key(|word| word.chars().count());
        let Some(longest) = longest else { return Ok(()) };
        if longest.chars().count() < TRIGRAM {
            for word in words {
                let from = filter.place(word.as_str());
                let to = filter.place(format!("{word}{LAST_LETTER}"));
                filter.add(format!("c.name_key >= ${from} AND c.name_key < ${to}"));
            }
            return Ok(());
        }
        let dialect = self.dialect();
        let counted = values![dialect.fragment(longest), COMMON];
        let found = self.row("contact", dialect.count_fragment(), counted).await?;
        let by_index = found.map_or(Ok(0), |row| row.number("found"))? < COMMON;
        if by_index {
            let place = filter.place(dialect.fragment(longest));
            filter.add(dialect.holds_fragment(place));
        }
        for word in words.iter().filter(|word| !by_index || *word != longest) {
            let place = filter.place(like_fragment(word));
            // Not the bare column, so that the walk in the list's order is taken and not the index.
            filter.add(format!("(c.search_text || '') LIKE ${place} ESCAPE '\\'"));
        }
        Ok(())
    }
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
