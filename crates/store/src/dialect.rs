//! The one place that knows which database it is.
//!
//! Here: connections, transactions, and the few words in which SQLite and PostgreSQL differ. Not here: any topic.
//!
//! Promise: outside this module and the migrations' marked lines nothing asks which database it talks to.

use sqlx::{
    Arguments as _, AssertSqlSafe, PgPool, Postgres, SqlSafeStr, SqlStr, Sqlite, SqlitePool, Transaction,
    postgres::{PgArguments, PgListener},
    query_with, raw_sql,
    sqlite::SqliteArguments,
};

use crate::{
    StoreError,
    listen::CHANNEL,
    row::{Row, Value},
};

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Locks the rows that a statement reads until the transaction ends. SQLite has one writer anyway.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// The same, passing over rows that another transaction has locked.
    pub(crate) const fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Whether the database knows what is rare before it chooses its way.
    pub(crate) const fn weighs_by_itself(self) -> bool {
        matches!(self, Self::Postgres)
    }

    /// Contacts whose search text holds the fragment (three letters or more), by the trigram index.
    pub(crate) fn holds_fragment(self, number: usize) -> String {
        match self {
            Self::Sqlite => {
                format!("c.row_no IN (SELECT rowid FROM contact_text WHERE contact_text MATCH ${number})")
            }
            Self::Postgres => format!("c.search_text LIKE ${number}"),
        }
    }

    /// Whether at least so many contacts hold the fragment, found without reading them all.
    pub(crate) const fn count_fragment(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT COUNT(*) AS found FROM \
                 (SELECT rowid FROM contact_text WHERE contact_text MATCH $1 LIMIT $2) AS found_few"
            }
            Self::Postgres => {
                "SELECT COUNT(*) AS found FROM \
                 (SELECT 1 FROM contact c WHERE c.search_text LIKE $1 LIMIT $2) AS found_few"
            }
        }
    }

    /// The fragment in the words of `holds_fragment`.
    pub(crate) fn fragment(self, word: &str) -> String {
        match self {
            Self::Sqlite => format!("\"{}\"", word.replace('"', "\"\"")),
            Self::Postgres => like_fragment(word),
        }
    }

    /// The part of a migration that is meant for this database.
    ///
    /// Lines between `-- only sqlite` or `-- only postgres` and `-- both` belong to one; `{bytes}` is the type of
    /// a column of bytes, `{binary}` makes a text column sort by its bytes.
    pub(crate) fn migration(self, text: &str) -> String {
        let (own, bytes, binary) = match self {
            Self::Sqlite => ("-- only sqlite", "BLOB", ""),
            Self::Postgres => ("-- only postgres", "BYTEA", "COLLATE \"C\""),
        };
        let mut mine = true;
        let mut lines = Vec::new();
        for line in text.lines() {
            match line.trim() {
                marker if marker.starts_with("-- only ") => mine = marker == own,
                "-- both" => mine = true,
                _ if mine => lines.push(line),
                _ => {}
            }
        }
        lines.join("\n").replace("{bytes}", bytes).replace("{binary}", binary)
    }
}

/// A pattern that finds the word anywhere.
pub(crate) fn like_fragment(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// The connections to one database.
pub(crate) enum Pools {
    /// One that writes, since SQLite has one writer, and several that read.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

impl Pools {
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite { .. } => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    pub(crate) async fn begin(&self) -> Result<Open, StoreError> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Open::Postgres(pool.begin().await?),
        })
    }

    pub(crate) async fn read(&self) -> Result<Open, StoreError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Open::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => {
                Open::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY").await?)
            }
        })
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Hears what other processes committed; none where there are no others.
    pub(crate) async fn listen(&self) -> Result<Option<PgListener>, StoreError> {
        match self {
            Self::Sqlite { .. } => Ok(None),
            Self::Postgres(pool) => {
                let mut listener = PgListener::connect_with(pool).await?;
                listener.eager_reconnect(false);
                listener.listen(CHANNEL).await?;
                Ok(Some(listener))
            }
        }
    }
}

