//! Replay: a new run that takes an older one's outputs over, and goes on from one of the steps.

use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::{Cursor, Run, State};
use crate::{
    automation::{Action, Definition, Step, StepId, Walk, matching::Link},
    ids::{AutomationId, RunId},
};
use highlevel::ids::ContactId;

/// What cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongReplay {
    /// There is no such step in that version.
    #[error("this version has no step `{0}`")]
    NoStep(StepId),
    /// The older run is still going.
    #[error("this run is still going: cancel it first, or wait until it ends")]
    StillGoing,
}

impl Run {
    /// A new run at the first step of a definition.
    #[must_use]
    pub fn open(
        id: RunId,
        (automation, version): (AutomationId, u32),
        definition: &Definition,
        opening: Opening,
        now: Timestamp,
    ) -> Self {
        let Opening { contact, mut causes, trigger } = opening;
        causes.push(Link { automation, contact: contact.clone() });
        let first = definition.steps.first();
        Self {
            id,
            automation,
            version,
            parent: None,
            contact,
            causes,
            trigger,
            state: State::Ready,
            cursor: first.map(|step| Cursor { step: step.id.clone(), items: Vec::new() }),
            outputs: Map::new(),
            lists: Map::new(),
            calls: 0,
            finished: 0,
            cancelling: false,
            opened_at: now,
            ended_at: None,
        }
    }
}

/// What opens a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Opening {
    /// The contact it is about.
    pub contact: Option<ContactId>,
    /// The automations behind the happening.
    pub causes: Vec<Link>,
    /// What its expressions see as `trigger`.
    pub trigger: Json,
}

/// A new run from a step of an older one, on the same or another version. Outputs before the step are taken over.
/// A step inside loops is taken up at the item the older run stood at; where that is elsewhere, the loop begins anew.
///
/// # Errors
/// When the older run has not ended, or the version lacks the step.
pub fn replay(
    old: &Run,
    id: RunId,
    (version, definition): (u32, &Definition),
    from: &StepId,
    now: Timestamp,
) -> Result<Run, WrongReplay> {
    if !old.state.is_over() {
        return Err(WrongReplay::StillGoing);
    }
    let walk = Walk::of(definition);
    let nested = walk.find(from).ok_or_else(|| WrongReplay::NoStep(from.clone()))?;
    let loops: Vec<&Step> = nested.loops().collect();
    let resumed = old.cursor.clone().filter(|at| at.step == *from && old.has_lists(&loops, at));
    let cursor = match (resumed, loops.first()) {
        (Some(at), _) => at,
        (None, Some(outer)) => Cursor { step: outer.id.clone(), items: Vec::new() },
        (None, None) => Cursor { step: from.clone(), items: Vec::new() },
    };
    let all = walk.all();
    let target = cursor.step.clone();
    let before = all.iter().take_while(|nested| nested.step.id != target);
    let kept = before.filter_map(|nested| {
        let name = nested.step.id.as_str();
        // The loop it stands in is not finished yet.
        let around =
            matches!(nested.step.action, Action::ForEach(_)) && loops.iter().any(|l| l.id == nested.step.id);
        old.outputs.get(name).filter(|_| !around).map(|output| (name.to_owned(), output.clone()))
    });
    let lists = if cursor.items.is_empty() { Map::new() } else { old.lists.clone() };
    Ok(Run {
        id,
        version,
        parent: Some(old.id),
        state: State::Ready,
        cursor: Some(cursor),
        outputs: kept.collect(),
        lists,
        calls: 0,
        finished: 0,
        cancelling: false,
        opened_at: now,
        ended_at: None,
        ..old.clone()
    })
}

impl Run {
    fn has_lists(&self, loops: &[&Step], at: &Cursor) -> bool {
        loops.len() == at.items.len()
            && loops.iter().zip(&at.items).enumerate().all(|(depth, (step, place))| {
                let outer = Cursor { step: step.id.clone(), items: at.items[..depth].to_vec() };
                *place < self.list_length(&outer)
            })
    }
}
