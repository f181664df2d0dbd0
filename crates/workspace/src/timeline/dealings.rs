//! Messages and opportunities in a contact's history.
//!
//! Promise: pure. What was said stands at the moment at which it was said, whenever the mirror met it.

use domain::change::Change;
use domain::conversation::Direction;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Write};
use highlevel::{ConversationId, OpportunityId};

use super::merge::{Story, find};
use super::{Act, By, Entry, What, diff};
use crate::conversation::lines;

/// What happened to an opportunity.
pub(super) fn opportunity(story: &Story<'_>, change: &Change, act: Act) -> Option<What> {
    let name = find(story.opportunities, &change.record).and_then(|doc| doc.text("name"));
    let fields = diff::opportunity(&change.fields, story.reference);
    if act == Act::Edited && fields.is_empty() {
        return None;
    }
    Some(What::Opportunity {
        opportunity: OpportunityId::new(change.record.as_str()).ok(),
        act,
        name: name.unwrap_or("an opportunity that is gone").to_owned(),
        fields,
    })
}

/// What messages and opportunities say of their own past.
pub(super) fn own_dates(story: &Story<'_>) -> Vec<Entry> {
    let said = story.messages.iter().filter_map(|(id, doc)| said(story, id, doc));
    let made = story.opportunities.iter().filter_map(|(id, doc)| made(story, id, doc));
    said.chain(made).collect()
}

fn said(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let one = [(id.clone(), doc.clone())];
    let line = lines::messages(&one, &[], story.reference).pop()?;
    let author = match (line.direction, &line.by) {
        (Direction::Outbound, Some(user)) => Some(By::HighLevel(Some(user.name.clone()))),
        _ => None,
    };
    let (by, key) = story.maker(Kind::Message, id, author);
    let thread = doc.text("conversationId").and_then(|id| ConversationId::new(id).ok());
    Some(Entry { key, at: line.at?, by, what: What::Message(Box::new(line), thread), pending: None })
}

fn made(story: &Story<'_>, id: &RecordId, doc: &Doc) -> Option<Entry> {
    let (by, key) = story.maker(Kind::Opportunity, id, None);
    let what = What::Opportunity {
        opportunity: OpportunityId::new(id.as_str()).ok(),
        act: Act::Added,
        name: doc.text("name").unwrap_or("an opportunity").to_owned(),
        fields: Vec::new(),
    };
    Some(Entry { key, at: doc.time("createdAt")?, by, what, pending: None })
}

/// A write on its way, as the entry it will be.
pub(super) fn pending(story: &Story<'_>, write: &Write) -> Option<What> {
    match (write.intent.kind, &write.intent.effect) {
        (Kind::Message, Effect::Create { .. }) => {
            let line = lines::messages(&[], &[write], story.reference).pop()?;
            Some(What::Message(Box::new(line), None))
        }
        (Kind::Opportunity, Effect::Create { fields }) => Some(What::Opportunity {
            opportunity: None,
            act: Act::Added,
            name: fields.get("name").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned(),
            fields: Vec::new(),
        }),
        (Kind::Opportunity, Effect::Set { fields }) => {
            let id = write.intent.record.as_ref()?;
            let changes = diff::changes_of(fields, &write.intent.base);
            Some(What::Opportunity {
                opportunity: OpportunityId::new(id.as_str()).ok(),
                act: Act::Edited,
                name: find(story.opportunities, id)?.text("name")?.to_owned(),
                fields: diff::opportunity(&changes, story.reference),
            })
        }
        _ => None,
    }
}
