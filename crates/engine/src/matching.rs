//! Matching: the change log is read in order, and what it says opens runs and ends waits.
//!
//! Here: reading, and keeping what was decided. Not here: whether a change matches (`domain::automation::matching`).
//!
//! Promise: each change is looked at once and in order; the cursor moves in the transaction that opens the runs.

use std::{collections::HashMap, sync::Arc};

use domain::{
    automation::{
        Definition, On,
        matching::{self, Happening, Link, Match},
        run::{News, Opening, Run, State, What},
    },
    change::{Cause, Change, Seq},
    expression::Seen,
    ids::{AutomationId, RunId},
    job::Kind as Work,
    record::Kind,
};
use highlevel::{ContactId, LocationId};
use serde_json::{Map, Value as Json, json};
use store::{HeldBack, LiveAutomation, NewRun};

use crate::{
    engine::Engine,
    error::RunError,
    keep::holds_up,
    seen::{Subject, Values, look, trigger_of},
    timers::record_kind,
};

/// Changes looked at in one go.
const BATCH: u32 = 200;

/// An automation that listens, with what it does.
struct Listener {
    live: LiveAutomation,
    definition: Arc<Definition>,
}

/// What a batch of changes comes to.
#[derive(Default)]
struct Found {
    runs: Vec<(NewRun, Arc<Definition>)>,
    held: Vec<HeldBack>,
}

impl Engine {
    /// Looks at every change that the triggers of a location have not seen yet.
    pub(crate) async fn match_triggers(&self, location: &LocationId) -> Result<(), RunError> {
        loop {
            let mut tx = self.inner.store.read().await?;
            let Some(from) = tx.trigger_cursor(location).await? else { return Ok(()) };
            let changes = tx.change_since(location, from, BATCH).await?;
            let live = tx.automation_list_open(location).await?;
            drop(tx);
            let Some(last) = changes.last() else { return Ok(()) };
            let to = last.seq;
            let mut listeners: Vec<Listener> = Vec::with_capacity(live.len());
            for live in live {
                let definition = self.version(location, live.automation.id, live.version).await?;
                listeners.push(Listener { live, definition });
            }
            let found = self.find(location, &changes, &listeners).await?;
            let timed = listeners.iter().filter(|one| record_kind(one.definition.trigger.on).is_some());
            let timed: Vec<_> =
                timed.map(|one| (one.live.automation.id, Arc::clone(&one.definition))).collect();
            self.move_timers(location, &changes, &timed).await?;
            self.wake_waiting(location, &changes).await?;
            if !self.open(location, (from, to), found).await? {
                // Somebody else has looked at them.
                tracing::debug!("the triggers of {location} were read by another process");
            }
        }
    }

    async fn find(
        &self,
        location: &LocationId,
        changes: &[Change],
        listeners: &[Listener],
    ) -> Result<Found, RunError> {
        let mut found = Found::default();
        if listeners.is_empty() {
            return Ok(found);
        }
        for change in changes.iter().filter(|change| change.may_trigger()) {
            self.find_of(location, change, listeners, &mut found).await?;
        }
        Ok(found)
    }

    async fn find_of(
        &self,
        location: &LocationId,
        change: &Change,
        listeners: &[Listener],
        found: &mut Found,
    ) -> Result<(), RunError> {
        let happened = matching::happenings(change);
        let listens = |listener: &&Listener| {
            happened.contains(&listener.definition.trigger.on) && change.seq > listener.live.automation.since
        };
        let listeners: Vec<&Listener> = listeners.iter().filter(listens).collect();
        if listeners.is_empty() {
            return Ok(());
        }
        let mut tx = self.inner.store.read().await?;
        let values = look(&mut tx, location, Subject::of_change(change)).await?;
        let causes = match &change.cause {
            Cause::Run { run, .. } => tx.run_find(location, *run).await?.map(|kept| kept.run.causes),
            _ => None,
        };
        drop(tx);
        let causes = causes.unwrap_or_default();
        for listener in listeners {
            self.consider(listener, change, &values, &causes, found);
        }
        Ok(())
    }

    /// Whether a change starts this automation, written down either way.
    fn consider(
        &self,
        listener: &Listener,
        change: &Change,
        values: &Values,
        causes: &[Link],
        found: &mut Found,
    ) {
        let Listener { live, definition } = listener;
        let automation = live.automation.id;
        let contact = contact_of(change);
        let on = definition.trigger.on;
        let trigger = trigger_of(change, on);
        let mut values = values.clone();
        values.insert("change".to_owned(), trigger.get("change").cloned().unwrap_or_default());
        values.insert("trigger".to_owned(), trigger.clone());
        let now = self.inner.clock.now();
        values.insert("now".to_owned(), Json::from(now.to_string()));
        let happening = Happening {
            on,
            change: Some(change),
            contact: contact.as_ref(),
            before: None,
            after: after(&values, change.kind),
            causes,
        };
        let seen = Seen::of(&values);
        let language = &self.inner.language;
        let decided = matching::matches(language, automation, &definition.trigger, &happening, &seen, now);
        let opened_by = format!("change/{}", change.seq);
        match decided {
            Match::Yes => {
                let id = RunId::from_uuid(self.inner.clock.uuid());
                let opening = Opening { contact, causes: causes.to_vec(), trigger };
                let run = Run::open(id, (automation, live.version), definition, opening, now);
                found.runs.push((NewRun { run, opened_by }, Arc::clone(definition)));
            }
            Match::No(reason) if reason.is_listed() => found.held.push(HeldBack {
                automation,
                opened_by,
                contact,
                reason: reason.to_string(),
                at: now,
            }),
            Match::No(_) => {}
        }
    }

