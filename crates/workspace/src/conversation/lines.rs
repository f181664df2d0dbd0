//! Messages as lines, pure: what HighLevel has, and what is on its way or was refused.

use domain::conversation::{Channel, Direction, Fate, channel_of, direction_of};
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, State, Write};
use highlevel::MessageId;
use serde_json::Value;

use super::MessageLine;
use crate::note::text;
use crate::reference::Reference;
use crate::standing::{Key, Standing};

/// What was said, oldest first; what is on its way stands last.
pub(crate) fn messages(
    records: &[(RecordId, Doc)],
    writes: &[&Write],
    reference: &Reference,
) -> Vec<MessageLine> {
    let known = records.iter().filter_map(|(id, doc)| {
        let key = Key::Known(MessageId::new(id.as_str()).ok()?);
        Some(line(key, doc, Standing::Saved, reference))
    });
    let mut lines: Vec<MessageLine> = known.collect();
    lines.sort_by_key(|line| line.at);
    lines.extend(writes.iter().filter_map(|write| coming(write, reference)));
    lines
}

/// A message that HighLevel does not have, or may not have.
fn coming(write: &Write, reference: &Reference) -> Option<MessageLine> {
    let is_coming =
        write.intent.kind == Kind::Message && write.is_shown() && write.state != State::NotApplied;
    let Effect::Create { fields } = &write.intent.effect else { return None };
    if !is_coming {
        return None;
    }
    let doc = Doc::from_fields(fields.clone());
    let standing = Standing::of(write, || doc.text("body").map(text::plain).unwrap_or_default());
    let mut line = line(Key::New(write.id), &doc, standing, reference);
    line.at = Some(write.created_at);
    line.fate = None;
    line.automated = false;
    Some(line)
}

fn line(key: Key<MessageId>, doc: &Doc, standing: Standing, reference: &Reference) -> MessageLine {
    let direction = direction_of(doc);
    let is_ours = direction == Direction::Outbound;
    let channel = channel_of(doc);
    MessageLine {
        key,
        contact: doc.text("contactId").and_then(|id| id.parse().ok()),
        channel,
        direction,
        subject: subject(doc),
        text: said(doc, channel),
        attachments: doc.texts("attachments").map(str::to_owned).collect(),
        at: doc.time("dateAdded"),
        by: doc.text("userId").filter(|_| is_ours).and_then(|id| reference.user(id)),
        automated: is_ours && matches!(doc.text("source"), Some("workflow" | "campaign" | "bulk_actions")),
        fate: is_ours.then(|| Fate::of(doc)).flatten(),
        error: doc.text("error").map(str::to_owned).filter(|_| is_ours),
        standing,
    }
}

fn subject(doc: &Doc) -> Option<String> {
    let meta = || doc.get("meta")?.get("email")?.get("subject")?.as_str().map(str::to_owned);
    doc.text("subject").map(str::to_owned).or_else(meta)
}

fn said(doc: &Doc, channel: Channel) -> String {
    if let Some(body) = doc.text("body") {
        return text::plain(body);
    }
    let seconds = doc.get("meta").and_then(|meta| meta.get("call")?.get("duration")?.as_f64());
    match (channel, seconds) {
        (Channel::Call, Some(seconds)) => format!("Call, {} min", (seconds / 60.0).ceil()),
        (Channel::Call, None) => "Call".to_owned(),
        (Channel::Voicemail, _) => "Voicemail".to_owned(),
        _ if doc.get("attachments").and_then(Value::as_array).is_some() => String::new(),
        _ => "A message without text".to_owned(),
    }
}
