//! Words of the API that stand where another method takes an id.
//!
//! Promise: under such a method the word is read as an id, and names no record.

/// Routes that read `$word` as an id where a record is altered or removed; `$record` has `update` and `delete`.
macro_rules! read_as_an_id {
    ($word:literal, $record:ident) => {
        axum::routing::put(|desk, body| $record::update(desk, axum::extract::Path($word.to_owned()), body))
            .delete(|desk| $record::delete(desk, axum::extract::Path($word.to_owned())))
    };
    ($word:literal, $record:ident, read) => {
        $crate::word::read_as_an_id!($word, $record)
            .get(|desk| $record::get(desk, axum::extract::Path($word.to_owned())))
    };
}

pub(crate) use read_as_an_id;
