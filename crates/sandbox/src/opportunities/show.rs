//! How an opportunity is spelled.
//!
//! Promise: an empty field is left out. Custom fields are read under `fieldValue`, not `value`; a number among them
//! is text, as the documents have it [our choice]. No notes, although the documents promise them.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::contacts::show::put;
use crate::world::id::{OpportunityId, PipelineId, StageId};
use crate::world::record::{Contact, CustomValue, FieldValue, Opportunity, OpportunityStatus};
use crate::world::{State, amount};

/// An opportunity with its contact in short.
pub(super) fn opportunity(one: &Opportunity, state: &State) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(one.id.as_str()));
    put(&mut shown, "name", Some(&one.name));
    shown.insert("monetaryValue".into(), amount(one.value));
    put(&mut shown, "pipelineId", Some(one.pipeline.as_str()));
    put(&mut shown, "pipelineStageId", Some(one.stage.as_str()));
    put(&mut shown, "assignedTo", one.assigned_to.as_deref());
    put(&mut shown, "status", Some(one.status.as_str()));
    put(&mut shown, "source", one.source.as_deref());
    put(&mut shown, "lastStatusChangeAt", Some(&one.status_changed.to_string()));
    put(&mut shown, "lastStageChangeAt", Some(&one.stage_changed.to_string()));
    put(&mut shown, "lastActionDate", Some(&one.updated.to_string()));
    put(&mut shown, "indexVersion", Some("1"));
    put(&mut shown, "createdAt", Some(&one.added.to_string()));
    put(&mut shown, "updatedAt", Some(&one.updated.to_string()));
    put(&mut shown, "contactId", one.contact.as_ref().map(|id| id.as_str()));
    put(&mut shown, "locationId", Some(one.location.as_str()));
    let folder = one.contact.and_then(|id| state.register().folder(&id));
    if let Some(folder) = folder {
        shown.insert("contact".into(), contact(&folder.contact));
    }
    put(&mut shown, "lostReasonId", one.lost_reason.as_ref().map(|id| id.as_str()));
    shown.insert("customFields".into(), one.custom_fields.iter().map(custom_field).collect());
    shown.insert("followers".into(), json!(one.followers));
    Value::Object(shown)
}

fn contact(contact: &Contact) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(contact.id.as_str()));
    put(&mut shown, "name", contact.full_name().as_deref());
    put(&mut shown, "companyName", contact.company_name.as_deref());
    put(&mut shown, "email", contact.email.as_deref());
    put(&mut shown, "phone", contact.phone.as_deref());
    shown.insert("tags".into(), json!(contact.tags));
    Value::Object(shown)
}

fn custom_field(field: &CustomValue) -> Value {
    let mut shown = Map::new();
    put(&mut shown, "id", Some(field.id.as_str()));
    match &field.value {
        FieldValue::Text(text) => {
            put(&mut shown, "fieldValue", Some(text));
            put(&mut shown, "fieldValueString", Some(text));
        }
        FieldValue::Number(number) => put(&mut shown, "fieldValue", Some(&number.to_string())),
        other => drop(shown.insert("fieldValue".into(), other.to_json())),
    }
    Value::Object(shown)
}

/// The few members a contact's search result has of each of its opportunities.
#[derive(Clone, Debug, Serialize)]
pub struct Brief {
    id: OpportunityId,
    pipeline_id: PipelineId,
    pipeline_stage_id: StageId,
    monetary_value: Value,
    status: OpportunityStatus,
}

/// An opportunity in brief.
pub fn brief(one: &Opportunity) -> Brief {
    Brief {
        id: one.id,
        pipeline_id: one.pipeline,
        pipeline_stage_id: one.stage,
        monetary_value: amount(one.value),
        status: one.status,
    }
}
