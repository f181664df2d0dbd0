//! Writes of programs: into the ledger, out at once, and answered in HighLevel's words.
//!
//! Here: the intent that a call becomes, and what its outcome is told as. Not here: carrying it out (`gateway`).
//!
//! Promise: a write is on disk before it leaves. An answer of success means that HighLevel has it; a refusal means
//! that it has not; where nobody knows, the answer says so and names the write.

use std::time::Duration;

use bytes::Bytes;
use domain::change::Cause;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Effect, Intent, State, Write};
use gateway::{AtOnce, GatewayError};
use highlevel::answering::body::Body;
use highlevel::answering::{Answer, Refusal, Turned, done};
use highlevel::operation::{self, App, Method};
use highlevel::version::Spelling;
use highlevel::{ContactId, Operation};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::pass::unavailable;
use super::{Asked, By, Said, Served, show};
use crate::api_keys::Caller;
use crate::intents::base_of;

/// How long a program waits for its write.
const PATIENCE: Duration = Duration::from_secs(20);
/// Fields of a contact of which a record tells whether they took: the others are not compared.
const COMPARED: [&str; 17] = [
    "firstName",
    "lastName",
    "email",
    "phone",
    "address1",
    "city",
    "state",
    "postalCode",
    "website",
    "timezone",
    "source",
    "country",
    "companyName",
    "assignedTo",
    "dnd",
    "dateOfBirth",
    "tags",
];

impl Served {
    /// Carries a write out and tells what became of it.
    pub(super) async fn write(&self, caller: &Caller, asked: &Asked) -> Said {
        let body =
            match Body::read(&asked.body).and_then(|body| body.checked(asked.operation, asked.spelling())) {
                Ok(body) => body,
                Err(refusal) => return Said::plain(refusal.into()),
            };
        let intent = match self.intent(caller, asked, body).await {
            Ok(intent) => intent,
            Err(error) => {
                tracing::error!(%error, "the mirror cannot be read");
                return unavailable("The mirror cannot be read.");
            }
        };
        match self.rooms.gateway.carry_at_once(intent, PATIENCE).await {
            Ok(carried) => self.told(asked, carried).await,
            Err(GatewayError::LacksScope(_)) => Said::plain(Turned::NoScope.into()),
            Err(GatewayError::Lossy(reason)) => {
                let body = json!({
                    "statusCode": 422, "message": [reason], "error": "Unprocessable Entity",
                });
                Said::plain(Answer::with(StatusCode::UNPROCESSABLE_ENTITY, body))
            }
            Err(GatewayError::NotConnected(_)) => {
                unavailable("This location is not connected to HighLevel, so nothing was sent.")
            }
            Err(error) => {
                tracing::error!(%error, "a write could not be taken down");
                unavailable("The write could not be taken down, so nothing was sent.")
            }
        }
    }

    /// The one write that a call becomes.
    async fn intent(
        &self,
        caller: &Caller,
        asked: &Asked,
        body: Map<String, Value>,
    ) -> Result<Intent, store::StoreError> {
        let target = Target::of(asked);
        let mut doc = None;
        if let Some(record) = &target.record {
            let mut tx = self.rooms.store.read().await?;
            doc = tx.record_find(&caller.location, target.kind, record).await?.map(|row| row.stored.doc);
        }
        let effect = target.effect(asked.operation, &body);
        let base = base(&effect, doc.as_ref());
        let path = asked.names.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        let query = asked.query.iter().cloned();
        Ok(Intent {
            location: caller.location.clone(),
            contact: target.contact,
            kind: target.kind,
            record: target.record,
            operation: asked.operation.id.to_owned(),
            path: path.chain(query).collect(),
            body,
            effect,
            base,
            cause: Cause::ApiKey { key: caller.key, write: None },
        })
    }

