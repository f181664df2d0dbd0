//! The `WHERE` of a list of contacts: search, filters, and the place to go on from.
//!
//! Here: which contacts fit, in words that the indexes understand. Not here: reading the page (`contact`).
//!
//! Promise: a fragment that few contacts hold is found by the index, and one that many hold by walking the list.

use domain::{contact::tag_key, search::needles};
use highlevel::ids::LocationId;

use crate::{
    StoreError, Tx,
    contact_query::{ContactQuery, Cursor, DndFilter, Key, OwnerFilter, Sort, TaskFilter},
    dialect::like_fragment,
    row::{Value, text, values},
};

/// A fragment that so many contacts hold is found soon by walking the list in its order; a rarer one by the index.
const COMMON: i64 = 2_000;

/// A `WHERE` under construction, with its values.
pub(crate) struct Filter {
    parts: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Filter {
    fn new(location: &LocationId) -> Self {
        Self { parts: vec!["c.location_id = $1".to_owned()], values: values![text(location)] }
    }

    /// The number of the next value.
    pub(crate) fn place(&mut self, value: impl Into<Value>) -> usize {
        self.values.push(value.into());
        self.values.len()
    }

    fn add(&mut self, part: String) {
        self.parts.push(part);
    }

    /// Narrows to what lies beyond a row; a place of another order says nothing, so the list begins anew.
    pub(crate) fn beyond(&mut self, Cursor { key, id }: &Cursor, sort: Sort, beyond: &str) -> bool {
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
            "{exists} (SELECT 1 FROM record t
                WHERE t.location_id = $1 AND t.contact_id = c.id AND t.is_open = 1 {due})"
        ));
    }

    pub(crate) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

impl Tx<'_> {
    pub(crate) async fn contact_filter(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
    ) -> Result<Filter, StoreError> {
        let mut filter = Filter::new(location);
        for tag in &query.tags {
            let place = filter.place(tag_key(tag));
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
        self.contact_search(&mut filter, &needles(&query.search)).await?;
        Ok(filter)
    }

    /// Narrows to contacts that hold every word.
    async fn contact_search(&mut self, filter: &mut Filter, words: &[String]) -> Result<(), StoreError> {
        let longest = words.iter().max_by_key(|word| word.chars().count());
        let Some(longest) = longest else { return Ok(()) };
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
