//! Turns: which of several processes does the work of a period.
//!
//! Promise: one turn of a name is taken once, whoever asks and how often.

use crate::{StoreError, Tx, row::values};

impl Tx<'_> {
    /// Takes the turn with this number; false when it, or the one after it, was taken. A number far below the last
    /// one is taken too: the clock was set back.
    pub async fn turn_take(&mut self, name: &str, number: i64) -> Result<bool, StoreError> {
        let sql = "INSERT INTO setting (location_id, name, value) VALUES ('', $1, $2)
            ON CONFLICT (location_id, name) DO UPDATE SET value = excluded.value
            WHERE CAST(setting.value AS BIGINT) < CAST(excluded.value AS BIGINT)
                OR CAST(setting.value AS BIGINT) > CAST(excluded.value AS BIGINT) + 1";
        Ok(self.run(sql, values![format!("turn.{name}"), number.to_string()]).await? == 1)
    }
}
