use proptest::prelude::*;

use super::*;

#[path = "rehearsal.rs"]
mod rehearsal;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_767_600_000_000 + ms).unwrap()
}

/// Takes calls for a lane as fast as it may, from one moment to another; when each left.
fn spend(bucket: &mut Bucket, lane: Lane, from: i64, to: i64) -> Vec<i64> {
    let mut left = Vec::new();
    let mut now = from;
    while now < to {
        match bucket.take(lane, at(now)) {
            Taken::Now => {
                bucket.answered(at(now), &Limits::default(), at(now + 1));
                left.push(now);
            }
            Taken::WaitUntil(until) => {
                let next = until.as_millisecond() - at(0).as_millisecond();
                assert!(next > now, "waiting moves on");
                now = next;
            }
        }
    }
    left
}

fn most_in_a_window(calls: &[i64], window: i64) -> usize {
    calls
        .iter()
        .map(|start| calls.iter().filter(|call| (*start..*start + window).contains(*call)).count())
        .max()
        .unwrap_or(0)
}

#[test]
fn a_fresh_bucket_gives_a_burst_and_then_waits() {
    let mut bucket = Bucket::default();

    let taken = (0..101).filter(|_| bucket.take(Lane::Person, at(0)) == Taken::Now).count();

    assert_eq!(taken, 100);
}

#[test]
fn nearly_all_that_is_allowed_is_used() {
    let mut bucket = Bucket::default();

    let calls = spend(&mut bucket, Lane::Backfill, 0, 100_000);

    assert!(most_in_a_window(&calls, 10_000) <= 100);
    assert!(calls.len() >= 980, "{}", calls.len());
}

#[test]
fn the_headers_are_believed() {
    let mut bucket = Bucket::default();
    let limits = Limits {
        max: Some(25),
        remaining: Some(5),
        interval: Some(Duration::from_secs(10)),
        daily: Some(10_000),
        daily_remaining: Some(9_000),
        daily_reset: Some(Duration::from_secs(3_600)),
    };

    bucket.observe(&limits, at(0));

    let taken = (0..100).filter(|_| bucket.take(Lane::Person, at(1)) == Taken::Now).count();
    assert_eq!(taken, 5, "somebody else spends from the same bucket");
    assert_eq!(bucket.left_today(), 8_995);
    assert_eq!(bucket.day_ends_at(), Some(at(3_600_000)));
}

#[test]
fn the_end_of_the_day_is_kept_for_people() {
    let mut bucket = Bucket::default();
    let limits = Limits {
        daily: Some(10_000),
        daily_remaining: Some(1_000),
        daily_reset: Some(Duration::from_secs(60)),
        ..Limits::default()
    };
    bucket.observe(&limits, at(0));

    assert_eq!(bucket.take(Lane::Backfill, at(1)), Taken::WaitUntil(at(60_000)));
    assert_eq!(bucket.take(Lane::Repair, at(1)), Taken::WaitUntil(at(60_000)));
    assert_eq!(bucket.take(Lane::Automation, at(1)), Taken::Now);
    assert_eq!(bucket.take(Lane::Person, at(1)), Taken::Now);
    assert_eq!(bucket.take(Lane::Backfill, at(60_001)), Taken::Now, "a new day");
}

#[test]
fn a_person_never_waits_long_behind_a_backfill() {
    let mut bucket = Bucket::default();
    spend(&mut bucket, Lane::Backfill, 0, 30_000);

    let mut now = 30_000;
    for _ in 0..20 {
        // The backfill asks all the time too.
        let _ = bucket.take(Lane::Backfill, at(now));
        let asked = now;
        while let Taken::WaitUntil(until) = bucket.take(Lane::Person, at(now)) {
            now = until.as_millisecond() - at(0).as_millisecond();
            let _ = bucket.take(Lane::Backfill, at(now - 1));
        }
        assert!(now - asked <= 400, "waited {} ms", now - asked);
    }
}

#[test]
fn a_refusal_holds_everybody() {
    let mut bucket = Bucket::default();

    bucket.block_until(at(5_000), at(0));

    assert_eq!(bucket.take(Lane::Person, at(0)), Taken::WaitUntil(at(5_000)));
    assert_eq!(bucket.take(Lane::Person, at(5_000)), Taken::Now);
}

#[test]
fn a_sandbox_without_limits_is_not_held_back() {
    let mut bucket = Bucket::default();
    bucket.observe(&Limits { max: Some(1_000_000), daily: Some(1_000_000_000), ..Limits::default() }, at(0));

    let taken = (0..5_000).filter(|_| bucket.take(Lane::Backfill, at(1)) == Taken::Now).count();

    assert_eq!(taken, 5_000);
}

#[test]
fn a_call_that_never_left_is_given_back() {
    let mut bucket = Bucket::default();
    let left = bucket.left_today();

    bucket.take(Lane::Person, at(0));
    bucket.give_back(at(0));

    assert_eq!(bucket.left_today(), left);
}

proptest! {
    #[test]
    fn no_window_ever_holds_more_than_is_allowed(
        max in 1_u64..40,
        window in 500_i64..5_000,
        asks in proptest::collection::vec((0_i64..400, 0_usize..4), 1..400),
    ) {
        let mut bucket = Bucket::default();
        let interval = Duration::from_millis(u64::try_from(window).unwrap());
        bucket.observe(&Limits { max: Some(max), interval: Some(interval), ..Limits::default() }, at(0));
        let mut now = 0;
        let mut calls = Vec::new();
        for (pause, lane) in asks {
            now += pause;
            if bucket.take(Lane::ALL[lane], at(now)) == Taken::Now {
                calls.push(now);
            }
        }

        prop_assert!(most_in_a_window(&calls, window) <= usize::try_from(max).unwrap());
    }

    #[test]
    fn no_day_ever_holds_more_than_is_allowed(daily in 1_u64..200, asks in 1_usize..400) {
        let mut bucket = Bucket::default();
        bucket.observe(&Limits { max: Some(1_000), daily: Some(daily), ..Limits::default() }, at(0));

        let taken = (0..asks).filter(|_| bucket.take(Lane::Person, at(1)) == Taken::Now).count();

        prop_assert!(taken as u64 <= daily);
    }
}
