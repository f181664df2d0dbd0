//! Messages: sending one, and finding out whether one was sent.
//!
//! A message to a person cannot be taken back, so more care is taken than with records: it is looked for after a
//! pause that outlasts HighLevel's own, what may be it is never passed over, and after two tries a person decides.
//!
//! Promise: nothing is said twice. Where it cannot be told, nothing is sent, and the person reads why.

use domain::{
    conversation::{Channel, Direction, Fate, channel_of, direction_of, type_in_records},
    ids::JobId,
    job::{Job, Kind as Work},
    mirror::News as MirrorNews,
    record::{Coverage, Kind, RecordId, Snapshot},
    write::{News, State, Write},
};
use highlevel::{
    CallError, ContactId, ConversationId,
    client::Answer,
    operation::{Operation, conversations as row},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use store::Tx;

use super::{Step, lane_of, look::Sight};
use crate::{error::GatewayError, gateway::Gateway, reading::Reading};

/// A message shows in its conversation this long after it was sent at the latest.
const SHOWN_AFTER: SignedDuration = SignedDuration::from_secs(10);
/// A message is sent so often at most without anybody being asked.
const SENT_AT_MOST: u32 = 2;
/// How soon after it was sent somebody looks how far it got.
const FOLLOWED: SignedDuration = SignedDuration::from_secs(2);
/// A message is not followed for longer than this.
const FOLLOWED_FOR: SignedDuration = SignedDuration::from_hours(1);
/// The longest pause between two looks.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// Whether an operation sends a message.
pub(crate) fn sends(row: &Operation) -> bool {
    row.id == row::SEND_A_NEW_MESSAGE.id
}

impl Gateway {
    /// HighLevel took a message: it is read as HighLevel has it, and settled with that.
    pub(crate) async fn message_taken(
        &self,
        write: &Write,
        answer: &Answer,
        body: &Value,
    ) -> Result<Step, GatewayError> {
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let Some(id) = text("messageId").and_then(|id| RecordId::new(id).ok()) else {
            let reason = "HighLevel took it without naming it. We look for it.".to_owned();
            let status = Some(answer.status);
            let news = News::Unanswered { status, look_at: self.now(), reason, other: None };
            self.move_on(write, news).await?;
            return Ok(Step::On);
        };
        let seen = match self.reading_for(write).message(&id).await {
            Ok(MirrorNews::Seen(seen)) => seen,
            // It is in HighLevel's hands; how it looks there is told soon.
            _ => self.as_wanted(write, &id, text("conversationId")),
        };
        let seen = match &write.intent.contact {
            Some(contact) => seen.of_contact(contact.clone()),
            None => seen,
        };
        let news = News::Accepted { status: answer.status, record: Some(id) };
        self.settled_with(write, news, vec![MirrorNews::Seen(seen)], Some(body)).await
    }

    fn as_wanted(&self, write: &Write, id: &RecordId, conversation: Option<&str>) -> Snapshot {
        let seen_at = self.their_time(&write.intent.location, self.now());
        let wanted = Wanted::of(write);
        let doc = json!({
            "id": id,
            "contactId": write.intent.contact,
            "conversationId": conversation,
            "messageType": wanted.kind.map(type_in_records),
            "direction": "outbound",
            "status": "pending",
            "body": wanted.said,
            "subject": wanted.subject,
            "attachments": wanted.attachments,
            "dateAdded": format!("{seen_at:.3}"),
        });
        let Value::Object(doc) = doc else { unreachable!("it is written as an object") };
        Snapshot::of(Kind::Message, id.clone(), doc, Coverage::Partial, seen_at)
    }

    fn reading_for(&self, write: &Write) -> Reading {
        let intent = &write.intent;
        self.reading(&intent.location, lane_of(&intent.cause), intent.cause.clone())
    }

    /// Looks for a message whose outcome is not known among what was said with its contact.
    pub(crate) async fn find_message(&self, write: &Write) -> Result<Sight, GatewayError> {
        let Some(contact) = write.intent.contact.clone() else { return Ok(Sight::Blind) };
        let reading = self.reading_for(write);
        let mut said = Vec::new();
        for thread in self.threads_of(&reading, write, &contact).await? {
            match reading.messages(&thread, None).await {
                Ok(page) => said.extend(page.records),
                Err(CallError::UnknownRecord { .. }) => {}
                Err(other) => return Err(other.into()),
            }
        }
        let ours = self.unclaimed(write, said).await?;
        let wanted = Wanted::of(write);
        if let Some(found) = ours.iter().find(|message| wanted.is(message)) {
            let body = Value::Object(found.doc.fields().clone());
            return Ok(Sight::Done(Some((&row::GET_MESSAGE, body))));
        }
        if !ours.is_empty() {
            return Ok(Sight::Doubtful(
                "HighLevel did not answer, and the conversation shows a message of about that time that reads \
                 differently. Look at the conversation before you send this once more."
                    .to_owned(),
            ));
        }
        Ok(self.not_there(write))
    }

    /// The conversations with a contact, by HighLevel's index and by our own.
    async fn threads_of(
        &self,
        reading: &Reading,
        write: &Write,
        contact: &ContactId,
    ) -> Result<Vec<ConversationId>, GatewayError> {
        let found = reading.conversations_of(contact).await?;
        let mut threads: Vec<ConversationId> =
            found.iter().filter_map(|thread| ConversationId::new(thread.id.as_str()).ok()).collect();
        let known = self.store().read().await?.thread_find_of(&write.intent.location, contact).await?;
        threads.extend(known.map(|known| known.id).filter(|known| !threads.contains(known)));
        Ok(threads)
    }

    /// What was sent to the contact by the same way since the write left, and is no other write's.
    async fn unclaimed(&self, write: &Write, said: Vec<Snapshot>) -> Result<Vec<Snapshot>, GatewayError> {
        let channel = Wanted::of(write).channel();
        let left_at = self.left_at(write);
        let mut tx = self.store().read().await?;
        let mut ours = Vec::new();
        for message in said {
            let is_older = message.doc.time("dateAdded").is_some_and(|at| at < left_at);
            let by_hand = matches!(message.doc.text("source"), Some("app" | "workflow" | "campaign"));
            let is_like_it = direction_of(&message.doc) == Direction::Outbound
                && channel_of(&message.doc) == channel
                && !by_hand
                && !is_older;
            if is_like_it && !tx.write_claimed(&write.intent.location, Kind::Message, &message.id).await? {
                ours.push(message);
            }
        }
        Ok(ours)
    }

    fn not_there(&self, write: &Write) -> Sight {
        let sent_at = write.sent_at.unwrap_or(write.created_at);
        let shown_by = sent_at.checked_add(SHOWN_AFTER).unwrap_or(Timestamp::MAX);
        if self.now() < shown_by {
            return Sight::Early(shown_by);
        }
        if write.attempts >= SENT_AT_MOST {
            return Sight::Doubtful(format!(
                "It was tried {} times. HighLevel did not answer and does not show it. Look at the conversation \
                 before you send it once more.",
                write.attempts
            ));
        }
        Sight::Undone
    }

    /// A message that HighLevel has is followed until it has arrived or failed.
    pub(crate) async fn follow(&self, tx: &mut Tx<'_>, settled: &Write) -> Result<(), GatewayError> {
        let intent = &settled.intent;
        let (Kind::Message, State::Confirmed, Some(message), Some(contact)) =
            (intent.kind, settled.state, &intent.record, &intent.contact)
        else {
            return Ok(());
        };
        let work = Work::FollowMessage { message: message.clone(), contact: contact.clone() };
        let id = JobId::from_uuid(self.inner.clock.uuid());
        let lane = lane_of(&intent.cause);
        let due = self.now().checked_add(FOLLOWED).unwrap_or(Timestamp::MAX);
        let job = Job::due_now(id, intent.location.clone(), work, lane, self.now()).due_at(due);
        tx.job_add(&job).await?;
        Ok(())
    }

    /// Reads how far a message got. Says when to look again while it is under way; the pauses grow with its age.
    ///
    /// # Errors
    /// HighLevel's and the store's.
    pub async fn follow_message(
        &self,
        reading: &Reading,
        location: &highlevel::LocationId,
        (message, contact): (&RecordId, &ContactId),
    ) -> Result<Option<Timestamp>, GatewayError> {
        let MirrorNews::Seen(seen) = reading.message(message).await? else { return Ok(None) };
        let now = self.their_time(location, self.now());
        let age = seen.doc.time("dateAdded").map_or(SignedDuration::ZERO, |at| now.duration_since(at));
        let is_under_way = Fate::of(&seen.doc).is_some_and(Fate::is_under_way);
        let news = [MirrorNews::Seen(seen.of_contact(contact.clone()))];
        let mut tx = self.store().begin().await?;
        tx.mirror_apply_many(location, &news, &domain::change::Cause::Reconcile, self.now()).await?;
        tx.commit().await?;
        let pause = age.clamp(FOLLOWED, LONGEST);
        let again = is_under_way && age < FOLLOWED_FOR;
        Ok(again.then(|| self.now().checked_add(pause).unwrap_or(Timestamp::MAX)))
    }
}

/// What a message says, out of the body that carries it.
struct Wanted<'w> {
    kind: Option<&'w str>,
    said: Option<&'w str>,
    subject: Option<&'w str>,
    attachments: Option<&'w Value>,
}

