//! A transaction over every topic.
//!
//! Here: running statements, many rows in one, and telling after the commit. Not here: any topic's SQL.
//!
//! Promise: dropped without `commit`, it leaves no trace and tells nobody.

use std::fmt::Write as _;

use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::{
    Clock, Signal, StoreError,
    dialect::{Dialect, Open},
    open::Core,
    row::{Row, Value},
    signal,
};

/// One transaction over every topic. Dropped without `commit`, it leaves no trace.
pub struct Tx<'s> {
    open: Open,
    core: &'s Core,
    signals: Vec<Signal>,
}

/// A place within a transaction.
#[must_use]
pub(crate) struct Mark {
    signals: usize,
}

/// Rows that go into one statement at most, so that its values stay below both databases' bounds.
pub(crate) const ROWS_PER_STATEMENT: usize = 500;

/// How many rows go into one statement: a few sizes, so that each is prepared once and kept. A statement for every
/// number of rows would be prepared anew for nearly each page, and keep a program of its own in memory.
const SIZES: [usize; 9] = [ROWS_PER_STATEMENT, 200, 100, 50, 20, 10, 5, 2, 1];

/// The largest statement that so many rows fill.
fn rows_of_next(left: usize) -> usize {
    SIZES.into_iter().find(|size| *size <= left).unwrap_or_default()
}

impl<'s> Tx<'s> {
    pub(crate) const fn new(open: Open, core: &'s Core) -> Self {
        Self { open, core, signals: Vec::new() }
    }

    /// Makes all of it durable, then tells whoever listens.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let signals = signal::gather(std::mem::take(&mut self.signals));
        for signal in &signals {
            let text = self.core.encode_signal(signal);
            self.open.notify(crate::listen::CHANNEL, text).await?;
        }
        self.open.commit().await?;
        for signal in signals {
            self.core.tell(signal);
        }
        Ok(())
    }

    /// Marks a place that `undo_since` goes back to.
    pub(crate) async fn mark(&mut self) -> Result<Mark, StoreError> {
        self.script("SAVEPOINT mark".to_owned()).await?;
        Ok(Mark { signals: self.signals.len() })
    }

    /// Keeps what was done since the mark, as far as this transaction is kept.
    pub(crate) async fn keep_since(&mut self, _mark: Mark) -> Result<(), StoreError> {
        self.script("RELEASE SAVEPOINT mark".to_owned()).await
    }

    /// Undoes what was done since the mark, also what failed; the transaction goes on from there.
    pub(crate) async fn undo_since(&mut self, mark: Mark) -> Result<(), StoreError> {
        self.signals.truncate(mark.signals);
        self.script("ROLLBACK TO SAVEPOINT mark; RELEASE SAVEPOINT mark".to_owned()).await
    }

    /// The clock of this store.
    pub const fn clock(&self) -> &Clock {
        &self.core.clock
    }

    pub(crate) const fn core(&self) -> &'s Core {
        self.core
    }

    pub(crate) const fn dialect(&self) -> Dialect {
        self.open.dialect()
    }

    /// To be told after the commit.
    pub(crate) fn tell(&mut self, signal: Signal) {
        self.signals.push(signal);
    }

    pub(crate) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, StoreError> {
        Ok(self.open.run(sql, values).await?)
    }

    pub(crate) async fn rows(
        &mut self,
        table: &'static str,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        Ok(self.open.rows(table, sql, values).await?)
    }

    pub(crate) async fn row(
        &mut self,
        table: &'static str,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(table, sql, values).await?.into_iter().next())
    }

    /// Runs `head VALUES (…), (…) tail` over many rows, in as few statements as the databases' bounds allow.
    pub(crate) async fn run_many(
        &mut self,
        head: &'static str,
        tail: &'static str,
        rows: Vec<Vec<Value>>,
    ) -> Result<u64, StoreError> {
        let mut touched = 0;
        let mut rows = rows.into_iter();
        loop {
            let size = rows_of_next(rows.len());
            let chunk: Vec<Vec<Value>> = rows.by_ref().take(size).collect();
            let Some(width) = chunk.first().map(Vec::len) else { return Ok(touched) };
            let sql = format!("{head} VALUES {} {tail}", places(chunk.len(), width, 1));
            touched += self.run(AssertSqlSafe(sql), chunk.into_iter().flatten().collect()).await?;
        }
    }

    pub(crate) async fn lock(&mut self, word: &str) -> Result<(), StoreError> {
        Ok(self.open.lock(word).await?)
    }

    pub(crate) async fn script(&mut self, text: String) -> Result<(), StoreError> {
        Ok(self.open.script(text).await?)
    }
}

/// `($1, $2), ($3, $4)`: so many rows of so many places, counted from `first`.
pub(crate) fn places(rows: usize, width: usize, first: usize) -> String {
    let mut text = String::with_capacity(rows * width * 7);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { ", " };
            let _ = write!(text, "{comma}${}", first + row * width + column);
        }
        text.push(')');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_rows_is_made_of_a_few_sizes() {
        for rows in 0..1_234 {
            let mut left = rows;
            let mut statements = 0;
            while left > 0 {
                left -= rows_of_next(left);
                statements += 1;
            }
            assert!(statements <= 9, "{rows} rows take {statements} statements");
        }
    }

    #[test]
    fn places_are_counted_through() {
        assert_eq!(places(2, 2, 1), "($1, $2), ($3, $4)");
        assert_eq!(places(1, 3, 3), "($3, $4, $5)");
    }
}