/// An open transaction.
pub(crate) enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Open {
    pub(crate) const fn dialect(&self) -> Dialect {
        match self {
            Self::Sqlite(_) => Dialect::Sqlite,
            Self::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn run(&mut self, sql: impl SqlSafeStr, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        match self {
            Self::Sqlite(tx) => {
                let sql = unnamed(sql.into_sql_str(), values.len());
                let done = query_with(sql, sqlite_arguments(values)?).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
            Self::Postgres(tx) => {
                let done = query_with(sql, postgres_arguments(values)?).execute(&mut **tx).await?;
                Ok(done.rows_affected())
            }
        }
    }

    /// Runs a statement and gives its rows; `table` is what they are called when one cannot be read.
    pub(crate) async fn rows(
        &mut self,
        table: &'static str,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Self::Sqlite(tx) => {
                let sql = unnamed(sql.into_sql_str(), values.len());
                let rows = query_with(sql, sqlite_arguments(values)?).fetch_all(&mut **tx).await?;
                Ok(rows.into_iter().map(|row| Row::sqlite(table, row)).collect())
            }
            Self::Postgres(tx) => {
                let rows = query_with(sql, postgres_arguments(values)?).fetch_all(&mut **tx).await?;
                Ok(rows.into_iter().map(|row| Row::postgres(table, row)).collect())
            }
        }
    }

    /// Runs a text of several statements without values: a migration.
    pub(crate) async fn script(&mut self, text: String) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => raw_sql(AssertSqlSafe(text)).execute(&mut **tx).await.map(drop),
            Self::Postgres(tx) => raw_sql(AssertSqlSafe(text)).execute(&mut **tx).await.map(drop),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }

    /// Holds a lock on a word until the transaction ends. SQLite's only writer holds them all.
    pub(crate) async fn lock(&mut self, word: &str) -> Result<(), sqlx::Error> {
        if self.dialect() == Dialect::Postgres {
            self.rows("lock", "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", vec![word.into()])
                .await?;
        }
        Ok(())
    }

    /// Tells other processes, once this commits. SQLite has no other processes.
    pub(crate) async fn notify(&mut self, channel: &str, text: String) -> Result<(), sqlx::Error> {
        if self.dialect() == Dialect::Postgres {
            self.rows("notify", "SELECT pg_notify($1, $2)", vec![channel.into(), text.into()]).await?;
        }
        Ok(())
    }
}

/// Fewer values than this are bound by name without being felt.
const FEW_VALUES: usize = 32;

/// `$1, $2, …` as plain `?`, for SQLite and statements of many values.
///
/// SQLite finds a named place by walking a list of all names, so the cost of `$1` to `$6500` grows with the square
/// of the values. Only a statement that names each place once and in order means the same without the names.
fn unnamed(sql: SqlStr, values: usize) -> SqlStr {
    if values < FEW_VALUES {
        return sql;
    }
    match without_names(sql.as_str()) {
        Some(text) => AssertSqlSafe(text).into_sql_str(),
        None => sql,
    }
}

fn without_names(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut expected = 1_usize;
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        plain.push_str(&rest[..at]);
        if digits == 0 {
            plain.push('$');
        } else if rest[at + 1..=at + digits].parse() == Ok(expected) {
            expected += 1;
            plain.push('?');
        } else {
            return None;
        }
        rest = &rest[at + 1 + digits..];
    }
    plain.push_str(rest);
    Some(plain)
}

fn sqlite_arguments(values: Vec<Value>) -> Result<SqliteArguments, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Number(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn postgres_arguments(values: Vec<Value>) -> Result<PgArguments, sqlx::Error> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Text(text) => arguments.add(text),
            Value::Number(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_migration_is_one_text_with_a_few_lines_for_each() {
        let text = "CREATE TABLE a (b {bytes});\n-- only sqlite\nS;\n-- only postgres\nP;\n-- both\nB;";

        assert_eq!(Dialect::Sqlite.migration(text), "CREATE TABLE a (b BLOB);\nS;\nB;");
        assert_eq!(Dialect::Postgres.migration(text), "CREATE TABLE a (b BYTEA);\nP;\nB;");
    }

    #[test]
    fn only_places_that_are_named_once_and_in_order_lose_their_names() {
        let plain = without_names("INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4) -- '$.x'");

        assert_eq!(plain.as_deref(), Some("INSERT INTO a (b, c) VALUES (?, ?), (?, ?) -- '$.x'"));
        assert_eq!(without_names("WHERE a = $1 OR b = $1"), None);
        assert_eq!(without_names("WHERE a = $2 AND b = $1"), None);
    }

    #[test]
    fn a_fragment_is_looked_for_as_it_is_typed() {
        assert_eq!(like_fragment("50%_a"), "%50\\%\\_a%");
        assert_eq!(Dialect::Sqlite.fragment("a\"b"), "\"a\"\"b\"");
    }
}
