//! Tokens and installations. Plumbing, not part of the catalog.

use crate::operation::row::Answer::{Many, Whole};
use crate::operation::row::Method::{Get, Post};
use crate::operation::row::{App, Operation, Token, choice, flag, text};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[&GET_ACCESS_TOKEN, &GET_LOCATION_ACCESS_TOKEN, &GET_INSTALLED_LOCATION];

/// `POST /oauth/token`
pub static GET_ACCESS_TOKEN: Operation = Operation::new(App::Oauth, "get-access-token", Post, "/oauth/token")
    .says("Get token", "Exchanges a code or a refresh token for a new pair of tokens.")
    .version(None)
    .token(Token::None)
    .form(&[
        text("client_id").required(),
        text("client_secret").required(),
        choice("grant_type", &["authorization_code", "refresh_token", "client_credentials"]).required(),
        text("code"),
        text("refresh_token"),
        choice("user_type", &["Company", "Location"]),
        text("redirect_uri"),
    ]);

// Published as 200, live 201.
/// `POST /oauth/locationToken`
pub static GET_LOCATION_ACCESS_TOKEN: Operation =
    Operation::new(App::Oauth, "get-location-access-token", Post, "/oauth/locationToken")
        .says(
            "Get location token",
            "Lets an agency's token obtain one for a location the app is installed in.",
        )
        .token(Token::AgencyOauth)
        .scopes(&[Scope::OAUTH_WRITE])
        .form(&[text("companyId").required(), text("locationId").required()])
        .answers(201, Whole);

/// `GET /oauth/installedLocations`
pub static GET_INSTALLED_LOCATION: Operation =
    Operation::new(App::Oauth, "get-installed-location", Get, "/oauth/installedLocations")
        .says("List installed locations", "Lists the locations of a company an app is installed in.")
        .token(Token::AgencyOauth)
        .scopes(&[Scope::OAUTH_READONLY])
        .query(&[
            text("skip"),
            text("limit"),
            text("query"),
            flag("isInstalled"),
            text("companyId").required(),
            text("appId").required(),
            text("versionId"),
            flag("onTrial"),
            text("planId"),
            text("locationId"),
        ])
        .answers(200, Many("locations"));
