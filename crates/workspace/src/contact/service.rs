//! Opening a contact, and editing it field by field.

use domain::budget::Lane;
use domain::change::{Cause, Change, Seq};
use domain::ids::WriteId;
use domain::record::Kind;
use domain::write::{Write, overlay};
use gateway::Refresh;
use highlevel::{ContactId, UserId};
use jiff::Timestamp;
use store::Tx;

use super::found::Found;
use super::overlaid::{self, Layers};
use super::seen::{self, Seen};
use super::{ContactPage, ContactRef, FieldEdit};
use crate::contacts::Contacts;
use crate::fields::{FieldKey, catalog, typed};
use crate::member::must_write;
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, business, intents, rooms, shell};

/// Entries of the change log on one page of history.
pub(crate) const HISTORY: u32 = 60;

/// Messages on one page of history.
const SAID: u32 = 100;

/// Conflicts of one contact that are counted at most.
const CONFLICTS: u32 = 50;

/// A page of the change log, and the stretch of time it covers.
pub(crate) struct Stretch {
    pub(crate) changes: Vec<Change>,
    pub(crate) older: Option<Seq>,
    pub(crate) from: Option<Timestamp>,
    pub(crate) until: Timestamp,
}

/// The changes before `before`. The one at `before` itself was the last of the page above and says where this
/// stretch ends.
pub(crate) async fn stretch(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    before: Option<Seq>,
) -> Result<Stretch, Refusal> {
    let first = before.map(|seq| Seq::new(seq.number().saturating_add(1)));
    let mut changes = tx.change_list_of(&member.location, contact, first, HISTORY + 2).await?;
    let mut until = Timestamp::MAX;
    if before.is_some() && changes.first().map(|change| change.seq) == before {
        until = changes.remove(0).at;
    }
    let more = changes.len() > HISTORY as usize;
    changes.truncate(HISTORY as usize);
    let last = changes.last().filter(|_| more);
    Ok(Stretch { older: last.map(|change| change.seq), from: last.map(|change| change.at), until, changes })
}

impl Contacts {
    /// A contact's page, at once from the mirror; a refresh runs behind it, at most once a minute.
    pub async fn open(
        &self,
        member: &Member,
        id: &ContactId,
        before: Option<Seq>,
    ) -> Result<ContactPage, Refusal> {
        let found = self.found(member, id, before).await?;
        if found.row.deleted_at().is_none() {
            self.refresh_behind(member, id);
        }
        Ok(found.page(id))
    }

    /// Everything the page is made of, in one read.
    async fn found(&self, member: &Member, id: &ContactId, before: Option<Seq>) -> Result<Found, Refusal> {
        let now = self.rooms.now();
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::contact(&mut tx, member, id).await?;
        let writes = tx.write_list_shown(&member.location, id).await?;
        let stretch = stretch(&mut tx, member, id, before).await?;
        let said_before = (stretch.until < Timestamp::MAX).then_some(stretch.until);
        Ok(Found {
            reference: rooms::reference(&mut tx, &member.location).await?,
            opportunities: rooms::records(&mut tx, member, id, Kind::Opportunity).await?,
            messages: rooms::said(&mut tx, member, id, said_before, SAID).await?,
            thread: tx.thread_find_of(&member.location, id).await?,
            employer: business::employer(&mut tx, &member.location, row.doc(), &writes).await?,
            tasks: rooms::records(&mut tx, member, id, Kind::Task).await?,
            notes: rooms::records(&mut tx, member, id, Kind::Note).await?,
            appointments: rooms::records(&mut tx, member, id, Kind::Appointment).await?,
            stretch,
            row,
            writes,
            is_newest: before.is_none(),
            people: rooms::people(&mut tx).await?,
            replaced: tx
                .conflict_list_open(&member.location, Some(id), CONFLICTS)
                .await?
                .iter()
                .filter(|conflict| conflict.values.stands == domain::merge::Authority::Rankr)
                .count() as u64,
            freshness: shell::freshness(&mut tx, &member.location, false, now).await?,
            editing: self.rooms.editing(&mut tx, member).await?,
            now,
        })
    }

