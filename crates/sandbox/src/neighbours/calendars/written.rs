//! What a write of an appointment says.
//!
//! Here: reading its body, laying it over an appointment. Not here: whether the time is free (`appointments`).

use super::{list, recurrence::Rule};
use crate::{
    answer::Refusal,
    contacts::{
        body::{Body, Given, Need},
        tasks::text,
    },
    world::{
        Moment, State,
        id::{LocationId, UserId},
        record::{Appointment, AppointmentStatus, Calendar, CalendarKind},
    },
};

const STATUSES: &str = "appointmentStatus must be one of the following values: new, confirmed, cancelled, showed, noshow, invalid";
const PLACES: [&str; 7] = ["custom", "zoom", "gmeet", "phone", "address", "ms_teams", "google"];

/// A body that was read.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) calendar: Option<String>,
    pub(super) start: Option<Moment>,
    pub(super) end: Option<Moment>,
    pub(super) status: Option<AppointmentStatus>,
    pub(super) assigned_user: Given<String>,
    pub(super) checked: Checked,
    title: Option<String>,
    address: Given<String>,
    notes: Given<String>,
    meeting: Option<String>,
    rrule: Option<String>,
}

/// How much of a time is checked before it is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// Everything.
    Whole,
    /// All but notice and window: `ignoreDateRange`.
    WithoutDates,
    /// Nothing: `ignoreFreeSlotValidation`.
    Not,
}

impl Written {
    /// Reads a body; `need` says whether calendar and start have to be there.
    pub(super) fn take(mut body: Body, need: Need) -> Result<Self, Refusal> {
        let status = status(&mut body);
        let meeting = body.text("meetingLocationType", Need::Optional).set();
        if meeting.as_deref().is_some_and(|kind| !PLACES.contains(&kind)) {
            body.fault(format!(
                "meetingLocationType must be one of the following values: {}",
                PLACES.join(", ")
            ));
        }
        body.text("meetingLocationId", Need::Optional);
        body.text("groupId", Need::Optional);
        body.flag("overrideLocationConfig", Need::Optional);
        body.flag("toNotify", Need::Optional);
        let written = Self {
            checked: checked(&mut body),
            calendar: body.words("calendarId", need).set(),
            start: body.moment("startTime", need).set(),
            end: body.moment("endTime", Need::Optional).set(),
            title: body.text("title", Need::Optional).set().filter(|title| !title.is_empty()),
            status,
            assigned_user: body.text("assignedUserId", Need::Optional),
            address: body.text("address", Need::Optional),
            notes: body.text("description", Need::Optional),
            meeting,
            rrule: rrule(&mut body),
        };
        body.finish()?;
        Ok(written)
    }

    /// Whether it says another time, place in the staff or calendar.
    pub(super) fn moves(&self) -> bool {
        self.start.is_some()
            || self.end.is_some()
            || self.calendar.is_some()
            || matches!(self.assigned_user, Given::Set(_))
    }

    /// The appointment as it is after this write. A start without an end moves the whole appointment.
    pub(super) fn over(self, mut event: Appointment, calendar: &Calendar) -> Result<Appointment, Refusal> {
        let lasts = event.end.millis() - event.start.millis();
        event.start = self.start.unwrap_or(event.start);
        event.end = self.end.unwrap_or_else(|| event.start.plus(lasts));
        if event.end <= event.start {
            return Err(Refusal::Bad("endTime must be after startTime".to_owned()));
        }
        event.calendar = calendar.id;
        event.title = self.title.map_or(event.title, Into::into);
        event.status = self.status.unwrap_or(event.status);
        if matches!(self.address, Given::Set(_)) {
            event.meeting = Some("custom".into());
        }
        event.meeting = self.meeting.map(Into::into).or(event.meeting);
        text(&mut event.assigned_user, self.assigned_user);
        text(&mut event.address, self.address);
        text(&mut event.notes, self.notes);
        if self.checked == Checked::Not {
            event.rrule = self.rrule.map(Into::into).or(event.rrule);
        }
        Ok(event)
    }

    /// The calendar it names, if it names one.
    pub(super) fn calendar<'s>(
        &self,
        state: &'s State,
        location: &LocationId,
    ) -> Result<Option<&'s Calendar>, Refusal> {
        self.calendar.as_deref().map(|text| list::find(state, location, text)).transpose()
    }

    /// The user it names, who has to be one of the calendar's team; where there is no team, one of the location.
    pub(super) fn user(&self, state: &State, calendar: &Calendar) -> Result<Option<UserId>, Refusal> {
        let Given::Set(text) = &self.assigned_user else { return Ok(None) };
        if text.is_empty() {
            return Ok(None);
        }
        let user = UserId::parse(text).and_then(|id| state.user(&id)).ok_or_else(not_of_the_team)?;
        let teamless = calendar.kind == CalendarKind::Event || calendar.users.is_empty();
        let belongs = if teamless {
            user.locations.contains(&calendar.location)
        } else {
            calendar.users.contains(&user.id)
        };
        if belongs { Ok(Some(user.id)) } else { Err(not_of_the_team()) }
    }
}

/// HighLevel's words for a user whom a calendar does not have.
pub(super) fn not_of_the_team() -> Refusal {
    Refusal::Unfit("The user id not part of calendar team.".to_owned())
}

fn status(body: &mut Body) -> Option<AppointmentStatus> {
    let text = body.text("appointmentStatus", Need::Optional).set()?;
    let status = AppointmentStatus::parse(&text);
    if status.is_none() {
        body.fault(STATUSES);
    }
    status
}

fn checked(body: &mut Body) -> Checked {
    let dates = body.flag("ignoreDateRange", Need::Optional).set().unwrap_or_default();
    let everything = body.flag("ignoreFreeSlotValidation", Need::Optional).set().unwrap_or_default();
    match (everything, dates) {
        (true, _) => Checked::Not,
        (false, true) => Checked::WithoutDates,
        (false, false) => Checked::Whole,
    }
}

fn rrule(body: &mut Body) -> Option<String> {
    let text = body.text("rrule", Need::Optional).set().filter(|text| !text.is_empty())?;
    if Rule::read(&text).is_none() {
        body.fault("rrule must be a valid RRULE of the iCalendar specification");
    }
    Some(text)
}
