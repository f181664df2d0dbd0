//! The drift meter: records chosen at random are read and compared, all day long.
//!
//! Promise: what it counts is how far the mirror is off, and not what is on its way: a change too young for its
//! webhook to have come is no drift, nor is a change of ours that is being carried out.

use domain::budget::Lane;
use domain::change::{Action, Cause};
use domain::mirror::News;
use domain::record::{Kind, RecordId};
use highlevel::error::CallError;
use highlevel::ids::{ContactId, LocationId};
use store::{Differs, RecordRow, StoreError};

use super::SETTLED;
use crate::SyncError;
use crate::backfill::overview;
use crate::handler::Parts;
use crate::source::Source;

/// What is chosen from: contacts twice as often as each of the others.
const KINDS: [Kind; 4] = [Kind::Contact, Kind::Contact, Kind::Task, Kind::Note];
/// The signs that HighLevel's ids are made of.
const SIGNS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Compares one record that is chosen at random, and mends it.
#[tracing::instrument(name = "sync.reconcile.sample", skip_all, fields(location.id = %location))]
pub(crate) async fn sample(parts: &Parts, location: &LocationId, lane: Lane) -> Result<(), SyncError> {
    if !overview(&parts.store, location).await?.is_over() {
        return Ok(());
    }
    let Some(row) = pick(parts, location).await? else { return Ok(()) };
    let Some(contact) = row.stored.contact.clone() else { return Ok(()) };
    let source = parts.source(location, lane, Cause::Reconcile);
    match read(&source, &row, &contact).await {
        Ok(news) => take_in(parts, location, &contact, news).await,
        Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => Ok(()),
        Err(other) => Err(other.into()),
    }
}

/// A record at a random place among the ids; a contact where there is none of the kind.
async fn pick(parts: &Parts, location: &LocationId) -> Result<Option<RecordRow>, StoreError> {
    let chance = parts.clock.uuid().as_u128();
    let place = RecordId::new(place(chance)).expect("a place has signs");
    let kind = KINDS[usize::try_from(chance % 4).unwrap_or(0)];
    let mut tx = parts.store.read().await?;
    match tx.record_pick(location, kind, &place).await? {
        Some(row) => Ok(Some(row)),
        None => tx.record_pick(location, Kind::Contact, &place).await,
    }
}

/// A place among the ids.
fn place(chance: u128) -> String {
    // The highest bits of our ids are a time, the lowest are chance.
    let mut left = (chance & u128::from(u64::MAX)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let sign = |left: &mut u128| {
        let sign = SIGNS[usize::try_from(*left % 62).unwrap_or(0)];
        *left /= 62;
        char::from(sign)
    };
    (0..8).map(|_| sign(&mut left)).collect()
}

async fn read(source: &Source, row: &RecordRow, contact: &ContactId) -> Result<News, CallError> {
    match row.kind {
        Kind::Task => source.task(contact, &row.id).await,
        Kind::Note => source.note(contact, &row.id).await,
        _ => source.contact(contact).await,
    }
}

async fn take_in(
    parts: &Parts,
    location: &LocationId,
    contact: &ContactId,
    news: News,
) -> Result<(), SyncError> {
    let now = parts.clock.now();
    let settled = parts.gateway.their_time(location, now) - SETTLED;
    let is_young = match &news {
        News::Seen(snapshot) => snapshot.updated_at.is_some_and(|updated| updated > settled),
        News::Gone { .. } => false,
    };
    let kind = news.kind();
    let mut tx = parts.store.begin().await?;
    if is_young || parts.gateway.is_in_flight(&mut tx, location, contact).await? {
        return Ok(());
    }
    let change = tx.mirror_apply(location, &news, &Cause::Reconcile, now).await?;
    let differs = change.as_ref().is_some_and(|change| change.action != Action::Learned);
    tx.checked_sampled(location, kind, if differs { Differs::Yes } else { Differs::No }, now).await?;
    tx.checked_repaired(location, change.as_slice(), now).await?;
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn places_lie_all_over_the_ids() {
        let first: BTreeSet<char> = (0..2_000_u128)
            .filter_map(|chance| place(chance.wrapping_mul(0x1234_5678_9abc_def1)).chars().next())
            .collect();

        assert!(first.len() > 55, "{first:?}");
    }
}
