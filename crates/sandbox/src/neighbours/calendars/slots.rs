//! Which times of a calendar are free.
//!
//! Here: opening hours less appointments, blocked times, buffers, notice and window, for each kind of calendar.
//! Not here: how they are asked for and shown (`free`), what booking one does (`appointments`).
//!
//! Promise: a slot that is told is one that can be booked, and one that is booked is told to nobody else. Pure:
//! the world and the time come in, nothing is altered.

use jiff::{Span as JiffSpan, ToSpan, Zoned, civil::Date, tz::TimeZone};

use super::occurrence::{between, zone_of};
use crate::world::{
    DAY, MINUTE, Moment, State,
    id::{AppointmentId, CalendarId, LocationId, UserId},
    record::{Calendar, CalendarKind, Hours, Span, SpanUnit, Turn},
};

/// What is asked of a calendar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question<'s> {
    /// The world.
    pub(crate) state: &'s State,
    /// The calendar.
    pub(crate) calendar: &'s Calendar,
    /// The time now.
    pub(crate) now: Moment,
    /// Whether notice and window count.
    pub(crate) bounds: Bounds,
    /// Only these of the team.
    pub(crate) only: Option<&'s [UserId]>,
    /// An appointment that is about to move, and so is in nobody's way.
    pub(crate) moving: Option<AppointmentId>,
    /// How long it is to be, in milliseconds; none takes the calendar's own length.
    pub(crate) lasts: Option<i64>,
}

/// Whether notice and window count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// They do.
    Kept,
    /// They do not, nor does the past.
    Ignored,
}

/// A free time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    /// Its start.
    pub(crate) start: Moment,
    /// Who of the team can take it, in the team's order; nobody in a calendar without one.
    pub(crate) users: Vec<UserId>,
}

/// Something that takes time, with what is kept free around it.
#[derive(Clone, Debug)]
struct Taken {
    start: Moment,
    end: Moment,
    before: i64,
    after: i64,
    calendar: Option<CalendarId>,
    users: Vec<UserId>,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Appointment,
    Blocked,
}

impl<'s> Question<'s> {
    /// A calendar asked as its own page asks it.
    pub(crate) fn of(state: &'s State, calendar: &'s Calendar, now: Moment) -> Self {
        Self { state, calendar, now, bounds: Bounds::Kept, only: None, moving: None, lasts: None }
    }

