//! The mirror's writing desk: news goes in, records move, changes come out.
//!
//! Here: reading what is held, letting `domain::mirror` decide, writing the outcome, all in few statements. Not
//! here: the rows themselves (`mirror_rows`, `contact_index`).
//!
//! Promise: every alteration is one change row, in the same transaction; sequence numbers of a location appear in
//! order, since whoever takes one holds the location's lock until the commit.

use std::collections::HashMap;

use domain::{
    change::{Cause, Change},
    mirror::{self, News, Stored},
    record::{Kind, RecordId},
};
use highlevel::ids::LocationId;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    Signal, StoreError, Tx,
    mirror_rows::Outcome,
    record::{COLUMNS, RecordRow},
    row::{text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

pub(crate) type Held = HashMap<(Kind, RecordId), Stored>;

impl Tx<'_> {
    /// Takes one piece of news in; gives the change it made, if it made one.
    pub async fn mirror_apply(
        &mut self,
        location: &LocationId,
        news: &News,
        cause: &Cause,
        now: Timestamp,
    ) -> Result<Option<Change>, StoreError> {
        let changes = self.mirror_apply_many(location, std::slice::from_ref(news), cause, now).await?;
        Ok(changes.into_iter().next())
    }

    /// Takes many pieces of news in, in their order, with one read and few writes; gives the changes they made.
    pub async fn mirror_apply_many(
        &mut self,
        location: &LocationId,
        news: &[News],
        cause: &Cause,
        now: Timestamp,
    ) -> Result<Vec<Change>, StoreError> {
        if news.is_empty() {
            return Ok(Vec::new());
        }
        self.lock(&format!("mirror/{location}")).await?;
        let held = self.mirror_held(location, news).await?;
        let outcome = decide_all(held, news);
        self.mirror_write(location, &outcome, cause, now).await?;
        let changes = self.change_add(location, outcome.alterations, cause, now).await?;
        if changes.iter().any(Change::may_trigger) {
            self.trigger_look(location).await?;
        }
        for change in &changes {
            self.tell(Signal::Change {
                location: location.clone(),
                seq: change.seq,
                contact: change.contact.clone(),
            });
        }
        Ok(changes)
    }

    /// What is held of the records that the news is about.
    async fn mirror_held(&mut self, location: &LocationId, news: &[News]) -> Result<Held, StoreError> {
        let mut ids: HashMap<Kind, Vec<&RecordId>> = HashMap::new();
        for item in news {
            ids.entry(item.kind()).or_default().push(item.id());
        }
        let mut held = Held::new();
        for (kind, ids) in ids {
            for chunk in ids.chunks(ROWS_PER_STATEMENT) {
                let sql = format!(
                    "SELECT {COLUMNS} FROM record WHERE location_id = $1 AND kind = $2 AND id IN {}",
                    places(1, chunk.len(), 3)
                );
                let mut values = values![text(location), kind.as_str()];
                values.extend(chunk.iter().map(text));
                for row in self.rows("record", AssertSqlSafe(sql), values).await? {
                    let record = RecordRow::try_from(&row)?;
                    held.insert((kind, record.id), record.stored);
                }
            }
        }
        Ok(held)
    }
}

/// Decides item by item; a record that the news speaks of twice is written once, as it is in the end.
fn decide_all(mut held: Held, news: &[News]) -> Outcome {
    let mut outcome = Outcome::default();
    for item in news {
        let key = (item.kind(), item.id().clone());
        // What this batch has moved already is newer than what was held before it.
        let current = match outcome.moved.get(&key) {
            Some(moved) => Some(&moved.after),
            None => held.get(&key),
        };
        let decision = mirror::decide(current, item);
        outcome.note(key, &mut held, decision);
    }
    outcome
}
