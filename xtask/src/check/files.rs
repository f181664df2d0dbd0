//! Rules for files: a name that says what lives there, an opening sentence, a size one can explain, no private paths.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

/// Names that give no reason for a file to exist.
const NAMELESS: [&str; 7] = ["utils", "util", "helpers", "common", "misc", "manager", "data"];
/// Lines of code, tests not counted, above which a file holds more than one thing.
const MOST_LINES: usize = 600;
/// Longer than this, tests move into a file of their own.
const MOST_TEST_LINES: usize = 1_200;
/// Folders of somebody's machine, which mean nothing to anyone else. Split so that this file passes its own rule.
const PRIVATE: [&str; 3] = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];

/// What breaks the rules, one sentence each.
pub(super) fn findings() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in tracked()? {
        if is_text(&file) {
            let text = read(&file)?;
            found.extend(private_paths(&file, &text));
            if file.ends_with(".rs") {
                found.extend(rust_rules(&file, &text));
            }
        }
    }
    Ok(found)
}

/// Every file git knows, relative to the workspace.
pub(super) fn tracked() -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]).current_dir(shell::root());
    let there = |file: &String| shell::root().join(file).is_file();
    Ok(shell::output(&mut git)?.lines().map(String::from).filter(there).collect())
}

/// The text of a tracked file.
pub(super) fn read(file: &str) -> Result<String> {
    std::fs::read_to_string(shell::root().join(file)).with_context(|| format!("could not read {file}"))
}

fn is_text(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    matches!(ending, "rs" | "md" | "toml" | "html" | "css" | "js" | "sql" | "py" | "mjs" | "txt" | "yaml")
}

fn private_paths(file: &str, text: &str) -> Vec<String> {
    let line_of = |path: &str| text.lines().position(|line| line.contains(path)).map(|at| at + 1);
    PRIVATE
        .iter()
        .filter_map(|path| {
            line_of(path).map(|line| format!("{file}:{line}: `{path}` is a folder of one machine"))
        })
        .collect()
}

fn rust_rules(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let name = Path::new(file).file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    if NAMELESS.contains(&name) {
        found.push(format!("{file}: the name does not say what lives there"));
    }
    let is_test = file.contains("tests/") || name == "tests";
    // The tests of one module speak for it; a suite of its own introduces itself.
    if name != "tests" && !text.starts_with("//!") && !text.starts_with("#!") {
        found.push(format!("{file}: opens without saying what lives here"));
    }
    let most = if is_test { MOST_TEST_LINES } else { MOST_LINES };
    let lines = if is_test { text.lines().count() } else { code_lines(text) };
    if lines > most {
        found.push(format!("{file}: {lines} lines, more than the {most} one file may hold"));
    }
    found
}

/// Lines before the tests that stand at the end of a file.
fn code_lines(text: &str) -> usize {
    text.lines().take_while(|line| *line != "#[cfg(test)]").count()
}
