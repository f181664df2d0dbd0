//! The large account: a sandbox that holds it, its first copy, and what it takes of memory, disk and start.
//!
//! A first copy is timed by the sandbox's own log of calls: from the first contact search to the first call of the
//! stage after contacts and tasks. What comes after, one call a contact, then goes on at HighLevel's pace.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::start::{READY_MS, forget_calls, milliseconds};
use crate::house::{Rankr, Sandbox};
use crate::plan::{Plan, Topic};
use crate::process::Usage;
use crate::table::{Cpu, Row, Table, Target};
use crate::wire::Wire;

/// A copy slower than this is not worth waiting for.
const LONGEST: Duration = Duration::from_secs(600);
/// How long it may take until nothing is done any more.
const QUIET: Duration = Duration::from_secs(20);

/// What one copy came to.
struct Copied {
    per_second: f64,
    rows_per_second: f64,
    peak: f64,
    cpu: Cpu,
}

/// Starts the large sandbox, as often as there are runs, and keeps the last one.
pub(crate) fn sandbox(plan: &Plan, table: &mut Table) -> Result<Sandbox> {
    let (mut ready, mut resident) = (Vec::new(), Vec::new());
    let mut last = None;
    for _ in 0..plan.runs {
        drop(last.take());
        let sandbox = Sandbox::start(plan, plan.contacts)?;
        ready.push(milliseconds(sandbox.process.took));
        resident.push(sandbox.process.usage()?.resident);
        last = Some(sandbox);
    }
    table.add(Row::of(format!("sandbox: start to ready, {} contacts", plan.contacts), "ms", ready));
    table.add(Row::of(format!("sandbox: memory, {} contacts", plan.contacts), "MiB", resident));
    last.context("there was no run")
}

/// Copies it run by run and gives the last Rankr, which holds it all.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, table: &mut Table) -> Result<Rankr> {
    let runs = if plan.wants(Topic::Copy) { plan.runs } else { 1 };
    let mut copies = Vec::new();
    let mut last = None;
    for _ in 0..runs {
        drop(last.take());
        let (rankr, copied) = copy(plan, sandbox)?;
        copies.push(copied);
        last = Some(rankr);
    }
    let rankr = last.context("there was no run")?;
    if !plan.wants(Topic::Copy) {
        return Ok(rankr);
    }
    show(sandbox, &copies, table)?;
    at_rest(plan, rankr, table)
}

fn show(sandbox: &Sandbox, copies: &[Copied], table: &mut Table) -> Result<()> {
    let (contacts, tasks) = sandbox.counts()?;
    let of = |figure: fn(&Copied) -> f64| copies.iter().map(figure).collect::<Vec<_>>();
    let cpu = copies.last().context("there was no run")?.cpu;
    let name = format!("first copy, {contacts} contacts with {tasks} tasks");
    table.add(
        Row::of(name, "contacts/s", of(|copy| copy.per_second)).target(Target::Above(15_000.0)).cost(cpu),
    );
    table.add(Row::of("first copy, contacts and tasks together", "rows/s", of(|copy| copy.rows_per_second)));
    table.add(Row::of("memory peak during the first copy", "MiB", of(|copy| copy.peak)));
    Ok(())
}

fn copy(plan: &Plan, sandbox: &Sandbox) -> Result<(Rankr, Copied)> {
    let rankr = Rankr::start(plan, None)?;
    sandbox.limit(false)?;
    forget_calls(sandbox)?;
    let before = (rankr.process.usage()?.cpu, sandbox.process.usage()?.cpu);
    rankr.connect(plan, sandbox)?;
    let mut control = sandbox.control()?;
    let used = until_copied(&rankr, &mut control)?;
    let load = sandbox.process.usage()?.cpu - before.1;
    sandbox.limit(true)?;
    let seconds = seconds_of_copy(&mut control)?;
    let (contacts, tasks) = sandbox.counts()?;
    let copied = Copied {
        per_second: contacts as f64 / seconds,
        rows_per_second: (contacts + tasks) as f64 / seconds,
        peak: used.peak,
        cpu: Cpu { rankr: used.cpu - before.0, load },
    };
    Ok((rankr, copied))
}

fn until_copied(rankr: &Rankr, control: &mut Wire) -> Result<Usage> {
    let began = Instant::now();
    while began.elapsed() < LONGEST {
        let calls = control.json("/sandbox/calls?limit=1")?;
        let used = rankr.process.usage()?;
        if is_next_stage(&calls["totals"]) {
            return Ok(used);
        }
        thread::sleep(Duration::from_millis(50));
    }
    bail!("the first copy took more than {} s", LONGEST.as_secs())
}

fn is_next_stage(totals: &Value) -> bool {
    ["get-appointments-for-contact", "get-all-notes"].iter().any(|operation| totals.get(operation).is_some())
}

/// From the first search to the first call of the next stage, by the sandbox's clock.
fn seconds_of_copy(control: &mut Wire) -> Result<f64> {
    let calls = control.json("/sandbox/calls?limit=200000")?;
    let calls = calls["calls"].as_array().context("the sandbox shows no calls")?;
    let first = |wanted: &[&str]| {
        let call = calls.iter().find(|call| wanted.iter().any(|name| call["operationId"] == *name));
        call.and_then(|call| call["at"].as_str()).and_then(seconds_of_day)
    };
    let began = first(&["search-contacts-advanced"]).context("no contact was searched")?;
    let ended = first(&["get-appointments-for-contact", "get-all-notes"]).context("the copy has no end")?;
    // Around midnight the day's seconds begin anew.
    Ok((ended - began).rem_euclid(86_400.0))
}

/// The seconds of the day in a time such as `2026-03-01T12:00:00.123Z`.
fn seconds_of_day(text: &str) -> Option<f64> {
    let (_, time) = text.trim_end_matches('Z').split_once('T')?;
    let parts: Vec<f64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [hours, minutes, seconds] => Some(hours * 3_600.0 + minutes * 60.0 + seconds),
        _ => None,
    }
}

/// Memory when nothing is asked, and the start on a full folder.
fn at_rest(plan: &Plan, mut rankr: Rankr, table: &mut Table) -> Result<Rankr> {
    rankr.process.settle(QUIET)?;
    let name = |what: &str| format!("{what}, {} contacts", plan.contacts);
    let after_copy = rankr.process.usage()?.resident;
    let (mut ready, mut resident) = (Vec::new(), Vec::new());
    for _ in 0..plan.runs {
        rankr = rankr.again(plan)?;
        ready.push(milliseconds(rankr.process.took));
        rankr.process.settle(QUIET)?;
        resident.push(rankr.process.usage()?.resident);
    }
    let small = Target::Below(60.0);
    table.add(Row::of(name("memory idle after the first copy"), "MiB", vec![after_copy]).target(small));
    table.add(Row::of(name("memory idle after a start"), "MiB", resident).target(small));
    table.add(Row::of(name("start to ready"), "ms", ready).target(Target::Below(READY_MS)));
    table.add(Row::of(name("database on disk"), "MiB", vec![rankr.on_disk()?]));
    Ok(rankr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_to_the_millisecond() {
        assert_eq!(seconds_of_day("2026-03-01T01:02:03.500Z"), Some(3_723.5));
        assert_eq!(seconds_of_day("yesterday"), None);
    }
}
