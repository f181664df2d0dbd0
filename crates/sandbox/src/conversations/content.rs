//! What a message says and by which way it goes, read from a body.
//!
//! Promise: unknown members are let in. Callers in the wild send more than the documents list, and are served
//! [our choice].

use crate::contacts::body::{Body, Given, Need};
use crate::world::record::{MessageKind, Paper, Text};

/// The members that sending and logging share.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) kind: MessageKind,
    pub(super) contact: String,
    pub(super) message: Option<String>,
    pub(super) html: Option<String>,
    pub(super) paper: Paper,
}

impl Content {
    /// Takes them; `kinds` are those the operation knows.
    pub(super) fn take(body: &mut Body, kinds: &[MessageKind]) -> Self {
        let named = body.text("type", Need::Required).set();
        let kind = named.as_deref().and_then(MessageKind::written).filter(|kind| kinds.contains(kind));
        if named.is_some() && kind.is_none() {
            body.fault("type must be a valid enum value");
        }
        let contact = body.words("contactId", Need::Required).set().unwrap_or_default();
        let mut text = |name: &str| text(body.text(name, Need::Optional));
        let (subject, provider, from) = (text("subject"), text("conversationProviderId"), text("emailFrom"));
        let (to, alt_id, thread) = (text("emailTo"), text("altId"), text("threadId"));
        let reply_to = text("replyMessageId");
        let (message, html) = (text("message"), text("html"));
        let paper = Paper {
            subject,
            from,
            to: to.into_iter().collect(),
            cc: texts(body, "emailCc"),
            bcc: texts(body, "emailBcc"),
            attachments: texts(body, "attachments"),
            provider,
            thread,
            reply_to,
            alt_id,
            ..Paper::default()
        };
        let (message, html) = (message.map(String::from), html.map(String::from));
        Self { kind: kind.unwrap_or(MessageKind::Sms), contact, message, html, paper }
    }

    /// What counts as text: an e-mail's is its HTML alone.
    pub(super) fn said(&self) -> Option<&str> {
        let html = self.html.as_deref();
        if self.kind == MessageKind::Email { html } else { self.message.as_deref().or(html) }
    }
}

fn text(given: Given<String>) -> Text {
    given.set().filter(|text| !text.trim().is_empty()).map(Into::into)
}

fn texts(body: &mut Body, name: &str) -> Vec<Box<str>> {
    let given = body.texts(name, Need::Optional).set().unwrap_or_default();
    given.into_iter().map(Box::from).collect()
}
