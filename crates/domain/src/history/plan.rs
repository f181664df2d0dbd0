//! Plans: ordinary writes that bring something back, each with what it shows before it is done.

use std::collections::{BTreeMap, BTreeSet};

use highlevel::ids::ContactId;
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    Held,
    atom::{Atom, items, value_in},
    writable::{is_creatable, is_writable},
};
use crate::{
    change::Cause,
    merge::{flat, is_set},
    mirror::is_bookkeeping,
    record::{Doc, Kind, RecordId},
    write::Effect,
};

/// What would be written, and what would not.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// The writes, in order. Each is one call.
    pub steps: Vec<Step>,
    /// What stays as it is, and why.
    pub left_out: Vec<LeftOut>,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The kind of record.
    pub kind: Kind,
    /// The record; none for one that is made again, under a new id.
    pub record: Option<RecordId>,
    /// Whose.
    pub contact: Option<ContactId>,
    /// What it does.
    pub effect: Effect,
    /// The values that stand there now, so that a change meanwhile is noticed.
    pub base: Map<String, Value>,
    /// Field by field: now and then.
    pub preview: Vec<Preview>,
}

/// One field of a step. Null is empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Which.
    pub field: String,
    /// What stands there.
    pub now: Value,
    /// What will stand there.
    pub then: Value,
}

/// Something that stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// The kind of record.
    pub kind: Kind,
    /// Which.
    pub record: RecordId,
    /// Which field; none for the record as a whole.
    pub field: Option<String>,
    /// Why.
    pub why: Why,
}

/// Why something stays as it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// HighLevel does not let anybody write it.
    NotWritable,
    /// Somebody altered it since.
    ChangedSince {
        /// When.
        at: Timestamp,
        /// Who or what.
        cause: Cause,
    },
    /// What was there before is not known.
    BeforeUnknown,
    /// It is gone.
    Gone,
}

impl LeftOut {
    /// The sentence that says so.
    pub fn words(&self) -> String {
        let what =
            self.field.as_ref().map_or_else(|| format!("This {}", self.kind), |field| format!("“{field}”"));
        match &self.why {
            Why::NotWritable => format!("{what} cannot be written in HighLevel"),
            Why::ChangedSince { at, cause } => {
                format!("{what} was changed since, {} at {}", by(cause), at.strftime("%Y-%m-%d %H:%M UTC"))
            }
            Why::BeforeUnknown => format!("What {what} was before is not known"),
            Why::Gone => format!("{what} is gone from HighLevel"),
        }
    }
}

const fn by(cause: &Cause) -> &'static str {
    match cause {
        Cause::Delivery { .. } | Cause::Backfill | Cause::Reconcile | Cause::Opened => "in HighLevel",
        Cause::Person { .. } => "by a person",
        Cause::Bulk { .. } => "by an action on many contacts",
        Cause::Run { .. } => "by an automation",
        Cause::ApiKey { .. } => "through the API",
    }
}

/// Pure: brings a record, or some of its fields, back to what it was. A record that is gone is made again.
pub fn restore(held: &Held, past: &Doc, only: Option<&[&str]>) -> Plan {
    let mut plan = Plan::default();
    if held.deleted_at.is_some() {
        plan.make_again(held, past);
        return plan;
    }
    let (now, past) = (flat(&held.doc), flat(past));
    let wanted = |field: &str| only.is_none_or(|only| only.contains(&field)) && !is_bookkeeping(field);
    let names: BTreeSet<&String> = now.keys().chain(past.keys()).filter(|field| wanted(field)).collect();
    let mut targets = BTreeMap::new();
    for field in names {
        let (is, was) = (now.get(field).unwrap_or(&Value::Null), past.get(field).unwrap_or(&Value::Null));
        if is_set(field) {
            let (is, was) = (items(is), items(was));
            let flipped = is.symmetric_difference(&was);
            targets.extend(
                flipped.map(|item| (Atom::Item(field.clone(), item.clone()), was.contains(item).into())),
            );
        } else if is != was {
            targets.insert(Atom::Field(field.clone()), was.clone());
        }
    }
    plan.write(held, targets);
    plan
}

impl Plan {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    pub(super) fn leave(&mut self, held: &Held, field: Option<&str>, why: Why) {
        let field = field.map(str::to_owned);
        self.left_out.push(LeftOut { kind: held.kind, record: held.id.clone(), field, why });
    }

    /// The record goes.
    pub(super) fn delete(&mut self, held: &Held) {
        let base = held.doc.fields().clone();
        self.steps.push(Step { effect: Effect::Delete, base, ..step(held) });
    }

    /// A record that is gone is made again, with all that can be written.
    pub(super) fn make_again(&mut self, held: &Held, past: &Doc) {
        let mut fields = Map::new();
        for (field, value) in flat(past) {
            if is_creatable(held.kind, &field) {
                fields.insert(field, value);
            } else if !is_bookkeeping(&field) && field != "id" {
                self.leave(held, Some(&field), Why::NotWritable);
            }
        }
        let preview = |(field, then): (&String, &Value)| Preview {
            field: field.clone(),
            now: Value::Null,
            then: then.clone(),
        };
        let preview = fields.iter().map(preview).collect();
        self.steps.push(Step { record: None, effect: Effect::Create { fields }, preview, ..step(held) });
    }

    /// The atoms of a record take these values: one write for all fields, two at most for each set.
    pub(super) fn write(&mut self, held: &Held, targets: BTreeMap<Atom, Value>) {
        let now = flat(&held.doc);
        let mut fields = Step { effect: Effect::Nothing, ..step(held) };
        let mut values = Map::new();
        let mut sets: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
        for (atom, then) in targets {
            let is = value_in(&now, &atom);
            if is == then {
                continue;
            }
            if !is_writable(held.kind, atom.field()) {
                self.leave(held, Some(atom.field()), Why::NotWritable);
                continue;
            }
            match atom {
                Atom::Field(field) => {
                    fields.base.insert(field.clone(), is.clone());
                    values.insert(field.clone(), then.clone());
                    fields.preview.push(Preview { field, now: is, then });
                }
                Atom::Item(field, item) => {
                    let (add, remove) = sets.entry(field).or_default();
                    if then == Value::Bool(true) { add.push(item) } else { remove.push(item) }
                }
            }
        }
        if !values.is_empty() {
            self.steps.push(Step { effect: Effect::Set { fields: values }, ..fields });
        }
        for (field, (add, remove)) in sets {
            self.write_set(held, &field, add, remove);
        }
    }

    fn write_set(&mut self, held: &Held, field: &str, add: Vec<String>, remove: Vec<String>) {
        let is = held.doc.get(field).cloned().unwrap_or(Value::Null);
        let then: Vec<String> =
            items(&is).into_iter().filter(|item| !remove.contains(item)).chain(add.clone()).collect();
        let base = Map::from_iter([(field.to_owned(), is.clone())]);
        let preview = vec![Preview { field: field.to_owned(), now: is, then: Value::from(then) }];
        for (values, adds) in [(add, true), (remove, false)] {
            if values.is_empty() {
                continue;
            }
            let field = field.to_owned();
            let effect = if adds { Effect::Add { field, values } } else { Effect::Remove { field, values } };
            self.steps.push(Step { effect, base: base.clone(), preview: preview.clone(), ..step(held) });
        }
    }
}

fn step(held: &Held) -> Step {
    Step {
        kind: held.kind,
        record: Some(held.id.clone()),
        contact: held.contact.clone(),
        effect: Effect::Nothing,
        base: Map::new(),
        preview: Vec::new(),
    }
}
