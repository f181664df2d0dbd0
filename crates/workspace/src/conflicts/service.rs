//! Reading conflicts and ending them.

use std::collections::{BTreeSet, HashMap};

use domain::conflict::{Choice, Conflict, End};
use domain::ids::{ConflictId, PersonId};
use domain::merge::Authority;
use domain::person::Role;
use domain::record::Kind;
use domain::write::{Intent, News, State};
use highlevel::ContactId;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};
use store::Tx;

use super::{ConflictLine, ConflictsPage, EndLine, Rule, Side};
use crate::contact::{ContactRef, overlaid};
use crate::fields::{FieldKey, StandardField};
use crate::member::must_write;
use crate::reference::Reference;
use crate::timeline::{By, merge};
use crate::writes::one_value;
use crate::{Member, Refusal, Rooms, intents, rooms};

/// Conflicts on the page at most.
const SHOWN: u32 = 50;
/// How far back decided ones go.
const LATELY: SignedDuration = SignedDuration::from_hours(24 * 7);

const DECIDED: &str = "This was decided already. The page shows how it stands now.";
const NO_RECORD: &str = "This record is gone from HighLevel, so nothing can be written to it.";
const NO_NOTE: &str = "A note can be kept with a contact only.";

/// Conflicts of a location.
#[derive(Debug, Clone)]
pub struct Conflicts {
    rooms: Rooms,
}

/// What every line is read with.
struct Words {
    reference: Reference,
    people: HashMap<PersonId, String>,
}

impl Conflicts {
    /// Conflicts of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// What waits for somebody, and what was decided lately.
    pub async fn page(&self, member: &Member) -> Result<ConflictsPage, Refusal> {
        let location = &member.location;
        let mut tx = self.rooms.store.read().await?;
        let open = tx.conflict_list_open(location, None, SHOWN + 1).await?;
        let since = self.rooms.now().checked_sub(LATELY).unwrap_or(Timestamp::MIN);
        let ended = tx.conflict_list_ended(location, since, SHOWN).await?;
        let words = Words {
            reference: rooms::reference(&mut tx, location).await?,
            people: rooms::people(&mut tx).await?,
        };
        let authority = gateway::authority(&mut tx, location).await?;
        let more = open.len() > SHOWN as usize;
        Ok(ConflictsPage {
            open: lines(&mut tx, member, open.into_iter().take(SHOWN as usize), &words).await?,
            ended: lines(&mut tx, member, ended.into_iter(), &words).await?,
            more,
            rules: authority.iter().map(|name| rule(name, &words.reference)).collect(),
            choices: choices(&authority, &words.reference),
            editing: self.rooms.editing(&mut tx, member).await?,
            may_rule: member.may_act_as(Role::Builder),
        })
    }

    /// How many wait for somebody.
    pub async fn waiting(&self, member: &Member) -> Result<u64, Refusal> {
        Ok(self.rooms.store.read().await?.conflict_count_open(&member.location).await?)
    }

