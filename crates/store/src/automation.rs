//! Automations and their versions.
//!
//! Here: what people have built and whether it starts runs. Not here: runs (`run`), what starts them (`trigger`).
//!
//! Promise: a published version never changes; where an automation stands and its versions move together.

use domain::{
    automation::{
        Automation, Definition, Standing,
        breaker::Streak,
        version::{State, Version, Versions},
    },
    change::Seq,
    ids::AutomationId,
};
use highlevel::ids::LocationId;
use sqlx::AssertSqlSafe;

use crate::{
    StoreError, Tx,
    row::{Row, json, maybe_text, text, values},
};

const COLUMNS: &str =
    "id, location_id, name, standing, reason, since_seq, failures, failure, created_at, changed_at";

/// An automation that opens runs, with its live version.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveAutomation {
    /// The automation.
    pub automation: Automation,
    /// The number of its live version.
    pub version: u32,
}

impl Tx<'_> {
    /// Keeps an automation as it is now.
    pub async fn automation_save(&mut self, automation: &Automation) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO automation (location_id, id, name, standing, reason, since_seq, failures, failure,
                created_at, changed_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (location_id, id) DO UPDATE SET name = excluded.name, standing = excluded.standing,
                reason = excluded.reason, since_seq = excluded.since_seq, failures = excluded.failures,
                failure = excluded.failure, changed_at = excluded.changed_at";
        let values = values![
            text(&automation.location),
            text(automation.id),
            automation.name.as_str(),
            automation.standing.as_str(),
            automation.reason.clone(),
            automation.since.number(),
            i64::from(automation.streak.count),
            automation.streak.cause.clone(),
            automation.created_at,
            automation.changed_at,
        ];
        self.run(sql, values).await?;
        Ok(())
    }

    /// Keeps how often in a row an automation has failed, and, where that is enough, stops it for this reason unless
    /// a person has done so. Nothing else of it is touched.
    pub async fn automation_count(
        &mut self,
        location: &LocationId,
        id: AutomationId,
        streak: &Streak,
        stop: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE automation SET failures = $3, failure = $4 WHERE location_id = $1 AND id = $2";
        let count = i64::from(streak.count);
        self.run(sql, values![text(location), text(id), count, streak.cause.clone()]).await?;
        if let Some(reason) = stop {
            let sql = "UPDATE automation SET standing = 'broken', reason = $3, changed_at = $4
                WHERE location_id = $1 AND id = $2 AND standing = 'live'";
            let now = self.clock().now();
            self.run(sql, values![text(location), text(id), reason, now]).await?;
        }
        Ok(())
    }

    /// One automation.
    pub async fn automation_find(
        &mut self,
        location: &LocationId,
        id: AutomationId,
    ) -> Result<Option<Automation>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM automation WHERE location_id = $1 AND id = $2");
        let row = self.row("automation", AssertSqlSafe(sql), values![text(location), text(id)]).await?;
        row.as_ref().map(Automation::read).transpose()
    }

    /// The automation of this name.
    pub async fn automation_named(
        &mut self,
        location: &LocationId,
        name: &str,
    ) -> Result<Option<Automation>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM automation WHERE location_id = $1 AND name = $2 ORDER BY created_at LIMIT 1"
        );
        let row = self.row("automation", AssertSqlSafe(sql), values![text(location), name]).await?;
        row.as_ref().map(Automation::read).transpose()
    }

    /// The automations of a location, by name.
    pub async fn automation_list(&mut self, location: &LocationId) -> Result<Vec<Automation>, StoreError> {
        let sql =
            format!("SELECT {COLUMNS} FROM automation WHERE location_id = $1 ORDER BY name, id LIMIT 1000");
        let rows = self.rows("automation", AssertSqlSafe(sql), values![text(location)]).await?;
        rows.iter().map(Automation::read).collect()
    }

    /// Those that open runs, with the number of their live version.
    pub async fn automation_list_open(
        &mut self,
        location: &LocationId,
    ) -> Result<Vec<LiveAutomation>, StoreError> {
        let sql =
            "SELECT a.id, a.location_id, a.name, a.standing, a.reason, a.since_seq, a.failures, a.failure,
                a.created_at, a.changed_at, v.number
            FROM automation AS a
            JOIN automation_version AS v
                ON v.location_id = a.location_id AND v.automation_id = a.id AND v.state = 'live'
            WHERE a.location_id = $1 AND a.standing IN ('live', 'broken') ORDER BY a.id LIMIT 1000";
        let rows = self.rows("automation", sql, values![text(location)]).await?;
        rows.iter()
            .map(|row| Ok(LiveAutomation { automation: Automation::read(row)?, version: number(row)? }))
            .collect()
    }

    /// Every version of an automation, oldest first.
    pub async fn automation_versions(
        &mut self,
        location: &LocationId,
        id: AutomationId,
    ) -> Result<Versions, StoreError> {
        let sql = "SELECT automation_id AS id, number, state, definition, person_id, at, tested
            FROM automation_version WHERE location_id = $1 AND automation_id = $2 ORDER BY number";
        let rows = self.rows("automation_version", sql, values![text(location), text(id)]).await?;
        Ok(Versions(rows.iter().map(Version::read).collect::<Result<_, _>>()?))
    }

    /// Keeps the versions of an automation as they are now.
    pub async fn automation_save_versions(
        &mut self,
        location: &LocationId,
        id: AutomationId,
        versions: &Versions,
    ) -> Result<(), StoreError> {
        let rows = versions.0.iter().map(|version| {
            values![
                text(location),
                text(id),
                i64::from(version.number),
                version.state.as_str(),
                json(&version.definition),
                maybe_text(version.by),
                version.at,
                i64::from(version.tested),
            ]
        });
        // The definition of a version that was published stays what it was.
        let tail = "ON CONFLICT (location_id, automation_id, number) DO UPDATE SET state = excluded.state,
            definition = CASE WHEN automation_version.state = 'draft' THEN excluded.definition
                ELSE automation_version.definition END,
            person_id = excluded.person_id, at = excluded.at, tested = excluded.tested";
        let head = "INSERT INTO automation_version (location_id, automation_id, number, state, definition, person_id, at, tested)";
        self.run_many(head, tail, rows.collect()).await?;
        Ok(())
    }

    /// What one version does.
    pub async fn automation_definition(
        &mut self,
        location: &LocationId,
        id: AutomationId,
        version: u32,
    ) -> Result<Option<Definition>, StoreError> {
        let sql = "SELECT automation_id AS id, definition FROM automation_version
            WHERE location_id = $1 AND automation_id = $2 AND number = $3";
        let values = values![text(location), text(id), i64::from(version)];
        self.row("automation_version", sql, values).await?.map(|row| row.json("definition")).transpose()
    }
}

fn number(row: &Row) -> Result<u32, StoreError> {
    u32::try_from(row.number("number")?).map_err(|_| row.corrupt("number"))
}

trait Read: Sized {
    fn read(row: &Row) -> Result<Self, StoreError>;
}

impl Read for Automation {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let count = u32::try_from(row.number("failures")?).map_err(|_| row.corrupt("failures"))?;
        Ok(Self {
            id: row.word("id")?,
            location: row.word("location_id")?,
            name: row.text("name")?,
            standing: row.word::<Standing>("standing")?,
            reason: row.maybe_text("reason")?,
            since: Seq::new(row.number("since_seq")?),
            streak: Streak { count, cause: row.maybe_text("failure")? },
            created_at: row.time("created_at")?,
            changed_at: row.time("changed_at")?,
        })
    }
}

impl Read for Version {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: number(row)?,
            state: row.word::<State>("state")?,
            definition: row.json("definition")?,
            by: row.maybe_word("person_id")?,
            at: row.time("at")?,
            tested: row.number("tested")? != 0,
        })
    }
}
