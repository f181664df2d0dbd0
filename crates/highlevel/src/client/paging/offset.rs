//! Paging by counting from the start.

use std::collections::HashSet;

use crate::error::CallError;

/// Where a list paged by `skip` and `limit` has got to. Pure: it sees each page and decides.
///
/// Rows that go move the rest forward, and a page asked for by count would skip some of them. So each page begins
/// with the last row of the one before. A page that begins with a row we have not seen proves that rows went: we go
/// back until a page begins with one we know. A second look at the beginning finds rows that moved to the front
/// behind our back. Every row is handed out once.
///
/// A server may give fewer rows than asked for although there are more. So a short page ends the list only when it
/// is shorter than a page the server has given before, or than any server would make it.
#[derive(Debug, Clone)]
pub struct OffsetPager {
    limit: u32,
    skip: u32,
    back: u32,
    restless: u32,
    /// The longest page so far.
    longest: u32,
    seen: HashSet<Box<str>>,
    lap: Lap,
}

/// HighLevel's own page when none is asked for: it gives no fewer while there are more.
const SURE_PAGE: u32 = 25;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lap {
    /// Reading forward.
    First,
    /// Looking at the beginning once more.
    Second,
    /// At the end.
    Done,
}

impl OffsetPager {
    /// A list with this many rows on a page; at least two, so that pages can overlap.
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self {
            limit: limit.max(2),
            skip: 0,
            back: 0,
            restless: 0,
            longest: 0,
            seen: HashSet::new(),
            lap: Lap::First,
        }
    }

    /// Rows on a page.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// How many rows the next page passes over; `None` at the end.
    #[must_use]
    pub fn next(&self) -> Option<u32> {
        (self.lap != Lap::Done).then_some(self.skip)
    }

    /// Takes note of a page and hands out the rows that are new.
    ///
    /// # Errors
    /// `Astray` when page after page brings nothing new, as from a server that does not count.
    pub fn take<T>(&mut self, rows: Vec<T>, id: impl Fn(&T) -> &str) -> Result<Vec<T>, CallError> {
        let known = |pager: &Self, row: &T| pager.seen.contains(id(row));
        let joined = self.skip == 0 || rows.first().is_some_and(|row| known(self, row));
        let size = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let fresh: Vec<T> = if joined {
            rows.into_iter().filter(|row| self.seen.insert(id(row).into())).collect()
        } else {
            Vec::new()
        };
        self.longest = self.longest.max(size);
        self.note_progress(!fresh.is_empty())?;
        if !joined {
            self.go_back();
        } else if self.lap == Lap::Second && fresh.is_empty() {
            self.lap = Lap::Done;
        } else if self.is_last(size) {
            self.end_lap();
        } else {
            self.skip += size - 1;
            self.back = 0;
        }
        Ok(fresh)
    }

    fn is_last(&self, size: u32) -> bool {
        size < self.limit.min(self.longest.max(SURE_PAGE)) || size < 2
    }

    fn go_back(&mut self) {
        self.back = self.limit.max(self.back.saturating_mul(2));
        self.skip = self.skip.saturating_sub(self.back);
    }

    /// One page was the whole list. After more of them the beginning may have changed.
    fn end_lap(&mut self) {
        self.lap = if self.lap == Lap::First && self.skip > 0 { Lap::Second } else { Lap::Done };
        self.skip = 0;
        self.back = 0;
    }

    /// Going back and reading forward again brings nothing new for as long as the list is, not longer.
    fn note_progress(&mut self, news: bool) -> Result<(), CallError> {
        let pages = u32::try_from(self.seen.len()).unwrap_or(u32::MAX) / (self.longest.max(2) - 1);
        self.restless = if news { 0 } else { self.restless + 1 };
        if self.restless > pages.saturating_mul(2).saturating_add(12) {
            return Err(CallError::Astray { reason: "page after page brought nothing new".to_owned() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
