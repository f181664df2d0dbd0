//! What happened with someone: tasks, notes and appointments that fit their stage.

use super::person::Stage;
use super::place::Place;
use super::word::{COLORS, CUSTOMER_NOTES, FIRST_CALLS, FOLLOW_UPS, LEAD_NOTES, QUIET_NOTES, TITLES, VISITS};
use crate::world::chance::{Chance, Drawn};
use crate::world::moment::{DAY, HOUR, MINUTE, Moment};
use crate::world::record::{Appointment, AppointmentStatus, Contact, Note, Task};

/// Everything kept with one contact, oldest first.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) tasks: Vec<Task>,
    pub(super) notes: Vec<Note>,
    pub(super) appointments: Vec<Appointment>,
}

/// How often somebody looks for a free time before giving up.
const TRIES: usize = 8;

/// When a task is due, seen from the day the world is made.
#[derive(Clone, Copy)]
enum Due {
    Overdue,
    Today,
    Ahead,
    Done,
}

/// What happened with `contact`, with at least so many tasks.
pub(super) fn story(
    contact: &Contact,
    stage: Stage,
    place: &Place,
    at_least: usize,
    chance: &mut Chance,
) -> Story {
    let mut story = Story::default();
    let (tasks, notes) = match stage {
        Stage::New => (chance.below(2), chance.below(2)),
        Stage::Contacted | Stage::Booked => (1 + chance.below(2), 1 + chance.below(2)),
        Stage::Customer => (chance.below(3), chance.below(3)),
        Stage::Regular => (1 + chance.below(2), 1 + chance.below(3)),
        Stage::Quiet | Stage::Lost => (chance.below(2), chance.below(2)),
    };
    for _ in 0..tasks.max(at_least) {
        story.tasks.push(task(contact, stage, place, chance));
    }
    for _ in 0..notes {
        story.notes.push(note(contact, stage, place, chance));
    }
    story.tasks.sort_by_key(|task| task.added);
    story.notes.sort_by_key(|note| note.added);
    appointments(&mut story, contact, stage, place, chance);
    story.tasks.shrink_to_fit();
    story.notes.shrink_to_fit();
    story
}

fn due(stage: Stage, chance: &mut Chance) -> Due {
    let open = match stage {
        Stage::New | Stage::Contacted | Stage::Booked => 80,
        Stage::Customer | Stage::Regular => 40,
        Stage::Quiet | Stage::Lost => 20,
    };
    match (chance.percent(open), chance.below(10)) {
        (false, _) => Due::Done,
        (true, 0..=2) => Due::Overdue,
        (true, 3..=4) => Due::Today,
        (true, _) => Due::Ahead,
    }
}

fn task(contact: &Contact, stage: Stage, place: &Place, chance: &mut Chance) -> Task {
    let early = matches!(stage, Stage::New | Stage::Contacted);
    let words = if early { FIRST_CALLS } else { FOLLOW_UPS };
    let (title, body) = words[chance.below(words.len())];
    let due = due(stage, chance);
    let days = match due {
        Due::Overdue => chance.between(-12, -1),
        Due::Today => 0,
        Due::Ahead => chance.between(1, 21),
        Due::Done => chance.between(-90, -1),
    };
    let now = place.days.now();
    let due_at = place.days.at(days, 30 * chance.between(18, 35));
    let latest = now.millis().min(due_at.millis());
    let added = Moment::from_millis(
        contact.added.millis().max(latest - chance.between(1, 20) * DAY).min(now.millis()),
    );
    let completed = matches!(due, Due::Done);
    let updated = if completed { Moment::from_millis(latest.max(added.millis())) } else { added };
    Task {
        id: Drawn::draw(chance),
        contact: contact.id,
        title: title.into(),
        body: chance.percent(70).then(|| body.into()),
        assigned_to: if chance.percent(85) { contact.assigned_to.clone() } else { None },
        due: due_at,
        completed,
        added,
        updated,
    }
}

