//! What a mirror should make of a world's news, told by version numbers alone.
//!
//! Here: a second opinion that shares no line with `domain::mirror`: of each contact, which changes in which order,
//! and what is held in the end; and the comparison with what was found. Not here: the world (`world`).
//!
//! Promise: a change too many, too few, in another order or with other values is reported with its contact.

use std::collections::HashMap;

use domain::{
    change::{Action, Change, FieldChange, Seq},
    mirror::Stored,
};
use serde_json::Value;

use crate::{
    contact_id,
    world::{FIELDS, Item, Source, Values, World, body, moment, value_of},
};

/// What the mirror shows of a contact: list fields of one version, those that only a read shows of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct View {
    listed: u8,
    whole: Option<u8>,
}

/// One change that is to come.
#[derive(Debug, Clone, Copy)]
struct Step {
    action: Action,
    before: Option<View>,
    after: View,
}

#[derive(Debug, Default)]
struct Contact {
    view: Option<View>,
    /// The last moment at which it surely existed.
    alive: i64,
    gone: Option<i64>,
    steps: Vec<Step>,
    /// How many of the steps were found.
    found: usize,
}

/// What should come of the news.
pub struct Expected<'w> {
    world: &'w World,
    contacts: Vec<Contact>,
    by_id: HashMap<String, usize>,
    last: Seq,
}

impl<'w> Expected<'w> {
    /// Before any news.
    pub fn new(world: &'w World) -> Self {
        let contacts = (0..world.contacts.len()).map(|_| Contact { alive: i64::MIN, ..Contact::default() });
        let by_id = (0..world.contacts.len()).map(|number| (contact_id(number).as_str().to_owned(), number));
        Self { world, contacts: contacts.collect(), by_id: by_id.collect(), last: Seq::START }
    }

    /// What this news should do, after all that was noted before.
    pub fn note(&mut self, item: &Item) {
        let version = self.world.version(item);
        let contact = &mut self.contacts[item.contact as usize];
        match item.source {
            Source::Gone => contact.end(item.seen),
            // A read proves that it was there when it was asked; a page only that it was when it changed.
            Source::Read => contact.show(self.world, item, item.seen.max(version.since)),
            Source::Listed => contact.show(self.world, item, version.since),
        }
    }

    /// How many changes should come.
    pub fn changes(&self) -> usize {
        self.contacts.iter().map(|contact| contact.steps.len()).sum()
    }

    /// Compares the next change of the log.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn found(&mut self, change: &Change) -> Result<(), String> {
        let place = Seq::new(self.last.number() + 1);
        if change.seq != place {
            return Err(format!("change {} was read where {place} comes next", change.seq));
        }
        self.last = change.seq;
        let number = *self.by_id.get(change.record.as_str()).ok_or("a change of nobody")?;
        let contact = &mut self.contacts[number];
        let Some(step) = contact.steps.get(contact.found).copied() else {
            return Err(format!("{number}: one change too many: {change:?}"));
        };
        contact.found += 1;
        let history = &self.world.contacts[number];
        let values = |view: View| {
            let whole = view.whole.map(|whole| &history[usize::from(whole)].values);
            (&history[usize::from(view.listed)].values, whole)
        };
        let fields = match (step.action, step.before) {
            (Action::Created | Action::Deleted, _) | (_, None) => Vec::new(),
            (_, Some(before)) => difference(values(before), values(step.after)),
        };
        let mut told: Vec<Told> = change.fields.iter().map(told).collect();
        told.sort_by(|one, other| one.0.cmp(other.0));
        if change.action != step.action || told != fields {
            return Err(format!("{number}: {change:?} was found where {step:?} was expected: {fields:?}"));
        }
        Ok(())
    }

    /// Compares what is held of a contact in the end with what should be, and with the world.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn held(&self, number: usize, stored: Option<&Stored>) -> Result<(), String> {
        let contact = &self.contacts[number];
        let stored = stored.ok_or_else(|| format!("{number} is missing"))?;
        if contact.found != contact.steps.len() {
            return Err(format!("{number}: {} of {} changes came", contact.found, contact.steps.len()));
        }
        let last = self.world.contacts[number].last().ok_or("a contact without a history")?;
        if stored.deleted_at.is_some() != last.deleted {
            return Err(format!("{number} is deleted: {}, in the world {}", !last.deleted, last.deleted));
        }
        if last.deleted {
            let at = stored.deleted_at == Some(moment(last.since));
            return at.then_some(()).ok_or_else(|| format!("{number} was deleted at another time"));
        }
        let world = body(number, last.since, &last.values, Some(&last.values));
        let same = stored.doc.fields().len() == world.len()
            && world.iter().all(|(field, value)| stored.doc.get(field) == Some(value));
        same.then_some(())
            .ok_or_else(|| format!("{number}: {:?} is held, the world has {world:?}", stored.doc))
    }

    /// How many contacts the world has in the end.
    pub fn living(&self) -> usize {
        let lives = |history: &&Vec<crate::world::Version>| history.last().is_some_and(|last| !last.deleted);
        self.world.contacts.iter().filter(lives).count()
    }
}

