//! Preparing an action: the contacts it is about, part by part, on disk before it is shown.

use domain::bulk::{Act, Bulk, Item, ItemState, State};
use domain::ids::BulkId;
use domain::record::Kind;
use highlevel::ContactId;
use store::{ContactQuery, ContactRow};

use super::act::{ActForm, Part, Wanted};
use super::service::{Bulks, Chosen};
use crate::contacts::asked;
use crate::member::{Editing, must_write};
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, rooms};

/// Contacts that one action takes at most.
pub(super) const MOST: usize = 20_000;
/// Contacts read at once.
const PAGE: u32 = 200;

const NOBODY: &str = "No contact was chosen. Choose some in the list first.";

impl Bulks {
    /// Prepares an action and shows it; nothing is done yet.
    pub async fn draft(&self, member: &Member, chosen: &Chosen, form: &ActForm) -> Result<BulkId, Refusal> {
        self.must_reach(member).await?;
        let reference = {
            let mut tx = self.rooms.store.read().await?;
            rooms::reference(&mut tx, &member.location).await?
        };
        let wanted = form.read(&reference)?;
        let rows = self.rows(member, chosen).await?;
        if rows.is_empty() {
            return Err(Problem::with("contact", NOBODY).into());
        }
        let items: Vec<Item> =
            (0..).zip(&rows).map(|(place, row)| item(place, row, &wanted, member, &reference)).collect();
        self.keep(member, wanted.act, items).await
    }

    /// Refuses whoever may only look, and a connection that may.
    pub(super) async fn must_reach(&self, member: &Member) -> Result<(), Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        match self.rooms.editing(&mut tx, member).await? {
            Editing::Scope(scope) => Err(Refusal::LacksScope { scope }),
            Editing::Allowed | Editing::Role => Ok(()),
        }
    }

    /// Keeps a prepared action with its parts.
    pub(super) async fn keep(&self, member: &Member, act: Act, items: Vec<Item>) -> Result<BulkId, Refusal> {
        let bulk = Bulk {
            id: BulkId::from_uuid(self.rooms.store.clock().uuid()),
            location: member.location.clone(),
            act,
            state: State::Draft,
            person: member.person,
            created_at: self.rooms.now(),
            started_at: None,
            ended_at: None,
        };
        let mut tx = self.rooms.store.begin().await?;
        tx.bulk_add(&bulk).await?;
        tx.commit().await?;
        // Others write between two batches; until it is begun, nobody reads a part.
        for batch in items.chunks(PAGE as usize) {
            let mut tx = self.rooms.store.begin().await?;
            tx.bulk_item_add(&member.location, bulk.id, batch).await?;
            tx.commit().await?;
        }
        Ok(bulk.id)
    }

    /// The chosen contacts, as the list has them.
    pub(super) async fn rows(&self, member: &Member, chosen: &Chosen) -> Result<Vec<ContactRow>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        match chosen {
            Chosen::Contacts(ids) => {
                let mut rows = Vec::new();
                for id in ids.iter().take(MOST) {
                    rows.extend(tx.contact_row_find(&member.location, id).await?);
                }
                Ok(rows)
            }
            Chosen::Matching(query) => {
                let first = asked::asked(query, self.rooms.now())?;
                let mut asked = ContactQuery { limit: PAGE, after: None, before: None, ..first };
                let mut rows: Vec<ContactRow> = Vec::new();
                loop {
                    let page = tx.contact_list(&member.location, &asked).await?;
                    rows.extend(page.rows);
                    match page.next {
                        Some(next) if rows.len() < MOST => asked.after = Some(next),
                        _ => break,
                    }
                }
                rows.truncate(MOST);
                Ok(rows)
            }
        }
    }
}

fn item(place: u32, row: &ContactRow, wanted: &Wanted, member: &Member, reference: &Reference) -> Item {
    let owner = row.owner.as_ref().map(|owner| owner.as_str());
    let contact: &ContactId = &row.id;
    let (intent, preview, state, reason) = match wanted.part(member, contact, &row.tags, owner, reference) {
        Part::Write(intent, preview) => (Some(*intent), preview, ItemState::Waiting, None),
        Part::Nothing(why) => (None, Vec::new(), ItemState::Skipped, Some(why.to_owned())),
    };
    let kind = intent.as_ref().map_or(Kind::Contact, |intent| intent.kind);
    Item {
        place,
        contact: Some(contact.clone()),
        name: row.name.clone(),
        kind,
        intent,
        preview,
        state,
        write: None,
        reason,
    }
}
