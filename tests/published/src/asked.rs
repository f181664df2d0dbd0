//! Asking: a sandbox, Schemathesis in its own Python, and what it says it met.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use tokio::process::Command;

/// All of it takes twenty seconds of a processor; a machine that does much else at the time takes longer.
const PATIENCE: Duration = Duration::from_secs(300);

/// How one operation answered.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Its id.
    pub operation: String,
    /// How often each status came.
    pub statuses: BTreeMap<String, u32>,
    /// Where answers and file disagree.
    pub differences: Vec<Difference>,
    /// Calls without an answer, and faults of the asking itself.
    pub broken: Vec<String>,
}

/// Something in which an answer is not as published.
#[derive(Debug, Deserialize)]
pub struct Difference {
    /// `status` that is not published, valid request `refused`, invalid request `accepted`, `answer` against its
    /// schema, wrong `method`; else the name of Schemathesis' check.
    pub kind: String,
    /// The status of the answer.
    pub status: u16,
    /// What the refusal says, the place in the answer, or what is wrong with the request.
    pub detail: String,
    /// How often it was met.
    pub times: u32,
    /// The first request that met it, for a shell.
    pub repeat: String,
}

/// The published file, where it is beside this repository.
pub fn file() -> Option<PathBuf> {
    let beside =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/highlevel/openapi/contacts.json");
    beside.is_file().then_some(beside)
}

/// Asks everything the file allows and forbids.
///
/// # Errors
/// When Schemathesis is not installed, fails, or does not come to an end.
pub async fn ask(file: &Path, facts: &sandbox::Facts) -> Result<Vec<Asked>> {
    let packages = packages()?;
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new("python3");
    command.arg(here.join("python/ask.py")).arg(file).current_dir(here.join("python"));
    command.env("SANDBOX", serde_json::to_string(facts)?).env("PYTHONPATH", packages);
    command.env("PYTHONHASHSEED", "0").env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    let Ok(output) = tokio::time::timeout(PATIENCE, command.output()).await else {
        bail!("asking did not come to an end in {} s", PATIENCE.as_secs());
    };
    let output = output.context("python3 could not be run: install Python 3 and try again")?;
    if !output.status.success() {
        bail!("asking failed ({}):\n{}", output.status, String::from_utf8_lossy(&output.stderr));
    }
    let lines = std::str::from_utf8(&output.stdout)?.lines();
    lines.map(|line| serde_json::from_str(line).context("asking printed something else than JSON")).collect()
}

/// Where `cargo xtask tools` puts Schemathesis.
fn packages() -> Result<PathBuf> {
    let target = || {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        let target = std::env::var_os("CARGO_TARGET_DIR");
        target.map_or_else(|| workspace.join("target"), PathBuf::from).join("tools")
    };
    let tools = std::env::var_os("RANKR_TOOLS").map_or_else(target, PathBuf::from);
    let packages = tools.join("python/packages");
    if !packages.join("schemathesis").exists() {
        bail!("Schemathesis is not installed: `cargo xtask test` installs it");
    }
    Ok(packages)
}
