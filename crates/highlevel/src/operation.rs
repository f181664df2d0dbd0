//! The table of operations: what HighLevel can be asked to do.
//!
//! Here: one row an operation, in one file an app. Not here: doing it (`client`), or what the sandbox answers.
//!
//! Promise: a row says what works live; where the published description differs, the row says so.

mod input;
pub(crate) mod row;

pub mod businesses;
pub mod calendars;
pub mod campaigns;
pub mod contacts;
pub mod conversations;
pub mod locations;
pub mod oauth;
pub mod opportunities;
pub mod users;
pub mod workflows;

use std::sync::LazyLock;

pub use input::{Fault, Problem};
pub use row::{Answer, App, Body, Kind, Method, Operation, Param, Token};

/// Every operation: the 97 of the catalog and the three of OAuth.
pub static ALL: LazyLock<Vec<&'static Operation>> =
    LazyLock::new(|| App::ALL.into_iter().flat_map(of).copied().collect());

/// The operations of one app.
#[must_use]
pub fn of(app: App) -> &'static [&'static Operation] {
    match app {
        App::Contacts => contacts::ALL,
        App::Locations => locations::ALL,
        App::Users => users::ALL,
        App::Calendars => calendars::ALL,
        App::Opportunities => opportunities::ALL,
        App::Conversations => conversations::ALL,
        App::Businesses => businesses::ALL,
        App::Campaigns => campaigns::ALL,
        App::Workflows => workflows::ALL,
        App::Oauth => oauth::ALL,
    }
}

/// The operation of this id, for example `get-contact`.
///
/// ```
/// use highlevel::operation;
///
/// let row = operation::find("get-contact").unwrap();
///
/// assert_eq!(row.path, "/contacts/{contactId}");
/// assert_eq!(row, &operation::contacts::GET_CONTACT);
/// ```
#[must_use]
pub fn find(id: &str) -> Option<&'static Operation> {
    ALL.iter().find(|row| row.id == id).copied()
}

#[cfg(test)]
mod tests;
