//! New contacts: made from a form or from a deleted one's last state, and kept as typed until HighLevel has them.
//!
//! Promise: a create is on disk before the form is answered; one that is refused stays, with its reason, until the
//! person sends it again or puts it aside.

use std::time::Duration;

use domain::ids::WriteId;
use domain::record::{Doc, Kind};
use domain::write::{Effect, Intent, State, Write};
use highlevel::ContactId;
use serde_json::{Map, Value, json};
use store::{Signal, Tx};
use tokio::time::Instant;

use super::{ComingContact, Contacts, ContactsQuery, PageAt, asked};
use crate::contact::service::tag_name;
use crate::draft::{ContactDraft, Form};
use crate::fields::{catalog, typed};
use crate::member::must_write;
use crate::reference::Reference;
use crate::standing::Standing;
use crate::{Member, Problem, Refusal, intents, rooms};

/// How long a new contact is waited for, so that the page can go straight to it.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// New contacts shown above the list at most; the page of writes has them all.
const SHOWN: u32 = 20;

/// What became of a new contact so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created {
    /// HighLevel has it.
    Made(ContactId),
    /// It is on its way and appears by itself.
    OnItsWay(WriteId),
    /// HighLevel did not take it. What was typed is kept under this write.
    Refused(WriteId),
}

/// A new contact that was sent before, looked at again.
#[derive(Debug, Clone)]
pub enum Again {
    /// What was typed, with HighLevel's reason; sending it replaces `replaces`.
    Form {
        /// The form.
        form: Form<ContactDraft>,
        /// The write that the next one replaces; none for one that was put aside already.
        replaces: Option<WriteId>,
    },
    /// HighLevel has it meanwhile.
    Made(ContactId),
    /// It has left, and nobody knows yet what became of it.
    OnItsWay,
}

impl Contacts {
    /// A new contact, in the place of the one that `replaces` names. Waits a moment, so that the page can go
    /// straight to it or to HighLevel's refusal.
    pub async fn create(
        &self,
        member: &Member,
        draft: &ContactDraft,
        replaces: Option<WriteId>,
    ) -> Result<Created, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let mut fields = new_contact(draft, &reference)?;
        if let Some(old) = replaces {
            let old =
                tx.write_find(&member.location, old).await?.ok_or(Refusal::NotFound { what: "write" })?;
            fields.extend(beyond_the_form(&old));
        }
        drop(tx);
        self.make(member, intents::create_contact(member, fields), replaces).await
    }

    /// A deleted contact once more, from its last state. HighLevel gives it a new id; its tasks, notes and
    /// appointments went with the old one.
    pub async fn restore(&self, member: &Member, contact: &ContactId) -> Result<Created, Refusal> {
        must_write(member)?;
        let row = rooms::contact(&mut self.rooms.store.read().await?, member, contact).await?;
        let deleted = row.deleted_at().ok_or_else(|| Refusal::Conflict(NOT_DELETED.to_owned()))?;
        let intent = intents::make_again(member, Kind::Contact, None, row.doc());
        let intent = intent.ok_or_else(|| Refusal::Conflict(NOTHING_LEFT.to_owned()))?;
        crate::writes::once(&self.rooms, &intent, deleted).await?;
        self.make(member, intent, None).await
    }

    async fn make(
        &self,
        member: &Member,
        intent: Intent,
        replaces: Option<WriteId>,
    ) -> Result<Created, Refusal> {
        let mut signals = self.rooms.store.signals();
        let write = self.rooms.submit_instead(intent, replaces).await?.id;
        let deadline = Instant::now() + PATIENCE;
        while let Ok(Ok(signal)) = tokio::time::timeout_at(deadline, signals.recv()).await {
            if !matches!(signal, Signal::Write { write: moved, .. } if moved == write) {
                continue;
            }
            if let Some(created) = self.settled(member, write).await? {
                return Ok(created);
            }
        }
        Ok(self.settled(member, write).await?.unwrap_or(Created::OnItsWay(write)))
    }

    /// What became of it, once that is known.
    async fn settled(&self, member: &Member, id: WriteId) -> Result<Option<Created>, Refusal> {
        let write = self.rooms.store.read().await?.write_find(&member.location, id).await?;
        let write = write.ok_or(Refusal::NotFound { what: "write" })?;
        Ok(match write.state {
            State::Confirmed | State::NotApplied => made(&write).map(Created::Made),
            State::Refused => Some(Created::Refused(id)),
            _ => None,
        })
    }

    /// A new contact that was sent before, as it was typed.
    pub async fn again(&self, member: &Member, id: WriteId) -> Result<Again, Refusal> {
        must_write(member)?;
        let write = self.rooms.store.read().await?.write_find(&member.location, id).await?;
        let write = write.filter(|write| write.intent.kind == Kind::Contact);
        let write = write.ok_or(Refusal::NotFound { what: "write" })?;
        let Effect::Create { fields } = &write.intent.effect else {
            return Err(Refusal::NotFound { what: "new contact" });
        };
        if let Some(contact) = made(&write) {
            return Ok(Again::Made(contact));
        }
        if matches!(write.state, State::Sent | State::Unknown) {
            return Ok(Again::OnItsWay);
        }
        let problems = if write.state == State::Refused { vec![problem(&write)] } else { Vec::new() };
        let form = Form { draft: ContactDraft::of(fields), problems };
        Ok(Again::Form { form, replaces: write.is_shown().then_some(id) })
    }
}

