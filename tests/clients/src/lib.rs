//! HighLevel's official SDKs, unpatched, against the sandbox and against what Rankr serves before it.
//!
//! Here: starting a sandbox and running an SDK's story against it.
//! Not here: the stories (`node/`, `python/`): each is written in the SDK's own language.
//!
//! Promise: an SDK that is missing fails the suite with a text that says what installs it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use conformance::Door;
use highlevel::scope::{Scope, Scopes};
use serde_json::{Value, json};

pub use conformance::Doors;
pub use sandbox::server::Limiting;

/// An SDK, by the program that runs its story.
#[derive(Clone, Copy, Debug)]
pub enum Sdk {
    /// npm `@gohighlevel/api-client`.
    Node,
    /// PyPI `gohighlevel-api-client`.
    Python,
}

/// A sandbox with more than a thousand contacts, for one SDK.
///
/// # Errors
/// When it cannot start.
pub async fn start(limits: Limiting) -> Result<sandbox::Running> {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config = sandbox::Config { listen, contacts: 1_100, limits, ..sandbox::Config::default() };
    sandbox::Sandbox::start(config).await
}

/// Runs one part of an SDK's story to its end; what it printed is in the error when a step failed.
///
/// # Errors
/// When a step failed, or the SDK is not installed.
pub async fn tell(sdk: Sdk, part: &str, sandbox: &sandbox::Running) -> Result<String> {
    told(sdk, part, about(sandbox).await?).await
}

/// Runs the part of an SDK's story that Rankr serves, against Rankr.
///
/// # Errors
/// When a step failed, or the SDK is not installed.
pub async fn tell_served(sdk: Sdk, doors: &Doors) -> Result<String> {
    let mut about = about(doors.sandbox()).await?;
    about["base_url"] = json!(doors.base(Door::Served));
    about["private_token"] = json!(doors.token(Door::Served));
    told(sdk, "served", about).await
}

async fn told(sdk: Sdk, part: &str, about: Value) -> Result<String> {
    // Kept open and never answered: whoever connects waits.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let closed = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
    let mut command = command(sdk)?;
    command
        .arg(part)
        .env("SANDBOX", about.to_string())
        .env("SILENT_URL", format!("http://{}", silent.local_addr()?))
        .env("CLOSED_URL", format!("http://{closed}"));
    let output =
        tokio::task::spawn_blocking(move || command.output()).await?.context("the SDK could not be run")?;
    let told =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if !output.status.success() {
        bail!("the {sdk:?} SDK met something else than HighLevel:\n{told}");
    }
    Ok(told)
}

/// The ids of operations that were called and answered 2xx.
///
/// # Errors
/// When the sandbox does not tell.
pub async fn operations_called(sandbox: &sandbox::Running) -> Result<Vec<String>> {
    let counters = read(sandbox, "/sandbox/calls").await?;
    let totals = counters["totals"].as_object().context("the sandbox counts calls by operation")?;
    let answered = totals.iter().filter(|(_, total)| total["succeeded"].as_u64() > Some(0));
    Ok(answered.map(|(operation, _)| operation.clone()).collect())
}

/// What a story needs to know: the ready line, the scopes to ask for, a campaign, a workflow and the agency's token.
async fn about(sandbox: &sandbox::Running) -> Result<Value> {
    let mut about = serde_json::to_value(&sandbox.facts)?;
    let location = &sandbox.facts.location_id;
    about["scopes"] = json!(Scope::KNOWN.iter().cloned().collect::<Scopes>().to_string());
    for (name, kind) in [("campaign_id", "campaigns"), ("workflow_id", "workflows")] {
        let records = read(sandbox, &format!("/sandbox/world/{kind}?location={location}")).await?;
        about[name] = records[kind][0]["id"].clone();
    }
    let tokens = read(sandbox, "/sandbox/tokens").await?;
    let of_agency = |token: &&Value| token["for"] == about["company_id"];
    let agency = tokens.as_array().into_iter().flatten().find(of_agency);
    about["agency_token"] = agency.context("the agency has a private token")?["token"].clone();
    Ok(about)
}

async fn read(sandbox: &sandbox::Running, path: &str) -> Result<Value> {
    rustls::crypto::ring::default_provider().install_default().ok();
    let http = reqwest::Client::builder().build()?;
    let answer = http.get(format!("{}{path}", sandbox.facts.base_url)).send().await?.error_for_status()?;
    Ok(answer.json().await?)
}

fn command(sdk: Sdk) -> Result<Command> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tools = tools();
    let (program, story, installed) = match sdk {
        Sdk::Node => ("node", "node/story.mjs", tools.join("npm/node_modules/@gohighlevel/api-client")),
        Sdk::Python => ("python3", "python/story.py", tools.join("python/packages/highlevel")),
    };
    if !installed.exists() {
        bail!("the {sdk:?} SDK is not installed: `cargo xtask test` installs it");
    }
    let mut command = Command::new(program);
    command.arg(here.join(story)).env("RANKR_TOOLS", &tools).env("PYTHONPATH", tools.join("python/packages"));
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}

/// Where `cargo xtask tools` puts the SDKs.
fn tools() -> PathBuf {
    let target = || {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
        std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| workspace.join("target"), PathBuf::from)
            .join("tools")
    };
    std::env::var_os("RANKR_TOOLS").map_or_else(target, PathBuf::from)
}
