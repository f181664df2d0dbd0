//! What the figures were measured on; without it they say nothing.

use std::fs;
use std::process::Command;

use serde_json::{Map, Value, json};

/// Cores, processor, memory, kernel and compiler.
pub(crate) fn describe() -> Map<String, Value> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let facts = [
        ("cores", json!(cores)),
        ("cpu", json!(field("/proc/cpuinfo", "model name"))),
        ("memory", json!(memory())),
        ("kernel", json!(said("uname", &["-sr"]))),
        ("rustc", json!(said("rustc", &["--version"]))),
        ("load before", json!(load())),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// One field of a file with lines of `name: value`.
fn field(file: &str, name: &str) -> String {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(|| "unknown".to_owned(), |(_, value)| value.trim().to_owned())
}

fn memory() -> String {
    let total = field("/proc/meminfo", "MemTotal");
    let kib = total.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    kib.map_or(total.clone(), |kib| format!("{:.0} GiB", kib / 1024.0 / 1024.0))
}

/// How busy the machine was in the last minute, before the bench began: above 0.5 the figures are suspect.
fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    output.map_or_else(
        |_| "unknown".to_owned(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}
