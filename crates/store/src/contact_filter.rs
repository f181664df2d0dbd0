//! The `WHERE` of a list of contacts: search, filters, and the place to go on from.
//!
//! Here: which contacts fit, in words that the indexes understand. Not here: reading the page (`contact`).
//!
//! Promise: a fragment that few contacts hold is found by the index, and one that many hold by walking the list.

use domain::{contact::tag_key, search::needles};
use highlevel::ids::LocationId;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    contact_query::{ContactQuery, Cursor, DndFilter, Key, OwnerFilter, Sort, TaskFilter},
    dialect::like_fragment,
    row::{Value, text, values},
};

/// What so few contacts fit is read whole and sorted.
const FEW: i64 = 1_000;
/// What so many fit is found soon by walking the list in its order and looking at each.
const MANY: i64 = 10_000;
/// Where the database weighs for itself: a fragment that so many contacts hold is found by walking.
const COMMON: i64 = 2_000;

/// A `WHERE` under construction, with its values.
pub(crate) struct Filter {
    parts: Vec<String>,
    narrow: Vec<Narrow>,
    few: Option<String>,
    pub(crate) values: Vec<Value>,
}

/// One way in which a list is narrowed.
struct Narrow {
    /// By which column of a contact.
    key: &'static str,
    /// All of them, as `key`, each once, straight from an index.
    all: String,
    /// Whether one is among them.
    test: String,
}

impl Narrow {
    fn among(all: String) -> Self {
        Self { key: "id", test: format!("c.id IN ({all})"), all }
    }
}

impl Filter {
    fn new(location: &LocationId) -> Self {
        let parts = vec!["c.location_id = $1".to_owned()];
        Self { parts, narrow: Vec::new(), few: None, values: values![text(location)] }
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

    fn tag(&mut self, tag: &str) {
        let place = self.place(tag_key(tag));
        self.narrow.push(Narrow {
            test: format!(
                "EXISTS (SELECT 1 FROM contact_tag t
                    WHERE t.location_id = $1 AND t.tag = ${place} AND t.contact_id = c.id)"
            ),
            ..Narrow::among(format!(
                "SELECT t.contact_id AS id FROM contact_tag t WHERE t.location_id = $1 AND t.tag = ${place}"
            ))
        });
    }

    fn owner(&mut self, owner: &OwnerFilter) {
        let condition = match owner {
            OwnerFilter::Anyone => return,
            OwnerFilter::Nobody => "owner IS NULL".to_owned(),
            OwnerFilter::User(user) => format!("owner = ${}", self.place(user.as_str())),
        };
        self.listed(&condition);
    }

    /// Narrows by a condition that one index of the list knows.
    fn listed(&mut self, condition: &str) {
        self.narrow.push(Narrow {
            test: format!("c.{condition}"),
            ..Narrow::among(format!("SELECT o.id FROM contact o WHERE o.location_id = $1 AND o.{condition}"))
        });
    }

    /// Narrows by tasks.
    fn tasks(&mut self, tasks: TaskFilter) {
        let of_it =
            "SELECT 1 FROM record t WHERE t.location_id = $1 AND t.contact_id = c.id AND t.is_open = 1";
        let due = match tasks {
            TaskFilter::Any => return,
            TaskFilter::NoneOpen => return self.add(format!("NOT EXISTS ({of_it})")),
            TaskFilter::Open => String::new(),
            TaskFilter::DueBefore(moment) => {
                let place = self.place(moment.as_millisecond());
                format!("AND t.sort_at > 0 AND t.sort_at < ${place}")
            }
        };
        self.narrow.push(Narrow {
            test: format!("EXISTS ({of_it} {due})"),
            ..Narrow::among(format!(
                "SELECT DISTINCT t.contact_id AS id FROM record t
                    WHERE t.location_id = $1 AND t.is_open = 1 {due}"
            ))
        });
    }

    /// Tests each contact for every narrowing but one.
    fn test_all_but(&mut self, one: Option<usize>) {
        for (index, narrow) in std::mem::take(&mut self.narrow).into_iter().enumerate() {
            match one {
                Some(one) if one == index => {}
                _ => self.parts.push(narrow.test),
            }
        }
    }

