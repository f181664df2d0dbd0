//! What may be set about the door.

use std::time::Duration;

use domain::budget::Lane;

/// How the gateway behaves.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How long a call waits for the budget while a person waits for it.
    pub person_waits: Duration,
    /// How long any other call waits for the budget before its job is put back.
    pub others_wait: Duration,
    /// An access token that ends within this time is renewed first.
    pub renew_before: Duration,
    /// A contact is read anew at most once in this time, unless forced.
    pub refresh_every: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            person_waits: Duration::from_secs(3),
            others_wait: Duration::from_secs(15),
            renew_before: Duration::from_secs(300),
            refresh_every: Duration::from_secs(60),
        }
    }
}

impl Options {
    pub(crate) const fn wait_of(&self, lane: Lane) -> Duration {
        match lane {
            Lane::Person => self.person_waits,
            Lane::Automation | Lane::Repair | Lane::Backfill => self.others_wait,
        }
    }
}