impl Contact {
    fn end(&mut self, at: i64) {
        match (self.gone, self.view) {
            (Some(before), _) => self.gone = Some(before.max(at)),
            (None, None) => self.gone = Some(at),
            (None, Some(_)) if at < self.alive => {}
            (None, Some(view)) => {
                self.gone = Some(at);
                self.steps.push(Step { action: Action::Deleted, before: Some(view), after: view });
            }
        }
    }

    fn show(&mut self, world: &World, item: &Item, proof: i64) {
        let alive = self.alive.max(proof);
        if self.gone.is_some_and(|gone| alive <= gone) {
            return;
        }
        self.alive = alive;
        let returned = self.gone.take().is_some();
        let whole = (item.source == Source::Read).then_some(item.version);
        let before = self.view;
        let after = View {
            listed: before.map_or(item.version, |view| view.listed.max(item.version)),
            whole: before.and_then(|view| view.whole).max(whole),
        };
        self.view = Some(after);
        let action = match before {
            None => Action::Created,
            Some(_) if returned => Action::Restored,
            Some(before) => match moved(&world.contacts[item.contact as usize], before, after) {
                Moved::Nothing => return,
                Moved::BecameKnown => Action::Learned,
                Moved::Values => Action::Updated,
            },
        };
        self.steps.push(Step { action, before, after });
    }
}

enum Moved {
    Nothing,
    BecameKnown,
    Values,
}

/// Whether a person would see a difference between two views.
fn moved(history: &[crate::world::Version], before: View, after: View) -> Moved {
    let value = |view: View, index: usize| match (FIELDS[index].1, view.whole) {
        (true, Some(whole)) => history[usize::from(whole)].values[index],
        (true, None) => 0,
        (false, _) => history[usize::from(view.listed)].values[index],
    };
    let mut differing =
        (0..FIELDS.len()).filter(|index| value(before, *index) != value(after, *index)).peekable();
    if differing.peek().is_none() {
        return Moved::Nothing;
    }
    let unread = before.whole.is_none();
    if differing.all(|index| unread && FIELDS[index].1) { Moved::BecameKnown } else { Moved::Values }
}

type Told<'c> = (&'c str, Option<Value>, Option<Value>);

fn told(field: &FieldChange) -> Told<'_> {
    (field.field.as_str(), field.before.clone(), field.after.clone())
}

/// The fields that differ, by name.
fn difference(before: (&Values, Option<&Values>), after: (&Values, Option<&Values>)) -> Vec<Told<'static>> {
    let mut fields: Vec<Told<'static>> = FIELDS
        .iter()
        .enumerate()
        .map(|(index, (field, _))| {
            (*field, value_of(index, before.0, before.1), value_of(index, after.0, after.1))
        })
        .filter(|(_, before, after)| before != after)
        .collect();
    fields.sort_by(|one, other| one.0.cmp(other.0));
    fields
}
