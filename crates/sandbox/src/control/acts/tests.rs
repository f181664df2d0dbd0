//! Every event of the catalog, made to happen once by its true act.

use std::{collections::BTreeSet, time::Duration};

use highlevel::event::{self, EventKind, Row};
use serde_json::{Value, json};

use crate::trial::{Ear, Heard, Trial};

/// What HighLevel sends beside an event, and fields of the catalog that do not come with it live or that the act
/// leaves empty. An event that is not named comes alone and with every field.
fn known_of(kind: &EventKind) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        EventKind::Install => (&[], &["planId", "trial", "whitelabelDetails"]),
        EventKind::Uninstall => (&[], &["companyId"]),
        EventKind::TaskCreate => (&[], &["body", "contactId"]),
        EventKind::OpportunityStageUpdate
        | EventKind::OpportunityStatusUpdate
        | EventKind::OpportunityMonetaryValueUpdate
        | EventKind::OpportunityAssignedToUpdate
        | EventKind::OpportunityCreate
        | EventKind::OpportunityDelete => (&["OpportunityUpdate"], &[]),
        EventKind::InboundMessage => (&["ConversationUnreadUpdate"], &[]),
        _ => (&[], &[]),
    }
}

/// Fields that come only where the record has them.
const SOMETIMES: [&str; 34] = [
    "address1",
    "city",
    "state",
    "companyName",
    "country",
    "source",
    "dateOfBirth",
    "email",
    "name",
    "firstName",
    "lastName",
    "phone",
    "postalCode",
    "website",
    "assignedTo",
    "body",
    "extension",
    "stripeProductId",
    "replied",
    "templateId",
    "appointment.address",
    "appointment.assignedUserId",
    "appointment.groupId",
    "appointment.notes",
    "appointment.source",
    "userId",
    "conversationProviderId",
    "callDuration",
    "callStatus",
    "contentType",
    "monetaryValue",
    "attachments",
    "status",
    "permissions",
];

/// What every event has around it.
const ENVELOPE: [&str; 8] =
    ["type", "locationId", "companyId", "appId", "versionId", "timestamp", "webhookId", "installType"];

/// What an act sends; as many deliveries as are due, and whatever comes in the same moment.
async fn heard_by_act(row: &Row, due: usize) -> Result<Vec<Heard>, String> {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    if row.kind != EventKind::Install {
        let scopes = crate::door::location_scopes().to_string();
        trial.install(trial.location(), &scopes).await;
        ear.hears(1).await;
    }
    let before = ear.heard().len();

    let said = trial.control("POST", &format!("/sandbox/events/{}", row.kind), Value::Null).await;
    if said.status != 200 {
        return Err(format!("{}: {}", row.kind, said.text));
    }
    for _ in 0..200 {
        if ear.heard().len() >= before + due {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // Whatever else the act sends is sent in the same moment.
    tokio::time::sleep(Duration::from_millis(80)).await;

    Ok(ear.heard().split_off(before))
}

fn names(body: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("appointment", Value::Object(inner)) => {
                names.extend(inner.keys().map(|inner| format!("appointment.{inner}")));
            }
            _ => drop(names.insert(name.clone())),
        }
    }
    names
}

#[tokio::test]
async fn every_event_of_the_catalog_is_sent_once_by_its_true_act_with_its_fields() {
    let mut wrong = Vec::new();
    for row in event::rows() {
        let (beside, missing) = known_of(&row.kind);
        let heard = match heard_by_act(row, beside.len() + 1).await {
            Ok(heard) => heard,
            Err(refused) => {
                wrong.push(refused);
                continue;
            }
        };
        let mut kinds: Vec<&str> = heard.iter().map(|heard| heard.body["type"].as_str().unwrap()).collect();
        kinds.sort_unstable();
        let mut due: Vec<&str> = beside.iter().copied().chain([row.kind.as_str()]).collect();
        due.sort_unstable();
        if kinds != due {
            wrong.push(format!("{}: sent {kinds:?}, due {due:?}", row.kind));
        }
        let Some(own) = heard.iter().find(|heard| heard.body["type"] == row.kind.as_str()) else { continue };
        let sent = names(&own.body);
        let listed: BTreeSet<&str> = row.fields.iter().map(|field| field.name).collect();
        let lacking = listed
            .iter()
            .filter(|name| !sent.contains(**name) && !missing.contains(name) && !SOMETIMES.contains(name));
        wrong.extend(lacking.map(|name| format!("{}: {name} is missing", row.kind)));
        let foreign =
            sent.iter().filter(|name| !listed.contains(name.as_str()) && !ENVELOPE.contains(&name.as_str()));
        // Since January 2026 messages say from and to, which the published list does not have.
        let foreign = foreign.filter(|name| !["from", "to", "dndSettings"].contains(&name.as_str()));
        wrong.extend(foreign.map(|name| format!("{}: {name} is not listed", row.kind)));
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_highlevel_keeps_quiet_about_sends_nothing() {
    let trial = Trial::start().await;
    let ear = Ear::open().await;
    trial.control("POST", "/sandbox/webhook-target", json!({ "url": ear.url })).await;
    trial.install(trial.location(), &crate::door::location_scopes().to_string()).await;
    let contact = trial.contact("ada").await;
    let task = json!({ "title": "Call", "dueDate": "2026-03-02T12:00:00Z", "completed": false });
    let task = trial.api("POST", &format!("/contacts/{contact}/tasks"), Some(task)).await.body;
    let task = format!("/contacts/{contact}/tasks/{}", task["task"]["id"].as_str().unwrap());
    let user = trial.running.world().look(|state| state.all_users().next().unwrap().id.to_string());
    let done = |completed: bool| Some(json!({ "completed": completed }));
    trial.api("PUT", &format!("{task}/completed"), done(true)).await;
    let told = ear.hears(4).await.len();

    for (method, path, body) in [
        ("PUT", format!("{task}/completed"), done(false)),
        ("PUT", task.clone(), Some(json!({ "title": "Call again" }))),
        ("PUT", task.clone(), Some(json!({ "dueDate": "2026-04-02T12:00:00Z" }))),
        ("POST", format!("/contacts/{contact}/followers"), Some(json!({ "followers": [user] }))),
        ("PUT", format!("/contacts/{contact}"), Some(json!({ "firstName": "ada" }))),
    ] {
        let said = trial.api(method, &path, body).await;
        assert!(said.status < 300, "{method} {path}: {}", said.text);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;

    assert_eq!(ear.heard().len(), told);
}
