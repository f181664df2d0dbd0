//! `domain` decides and does nothing else: no clock, no randomness, no waiting, no database, no network.

use anyhow::Result;

use super::files;

const FORBIDDEN: [&str; 9] = [
    "async fn",
    ".await",
    "Timestamp::now",
    "Zoned::now",
    "SystemTime",
    "Instant::now",
    "Uuid::new_v",
    "std::fs",
    "std::net",
];

/// Lines of `domain` that reach out of it.
pub(super) fn findings() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in files::tracked()?.iter().filter(|file| file.starts_with("crates/domain/src")) {
        let text = files::read(file)?;
        let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (number, line) in code {
            for word in FORBIDDEN.iter().filter(|word| line.contains(**word)) {
                found.push(format!("{file}:{}: `{word}` has no place in domain", number + 1));
            }
        }
    }
    Ok(found)
}
