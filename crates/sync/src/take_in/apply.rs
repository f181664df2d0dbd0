//! Applying a whole list to the mirror.

use std::collections::HashSet;

use domain::change::{Cause, Change};
use domain::mirror::News;
use domain::record::RecordId;
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use store::{StoreError, Tx};

use crate::source::List;

/// Applies a list that is whole; gives the changes it made. What the mirror holds and the list does not was gone when it was asked for.
pub(crate) async fn replace(
    tx: &mut Tx<'_>,
    location: &LocationId,
    list: List,
    contact: Option<&ContactId>,
    cause: &Cause,
    now: Timestamp,
) -> Result<Vec<Change>, StoreError> {
    let List { kind, records, asked_at } = list;
    let there: HashSet<RecordId> = records.iter().map(|record| record.id.clone()).collect();
    let known = match contact {
        Some(contact) => tx.record_list_of(location, contact, kind).await?,
        None => tx.record_list(location, kind).await?,
    };
    let gone = known.into_iter().map(|row| row.id).filter(|id| !there.contains(id));
    let gone = gone.map(|id| News::Gone { kind, id, contact: contact.cloned(), at: asked_at });
    let news: Vec<News> = records.into_iter().map(News::Seen).chain(gone).collect();
    tx.mirror_apply_many(location, &news, cause, now).await
}
