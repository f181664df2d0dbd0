//! The rows by which contacts are listed, sorted and found; they follow the mirror in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    contact::{Listing, tag_key},
    record::{Doc, Kind, RecordId},
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    mirror_rows::{Moved, Outcome},
    row::{Value, json, maybe_text, text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

const INSERT: &str =
    "INSERT INTO contact (location_id, id, name, name_key, email, phone, company, owner, tags, dnd,
    date_added, date_updated, last_activity, search_text, business)";

const OR_UPDATE: &str = "ON CONFLICT (location_id, id) DO UPDATE SET
    name = excluded.name, name_key = excluded.name_key, email = excluded.email, phone = excluded.phone,
    company = excluded.company, owner = excluded.owner, tags = excluded.tags, dnd = excluded.dnd, date_added = excluded.date_added,
    date_updated = excluded.date_updated, last_activity = excluded.last_activity,
    search_text = excluded.search_text, business = excluded.business";

const OR_COUNT: &str =
    "ON CONFLICT (location_id, tag) DO UPDATE SET found = contact_number.found + excluded.found";

/// Contacts that are written anew at a time.
const RELIST: u32 = 500;

/// What the contacts of one batch mean for the lists.
#[derive(Default)]
struct Lists {
    rows: Vec<Vec<Value>>,
    tags: Vec<Vec<Value>>,
    /// Tags that were taken off, each with the contact that carried it.
    untagged: Vec<Value>,
    gone: Vec<RecordId>,
    /// How many more contacts carry each tag, and under the empty one how many more there are.
    numbers: BTreeMap<String, i64>,
}

impl Tx<'_> {
    /// Brings the lists in step with the contacts that moved.
    pub(crate) async fn contact_index(
        &mut self,
        location: &LocationId,
        outcome: &Outcome,
    ) -> Result<(), StoreError> {
        let mut lists = Lists::default();
        for ((_, id), moved) in outcome.moved.iter().filter(|((kind, _), _)| *kind == Kind::Contact) {
            lists.add(location, id, moved);
        }
        self.contact_unlist(location, &lists.gone).await?;
        self.contact_untag(location, &lists.untagged).await?;
        self.run_many(INSERT, OR_UPDATE, lists.rows).await?;
        let insert = "INSERT INTO contact_tag (location_id, tag, contact_id)";
        self.run_many(insert, "ON CONFLICT DO NOTHING", lists.tags).await?;
        let numbers = lists.numbers.into_iter().filter(|(_, more)| *more != 0);
        let numbers = numbers.map(|(tag, more)| values![text(location), tag, more]).collect();
        let insert = "INSERT INTO contact_number (location_id, tag, found)";
        self.run_many(insert, OR_COUNT, numbers).await?;
        Ok(())
    }

    /// Writes the rows of every contact anew: what they hold is read from its document in another way by now.
    pub(crate) async fn contact_relist_all(&mut self) -> Result<(), StoreError> {
        let locations =
            self.rows("contact", "SELECT DISTINCT location_id AS id FROM contact", Vec::new()).await?;
        for location in locations {
            let location: LocationId = location.word("id")?;
            let mut after: Option<RecordId> = None;
            loop {
                let page = self.record_list_after(&location, Kind::Contact, after.as_ref(), RELIST).await?;
                let Some(last) = page.last() else { break };
                after = Some(last.id.clone());
                let rows = page
                    .iter()
                    .filter(|record| record.deleted_at().is_none())
                    .map(|record| contact_row(&location, &record.id, Listing::of(record.doc())))
                    .collect();
                self.run_many(INSERT, OR_UPDATE, rows).await?;
            }
        }
        Ok(())
    }

    async fn contact_unlist(&mut self, location: &LocationId, ids: &[RecordId]) -> Result<(), StoreError> {
        for chunk in ids.chunks(ROWS_PER_STATEMENT) {
            let sql =
                format!("DELETE FROM contact WHERE location_id = $1 AND id IN {}", places(1, chunk.len(), 2));
            let mut values = values![text(location)];
            values.extend(chunk.iter().map(text));
            self.run(AssertSqlSafe(sql), values).await?;
        }
        Ok(())
    }

    /// Takes tags off contacts; each tag is followed by the contact that carried it.
    async fn contact_untag(&mut self, location: &LocationId, pairs: &[Value]) -> Result<(), StoreError> {
        for chunk in pairs.chunks(2 * ROWS_PER_STATEMENT) {
            let sql = format!(
                "DELETE FROM contact_tag WHERE location_id = $1 AND (tag, contact_id) IN (VALUES {})",
                places(chunk.len() / 2, 2, 2)
            );
            let mut values = values![text(location)];
            values.extend_from_slice(chunk);
            self.run(AssertSqlSafe(sql), values).await?;
        }
        Ok(())
    }
}

impl Lists {
    fn add(&mut self, location: &LocationId, id: &RecordId, moved: &Moved) {
        let after = moved.after.deleted_at.is_none().then_some(&moved.after.doc);
        let before = moved.before.as_ref();
        if before == after {
            return;
        }
        self.retag(location, id, before, after);
        match after {
            Some(doc) => self.rows.push(contact_row(location, id, Listing::of(doc))),
            None => self.gone.push(id.clone()),
        }
    }

    /// Moves the tags, and the numbers of contacts, from how it was to how it is.
    fn retag(&mut self, location: &LocationId, id: &RecordId, before: Option<&Doc>, after: Option<&Doc>) {
        let (old, new) = (keys(before), keys(after));
        for key in old.difference(&new) {
            *self.numbers.entry(key.clone()).or_default() -= 1;
            if !key.is_empty() {
                self.untagged.extend(values![key.as_str(), text(id)]);
            }
        }
        for key in new.difference(&old) {
            *self.numbers.entry(key.clone()).or_default() += 1;
            if !key.is_empty() {
                self.tags.push(values![text(location), key.as_str(), text(id)]);
            }
        }
    }
}

/// Under what a contact is counted: its tags, and the empty one that every contact carries.
fn keys(doc: Option<&Doc>) -> BTreeSet<String> {
    let tags = doc.into_iter().flat_map(|doc| doc.texts("tags")).map(tag_key);
    tags.chain(doc.map(|_| String::new())).collect()
}

fn contact_row(location: &LocationId, id: &RecordId, listing: Listing) -> Vec<Value> {
    let millis = |time: Option<Timestamp>| time.map_or(0, Timestamp::as_millisecond);
    values![
        text(location),
        text(id),
        listing.name,
        listing.name_key,
        maybe_text(listing.email),
        maybe_text(listing.phone),
        maybe_text(listing.company),
        maybe_text(listing.owner),
        json(&listing.tags),
        i64::from(listing.dnd),
        millis(listing.date_added),
        millis(listing.date_updated),
        millis(listing.last_activity),
        listing.search_text,
        maybe_text(listing.business),
    ]
}
