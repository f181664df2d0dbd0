//! Opportunities and pipelines.

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, any, choice, flag, number, object, objects, text, texts};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[
    &GET_PIPELINES,
    &SEARCH_OPPORTUNITY,
    &SEARCH_OPPORTUNITIES_ADVANCED,
    &CREATE_OPPORTUNITY,
    &GET_OPPORTUNITY,
    &UPDATE_OPPORTUNITY,
    &DELETE_OPPORTUNITY,
    &UPDATE_OPPORTUNITY_STATUS,
    &UPSERT_OPPORTUNITY,
    &ADD_FOLLOWERS_OPPORTUNITY,
    &REMOVE_FOLLOWERS_OPPORTUNITY,
    &GET_LOST_REASON,
];

/// `GET /opportunities/pipelines`
pub static GET_PIPELINES: Operation =
    Operation::new(App::Opportunities, "get-pipelines", Get, "/opportunities/pipelines")
        .says("List pipelines", "Lists a location's pipelines and their stages.")
        .scopes(&[Scope::OPPORTUNITIES_READONLY])
        .query(&[text("locationId").required()])
        .answers(200, Many("pipelines"));

/// `GET /opportunities/search`
pub static SEARCH_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "search-opportunity", Get, "/opportunities/search")
        .says("Search opportunities", "Finds opportunities by contact, pipeline, stage, status or owner.")
        .scopes(&[Scope::OPPORTUNITIES_READONLY])
        .query(&[
            text("q"),
            text("location_id").required(),
            text("pipeline_id"),
            text("pipeline_stage_id"),
            text("contact_id"),
            choice("status", &["open", "won", "lost", "abandoned", "all"]),
            text("assigned_to"),
            text("campaignId"),
            text("id"),
            text("order"),
            text("endDate"),
            text("startAfter"),
            text("startAfterId"),
            text("date"),
            text("country"),
            number("page"),
            number("limit"),
            flag("getTasks"),
            flag("getNotes"),
            flag("getCalendarEvents"),
        ])
        .answers(200, Many("opportunities"));

/// `POST /opportunities/search`
pub static SEARCH_OPPORTUNITIES_ADVANCED: Operation =
    Operation::new(App::Opportunities, "search-opportunities-advanced", Post, "/opportunities/search")
        .says(
            "Search opportunities with filters",
            "Finds opportunities by text, filters and order, with their notes and tasks on request.",
        )
        .scopes(&[Scope::OPPORTUNITIES_READONLY])
        .body(&[
            text("locationId").required(),
            text("query").required(),
            number("limit").required(),
            number("page").required(),
            any("searchAfter").required(),
            object("additionalDetails").required(),
        ])
        .answers(200, Many("opportunities"));

/// `POST /opportunities/`
pub static CREATE_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "create-opportunity", Post, "/opportunities/")
        .says("Create opportunity", "Adds an opportunity for a contact to a pipeline.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .body(&[
            text("pipelineId").required(),
            text("locationId").required(),
            text("name").required(),
            text("pipelineStageId"),
            choice("status", &["open", "won", "lost", "abandoned", "all"]).required(),
            text("contactId").required(),
            number("monetaryValue"),
            text("assignedTo"),
            objects("customFields"),
        ])
        .answers(201, One("opportunity"));

/// `GET /opportunities/{id}`
pub static GET_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "get-opportunity", Get, "/opportunities/{id}")
        .says("Get opportunity", "Reads one opportunity.")
        .scopes(&[Scope::OPPORTUNITIES_READONLY])
        .path_params(&[text("id")])
        .answers(200, One("opportunity"));

/// `PUT /opportunities/{id}`
pub static UPDATE_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "update-opportunity", Put, "/opportunities/{id}")
        .says("Update opportunity", "Changes the fields of an opportunity that are sent.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .path_params(&[text("id")])
        .body(&[
            text("pipelineId"),
            text("name"),
            text("pipelineStageId"),
            choice("status", &["open", "won", "lost", "abandoned", "all"]),
            number("monetaryValue"),
            text("assignedTo"),
            objects("customFields"),
        ])
        .answers(200, One("opportunity"));

/// `DELETE /opportunities/{id}`
pub static DELETE_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "delete-opportunity", Delete, "/opportunities/{id}")
        .says("Delete opportunity", "Removes one opportunity.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .path_params(&[text("id")])
        .answers(200, Flag("succeded"));

/// `PUT /opportunities/{id}/status`
pub static UPDATE_OPPORTUNITY_STATUS: Operation =
    Operation::new(App::Opportunities, "update-opportunity-status", Put, "/opportunities/{id}/status")
        .says("Set opportunity status", "Marks an opportunity as open, won, lost or abandoned.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .path_params(&[text("id")])
        .body(&[
            choice("status", &["open", "won", "lost", "abandoned", "all"]).required(),
            text("lostReasonId"),
        ])
        .answers(200, Flag("succeded"));

/// `POST /opportunities/upsert`
pub static UPSERT_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "Upsert-opportunity", Post, "/opportunities/upsert")
        .says("Create or update opportunity", "Updates the opportunity that matches, or creates one.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .body(&[
            text("id"),
            text("pipelineId").required(),
            text("locationId").required(),
            texts("followers").required(),
            flag("isRemoveAllFollowers").required(),
            choice("followersActionType", &["add", "remove"]).required(),
            text("name"),
            choice("status", &["open", "won", "lost", "abandoned", "all"]),
            text("pipelineStageId"),
            number("monetaryValue"),
            text("assignedTo"),
            text("lostReasonId"),
        ])
        .answers(200, One("opportunity"));

/// `POST /opportunities/{id}/followers`
pub static ADD_FOLLOWERS_OPPORTUNITY: Operation =
    Operation::new(App::Opportunities, "add-followers-opportunity", Post, "/opportunities/{id}/followers")
        .says("Add opportunity followers", "Lets users follow an opportunity.")
        .scopes(&[Scope::OPPORTUNITIES_WRITE])
        .path_params(&[text("id")])
        .body(&[texts("followers").required()])
        .answers(201, Many("followers"));

/// `DELETE /opportunities/{id}/followers`
pub static REMOVE_FOLLOWERS_OPPORTUNITY: Operation = Operation::new(
    App::Opportunities,
    "remove-followers-opportunity",
    Delete,
    "/opportunities/{id}/followers",
)
.says("Remove opportunity followers", "Ends users' following of an opportunity.")
.scopes(&[Scope::OPPORTUNITIES_WRITE])
.path_params(&[text("id")])
.query(&[flag("isRemoveAllFollowers")])
.body(&[texts("followers").required()])
.answers(200, Many("followers"));

/// `GET /opportunities/lost-reason`
pub static GET_LOST_REASON: Operation =
    Operation::new(App::Opportunities, "get-lost-reason", Get, "/opportunities/lost-reason")
        .says("List lost reasons", "Lists the reasons a location gives for lost opportunities.")
        .scopes(&[Scope::OPPORTUNITIES_READONLY])
        .query(&[
            text("locationId").required(),
            text("name"),
            flag("deleted"),
            text("query"),
            number("skip"),
            number("limit"),
            flag("getCount"),
        ])
        .answers(200, Many("lostReasons"));
