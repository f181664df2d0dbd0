//! Paging by cursor.

use std::collections::HashSet;
use std::hash::Hash;

use crate::error::CallError;

/// Where a list paged by cursor has got to. Pure: it sees each page's size, total and cursor, and decides.
///
/// HighLevel gives a cursor on the last page too, so the end shows in the page's size: an empty page, or a short one
/// when no more are said to exist. A cursor that comes a second time would read the same page again for ever.
#[derive(Debug, Clone)]
pub struct Trail<C> {
    limit: usize,
    found: u64,
    next: Option<C>,
    seen: HashSet<C>,
    done: bool,
}

impl<C: Clone + Eq + Hash> Trail<C> {
    /// From the beginning, or from a cursor that was kept.
    #[must_use]
    pub fn starting(after: Option<C>, limit: u32) -> Self {
        let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
        Self { limit, found: 0, seen: after.iter().cloned().collect(), next: after, done: false }
    }

    /// Where the next page begins; `None` is the beginning. Keep it to go on another day.
    pub fn next(&self) -> Option<&C> {
        self.next.as_ref()
    }

    /// Whether the list has ended.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// Takes note of a page.
    ///
    /// # Errors
    /// `Astray` when the list goes on and does not say where, or leads back to where it has been.
    pub fn step(mut self, rows: usize, total: Option<u64>, after: Option<C>) -> Result<Self, CallError> {
        self.found += rows as u64;
        let short = rows < self.limit;
        let all_seen = total.is_none_or(|total| self.found >= total);
        if rows == 0 || (short && (all_seen || after.is_none())) {
            self.done = true;
            return Ok(self);
        }
        let after = after.ok_or_else(|| astray("a full page came without a cursor"))?;
        if !self.seen.insert(after.clone()) {
            return Err(astray("the same cursor came twice"));
        }
        self.next = Some(after);
        Ok(self)
    }
}

fn astray(reason: &str) -> CallError {
    CallError::Astray { reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_last_page_is_followed_by_an_empty_one() {
        let trail = Trail::starting(None, 2).step(2, Some(2), Some("a")).unwrap();
        assert_eq!((trail.is_done(), trail.next()), (false, Some(&"a")));

        assert!(trail.step(0, Some(2), None).unwrap().is_done());
    }

    #[test]
    fn a_short_page_ends_the_list_although_it_has_a_cursor() {
        assert!(Trail::starting(None, 2).step(1, Some(1), Some("a")).unwrap().is_done());
    }

    #[test]
    fn a_short_page_in_the_middle_does_not_end_the_list() {
        let trail = Trail::starting(None, 2).step(1, Some(3), Some("a")).unwrap();

        assert!(!trail.is_done());
    }

    #[test]
    fn a_cursor_that_comes_back_is_an_error_and_no_loop() {
        let trail =
            Trail::starting(None, 1).step(1, None, Some("a")).unwrap().step(1, None, Some("b")).unwrap();

        assert!(matches!(trail.step(1, None, Some("a")), Err(CallError::Astray { .. })));
    }

    #[test]
    fn a_full_page_without_a_cursor_is_an_error_and_no_end() {
        let trail = Trail::<&str>::starting(None, 1);

        assert!(matches!(trail.step(1, None, None), Err(CallError::Astray { .. })));
    }
}
