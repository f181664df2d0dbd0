//! What is to be measured, as `cargo xtask bench` read it from its arguments.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use tempfile::TempDir;

use crate::ending;

/// What to measure and how much of it.
#[derive(Debug, Deserialize)]
pub(crate) struct Plan {
    /// The `rankr` to measure.
    pub(crate) program: PathBuf,
    /// Where everything is kept while it runs: on the disk whose durability is measured.
    pub(crate) folder: PathBuf,
    /// Contacts of the large account.
    pub(crate) contacts: usize,
    /// Deliveries sent in one run.
    pub(crate) deliveries: usize,
    /// Requests of each kind of page in one run.
    pub(crate) requests: usize,
    /// Runs; the table shows their median.
    pub(crate) runs: usize,
    /// Topics to measure; all when empty.
    pub(crate) only: Vec<Topic>,
    /// JSON instead of a table.
    pub(crate) json: bool,
    /// PostgreSQL instead of SQLite.
    pub(crate) postgres: bool,
}

/// A part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Topic {
    /// Binary size.
    Size,
    /// Start to ready, and what a small account takes.
    Start,
    /// Deliveries kept.
    Deliveries,
    /// From a change in HighLevel to an open page that hears of it.
    News,
    /// The large account: sandbox, first copy, memory, start.
    Copy,
    /// Pages of the large account.
    Pages,
    /// The served API of the large account.
    Served,
}

impl Plan {
    /// Whether that topic is wanted.
    pub(crate) fn wants(&self, topic: Topic) -> bool {
        self.only.is_empty() || self.only.contains(&topic)
    }

    /// Only one bench at a time: two would measure each other. Leftovers of one that was killed go.
    pub(crate) fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder).with_context(|| format!("no folder {}", self.folder.display()))?;
        let lock = File::create(self.folder.join("lock"))?;
        if lock.try_lock().is_err() {
            bail!("another bench is running; two at once would measure each other");
        }
        for left in ending::left_in(&self.folder) {
            fs::remove_dir_all(left)?;
        }
        Ok(lock)
    }

    /// An empty folder that goes when it is dropped.
    pub(crate) fn temporary(&self) -> Result<TempDir> {
        fresh(&self.folder)
    }
}

fn fresh(inside: &Path) -> Result<TempDir> {
    tempfile::Builder::new().prefix("run-").tempdir_in(inside).context("no temporary folder")
}
