//! Where a write of ours meets a newer value of the same field.
//!
//! Here: the three-way merge right before a write leaves and after a look, what becomes of each field, the conflicts
//! that are kept. Not here: the merge itself (`domain::merge`), what a person chooses (`workspace`).
//!
//! Promise: fields that one side touched go on; of a field that both touched the authority's value stands, and the
//! other one is kept as a conflict in the same transaction.

use std::collections::BTreeSet;

use domain::{
    conflict::Conflict,
    history::field_history,
    ids::{ConflictId, WriteId},
    merge::{self, Authority},
    mirror::News as MirrorNews,
    write::{Effect, News, State, Write},
};
use highlevel::{CallError, LocationId};
use jiff::SignedDuration;
use serde_json::{Map, Value};
use store::Tx;

use super::{Carried, Step, catalog, look::read_call, row_of, verdict, words};
use crate::{error::GatewayError, gateway::Gateway};

/// How many of a contact's writes are looked through for those of the same record.
const RECENT: u32 = 50;
/// A write that waited longer than this has its record read anew before it leaves.
const LATE: SignedDuration = SignedDuration::from_secs(60);
/// The setting that names the fields whose value here stands: a JSON list of `contact/city`.
pub const AUTHORITY: &str = "authority.ours";

/// What a write finds when it is about to leave.
pub(crate) enum Met {
    /// It goes on, perhaps without some of its fields.
    GoesOn(Box<Write>),
    /// Nothing of it is left to send.
    Over(Step),
}

impl Gateway {
    /// Compares a write with what the mirror holds of its record by now.
    pub(crate) async fn meet(&self, write: Write) -> Result<Met, GatewayError> {
        let held = self.held_of(&write).await?;
        let Some(held) = held else { return Ok(Met::GoesOn(Box::new(write))) };
        let met = self.conflicts(&write, held.fields()).await?;
        if met.is_empty() {
            return Ok(Met::GoesOn(Box::new(write)));
        }
        let apart: BTreeSet<String> = met
            .iter()
            .filter(|conflict| conflict.stands == Authority::HighLevel)
            .map(|conflict| conflict.field.clone())
            .collect();
        let is_all = matches!(&write.intent.effect, Effect::Set { fields } if fields.keys().all(|field| apart.contains(field)));
        let (location, now) = (write.intent.location.clone(), self.now());
        let reason = words::overtaken(&apart.iter().cloned().collect::<Vec<_>>());
        let mut tx = self.store().begin().await?;
        let (rest, beaten) = if is_all {
            let over = tx.write_advance(&location, write.id, News::Overtaken { reason }, now).await?;
            let over = over.ok_or(GatewayError::UnknownWrite(write.id))?;
            self.wake_next(&mut tx, &over).await?;
            (None, over)
        } else if apart.is_empty() {
            (Some(write.clone()), write)
        } else {
            let id = WriteId::from_uuid(self.inner.clock.uuid());
            let split = tx.write_split(&location, write.id, &apart, id, (reason, now)).await?;
            let (rest, beaten) = split.ok_or(GatewayError::UnknownWrite(write.id))?;
            (Some(rest), beaten)
        };
        let (theirs, ours): (Vec<_>, Vec<_>) =
            met.into_iter().partition(|conflict| conflict.stands == Authority::HighLevel);
        self.keep_conflicts(&mut tx, &beaten, theirs).await?;
        if let Some(rest) = &rest {
            self.keep_conflicts(&mut tx, rest, ours).await?;
        }
        tx.commit().await?;
        Ok(match rest {
            Some(rest) => Met::GoesOn(Box::new(rest)),
            None => Met::Over(Step::Through(Carried::Settled(State::Overtaken))),
        })
    }

    /// What the mirror holds of the record that a write sets fields of.
    async fn held_of(&self, write: &Write) -> Result<Option<domain::record::Doc>, GatewayError> {
        let intent = &write.intent;
        let (Effect::Set { .. }, Some(id)) = (&intent.effect, &intent.record) else { return Ok(None) };
        let found = self.store().read().await?.record_find(&intent.location, intent.kind, id).await?;
        Ok(found.map(|record| record.stored.doc))
    }

    /// The fields of a write that somebody else has set since the person looked.
    async fn conflicts(
        &self,
        write: &Write,
        held: &Map<String, Value>,
    ) -> Result<Vec<merge::Conflict>, GatewayError> {
        let mut tx = self.store().read().await?;
        let mut ours = match &write.intent.contact {
            Some(contact) => tx.write_list_of(&write.intent.location, contact, RECENT).await?,
            None => Vec::new(),
        };
        ours.retain(|earlier| is_ours_since(earlier, write));
        let met = verdict::met(write, held, &ours, &|_| Authority::HighLevel);
        if met.is_empty() {
            return Ok(met);
        }
        let kind = write.intent.kind;
        let stands_here = authority(&mut tx, &write.intent.location).await?;
        let rules = |field: &str| {
            if stands_here.contains(&format!("{kind}/{field}")) {
                Authority::Rankr
            } else {
                Authority::HighLevel
            }
        };
        Ok(verdict::met(write, held, &ours, &rules))
    }

