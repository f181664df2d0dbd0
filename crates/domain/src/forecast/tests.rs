use highlevel::limits::Limits;
use proptest::prelude::*;

use super::*;
use crate::budget::{Bucket, Taken};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn today(hours: [HourCalls; HOURS], daily: u64) -> Today {
    Today {
        now: at("2026-11-23T10:00:00Z"),
        ends_at: at("2026-11-24T00:00:00Z"),
        daily,
        hours,
        unseen: 0,
        backfill_left: 0,
    }
}

fn spent(until: usize, each: HourCalls) -> [HourCalls; HOURS] {
    std::array::from_fn(|at| if at < until { each } else { [0; 4] })
}

fn bucket(daily: u64) -> Bucket {
    let mut bucket = Bucket::default();
    bucket.observe(&Limits { daily: Some(daily), ..Limits::default() }, at("2026-11-23T10:00:00Z"));
    bucket
}

#[test]
fn a_day_like_the_others_ends_like_the_others() {
    let usual = [[100, 200, 50, 0]; HOURS];

    let forecast = forecast(&today(spent(10, [100, 200, 50, 0]), 200_000), &[usual, usual]);

    assert_eq!(forecast.by_midnight, 350 * 24);
    assert_eq!(forecast.words(), "Fits, 95% to spare");
}

#[test]
fn a_day_twice_as_busy_is_expected_to_stay_so() {
    let usual = [[100, 0, 0, 0]; HOURS];

    let forecast = forecast(&today(spent(10, [200, 0, 0, 0]), 200_000), &[usual]);

    assert_eq!(forecast.by_midnight, 200 * 24);
}

#[test]
fn a_first_copy_ends_when_its_work_is_done() {
    let mut day = today(spent(10, [0, 0, 0, 1_000]), 200_000);
    day.backfill_left = 2_500;

    let forecast = forecast(&day, &[]);

    assert_eq!(forecast.by_midnight, 12_500);
    assert_eq!(forecast.hours[12].to_come[3], 500);
}

#[test]
fn the_first_copy_is_held_back_first_and_people_last() {
    let mut day = today(spent(10, [100, 300, 100, 400]), 10_000);
    day.backfill_left = 100_000;

    let forecast = forecast(&day, &[]);

    let lanes: Vec<Lane> = forecast.short.iter().map(|row| row.lane).collect();
    assert_eq!(lanes[0], Lane::Backfill);
    assert!(forecast.short.is_sorted_by_key(|row| row.at));
    assert!(forecast.words().starts_with("The first copy will wait from "));
}

#[test]
fn counts_of_calls_become_the_day_and_the_whole_days_before() {
    let mut bucket = bucket(200_000);
    let reset = std::time::Duration::from_secs(14 * 3_600);
    let limits = Limits { daily_remaining: Some(199_900), daily_reset: Some(reset), ..Limits::default() };
    bucket.observe(&limits, at("2026-11-23T10:00:00Z"));
    let spent = |text: &str, calls| Spent { at: at(text), lane: Lane::Repair, calls };
    let counts = [
        spent("2026-11-21T20:00:00Z", 5),
        spent("2026-11-22T03:15:00Z", 7),
        spent("2026-11-23T00:00:00Z", 30),
        spent("2026-11-23T09:45:00Z", 40),
    ];

    let (today, before) = Today::of(&bucket, &counts, 0, at("2026-11-23T10:00:00Z"));

    assert_eq!((today.hours[0][2], today.hours[9][2]), (30, 40));
    assert_eq!(today.unseen, 30, "another program spends from the same calls");
    assert_eq!(before.len(), 1, "the first day was not seen whole");
    assert_eq!(before[0][3][2], 7);
    assert_eq!(
        forecast(&today, &[]).by_midnight,
        100 + forecast(&today, &[]).hours.iter().map(|hour| total(&hour.to_come)).sum::<u64>()
    );
}

#[test]
fn small_work_says_its_calls_and_its_time() {
    let work = Work { records: 600, calls_each: 2, lane: Lane::Automation };

    let cost = preflight(work, &bucket(200_000), None, at("2026-11-23T10:00:00Z"));

    assert_eq!((cost.calls, cost.minutes, cost.waits), (1_200, 2, 0));
    assert_eq!(cost.words(), "1,200 calls, at most 1% of a day, about 2 min");
}

#[test]
fn work_beyond_the_day_says_what_has_to_wait() {
    let now = at("2026-11-23T10:00:00Z");
    let mut bucket = bucket(10_000);
    assert_eq!(bucket.take(Lane::Person, now), Taken::Now);
    let work = Work { records: 20_000, calls_each: 1, lane: Lane::Backfill };

    let cost = preflight(work, &bucket, None, now);

    assert_eq!(cost.waits, 20_000 - 8_499);
    assert!(cost.done_at > bucket.day_ends_at().unwrap() + SignedDuration::from_hours(24));
    assert_eq!(cost.share, 200);
}

proptest! {
    #[test]
    fn a_forecast_never_lies_below_what_is_spent(
        seconds in 0..86_400i64,
        calls in prop::collection::vec(prop::array::uniform4(0..3_000u64), HOURS),
        usual in prop::collection::vec(prop::array::uniform4(0..3_000u64), HOURS),
        daily in 1_000..200_000u64,
        backfill_left in 0..100_000u64,
    ) {
        let hour = usize::try_from(seconds / 3_600).unwrap();
        let hours = std::array::from_fn(|at| if at <= hour { calls[at] } else { [0; 4] });
        let start = at("2026-11-23T00:00:00Z");
        let now = start + SignedDuration::from_secs(seconds);
        let day = Today { now, backfill_left, ..today(hours, daily) };
        let usual: [HourCalls; HOURS] = usual.try_into().unwrap();

        let forecast = forecast(&day, &[usual]);

        let spent: u64 = hours.iter().flatten().sum();
        let to_come: u64 = forecast.hours.iter().flat_map(|hour| hour.to_come).sum();
        prop_assert_eq!(forecast.by_midnight, spent + to_come);
        prop_assert!(forecast.hours.iter().map(|hour| hour.to_come[3]).sum::<u64>() <= backfill_left);
        prop_assert!(forecast.short.is_sorted_by_key(|row| std::cmp::Reverse(row.lane)));
        prop_assert!(forecast.short.iter().all(|row| row.at >= now && row.at < day.ends_at));
        if forecast.by_midnight <= daily - daily * 15 / 100 {
            prop_assert!(forecast.fits());
        }
        let waiting: u64 = forecast.short.iter().map(|row| row.calls).sum();
        prop_assert!(forecast.by_midnight - waiting <= daily.max(spent));
    }
}
