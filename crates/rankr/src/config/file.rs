//! The settings file: found, read, and looked at line by line when something in it is wrong.
//!
//! Not here: what the settings mean (`setting`), which source wins (`config`).
//!
//! Promise: whatever is wrong with the file, the refusal names the file, and the line where there is one.

use std::io;
use std::path::{Path, PathBuf};

use super::{ConfigError, nearest};
use crate::setting;

/// A settings file that was read and is TOML.
#[derive(Debug)]
pub(super) struct SettingsFile {
    path: PathBuf,
    text: String,
    table: toml::Table,
}

impl SettingsFile {
    /// Reads it. None where nobody named one and there is none.
    pub(super) fn read(named: Option<&Path>, usual: &Path) -> Result<Option<Self>, ConfigError> {
        let path = named.unwrap_or(usual);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return Ok(None),
            Err(error) => return Err(unreadable(path, &error)),
        };
        let table = text.parse().map_err(|error| malformed(path, &text, &error))?;
        Ok(Some(Self { path: path.to_owned(), text, table }))
    }

    /// Where it lies.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a key that is no setting.
    pub(super) fn check_keys(&self) -> Result<(), ConfigError> {
        let Some(stranger) = self.table.keys().find(|key| setting::find(key).is_none()) else {
            return Ok(());
        };
        let meant = match nearest(stranger, setting::ALL.iter().map(|setting| setting.key)) {
            Some(meant) => format!("did you mean {meant}?"),
            None => "rankr config --sample shows them all".to_owned(),
        };
        Err(ConfigError::Wrong {
            setting: stranger.clone(),
            source_name: self.place_of(stranger),
            reason: format!("there is no such setting; {meant}"),
        })
    }

    /// Where that key stands: the file, and the line.
    pub(super) fn place_of(&self, key: &str) -> String {
        let is_key = |line: &str| {
            let rest = line.trim_start().strip_prefix(key).map(str::trim_start);
            let is_table = line.trim() == format!("[{key}]");
            is_table || rest.is_some_and(|rest| rest.starts_with('='))
        };
        match self.text.lines().position(is_key) {
            Some(line) => format!("file {}, line {}", self.path.display(), line + 1),
            None => format!("file {}", self.path.display()),
        }
    }
}

fn malformed(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
    let place = error.span().map_or_else(String::new, |span| format!("line {}: ", line(span.start)));
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let advice = "Each line is KEY = VALUE, texts stand in quotes; rankr config --sample shows them all";
    ConfigError::Unreadable { file: path.to_owned(), reason: format!("{place}{message}. {advice}") }
}

fn unreadable(path: &Path, error: &io::Error) -> ConfigError {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => {
            "it does not exist. Name another one with --config, or leave the flag out".to_owned()
        }
        io::ErrorKind::IsADirectory => "it is a folder. Name the file in it with --config".to_owned(),
        io::ErrorKind::PermissionDenied => {
            "this user may not read it. Give access, or name another one with --config".to_owned()
        }
        io::ErrorKind::InvalidData => "it is not UTF-8 text. Save it as UTF-8".to_owned(),
        _ => error.to_string(),
    };
    ConfigError::Unreadable { file: path.to_owned(), reason }
}
