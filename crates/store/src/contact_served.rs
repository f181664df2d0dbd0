//! Contacts as programs page through them: by the moment they came, with their place in the whole.

use domain::record::{Kind, RecordId};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    contact_filter::Reading,
    contact_query::{ContactQuery, Cursor, Key},
    record::{COLUMNS, RecordRow},
    row::{text, values},
    tx::{ROWS_PER_STATEMENT, places},
};

impl Cursor {
    /// The place of a contact that came at that moment, in a list sorted by when contacts came.
    pub fn at(added: Timestamp, contact: &ContactId) -> Self {
        Self { key: Key::Time(added.as_millisecond()), id: contact.as_str().to_owned() }
    }
}

impl Tx<'_> {
    /// How many contacts of the query stand up to this place, that one included; the newest come first.
    pub async fn contact_count_until(
        &mut self,
        location: &LocationId,
        query: &ContactQuery,
        until: &Cursor,
    ) -> Result<u64, StoreError> {
        let mut filter = self.contact_filter(location, query, Reading::InOrder).await?;
        filter.beyond(until, query.sort, ">=");
        let sql = format!("SELECT COUNT(*) AS found FROM {} WHERE {}", filter.from(), filter.sql());
        let row = self.row("contact", AssertSqlSafe(sql), filter.values).await?;
        row.map_or(Ok(0), |row| row.count("found"))
    }

    /// These records, in the order in which they are asked for; those that are not there, or deleted, are left out.
    pub async fn record_find_many(
        &mut self,
        location: &LocationId,
        kind: Kind,
        ids: &[&str],
    ) -> Result<Vec<RecordRow>, StoreError> {
        let mut found: std::collections::HashMap<RecordId, RecordRow> = std::collections::HashMap::new();
        for chunk in ids.chunks(ROWS_PER_STATEMENT) {
            let sql = format!(
                "SELECT {COLUMNS} FROM record
                WHERE location_id = $1 AND kind = $2 AND deleted_at IS NULL AND id IN {}",
                places(1, chunk.len(), 3)
            );
            let mut values = values![text(location), kind.as_str()];
            values.extend(chunk.iter().map(|id| crate::row::Value::from(*id)));
            for row in self.rows("record", AssertSqlSafe(sql), values).await? {
                let row = RecordRow::try_from(&row)?;
                found.insert(row.id.clone(), row);
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(&RecordId::new(*id).ok()?)).collect())
    }
}
