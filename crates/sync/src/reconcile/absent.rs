//! What a whole list left out: asked for by id before it counts as gone.
//!
//! Promise: only a record that HighLevel says it does not know is taken for gone. A page that shifted while it was
//! read, or an index that lags, never deletes.

use domain::budget::Lane;
use domain::change::Cause;
use domain::record::{Kind, RecordId};
use gateway::Refresh;
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;

use crate::SyncError;
use crate::handler::Parts;

/// Which records are asked for.
pub(crate) struct Unseen<'u> {
    /// Contacts, or what hangs on them.
    pub(crate) kind: Kind,
    /// No source has shown them since then.
    pub(crate) since: Timestamp,
    /// Those after this one.
    pub(crate) after: Option<&'u RecordId>,
    /// So many at most.
    pub(crate) limit: u32,
}

/// Asks for the next few records that no source has shown; the last of them, or nothing when none are left.
pub(crate) async fn ask(
    parts: &Parts,
    location: &LocationId,
    unseen: Unseen<'_>,
    lane: Lane,
) -> Result<Option<RecordId>, SyncError> {
    let Unseen { kind, since, after, limit } = unseen;
    let unseen = {
        let mut tx = parts.store.read().await?;
        tx.record_list_unseen(location, (kind, since), after, limit).await?
    };
    let last = unseen.last().map(|(id, _)| id.clone());
    for (id, contact) in unseen {
        match (kind, contact) {
            (Kind::Contact, _) => {
                let Ok(contact) = ContactId::new(id.as_str()) else { continue };
                let gateway = &parts.gateway;
                gateway.refresh_contact(location, &contact, lane, Cause::Reconcile, Refresh::Always).await?;
            }
            (_, Some(contact)) => {
                let gateway = &parts.gateway;
                gateway.refresh_record(location, &contact, (kind, &id), lane, Cause::Reconcile).await?;
            }
            // Nobody says whose it is, so it cannot be asked for.
            (_, None) => {}
        }
    }
    Ok(last)
}
