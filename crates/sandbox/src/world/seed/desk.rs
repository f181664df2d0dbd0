//! What the front desk of a location works with: calendars and their groups, texts for templates.
//!
//! Promise: drawn apart from everything else, so a world with more in it keeps the ids it had.

use super::place::Place;
use crate::world::chance::{Chance, Drawn};
use crate::world::entry::Entry;
use crate::world::id::{CalendarId, LocationId, UserId};
use crate::world::moment::{DAY, Moment};
use crate::world::record::{
    Booking, Calendar, CalendarKind, Group, Hours, OpenHours, Span, SpanUnit, StoredValue, Turn, Workflow,
};
use crate::world::state::State;

/// A stream of chance of its own.
const STREAM: u64 = u64::MAX - 11;

/// Name, how a template names it, the text.
const VALUES: [(&str, &str, &str); 4] = [
    ("Booking page", "booking_page", "https://brightwater.example.com/book"),
    ("Parking", "parking", "Free for patients behind the building, enter from Silver Street."),
    ("Review link", "review_link", "https://brightwater.example.com/review"),
    ("Emergency number", "emergency_number", "+12075550199"),
];

/// When the three calendars of every location can be booked, in the order they are made.
pub(super) fn hours_of(number: usize) -> Booking {
    let notice = Some(Span { count: 2, unit: SpanUnit::Hours });
    let window = Some(Span { count: 60, unit: SpanUnit::Days });
    let common =
        Booking { notice, window, place: Some("18 Wharf Street, Portland".into()), ..Booking::default() };
    match number {
        0 => Booking { buffer_after: 10, turn: Turn::EqualDistribution, ..common },
        1 => Booking { per_slot: 2, weekly: vec![OpenHours::weekdays(8, 18)], ..common },
        _ => Booking { interval: Some(15), weekly: with_saturday(), per_day: Some(16), ..common },
    }
}

fn with_saturday() -> Vec<OpenHours> {
    let morning = Hours { from: 9 * 60, to: 12 * 60 };
    vec![
        OpenHours::weekdays(9, 12),
        OpenHours { days: vec![1, 2, 4, 5], hours: vec![Hours { from: 13 * 60, to: 17 * 60 }] },
        OpenHours { days: vec![3], hours: vec![Hours { from: 13 * 60, to: 19 * 60 }] },
        OpenHours { days: vec![6], hours: vec![morning] },
    ]
}

/// Adds groups, the rarer kinds of calendars, custom values and a draft workflow.
pub(super) fn furnish(state: &mut State, seed: u64, place: &Place, now: Moment) {
    let mut chance = Chance::new(seed, STREAM);
    let desk = group(state, &mut chance, place.location, ("Front desk", "One at a time", "front-desk"));
    let rooms =
        group(state, &mut chance, place.location, ("Group visits", "Several together", "group-visits"));
    for id in [place.calendars[0], place.calendars[2]] {
        if let Some(calendar) = state.calendars.get(&id).cloned() {
            state.apply(Entry::Calendar(Calendar { group: Some(desk), ..calendar }));
        }
    }
    for (name, kind, slot_minutes, booking) in rarer() {
        let users: Vec<UserId> = place.users.iter().take(2).copied().collect();
        let users = if kind == CalendarKind::ClassBooking { users[..1].to_vec() } else { users };
        let id: CalendarId = Drawn::draw(&mut chance);
        let active = kind != CalendarKind::ServiceBooking;
        state.apply(Entry::Calendar(Calendar {
            id,
            location: place.location,
            group: Some(rooms),
            name: name.into(),
            description: None,
            kind,
            slot_minutes,
            active,
            users,
            color: "#8e24aa".into(),
            booking,
        }));
    }
    values(state, &mut chance, place.location);
    draft_workflow(state, &mut chance, place.location, now);
}

fn group(
    state: &mut State,
    chance: &mut Chance,
    location: LocationId,
    (name, description, slug): (&str, &str, &str),
) -> crate::world::id::GroupId {
    let id = Drawn::draw(chance);
    let (name, description, slug) = (name.into(), description.into(), slug.into());
    state.apply(Entry::Group(Group { id, location, name, description, slug, active: true }));
    id
}

fn rarer() -> [(&'static str, CalendarKind, u32, Booking); 3] {
    let hours = |days: &[i8], from: u16, to: u16| {
        vec![OpenHours { days: days.to_vec(), hours: vec![Hours { from: from * 60, to: to * 60 }] }]
    };
    let class = Booking { per_slot: 6, weekly: hours(&[4], 17, 19), ..Booking::default() };
    let together = Booking { weekly: hours(&[2, 4], 10, 15), auto_confirm: false, ..Booking::default() };
    [
        ("Whitening evening", CalendarKind::ClassBooking, 60, class),
        ("Treatment conference", CalendarKind::Collective, 45, together),
        ("Online check-in", CalendarKind::ServiceBooking, 15, Booking::default()),
    ]
}

fn values(state: &mut State, chance: &mut Chance, location: LocationId) {
    for (name, key, value) in VALUES {
        state.apply(Entry::StoredValue(StoredValue {
            id: Drawn::draw(chance),
            location,
            name: name.into(),
            field_key: format!("{{{{ custom_values.{key} }}}}").into(),
            value: value.into(),
        }));
    }
}

fn draft_workflow(state: &mut State, chance: &mut Chance, location: LocationId, now: Moment) {
    let added = now.plus(-12 * DAY);
    let (name, status) = ("Birthday greeting".into(), "draft".into());
    let id = Drawn::draw(chance);
    state.apply(Entry::Workflow(Workflow { id, location, name, status, version: 1, added, updated: added }));
}