    /// Reads the contact anew without anybody waiting for it, and behind whatever somebody saves meanwhile. The
    /// gateway sees to it that this happens at most once a minute and never twice at a time.
    pub(crate) fn refresh_behind(&self, member: &Member, contact: &ContactId) {
        let (gateway, location, contact) =
            (self.rooms.gateway.clone(), member.location.clone(), contact.clone());
        tokio::spawn(async move {
            let read = gateway
                .refresh_contact(&location, &contact, Lane::Repair, Cause::Opened, Refresh::WhenStale)
                .await;
            if let Err(error) = read {
                tracing::warn!(%error, "a contact that was opened could not be read anew");
            }
        });
    }

    /// Reads the contact anew, now. Whatever HighLevel says, the page follows by itself.
    pub async fn refresh(&self, member: &Member, contact: &ContactId) -> Result<(), Refusal> {
        rooms::contact(&mut self.rooms.store.read().await?, member, contact).await?;
        let (gateway, location, contact) =
            (self.rooms.gateway.clone(), member.location.clone(), contact.clone());
        tokio::spawn(async move {
            let read = gateway
                .refresh_contact(&location, &contact, Lane::Person, Cause::Opened, Refresh::Always)
                .await;
            if let Err(error) = read {
                tracing::warn!(%error, "a contact could not be read anew");
            }
        });
        Ok(())
    }

    /// One field with its editor, and what was typed into it if that was refused.
    pub async fn editor(
        &self,
        member: &Member,
        contact: &ContactId,
        key: &FieldKey,
        refused: Option<(Vec<String>, Vec<Problem>)>,
    ) -> Result<FieldEdit, Refusal> {
        must_write(member)?;
        let (doc, writes, reference) = self.layers(member, contact).await?;
        let shown = overlay(&doc, &writes).doc;
        let layers =
            Layers { mirror: &doc, shown: &shown, writes: writes.iter().collect(), reference: &reference };
        let mut row = layers.row(key.clone()).ok_or(Refusal::NotFound { what: "field" })?;
        let contact = ContactRef { id: contact.clone(), name: domain::contact::display_name(&shown) };
        let problem = refused.map(|(typed, problems)| {
            row.typed = typed;
            problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>().join(" ")
        });
        Ok(FieldEdit { contact, row, problem })
    }

