//! Operations that HighLevel has and the catalog leaves out, served because the world needs them: what an agency
//! does with its locations and staff, and the way back for an app that lost its tokens.

use std::sync::LazyLock;

use highlevel::{
    operation::{Answer, App, Body, Kind, Method, Operation, Param, Token},
    scope::Scope,
};

const fn optional(name: &'static str) -> Param {
    Param { name, kind: Kind::Text, required: false, nullable: false }
}

const fn required(name: &'static str) -> Param {
    Param { required: true, ..optional(name) }
}

/// A scope that only agencies can have.
pub(super) const LOCATIONS_WRITE: &str = "locations.write";
/// Altering the staff.
pub(super) const USERS_WRITE: &str = "users.write";

/// Every operation of this file.
pub(super) fn all() -> impl Iterator<Item = &'static Operation> {
    [&SEARCH_LOCATIONS, &RECONNECT].into_iter().chain(WRITES.iter())
}

/// Looks for locations.
static SEARCH_LOCATIONS: Operation = Operation {
    app: App::Locations,
    id: "search-locations",
    title: "Search locations",
    description: "Finds locations of the company by their e-mail address.",
    method: Method::Get,
    path: "/locations/search",
    version: Some(highlevel::Version::V2021_07_28),
    scopes: &[Scope::LOCATIONS_READONLY],
    token: Token::Either,
    path_params: &[],
    query: &[
        optional("companyId"),
        optional("skip"),
        optional("limit"),
        optional("order"),
        optional("email"),
    ],
    body: Body::None,
    answer: Answer::Many("locations"),
    status: 200,
    cost: 1,
    deprecated: false,
};

/// Gives a new code to an app that lost its tokens; described in an article, in no published table.
static RECONNECT: Operation = Operation {
    app: App::Oauth,
    id: "reconnect",
    title: "Reconnect",
    description: "Gives a new code for an installation whose tokens were lost.",
    method: Method::Post,
    path: "/oauth/reconnect",
    version: None,
    scopes: &[],
    token: Token::None,
    query: &[],
    body: Body::Json(&[
        optional("clientKey"),
        optional("clientSecret"),
        optional("locationId"),
        optional("companyId"),
    ]),
    answer: Answer::Whole,
    ..SEARCH_LOCATIONS
};

/// Altering locations and users. Their scopes are none of the catalog's, so they are made when first asked for.
static WRITES: LazyLock<[Operation; 5]> = LazyLock::new(|| {
    let scopes = |scope: &str| -> &'static [Scope] { Box::leak(Box::new([Scope::new(scope)])) };
    let write = |app, id, title, method, path, scope| Operation {
        app,
        id,
        title,
        description: title,
        method,
        path,
        scopes: scopes(scope),
        query: &[],
        answer: Answer::Whole,
        ..SEARCH_LOCATIONS
    };
    let location = |id, title, method, path| write(App::Locations, id, title, method, path, LOCATIONS_WRITE);
    let user = |id, title, method, path| write(App::Users, id, title, method, path, USERS_WRITE);
    [
        Operation {
            body: Body::Json(const { &[required("name"), required("companyId")] }),
            ..location("create-location", "Create location", Method::Post, "/locations/")
        },
        Operation {
            path_params: const { &[required("locationId")] },
            body: Body::Json(const { &[required("companyId")] }),
            ..location("put-location", "Update location", Method::Put, "/locations/{locationId}")
        },
        Operation {
            body: Body::Json(const { &[required("companyId"), required("firstName"), required("lastName")] }),
            status: 201,
            ..user("create-user", "Create user", Method::Post, "/users/")
        },
        Operation {
            path_params: const { &[required("userId")] },
            ..user("update-user", "Update user", Method::Put, "/users/{userId}")
        },
        Operation {
            path_params: const { &[required("userId")] },
            ..user("delete-user", "Delete user", Method::Delete, "/users/{userId}")
        },
    ]
});
