//! Businesses, the companies contacts work for.

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, text};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] =
    &[&GET_BUSINESSES_BY_LOCATION, &CREATE_BUSINESS, &GET_BUSINESS, &UPDATE_BUSINESS, &DELETE_BUSINESS];

/// `GET /businesses/`
pub static GET_BUSINESSES_BY_LOCATION: Operation =
    Operation::new(App::Businesses, "get-businesses-by-location", Get, "/businesses/")
        .says("List businesses", "Lists the businesses of a location.")
        .scopes(&[Scope::BUSINESSES_READONLY])
        .query(&[text("locationId").required(), text("limit"), text("skip")])
        .answers(200, Many("businesses"));

// The misspelt member is HighLevel's.
/// `POST /businesses/`
pub static CREATE_BUSINESS: Operation =
    Operation::new(App::Businesses, "create-business", Post, "/businesses/")
        .says("Create business", "Adds a business to a location.")
        .scopes(&[Scope::BUSINESSES_WRITE])
        .body(&[
            text("name").required(),
            text("locationId").required(),
            text("phone"),
            text("email"),
            text("website"),
            text("address"),
            text("city"),
            text("postalCode"),
            text("state"),
            text("country"),
            text("description"),
        ])
        .answers(201, One("buiseness"));

/// `GET /businesses/{businessId}`
pub static GET_BUSINESS: Operation =
    Operation::new(App::Businesses, "get-business", Get, "/businesses/{businessId}")
        .says("Get business", "Reads one business.")
        .scopes(&[Scope::BUSINESSES_READONLY])
        .path_params(&[text("businessId")])
        .answers(200, One("business"));

// The misspelt member is HighLevel's.
/// `PUT /businesses/{businessId}`
pub static UPDATE_BUSINESS: Operation =
    Operation::new(App::Businesses, "update-business", Put, "/businesses/{businessId}")
        .says("Update business", "Changes the fields of a business that are sent.")
        .scopes(&[Scope::BUSINESSES_WRITE])
        .path_params(&[text("businessId")])
        .body(&[
            text("name"),
            text("phone"),
            text("email"),
            text("postalCode"),
            text("website"),
            text("address"),
            text("state"),
            text("city"),
            text("country"),
            text("description"),
        ])
        .answers(200, One("buiseness"));

/// `DELETE /businesses/{businessId}`
pub static DELETE_BUSINESS: Operation =
    Operation::new(App::Businesses, "delete-Business", Delete, "/businesses/{businessId}")
        .says("Delete business", "Removes one business.")
        .scopes(&[Scope::BUSINESSES_WRITE])
        .path_params(&[text("businessId")])
        .answers(200, Flag("success"));
