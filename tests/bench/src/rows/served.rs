//! The served API of the large account: one contact after another, and the search's newest twenty, by callers that
//! each wait for their answer before they ask again.
//!
//! Single reads go round a working set, as integrations do; each of its contacts is read once before the clock runs.

use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;

use super::start::milliseconds;
use crate::house::{Rankr, Sandbox};
use crate::plan::Plan;
use crate::process::own_cpu;
use crate::table::{Cpu, Row, Table, Target, quantile};
use crate::wire::{Wire, post};

/// Callers at once.
const CALLERS: usize = 32;
/// Contacts of the working set.
const WORKING_SET: usize = 1_000;
/// Single reads in one run, and searches.
const READS: usize = 60_000;
const SEARCHES: usize = 6_000;

/// What one run came to.
struct Run {
    per_second: f64,
    slowest: f64,
}

/// Asks both ways, run by run.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, rankr: &Rankr, table: &mut Table) -> Result<()> {
    let key = rankr.key(plan)?;
    let head = format!("authorization: Bearer {key}\r\nversion: 2021-07-28\r\n");
    let contacts = sandbox.some_contacts(WORKING_SET)?;
    let location = sandbox.process.text("location_id")?;
    let host = rankr.address();
    let read = |id: &str| {
        format!("GET /highlevel/contacts/{id} HTTP/1.1\r\nhost: {host}\r\n{head}\r\n").into_bytes()
    };
    let singles: Vec<Vec<u8>> =
        contacts.iter().filter_map(|contact| contact["id"].as_str()).map(read).collect();
    ensure!(!singles.is_empty(), "the sandbox's contacts have no ids");
    let mut wire = Wire::to(&format!("http://{host}"))?;
    for request in &singles {
        ask(&mut wire, request)?;
    }
    let newest = json!({ "locationId": location, "pageLimit": 20 }).to_string();
    let search = vec![post(host, "/highlevel/contacts/search", &head, &newest)];
    for (name, requests, number, target) in
        [("served contact", &singles, READS, Some(15_000.0)), ("served search", &search, SEARCHES, None)]
    {
        let before = (rankr.process.usage()?.cpu, own_cpu()?);
        let runs: Vec<Run> =
            (0..plan.runs).map(|_| one_run(rankr, requests, number)).collect::<Result<_>>()?;
        let after = (rankr.process.usage()?.cpu, own_cpu()?);
        let share = plan.runs as f64;
        let cpu = Cpu { rankr: (after.0 - before.0) / share, load: (after.1 - before.1) / share };
        let of = |figure: fn(&Run) -> f64| runs.iter().map(figure).collect::<Vec<_>>();
        let row = Row::of(name, "/s", of(|run| run.per_second)).cost(cpu);
        table.add(match target {
            Some(target) => row.target(Target::Above(target)),
            None => row,
        });
        let row = Row::of(format!("{name}, p99"), "ms", of(|run| run.slowest));
        table.add(if target.is_some() { row.target(Target::Below(5.0)) } else { row });
    }
    Ok(())
}

fn one_run(rankr: &Rankr, requests: &[Vec<u8>], number: usize) -> Result<Run> {
    let began = Instant::now();
    let took = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                scope.spawn(move || -> Result<Vec<f64>> {
                    let mut wire = Wire::to(&format!("http://{}", rankr.address()))?;
                    let mut took = Vec::with_capacity(number / CALLERS);
                    for turn in 0..number / CALLERS {
                        let began = Instant::now();
                        ask(&mut wire, &requests[(turn * CALLERS + caller) % requests.len()])?;
                        took.push(milliseconds(began.elapsed()));
                    }
                    Ok(took)
                })
            })
            .collect();
        callers
            .into_iter()
            .map(|caller| caller.join().expect("a caller does not panic"))
            .collect::<Result<Vec<_>>>()
    })?;
    let took = took.concat();
    Ok(Run { per_second: took.len() as f64 / began.elapsed().as_secs_f64(), slowest: quantile(&took, 0.99) })
}

fn ask(wire: &mut Wire, request: &[u8]) -> Result<()> {
    let answer = wire.send(request).context("the served API did not answer")?;
    ensure!(answer.status == 200, "the served API answered {}", answer.status);
    Ok(())
}
