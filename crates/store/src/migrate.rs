//! Migrations: the steps that bring a database up to date, embedded, the same for both databases.
//!
//! Promise: a step is never edited once merged; a database that a newer Rankr has touched is left alone.

use crate::{StoreError, open::Core, row::values};

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

const ALL: &[Migration] =
    &[Migration { number: 1, name: "first", text: include_str!("../migrations/0001_first.sql") }];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// Applies what is missing, in one transaction; processes that start together wait for each other.
pub(crate) async fn bring_up_to_date(core: &Core) -> Result<(), StoreError> {
    let known = ALL.last().map_or(0, |migration| migration.number);
    let mut tx = core.begin().await?;
    tx.lock("rankr/migrations").await?;
    tx.script(TABLE.to_owned()).await?;
    let sql = "SELECT COALESCE(MAX(number), 0) AS found FROM migration";
    let found = match tx.row("migration", sql, Vec::new()).await? {
        Some(row) => row.number("found")?,
        None => 0,
    };
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for migration in ALL.iter().filter(|migration| migration.number > found) {
        tracing::info!(number = migration.number, name = migration.name, "bringing the database up to date");
        let text = tx.dialect().migration(migration.text);
        tx.script(text).await?;
        let now = tx.clock().now();
        tx.run(
            "INSERT INTO migration (number, name, applied_at) VALUES ($1, $2, $3)",
            values![migration.number, migration.name, now],
        )
        .await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_are_numbered_without_a_gap() {
        for (index, migration) in ALL.iter().enumerate() {
            assert_eq!(migration.number, i64::try_from(index).unwrap() + 1, "{}", migration.name);
        }
    }
}
