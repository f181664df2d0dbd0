//! The hands behind the queue: news in and automations, which know nothing of each other.
//!
//! Promise: every kind of job goes to exactly one of them.

use domain::job::Job;
use futures::future::BoxFuture;
use queue::Trouble;

use crate::running::House;

/// Both hands.
pub(crate) struct Hands {
    news: sync::Handler,
    automations: engine::Handler,
}

impl Hands {
    /// The hands of a house.
    pub(crate) fn of(house: &House) -> Self {
        Self {
            news: sync::Handler::new(house.store.clone(), house.clock.clone(), house.gateway.clone()),
            automations: engine::Handler::new(house.engine.clone()),
        }
    }
}

impl queue::Handler for Hands {
    fn handle<'a>(&'a self, job: &'a Job) -> BoxFuture<'a, Result<(), Trouble>> {
        if job.kind.is_of_automations() { self.automations.handle(job) } else { self.news.handle(job) }
    }

    fn rest(&self) {
        self.news.rest();
        self.automations.rest();
    }
}
