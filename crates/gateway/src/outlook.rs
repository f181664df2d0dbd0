//! The outlook: what the day will have used by its end, and what long work costs before it begins.
//!
//! Here: gathering what the arithmetic needs. Not here: the arithmetic (`domain::forecast`), holding a lane back
//! (`domain::budget`).
//!
//! Promise: nothing is called and nothing is taken from the budget by asking.

use domain::forecast::{Preflight, Work, preflight};
use highlevel::LocationId;

use crate::{error::GatewayError, gateway::Gateway};

impl Gateway {
    /// What long work would cost if it began now: calls, time, and how much of a day's calls it takes. Ask before
    /// bulk work begins, and show [`Preflight::words`] to whoever starts it.
    ///
    /// # Errors
    /// The store's, and `NotConnected` where nobody has connected the location.
    pub async fn preflight(&self, location: &LocationId, work: Work) -> Result<Preflight, GatewayError> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let connection = tx.connection_find(location).await?;
        let connection = connection.ok_or_else(|| GatewayError::NotConnected(location.clone()))?;
        let bucket = tx.budget_load(location, connection.id).await?.as_of(now);
        Ok(preflight(work, &bucket, None, now))
    }
}