fn note(contact: &Contact, stage: Stage, place: &Place, chance: &mut Chance) -> Note {
    let bodies = match stage {
        Stage::New | Stage::Contacted | Stage::Booked => LEAD_NOTES,
        Stage::Customer | Stage::Regular => CUSTOMER_NOTES,
        Stage::Quiet | Stage::Lost => QUIET_NOTES,
    };
    let since = (place.days.now().millis() - contact.added.millis()).max(1);
    let added = contact.added.plus(chance.between(0, since - 1));
    Note {
        id: Drawn::draw(chance),
        contact: contact.id,
        body: chance.pick(bodies).into(),
        title: chance.percent(30).then(|| chance.pick(TITLES).into()),
        color: chance.percent(15).then(|| chance.pick(COLORS).into()),
        pinned: chance.percent(8).then_some(true),
        user: chance.percent(90).then(|| place.staff(chance)),
        added,
        updated: added,
    }
}

fn appointments(story: &mut Story, contact: &Contact, stage: Stage, place: &Place, chance: &mut Chance) {
    let past: &[AppointmentStatus] = match stage {
        Stage::New | Stage::Contacted => &[],
        Stage::Booked => &[AppointmentStatus::Cancelled],
        Stage::Customer => &[AppointmentStatus::Showed],
        Stage::Regular => &[AppointmentStatus::Showed, AppointmentStatus::Showed],
        Stage::Quiet => &[AppointmentStatus::Noshow],
        Stage::Lost => &[AppointmentStatus::Cancelled],
    };
    let age = (place.days.now().millis() - contact.added.millis()) / DAY;
    for status in past {
        if age > 3 && (stage != Stage::Booked || chance.percent(20)) {
            let days = place.days.weekday(-chance.between(3, age.min(180)));
            story.appointments.push(appointment(contact, days.min(-1), *status, place, chance));
        }
    }
    let ahead = match stage {
        Stage::Booked => 100,
        Stage::Regular => 50,
        Stage::Customer => 20,
        _ => 0,
    };
    if chance.percent(ahead) {
        let status = if chance.percent(70) { AppointmentStatus::Confirmed } else { AppointmentStatus::New };
        story.appointments.extend(in_free_time(contact, status, place, chance));
    }
    story.appointments.sort_by_key(|one| one.start);
}

/// An appointment ahead that nobody of the staff has to be in two places for; none when everyone is booked.
fn in_free_time(
    contact: &Contact,
    status: AppointmentStatus,
    place: &Place,
    chance: &mut Chance,
) -> Option<Appointment> {
    (0..TRIES).find_map(|_| {
        let days = place.days.weekday(chance.between(1, 24));
        let appointment = appointment(contact, days, status, place, chance);
        place.book(&appointment).then_some(appointment)
    })
}

fn appointment(
    contact: &Contact,
    days: i64,
    status: AppointmentStatus,
    place: &Place,
    chance: &mut Chance,
) -> Appointment {
    let (visit, minutes) = VISITS[chance.below(VISITS.len())];
    let start = place.days.at(days, 15 * chance.between(36, 64));
    let now = place.days.now().millis();
    let booked = (start.millis() - chance.between(2, 14) * DAY).min(now - HOUR).max(contact.added.millis());
    let updated = start.millis().min(now).max(booked);
    let first = contact.first_name.as_deref().unwrap_or("Guest");
    let id = Drawn::draw(chance);
    let calendar = chance.below(place.calendars.len());
    Appointment {
        id,
        contact: contact.id,
        location: place.location,
        calendar: place.calendars[calendar],
        title: format!("{visit} with {first}").into(),
        status,
        start,
        end: start.plus(minutes * MINUTE),
        assigned_user: Some(place.holder(calendar, chance)),
        address: Some("Room 2, 18 Wharf Street, Portland".into()),
        notes: chance.percent(30).then(|| "Please arrive ten minutes early.".into()),
        source: Some(chance.pick(&["booking_widget", "calendar_page"]).into()),
        meeting: None,
        others: Vec::new(),
        rrule: None,
        added: Moment::from_millis(booked),
        updated: Moment::from_millis(updated),
    }
}
