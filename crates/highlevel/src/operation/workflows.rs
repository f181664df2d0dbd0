//! Workflows.

use crate::operation::row::Answer::Many;
use crate::operation::row::Method::Get;
use crate::operation::row::{App, Operation, text};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[&GET_WORKFLOW];

/// `GET /workflows/`
pub static GET_WORKFLOW: Operation = Operation::new(App::Workflows, "get-workflow", Get, "/workflows/")
    .says("List workflows", "Lists the workflows of a location.")
    .scopes(&[Scope::WORKFLOWS_READONLY])
    .query(&[text("locationId").required()])
    .answers(200, Many("workflows"));
