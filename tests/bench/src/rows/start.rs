//! From the start of the process to its ready line, and what a small account takes of memory.

use std::time::Duration;

use anyhow::Result;

use crate::house::{Rankr, Sandbox};
use crate::plan::Plan;
use crate::table::{Row, Table, Target};

/// The start of `serve` should take no longer, in milliseconds.
pub(crate) const READY_MS: f64 = 300.0;
/// How long it may take until nothing is done any more.
const QUIET: Duration = Duration::from_secs(30);

/// Starts on nothing, copies the small account, and starts again.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let (contacts, _) = sandbox.counts()?;
    let (mut empty, mut filled, mut resident, mut peak) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.runs {
        let rankr = Rankr::start(plan, None)?;
        empty.push(milliseconds(rankr.process.took));
        forget_calls(sandbox)?;
        rankr.copy_all(plan, sandbox)?;
        rankr.process.settle(QUIET)?;
        let used = rankr.process.usage()?;
        resident.push(used.resident);
        peak.push(used.peak);
        let rankr = rankr.again(plan)?;
        filled.push(milliseconds(rankr.process.took));
        rankr.process.stop()?;
    }
    let ready = Target::Below(READY_MS);
    table.add(Row::of("start to ready, empty folder", "ms", empty).target(ready));
    table.add(Row::of(format!("start to ready, {contacts} contacts"), "ms", filled).target(ready));
    table.add(Row::of(format!("memory idle, {contacts} contacts copied"), "MiB", resident));
    table.add(Row::of(format!("memory peak, {contacts} contacts copied"), "MiB", peak));
    Ok(())
}

/// Call totals begin anew, so that the next copy can be watched by them.
pub(crate) fn forget_calls(sandbox: &Sandbox) -> Result<()> {
    sandbox.control()?.delete("/sandbox/calls")
}

/// A duration in milliseconds.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
