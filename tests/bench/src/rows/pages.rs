//! Pages of the large account, asked for one after the other over one kept connection, signed in.
//!
//! The time is the whole of it: request out, last byte in, over loopback. The bytes are HTML before compression.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use super::start::milliseconds;
use crate::house::{Rankr, Sandbox};
use crate::plan::Plan;
use crate::process::own_cpu;
use crate::table::{Cpu, Row, Table, Target, quantile};
use crate::wire::Wire;

/// A page's p99 should stay below this, in milliseconds.
const SLOWEST: f64 = 25.0;
/// And its HTML below this, in kibibytes.
const LARGEST: f64 = 50.0;
/// What people type: parts of names, of addresses, of numbers, common and rare, one thing that nobody holds.
const SEARCHES: [&str; 12] =
    ["ann", "lee", "smith", "ma", "555", "example.com", "garcia", "01", "0142", "jo", "son", "qqxzy"];
/// Requests before the clock runs.
const WARM_UP: usize = 20;

/// A kind of page and its addresses.
struct Kind {
    name: &'static str,
    paths: Vec<String>,
}

/// What one run over one kind came to.
struct Run {
    half: f64,
    slowest: f64,
    largest: f64,
}

/// Asks for every kind of page, run by run.
pub(crate) fn measure(plan: &Plan, sandbox: &Sandbox, rankr: &Rankr, table: &mut Table) -> Result<()> {
    let mut wire = rankr.signed_in()?;
    for kind in kinds(plan, sandbox)? {
        for path in kind.paths.iter().take(WARM_UP) {
            ask(&mut wire, path)?;
        }
        let before = (rankr.process.usage()?.cpu, own_cpu()?);
        let mut runs = Vec::new();
        for _ in 0..plan.runs {
            runs.push(one_run(&mut wire, &kind)?);
        }
        let after = (rankr.process.usage()?.cpu, own_cpu()?);
        let share = plan.runs as f64;
        let cpu = Cpu { rankr: (after.0 - before.0) / share, load: (after.1 - before.1) / share };
        show(&kind, &runs, cpu, table);
    }
    Ok(())
}

fn show(kind: &Kind, runs: &[Run], cpu: Cpu, table: &mut Table) {
    let of = |figure: fn(&Run) -> f64| runs.iter().map(figure).collect::<Vec<_>>();
    let name = |what: &str| format!("{}, {what}", kind.name);
    table.add(Row::of(name("p50"), "ms", of(|run| run.half)).cost(cpu));
    table.add(Row::of(name("p99"), "ms", of(|run| run.slowest)).target(Target::Below(SLOWEST)));
    table.add(Row::of(name("largest"), "KiB", of(|run| run.largest)).target(Target::Below(LARGEST)));
}

fn kinds(plan: &Plan, sandbox: &Sandbox) -> Result<Vec<Kind>> {
    let contacts = sandbox.some_contacts(plan.requests)?;
    let ids: Vec<&str> = contacts.iter().filter_map(|contact| contact["id"].as_str()).collect();
    ensure!(!ids.is_empty(), "the sandbox's contacts have no ids");
    let many = |paths: Vec<String>| paths.into_iter().cycle().take(plan.requests).collect();
    let searches = |page: &str| SEARCHES.iter().map(|words| format!("{page}?q={words}")).collect();
    let sorts = ["", "?sort=updated", "?sort=name", "?sort=name&dir=down", "?task=open", "?dnd=off"];
    Ok(vec![
        Kind { name: "contacts list", paths: many(sorts.map(|sort| format!("/contacts{sort}")).to_vec()) },
        Kind { name: "contacts search", paths: many(searches("/contacts")) },
        Kind { name: "palette", paths: many(searches("/contacts/find")) },
        Kind { name: "contact page", paths: many(ids.iter().map(|id| format!("/contacts/{id}")).collect()) },
    ])
}

fn one_run(wire: &mut Wire, kind: &Kind) -> Result<Run> {
    let (mut took, mut sizes) = (Vec::new(), Vec::new());
    for path in &kind.paths {
        let began = Instant::now();
        let bytes = ask(wire, path)?;
        took.push(milliseconds(began.elapsed()));
        sizes.push(bytes as f64 / 1024.0);
    }
    Ok(Run { half: quantile(&took, 0.5), slowest: quantile(&took, 0.99), largest: quantile(&sizes, 1.0) })
}

fn ask(wire: &mut Wire, path: &str) -> Result<usize> {
    let answer = wire.get(path).with_context(|| format!("{path} was not answered"))?;
    ensure!(answer.status == 200, "{path} answered {}", answer.status);
    Ok(answer.body.len())
}
