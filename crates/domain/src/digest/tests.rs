use highlevel::ids::LocationId;
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::date, tz::TimeZone};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::PersonId;

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn item(text: &str) -> Item {
    Item { text: text.to_owned(), detail: None, contact: None, record: None, at: None }
}

#[test]
fn a_day_reads_as_sentences_and_what_needs_a_person_comes_first() {
    let counted = Counted {
        contacts: Contacts { new: 18, usually_new: Some(18), worked: 31, ..Contacts::default() },
        tasks: Tasks { done: 24, due: 29, overdue: 3, ..Tasks::default() },
        notes: Notes { written: 37, automatic: 12, ..Notes::default() },
        appointments: Appointments {
            there: 9,
            no_shows: 1,
            next: vec![item("Roof survey")],
            ..Appointments::default()
        },
        needs: vec![item("Marisol Tenbrook")],
    };

    let digest = digest(date(2026, 11, 22), "Tallowmere Solar", &counted);

    assert_eq!(digest.title, "Tallowmere Solar, Sunday 22 November: 1 person needs you");
    let leads: Vec<&str> = digest.sections.iter().map(|section| section.lead.as_str()).collect();
    assert_eq!(
        leads,
        [
            "1 person needs someone.",
            "18 new contacts; the team spoke to 31 people.",
            "24 tasks done, 3 overdue.",
            "37 notes written.",
            "9 appointments; 1 the day after."
        ]
    );
    assert_eq!(digest.sections[1].figures[0].note.as_deref(), Some("as usual"));
    assert_eq!(digest.sections[2].figures[0].note.as_deref(), Some("29 due"));
}

#[test]
fn a_day_without_anything_is_a_quiet_one() {
    let digest = digest(date(2026, 11, 22), "Tallowmere Solar", &Counted::default());

    assert!(digest.is_quiet());
    assert_eq!(digest.title, "Tallowmere Solar, Sunday 22 November: a quiet day");
}

#[test]
fn a_day_has_the_hours_its_clocks_give_it() {
    let hours = |day, name| {
        let (start, end) = bounds(day, &zone(name));
        end.duration_since(start).as_hours()
    };

    assert_eq!(hours(date(2026, 11, 1), "America/New_York"), 25);
    assert_eq!(hours(date(2026, 3, 8), "America/New_York"), 23);
    // Midnight itself was left out.
    assert_eq!(hours(date(2018, 11, 4), "America/Sao_Paulo"), 23);
}

#[test]
fn an_hour_that_the_clocks_leave_out_is_the_next_one() {
    let schedule = Schedule { hour: 2, zone: zone("America/New_York") };

    let due = schedule.next("2026-03-08T05:00:00Z".parse().unwrap());

    assert_eq!(due.at, "2026-03-08T07:00:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(due.day, date(2026, 3, 7));
}

#[test]
fn after_a_long_rest_only_the_last_digest_is_due() {
    let schedule = Schedule { hour: 7, zone: zone("Europe/Berlin") };

    let due = schedule.last("2026-11-23T05:59:59Z".parse().unwrap());

    assert_eq!(due.day, date(2026, 11, 21));
    assert_eq!(schedule.last("2026-11-23T06:00:00Z".parse().unwrap()).day, date(2026, 11, 22));
}

#[test]
fn each_person_each_way_and_each_day_has_its_own_key() {
    let location = LocationId::new("loc1").unwrap();
    let person = PersonId::from_uuid(Uuid::from_u128(1));
    let due = Due { at: Timestamp::UNIX_EPOCH, day: date(2026, 11, 22) };

    let key = due.key(&location, person, Way::Email);

    assert_eq!(key, "digest/loc1/per_00000000000000000000000000000001/email/2026-11-22");
    assert_ne!(key, due.key(&location, person, Way::Webhook));
}

fn zones() -> impl Strategy<Value = TimeZone> {
    prop::sample::select(vec![
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Kathmandu",
        "Africa/Cairo",
    ])
    .prop_map(zone)
}

fn moments() -> impl Strategy<Value = Timestamp> {
    (1_500_000_000i64..1_900_000_000).prop_map(|seconds| Timestamp::from_second(seconds).unwrap())
}

proptest! {
    #[test]
    fn days_follow_each_other_without_gap_or_overlap(at in moments(), zone in zones()) {
        let day = day_of(at, &zone);
        let (start, end) = bounds(day, &zone);

        prop_assert!(start <= at && at < end);
        prop_assert_eq!(bounds(day.tomorrow().unwrap(), &zone).0, end);
    }

    #[test]
    fn digests_are_due_once_a_day_and_none_is_left_out(at in moments(), zone in zones(), hour in 0..24i8) {
        let schedule = Schedule { hour, zone };

        let first = schedule.next(at);
        let second = schedule.next(first.at);

        prop_assert!(first.at > at);
        prop_assert_eq!(second.day, first.day.tomorrow().unwrap());
        prop_assert_eq!(schedule.last(first.at), first);
        prop_assert_eq!(schedule.last(second.at - SignedDuration::from_secs(1)), first);
        prop_assert_eq!(first.day, schedule.last(at).day.saturating_add(1.day()));
        // The day it is about is over.
        prop_assert!(bounds(first.day, &schedule.zone).1 <= first.at);
    }
}
