//! Locations with their tags, custom fields, custom values, time zones, and the search over all tasks.

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, Token, choice, flag, number, objects, text, texts};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[
    &GET_LOCATION,
    &GET_LOCATION_TAGS,
    &CREATE_TAG,
    &GET_TAG_BY_ID,
    &UPDATE_TAG,
    &DELETE_TAG,
    &TASK_SEARCH,
    &GET_CUSTOM_FIELDS,
    &CREATE_CUSTOM_FIELD,
    &GET_CUSTOM_FIELD,
    &UPDATE_CUSTOM_FIELD,
    &DELETE_CUSTOM_FIELD,
    &GET_CUSTOM_VALUES,
    &CREATE_CUSTOM_VALUE,
    &GET_CUSTOM_VALUE,
    &UPDATE_CUSTOM_VALUE,
    &DELETE_CUSTOM_VALUE,
    &GET_TIMEZONES,
];

/// `GET /locations/{locationId}`
pub static GET_LOCATION: Operation =
    Operation::new(App::Locations, "get-location", Get, "/locations/{locationId}")
        .says("Get location", "Reads a location with its settings and the company it belongs to.")
        .token(Token::Either)
        .scopes(&[Scope::LOCATIONS_READONLY])
        .path_params(&[text("locationId")])
        .answers(200, One("location"));

/// `GET /locations/{locationId}/tags`
pub static GET_LOCATION_TAGS: Operation =
    Operation::new(App::Locations, "get-location-tags", Get, "/locations/{locationId}/tags")
        .says("List tags", "Lists every tag a location has defined.")
        .scopes(&[Scope::TAGS_READONLY])
        .path_params(&[text("locationId")])
        .answers(200, Many("tags"));

/// `POST /locations/{locationId}/tags`
pub static CREATE_TAG: Operation =
    Operation::new(App::Locations, "create-tag", Post, "/locations/{locationId}/tags")
        .says("Create tag", "Defines a tag for a location.")
        .scopes(&[Scope::TAGS_WRITE])
        .path_params(&[text("locationId")])
        .body(&[text("name").required()])
        .answers(200, One("tag"));

/// `GET /locations/{locationId}/tags/{tagId}`
pub static GET_TAG_BY_ID: Operation =
    Operation::new(App::Locations, "get-tag-by-id", Get, "/locations/{locationId}/tags/{tagId}")
        .says("Get tag", "Reads one tag's definition.")
        .scopes(&[Scope::TAGS_READONLY])
        .path_params(&[text("locationId"), text("tagId")])
        .answers(200, One("tag"));

/// `PUT /locations/{locationId}/tags/{tagId}`
pub static UPDATE_TAG: Operation =
    Operation::new(App::Locations, "update-tag", Put, "/locations/{locationId}/tags/{tagId}")
        .says("Rename tag", "Gives a tag another name.")
        .scopes(&[Scope::TAGS_WRITE])
        .path_params(&[text("locationId"), text("tagId")])
        .body(&[text("name").required()])
        .answers(200, One("tag"));

/// `DELETE /locations/{locationId}/tags/{tagId}`
pub static DELETE_TAG: Operation =
    Operation::new(App::Locations, "delete-tag", Delete, "/locations/{locationId}/tags/{tagId}")
        .says("Delete tag", "Removes a tag's definition from a location.")
        .scopes(&[Scope::TAGS_WRITE])
        .path_params(&[text("locationId"), text("tagId")])
        .answers(200, Flag("succeded"));

/// `POST /locations/{locationId}/tasks/search`
pub static TASK_SEARCH: Operation =
    Operation::new(App::Locations, "task-search", Post, "/locations/{locationId}/tasks/search")
        .says(
            "Search tasks",
            "Finds tasks across all contacts of a location; the cheap way to know them all.",
        )
        .scopes(&[Scope::TASKS_READONLY])
        .path_params(&[text("locationId")])
        .body(&[
            texts("contactId"),
            flag("completed"),
            texts("assignedTo"),
            text("query"),
            number("limit"),
            number("skip"),
            text("businessId"),
        ])
        .answers(200, Many("tasks"));

/// `GET /locations/{locationId}/customFields`
pub static GET_CUSTOM_FIELDS: Operation =
    Operation::new(App::Locations, "get-custom-fields", Get, "/locations/{locationId}/customFields")
        .says("List custom fields", "Lists the custom fields of contacts, opportunities or both.")
        .scopes(&[Scope::CUSTOM_FIELDS_READONLY])
        .path_params(&[text("locationId")])
        .query(&[choice("model", &["contact", "opportunity", "all"])])
        .answers(200, Many("customFields"));

