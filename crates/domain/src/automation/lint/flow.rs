//! Flow: steps nobody reaches, loops that fan out, calls that cost too much, waits that outlast the run.

use super::{Facts, Finding, Rule, calls};
use crate::automation::{Action, Condition, Definition, Nested, Step, definition::ITEMS};

/// Items that loops in each other may go through together.
const FAN_OUT: u64 = ITEMS as u64;

/// HighLevel calls one run makes at most.
#[must_use]
pub fn most_calls(definition: &Definition) -> u64 {
    of_list(&definition.steps)
}

fn of_list(steps: &[Step]) -> u64 {
    steps.iter().filter(|step| !step.skip).map(of_step).fold(0, u64::saturating_add)
}

fn of_step(step: &Step) -> u64 {
    match &step.action {
        Action::Branch(arms) => arms.iter().map(|arm| of_list(&arm.steps)).max().unwrap_or(0),
        Action::ForEach(each) => u64::from(each.at_most).saturating_mul(of_list(&each.steps)),
        action => calls(action),
    }
}

pub(super) fn check(nested: &Nested<'_>, facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let id = Some(&nested.step.id);
    if nested.previous.is_some_and(always_ends) {
        found.push(Finding::warning(
            id,
            Rule::Unreachable,
            "No run gets here: the step before always ends it.",
        ));
    }
    if let Some(arm) = nested.arm
        && nested.previous.is_none()
        && arm.when.as_ref().is_some_and(never_holds)
    {
        found.push(Finding::warning(
            id,
            Rule::Unreachable,
            "No run gets here: the condition of its way never holds.",
        ));
    }
    match &nested.step.action {
        Action::ForEach(each) => {
            let around = nested.loops().map(|step| match &step.action {
                Action::ForEach(outer) => u64::from(outer.at_most),
                _ => 1,
            });
            let items = around.fold(u64::from(each.at_most), u64::saturating_mul);
            if items > FAN_OUT {
                let sentence = format!(
                    "With the loops around it, this goes up to {items} times; {FAN_OUT} is the most."
                );
                found.push(Finding::error(id, Rule::FanOut, sentence).about("at_most"));
            }
            if each.steps.is_empty() {
                found.push(Finding::warning(id, Rule::Empty, "The loop does nothing yet."));
            }
        }
        Action::Call(_) if nested.loops().next().is_some() => {
            let sentence = "This starts another automation once for each item.";
            found.push(Finding::warning(id, Rule::FanOut, sentence));
        }
        Action::Wait(wait) => {
            let too_long =
                wait.length.as_ref().zip(facts.retention).filter(|(l, kept)| l.seconds() > kept.seconds());
            if let Some((length, kept)) = too_long {
                let sentence =
                    format!("The wait of {length} is longer than the {kept} for which runs are kept.");
                found.push(Finding::error(id, Rule::LongWait, sentence).about("for"));
            }
        }
        _ => {}
    }
}

pub(super) fn check_whole(definition: &Definition, facts: &Facts<'_>, found: &mut Vec<Finding>) {
    let most = most_calls(definition);
    let limits = [facts.calls_a_day, definition.limits.calls_a_day];
    let Some(left) = limits.into_iter().flatten().min() else { return };
    if most > u64::from(left) {
        let sentence = format!("One run can take {most} calls, more than the {left} there are a day.");
        return found.push(Finding::error(None, Rule::Cost, sentence));
    }
    let a_day = most.saturating_mul(u64::from(facts.runs_a_day.unwrap_or(0)));
    if a_day > u64::from(left) {
        let runs = facts.runs_a_day.unwrap_or(0);
        let sentence = format!(
            "About {runs} runs a day with up to {most} calls each make {a_day} calls; there are {left}. Runs will wait."
        );
        found.push(Finding::warning(None, Rule::Cost, sentence));
    }
}

/// Whether no run gets past a step.
fn always_ends(step: &Step) -> bool {
    if step.skip {
        return false;
    }
    match &step.action {
        Action::Stop(_) => true,
        Action::OnlyIf(condition) => never_holds(condition),
        Action::Branch(arms) => {
            arms.iter().any(|arm| arm.when.is_none())
                && arms.iter().all(|arm| arm.steps.iter().any(always_ends))
        }
        _ => false,
    }
}

fn never_holds(condition: &Condition) -> bool {
    match condition {
        Condition::Written(text) => matches!(text.trim(), "false" | "False" | "none" | "0" | ""),
        Condition::Any { any } => any.iter().all(never_holds),
        Condition::All { all } => all.iter().any(never_holds),
        _ => false,
    }
}
