//! `cargo xtask bench`: build release, measure, print one table.
//!
//! Here: arguments and building. Not here: measuring, which is a program of its own (`tests/bench`), so that checks and
//! tests need not wait for what it is made of.

mod page;
mod wishes;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Result, bail};
use serde_json::json;

use crate::{shell, tools};
use wishes::{Asked, Wishes};

/// Reads the arguments, builds, measures.
pub(crate) fn run(arguments: &[String]) -> ExitCode {
    let wishes = match wishes::read(arguments) {
        Ok(Asked::Help) => {
            println!("{}", wishes::HELP);
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Bench(wishes)) => wishes,
        Err(refusal) => {
            eprintln!("xtask bench: {refusal}\n\ncargo xtask bench --help says what there is");
            return ExitCode::from(2);
        }
    };
    match measure(&wishes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure(wishes: &Wishes) -> Result<()> {
    let release = tools::target().join("release");
    let program = match &wishes.program {
        Some(program) => std::path::absolute(program)?,
        None => build("rankr", release.join("rankr"))?,
    };
    if !program.is_file() {
        bail!("there is no program {}", program.display());
    }
    let bench = build("bench", release.join("rankr-bench"))?;
    let plan = json!({
        "program": program, "folder": tools::target().join("bench"), "contacts": wishes.contacts,
        "deliveries": wishes.deliveries, "requests": wishes.requests, "runs": wishes.runs,
        "only": wishes.only, "json": wishes.json, "postgres": wishes.postgres,
    });
    let mut command = Command::new(bench);
    command.arg(OsString::from(plan.to_string())).stderr(Stdio::inherit());
    let output = command.output()?;
    let table = String::from_utf8(output.stdout)?;
    print!("{table}");
    if !output.status.success() {
        bail!("the bench did not come to its end");
    }
    if wishes.write { page::write(&table, wishes.postgres) } else { Ok(()) }
}

/// Each in a build of its own: built together, the one could switch on features of the other's libraries.
fn build(package: &str, program: PathBuf) -> Result<PathBuf> {
    shell::run(&mut shell::cargo(&["build", "--release", "--quiet", "--package", package]))?;
    Ok(program)
}
