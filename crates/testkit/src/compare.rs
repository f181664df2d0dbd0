//! Comparing every record of the mirror with the account it mirrors.
//!
//! Here: contacts with their tasks, notes and appointments, field by field. Not here: waiting until both are quiet.
//!
//! Promise: the account is read through the API, record by record; only fields that no source has spoken of yet, and
//! those that merely say when something else changed, are left out.

use std::collections::{BTreeMap, BTreeSet};

use domain::record::{Doc, Kind, listed_only, whole_only};
use highlevel::ids::{ContactId, LocationId};
use serde_json::Value;
use store::{RecordRow, Store};

use crate::account::{Account, Belonging, Body};

/// Fields that say when something changed, not what.
const TIMES: [&str; 5] = ["dateUpdated", "updatedAt", "lastActivity", "lastUpdatedBy", "updatedBy"];
/// Rows read at once.
const PAGE: u32 = 500;

/// Every difference between mirror and account, one line each; empty when they are the same.
pub async fn differences(store: &Store, account: &Account) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let location = &account.location;
    let world = account.contacts().await?;
    let mirror = rows(store, location, Kind::Contact).await?;
    let ids = |bodies: &[Body]| bodies.iter().filter_map(id_of).collect::<BTreeSet<String>>();
    compare_ids(&mut found, Kind::Contact, &ids(&world), &mirror);
    let mut belongings: BTreeMap<Kind, BTreeMap<String, Body>> = BTreeMap::new();
    for id in ids(&world) {
        let contact = ContactId::new(id.clone())?;
        if let (Some(body), Some(row)) = (account.read_contact(&contact).await?, mirror.get(&id)) {
            compare_fields(&mut found, row, body);
        }
        for (kind, what) in BELONGINGS {
            let bodies = account.list_of(&contact, what).await?;
            let named = bodies.into_iter().filter_map(|body| Some((id_of(&body)?, body)));
            belongings.entry(kind).or_default().extend(named);
        }
    }
    for (kind, bodies) in belongings {
        let mirror = rows(store, location, kind).await?;
        compare_ids(&mut found, kind, &bodies.keys().cloned().collect(), &mirror);
        for (id, body) in bodies {
            if let Some(row) = mirror.get(&id) {
                compare_fields(&mut found, row, body);
            }
        }
    }
    Ok(found)
}

const BELONGINGS: [(Kind, Belonging); 3] = [
    (Kind::Task, Belonging::Tasks),
    (Kind::Note, Belonging::Notes),
    (Kind::Appointment, Belonging::Appointments),
];

/// Every living row of a kind.
async fn rows(
    store: &Store,
    location: &LocationId,
    kind: Kind,
) -> anyhow::Result<BTreeMap<String, RecordRow>> {
    let mut all = BTreeMap::new();
    let mut after = None;
    loop {
        let page = store.read().await?.record_list_after(location, kind, after.as_ref(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = Some(last.id.clone());
        let living = page.into_iter().filter(|row| row.deleted_at().is_none());
        all.extend(living.map(|row| (row.id.to_string(), row)));
    }
}

fn compare_ids(
    found: &mut Vec<String>,
    kind: Kind,
    world: &BTreeSet<String>,
    mirror: &BTreeMap<String, RecordRow>,
) {
    let missing = world.iter().filter(|id| !mirror.contains_key(*id));
    found.extend(missing.map(|id| format!("{kind} {id} is missing in the mirror")));
    let extra = mirror.keys().filter(|id| !world.contains(*id));
    found.extend(extra.map(|id| format!("{kind} {id} is in the mirror alone")));
}

fn compare_fields(found: &mut Vec<String>, row: &RecordRow, body: Body) {
    let world = Doc::canonical(row.kind, body);
    let unspoken = if row.stored.whole.is_none() { whole_only(row.kind) } else { &[] };
    let left_out = |field: &str| {
        TIMES.contains(&field) || unspoken.contains(&field) || listed_only(row.kind).contains(&field)
    };
    let fields: BTreeSet<&String> = world.fields().keys().chain(row.doc().fields().keys()).collect();
    for field in fields.into_iter().filter(|field| !left_out(field)) {
        let (theirs, ours) = (world.get(field), row.doc().get(field));
        if !is_same(theirs, ours) {
            found.push(format!("{} {} {field}: {theirs:?} there, {ours:?} here", row.kind, row.id));
        }
    }
}

/// Lists whose order means nothing are compared as sets.
fn is_same(theirs: Option<&Value>, ours: Option<&Value>) -> bool {
    match (theirs, ours) {
        (Some(Value::Array(theirs)), Some(Value::Array(ours))) => {
            let sorted = |items: &[Value]| {
                let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
                texts.sort();
                texts
            };
            sorted(theirs) == sorted(ours)
        }
        _ => theirs == ours,
    }
}

fn id_of(body: &Body) -> Option<String> {
    body.get("id").and_then(Value::as_str).map(str::to_owned)
}