    /// The free slots that start from `from` on and before `until`.
    pub(crate) fn free(&self, from: Moment, until: Moment) -> Vec<Slot> {
        let (from, until) = self.within(from, until);
        if !self.calendar.active || from >= until {
            return Vec::new();
        }
        let zone = zone_of(self.state, &self.calendar.location);
        let taken = self.taken(from.plus(-DAY), until.plus(DAY));
        let first = from.timestamp().to_zoned(zone.clone()).date();
        let last = until.timestamp().to_zoned(zone.clone()).date();
        let mut free = Vec::new();
        let mut day = first;
        while day <= last {
            if !self.is_full(&taken, day, &zone) {
                let starts =
                    self.starts(day, &zone).into_iter().filter(|start| (from..until).contains(start));
                free.extend(starts.filter_map(|start| self.at(&taken, start)));
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        free
    }

    /// The free slot that starts at `start`, if there is one.
    pub(crate) fn slot(&self, start: Moment) -> Option<Slot> {
        self.free(start, start.plus(1)).into_iter().next()
    }

    /// Narrows a time to what may be booked at all.
    fn within(&self, from: Moment, until: Moment) -> (Moment, Moment) {
        if self.bounds == Bounds::Ignored {
            return (from, until);
        }
        let now = self.now.timestamp().to_zoned(zone_of(self.state, &self.calendar.location));
        let booking = &self.calendar.booking;
        let earliest = booking.notice.map_or(self.now, |notice| later(&now, notice));
        let latest = booking.window.map_or(until, |window| end_of_day(&now, window));
        (from.max(earliest), until.min(latest))
    }

    fn length(&self) -> i64 {
        self.lasts.unwrap_or_else(|| i64::from(self.calendar.slot_minutes) * MINUTE)
    }

    /// Where slots begin on a day. Their grid is the calendar's, however long the appointment is to be.
    fn starts(&self, day: Date, zone: &TimeZone) -> Vec<Moment> {
        let booking = &self.calendar.booking;
        let step = u32::max(booking.interval.unwrap_or(self.calendar.slot_minutes), 1);
        let length = self.calendar.slot_minutes;
        let mut starts = Vec::new();
        for hours in self.hours(day) {
            let mut minute = u32::from(hours.from);
            while minute + length <= u32::from(hours.to) {
                starts.extend(moment(day, minute, zone));
                minute += step;
            }
        }
        starts.sort();
        starts.dedup();
        starts
    }

    fn hours(&self, day: Date) -> Vec<Hours> {
        let booking = &self.calendar.booking;
        if let Some(own) = booking.dates.iter().find(|own| own.date == day) {
            return own.hours.clone();
        }
        let weekday = day.weekday().to_sunday_zero_offset();
        let open = booking.weekly.iter().filter(|open| open.days.contains(&weekday));
        open.flat_map(|open| open.hours.clone()).collect()
    }

    /// Everything that takes the time of this calendar or its team.
    fn taken(&self, from: Moment, until: Moment) -> Vec<Taken> {
        let mut taken = Vec::new();
        for location in self.locations() {
            let found = between(self.state, &location, from, until)
                .into_iter()
                .filter(|one| one.appointment.status.takes_time() && Some(one.appointment.id) != self.moving);
            taken.extend(found.map(|one| {
                let booking =
                    self.state.calendar(&one.appointment.calendar).map(|calendar| &calendar.booking);
                Taken {
                    start: one.start,
                    end: one.end,
                    before: booking.map_or(0, |booking| i64::from(booking.buffer_before) * MINUTE),
                    after: booking.map_or(0, |booking| i64::from(booking.buffer_after) * MINUTE),
                    calendar: Some(one.appointment.calendar),
                    users: one.appointment.staff().filter_map(UserId::parse).collect(),
                    what: What::Appointment,
                }
            }));
        }
        let blocked = self.state.all_blocked().filter(|one| one.start < until && one.end > from);
        taken.extend(blocked.map(|one| Taken {
            start: one.start,
            end: one.end,
            before: 0,
            after: 0,
            calendar: one.calendar,
            users: one.user.into_iter().collect(),
            what: What::Blocked,
        }));
        taken
    }

    /// The calendar's own location and every other one its team works in.
    fn locations(&self) -> Vec<LocationId> {
        let team = self.calendar.users.iter().filter_map(|user| self.state.user(user));
        let mut all: Vec<LocationId> = team.flat_map(|user| user.locations.clone()).collect();
        all.push(self.calendar.location);
        all.sort();
        all.dedup();
        all
    }

    /// Whether a day has all the appointments it may have.
    fn is_full(&self, taken: &[Taken], day: Date, zone: &TimeZone) -> bool {
        let Some(most) = self.calendar.booking.per_day else { return false };
        let here = taken.iter().filter(|one| {
            one.what == What::Appointment
                && one.calendar == Some(self.calendar.id)
                && one.start.timestamp().to_zoned(zone.clone()).date() == day
        });
        here.count() >= most as usize
    }

    fn at(&self, taken: &[Taken], start: Moment) -> Option<Slot> {
        let end = start.plus(self.length());
        let near: Vec<&Taken> = taken.iter().filter(|one| self.meets(one, start, end)).collect();
        let closed =
            near.iter().any(|one| one.what == What::Blocked && one.calendar == Some(self.calendar.id));
        if closed {
            return None;
        }
        if self.calendar.kind == CalendarKind::Event || self.calendar.users.is_empty() {
            let here = near.iter().filter(|one| one.calendar == Some(self.calendar.id));
            return self.has_room(here.copied(), start).then(|| Slot { start, users: Vec::new() });
        }
        let free = |user: &UserId| {
            let theirs = near.iter().filter(|one| one.users.contains(user));
            self.has_room(theirs.copied(), start)
        };
        let team = &self.calendar.users;
        let users: Vec<UserId> = match self.calendar.kind {
            CalendarKind::Collective if !team.iter().all(free) => Vec::new(),
            CalendarKind::Collective => team.clone(),
            _ => team.iter().filter(|user| self.asks_for(user) && free(user)).copied().collect(),
        };
        (!users.is_empty()).then_some(Slot { start, users })
    }

    fn asks_for(&self, user: &UserId) -> bool {
        self.only.is_none_or(|only| only.contains(user))
    }

    /// Whether what is near leaves room: others of the same slot may share it, anything else may not.
    fn has_room<'t>(&self, near: impl Iterator<Item = &'t Taken>, start: Moment) -> bool {
        let mut shared = 0;
        for one in near {
            let same =
                one.what == What::Appointment && one.calendar == Some(self.calendar.id) && one.start == start;
            if !same {
                return false;
            }
            shared += 1;
        }
        shared < self.calendar.booking.per_slot.max(1)
    }

    /// Whether something is in the way of a time, or too near to it.
    fn meets(&self, one: &Taken, start: Moment, end: Moment) -> bool {
        let booking = &self.calendar.booking;
        let (before, after) = match one.what {
            What::Appointment => {
                (i64::from(booking.buffer_before) * MINUTE, i64::from(booking.buffer_after) * MINUTE)
            }
            What::Blocked => (0, 0),
        };
        let gap_after = one.after.max(before);
        let gap_before = one.before.max(after);
        one.start.plus(-gap_before) < end && one.end.plus(gap_after) > start
    }
}

/// Who of those who are free takes an appointment.
pub(crate) fn next_in_turn(question: &Question<'_>, slot: &Slot) -> Option<UserId> {
    let calendar = question.calendar;
    let ahead = |user: &UserId| {
        let until = question.now.plus(366 * DAY);
        let all = between(question.state, &calendar.location, question.now, until);
        all.iter().filter(|one| one.appointment.staff().any(|staff| staff == user.as_str())).count()
    };
    match calendar.booking.turn {
        Turn::EqualDistribution if slot.users.len() > 1 => slot.users.iter().min_by_key(|user| ahead(user)),
        Turn::EqualDistribution | Turn::Availability => slot.users.first(),
    }
    .copied()
}

fn moment(day: Date, minute: u32, zone: &TimeZone) -> Option<Moment> {
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let time = day.at(hour.min(23), if hour > 23 { 59 } else { minute }, 0, 0);
    time.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp().into())
}

fn later(now: &Zoned, span: Span) -> Moment {
    now.checked_add(units(span)).map_or(now.timestamp(), |then| then.timestamp()).into()
}

/// The end of the day that is so far ahead.
fn end_of_day(now: &Zoned, span: Span) -> Moment {
    let then = now.checked_add(units(span)).and_then(|then| then.end_of_day());
    then.map_or(now.timestamp(), |then| then.timestamp()).into()
}

fn units(span: Span) -> JiffSpan {
    let count = i64::from(span.count.min(10_000));
    match span.unit {
        SpanUnit::Hours => count.hours(),
        SpanUnit::Days => count.days(),
        SpanUnit::Weeks => count.weeks(),
        SpanUnit::Months => count.months(),
    }
}

#[cfg(test)]
mod tests;
