//! Measures a release build of Rankr and prints one table. Started by `cargo xtask bench`, which explains it.
//!
//! Here: what is measured, with which load, and how it is shown. Not here: building, arguments (`xtask`).
//!
//! Promise: programs run as an operator would run them, each in a process and a folder of its own; every wait and
//! every load has a bound; what was started is ended by its own id, and nothing stays behind.

mod ending;
mod house;
mod machine;
mod plan;
mod process;
mod rows;
mod table;
mod wire;

use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};

use crate::plan::Plan;
use crate::table::Table;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let plan = std::env::args().nth(1).context("start me with: cargo xtask bench")?;
    let plan: Plan = serde_json::from_str(&plan).context("the plan cannot be read")?;
    ensure!(cfg!(target_os = "linux"), "memory and CPU are read from /proc, so this runs on Linux only");
    let _alone = plan.lock()?;
    ending::watch(&plan.folder)?;
    let mut table = Table::new(machine::describe(), &plan);
    rows::measure(&plan, &mut table)?;
    if plan.json {
        println!("{}", table.to_json())
    } else {
        print!("{table}")
    }
    Ok(())
}
