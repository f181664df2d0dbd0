//! Runs of automations: looking at them, ending them, making them again.
//!
//! Here: what a person does with a run. Not here: how it goes on (`engine`).
//!
//! Promise: a run can be ended in every state; a run made again leaves the old one as it was.

use domain::{
    automation::{
        Automation, Definition, Step, StepId, Walk,
        run::{Finished, News, Run},
    },
    contact::display_name,
    ids::{AutomationId, RunId},
    person::Role,
};
use engine::NotAgain;
pub use engine::exact;
use highlevel::ContactId;
use jiff::{SignedDuration, Timestamp};
pub use store::RunQuery;
use store::{FailedFor, Tx};

use crate::{Member, Refusal, Rooms};

/// Steps shown of one run.
const STEPS: u32 = 500;
/// How far back causes of failure are gathered.
const CAUSES_OF: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Causes shown.
const CAUSES: u32 = 20;

/// Runs of a location.
#[derive(Debug, Clone)]
pub struct Runs {
    rooms: Rooms,
}

/// One run of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    /// The run.
    pub run: Run,
    /// What its automation is called.
    pub automation: String,
    /// What its contact is called.
    pub contact: Option<String>,
}

/// A list of runs.
#[derive(Debug, Clone, PartialEq)]
pub struct RunList {
    /// The runs, newest first.
    pub rows: Vec<RunRow>,
    /// The causes for which runs failed in the last week, with the name of the automation.
    pub causes: Vec<(FailedFor, String)>,
    /// The automations there are, for a filter.
    pub automations: Vec<Automation>,
    /// Where the next page begins.
    pub next: Option<RunId>,
}

/// One run as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunView {
    /// The run.
    pub row: RunRow,
    /// What it does.
    pub definition: Definition,
    /// What became of its steps, in order.
    pub steps: Vec<Finished>,
    /// The steps it has not come to, in reading order.
    pub ahead: Vec<Step>,
    /// The version that is live now.
    pub live: Option<u32>,
}

impl Runs {
    /// Runs of these rooms.
    #[must_use]
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The runs asked for.
    pub async fn list(&self, member: &Member, query: &RunQuery) -> Result<RunList, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let location = &member.location;
        let limit = query.limit.clamp(1, 200);
        let query = RunQuery { limit: limit + 1, ..query.clone() };
        let mut runs = tx.run_list(location, &query).await?;
        let more = runs.len() > limit as usize;
        runs.truncate(limit as usize);
        let next = runs.last().map(|run| run.id).filter(|_| more);
        let automations = tx.automation_list(location).await?;
        let since = self.rooms.now().checked_sub(CAUSES_OF).unwrap_or(Timestamp::UNIX_EPOCH);
        let causes = tx.run_list_causes(location, since, CAUSES).await?;
        let causes = causes.into_iter().map(|cause| {
            let name = name_of(&automations, cause.automation);
            (cause, name)
        });
        let causes = causes.collect();
        let mut rows = Vec::with_capacity(runs.len());
        for run in runs {
            rows.push(row(&mut tx, member, run, &automations).await?);
        }
        Ok(RunList { rows, causes, automations, next })
    }

    /// One run.
    pub async fn open(&self, member: &Member, id: RunId) -> Result<RunView, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let location = &member.location;
        let kept = tx.run_find(location, id).await?.ok_or(Refusal::NotFound { what: "run" })?;
        let definition = tx.automation_definition(location, kept.run.automation, kept.run.version).await?;
        let definition = definition.ok_or(Refusal::NotFound { what: "version" })?;
        let steps = tx.run_list_steps(location, id, STEPS).await?;
        let automations = tx.automation_list(location).await?;
        let live = tx.automation_versions(location, kept.run.automation).await?;
        let live = live.live().map(|version| version.number);
        let ahead = ahead(&definition, &kept.run, &steps);
        let row = row(&mut tx, member, kept.run, &automations).await?;
        Ok(RunView { row, definition, steps, ahead, live })
    }

    /// Ends a run, in whatever state it is.
    pub async fn cancel(&self, member: &Member, id: RunId) -> Result<(), Refusal> {
        must_work(member)?;
        let told = self.rooms.engine.tell(&member.location, id, News::Cancelled).await;
        told.map_err(broken)?.map(drop).ok_or(Refusal::NotFound { what: "run" })
    }

    /// Makes a run again from one of its steps, on its own version or on the one that is live; gives the new run.
    pub async fn again(
        &self,
        member: &Member,
        id: RunId,
        from: &str,
        on: OnVersion,
    ) -> Result<RunId, Refusal> {
        must_work(member)?;
        let from: StepId = from.parse().map_err(|_| Refusal::NotFound { what: "step" })?;
        let view = self.open(member, id).await?;
        let version = match on {
            OnVersion::Its => view.row.run.version,
            OnVersion::Live => view.live.unwrap_or(view.row.run.version),
        };
        let made = self.rooms.engine.again(&member.location, &view.row.run, version, &from).await;
        made.map_err(|error| match error {
            NotAgain::Wrong(wrong) => Refusal::Conflict(format!("{wrong}.")),
            NotAgain::Run(error) => broken(error),
        })
    }

    /// Whether this person may end runs and make them again.
    #[must_use]
    pub fn may_work(&self, member: &Member) -> bool {
        must_work(member).is_ok()
    }
}

/// On which version a run is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnVersion {
    /// On its own.
    Its,
    /// On the one that is live now.
    Live,
}

async fn row(
    tx: &mut Tx<'_>,
    member: &Member,
    run: Run,
    automations: &[Automation],
) -> Result<RunRow, Refusal> {
    let contact = match &run.contact {
        Some(contact) => named(tx, member, contact).await?,
        None => None,
    };
    Ok(RunRow { automation: name_of(automations, run.automation), contact, run })
}

async fn named(tx: &mut Tx<'_>, member: &Member, contact: &ContactId) -> Result<Option<String>, Refusal> {
    Ok(tx.contact_find(&member.location, contact).await?.map(|row| display_name(row.doc())))
}

fn name_of(automations: &[Automation], id: AutomationId) -> String {
    let found = automations.iter().find(|automation| automation.id == id);
    found.map_or_else(|| id.to_string(), |automation| automation.name.clone())
}

/// The steps a run has not come to: those that stand after where it is.
fn ahead(definition: &Definition, run: &Run, steps: &[Finished]) -> Vec<Step> {
    if run.state.is_over() && run.cursor.is_none() {
        return Vec::new();
    }
    let at = run.cursor.as_ref().map(|cursor| &cursor.step);
    let all = Walk::of(definition).all();
    let rest = all.iter().skip_while(|nested| Some(&nested.step.id) != at);
    rest.filter(|nested| !steps.iter().any(|finished| finished.at.step == nested.step.id))
        .map(|nested| nested.step.clone())
        .collect()
}

fn must_work(member: &Member) -> Result<(), Refusal> {
    if member.may_act_as(Role::Member) { Ok(()) } else { Err(Refusal::NotAllowed { needs: Role::Member }) }
}

fn broken(error: engine::RunError) -> Refusal {
    crate::automations::broken(error)
}
