//! `cargo xtask test`: every test of the workspace, nothing skipped.

use anyhow::Result;

use crate::{shell, tools};

/// Installs what is missing, then runs all tests; `arguments` go on to `cargo test`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let folder = tools::install()?;
    let mut command = shell::cargo(&["test", "--workspace"]);
    command.args(arguments).env("RANKR_TOOLS", folder);
    shell::run(&mut command)
}
