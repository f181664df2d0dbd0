//! Group commit: deliveries that arrive together are kept together, and answered once they are on disk.
//!
//! Here: the one task with the mailbox. Not here: the rows (`delivery`).
//!
//! Promise: one bad delivery does not spoil the others: a group that fails is tried again one by one. The mailbox
//! has a bound, and at the bound the answer is `Busy` at once.

use std::sync::Arc;

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

use crate::{StoreError, open::Core};

/// Deliveries that may wait to be kept.
const MAILBOX: usize = 4_096;
/// Deliveries kept in one commit at most.
const GROUP: usize = 256;

/// A delivery and where its sender waits for the answer.
pub(crate) struct Mail {
    delivery: Delivery,
    answer: oneshot::Sender<Result<Kept, StoreError>>,
}

/// Starts the task; it ends when the last store is gone.
pub(crate) fn start(core: Arc<Core>) -> mpsc::Sender<Mail> {
    let (mailbox, mail) = mpsc::channel(MAILBOX);
    tokio::spawn(keep_groups(core, mail));
    mailbox
}

/// Puts a delivery into the mailbox and waits until it is on disk.
pub(crate) async fn keep(mailbox: &mpsc::Sender<Mail>, delivery: Delivery) -> Result<Kept, StoreError> {
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
        let (deliveries, answers): (Vec<_>, Vec<_>) =
            group.drain(..).map(|mail| (mail.delivery, mail.answer)).unzip();
        match keep_all(&core, &deliveries).await {
            Ok(kept) => {
                for (answer, kept) in answers.into_iter().zip(kept) {
                    // The sender may be gone; the delivery is kept all the same.
                    let _ = answer.send(Ok(kept));
                }
            }
            Err(error) => {
                tracing::warn!(%error, count = deliveries.len(), "deliveries could not be kept together");
                keep_one_by_one(&core, &deliveries, answers).await;
            }
        }
    }
}

async fn keep_one_by_one(
    core: &Core,
    deliveries: &[Delivery],
    answers: Vec<oneshot::Sender<Result<Kept, StoreError>>>,
) {
    for (delivery, answer) in deliveries.iter().zip(answers) {
        let kept = keep_all(core, std::slice::from_ref(delivery)).await;
        let _ = answer.send(kept.map(|kept| kept.first().copied().unwrap_or(Kept::Already)));
    }
}

/// Keeps the deliveries and the jobs that take the new ones in.
async fn keep_all(core: &Core, deliveries: &[Delivery]) -> Result<Vec<Kept>, StoreError> {
    let mut tx = core.begin().await?;
    let kept = tx.delivery_keep_many(deliveries).await?;
    let jobs: Vec<Job> = deliveries
        .iter()
        .zip(&kept)
        .filter(|(_, kept)| **kept == Kept::New)
        .map(|(delivery, _)| {
            let id = JobId::from_uuid(core.clock.uuid());
            let work = Kind::TakeIn { delivery: delivery.id };
            Job::due_now(id, delivery.location.clone(), work, Lane::Automation, delivery.received_at)
        })
        .collect();
    tx.job_add_many(&jobs).await?;
    tx.commit().await?;
    Ok(kept)
}
