//! Upkeep: what is settled and old is forgotten, once a day.
//!
//! Here: whose turn it is. Not here: what is old (`store::Keep`).
//!
//! Promise: of several processes one does it; should it die over it, the next day's goes on.

use std::time::Duration;

use futures::FutureExt as _;
use queue::Every;
use store::{Store, StoreError};
use tracing::info;

/// How often a process asks whether it is its turn.
const ASKED: Duration = Duration::from_secs(3_600);
/// One turn, in milliseconds.
const DAY: i64 = 86_400_000;

/// The round, for a worker to run.
pub(crate) fn round(store: &Store) -> Every {
    let store = store.clone();
    let what = move || {
        let store = store.clone();
        async move { forget_old(&store).await.map(|()| Vec::new()) }.boxed()
    };
    Every::new("upkeep", ASKED, what).and_at_start()
}

/// Forgets what is old, unless another process has done so today.
pub(crate) async fn forget_old(store: &Store) -> Result<(), StoreError> {
    let now = store.clock().now();
    let mut tx = store.begin().await?;
    let is_ours = tx.turn_take("upkeep", now.as_millisecond().div_euclid(DAY)).await?;
    tx.commit().await?;
    if is_ours {
        let keep = store.read().await?.keep().await?;
        let pruned = store.prune(&keep, now).await?;
        info!(rows = pruned.total(), "{} old rows were forgotten", pruned.total());
    }
    Ok(())
}
