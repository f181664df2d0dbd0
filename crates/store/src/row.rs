//! Values that go into a statement and rows that come out, the same for both databases.
//!
//! Promise: a statement is written once; a row that cannot be read says which (`StoreError::Corrupt`).

use std::str::FromStr;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{Row as _, postgres::PgRow, sqlite::SqliteRow};

use crate::StoreError;

/// One value of a statement. There are three sorts of column: text, whole number, bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

/// Gathers the values of a statement in the order of its `$1, $2, …`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$($crate::row::Value::from($value)),*] };
}
pub(crate) use values;

/// An id or another word goes in as the text it prints.
pub(crate) fn text(value: impl ToString) -> Value {
    Value::Text(Some(value.to_string()))
}

/// The same, where there may be none.
pub(crate) fn maybe_text(value: Option<impl ToString>) -> Value {
    Value::Text(value.map(|value| value.to_string()))
}

/// A structured value goes in as JSON text.
pub(crate) fn json(value: &impl Serialize) -> Value {
    Value::Text(Some(serde_json::to_string(value).expect("our own types have text keys and finite numbers")))
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Number(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Number(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Number(Some(value.as_millisecond()))
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Number(value.map(Timestamp::as_millisecond))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

/// One row of an answer.
pub(crate) struct Row {
    table: &'static str,
    inner: Inner,
}

enum Inner {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! column {
    ($self:ident, $column:ident, $type:ty) => {
        match &$self.inner {
            Inner::Sqlite(row) => row.try_get::<Option<$type>, _>($column),
            Inner::Postgres(row) => row.try_get::<Option<$type>, _>($column),
        }
        .map_err(|_| $self.corrupt($column))
    };
}

impl Row {
    pub(crate) const fn sqlite(table: &'static str, row: SqliteRow) -> Self {
        Self { table, inner: Inner::Sqlite(row) }
    }

    pub(crate) const fn postgres(table: &'static str, row: PgRow) -> Self {
        Self { table, inner: Inner::Postgres(row) }
    }

    /// What is wrong with this row, by its own id where it has one.
    pub(crate) fn corrupt(&self, column: &'static str) -> StoreError {
        let row = match &self.inner {
            Inner::Sqlite(row) => row.try_get::<String, _>("id").ok(),
            Inner::Postgres(row) => row.try_get::<String, _>("id").ok(),
        };
        StoreError::Corrupt { table: self.table, column, row: row.unwrap_or_else(|| "?".to_owned()) }
    }

    pub(crate) fn maybe_text(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        column!(self, column, String)
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.maybe_text(column)?.ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn maybe_number(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        column!(self, column, i64)
    }

    pub(crate) fn number(&self, column: &'static str) -> Result<i64, StoreError> {
        self.maybe_number(column)?.ok_or_else(|| self.corrupt(column))
    }

    /// A number that is never negative.
    pub(crate) fn count(&self, column: &'static str) -> Result<u64, StoreError> {
        u64::try_from(self.number(column)?).map_err(|_| self.corrupt(column))
    }

    pub(crate) fn maybe_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        column!(self, column, Vec<u8>)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.maybe_bytes(column)?.ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn maybe_time(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let millis = self.maybe_number(column)?;
        millis.map(|millis| Timestamp::from_millisecond(millis).map_err(|_| self.corrupt(column))).transpose()
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.maybe_time(column)?.ok_or_else(|| self.corrupt(column))
    }

    /// An id or another word that reads itself from text.
    pub(crate) fn word<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| self.corrupt(column))
    }

    pub(crate) fn maybe_word<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        self.maybe_text(column)?.map(|text| text.parse().map_err(|_| self.corrupt(column))).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| self.corrupt(column))
    }
}
