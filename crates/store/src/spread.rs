//! How values are spread over the mirror's tables, counted for the database that chooses its ways by it.
//!
//! Promise: it changes no row and no answer, only how fast an answer comes.

use crate::{Store, StoreError, dialect::Dialect};

impl Store {
    /// Has PostgreSQL count how values are spread. It does so by itself, a minute or so after many rows came; until
    /// then it takes a list of two hundred thousand for one of ten. SQLite's ways are chosen by the statements.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count_spread(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if tx.dialect() == Dialect::Postgres {
            tx.run("ANALYZE record, contact, contact_tag, change", Vec::new()).await?;
        }
        tx.commit().await
    }
}
