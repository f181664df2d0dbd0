//! Slots: how many jobs run at once, and for whom.
//!
//! Promise: backfill can never fill the slots that are kept for people.

use domain::budget::Lane;

/// One group of slots, served by one loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slots {
    /// How many jobs at once.
    pub(crate) count: usize,
    /// Whose jobs.
    pub(crate) lanes: &'static [Lane],
}

/// Everything, the most urgent first.
const ALL: &[Lane] = &[Lane::Person, Lane::Automation, Lane::Repair, Lane::Backfill];
/// Somebody waits for these.
const PEOPLE: &[Lane] = &[Lane::Person];

/// The groups for so many slots: all but the kept ones take whatever is due.
pub(crate) fn groups(shared: usize, for_people: usize) -> [Slots; 2] {
    [Slots { count: shared.max(1), lanes: ALL }, Slots { count: for_people, lanes: PEOPLE }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_always_a_slot_that_takes_everything() {
        let [shared, people] = groups(0, 2);

        assert_eq!((shared.count, shared.lanes.len()), (1, 4));
        assert_eq!((people.count, people.lanes), (2, PEOPLE));
    }
}
