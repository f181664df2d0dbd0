//! What is dear to count, remembered for a moment.
//!
//! Promise: a count is of the mirror as it is, or a few seconds old while the mirror changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::change::Seq;
use highlevel::LocationId;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Tx};

/// How long a count is good for while the mirror changes.
const GOOD_FOR: SignedDuration = SignedDuration::from_secs(3);

/// Counts by location.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<HashMap<LocationId, Counted>>>);

/// A count, the change it was made at, and when.
#[derive(Debug, Clone, Copy)]
struct Counted {
    contacts: u64,
    seq: Seq,
    at: Timestamp,
}

impl Counts {
    /// All contacts; counted anew when the mirror changed and the last count is a few seconds old.
    pub(crate) async fn contacts(
        &self,
        tx: &mut Tx<'_>,
        location: &LocationId,
        seq: Seq,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(location).copied();
        let good = |known: &Counted| known.seq == seq || now.duration_since(known.at) < GOOD_FOR;
        if let Some(known) = known.filter(good) {
            return Ok(known.contacts);
        }
        let contacts = tx.contact_count(location, &store::ContactQuery::default(), u32::MAX).await?;
        let counted = Counted { contacts, seq, at: now };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(location.clone(), counted);
        Ok(contacts)
    }
}
