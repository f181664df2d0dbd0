//! Quirks: how an app gets in.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, quirk,
};

pub(super) const AREA: Area = Area { title: "OAuth", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk(
        "code-before-client",
        Seen,
        "2.1",
        "The code is looked at before the client, and an unknown one is a 401 `Authorization code not found`",
    ),
    quirk("code-life", Ours, "2.1: \"short-lived\"", "A code holds five minutes"),
    quirk(
        "refresh-once",
        Ours,
        "2.1; `refresh_grace_s` of `/sandbox/switches` turns it",
        "A refresh token works once; a second use is a 400 `invalid_grant`, within the grace the same pair again",
    ),
    quirk(
        "token-lives",
        Seen,
        "2.1, 2.2",
        "Access tokens hold 86,399 seconds, a location's token made by its agency 86,400, refresh tokens a year",
    ),
    quirk(
        "location-token",
        Seen,
        "2.2",
        "The location token has no refresh token, answers 201 and gets two scopes on top",
    ),
    quirk(
        "both-spellings",
        Ours,
        "7.2",
        "Under `v3` the token answer has both spellings, since one official client keeps a dead token otherwise",
    ),
    quirk("reconnect-redirect", Ours, "2.1", "A code by `/oauth/reconnect` takes any `redirect_uri`"),
    quirk(
        "install-some",
        Seen,
        "2.2; that a second consent adds is ours",
        "An agency installs on all its locations, or with `only=<location>` fields in the form on some; a second consent adds locations to the first, and each that is new sends its own `INSTALL`",
    ),
    quirk(
        "install-future",
        Seen,
        "2.1; when it happens is ours",
        "With `future=on` a location made later gets the app by itself, with `INSTALL`",
    ),
    quirk(
        "uninstall-one",
        Ours,
        "2.2, 6.5",
        "A location taken off alone sends `UNINSTALL` with its `locationId`; its tokens are dead at once and stay dead when the app comes back; those of other locations and of the company go on",
    ),
    quirk(
        "refused-four-ways",
        Seen,
        "1.4",
        "Missing scope, agency's private token, agency's OAuth token and wrong location are refused in four different wordings, in that order",
    ),
];
