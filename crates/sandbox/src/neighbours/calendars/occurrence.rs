//! Appointments as they come: once, or again and again by a rule.
//!
//! Promise: an occurrence of a series has an id of its own, `<id>_<start in milliseconds>_<length in seconds>`.

use jiff::tz::TimeZone;

use super::recurrence::Rule;
use crate::world::{
    Moment, State,
    id::{AppointmentId, LocationId},
    record::Appointment,
};

/// One time of an appointment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occurrence<'s> {
    /// The appointment, whose own times are its first ones.
    pub(crate) appointment: &'s Appointment,
    /// From when.
    pub(crate) start: Moment,
    /// Until when.
    pub(crate) end: Moment,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The appointment itself.
    Whole,
    /// One time of a series.
    Instance,
}

impl<'s> Occurrence<'s> {
    /// The appointment itself, whether or not it comes again.
    pub(super) fn whole(appointment: &'s Appointment) -> Self {
        Self { appointment, start: appointment.start, end: appointment.end, kind: Kind::Whole }
    }

    /// Whether it is one time of a series.
    pub(super) fn is_instance(&self) -> bool {
        self.kind == Kind::Instance
    }

    /// Its id.
    pub(super) fn id(&self) -> String {
        match self.kind {
            Kind::Whole => self.appointment.id.to_string(),
            Kind::Instance => {
                let seconds = (self.end.millis() - self.start.millis()) / 1_000;
                format!("{}_{}_{seconds}", self.appointment.id, self.start.millis())
            }
        }
    }

    /// The occurrence whose id is `text`.
    pub(super) fn find(state: &'s State, location: &LocationId, text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '_');
        let id = AppointmentId::parse(parts.next()?)?;
        let (_, appointment) = state.register().appointment(&id)?;
        if appointment.location != *location {
            return None;
        }
        let Some(start) = parts.next() else { return Some(Self::whole(appointment)) };
        let start = Moment::from_millis(start.parse().ok()?);
        let zone = zone_of(state, location);
        instances(appointment, start.plus(1), &zone).into_iter().find(|one| one.start == start)
    }
}

/// The location's own time zone.
pub(super) fn zone_of(state: &State, location: &LocationId) -> TimeZone {
    let zone = state.location(location).and_then(|location| TimeZone::get(&location.timezone).ok());
    zone.unwrap_or(TimeZone::UTC)
}

/// Every appointment of a location that touches the time from `from` until `until`, by its start.
pub(crate) fn between<'s>(
    state: &'s State,
    location: &LocationId,
    from: Moment,
    until: Moment,
) -> Vec<Occurrence<'s>> {
    let zone = zone_of(state, location);
    let register = state.register();
    let mut found: Vec<Occurrence<'s>> = register
        .appointments(location, from, until)
        .filter(|appointment| appointment.rrule.is_none())
        .map(Occurrence::whole)
        .collect();
    for appointment in register.series(location) {
        let touching = instances(appointment, until, &zone).into_iter().filter(|one| one.end > from);
        found.extend(touching);
    }
    found.sort_by_key(|one| (one.start, one.appointment.id));
    found
}

fn instances<'s>(appointment: &'s Appointment, end: Moment, zone: &TimeZone) -> Vec<Occurrence<'s>> {
    let lasts = appointment.end.millis() - appointment.start.millis();
    let Some(rule) = appointment.rrule.as_deref().and_then(Rule::read) else { return Vec::new() };
    let of = |start: Moment| Occurrence { appointment, start, end: start.plus(lasts), kind: Kind::Instance };
    rule.times(appointment.start, end, zone).into_iter().map(of).collect()
}
