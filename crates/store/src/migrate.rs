//! Migrations: the steps that bring a database up to date, embedded, the same for both databases.
//!
//! Promise: a step is never edited once merged; a database that a newer Rankr has touched is left alone.

use crate::{StoreError, open::Core, row::values};

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
    /// Whether the rows by which contacts are listed and found are written anew after it.
    relists: Relists,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Relists {
    Yes,
    No,
}

const ALL: &[Migration] = &[
    Migration {
        number: 1,
        name: "first",
        text: include_str!("../migrations/0001_first.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 2,
        name: "search and order",
        text: include_str!("../migrations/0002_search_and_order.sql"),
        relists: Relists::Yes,
    },
    Migration {
        number: 3,
        name: "growth",
        text: include_str!("../migrations/0003_growth.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 4,
        name: "counted",
        text: include_str!("../migrations/0004_counted.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 5,
        name: "other contact",
        text: include_str!("../migrations/0005_other_contact.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 6,
        name: "api keys",
        text: include_str!("../migrations/0006_api_keys.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 7,
        name: "automations",
        text: include_str!("../migrations/0007_automations.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 8,
        name: "checked",
        text: include_str!("../migrations/0008_checked.sql"),
        relists: Relists::No,
    },
    Migration {
        number: 9,
        name: "threads",
        text: include_str!("../migrations/0009_threads.sql"),
        relists: Relists::Yes,
    },
    Migration {
        number: 10,
        name: "two way",
        text: include_str!("../migrations/0010_two_way.sql"),
        relists: Relists::No,
    },
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    number BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// Applies what is missing, in one transaction; processes that start together wait for each other.
pub(crate) async fn bring_up_to_date(core: &Core) -> Result<(), StoreError> {
    let known = newest();
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
    let missing: Vec<&Migration> = ALL.iter().filter(|migration| migration.number > found).collect();
    for migration in &missing {
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
    // After the last step, since it writes rows as this Rankr does, of the newest form.
    if missing.iter().any(|migration| migration.relists == Relists::Yes) {
        tx.contact_relist_all().await?;
    }
    tx.commit().await
}

/// The newest step that this Rankr knows.
fn newest() -> i64 {
    ALL.last().map_or(0, |migration| migration.number)
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
