//! The gateway: what everyone above holds.
//!
//! Here: what it is made of, and clients that pass it. Not here: how a call goes (`door`), how a write goes
//! (`ledger`), how a record is read anew (`refresh`).

use std::sync::Arc;

use domain::{budget::Lane, change::Cause};
use highlevel::{Client, LocationId, client::Door};
use jiff::Timestamp;
use store::{Clock, Store, StoreError};

use crate::{
    door::LaneDoor, options::Options, refresh::UnderWay, their_clock::TheirClocks, token::Renewals,
    usage::Health,
};

/// The one way to HighLevel. Cheap to clone; all clones share renewals and health.
#[derive(Clone)]
pub struct Gateway {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) http: reqwest::Client,
    pub(crate) options: Options,
    pub(crate) renewals: Renewals,
    pub(crate) health: Health,
    pub(crate) refreshing: UnderWay,
    pub(crate) their_clocks: TheirClocks,
    /// What this process calls itself where several share a database.
    pub(crate) name: String,
}

impl Gateway {
    /// A gateway over this store. `http` comes from [`highlevel::client::http_client`].
    pub fn new(store: Store, clock: Clock, http: reqwest::Client, options: Options) -> Self {
        Self {
            inner: Arc::new(Inner {
                name: clock.uuid().simple().to_string(),
                store,
                clock,
                http,
                options,
                renewals: Renewals::default(),
                health: Health::default(),
                refreshing: UnderWay::default(),
                their_clocks: TheirClocks::default(),
            }),
        }
    }

    /// A client whose every call goes out on this lane, for this cause.
    pub fn client(&self, location: &LocationId, lane: Lane, cause: Cause) -> Client {
        Client::through(self.door(location, lane, cause))
    }

    /// The door such a client passes.
    pub fn door(&self, location: &LocationId, lane: Lane, cause: Cause) -> Arc<dyn Door> {
        Arc::new(LaneDoor { gateway: self.clone(), location: location.clone(), lane, cause })
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// A moment of our clock by HighLevel's, as its last answers have told it: what is compared with times that
    /// records carry has to be told so, after the call it is about.
    pub fn their_time(&self, location: &LocationId, ours: Timestamp) -> Timestamp {
        self.inner.their_clocks.at(location, ours)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }
}

impl std::fmt::Debug for Gateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gateway").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

/// A fault of the store, met while a call was being prepared: nothing was sent.
pub(crate) fn held_back(error: StoreError) -> highlevel::CallError {
    highlevel::CallError::HeldBack(highlevel::error::TransportError::new(error))
}