    async fn layers(
        &self,
        member: &Member,
        contact: &ContactId,
    ) -> Result<(domain::record::Doc, Vec<Write>, Reference), Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let doc = rooms::living(&mut tx, member, contact).await?.stored.doc;
        let mut writes = tx.write_list_shown(&member.location, contact).await?;
        writes.retain(|write| write.intent.kind == Kind::Contact);
        let reference = rooms::reference(&mut tx, &member.location).await?;
        Ok((doc, writes, reference))
    }

    /// One field takes what was typed. Nothing is written when it says that already. `saw` is what the editor began
    /// with: where something else stands there by now, the two meet in a conflict instead of one silently losing.
    pub async fn edit(
        &self,
        member: &Member,
        contact: &ContactId,
        key: &FieldKey,
        text: &[String],
        saw: Option<&[String]>,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let (doc, writes, reference) = self.layers(member, contact).await?;
        let editor = catalog::editor(key, &reference).ok_or(Refusal::NotFound { what: "field" })?;
        let wanted = typed::read(&editor, text).map_err(|why| Problem::with("value", why))?;
        let shown = overlay(&doc, &writes).doc;
        let same = match (&wanted, catalog::value(key, &shown)) {
            (typed::Typed::Clear, now) => now.is_none(),
            (typed::Typed::Set(value), Some(now)) => {
                value == now || catalog::start(&editor, value) == catalog::start(&editor, now)
            }
            (typed::Typed::Set(_), None) => false,
        };
        let stuck = writes.iter().filter(|write| write.state.needs_a_person() && seen::touches(write, key));
        let stuck: Vec<WriteId> = stuck.map(|write| write.id).collect();
        let done = if same {
            None
        } else {
            let intent = intents::field(member, contact, &doc, key, &wanted);
            let seen = Seen { editor: &editor, key, mirror: &doc, shown: &shown, writes: &writes };
            Some(self.rooms.submit(seen.base(intent, saw)).await?.id)
        };
        for write in stuck {
            self.rooms.gateway.dismiss(&member.location, write).await?;
        }
        Ok(done)
    }

    /// Adds a tag, unless it is there.
    pub async fn tag(
        &self,
        member: &Member,
        contact: &ContactId,
        tag: &str,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let tag = tag_name(tag)?;
        let (doc, writes, _) = self.layers(member, contact).await?;
        if has_tag(&overlay(&doc, &writes).doc, &tag) {
            return Ok(None);
        }
        Ok(Some(self.rooms.submit(intents::add_tag(member, contact, &doc, &tag)).await?.id))
    }

    /// Removes a tag, unless it is gone.
    pub async fn untag(
        &self,
        member: &Member,
        contact: &ContactId,
        tag: &str,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let tag = tag_name(tag)?;
        let (doc, writes, _) = self.layers(member, contact).await?;
        if !has_tag(&overlay(&doc, &writes).doc, &tag) {
            return Ok(None);
        }
        Ok(Some(self.rooms.submit(intents::remove_tag(member, contact, &doc, &tag)).await?.id))
    }

    /// A user follows the contact, or stops to. Nothing is written when it stands so already.
    pub async fn follow(
        &self,
        member: &Member,
        contact: &ContactId,
        user: &str,
        on: bool,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let (doc, writes, reference) = self.layers(member, contact).await?;
        let unknown = || Problem::with("user", "Choose one of the users of this location.");
        let user = UserId::new(user).map_err(|_| unknown())?;
        let follows = overlay(&doc, &writes).doc.texts("followers").any(|known| known == user.as_str());
        if follows == on {
            return Ok(None);
        }
        if on && !reference.users.iter().any(|known| known.id == user) {
            return Err(unknown().into());
        }
        Ok(Some(self.rooms.submit(intents::follow(member, contact, &doc, &user, on)).await?.id))
    }

    /// Sets do not disturb, on one channel or on all.
    pub async fn do_not_disturb(
        &self,
        member: &Member,
        contact: &ContactId,
        channel: Option<&str>,
        on: bool,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let (doc, writes, _) = self.layers(member, contact).await?;
        let shown = overlay(&doc, &writes).doc;
        let intent = match channel {
            None if shown.flag("dnd").unwrap_or(false) == on => return Ok(None),
            None => intents::dnd_all(member, contact, &doc, on),
            Some(channel) => {
                let known = overlaid::CHANNELS.iter().any(|(name, _)| *name == channel);
                if !known {
                    return Err(Problem::with("channel", "Choose one of the channels.").into());
                }
                match overlaid::channel_state(&shown, channel) {
                    super::SwitchState::Permanent => {
                        return Err(Refusal::Conflict(
                            "HighLevel keeps this channel closed for good; the API cannot open it."
                                .to_owned(),
                        ));
                    }
                    state if (state == super::SwitchState::On) == on => return Ok(None),
                    _ => intents::dnd_channel(member, contact, &shown, channel, on),
                }
            }
        };
        Ok(Some(self.rooms.submit(intent).await?.id))
    }

    /// Deletes the contact in HighLevel; here it stays readable.
    pub async fn delete(&self, member: &Member, contact: &ContactId) -> Result<WriteId, Refusal> {
        must_write(member)?;
        rooms::living(&mut self.rooms.store.read().await?, member, contact).await?;
        Ok(self.rooms.submit(intents::delete_contact(member, contact)).await?.id)
    }
}

fn has_tag(doc: &domain::record::Doc, tag: &str) -> bool {
    doc.texts("tags").any(|known| known.eq_ignore_ascii_case(tag))
}

/// A tag as HighLevel keeps it: trimmed, in lower case.
pub(crate) fn tag_name(text: &str) -> Result<String, Refusal> {
    let tag = text.trim().to_lowercase();
    if tag.is_empty()
        || tag.chars().count() > 100
        || tag.chars().any(|letter| letter.is_control() || letter == ',')
    {
        return Err(Problem::with("tag", "A tag has 1 to 100 characters and no comma.").into());
    }
    Ok(tag)
}