const NOT_DELETED: &str = "This contact is there; nothing has to be made again.";
const NOTHING_LEFT: &str = "Nothing is known of this contact that it could be made of.";

/// The contact that a create has made.
fn made(write: &Write) -> Option<ContactId> {
    write.intent.record.as_ref().and_then(|record| ContactId::new(record.as_str()).ok())
}

/// HighLevel's reason, beside the field it is about as far as one can tell.
fn problem(write: &Write) -> Problem {
    let why = write.reason.clone().unwrap_or_else(|| "It did not say why.".to_owned());
    let said = why.to_lowercase();
    let field = if said.contains("phone") {
        "phone"
    } else if said.contains("email") {
        "email"
    } else {
        ""
    };
    Problem::with(field, format!("HighLevel did not take this contact: {why}"))
}

/// The fields of the form by HighLevel's names.
const OF_THE_FORM: [&str; 7] = ["firstName", "lastName", "email", "phone", "companyName", "source", "tags"];

/// What a create carried besides what its form shows: a contact made again has an address and custom fields too.
fn beyond_the_form(old: &Write) -> Map<String, Value> {
    match &old.intent.effect {
        Effect::Create { fields } => {
            let beyond = fields.iter().filter(|(field, _)| !OF_THE_FORM.contains(&field.as_str()));
            beyond.map(|(field, value)| (field.clone(), value.clone())).collect()
        }
        _ => Map::new(),
    }
}

/// New contacts that HighLevel does not have, for the top of the list.
pub(super) async fn coming(
    tx: &mut Tx<'_>,
    member: &Member,
    query: &ContactsQuery,
) -> Result<Vec<ComingContact>, Refusal> {
    if query.at != PageAt::Start || asked::is_filtered(query) {
        return Ok(Vec::new());
    }
    let writes = tx.write_list_coming(&member.location, Kind::Contact, SHOWN).await?;
    let words = domain::search::needles(&query.search);
    Ok(writes.iter().filter_map(|write| one_coming(write, &words)).collect())
}

fn one_coming(write: &Write, words: &[String]) -> Option<ComingContact> {
    let Effect::Create { fields } = &write.intent.effect else { return None };
    let doc = Doc::from_fields(fields.clone());
    let listing = domain::contact::Listing::of(&doc);
    if !words.iter().all(|word| listing.search_text.contains(word.as_str())) {
        return None;
    }
    Some(ComingContact {
        write: write.id,
        name: listing.name,
        email: listing.email,
        phone: listing.phone.as_deref().map(catalog::phone),
        company: listing.company,
        tags: listing.tags,
        standing: Standing::of(write, || "a new contact".to_owned()),
        since: write.created_at,
    })
}

/// The fields of a new contact, or everything that is wrong with them at once.
fn new_contact(draft: &ContactDraft, reference: &Reference) -> Result<Map<String, Value>, Refusal> {
    let mut fields = Map::new();
    let mut problems = Vec::new();
    let country = reference.country();
    let phone = |text: &str| typed::phone(text, country.as_deref());
    let mut take = |name: &str, wire: &str, text: &str, read: &dyn Fn(&str) -> Result<String, String>| {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match read(text) {
            Ok(value) => drop(fields.insert(wire.to_owned(), Value::from(value))),
            Err(why) => problems.push(Problem::with(name, why)),
        }
    };
    take("first_name", "firstName", &draft.first_name, &typed::line);
    take("last_name", "lastName", &draft.last_name, &typed::line);
    take("email", "email", &draft.email, &typed::email);
    take("phone", "phone", &draft.phone, &phone);
    take("company", "companyName", &draft.company, &typed::line);
    take("source", "source", &draft.source, &typed::line);
    match tags(&draft.tags) {
        Ok(tags) if tags.is_empty() => {}
        Ok(tags) => drop(fields.insert("tags".to_owned(), json!(tags))),
        Err(problem) => problems.push(problem),
    }
    let named = ["firstName", "lastName", "email", "phone"].iter().any(|field| fields.contains_key(*field));
    if !named && problems.is_empty() {
        problems.push(Problem::with("first_name", "A contact needs a name, an email or a phone number."));
    }
    if problems.is_empty() { Ok(fields) } else { Err(Refusal::Invalid(problems)) }
}

/// Tags apart by commas, each once.
fn tags(text: &str) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for part in text.split(',').filter(|part| !part.trim().is_empty()) {
        let tag = tag_name(part).map_err(|_| Problem::with("tags", "A tag has at most 100 characters."))?;
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::tests::sample;

    #[test]
    fn a_new_contact_is_refused_with_everything_that_is_wrong() {
        let draft = ContactDraft { email: "ada@".into(), phone: "call me".into(), ..Default::default() };

        let Err(Refusal::Invalid(problems)) = new_contact(&draft, &sample()) else { panic!("it was taken") };

        assert_eq!(
            problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(),
            ["email", "phone"]
        );
    }

    #[test]
    fn a_new_contact_needs_something_to_be_known_by() {
        let draft = ContactDraft { company: "Tallowmere".into(), ..Default::default() };

        assert!(new_contact(&draft, &sample()).is_err());
    }

    #[test]
    fn tags_are_apart_by_commas_and_each_counts_once() {
        assert_eq!(tags("VIP, solar-quote,, vip ").unwrap(), ["vip", "solar-quote"]);
    }
}