    /// Ends a write whose fields, read back, hold what nobody here wrote.
    pub(crate) async fn settle_overtaken(
        &self,
        write: &Write,
        fields: &[String],
        read: &Map<String, Value>,
        mirror: Vec<MirrorNews>,
    ) -> Result<Step, GatewayError> {
        let mut met = verdict::met(write, read, &[], &|_| Authority::HighLevel);
        met.retain(|conflict| fields.contains(&conflict.field));
        let news = News::Overtaken { reason: words::overtaken(fields) };
        let mut tx = self.store().begin().await?;
        let over = self.settle_in(&mut tx, write, news, mirror).await?;
        self.keep_conflicts(&mut tx, &over, met).await?;
        tx.commit().await?;
        Ok(Step::Through(Carried::Settled(over.state)))
    }

    /// Keeps conflicts of a write, each with who set the other value as far as the log tells.
    ///
    /// # Errors
    /// The store's.
    pub async fn keep_conflicts(
        &self,
        tx: &mut Tx<'_>,
        write: &Write,
        met: Vec<merge::Conflict>,
    ) -> Result<(), GatewayError> {
        let (intent, now) = (&write.intent, self.now());
        let Some(record) = &intent.record else { return Ok(()) };
        if met.is_empty() {
            return Ok(());
        }
        let log = match &intent.contact {
            Some(contact) => tx.change_list_of_record(&intent.location, contact, intent.kind, record).await?,
            None => Vec::new(),
        };
        let kept = |values: merge::Conflict| {
            let last = field_history(&log, &values.field).into_iter().next();
            Conflict {
                id: ConflictId::from_uuid(self.inner.clock.uuid()),
                location: intent.location.clone(),
                write: write.id,
                kind: intent.kind,
                record: record.clone(),
                contact: intent.contact.clone(),
                ours_by: intent.cause.clone(),
                ours_at: write.created_at,
                theirs_at: last.as_ref().map_or(now, |step| step.at),
                theirs_by: last.map(|step| step.cause),
                found_at: now,
                end: None,
                values,
            }
        };
        let kept: Vec<Conflict> = met.into_iter().map(kept).collect();
        Ok(tx.conflict_add(&kept).await?)
    }

    /// Reads the record of a write that waited long anew, since nobody may have told of its changes meanwhile.
    pub(crate) async fn read_before(&self, write: &Write) -> Result<(), GatewayError> {
        let (intent, now) = (&write.intent, self.now());
        let (Effect::Set { .. }, Some(id)) = (&intent.effect, &intent.record) else { return Ok(()) };
        if now.duration_since(write.created_at) < LATE {
            return Ok(());
        }
        let held = self.store().read().await?.record_find(&intent.location, intent.kind, id).await?;
        if held.is_none_or(|held| now.duration_since(held.refreshed_at) < LATE) {
            return Ok(());
        }
        let Some(reader) = catalog::reader(row_of(write)?) else { return Ok(()) };
        let body: Value = match self.ask(write, read_call(write, reader)).await {
            Ok(answer) => answer.json()?,
            // That it is gone is what the write itself will be told.
            Err(CallError::UnknownRecord { .. }) => return Ok(()),
            Err(other) => return Err(other.into()),
        };
        let seen_at = self.their_time(&intent.location, now);
        let mirror = self.shown(write, reader, &body, seen_at).await?;
        self.learn(write, &mirror).await
    }

    /// Takes into the mirror what a look showed that no write of ours made.
    pub(crate) async fn learn(&self, write: &Write, mirror: &[MirrorNews]) -> Result<(), GatewayError> {
        let mut tx = self.store().begin().await?;
        let cause = domain::change::Cause::Opened;
        tx.mirror_apply_many(&write.intent.location, mirror, &cause, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The fields whose value here stands, as `contact/city`.
///
/// # Errors
/// The store's.
pub async fn authority(tx: &mut Tx<'_>, location: &LocationId) -> Result<BTreeSet<String>, GatewayError> {
    let setting = tx.setting_find(Some(location), AUTHORITY).await?;
    Ok(setting.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

/// Whether an earlier write of the same record, which the person knew of, reached HighLevel after this one was
/// wanted.
fn is_ours_since(earlier: &Write, write: &Write) -> bool {
    earlier.id < write.id
        && write.unseen().is_none_or(|unseen| earlier.id < unseen)
        && earlier.intent.kind == write.intent.kind
        && earlier.intent.record == write.intent.record
        && matches!(earlier.state, State::Confirmed | State::NotApplied)
        && earlier.settled_at.is_some_and(|settled| settled >= write.created_at)
}
