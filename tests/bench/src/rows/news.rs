//! From a change in HighLevel to an open page that hears of it: the sandbox sends its signed webhook, Rankr keeps it,
//! takes it in, and tells its streams.
//!
//! The clock runs from the sandbox's answer to the edit until the stream's event about that contact.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::start::{forget_calls, milliseconds};
use crate::house::{Rankr, Sandbox};
use crate::plan::Plan;
use crate::process::own_cpu;
use crate::table::{Cpu, Row, Table, Target, quantile};
use crate::wire::Wire;

/// Edits of one run, one after the other.
const EDITS: usize = 100;
/// An open page shows it within a second, in milliseconds.
const SOON: f64 = 1_000.0;
/// News that take longer than this are lost.
const LOST: Duration = Duration::from_secs(20);

/// Edits contacts and listens, run by run.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, table: &mut Table) -> Result<()> {
    let contacts = sandbox.some_contacts(EDITS)?;
    let ids: Vec<&str> = contacts.iter().filter_map(|contact| contact["id"].as_str()).collect();
    let rankr = Rankr::start(plan, None)?;
    forget_calls(sandbox)?;
    rankr.copy_all(plan, sandbox)?;
    let before = (rankr.process.usage()?.cpu, own_cpu()? + sandbox.process.usage()?.cpu);
    let (mut half, mut slowest) = (Vec::new(), Vec::new());
    for run in 0..plan.runs {
        let took = one_run(sandbox, &rankr, &ids, run)?;
        half.push(quantile(&took, 0.5));
        slowest.push(quantile(&took, 0.99));
    }
    let share = plan.runs as f64;
    let after = (rankr.process.usage()?.cpu, own_cpu()? + sandbox.process.usage()?.cpu);
    let cpu = Cpu { rankr: (after.0 - before.0) / share, load: (after.1 - before.1) / share };
    rankr.process.stop()?;
    table.add(Row::of("edit in HighLevel to open page, p50", "ms", half).cost(cpu));
    table.add(Row::of("edit in HighLevel to open page, p99", "ms", slowest).target(Target::Below(SOON)));
    Ok(())
}

fn one_run(sandbox: &Sandbox, rankr: &Rankr, ids: &[&str], run: usize) -> Result<Vec<f64>> {
    let mut stream = rankr.signed_in()?;
    stream.listen("/live")?;
    let mut api = sandbox.control()?;
    let token = sandbox.process.text("private_token")?;
    let mut took = Vec::new();
    for (number, id) in ids.iter().enumerate() {
        let city = json!({ "city": format!("Town {run}-{number}") });
        let status = api.put(&format!("/contacts/{id}"), token, &city)?;
        ensure!(status == 200, "the sandbox answered an edit with {status}");
        let began = Instant::now();
        hear_of(&mut stream, id, began)?;
        took.push(milliseconds(began.elapsed()));
    }
    Ok(took)
}

fn hear_of(stream: &mut Wire, id: &str, began: Instant) -> Result<()> {
    loop {
        let news = stream.news().context("the stream ended")?;
        let news: Value = serde_json::from_str(&news).unwrap_or_default();
        if news["kind"] == "change" && news["contact"] == id {
            return Ok(());
        }
        ensure!(began.elapsed() < LOST, "nothing was heard of an edit for {} s", LOST.as_secs());
    }
}
