//! Actions on many contacts: choosing, beginning, stopping.

use domain::bulk::{Bulk, Order};
use domain::ids::BulkId;
use highlevel::ContactId;

use super::BulkForm;
use super::draft::MOST;
use crate::contact::ContactRef;
use crate::contacts::ContactsQuery;
use crate::contacts::asked;
use crate::member::must_write;
use crate::{Member, Refusal, Rooms, rooms};

/// Names shown of what was chosen.
const NAMED: usize = 50;

const NO_SUCH_ORDER: &str = "This has moved on meanwhile. The page shows how it stands now.";

/// Actions on many contacts.
#[derive(Debug, Clone)]
pub struct Bulks {
    pub(super) rooms: Rooms,
}

/// Which contacts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// These.
    Contacts(Vec<ContactId>),
    /// All that the list shows for this question.
    Matching(Box<ContactsQuery>),
}

impl Bulks {
    /// Actions of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// What can be done to the chosen contacts.
    pub async fn form(&self, member: &Member, chosen: &Chosen) -> Result<BulkForm, Refusal> {
        let (found, first) = match chosen {
            Chosen::Contacts(_) => {
                let rows = self.rows(member, chosen).await?;
                (rows.len() as u64, rows)
            }
            Chosen::Matching(query) => {
                let asked = asked::asked(query, self.rooms.now())?;
                let asked = store::ContactQuery { after: None, before: None, ..asked };
                let mut tx = self.rooms.store.read().await?;
                let most = u32::try_from(MOST).unwrap_or(u32::MAX);
                let found = tx.contact_count(&member.location, &asked, most.saturating_add(1)).await?;
                (found, tx.contact_list(&member.location, &asked).await?.rows)
            }
        };
        let mut tx = self.rooms.store.read().await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let named = first.into_iter().take(NAMED).map(|row| ContactRef { id: row.id, name: row.name });
        Ok(BulkForm {
            found: found.min(MOST as u64),
            is_cut: found > MOST as u64,
            first: named.collect(),
            tags: reference.tags,
            users: reference.users,
            editing: self.rooms.editing(&mut tx, member).await?,
        })
    }

    /// Begins, pauses, resumes or ends an action.
    pub async fn order(&self, member: &Member, id: BulkId, order: Order) -> Result<Bulk, Refusal> {
        if order == Order::Start {
            self.must_reach(member).await?;
        }
        must_write(member)?;
        let ordered = self.rooms.gateway.order_bulk(&member.location, id, order).await?;
        ordered.ok_or_else(|| Refusal::Conflict(NO_SUCH_ORDER.to_owned()))
    }
}
