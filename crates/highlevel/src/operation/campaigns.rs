//! Campaigns.

use crate::operation::row::Answer::Many;
use crate::operation::row::Method::Get;
use crate::operation::row::{App, Operation, text};
use crate::scope::Scope;

/// Every row of this file.
pub static ALL: &[&Operation] = &[&GET_CAMPAIGNS];

/// `GET /campaigns/`
pub static GET_CAMPAIGNS: Operation = Operation::new(App::Campaigns, "get-campaigns", Get, "/campaigns/")
    .says("List campaigns", "Lists the campaigns of a location.")
    .scopes(&[Scope::CAMPAIGNS_READONLY])
    .query(&[text("locationId").required(), text("status")])
    .answers(200, Many("campaigns"));
