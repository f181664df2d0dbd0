//! Messages, conversations, opportunities, followers and businesses as the writes they become.

use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Intent};
use highlevel::operation::{contacts, conversations, opportunities};
use highlevel::{BusinessId, ContactId, ConversationId, OpportunityId, UserId};
use serde_json::{Map, Value, json};

use super::{base_of, intent, object, of_contact};
use crate::Member;

/// A message goes to a contact.
pub(crate) fn send_message(
    member: &Member,
    contact: &ContactId,
    body: Map<String, Value>,
    fields: Map<String, Value>,
) -> Intent {
    Intent {
        body,
        effect: Effect::Create { fields },
        ..intent(member, &conversations::SEND_A_NEW_MESSAGE, Some(contact), Kind::Message)
    }
}

/// A conversation is read, or gets a star. What it was before is left out: a message that comes meanwhile is no
/// reason not to.
pub(crate) fn mark_conversation(
    member: &Member,
    contact: &ContactId,
    conversation: &ConversationId,
    field: &str,
    value: Value,
) -> Intent {
    let mut intent = intent(member, &conversations::UPDATE_CONVERSATION, Some(contact), Kind::Conversation);
    intent.path.insert("conversationId".to_owned(), conversation.to_string());
    intent.record = RecordId::new(conversation.as_str()).ok();
    Intent {
        body: object(json!({ "locationId": member.location, field: value })),
        effect: Effect::Set { fields: Map::from_iter([(field.to_owned(), value)]) },
        ..intent
    }
}

/// A new opportunity with these fields.
pub(crate) fn create_opportunity(member: &Member, contact: &ContactId, fields: Map<String, Value>) -> Intent {
    let mut body = object(json!({ "locationId": member.location, "contactId": contact }));
    body.extend(fields.clone());
    Intent {
        body,
        effect: Effect::Create { fields },
        ..intent(member, &opportunities::CREATE_OPPORTUNITY, Some(contact), Kind::Opportunity)
    }
}

fn of_opportunity(
    member: &Member,
    operation: &highlevel::Operation,
    contact: &ContactId,
    opportunity: &OpportunityId,
) -> Intent {
    let mut intent = intent(member, operation, Some(contact), Kind::Opportunity);
    intent.path.insert("id".to_owned(), opportunity.to_string());
    intent.record = RecordId::new(opportunity.as_str()).ok();
    intent
}

/// These fields of an opportunity take other values.
pub(crate) fn edit_opportunity(
    member: &Member,
    contact: &ContactId,
    opportunity: &OpportunityId,
    doc: &Doc,
    fields: Map<String, Value>,
) -> Intent {
    Intent {
        body: opportunity_body(&fields),
        base: base_of(doc, &fields),
        effect: Effect::Set { fields },
        ..of_opportunity(member, &opportunities::UPDATE_OPPORTUNITY, contact, opportunity)
    }
}

/// Nobody's is an empty text, and nothing is worth zero.
pub(crate) fn opportunity_body(fields: &Map<String, Value>) -> Map<String, Value> {
    let plain = |(field, value): (&String, &Value)| {
        let value = match (field.as_str(), value) {
            ("assignedTo", Value::Null) => Value::from(""),
            ("monetaryValue", Value::Null) => Value::from(0),
            (_, value) => value.clone(),
        };
        (field.clone(), value)
    };
    fields.iter().map(plain).collect()
}

/// An opportunity is deleted.
pub(crate) fn delete_opportunity(
    member: &Member,
    contact: &ContactId,
    opportunity: &OpportunityId,
) -> Intent {
    Intent {
        effect: Effect::Delete,
        ..of_opportunity(member, &opportunities::DELETE_OPPORTUNITY, contact, opportunity)
    }
}

/// A contact goes into a business, or out of the one it is in.
pub(crate) fn set_business(
    member: &Member,
    contact: &ContactId,
    doc: &Doc,
    business: Option<&BusinessId>,
) -> Intent {
    let value = business.map_or(Value::Null, |business| Value::from(business.as_str()));
    let fields = Map::from_iter([("businessId".to_owned(), value)]);
    let mut intent = of_contact(member, &contacts::ADD_REMOVE_CONTACT_FROM_BUSINESS, contact);
    // The route names no contact; what reads it back does.
    intent.path.insert("contactId".to_owned(), contact.to_string());
    Intent {
        body: business_body(&intent, &fields),
        base: base_of(doc, &fields),
        effect: Effect::Set { fields },
        ..intent
    }
}

/// The body that puts the contact of a write into a business.
pub(crate) fn business_body(intent: &Intent, fields: &Map<String, Value>) -> Map<String, Value> {
    let business = fields.get("businessId").cloned().unwrap_or(Value::Null);
    object(json!({ "locationId": intent.location, "ids": [intent.contact], "businessId": business }))
}

/// A user follows a contact, or stops to.
pub(crate) fn follow(member: &Member, contact: &ContactId, doc: &Doc, user: &UserId, on: bool) -> Intent {
    let (field, values) = ("followers".to_owned(), vec![user.to_string()]);
    let (operation, effect) = if on {
        (&contacts::ADD_FOLLOWERS_CONTACT, Effect::Add { field, values })
    } else {
        (&contacts::REMOVE_FOLLOWERS_CONTACT, Effect::Remove { field, values })
    };
    Intent {
        body: object(json!({ "followers": [user] })),
        effect,
        base: Map::from_iter([(
            "followers".to_owned(),
            doc.get("followers").cloned().unwrap_or(Value::Null),
        )]),
        ..of_contact(member, operation, contact)
    }
}
