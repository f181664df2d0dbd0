use super::*;
use crate::world::{
    Entry, Opening, World,
    record::{Booking, DateHours, OpenHours},
};

fn monday() -> crate::clock::Clock {
    crate::clock::Clock::fixed("2026-03-02T15:00:00Z".parse().unwrap())
}

fn world() -> World {
    World::open(Opening { data_dir: None, seed: 4, contacts: 0 }, monday()).unwrap()
}

fn at(text: &str) -> Moment {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

/// The starts of free slots of the personal calendar on a day, told in UTC, with these settings.
fn starts(booking: Booking, day: &str) -> Vec<String> {
    let world = world();
    world.act(|act| {
        let all: Vec<Calendar> = act.calendars(&act.location_in_use().id).cloned().collect();
        let calendar = all.into_iter().find(|calendar| calendar.kind == CalendarKind::Personal).unwrap();
        let calendar = Calendar { slot_minutes: 60, booking, ..calendar };
        act.put(Entry::Calendar(calendar.clone()));
        let from = at(&format!("{day}T00:00:00-05:00"));
        let slots = Question::of(act, &calendar, act.now()).free(from, from.plus(DAY));
        slots.iter().map(|slot| slot.start.to_string()[11..16].to_owned()).collect()
    })
}

fn hours(from: u16, to: u16) -> Vec<OpenHours> {
    vec![OpenHours::weekdays(from, to)]
}

#[test]
fn slots_fill_the_opening_hours_of_a_weekday_and_no_more() {
    let booking = Booking { weekly: hours(9, 12), ..Booking::default() };

    assert_eq!(starts(booking.clone(), "2026-03-03"), ["14:00", "15:00", "16:00"]);
    assert_eq!(starts(booking, "2026-03-07"), Vec::<String>::new());
}

#[test]
fn an_interval_shorter_than_the_slot_gives_more_starts_but_none_that_ends_too_late() {
    let booking = Booking { weekly: hours(9, 11), interval: Some(30), ..Booking::default() };

    assert_eq!(starts(booking, "2026-03-03"), ["14:00", "14:30", "15:00"]);
}

#[test]
fn a_day_with_hours_of_its_own_forgets_those_of_the_week() {
    let date = "2026-03-03".parse().unwrap();
    let own = DateHours { date, hours: vec![Hours { from: 600, to: 660 }] };
    let closed = DateHours { date, hours: Vec::new() };

    assert_eq!(starts(Booking { dates: vec![own], ..Booking::default() }, "2026-03-03"), ["15:00"]);
    assert_eq!(
        starts(Booking { dates: vec![closed], ..Booking::default() }, "2026-03-03"),
        Vec::<String>::new()
    );
}

#[test]
fn the_past_is_over_and_the_notice_not_yet_up() {
    let booking = Booking { weekly: hours(9, 14), ..Booking::default() };
    let notice = Some(Span { count: 2, unit: SpanUnit::Hours });

    assert_eq!(starts(booking.clone(), "2026-03-02"), ["15:00", "16:00", "17:00", "18:00"]);
    assert_eq!(starts(Booking { notice, ..booking }, "2026-03-02"), ["17:00", "18:00"]);
}

#[test]
fn the_window_ends_with_its_last_day() {
    let window = Some(Span { count: 1, unit: SpanUnit::Days });
    let booking = Booking { weekly: hours(9, 11), window, ..Booking::default() };

    assert_eq!(starts(booking.clone(), "2026-03-03"), ["14:00", "15:00"]);
    assert_eq!(starts(booking, "2026-03-04"), Vec::<String>::new());
}
