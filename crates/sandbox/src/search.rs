//! Searching contacts: the grammar of `POST /contacts/search` over the world.
//!
//! Here: what a contact has in each field, and the page that answers a search. Not here: the grammar
//! (`highlevel::answering::search`), HTTP.
//!
//! Promise: paging by `searchAfter` shows every contact that stays put exactly once.

pub mod field;
pub mod request;
pub mod text;

#[cfg(test)]
mod tests;
