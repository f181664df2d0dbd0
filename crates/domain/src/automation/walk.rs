//! Walking a definition: its steps in reading order, where each stands, and which comes after it.

use super::{Action, Step, StepId, definition::Definition, step::Arm};

/// A step and where it stands.
#[derive(Debug, Clone)]
pub struct Nested<'d> {
    /// The step.
    pub step: &'d Step,
    /// The steps around it, outermost first.
    pub around: Vec<&'d Step>,
    /// The step it comes after in its own list.
    pub previous: Option<&'d Step>,
    /// The way of the branch it stands on, when the innermost step around it is a branch.
    pub arm: Option<&'d Arm>,
}

impl<'d> Nested<'d> {
    /// The loops around it, outermost first.
    pub fn loops(&self) -> impl Iterator<Item = &'d Step> + '_ {
        self.around.iter().copied().filter(|step| matches!(step.action, Action::ForEach(_)))
    }
}

/// Where a run goes after a step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum After<'d> {
    /// To this step.
    Step(&'d Step),
    /// Back to the loop it stands in: the next of the list, or on.
    Loop(&'d Step),
    /// Nowhere.
    End,
}

/// A definition that can be walked.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'d>(&'d [Step]);

impl<'d> Walk<'d> {
    /// Through a whole definition.
    #[must_use]
    pub fn of(definition: &'d Definition) -> Self {
        Self(&definition.steps)
    }

    /// Through these steps.
    #[must_use]
    pub const fn through(steps: &'d [Step]) -> Self {
        Self(steps)
    }

    /// Every step, in reading order.
    #[must_use]
    pub fn all(self) -> Vec<Nested<'d>> {
        let mut all = Vec::new();
        gather(self.0, &mut Vec::new(), None, &mut all);
        all
    }

    /// The step of this name, and where it stands.
    #[must_use]
    pub fn find(self, id: &StepId) -> Option<Nested<'d>> {
        self.all().into_iter().find(|nested| nested.step.id == *id)
    }

    /// Where a run goes when it is through with this step, or with the list that ends with it.
    #[must_use]
    pub fn after(self, id: &StepId) -> After<'d> {
        after(self.0, id, After::End).unwrap_or(After::End)
    }
}

fn gather<'d>(
    steps: &'d [Step],
    around: &mut Vec<&'d Step>,
    arm: Option<&'d Arm>,
    all: &mut Vec<Nested<'d>>,
) {
    let mut previous = None;
    for step in steps {
        all.push(Nested { step, around: around.clone(), previous, arm });
        around.push(step);
        match &step.action {
            Action::Branch(arms) => arms.iter().for_each(|arm| gather(&arm.steps, around, Some(arm), all)),
            Action::ForEach(each) => gather(&each.steps, around, None, all),
            _ => {}
        }
        around.pop();
        previous = Some(step);
    }
}

fn after<'d>(steps: &'d [Step], id: &StepId, end: After<'d>) -> Option<After<'d>> {
    for (place, step) in steps.iter().enumerate() {
        let next = steps.get(place + 1).map_or(end, After::Step);
        if step.id == *id {
            return Some(next);
        }
        let inner = match &step.action {
            Action::Branch(arms) => arms.iter().find_map(|arm| after(&arm.steps, id, next)),
            Action::ForEach(each) => after(&each.steps, id, After::Loop(step)),
            _ => None,
        };
        if inner.is_some() {
            return inner;
        }
    }
    None
}
