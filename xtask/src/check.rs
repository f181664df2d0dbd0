//! `cargo xtask check`: format, clippy, docs, and the rules no compiler knows.

mod files;
mod graph;
mod purity;

use anyhow::{Result, bail};

use crate::shell;

/// Runs every check, the quick ones first; all findings of the house rules are printed together.
pub(crate) fn run() -> Result<()> {
    shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))?;
    let findings: Vec<String> =
        [graph::findings()?, purity::findings()?, files::findings()?].into_iter().flatten().collect();
    for finding in &findings {
        eprintln!("  {finding}");
    }
    if !findings.is_empty() {
        bail!("{} findings above break the rules of the house (CONTRIBUTING.md says why)", findings.len());
    }
    shell::run(&mut shell::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--quiet",
        "--",
        "-D",
        "warnings",
    ]))?;
    let mut docs = shell::cargo(&[
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
        "--quiet",
        "--exclude",
        "xtask",
    ]);
    shell::run(docs.env("RUSTDOCFLAGS", "-D warnings"))?;
    eprintln!("All checks passed.");
    Ok(())
}