impl<'w> Wanted<'w> {
    fn of(write: &'w Write) -> Self {
        let body: &Map<String, Value> = &write.intent.body;
        let text = |name: &str| body.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
        let kind = text("type");
        let is_email = kind == Some("Email");
        Self {
            kind,
            said: if is_email { text("html").or(text("message")) } else { text("message").or(text("html")) },
            subject: text("subject").filter(|_| is_email),
            attachments: body.get("attachments"),
        }
    }

    fn channel(&self) -> Channel {
        self.kind.map_or(Channel::Other, Channel::read)
    }

    /// Whether the message says that. HighLevel may add to a text, such as how to opt out, and never takes away.
    fn is(&self, message: &Snapshot) -> bool {
        let got = words(message.doc.text("body").unwrap_or_default());
        let same_subject = self
            .subject
            .is_none_or(|subject| message.doc.text("subject").is_none_or(|got| words(got) == words(subject)));
        let same_files = self.said.is_some() || self.attachments == message.doc.get("attachments");
        same_subject && same_files && self.said.is_none_or(|said| got.contains(&words(said)))
    }
}

/// What a reader sees of it: without markup, blanks as one.
fn words(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                seen.push(' ');
            }
            _ if !inside => seen.push(letter),
            _ => {}
        }
    }
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_what_a_reader_sees_of_it() {
        assert_eq!(words("<p>Hello <b>Ada</b>,</p>\n<p>see you</p>"), words("Hello Ada , see  you"));
        assert_eq!(words("5 > 3"), "5 > 3");
    }
}
