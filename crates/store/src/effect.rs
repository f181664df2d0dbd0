//! Effects: which write of the ledger a step of a run is, and what HighLevel answered to it.
//!
//! Promise: one key is one write, however often the step is taken up; an answer that was kept is there after a crash.

use domain::ids::{RunId, WriteId};
use highlevel::ids::LocationId;
use serde_json::Value;

use crate::{
    StoreError, Tx,
    row::{json, text, values},
};

/// A step's write.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptEffect {
    /// The write.
    pub write: WriteId,
    /// What HighLevel answered, where it is known.
    pub answer: Option<Value>,
}

impl Tx<'_> {
    /// Keeps which write a step is.
    pub async fn effect_add(
        &mut self,
        location: &LocationId,
        key: &str,
        run: RunId,
        write: WriteId,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO effect (location_id, id, run_id, write_id) VALUES ($1, $2, $3, $4)";
        self.run(sql, values![text(location), key, text(run), text(write)]).await?;
        Ok(())
    }

    /// The write of a step.
    pub async fn effect_find(
        &mut self,
        location: &LocationId,
        key: &str,
    ) -> Result<Option<KeptEffect>, StoreError> {
        let sql = "SELECT id, write_id, answer FROM effect WHERE location_id = $1 AND id = $2";
        let Some(row) = self.row("effect", sql, values![text(location), key]).await? else { return Ok(None) };
        let answer = row.maybe_text("answer")?;
        let answer = answer.map(|text| serde_json::from_str(&text)).transpose();
        Ok(Some(KeptEffect {
            write: row.word("write_id")?,
            answer: answer.map_err(|_| row.corrupt("answer"))?,
        }))
    }

    /// Keeps what HighLevel answered to a step's write.
    pub async fn effect_answer(
        &mut self,
        location: &LocationId,
        write: WriteId,
        answer: &Value,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE effect SET answer = $3 WHERE location_id = $1 AND write_id = $2";
        self.run(sql, values![text(location), text(write), json(answer)]).await?;
        Ok(())
    }
}
