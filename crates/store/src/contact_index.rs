//! The rows by which contacts are listed, sorted and found; they follow the mirror in the same transaction.

use domain::{
    contact::{Listing, tag_key},
    record::{Kind, RecordId},
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
    date_added, date_updated, last_activity, search_text)";

const OR_UPDATE: &str = "ON CONFLICT (location_id, id) DO UPDATE SET
    name = excluded.name, name_key = excluded.name_key, email = excluded.email, phone = excluded.phone,
    company = excluded.company, owner = excluded.owner, tags = excluded.tags, dnd = excluded.dnd, date_added = excluded.date_added,
    date_updated = excluded.date_updated, last_activity = excluded.last_activity,
    search_text = excluded.search_text";

/// Contacts that are written anew at a time.
const RELIST: u32 = 500;

/// What the contacts of one batch mean for the lists.
#[derive(Default)]
struct Lists {
    rows: Vec<Vec<Value>>,
    tags: Vec<Vec<Value>>,
    /// Contacts whose tags are written anew.
    retagged: Vec<RecordId>,
    gone: Vec<RecordId>,
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
        self.contact_unlist("contact", "id", location, &lists.gone).await?;
        self.contact_unlist("contact_tag", "contact_id", location, &lists.retagged).await?;
        self.run_many(INSERT, OR_UPDATE, lists.rows).await?;
        let insert = "INSERT INTO contact_tag (location_id, tag, contact_id)";
        self.run_many(insert, "ON CONFLICT DO NOTHING", lists.tags).await?;
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

    async fn contact_unlist(
        &mut self,
        table: &'static str,
        column: &'static str,
        location: &LocationId,
        ids: &[RecordId],
    ) -> Result<(), StoreError> {
        for chunk in ids.chunks(ROWS_PER_STATEMENT) {
            let sql = format!(
                "DELETE FROM {table} WHERE location_id = $1 AND {column} IN {}",
                places(1, chunk.len(), 2)
            );
            let mut values = values![text(location)];
            values.extend(chunk.iter().map(text));
            self.run(AssertSqlSafe(sql), values).await?;
        }
        Ok(())
    }
}

impl Lists {
    fn add(&mut self, location: &LocationId, id: &RecordId, moved: &Moved) {
        if moved.after.deleted_at.is_some() {
            self.gone.push(id.clone());
            self.retagged.push(id.clone());
            return;
        }
        if moved.before.as_ref() == Some(&moved.after.doc) {
            return;
        }
        let listing = Listing::of(&moved.after.doc);
        let before = moved.before.as_ref().map(|doc| doc.get("tags"));
        if before != Some(moved.after.doc.get("tags")) {
            if before.is_some() {
                self.retagged.push(id.clone());
            }
            self.tags.extend(listing.tags.iter().map(|tag| values![text(location), tag_key(tag), text(id)]));
        }
        self.rows.push(contact_row(location, id, listing));
    }
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
    ]
}
