//! What must not lie for ever because its job was lost.
//!
//! Here: finding deliveries that wait, writes that are due and first copies that are not over, and giving each its
//! job again. A job is lost when it was tried too often, or ended for good for a reason that has passed since.
//! Not here: the work itself.
//!
//! Promise: what has a job is left alone, so looking costs nothing and disturbs nobody.

use domain::budget::Lane;
use domain::connection::State;
use domain::job::Kind;
use jiff::SignedDuration;
use queue::Due;
use store::{Store, StoreError};

use crate::backfill::overview;

/// What arrived or was due within this time may just be on its way.
const YOUNG: SignedDuration = SignedDuration::from_secs(2);
/// So many at once; the rest at the next look.
const AT_ONCE: u32 = 1_000;

/// Every piece of work that lacks its job.
pub(crate) async fn lost(store: &Store) -> Result<Vec<Due>, StoreError> {
    let before = store.clock().now().checked_sub(YOUNG).unwrap_or_default();
    let mut tx = store.read().await?;
    let deliveries = tx.orphan_list_deliveries(before, AT_ONCE).await?;
    let writes = tx.orphan_list_writes(before, AT_ONCE).await?;
    let connections = tx.connection_list().await?;
    drop(tx);
    let mut due: Vec<Due> = Vec::new();
    due.extend(deliveries.into_iter().map(|(location, kind)| Due { location, kind, lane: Lane::Automation }));
    due.extend(writes.into_iter().map(|(location, kind)| Due { location, kind, lane: Lane::Person }));
    for connection in connections.into_iter().filter(|connection| connection.state == State::Live) {
        let has_job = store.read().await?.orphan_has_job(&connection.location, &Kind::Backfill).await?;
        if !has_job && !overview(store, &connection.location).await?.is_over() {
            due.push(Due { location: connection.location, kind: Kind::Backfill, lane: Lane::Backfill });
        }
    }
    Ok(due)
}