/// `POST /locations/{locationId}/customFields`
pub static CREATE_CUSTOM_FIELD: Operation =
    Operation::new(App::Locations, "create-custom-field", Post, "/locations/{locationId}/customFields")
        .says("Create custom field", "Defines a custom field.")
        .scopes(&[Scope::CUSTOM_FIELDS_WRITE])
        .path_params(&[text("locationId")])
        .body(&[
            text("name").required(),
            text("dataType").required(),
            text("placeholder"),
            texts("acceptedFormat"),
            flag("isMultipleFile"),
            number("maxNumberOfFiles"),
            objects("textBoxListOptions"),
            number("position"),
            choice("model", &["contact", "opportunity"]),
        ])
        .answers(201, One("customField"));

/// `GET /locations/{locationId}/customFields/{id}`
pub static GET_CUSTOM_FIELD: Operation =
    Operation::new(App::Locations, "get-custom-field", Get, "/locations/{locationId}/customFields/{id}")
        .says("Get custom field", "Reads one custom field's definition, by id or by key.")
        .scopes(&[Scope::CUSTOM_FIELDS_READONLY])
        .path_params(&[text("locationId"), text("id")])
        .answers(200, One("customField"));

/// `PUT /locations/{locationId}/customFields/{id}`
pub static UPDATE_CUSTOM_FIELD: Operation =
    Operation::new(App::Locations, "update-custom-field", Put, "/locations/{locationId}/customFields/{id}")
        .says("Update custom field", "Changes a custom field's name, options or place.")
        .scopes(&[Scope::CUSTOM_FIELDS_WRITE])
        .path_params(&[text("locationId"), text("id")])
        .body(&[
            text("name").required(),
            text("placeholder"),
            texts("acceptedFormat"),
            flag("isMultipleFile"),
            number("maxNumberOfFiles"),
            objects("textBoxListOptions"),
            number("position"),
            choice("model", &["contact", "opportunity"]),
        ])
        .answers(200, One("customField"));

/// `DELETE /locations/{locationId}/customFields/{id}`
pub static DELETE_CUSTOM_FIELD: Operation = Operation::new(
    App::Locations,
    "delete-custom-field",
    Delete,
    "/locations/{locationId}/customFields/{id}",
)
.says("Delete custom field", "Removes a custom field and the values stored in it.")
.scopes(&[Scope::CUSTOM_FIELDS_WRITE])
.path_params(&[text("locationId"), text("id")])
.answers(200, Flag("succeded"));

/// `GET /locations/{locationId}/customValues`
pub static GET_CUSTOM_VALUES: Operation =
    Operation::new(App::Locations, "get-custom-values", Get, "/locations/{locationId}/customValues")
        .says("List custom values", "Lists a location's custom values.")
        .scopes(&[Scope::CUSTOM_VALUES_READONLY])
        .path_params(&[text("locationId")])
        .answers(200, Many("customValues"));

/// `POST /locations/{locationId}/customValues`
pub static CREATE_CUSTOM_VALUE: Operation =
    Operation::new(App::Locations, "create-custom-value", Post, "/locations/{locationId}/customValues")
        .says("Create custom value", "Adds a custom value to a location.")
        .scopes(&[Scope::CUSTOM_VALUES_WRITE])
        .path_params(&[text("locationId")])
        .body(&[text("name").required(), text("value").required()])
        .answers(201, One("customValue"));

/// `GET /locations/{locationId}/customValues/{id}`
pub static GET_CUSTOM_VALUE: Operation =
    Operation::new(App::Locations, "get-custom-value", Get, "/locations/{locationId}/customValues/{id}")
        .says("Get custom value", "Reads one custom value.")
        .scopes(&[Scope::CUSTOM_VALUES_READONLY])
        .path_params(&[text("locationId"), text("id")])
        .answers(200, One("customValue"));

/// `PUT /locations/{locationId}/customValues/{id}`
pub static UPDATE_CUSTOM_VALUE: Operation =
    Operation::new(App::Locations, "update-custom-value", Put, "/locations/{locationId}/customValues/{id}")
        .says("Update custom value", "Changes a custom value's name and text.")
        .scopes(&[Scope::CUSTOM_VALUES_WRITE])
        .path_params(&[text("locationId"), text("id")])
        .body(&[text("name").required(), text("value").required()])
        .answers(200, One("customValue"));

/// `DELETE /locations/{locationId}/customValues/{id}`
pub static DELETE_CUSTOM_VALUE: Operation = Operation::new(
    App::Locations,
    "delete-custom-value",
    Delete,
    "/locations/{locationId}/customValues/{id}",
)
.says("Delete custom value", "Removes one custom value.")
.scopes(&[Scope::CUSTOM_VALUES_WRITE])
.path_params(&[text("locationId"), text("id")])
.answers(200, Flag("succeded"));

/// `GET /locations/{locationId}/timezones`
pub static GET_TIMEZONES: Operation =
    Operation::new(App::Locations, "get-timezones", Get, "/locations/{locationId}/timezones")
        .says("List time zones", "Lists the time zone names a location can choose from.")
        .scopes(&[Scope::LOCATIONS_READONLY])
        .path_params(&[text("locationId")])
        .answers(200, Many("timeZones"));
