//! Keeping a delivery, before anybody has looked at what it means.
//!
//! Here: the inbox's front door, for bodies whose signature was right. Not here: the signature (`web`), the meaning
//! (`take_in`).
//!
//! Promise: `Ok` means that the delivery is on disk, with the job that takes it in. Whatever can never be taken in
//! is kept too and answered like any other, since HighLevel would send it twelve times more.

use bytes::Bytes;
use domain::delivery::{self, Delivery};
use domain::ids::DeliveryId;
use highlevel::event::{Event, Payload};
use highlevel::ids::LocationId;
use store::{Clock, Store, StoreError, kill_point};

/// No delivery is larger, in bytes; the largest HighLevel documents is some kilobytes.
pub const LARGEST_BODY: usize = 1 << 20;

/// Where deliveries lie that name no location and no company.
const NOWHERE: &str = "nowhere";

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is on disk and will be taken in.
    New(DeliveryId),
    /// It was there before: HighLevel sent it twice.
    Already,
    /// It is on disk, and nobody can say what it means.
    Unreadable(DeliveryId),
}

/// Why a delivery was not kept. The answer must make HighLevel send it again.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The store did not take it.
    #[error("the delivery could not be kept")]
    Store(#[from] StoreError),
}

/// Keeps one delivery, as it arrived.
#[tracing::instrument(name = "sync.delivery.keep", skip_all, fields(delivery.bytes = body.len()))]
pub async fn keep(store: &Store, clock: &Clock, body: Bytes) -> Result<Kept, KeepError> {
    let (delivery, reading) = read(clock, body);
    let id = delivery.id;
    let kept = match reading {
        Reading::Event => store.delivery_keep_grouped(delivery).await?,
        Reading::Nothing => keep_unreadable(store, delivery).await?,
    };
    if kept == delivery::Kept::Already {
        return Ok(Kept::Already);
    }
    kill_point("delivery_kept").await;
    Ok(match reading {
        Reading::Event => Kept::New(id),
        Reading::Nothing => Kept::Unreadable(id),
    })
}

/// Keeps what can never be taken in: settled at once, without a job.
async fn keep_unreadable(store: &Store, delivery: Delivery) -> Result<delivery::Kept, StoreError> {
    let mut tx = store.begin().await?;
    let kept = tx.delivery_keep(&delivery).await?;
    if kept == delivery::Kept::New {
        let reason = "nothing can be made of its body";
        tx.delivery_failed(&delivery.location, delivery.id, delivery.received_at, reason).await?;
    }
    tx.commit().await?;
    Ok(kept)
}

/// Whether there is anything to take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Event,
    Nothing,
}

fn read(clock: &Clock, body: Bytes) -> (Delivery, Reading) {
    let event = Event::read(&body).ok();
    let location = event.as_ref().and_then(location_of);
    let webhook = event.as_ref().and_then(|event| event.webhook_id.as_ref()).map(ToString::to_string);
    let reading = if location.is_some() { Reading::Event } else { Reading::Nothing };
    let nowhere = || LocationId::new(NOWHERE).expect("the text is not empty");
    let delivery = Delivery {
        id: DeliveryId::from_uuid(clock.uuid()),
        location: location.unwrap_or_else(nowhere),
        webhook: webhook.unwrap_or_else(|| fingerprint(&body)),
        event: event.map_or_else(|| "unreadable".to_owned(), |event| event.kind.as_str().to_owned()),
        body: body.to_vec(),
        received_at: clock.now(),
    };
    (delivery, reading)
}

/// Where it belongs. A location's own news name it as their subject; a company's news stand under the company.
fn location_of(event: &Event) -> Option<LocationId> {
    let subject = match &event.payload {
        Payload::Location(news) => Some(news.id.clone()),
        _ => None,
    };
    let company = || event.company_id.as_ref().and_then(|company| LocationId::new(company.as_str()).ok());
    event.location_id.clone().or(subject).or_else(company)
}

/// What makes a second arrival the same, where HighLevel names none.
fn fingerprint(body: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(body);
    let text: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{text}")
}
