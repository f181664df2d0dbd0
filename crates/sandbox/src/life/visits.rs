//! Appointments in the life of a location: booked, confirmed, called off, kept or not.
//!
//! Promise: a booking takes a slot that was free, and only an appointment that is over is marked as kept or missed.

use crate::{
    neighbours::calendars::{
        occurrence::between,
        slots::{Question, next_in_turn},
    },
    world::{
        Act, Chance, DAY,
        id::LocationId,
        record::{Appointment, AppointmentStatus, Calendar, CalendarKind, Contact},
    },
};

/// Days ahead that people book.
const AHEAD: i64 = 10;
/// Days back in which somebody still notes who came.
const BACK: i64 = 7;

/// Books a free slot of some calendar.
pub(super) fn booked(act: &mut Act<'_>, chance: &mut Chance, contact: &Contact) -> String {
    let bookable = |calendar: &&Calendar| calendar.active && calendar.kind != CalendarKind::Collective;
    let calendars: Vec<Calendar> = act.calendars(&contact.location).filter(bookable).cloned().collect();
    let Some(calendar) = calendars.get(chance.below(calendars.len())) else {
        return "no calendar could be booked".to_owned();
    };
    let question = Question::of(act, calendar, act.now());
    let free = question.free(act.now(), act.now().plus(AHEAD * DAY));
    let Some(slot) = free.get(chance.below(free.len())) else {
        return format!("{} is booked out", calendar.name);
    };
    let holder = next_in_turn(&question, slot);
    let appointment = Appointment {
        title: format!("{} with {}", calendar.name, contact.full_name().unwrap_or_default()).into(),
        assigned_user: holder.map(|user| user.as_str().into()),
        source: Some("booking_widget".into()),
        ..Appointment::booked(act.fresh(), calendar, contact, slot.start, act.now())
    };
    act.appointment_save(appointment);
    format!("{} booked an appointment", contact.full_name().unwrap_or_default())
}

/// Moves one appointment on: over ones were kept or missed, new ones are confirmed, some are called off.
pub(super) fn moved_on(act: &mut Act<'_>, chance: &mut Chance, location: &LocationId) -> String {
    let (from, until) = (act.now().plus(-BACK * DAY), act.now().plus(AHEAD * DAY));
    let waiting = |status| matches!(status, AppointmentStatus::New | AppointmentStatus::Confirmed);
    let all = between(act, location, from, until).into_iter().map(|one| one.appointment);
    let open: Vec<Appointment> =
        all.filter(|one| waiting(one.status) && one.rrule.is_none()).cloned().collect();
    let over = open.iter().position(|one| one.end <= act.now());
    let at = over.unwrap_or_else(|| chance.below(open.len()));
    let Some(appointment) = open.get(at).cloned() else {
        return "nobody was expected".to_owned();
    };
    let status = next(&appointment, over.is_some(), chance);
    let title = appointment.title.clone();
    act.appointment_save(Appointment { status, ..appointment });
    format!("{title}: {}", status.as_str())
}

fn next(appointment: &Appointment, over: bool, chance: &mut Chance) -> AppointmentStatus {
    match (over, appointment.status) {
        (true, _) if chance.percent(85) => AppointmentStatus::Showed,
        (true, _) => AppointmentStatus::Noshow,
        (false, AppointmentStatus::New) => AppointmentStatus::Confirmed,
        (false, _) => AppointmentStatus::Cancelled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        world::{HOUR, Opening, World},
    };

    fn world() -> World {
        let clock = Clock::fixed("2026-03-02T15:00:00Z".parse().unwrap());
        World::open(Opening { data_dir: None, seed: 4, contacts: 40 }, clock).unwrap()
    }

    #[test]
    fn whoever_books_gets_a_slot_that_was_free() {
        let world = world();

        for number in 0..40 {
            world.act(|act| {
                let location = act.location_in_use().id;
                let contact = act.register().newest(&location).next().unwrap().contact.clone();
                booked(act, &mut Chance::new(9, number), &contact);
            });
        }

        world.look(|state| {
            let location = state.location_in_use().id;
            let newest = state.register().newest(&location).next().unwrap();
            for one in
                newest.appointments.iter().filter(|one| one.source.as_deref() == Some("booking_widget"))
            {
                let calendar = state.calendar(&one.calendar).unwrap();
                let question =
                    Question { moving: Some(one.id), ..Question::of(state, calendar, world.now()) };
                assert!(one.added < world.now() || question.slot(one.start).is_some(), "{}", one.title);
            }
        });
    }

    #[test]
    fn an_appointment_that_is_over_was_kept_or_missed() {
        let world = world();
        let status = |world: &World| {
            world.look(|state| {
                let location = state.location_in_use().id;
                let all = between(state, &location, world.now().plus(-3 * DAY), world.now());
                all.iter()
                    .filter(|one| one.end <= world.now())
                    .map(|one| one.appointment.status)
                    .collect::<Vec<_>>()
            })
        };
        world.clock().set((world.now().plus(3 * DAY + HOUR)).timestamp());

        for number in 0..60 {
            world.act(|act| {
                let location = act.location_in_use().id;
                moved_on(act, &mut Chance::new(9, number), &location)
            });
        }

        let open = [AppointmentStatus::New, AppointmentStatus::Confirmed];
        assert!(status(&world).iter().all(|status| !open.contains(status)));
    }
}
