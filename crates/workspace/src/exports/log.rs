//! The change log, a piece at a time or as it grows.

use domain::change::{Change, Seq};
use futures::{Stream, StreamExt as _, stream};
use highlevel::LocationId;
use store::Signal;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Duration, timeout};

use super::{Changes, Exports, LARGEST_PAGE, Trouble};
use crate::api_keys::Caller;

/// A signal may be lost, so the log is looked at that often all the same.
const LOOK: Duration = Duration::from_secs(5);

impl Exports {
    /// The changes after this one, oldest first.
    pub async fn changes(&self, caller: &Caller, since: Seq, limit: u32) -> Result<Changes, Trouble> {
        self.since(&caller.location, since, limit.clamp(1, LARGEST_PAGE)).await
    }

    async fn since(&self, location: &LocationId, since: Seq, limit: u32) -> Result<Changes, Trouble> {
        let mut tx = self.rooms.store.read().await?;
        let mut changes = tx.change_since(location, since, limit + 1).await?;
        if let Some(first) = changes.first()
            && first.seq.number() > since.number() + 1
            && since != Seq::START
        {
            return Err(Trouble::Forgotten { begins: Seq::new(first.seq.number() - 1) });
        }
        let has_more = changes.len() > limit as usize;
        changes.truncate(limit as usize);
        let next = changes.last().map_or(since, |change| change.seq);
        Ok(Changes { changes, next, has_more })
    }

    /// The changes after this one, and then each as it happens.
    pub fn follow(
        &self,
        caller: &Caller,
        since: Seq,
    ) -> impl Stream<Item = Result<Change, Trouble>> + Send + use<> {
        // Listening begins before the log is read, so that nothing falls between the two.
        let signals = self.rooms.store.signals();
        let begin = Following { exports: self.clone(), location: caller.location.clone(), signals, since };
        stream::unfold(begin, |mut following| async move {
            let piece = following.next().await?;
            Some((piece, following))
        })
        .flat_map(|piece| match piece {
            Ok(changes) => stream::iter(changes.into_iter().map(Ok).collect::<Vec<_>>()),
            Err(error) => stream::iter(vec![Err(error)]),
        })
    }
}

/// Where somebody stands who follows the log.
struct Following {
    exports: Exports,
    location: LocationId,
    signals: Receiver<Signal>,
    since: Seq,
}

impl Following {
    /// The next changes, as soon as there are any; nothing once the store is closed.
    async fn next(&mut self) -> Option<Result<Vec<Change>, Trouble>> {
        loop {
            match self.exports.since(&self.location, self.since, LARGEST_PAGE).await {
                Err(error) => return Some(Err(error)),
                Ok(piece) if !piece.changes.is_empty() => {
                    self.since = piece.next;
                    return Some(Ok(piece.changes));
                }
                Ok(_) => {}
            }
            if let Ok(Err(RecvError::Closed)) = timeout(LOOK, self.signals.recv()).await {
                return None;
            }
        }
    }
}
