//! One action as a page, and the list of them.

use domain::budget::Lane;
use domain::bulk::{Act, Bulk, Item, ItemState, State, Tally};
use domain::ids::BulkId;
use gateway::{GatewayError, Preflight, Work};

use super::service::Bulks;
use super::{BulkLine, BulkPage, PartLine};
use crate::{Member, Refusal, rooms};

/// Parts on a page.
const SHOWN: u32 = 50;
/// Actions in the list.
const LISTED: u32 = 50;

/// Those that need somebody first, then those on their way, then the rest.
const ORDER: [&[ItemState]; 3] = [
    &[ItemState::Failed],
    &[ItemState::Sent],
    &[ItemState::Waiting, ItemState::Done, ItemState::Skipped, ItemState::Cancelled],
];

impl Bulks {
    /// One action, with its parts from a place on.
    pub async fn page(&self, member: &Member, id: BulkId, after: Option<u32>) -> Result<BulkPage, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let found = tx.bulk_find(&member.location, id).await?;
        let bulk = found.ok_or(Refusal::NotFound { what: "action" })?;
        let tally = tx.bulk_tally(&member.location, id).await?;
        let mut parts: Vec<Item> = Vec::new();
        if after.is_some() || bulk.state == State::Draft {
            parts = tx.bulk_item_list(&member.location, id, ItemState::ALL, after, SHOWN + 1).await?;
        } else {
            for states in ORDER {
                let room = (SHOWN + 1).saturating_sub(u32::try_from(parts.len()).unwrap_or(u32::MAX));
                parts.extend(tx.bulk_item_list(&member.location, id, states, None, room).await?);
            }
        }
        let more = parts.len() > SHOWN as usize;
        parts.truncate(SHOWN as usize);
        let people = rooms::people(&mut tx).await?;
        let editing = self.rooms.editing(&mut tx, member).await?;
        drop(tx);
        let cost = if bulk.state == State::Draft { self.cost(member, &tally).await? } else { None };
        Ok(BulkPage {
            id,
            what: bulk.act.words(),
            deletes: bulk.act == Act::Delete,
            can_be_undone: can_be_undone(&bulk, &tally),
            undoes: if let Act::Undo { bulk } = bulk.act { Some(bulk) } else { None },
            state: bulk.state,
            by: people.get(&bulk.person).cloned(),
            created: bulk.created_at,
            started: bulk.started_at,
            ended: bulk.ended_at,
            cost,
            next: parts.last().filter(|_| more).map(|part| part.place),
            parts: parts.into_iter().map(line).collect(),
            tally,
            editing,
        })
    }

    /// What it costs in calls, time and share of the day; unknown without a connection.
    async fn cost(&self, member: &Member, tally: &Tally) -> Result<Option<Preflight>, Refusal> {
        let work = Work { records: tally.waiting, calls_each: 1, lane: Lane::Automation };
        match self.rooms.gateway.preflight(&member.location, work).await {
            Ok(cost) => Ok(Some(cost)),
            Err(GatewayError::NotConnected(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// The actions of a location, the newest first.
    pub async fn list(&self, member: &Member) -> Result<Vec<BulkLine>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let people = rooms::people(&mut tx).await?;
        let mut lines = Vec::new();
        for bulk in tx.bulk_list(&member.location, LISTED).await? {
            lines.push(BulkLine {
                tally: tx.bulk_tally(&member.location, bulk.id).await?,
                id: bulk.id,
                what: bulk.act.words(),
                state: bulk.state,
                by: people.get(&bulk.person).cloned(),
                started: bulk.started_at,
            });
        }
        Ok(lines)
    }
}

fn can_be_undone(bulk: &Bulk, tally: &Tally) -> bool {
    let rests = bulk.state.is_over() || bulk.state == State::Paused;
    rests && tally.sent == 0 && tally.done > 0
}

fn line(item: Item) -> PartLine {
    PartLine {
        place: item.place,
        contact: item.contact,
        name: item.name,
        preview: item.preview,
        state: item.state,
        write: item.write,
        reason: item.reason,
    }
}