    /// Opens the runs and moves the cursor; false when somebody else has moved it.
    async fn open(
        &self,
        location: &LocationId,
        (from, to): (Seq, Seq),
        found: Found,
    ) -> Result<bool, RunError> {
        let mut tx = self.inner.store.begin().await?;
        if !tx.trigger_move(location, from, to).await? {
            return Ok(false);
        }
        let mut jobs = Vec::new();
        for (run, definition) in found.runs {
            let opened = tx.run_open(location, std::slice::from_ref(&run), holds_up(&definition)).await?;
            jobs.extend(opened.into_iter().map(|run| self.job(location, Work::AdvanceRun { run })));
        }
        if !jobs.is_empty() {
            tx.job_add_many(&jobs).await?;
        }
        for held in &found.held {
            tx.trigger_hold_back(location, held).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Ends the waits of runs that waited for one of these changes of their contact.
    async fn wake_waiting(&self, location: &LocationId, changes: &[Change]) -> Result<(), RunError> {
        let mut of_contact: HashMap<ContactId, Vec<&Change>> = HashMap::new();
        for change in changes.iter().filter(|change| change.may_trigger()) {
            if let Some(contact) = contact_of(change) {
                of_contact.entry(contact).or_default().push(change);
            }
        }
        let contacts: Vec<ContactId> = of_contact.keys().cloned().collect();
        let waiting = self.inner.store.read().await?.run_list_awaiting(location, &contacts).await?;
        for kept in waiting {
            let changes = kept.run.contact.as_ref().and_then(|contact| of_contact.get(contact));
            for change in changes.into_iter().flatten() {
                let Some(on) = self.ends_wait(location, &kept.run, change).await? else { continue };
                let with = json!({"kind": change.kind.as_str(), "record": change.record.as_str(), "at": change.at.to_string()});
                self.tell(location, kept.run.id, News::Happened { on, with }).await?;
                break;
            }
        }
        Ok(())
    }

    /// What of a change ends the wait of a run.
    async fn ends_wait(
        &self,
        location: &LocationId,
        run: &Run,
        change: &Change,
    ) -> Result<Option<On>, RunError> {
        let State::Waiting(waiting) = &run.state else { return Ok(None) };
        let What::Step { events, since } = &waiting.what else { return Ok(None) };
        let happened = matching::happenings(change);
        let meant: Vec<On> =
            events.iter().copied().filter(|on| happened.contains(on) && change.at >= *since).collect();
        if meant.is_empty() || change.kind != Kind::Message {
            return Ok(meant.first().copied());
        }
        let row = self.inner.store.read().await?.record_find(location, change.kind, &change.record).await?;
        let message = row.map(|row| row.stored.doc.into_fields());
        Ok(meant.into_iter().find(|on| matching::goes_this_way(*on, message.as_ref())))
    }
}

/// The contact a change is about: a contact's change is about itself.
fn contact_of(change: &Change) -> Option<ContactId> {
    change.contact.clone().or_else(|| {
        (change.kind == Kind::Contact).then(|| ContactId::new(change.record.as_str()).ok()).flatten()
    })
}

/// The record as it is after a change.
fn after(values: &Values, kind: Kind) -> Option<&Map<String, Json>> {
    values.get(kind.as_str()).and_then(Json::as_object)
}

/// What opens a run of an automation that is asked for by hand, by another one, or by an address.
pub(crate) struct Asked {
    pub(crate) automation: AutomationId,
    pub(crate) version: u32,
    pub(crate) opened_by: String,
    pub(crate) opening: Opening,
}

impl Engine {
    /// Opens a run that somebody asks for, once for what it is asked by; gives the run either way.
    pub(crate) async fn open_asked(&self, location: &LocationId, asked: Asked) -> Result<RunId, RunError> {
        let definition = self.version(location, asked.automation, asked.version).await?;
        let id = RunId::from_uuid(self.inner.clock.uuid());
        let now = self.inner.clock.now();
        let run = Run::open(id, (asked.automation, asked.version), &definition, asked.opening, now);
        let mut tx = self.inner.store.begin().await?;
        let new = NewRun { run, opened_by: asked.opened_by.clone() };
        let opened = tx.run_open(location, &[new], holds_up(&definition)).await?;
        if opened.is_empty() {
            let kept = tx.run_opened_by(location, asked.automation, &asked.opened_by).await?;
            return kept.map(|kept| kept.run.id).ok_or(RunError::NoRun(id));
        }
        self.take_up(&mut tx, location, id).await?;
        tx.commit().await?;
        Ok(id)
    }
}