    /// What became of a write, in HighLevel's words.
    async fn told(&self, asked: &Asked, carried: AtOnce) -> Said {
        let AtOnce { write, answer } = carried;
        let by_highlevel = |said: Said| Said { by: Some(By::HighLevel), write: Some(write.id), ..said };
        let heard = answer.map(|answer| (answer.status, answer.body));
        let said_yes = heard.as_ref().is_some_and(|(status, _)| (200..300).contains(status));
        match (write.state, heard) {
            (State::Confirmed | State::NotApplied, Some((status, body))) if said_yes => {
                self.altered.note(asked.operation, &write.intent);
                if *asked.operation == operation::contacts::UPSERT_CONTACT
                    && let Ok(answer) = serde_json::from_slice::<Value>(&body)
                    && let Some(id) = answer["contact"]["id"].as_str()
                {
                    self.altered.note_contact(&write.intent.location, id);
                }
                by_highlevel(word_for_word(status, &body, asked.spelling()))
            }
            // Gone before it was asked to go: the ledger has what it wants, and the caller hears what HighLevel said.
            (State::Confirmed, Some((status, body)))
                if write.intent.effect == Effect::Delete && write.attempts <= 1 =>
            {
                by_highlevel(word_for_word(status, &body, asked.spelling()))
            }
            (State::Confirmed | State::NotApplied, _) => by_highlevel(self.found_done(asked, &write).await),
            (State::Refused, heard) => {
                // Whoever made it was told: nobody has to decide what becomes of it.
                self.dismiss(&write).await;
                match heard {
                    Some((status, body)) => by_highlevel(word_for_word(status, &body, asked.spelling())),
                    None => by_highlevel(refused(&write)),
                }
            }
            (State::Overtaken, _) => {
                self.dismiss(&write).await;
                by_highlevel(refused(&write))
            }
            (State::Cancelled | State::Intended, _) => {
                let reason = write.reason.clone().unwrap_or_default();
                Said { write: Some(write.id), ..unavailable(&format!("Nothing was sent. {reason}")) }
            }
            (State::Sent | State::Unknown, _) => {
                let message = "HighLevel did not answer, so the outcome is not known yet.";
                let body = json!({ "statusCode": 504, "message": message });
                by_highlevel(Said::plain(Answer::with(StatusCode::GATEWAY_TIMEOUT, body)))
            }
        }
    }

    async fn dismiss(&self, write: &Write) {
        if let Err(error) = self.rooms.gateway.dismiss(&write.intent.location, write.id).await {
            tracing::warn!(%error, "a refused write of a program could not be put aside");
        }
    }

    /// A write whose answer was lost and which was found done: told as its answer would have been.
    async fn found_done(&self, asked: &Asked, write: &Write) -> Said {
        let status = StatusCode::from_u16(asked.operation.status).unwrap_or(StatusCode::OK);
        let body = match self.as_it_stands(asked, write).await {
            Some(body) => body,
            None => done(asked.spelling()),
        };
        Said::plain(Answer::with(status, body))
    }

    async fn as_it_stands(&self, asked: &Asked, write: &Write) -> Option<Value> {
        if write.intent.effect == Effect::Delete {
            return None;
        }
        let mut tx = self.rooms.store.read().await.ok()?;
        let id = write.intent.record.as_ref()?;
        let row = tx.record_find(&write.intent.location, write.intent.kind, id).await.ok()??;
        let doc = row.doc();
        match (&write.intent.effect, write.intent.kind) {
            (Effect::Add { field, .. } | Effect::Remove { field, .. }, _) => {
                Some(json!({ field: doc.get(field).cloned().unwrap_or_else(|| json!([])) }))
            }
            (_, Kind::Contact) => Some(json!({ "contact": show::single(doc, asked.spelling()) })),
            (_, Kind::Task) => Some(json!({ "task": show::task(doc) })),
            (_, Kind::Note) => Some(json!({ "note": show::whole(doc, &[]) })),
            _ => None,
        }
    }
}

/// HighLevel's answer as it came, spelled as the caller speaks.
fn word_for_word(status: u16, body: &[u8], spelling: Spelling) -> Said {
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let body = match (spelling, serde_json::from_slice::<Value>(body)) {
        (Spelling::V3, Ok(body)) => spelled(body).to_string().into(),
        _ => Bytes::copy_from_slice(body),
    };
    Said { status: code, body, by: None, fresh: None, etag: None, write: None }
}

/// The ledger speaks the dated versions; `v3` has other keys for channels and a second spelling of success.
fn spelled(mut body: Value) -> Value {
    if let Some(flag) = body.get("succeded").cloned() {
        body["succeeded"] = flag;
    }
    if let Some(Value::Object(channels)) = body.pointer_mut("/contact/dndSettings") {
        *channels = std::mem::take(channels)
            .into_iter()
            .map(|(channel, state)| (show::channel_v3(&channel), state))
            .collect();
    }
    body
}

