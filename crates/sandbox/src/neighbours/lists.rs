//! Campaigns and workflows, listed. What can be done with them is done to a contact (`contacts::enrol`).

use serde::Deserialize;
use serde_json::{Value, json};

use super::Desk;
use crate::{
    answer::{Answer, Outcome},
    query::Query,
    world::record::{Campaign, Workflow},
};

/// Which campaigns to list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    status: Option<String>,
}

/// `GET /campaigns/`
pub(super) async fn campaigns(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let location = desk.location()?;
    let status = asked.status.as_deref().filter(|status| !status.is_empty());
    let campaigns: Vec<Value> = desk.world.look(|state| {
        let here = state.campaigns(&location);
        here.filter(|campaign| status.is_none_or(|status| status == &*campaign.status))
            .map(campaign)
            .collect()
    });
    Ok(Answer::ok(json!({ "campaigns": campaigns })))
}

fn campaign(campaign: &Campaign) -> Value {
    json!({
        "id": campaign.id.as_str(),
        "name": campaign.name,
        "status": campaign.status,
        "locationId": campaign.location.as_str(),
    })
}

/// `GET /workflows/`
pub(super) async fn workflows(desk: Desk) -> Outcome {
    let location = desk.location()?;
    let workflows: Vec<Value> = desk.world.look(|state| state.workflows(&location).map(workflow).collect());
    Ok(Answer::ok(json!({ "workflows": workflows })))
}

fn workflow(workflow: &Workflow) -> Value {
    json!({
        "id": workflow.id.as_str(),
        "name": workflow.name,
        "status": workflow.status,
        "version": workflow.version,
        "createdAt": workflow.added.to_string(),
        "updatedAt": workflow.updated.to_string(),
        "locationId": workflow.location.as_str(),
    })
}
