//! Quirks: what is decided about a call before an operation runs.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, Switch, quirk,
};

pub(super) const AREA: Area = Area { title: "At the door", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk(
        "check-order",
        Seen,
        "1.4; the place of limits is ours",
        "Checks run in this order: version, token, limits, scope, kind of token, location, body, record",
    ),
    quirk("version-missing", Seen, "1.1", "A missing `Version` is a 401 `version header was not found.`"),
    quirk(
        "version-unknown",
        Seen,
        "1.1; another witness saw a 400, see `version-unknown-400`",
        "An unpublished `Version` is a 401 `version header is invalid`",
    ),
    quirk(
        "version-unknown-400",
        Seen,
        "1.1, the other witness",
        "An unpublished `Version` is a 400 `Invalid API version segment` in place of the 401",
    )
    .switched(Switch::VersionUnknown400, false),
    quirk(
        "version-any",
        Seen,
        "1.1",
        "Any published version does on any established path; paths new in `v3` are a 404 under older ones",
    ),
    quirk("path-case", Seen, "1, 1.4", "A path in the wrong case is a 401, an unknown one a 404"),
    quirk("path-slash", Ours, "1", "A trailing slash does not matter; `/contacts//tasks` is no path"),
    quirk(
        "three-401s",
        Seen,
        "1.4",
        "A 401 means a dead token, a missing scope, or the wrong kind of token; only the first is cured by a refresh",
    ),
    quirk(
        "location-403",
        Seen,
        "1.4",
        "A wrong or missing location is a 403, after the scope was found good",
    ),
    quirk(
        "limit-headers",
        Seen,
        "3",
        "Six limit headers on every answer, the last one the milliseconds until the day ends; a 429 has no `Retry-After`",
    ),
    quirk(
        "limit-windows",
        Ours,
        "3; the fault `sliding_windows` turns it",
        "Burst windows are fixed: they open with a call and close ten seconds later",
    ),
    quirk(
        "limit-bucket",
        Seen,
        "3",
        "All private tokens of a location share one bucket, an app has one for each location",
    ),
    quirk("limit-refusal-free", Ours, "3, 10", "A 429 costs nothing").switched(Switch::RefusalFree, true),
    quirk("trace-id", Ours, "1.3: nearly every", "Every object carries a `traceId`"),
    quirk("head", Ours, "", "`HEAD` is answered like `GET` without the body"),
    quirk(
        "any-page",
        Ours,
        "",
        "`OPTIONS` is a 204 that lets any page call, without a token and without a cost; every answer may be read by any page",
    ),
    quirk("body-413", Ours, "", "A body above 2 MiB is a 413"),
];
