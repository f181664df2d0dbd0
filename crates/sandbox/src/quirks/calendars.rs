//! Quirks: calendars and appointments.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, quirk,
};

pub(super) const AREA: Area = Area { title: "Calendars", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk(
        "free-slots",
        Seen,
        "5.4; the 400's text is ours",
        "Free slots: a map by day; a day without any is left out, so a full calendar answers `traceId` alone; at most 31 days, else a 400",
    ),
    quirk(
        "slot-grid",
        Seen,
        "5.4",
        "A slot starts on the calendar's own grid; a booking off it, in a taken or too near or too far time is a 400 `The slot you have selected is no longer available.`",
    ),
    quirk("slot-once", Seen, "5.4", "Of several who want one slot at once exactly one gets it"),
    quirk(
        "booking-long",
        Seen,
        "5.4",
        "A booking may last longer than the slot; it needs all of that time free",
    ),
    quirk(
        "booking-ignores",
        Seen,
        "the published description; that the past is forgotten too is ours",
        "`ignoreDateRange` forgets notice, window and the past; `ignoreFreeSlotValidation` forgets everything",
    ),
    quirk(
        "calendar-team",
        Seen,
        "5.4; its shape is ours",
        "A user who is not of the calendar's team is a 422 `The user id not part of calendar team.`",
    ),
    quirk(
        "booking-holder",
        Ours,
        "5.4",
        "Without `assignedUserId` the team's next free member holds it: the first, or whoever has the fewest ahead",
    ),
    quirk(
        "calendar-kinds",
        Seen,
        "the published description",
        "A class has `appoinmentPerSlot` seats; a collective appointment takes the whole team; an event calendar has no team",
    ),
    quirk(
        "slot-freed",
        Ours,
        "5.4",
        "Cancelled and invalid appointments free their time, missed ones do not",
    ),
    quirk(
        "slot-buffers",
        Ours,
        "5.4",
        "Buffers: between two appointments the longer of the two wishes holds; a blocked time needs none",
    ),
    quirk(
        "booking-new",
        Ours,
        "5.4",
        "Without `autoConfirm` a booking is `new`; `toNotify` changes nothing, webhooks are sent all the same",
    ),
    quirk(
        "slot-blocked",
        Ours,
        "5.4; the 201 was seen",
        "A blocked time closes a calendar or a person, never both (422); without times it starts now and lasts one slot; both writes answer 201; nothing is sent",
    ),
    quirk(
        "appointment-notes",
        Ours,
        "5.4; the size of a page was seen",
        "Notes of an appointment: newest first, at most 20 (400), not among the contact's notes, nothing is sent",
    ),
    quirk(
        "booking-series",
        Seen,
        "the published description",
        "`rrule` counts with `ignoreFreeSlotValidation` alone; each time of a series has the id `<id>_<milliseconds>_<seconds>`",
    ),
    quirk(
        "series-parts",
        Ours,
        "5.4",
        "Deleting one time of a series leaves it out; altering one takes it out of the series, under a new id",
    ),
    quirk(
        "calendar-plain",
        Ours,
        "5.4: what it says of a calendar's settings is that they are read",
        "No calendar looks busier than it is, asks for guests, rooms or equipment: no operation of the catalog can set that, so `lookBusyConfig` is off and `assignedResources` empty",
    ),
    quirk(
        "booking-dates",
        Seen,
        "5.4, issue 246",
        "Writes answer without `dateAdded` and `dateUpdated`, under `v3` with both",
    ),
];
