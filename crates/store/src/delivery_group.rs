//! Group commit: deliveries that arrive together are kept together, and answered once they are on disk.
//!
//! Here: the one task with the mailbox. Not here: the rows (`delivery`).
//!
//! Promise: one bad delivery does not spoil the others, since each has its own savepoint where the group as a
//! whole cannot be kept. A database that is gone is said to everyone who waits, at once, and nobody waits longer
//! than `PATIENCE`. The mailbox has a bound, and at the bound the answer is `Busy` at once.

use std::{sync::Arc, time::Duration};

use domain::{
    budget::Lane,
    delivery::{Delivery, Kept},
    ids::JobId,
    job::{Job, Kind},
};
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

use crate::{StoreError, Tx, open::Core};

/// Deliveries that may wait to be kept.
const MAILBOX: usize = 4_096;
/// Deliveries kept in one commit at most.
const GROUP: usize = 256;
/// How long a group may take before its senders are told to come again; HighLevel does.
const PATIENCE: Duration = Duration::from_secs(5);

type Answer = Result<Kept, StoreError>;

/// A delivery and where its sender waits for the answer.
pub(crate) struct Mail {
    delivery: Delivery,
    answer: oneshot::Sender<Answer>,
}

/// Starts the task; it ends when the last store is gone.
pub(crate) fn start(core: Arc<Core>) -> mpsc::Sender<Mail> {
    let (mailbox, mail) = mpsc::channel(MAILBOX);
    tokio::spawn(keep_groups(core, mail));
    mailbox
}

/// Puts a delivery into the mailbox and waits until it is on disk.
pub(crate) async fn keep(mailbox: &mpsc::Sender<Mail>, delivery: Delivery) -> Answer {
    let (answer, kept) = oneshot::channel();
    mailbox.try_send(Mail { delivery, answer }).map_err(|error| match error {
        TrySendError::Full(_) => StoreError::Busy(None),
        TrySendError::Closed(_) => StoreError::Unreachable(sqlx::Error::PoolClosed),
    })?;
    kept.await.map_err(|_| StoreError::Unreachable(sqlx::Error::PoolClosed))?
}

async fn keep_groups(core: Arc<Core>, mut mail: mpsc::Receiver<Mail>) {
    let mut group = Vec::with_capacity(GROUP);
    // While one group is being written the next gathers by itself, so nobody waits for company.
    while mail.recv_many(&mut group, GROUP).await > 0 {
        let (deliveries, senders): (Vec<_>, Vec<_>) =
            group.drain(..).map(|mail| (mail.delivery, mail.answer)).unzip();
        let kept = tokio::time::timeout(PATIENCE, keep_all(&core, &deliveries)).await;
        match kept.unwrap_or(Err(StoreError::Busy(None))) {
            Ok(answers) => {
                for (sender, answer) in senders.into_iter().zip(answers) {
                    // The sender may be gone; the delivery is kept all the same.
                    let _ = sender.send(answer);
                }
            }
            Err(error) => {
                tracing::warn!(%error, count = deliveries.len(), "deliveries could not be kept");
                let waiting = std::iter::from_fn(|| mail.try_recv().ok()).take(MAILBOX);
                // Who came while it was tried met the same database.
                for sender in senders.into_iter().chain(waiting.map(|mail| mail.answer)) {
                    let _ = sender.send(Err(error.for_another()));
                }
            }
        }
    }
}

/// Keeps the deliveries in one commit, and says of each what became of it.
///
/// # Errors
/// When none of them is kept: the transaction could not begin, go on or be committed.
async fn keep_all(core: &Core, deliveries: &[Delivery]) -> Result<Vec<Answer>, StoreError> {
    let mut tx = core.begin().await?;
    let answers = match keep_marked(&mut tx, deliveries).await? {
        Ok(kept) => kept.into_iter().map(Ok).collect(),
        Err(error) => {
            tracing::warn!(%error, count = deliveries.len(), "deliveries are kept one by one: one of them is bad");
            keep_each(&mut tx, deliveries).await?
        }
    };
    tx.commit().await?;
    Ok(answers)
}

async fn keep_each(tx: &mut Tx<'_>, deliveries: &[Delivery]) -> Result<Vec<Answer>, StoreError> {
    let mut answers = Vec::with_capacity(deliveries.len());
    for delivery in deliveries {
        let kept = keep_marked(tx, std::slice::from_ref(delivery)).await?;
        answers.push(kept.map(|kept| kept.first().copied().unwrap_or(Kept::Already)));
    }
    Ok(answers)
}

/// Keeps them under a savepoint: all of them, or none with the reason, and the transaction goes on either way.
async fn keep_marked(
    tx: &mut Tx<'_>,
    deliveries: &[Delivery],
) -> Result<Result<Vec<Kept>, StoreError>, StoreError> {
    let mark = tx.mark().await?;
    match keep_with_jobs(tx, deliveries).await {
        Ok(kept) => {
            tx.keep_since(mark).await?;
            Ok(Ok(kept))
        }
        // The database is the matter, not a delivery.
        Err(error) if error.is_passing() => Err(error),
        Err(error) => {
            tx.undo_since(mark).await?;
            Ok(Err(error))
        }
    }
}

/// Keeps the deliveries and the jobs that take the new ones in.
async fn keep_with_jobs(tx: &mut Tx<'_>, deliveries: &[Delivery]) -> Result<Vec<Kept>, StoreError> {
    let kept = tx.delivery_keep_many(deliveries).await?;
    let new = deliveries.iter().zip(&kept).filter(|(_, kept)| **kept == Kept::New);
    let jobs: Vec<Job> = new
        .map(|(delivery, _)| {
            let id = JobId::from_uuid(tx.clock().uuid());
            let work = Kind::TakeIn { delivery: delivery.id };
            Job::due_now(id, delivery.location.clone(), work, Lane::Automation, delivery.received_at)
        })
        .collect();
    tx.job_add_many(&jobs).await?;
    Ok(kept)
}
