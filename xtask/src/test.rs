//! `cargo xtask test`: every test of the workspace, nothing skipped.
//!
//! Promise: what fails twice fails the command. Suites that drive real processes and a real browser share two cores
//! with whatever else the machine does, so one of theirs that fails is run once more, alone, and named at the end
//! (`docs/decisions/0007-a-second-look-at-real-processes.md`). Everything else has one try.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{shell, tools};

/// The suites whose tests wait for real processes.
const REAL_PROCESSES: [&str; 5] = ["browser", "clients", "guide", "house", "published"];

/// Installs what is missing, then runs all tests; `arguments` go on to `cargo test`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let folder = tools::install()?;
    let mut command = shell::cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.args(arguments).env("RANKR_TOOLS", &folder);
    let Some(failed) = failing(&mut command)? else { return Ok(()) };
    if let Some(target) = failed.iter().find(|target| !is_of_real_processes(target)) {
        bail!("`{target}` failed");
    }
    for target in &failed {
        let mut again = shell::cargo(&["test"]);
        again.args(target.split_whitespace()).env("RANKR_TOOLS", &folder);
        shell::run(&mut again).with_context(|| format!("`{target}` failed twice"))?;
    }
    eprintln!("\nxtask: passed at the second look only, and worth a third: {}", failed.join(", "));
    Ok(())
}

/// Runs cargo with its words going through, and collects the targets it names as failed, as arguments for itself;
/// nothing when all passed.
fn failing(command: &mut Command) -> Result<Option<Vec<String>>> {
    let mut child = command.stderr(Stdio::piped()).spawn().context("could not start cargo")?;
    let told = child.stderr.take().context("cargo has no standard error")?;
    let mut failed = Vec::new();
    for line in BufReader::new(told).lines() {
        let line = line?;
        eprintln!("{line}");
        failed.extend(failed_target(&line));
    }
    match child.wait()? {
        status if status.success() => Ok(None),
        status if failed.is_empty() => bail!("cargo test failed ({status})"),
        _ => Ok(Some(failed)),
    }
}

/// The target in one of the lines with which `cargo test --no-fail-fast` ends.
fn failed_target(line: &str) -> Option<String> {
    let target = line.strip_prefix("    `")?.strip_suffix('`')?;
    target.starts_with("-p ").then(|| target.to_owned())
}

fn is_of_real_processes(target: &str) -> bool {
    target.split_whitespace().nth(1).is_some_and(|package| REAL_PROCESSES.contains(&package))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_target_is_read_from_cargos_closing_lines() {
        let lines = [
            "error: 2 targets failed:",
            "    `-p house --test reopened`",
            "    `-p store --lib`",
            "  `-p x`",
        ];

        let failed: Vec<_> = lines.into_iter().filter_map(failed_target).collect();

        assert_eq!(failed, ["-p house --test reopened", "-p store --lib"]);
    }

    #[test]
    fn only_suites_of_real_processes_are_looked_at_again() {
        assert!(is_of_real_processes("-p house --test reopened"));
        assert!(!is_of_real_processes("-p store --lib"));
        assert!(!is_of_real_processes(""));
    }
}
