//! Ladders: what a matter weighs by its age, in steps, so that the next step is known to the millisecond.

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// From this age on, in milliseconds (before its moment: negative), this share of the weight, of a hundred.
pub(super) type Rung = (i64, u16);

/// Somebody waits for an answer: it weighs more by the hour, until it is too late to matter as much.
pub(super) const WAITING: &[Rung] = &[
    (0, 60),
    (30 * MINUTE, 70),
    (HOUR, 80),
    (2 * HOUR, 90),
    (4 * HOUR, 100),
    (3 * DAY, 80),
    (7 * DAY, 50),
    (14 * DAY, 25),
    (30 * DAY, 0),
];

/// A new lead cools: the first hour is worth most.
pub(super) const NEW: &[Rung] =
    &[(0, 100), (HOUR, 90), (4 * HOUR, 80), (DAY, 65), (3 * DAY, 45), (7 * DAY, 25), (30 * DAY, 0)];

/// A task after its date. One that nobody has touched for months is no longer urgent.
pub(super) const OVERDUE: &[Rung] =
    &[(0, 60), (DAY, 75), (3 * DAY, 90), (7 * DAY, 100), (30 * DAY, 60), (90 * DAY, 25), (365 * DAY, 0)];

/// A task on its day, before its hour: the share of the weight.
pub(super) const DUE_TODAY: u16 = 45;

/// An appointment that comes: age before its start is negative.
pub(super) const COMING: &[Rung] = &[(-DAY, 40), (-4 * HOUR, 60), (-HOUR, 100), (0, 80)];

/// An appointment that is over, and nobody said how it went. Age since its end.
pub(super) const UNNOTED: &[Rung] = &[(0, 60), (DAY, 70), (3 * DAY, 40), (7 * DAY, 0)];

/// They did not come, and there is no new appointment. Age since its start.
pub(super) const NO_SHOW: &[Rung] = &[(0, 80), (3 * DAY, 60), (7 * DAY, 35), (14 * DAY, 0)];

/// A deal in its stage: fresh ones want the next step, old ones want a push.
pub(super) const STAGE: &[Rung] =
    &[(0, 60), (2 * DAY, 0), (7 * DAY, 40), (14 * DAY, 70), (30 * DAY, 100), (90 * DAY, 40), (180 * DAY, 0)];

/// Nobody has spoken to them. After a year it is history.
pub(super) const QUIET: &[Rung] = &[
    (0, 0),
    (7 * DAY, 40),
    (14 * DAY, 60),
    (21 * DAY, 80),
    (30 * DAY, 100),
    (90 * DAY, 50),
    (180 * DAY, 20),
    (365 * DAY, 0),
];

/// The share at this age, and the age at which it next changes.
pub(super) fn share(ladder: &[Rung], age: i64) -> (u16, Option<i64>) {
    let above = ladder.partition_point(|(from, _)| *from <= age);
    let share = above.checked_sub(1).map_or(0, |at| ladder[at].1);
    (share, ladder.get(above).map(|(from, _)| *from))
}
