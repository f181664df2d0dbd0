//! The typed client: every call passes one door.
//!
//! Here: [`Call`] and [`Answer`], the [`Door`] they pass, facades by resource, paging as streams, and a raw way out.
//! Not here: budgets, trying again, remembering tokens. A door can add all of that.
//!
//! Promise: a facade makes the call it names and no other; a stream neither loops nor skips.

mod answer;
mod appointments;
mod businesses;
mod calendars;
mod call;
mod contacts;
mod conversations;
mod custom_values;
mod direct;
mod door;
mod http;
mod lists;
mod locations;
mod named;
mod oauth;
mod opportunities;
mod paging;
mod proxy;
mod records;
mod refreshing;
mod users;

use std::sync::Arc;

pub use answer::Answer;
pub use businesses::Businesses;
pub use calendars::Calendars;
pub use call::{Body, Call};
pub use contacts::{BulkTags, Contacts, ListPage, SearchPage, Upserted};
pub use conversations::{Conversations, MessagePage, Sent};
pub use direct::Direct;
pub use door::Door;
pub use futures::future::BoxFuture;
pub use futures::stream::BoxStream;
pub use http::{API_HOST, http_client, send_http};
pub use locations::Locations;
pub use oauth::Oauth;
pub use opportunities::{Opportunities, OpportunityAfter, OpportunityPage};
pub use paging::{OffsetPager, Trail};
pub use records::{Followers, Notes, Tags, Tasks};
pub use refreshing::{KeepTokens, Refreshing};
pub use users::Users;

use crate::error::CallError;
use crate::operation::Operation;
use crate::record::Doc;

/// HighLevel, through one door.
#[derive(Clone)]
pub struct Client {
    door: Arc<dyn Door>,
}

impl Client {
    /// A client whose every call passes this door.
    #[must_use]
    pub fn through(door: Arc<dyn Door>) -> Self {
        Self { door }
    }

    /// Contacts and what hangs on them.
    #[must_use]
    pub fn contacts(&self) -> Contacts<'_> {
        Contacts::of(self)
    }

    /// Locations with their tags, custom fields and tasks.
    #[must_use]
    pub fn locations(&self) -> Locations<'_> {
        Locations::of(self)
    }

    /// Users.
    #[must_use]
    pub fn users(&self) -> Users<'_> {
        Users::of(self)
    }

    /// Calendars.
    #[must_use]
    pub fn calendars(&self) -> Calendars<'_> {
        Calendars::of(self)
    }

    /// Opportunities and pipelines.
    #[must_use]
    pub fn opportunities(&self) -> Opportunities<'_> {
        Opportunities::of(self)
    }

    /// Conversations and messages.
    #[must_use]
    pub fn conversations(&self) -> Conversations<'_> {
        Conversations::of(self)
    }

    /// Businesses.
    #[must_use]
    pub fn businesses(&self) -> Businesses<'_> {
        Businesses::of(self)
    }

    /// Tokens and installations.
    #[must_use]
    pub fn oauth(&self) -> Oauth<'_> {
        Oauth::of(self)
    }

    /// An operation of the table by its row, with everything it takes in one JSON object.
    ///
    /// # Errors
    /// `Configuration` when the input does not fit the row; nothing is sent then. And whatever the door says.
    pub async fn call(&self, operation: &'static Operation, input: &Doc) -> Result<Answer, CallError> {
        self.raw(Call::named(operation, input)?).await
    }

    /// Any call, also one this crate has no name for.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn raw(&self, call: Call) -> Result<Answer, CallError> {
        self.door.send(call).await
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