/// A refusal of which only the ledger's words are left.
fn refused(write: &Write) -> Said {
    if let (Some(404), Some(id)) = (write.status, &write.intent.record) {
        let id = id.to_string();
        return Said::plain(match write.intent.kind {
            Kind::Contact => Refusal::NoContact(id).into(),
            Kind::Task => Refusal::NoRecord { noun: "Task", id }.into(),
            _ => Refusal::NoRecord { noun: "Note", id }.into(),
        });
    }
    let status = match write.state {
        State::Overtaken => 409,
        _ => write.status.unwrap_or(422),
    };
    let code = StatusCode::from_u16(status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let reason = write.reason.clone().unwrap_or_else(|| "HighLevel did not take it.".to_owned());
    Said::plain(Answer::with(code, json!({ "statusCode": code.as_u16(), "message": reason })))
}

/// What a call is about.
struct Target {
    kind: Kind,
    contact: Option<ContactId>,
    record: Option<RecordId>,
}

impl Target {
    fn of(asked: &Asked) -> Self {
        let contact = ContactId::new(asked.name("contactId")).ok();
        let id = |name: &str| RecordId::new(asked.name(name)).ok();
        let path = asked.operation.path;
        let (kind, record) = match asked.operation.app {
            App::Contacts if path.contains("/tasks") => (Kind::Task, id("taskId")),
            App::Contacts if path.contains("/notes") => (Kind::Note, id("id")),
            App::Contacts => (Kind::Contact, contact.as_ref().map(RecordId::from)),
            _ => (Kind::Location, None),
        };
        Self { kind, contact, record }
    }

    /// What it does to the record, as far as a record can tell.
    fn effect(&self, row: &'static Operation, body: &Map<String, Value>) -> Effect {
        let listed = |field: &str| {
            let values = body.get(field).and_then(Value::as_array).into_iter().flatten();
            values.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
        };
        let list = ["tags", "followers"].into_iter().find(|list| row.path.ends_with(&format!("}}/{list}")));
        match (self.kind, row.method, list) {
            (Kind::Contact, Method::Post, Some(field)) => {
                Effect::Add { field: field.to_owned(), values: listed(field) }
            }
            (Kind::Contact, Method::Delete, Some(field)) => {
                Effect::Remove { field: field.to_owned(), values: listed(field) }
            }
            _ if *row == operation::contacts::CREATE_CONTACT => Effect::Create { fields: compared(body) },
            (Kind::Task | Kind::Note, Method::Post, _) => Effect::Create { fields: body.clone() },
            (Kind::Task | Kind::Note, Method::Put, _) => Effect::Set { fields: body.clone() },
            (Kind::Task | Kind::Note, Method::Delete, _) => Effect::Delete,
            _ if *row == operation::contacts::UPDATE_CONTACT => Effect::Set { fields: compared(body) },
            _ if *row == operation::contacts::DELETE_CONTACT => Effect::Delete,
            _ => Effect::Nothing,
        }
    }
}

/// The fields of a contact that can be compared, custom fields one by one.
fn compared(body: &Map<String, Value>) -> Map<String, Value> {
    let mut fields: Map<String, Value> = body
        .iter()
        .filter(|(name, _)| COMPARED.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let custom = body.get("customFields").and_then(Value::as_array).into_iter().flatten();
    for field in custom {
        let id = field.get("id").and_then(Value::as_str);
        let value = ["field_value", "fieldValue"].iter().find_map(|name| field.get(name));
        if let (Some(id), Some(value)) = (id, value.filter(|value| !value.is_object())) {
            fields.insert(format!("customFields.{id}"), value.clone());
        }
    }
    fields
}

/// The values before, where the mirror knows them.
fn base(effect: &Effect, doc: Option<&Doc>) -> Map<String, Value> {
    match (effect, doc) {
        (Effect::Set { fields }, Some(doc)) => base_of(doc, fields),
        (Effect::Add { field, .. } | Effect::Remove { field, .. }, Some(doc)) => {
            Map::from_iter([(field.clone(), doc.get(field).cloned().unwrap_or(Value::Null))])
        }
        _ => Map::new(),
    }
}
