//! Quirks: what belongs to a location, and who works there.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, quirk,
};

pub(super) const AREA: Area = Area { title: "Locations, staff, campaigns, workflows", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk(
        "custom-value-key",
        Seen,
        "that it stays is ours",
        "A custom value's key is made from its first name, `{{ custom_values.name }}`, and stays",
    ),
    quirk(
        "agency-writes",
        Seen,
        "the last rule is ours",
        "An agency's token may make and alter locations (`locations.write`) and staff (`users.write`): `LocationCreate`, `LocationUpdate`, `UserCreate`; a location saved as it was sends nothing",
    ),
    quirk(
        "location-events",
        Ours,
        "6.5",
        "`LocationCreate` goes to a company's installation alone; altering or removing a user sends nothing",
    ),
    quirk("drafts", Ours, "4", "Drafts of campaigns and workflows let nobody in: 400"),
    quirk(
        "campaign-events",
        Ours,
        "6.5",
        "`CampaignStatusUpdate` is sent when someone joins (`active`) or leaves (`removed`), once each",
    ),
    quirk(
        "workflows-idle",
        Ours,
        "4",
        "Workflows do nothing by themselves: enrolment is kept with its `eventStartTime` and sends nothing",
    ),
];
