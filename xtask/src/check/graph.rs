//! Which crate may know which: every arrow of the house points down.

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::shell;

/// For each crate of the house, the crates it may use. Tests and tools stand outside.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("highlevel", &[]),
    ("highlevel-sandbox", &["highlevel"]),
    ("domain", &["highlevel"]),
    ("store", &["domain", "highlevel"]),
    ("queue", &["store", "domain", "highlevel"]),
    ("gateway", &["store", "domain", "highlevel"]),
    ("sync", &["queue", "gateway", "store", "domain", "highlevel"]),
    ("engine", &["queue", "gateway", "store", "domain", "highlevel"]),
    ("workspace", &["sync", "engine", "queue", "gateway", "store", "domain", "highlevel"]),
    ("web", &["workspace", "sync", "engine", "domain", "highlevel"]),
    (
        "rankr",
        &[
            "web",
            "workspace",
            "engine",
            "sync",
            "gateway",
            "queue",
            "store",
            "domain",
            "highlevel-sandbox",
            "highlevel",
        ],
    ),
    (
        "testkit",
        &[
            "rankr",
            "web",
            "workspace",
            "engine",
            "sync",
            "gateway",
            "queue",
            "store",
            "domain",
            "highlevel-sandbox",
            "highlevel",
            "postgres-server",
        ],
    ),
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

/// Arrows that point the wrong way, and crates this table does not know.
pub(super) fn findings() -> Result<Vec<String>> {
    let text = shell::output(&mut shell::cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo metadata printed something else")?;
    Ok(metadata
        .packages
        .iter()
        .filter(|package| package.manifest_path.contains("/crates/"))
        .flat_map(wrong_arrows)
        .collect())
}

fn wrong_arrows(package: &Package) -> Vec<String> {
    let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
        return vec![format!("crate {} has no line in xtask's table of allowed arrows", package.name)];
    };
    let is_arrow = |used: &&Dependency| used.path.is_some() && used.kind.as_deref() != Some("dev");
    let wrong = |used: &&Dependency| !allowed.contains(&used.name.as_str());
    package
        .dependencies
        .iter()
        .filter(is_arrow)
        .filter(wrong)
        .map(|used| format!("crate {} must not use {}", package.name, used.name))
        .collect()
}
