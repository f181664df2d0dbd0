//! Quirks: what is sent, and how.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, Switch, quirk,
};

pub(super) const AREA: Area = Area { title: "Webhooks", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk("task-create-bare", Seen, "6.6, issue 332", "`TaskCreate` has neither `contactId` nor `body`")
        .switched(Switch::TaskCreateBare, true),
    quirk("no-task-update", Seen, "6.6", "There is no `TaskUpdate`, and reopening a task sends nothing"),
    quirk(
        "bare-payloads",
        Seen,
        "6.6, issue 312",
        "Notes send four fields; contacts send no `dateUpdated`, time zone, followers or business",
    ),
    quirk(
        "silent-changes",
        Seen,
        "6.6, issues 264 and 276",
        "Followers, businesses and inbound do-not-disturb send nothing",
    ),
    quirk("tag-alone", Ours, "6.6", "A tag alone sends `ContactTagUpdate` alone")
        .switched(Switch::TagAlone, true),
    quirk(
        "delete-alone",
        Ours,
        "6.6, 10",
        "Deleting a contact sends `ContactDelete` alone, nothing for its tasks and notes",
    )
    .switched(Switch::DeleteAlone, true),
    quirk(
        "retries",
        Seen,
        "6.4; the waits (10 seconds doubling to an hour), the 10-second timeout and the same bytes are ours; `legacy_429_only` of `/sandbox/switches` turns it",
        "Every failure is retried up to twelve times, waiting longer each time",
    ),
    quirk(
        "no-order",
        Seen,
        "6.4; the number is ours",
        "No order is promised: up to 24 deliveries are on the wire at once",
    ),
];
