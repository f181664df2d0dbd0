//! The outlook: what the day will have used by its end, and what long work costs before it begins.
//!
//! Here: gathering what the arithmetic needs. Not here: the arithmetic (`domain::forecast`), holding a lane back
//! (`domain::budget`).
//!
//! Promise: nothing is called and nothing is taken from the budget by asking.

use domain::{
    budget::Bucket,
    forecast::{Forecast, Preflight, Today, Work, forecast, preflight},
    progress::{Progress, Stage},
    record::Kind,
};
use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Tx};

use crate::{error::GatewayError, gateway::Gateway};

/// So many days before today tell what an hour usually brings.
const DAYS: i64 = 7;
/// Records on one page of a list.
const PAGE: u64 = 100;

/// What a connection has left, and what the rest of its day will bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Outlook {
    /// The calls as they stand.
    pub bucket: Bucket,
    /// The rest of the day.
    pub forecast: Forecast,
}

impl Gateway {
    /// What a location's calls come to by the end of HighLevel's day, and which lanes will have to wait.
    ///
    /// # Errors
    /// The store's, and `NotConnected` where nobody has connected the location.
    pub async fn outlook(&self, location: &LocationId) -> Result<Outlook, GatewayError> {
        let now = self.now();
        let mut tx = self.store().read().await?;
        let connection = tx.connection_find(location).await?;
        let connection = connection.ok_or_else(|| GatewayError::NotConnected(location.clone()))?;
        let bucket = tx.budget_load(location, connection.id).await?.as_of(now);
        let since = now - SignedDuration::from_hours(24 * (DAYS + 1));
        let spent = tx.call_count_list(location, connection.id, since).await?;
        let left = backfill_left(&mut tx, location).await?;
        let (today, before) = Today::of(&bucket, &spent, left, now);
        let forecast = forecast(&today, &before);
        Ok(Outlook { bucket, forecast })
    }

    /// What long work would cost if it began now: calls, time, and how much of a day's calls it takes. Ask before
    /// bulk work begins, and show [`Preflight::words`] to whoever starts it. What the rest of the day is expected to
    /// bring on more urgent lanes goes first.
    ///
    /// # Errors
    /// The store's, and `NotConnected` where nobody has connected the location.
    pub async fn preflight(&self, location: &LocationId, work: Work) -> Result<Preflight, GatewayError> {
        Ok(self.outlook(location).await?.preflight(work, self.now()))
    }
}

impl Outlook {
    /// What long work would cost if it began at this moment.
    pub fn preflight(&self, work: Work, now: Timestamp) -> Preflight {
        preflight(work, &self.bucket, Some(&self.forecast), now)
    }
}

async fn backfill_left(tx: &mut Tx<'_>, location: &LocationId) -> Result<u64, StoreError> {
    let stages = tx.progress_list(location).await?;
    if stages.iter().all(Progress::is_over) {
        return Ok(0);
    }
    let contacts = tx.record_count(location, Kind::Contact).await?;
    Ok(calls_left(&stages, contacts))
}

/// Calls that a first copy still needs: one a page of a list, one a contact where there is no list.
fn calls_left(known: &[Progress], contacts: u64) -> u64 {
    let left = |stage: Stage| {
        let progress = known.iter().find(|progress| progress.stage == stage);
        let records = match progress {
            Some(progress) if progress.is_over() => return 0,
            Some(progress) => progress.total.unwrap_or(contacts).saturating_sub(progress.done),
            None => contacts,
        };
        if matches!(stage, Stage::Appointments | Stage::Notes) { records } else { records.div_ceil(PAGE) }
    };
    Stage::ALL.iter().copied().map(left).sum()
}

#[cfg(test)]
mod tests {
    use domain::progress::State;

    use super::*;

    #[test]
    fn a_copy_needs_a_call_a_contact_where_there_is_no_list() {
        let stage = |stage, state, done| Progress {
            state,
            done,
            total: Some(1_000),
            ..Progress::waiting(stage, Timestamp::UNIX_EPOCH)
        };
        let over = Stage::ALL.iter().map(|each| stage(*each, State::Done, 1_000));
        let mut known: Vec<Progress> = over.filter(|progress| progress.stage != Stage::Notes).collect();
        assert_eq!(calls_left(&known, 1_000), 1_000);

        known.push(stage(Stage::Notes, State::Running, 400));
        assert_eq!(calls_left(&known, 1_000), 600);
    }
}
