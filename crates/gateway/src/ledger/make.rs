//! Finding what a create has made.
//!
//! Here: the records it could be, read from HighLevel. Not here: which of them it is (`ledger::verdict`).
//!
//! Promise: a record is claimed only on evidence: its values are the ones asked for, HighLevel's own clock says that
//! it was made after the write left, the mirror did not know it before, and no other write of ours has claimed it.
//! A contact that somebody else made is never taken for ours; the person is told of it instead.

use std::collections::BTreeSet;

use domain::{
    record::{Kind, RecordId},
    write::{Effect, Write},
};
use highlevel::{
    CallError, ContactId,
    client::Call,
    operation::{Operation, contacts as row},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{catalog, look::Sight, look::read_call, row_of, verdict};
use crate::{error::GatewayError, gateway::Gateway};

/// How many of the newest contacts are looked at.
const NEWEST: u32 = 20;
/// Changes of a contact looked through for the first one.
const LOOKED_THROUGH: u32 = 500;
/// How far HighLevel's clock and ours may be apart where it does not tell.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

impl Gateway {
    /// Looks for the record that a create has made.
    pub(crate) async fn find_made(&self, write: &Write) -> Result<Sight, GatewayError> {
        if write.intent.kind == Kind::Contact {
            return self.find_contact(write).await;
        }
        if write.intent.kind == Kind::Opportunity {
            return self.find_opportunity(write).await;
        }
        let Some(list) = catalog::list(row_of(write)?) else { return Ok(Sight::Blind) };
        let body: Value = match self.ask(write, read_call(write, list)).await {
            Ok(answer) => answer.json()?,
            Err(CallError::UnknownRecord { .. }) => return Ok(Sight::Gone),
            Err(other) => return Err(other.into()),
        };
        let records = catalog::records(list, &body);
        let taken = self.taken(write, &records).await?;
        let found = verdict::made(write, records, &taken, self.left_at(write));
        let Some(found) = found else { return Ok(Sight::Undone) };
        Ok(self.one_of_list(list, found))
    }

    /// A contact hangs on nothing, so it is looked for by its address, its number, and among the newest.
    async fn find_contact(&self, write: &Write) -> Result<Sight, GatewayError> {
        let mut ids: Vec<String> = Vec::new();
        for call in searches(write)? {
            let body: Value = match self.ask(write, call).await {
                Ok(answer) => answer.json()?,
                Err(CallError::UnknownRecord { .. }) => continue,
                Err(other) => return Err(other.into()),
            };
            let found = candidates(&body, self.left_at(write));
            ids.extend(found.into_iter().filter(|id| !ids.contains(id)).collect::<Vec<_>>());
        }
        for id in ids {
            let body: Value = match self.ask(write, Call::of(&row::GET_CONTACT).path("contactId", &id)).await
            {
                Ok(answer) => answer.json()?,
                Err(CallError::UnknownRecord { .. }) => continue,
                Err(other) => return Err(other.into()),
            };
            let Some(record) = catalog::record(&row::GET_CONTACT, &body) else { continue };
            let mut taken = self.taken(write, &[record]).await?;
            if self.was_known(write, &id).await? {
                taken.insert(id.clone());
            }
            if verdict::made(write, [record], &taken, self.left_at(write)).is_some() {
                return Ok(Sight::Done(Some((&row::GET_CONTACT, body))));
            }
        }
        Ok(Sight::Undone)
    }

    /// When a write left at the earliest, by HighLevel's clock. Where answers carry no time, the clocks may be
    /// a little apart.
    pub(crate) fn left_at(&self, write: &Write) -> Timestamp {
        let ours = write.sent_at.unwrap_or(write.created_at);
        let theirs = self.inner.their_clocks.at_least(&write.intent.location, ours);
        theirs.unwrap_or_else(|| ours.checked_sub(CLOCKS_APART).unwrap_or(ours))
    }

    /// Whether the mirror knew this contact before the write was wanted.
    async fn was_known(&self, write: &Write, id: &str) -> Result<bool, GatewayError> {
        let Ok(contact) = ContactId::new(id) else { return Ok(false) };
        let mut tx = self.store().read().await?;
        let changes = tx.change_list_of(&write.intent.location, &contact, None, LOOKED_THROUGH).await?;
        Ok(changes.last().is_some_and(|first| first.at < write.created_at))
    }

    /// The ids among these records that another write of ours has made.
    pub(crate) async fn taken(
        &self,
        write: &Write,
        records: &[&Map<String, Value>],
    ) -> Result<BTreeSet<String>, GatewayError> {
        let mut taken = BTreeSet::new();
        let mut tx = self.store().read().await?;
        for id in records.iter().filter_map(|record| verdict::id_of(record)) {
            let Ok(record) = RecordId::new(id) else { continue };
            if tx.write_claimed(&write.intent.location, write.intent.kind, &record).await? {
                taken.insert(id.to_owned());
            }
        }
        Ok(taken)
    }

    /// A list's item in the form in which its single record would be shown.
    fn one_of_list(&self, list: &'static Operation, found: &Map<String, Value>) -> Sight {
        let single = catalog::single(list);
        match single.and_then(|row| Some((row, catalog::member(row)?))) {
            Some((row, member)) => Sight::Done(Some((row, json!({ member: found })))),
            None => Sight::Blind,
        }
    }
}

/// The calls that could show a new contact.
fn searches(write: &Write) -> Result<Vec<Call>, GatewayError> {
    let Effect::Create { fields } = &write.intent.effect else { return Ok(Vec::new()) };
    let location = &write.intent.location;
    let text = |field: &str| {
        fields.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    };
    let mut calls = Vec::new();
    for (field, parameter) in [("email", "email"), ("phone", "number")] {
        if let Some(value) = text(field) {
            calls.push(
                Call::of(&row::GET_DUPLICATE_CONTACT).query("locationId", location).query(parameter, value),
            );
        }
    }
    let newest = json!({
        "locationId": location.as_str(),
        "pageLimit": NEWEST,
        "sort": [{"field": "dateAdded", "direction": "desc"}],
    });
    calls.push(Call::of(&row::SEARCH_CONTACTS_ADVANCED).json(&newest)?);
    Ok(calls)
}

/// The ids in an answer of those searches that are young enough.
fn candidates(body: &Value, left_at: Timestamp) -> Vec<String> {
    let one = body.get("contact").and_then(Value::as_object);
    let many =
        body.get("contacts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    one.into_iter()
        .chain(many)
        .filter(|record| !verdict::is_older(record, left_at))
        .filter_map(|record| verdict::id_of(record))
        .map(str::to_owned)
        .collect()
}
