//! The search grammar of `POST /contacts/search`: words, filters, groups, sort and cursor.
//!
//! Here: one table of the fields that can be asked for, and pure evaluation over contacts. Not here: HTTP.
//!
//! Promise: a field outside the table is refused by name, as HighLevel does; paging by `searchAfter` shows every
//! contact that stays put exactly once.

pub mod field;
pub mod filter;
pub mod order;
pub mod request;
pub mod text;

#[cfg(test)]
mod tests;
