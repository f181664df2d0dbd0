//! The mirror's writing desk: news goes in, records move, changes come out.
//!
//! Here: reading what is held, letting `domain::mirror` decide, writing the outcome, all in few statements. Not
//! here: the rows themselves (`mirror_rows`, `contact_index`).
//!
//! Promise: every alteration is one change row, in the same transaction; sequence numbers of a location appear in
//! order, since whoever takes one holds the location's lock until the commit.

use std::collections::HashMap;

use domain::{
    change::{Action, Cause, Change},
    mirror::{self, News, Stored},
    record::{Kind, RecordId},
};
use highlevel::ids::{ContactId, LocationId};
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

    /// Takes many pieces of news in, in their order, with one read and few writes; gives the changes they made. A
    /// contact that is gone takes with it what hangs on it.
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
        let mut changes = self.mirror_take(location, news, cause, now).await?;
        let orphans = self.mirror_orphans(location, news, &changes).await?;
        if !orphans.is_empty() {
            changes.extend(self.mirror_take(location, &orphans, cause, now).await?);
        }
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

    /// Decides and writes; the location's lock is held.
    async fn mirror_take(
        &mut self,
        location: &LocationId,
        news: &[News],
        cause: &Cause,
        now: Timestamp,
    ) -> Result<Vec<Change>, StoreError> {
        let held = self.mirror_held(location, news).await?;
        let outcome = decide_all(held, news);
        self.mirror_write(location, &outcome, cause, now).await?;
        self.change_add(location, outcome.alterations, cause, now).await
    }

    /// That what hangs on the contacts these changes deleted is gone too: HighLevel says it of the contact alone.
    async fn mirror_orphans(
        &mut self,
        location: &LocationId,
        news: &[News],
        changes: &[Change],
    ) -> Result<Vec<News>, StoreError> {
        let mut orphans = Vec::new();
        for item in news {
            let News::Gone { kind: Kind::Contact, id, at, .. } = item else { continue };
            let is_deleted = |change: &Change| change.action == Action::Deleted && change.record == *id;
            let Some(contact) = ContactId::new(id.as_str()).ok().filter(|_| changes.iter().any(is_deleted))
            else {
                continue;
            };
            for kind in Kind::ALL.iter().copied().filter(|kind| kind.hangs_on_a_contact()) {
                let held = self.record_list_of(location, &contact, kind).await?;
                let gone = |id| News::Gone { kind, id, contact: Some(contact.clone()), at: *at };
                orphans.extend(held.into_iter().map(|record| gone(record.id)));
            }
        }
        Ok(orphans)
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