    /// Begins with what fits the narrowest of them, whatever the order of the list.
    fn begin_with(&mut self, Narrow { key, all, .. }: Narrow) {
        // A cross join is taken in the order in which it is written.
        self.few = Some(format!("({all}) AS few CROSS JOIN contact c"));
        self.parts.push(format!("c.{key} = few.{key}"));
    }

    /// Where the list is read from.
    pub(crate) fn from(&self) -> &str {
        self.few.as_deref().unwrap_or("contact c")
    }

    pub(crate) fn sql(&self) -> String {
        self.parts.join(" AND ")
    }
}

/// What the rows are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// For a page in the list's order.
    InOrder,
    /// For their number.
    Counting,
}

impl Tx<'_> {
    pub(crate) async fn contact_filter(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
        reading: Reading,
    ) -> Result<Filter, StoreError> {
        let mut filter = Filter::new(location);
        query.tags.iter().for_each(|tag| filter.tag(tag));
        filter.owner(&query.owner);
        filter.tasks(query.tasks);
        match query.dnd {
            DndFilter::Any => {}
            DndFilter::On => filter.listed("dnd = 1"),
            DndFilter::Off => filter.add("c.dnd = 0".to_owned()),
        }
        if let Some(business) = &query.business {
            let place = filter.place(business.as_str());
            filter.listed(&format!("business = ${place}"));
        }
        if let Some(since) = query.added_since {
            let place = filter.place(since.as_millisecond());
            filter.listed(&format!("date_added >= ${place}"));
        }
        let words = needles(&query.search);
        if self.dialect().weighs_by_itself() {
            filter.test_all_but(None);
            self.contact_search(&mut filter, &words).await?;
        } else {
            words.iter().for_each(|word| filter.fragment(word, &self.dialect().fragment(word)));
            self.contact_weigh(&mut filter, reading).await?;
        }
        Ok(filter)
    }

    /// Chooses by how many contacts fit the narrowest: few are read and sorted, many are met by walking the list,
    /// and between the two the walk asks an index alone.
    async fn contact_weigh(&mut self, filter: &mut Filter, reading: Reading) -> Result<(), StoreError> {
        let mut narrowest: Option<(usize, i64)> = None;
        for index in 0..filter.narrow.len() {
            let bound = narrowest.map_or(MANY, |(_, found)| found);
            let found = self.contact_weight(filter, index, bound).await?;
            if narrowest.is_none_or(|(_, least)| found < least) {
                narrowest = Some((index, found));
            }
        }
        let Some((index, found)) = narrowest else { return Ok(()) };
        if reading == Reading::InOrder && found >= MANY {
            filter.test_all_but(None);
            return Ok(());
        }
        let (key, all) = (filter.narrow[index].key, filter.narrow[index].all.clone());
        filter.test_all_but(Some(index));
        if reading == Reading::Counting || found < FEW {
            filter.begin_with(Narrow { key, all, test: String::new() });
        } else {
            // With the sign it is no way in, so the walk in the list's order stays.
            filter.add(format!("+c.{key} IN ({all})"));
        }
        Ok(())
    }

    /// How many fit one narrowing, counted no further than the bound.
    async fn contact_weight(&mut self, filter: &Filter, index: usize, bound: i64) -> Result<i64, StoreError> {
        let mut values = filter.values.clone();
        values.push(bound.into());
        let sql = format!(
            "SELECT COUNT(*) AS found FROM ({} LIMIT ${}) AS found_few",
            filter.narrow[index].all,
            values.len()
        );
        let row = self.row("contact", AssertSqlSafe(sql), values).await?;
        row.map_or(Ok(0), |row| row.number("found"))
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

impl Filter {
    /// Narrows to contacts that hold this word.
    fn fragment(&mut self, word: &str, quoted: &str) {
        let (all, test) = (self.place(quoted), self.place(like_fragment(word)));
        self.narrow.push(Narrow {
            key: "row_no",
            all: format!("SELECT rowid AS row_no FROM contact_text WHERE contact_text MATCH ${all}"),
            test: format!("c.search_text LIKE ${test} ESCAPE '\\'"),
        });
    }
}