    /// A person decides: the value that does not stand is written where it was chosen, or kept as a note.
    pub async fn decide(&self, member: &Member, id: ConflictId, choice: Choice) -> Result<(), Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.begin().await?;
        let found = tx.conflict_find(&member.location, id).await?;
        let conflict = found.ok_or(Refusal::NotFound { what: "conflict" })?;
        let end = End { at: self.rooms.now(), choice, person: Some(member.person) };
        if conflict.end.is_some() || !tx.conflict_end(&conflict, end).await? {
            return Err(Refusal::Conflict(DECIDED.to_owned()));
        }
        if let Some(intent) = wanted(&mut tx, member, &conflict, choice).await? {
            self.rooms.gateway.submit_in(&mut tx, intent).await?;
        }
        if tx.conflict_count_of(&member.location, conflict.write).await? == 0 {
            let write = tx.write_find(&member.location, conflict.write).await?;
            if write.is_some_and(|write| write.state == State::Overtaken && write.dismissed_at.is_none()) {
                tx.write_advance(&member.location, conflict.write, News::Dismissed, end.at).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Whose value of a field stands from now on: ours, or HighLevel's.
    pub async fn rule(&self, member: &Member, name: &str, stands: Authority) -> Result<(), Refusal> {
        if !member.may_act_as(Role::Builder) {
            return Err(Refusal::NotAllowed { needs: Role::Builder });
        }
        let mut tx = self.rooms.store.begin().await?;
        let mut names = gateway::authority(&mut tx, &member.location).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        match stands {
            Authority::HighLevel => drop(names.remove(name)),
            Authority::Rankr if choices(&names, &reference).iter().any(|known| known.name == name) => {
                names.insert(name.to_owned());
            }
            Authority::Rankr => return Err(Refusal::NotFound { what: "field" }),
        }
        let text = serde_json::to_string(&names).map_err(|error| Refusal::Broken(Box::new(error)))?;
        tx.setting_save(Some(&member.location), gateway::AUTHORITY, &text).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The write that a choice needs, on top of what the record holds now.
async fn wanted(
    tx: &mut Tx<'_>,
    member: &Member,
    conflict: &Conflict,
    choice: Choice,
) -> Result<Option<Intent>, Refusal> {
    if choice == Choice::Both {
        return note(tx, member, conflict).await.map(Some);
    }
    let Some(side) = choice.writes(conflict.values.stands) else { return Ok(None) };
    let value = match side {
        Authority::HighLevel => &conflict.values.theirs,
        Authority::Rankr => &conflict.values.ours,
    };
    let row = tx.record_find(&member.location, conflict.kind, &conflict.record).await?;
    let row = row.filter(|row| row.deleted_at().is_none());
    let (Some(row), Some(contact)) = (row, &conflict.contact) else {
        return Err(Refusal::Conflict(NO_RECORD.to_owned()));
    };
    let fields = Map::from_iter([(conflict.values.field.clone(), value.clone())]);
    let record = (conflict.kind, contact, conflict.record.as_str());
    let intent = intents::set(member, record, row.doc(), fields);
    Ok(Some(intent.ok_or_else(|| Refusal::Conflict(NO_RECORD.to_owned()))?))
}

/// The note that keeps the value which does not stand.
async fn note(tx: &mut Tx<'_>, member: &Member, conflict: &Conflict) -> Result<Intent, Refusal> {
    let contact = conflict.contact.as_ref().ok_or_else(|| Refusal::Conflict(NO_NOTE.to_owned()))?;
    rooms::living(tx, member, contact).await?;
    let words =
        Words { reference: rooms::reference(tx, &member.location).await?, people: rooms::people(tx).await? };
    let line = line(conflict, None, &words);
    let (kept, stands) =
        if line.ours_stands { (&line.theirs, &line.ours) } else { (&line.ours, &line.theirs) };
    let text = |side: &Side| side.value.clone().unwrap_or_else(|| "nothing".to_owned());
    let day = kept.at.to_zoned(words.reference.zone.clone()).strftime("%-d %b %Y, %H:%M").to_string();
    let by = match &kept.by {
        By::Person(name) | By::Bulk(name) => name.clone(),
        By::HighLevel(Some(name)) => format!("{name}, in HighLevel"),
        By::HighLevel(None) | By::Found => "someone in HighLevel".to_owned(),
        By::Automation => "an automation".to_owned(),
        By::Program => "a program".to_owned(),
    };
    let body = format!(
        "{}: “{}” stands. “{}” was set at the same time by {by} ({day}).",
        line.label,
        text(stands),
        text(kept)
    );
    Ok(intents::create_note(member, contact, Map::from_iter([("body".to_owned(), Value::from(body))])))
}

async fn lines(
    tx: &mut Tx<'_>,
    member: &Member,
    conflicts: impl Iterator<Item = Conflict>,
    words: &Words,
) -> Result<Vec<ConflictLine>, Refusal> {
    let mut lines = Vec::new();
    for conflict in conflicts {
        let contact = match &conflict.contact {
            Some(id) => {
                let row = tx.contact_find(&member.location, id).await?;
                let name = row.as_ref().map(|row| domain::contact::display_name(row.doc()));
                Some(ContactRef { name: name.unwrap_or_else(|| id.to_string()), id: id.clone() })
            }
            None => None,
        };
        lines.push(line(&conflict, contact, words));
    }
    Ok(lines)
}

fn line(conflict: &Conflict, contact: Option<ContactRef>, words: &Words) -> ConflictLine {
    let values = &conflict.values;
    let text = |value: &Value| shown(conflict.kind, &values.field, value, &words.reference);
    let by = |cause: Option<&domain::change::Cause>| {
        cause.map_or(By::HighLevel(None), |cause| merge::by(cause, &words.people))
    };
    ConflictLine {
        id: conflict.id,
        write: conflict.write,
        label: label(conflict.kind, &values.field, &words.reference),
        base: text(&values.base),
        theirs: Side {
            value: text(&values.theirs),
            by: by(conflict.theirs_by.as_ref()),
            at: conflict.theirs_at,
        },
        ours: Side { value: text(&values.ours), by: by(Some(&conflict.ours_by)), at: conflict.ours_at },
        ours_stands: values.stands == Authority::Rankr,
        may_keep_both: contact.is_some(),
        edit: edit(conflict, contact.as_ref()),
        contact,
        end: conflict.end.map(|end| EndLine {
            choice: end.choice,
            by: end.person.and_then(|person| words.people.get(&person).cloned()),
            at: end.at,
        }),
    }
}

/// A field of a record as people read it.
pub(crate) fn label(kind: Kind, field: &str, reference: &Reference) -> String {
    if kind == Kind::Contact {
        return overlaid::field_label(field, reference);
    }
    let nothing = Value::from("");
    let known = one_value(kind, field, &nothing, reference).map(|(label, _)| label);
    format!("{}: {}", overlaid::words(kind.as_str()), known.unwrap_or_else(|| overlaid::words(field)))
}

/// A value as people read it; nothing when it is empty.
pub(crate) fn shown(kind: Kind, field: &str, value: &Value, reference: &Reference) -> Option<String> {
    if value.is_null() || value.as_str().is_some_and(str::is_empty) {
        return None;
    }
    if let Value::Bool(on) = value {
        return Some(if *on { "Yes" } else { "No" }.to_owned());
    }
    one_value(kind, field, value, reference).map(|(_, text)| text)
}

fn edit(conflict: &Conflict, contact: Option<&ContactRef>) -> Option<(ContactId, FieldKey)> {
    let key = overlaid::field_key(&conflict.values.field).filter(|_| conflict.kind == Kind::Contact)?;
    Some((contact?.id.clone(), key))
}

fn rule(name: &str, reference: &Reference) -> Rule {
    let field = name.split_once('/').map_or(name, |(_, field)| field);
    Rule { name: name.to_owned(), label: overlaid::field_label(field, reference) }
}

/// The fields of contacts for which nobody has said yet that ours stands.
fn choices(known: &BTreeSet<String>, reference: &Reference) -> Vec<Rule> {
    let standard = StandardField::ALL.iter().map(|field| field.wire().to_owned());
    let custom = reference.fields.iter().map(|field| format!("customFields.{}", field.id));
    standard
        .chain(custom)
        .filter(|field| domain::history::is_writable(Kind::Contact, field))
        .map(|field| format!("{}/{field}", Kind::Contact))
        .filter(|name| !known.contains(name))
        .map(|name| rule(&name, reference))
        .collect()
}
