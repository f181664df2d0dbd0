//! Campaigns and workflows a contact is put into and taken out of.
//!
//! Promise: joining what one is in already is no mistake, nor is leaving what one is not in.

use axum::body::Bytes;
use axum::extract::Path;

use super::body::{Body, Need};
use super::desk::Desk;
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::id::{CampaignId, WorkflowId};
use crate::world::record::Enrolment;
use crate::world::{Moment, State};

/// What can be joined. Drafts refuse; nobody has established in which words.
const PUBLISHED: &str = "published";

/// `POST /contacts/{contactId}/campaigns/{campaignId}`
pub(super) async fn campaign_add(
    desk: Desk,
    Path((id, campaign)): Path<(String, String)>,
    body: Bytes,
) -> Outcome {
    Body::read(&body)?.finish()?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let campaign = known_campaign(act, &desk, &campaign)?;
        let published =
            act.campaigns(&desk.location).any(|kept| kept.id == campaign && &*kept.status == PUBLISHED);
        if !published {
            return Err(Refusal::Bad("The campaign is not published".to_owned()));
        }
        act.campaign_join(contact, campaign);
        Ok(Answer::created(desk.done()))
    })
}

/// `DELETE /contacts/{contactId}/campaigns/{campaignId}`
pub(super) async fn campaign_remove(desk: Desk, Path((id, campaign)): Path<(String, String)>) -> Outcome {
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let campaign = known_campaign(act, &desk, &campaign)?;
        act.campaign_leave(contact, campaign);
        Ok(Answer::ok(desk.done()))
    })
}

/// `DELETE /contacts/{contactId}/campaigns/removeAll`
pub(super) async fn campaign_remove_all(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let campaigns = desk.folder(act, &id)?.contact.campaigns.clone();
        for campaign in campaigns {
            let contact = desk.folder(act, &id)?.contact.clone();
            act.campaign_leave(contact, campaign);
        }
        Ok(Answer::ok(desk.done()))
    })
}

/// `POST /contacts/{contactId}/workflow/{workflowId}`: the documents say 200, it answers 201.
pub(super) async fn workflow_add(
    desk: Desk,
    Path((id, workflow)): Path<(String, String)>,
    body: Bytes,
) -> Outcome {
    let starts = read_start(&body)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let workflow = known_workflow(act, &desk, &workflow)?;
        let published =
            act.workflows(&desk.location).any(|kept| kept.id == workflow && &*kept.status == PUBLISHED);
        if !published {
            return Err(Refusal::Bad("The workflow is not published".to_owned()));
        }
        let since = act.now();
        act.workflow_join(contact, Enrolment { workflow, since, starts });
        Ok(Answer::created(desk.done()))
    })
}

/// `DELETE /contacts/{contactId}/workflow/{workflowId}`
pub(super) async fn workflow_remove(
    desk: Desk,
    Path((id, workflow)): Path<(String, String)>,
    body: Bytes,
) -> Outcome {
    read_start(&body)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let workflow = known_workflow(act, &desk, &workflow)?;
        act.workflow_leave(contact, workflow);
        Ok(Answer::ok(desk.done()))
    })
}

fn read_start(body: &Bytes) -> Result<Option<Moment>, Refusal> {
    let mut body = Body::read(body)?;
    let starts = body.moment("eventStartTime", Need::Optional).set();
    body.finish()?;
    Ok(starts)
}

fn known_campaign(state: &State, desk: &Desk, id: &str) -> Result<CampaignId, Refusal> {
    let known = CampaignId::parse(id).filter(|id| state.campaigns(&desk.location).any(|kept| kept.id == *id));
    known.ok_or_else(|| Refusal::NoRecord { noun: "Campaign", id: id.to_owned() })
}

fn known_workflow(state: &State, desk: &Desk, id: &str) -> Result<WorkflowId, Refusal> {
    let known = WorkflowId::parse(id).filter(|id| state.workflows(&desk.location).any(|kept| kept.id == *id));
    known.ok_or_else(|| Refusal::NoRecord { noun: "Workflow", id: id.to_owned() })
}
