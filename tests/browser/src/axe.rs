//! axe-core: the accessibility rules a program can check, asked of the open page.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::Window;

/// WCAG 2.2 A and AA, and what axe calls good practice.
const ASK: &str = "const done = arguments[arguments.length - 1]; \
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']; \
    axe.run(document, { runOnly: rules }) \
       .then((found) => done(found.violations.map((one) => \
           one.id + ': ' + one.help + '\\n  ' + one.nodes.map((node) => node.html.slice(0, 160)).join('\\n  ')))) \
       .catch((error) => done([String(error)]));";

/// Fails with everything axe finds on the open page.
pub(crate) async fn clean(window: &Window, page: &str) -> anyhow::Result<()> {
    if window.run("return typeof axe === 'undefined'").await? == Value::Bool(true) {
        bring(window).await?;
    }
    let found = window.client.execute_async(ASK, Vec::new()).await?;
    let found: Vec<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    ensure!(found.is_empty(), "axe found on {page}:\n{}", found.join("\n"));
    Ok(())
}

/// Brings the rules into the open page.
async fn bring(window: &Window) -> anyhow::Result<()> {
    let folder = std::env::var_os("RANKR_TOOLS").map_or_else(usual_folder, PathBuf::from);
    let file = folder.join("npm/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(&file)
        .with_context(|| format!("{} is missing; `cargo xtask test` installs it", file.display()))?;
    window.run(&axe).await.map(drop)
}

fn usual_folder() -> PathBuf {
    crate::window::target().join("tools")
}
