//! How long to wait before the next attempt.

use jiff::{SignedDuration, Timestamp};

/// No wait is longer.
const CAP: i64 = 15 * 60;

/// The wait before the attempt after this one: anything up to a second, two, four and so on.
#[must_use]
pub fn delay(number: u32, chance: f64) -> SignedDuration {
    let longest = 1_i64.checked_shl(number.saturating_sub(1).min(20)).unwrap_or(CAP).min(CAP);
    let chance = if chance.is_finite() { chance.clamp(0.0, 1.0) } else { 1.0 };
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "at most 900,000 ms")]
    let ms = (longest as f64 * 1_000.0 * chance) as i64;
    SignedDuration::from_millis(ms.max(50))
}

pub(super) fn after(now: Timestamp, number: u32, chance: f64) -> Timestamp {
    now.checked_add(delay(number, chance)).unwrap_or(Timestamp::MAX)
}
