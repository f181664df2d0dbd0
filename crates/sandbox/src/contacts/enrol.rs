//! Campaigns and workflows a contact is put into and taken out of.

use axum::body::Bytes;
use axum::extract::Path;

use super::body::{Body, Need};
use super::desk::Desk;
use crate::answer::{Answer, Outcome, Refusal};
use crate::world::id::{CampaignId, WorkflowId};
use crate::world::record::Contact;
use crate::world::{Act, Entry, State};

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
        if !contact.campaigns.contains(&campaign) {
            alter(act, contact, |contact| contact.campaigns.push(campaign));
        }
        Ok(Answer::created(desk.done()))
    })
}

/// `DELETE /contacts/{contactId}/campaigns/{campaignId}`
pub(super) async fn campaign_remove(desk: Desk, Path((id, campaign)): Path<(String, String)>) -> Outcome {
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let campaign = known_campaign(act, &desk, &campaign)?;
        alter(act, contact, |contact| contact.campaigns.retain(|kept| *kept != campaign));
        Ok(Answer::ok(desk.done()))
    })
}

/// `DELETE /contacts/{contactId}/campaigns/removeAll`
pub(super) async fn campaign_remove_all(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        alter(act, contact, |contact| contact.campaigns.clear());
        Ok(Answer::ok(desk.done()))
    })
}

/// `POST /contacts/{contactId}/workflow/{workflowId}`: the documents say 200, it answers 201.
pub(super) async fn workflow_add(
    desk: Desk,
    Path((id, workflow)): Path<(String, String)>,
    body: Bytes,
) -> Outcome {
    read_start(&body)?;
    desk.world.act(|act| {
        let contact = desk.folder(act, &id)?.contact.clone();
        let workflow = known_workflow(act, &desk, &workflow)?;
        if !contact.workflows.contains(&workflow) {
            alter(act, contact, |contact| contact.workflows.push(workflow));
        }
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
        alter(act, contact, |contact| contact.workflows.retain(|kept| *kept != workflow));
        Ok(Answer::ok(desk.done()))
    })
}

fn read_start(body: &Bytes) -> Result<(), Refusal> {
    let mut body = Body::read(body)?;
    body.moment("eventStartTime", Need::Optional);
    body.finish()
}

/// Saves a contact without an event.
fn alter(act: &mut Act<'_>, mut contact: Contact, change: impl FnOnce(&mut Contact)) {
    change(&mut contact);
    contact.updated = act.now();
    act.put(Entry::Contact(Box::new(contact)));
}

fn known_campaign(state: &State, desk: &Desk, id: &str) -> Result<CampaignId, Refusal> {
    let known = CampaignId::parse(id).filter(|id| state.campaigns(&desk.location).any(|kept| kept.id == *id));
    known.ok_or_else(|| Refusal::NoRecord { noun: "Campaign", id: id.to_owned() })
}

fn known_workflow(state: &State, desk: &Desk, id: &str) -> Result<WorkflowId, Refusal> {
    let known = WorkflowId::parse(id).filter(|id| state.workflows(&desk.location).any(|kept| kept.id == *id));
    known.ok_or_else(|| Refusal::NoRecord { noun: "Workflow", id: id.to_owned() })
}
