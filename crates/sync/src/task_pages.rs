//! Going through the location's tasks, which HighLevel pages by counting from the front.
//!
//! Here: where the next page begins and whether a page joins the one before, pure. Not here: reading it (`source`),
//! and what becomes of its tasks (`backfill`, `watch`).
//!
//! Promise: tasks that go meanwhile hide none. They move the later ones a place forward, so each page begins with
//! the last task of the page before; a page that shows none of that page's tasks proves that some went, and the way
//! goes back until one does. What is remembered is one page's ids, so it fits into a checkpoint.

use std::collections::HashSet;

use domain::record::Snapshot;
use highlevel::error::CallError;
use highlevel::model::TaskSearch;
use serde::{Deserialize, Serialize};

/// Asked for at first; nobody has found HighLevel's largest page.
const LARGEST: u32 = 500;
/// What every HighLevel takes, where the largest page is refused.
const SAFE: u32 = 100;
/// HighLevel's own page where none is asked for: it gives no fewer while there are more.
const SURE: u32 = 25;
/// So many steps back, then from the front: when a whole page of tasks is gone, no step finds one of them.
const STEPS_BACK: u32 = 8;
/// So many pages that bring nothing new are what a list does that grows meanwhile; more is a server that cannot count.
const IDLE_AT_MOST: u32 = 12;

/// Where the way through the tasks has come to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Place {
    /// How many tasks the next page passes over.
    skip: u32,
    /// The tasks of the last page that joined.
    known: Vec<String>,
    /// Steps back since.
    back: u32,
    /// Whether the largest page was refused.
    is_safe: bool,
    /// The longest page so far.
    longest: u32,
    /// Pages without anything new, in a row.
    idle: u32,
}

/// What a page says about the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// It joins, and there is more.
    On,
    /// Tasks went meanwhile: the next page lies before this one.
    Back,
    /// It was the last one.
    End,
}

impl Place {
    /// The next page.
    pub(crate) fn search(&self) -> TaskSearch {
        TaskSearch { limit: Some(self.limit()), skip: Some(self.skip), ..TaskSearch::default() }
    }

    /// The front again, with what was learned of the pages.
    pub(crate) fn anew(&self) -> Self {
        Self { is_safe: self.is_safe, ..Self::default() }
    }

    /// How many tasks there were up to here.
    pub(crate) fn passed(&self) -> u64 {
        u64::from(self.skip) + u64::from(self.skip > 0)
    }

    /// HighLevel does not take so large a page; false when it was a safe one already.
    pub(crate) fn ask_for_less(&mut self) -> bool {
        !std::mem::replace(&mut self.is_safe, true)
    }

    fn limit(&self) -> u32 {
        if self.is_safe { SAFE } else { LARGEST }
    }

    /// Takes note of a page.
    pub(crate) fn take(&mut self, tasks: &[Snapshot]) -> Result<Turn, CallError> {
        let known: HashSet<&str> = self.known.iter().map(String::as_str).collect();
        let met = tasks.iter().filter(|task| known.contains(task.id.as_str())).count();
        if self.skip > 0 && met == 0 {
            self.step_back();
            return Ok(Turn::Back);
        }
        let size = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
        self.longest = self.longest.max(size);
        if size < 2 || size < self.limit().min(self.longest.max(SURE)) {
            self.skip += size.saturating_sub(1);
            return Ok(Turn::End);
        }
        self.idle = if met == tasks.len() { self.idle + 1 } else { 0 };
        if self.idle > IDLE_AT_MOST {
            return Err(CallError::Astray { reason: "page after page brought no new task".to_owned() });
        }
        self.skip += size - 1;
        self.back = 0;
        self.known = tasks.iter().map(|task| task.id.to_string()).collect();
        Ok(Turn::On)
    }

    fn step_back(&mut self) {
        self.back += 1;
        let step = self.longest.max(2) - 1;
        self.skip = if self.back > STEPS_BACK { 0 } else { self.skip.saturating_sub(step) };
        if self.skip == 0 {
            self.back = 0;
        }
    }
}

#[cfg(test)]
mod tests;
