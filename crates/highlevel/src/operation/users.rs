//! Users of a location or company.

use crate::operation::row::Answer::Many;
use crate::operation::row::Method::Get;
use crate::operation::row::{App, Operation, Token, flag, text};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[&GET_USER_BY_LOCATION, &SEARCH_USERS, &GET_USER];

/// `GET /users/`
pub static GET_USER_BY_LOCATION: Operation =
    Operation::new(App::Users, "get-user-by-location", Get, "/users/")
        .says("List users", "Lists the users of a location.")
        .scopes(&[Scope::USERS_READONLY])
        .query(&[text("locationId").required()])
        .answers(200, Many("users"))
        .deprecated();

/// `GET /users/search`
pub static SEARCH_USERS: Operation = Operation::new(App::Users, "search-users", Get, "/users/search")
    .says("Search users", "Finds users of a company by text, location, role or kind.")
    .token(Token::Either)
    .scopes(&[Scope::USERS_READONLY])
    .query(&[
        text("companyId").required(),
        text("query"),
        text("skip"),
        text("limit"),
        text("locationId"),
        text("type"),
        text("role"),
        text("ids"),
        text("sort"),
        text("sortDirection"),
        flag("enabled2waySync"),
    ])
    .answers(200, Many("users"));

/// `GET /users/{userId}`
pub static GET_USER: Operation = Operation::new(App::Users, "get-user", Get, "/users/{userId}")
    .says("Get user", "Reads one user.")
    .token(Token::Either)
    .scopes(&[Scope::USERS_READONLY])
    .path_params(&[text("userId")]);
