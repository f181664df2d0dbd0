//! One true act for each event of the catalog: what has to happen so that HighLevel sends it.
//!
//! Here: the acts, done through the API's own operations.
//! Not here: sending the event; the world does that by itself.
//!
//! Promise: nothing is sent by hand. An event that no act brings about cannot be fired.

use std::collections::HashSet;

use highlevel::event::{self, EventKind};
use serde_json::{Value, json};

use super::{
    api::{Api, Refused},
    switches,
};
use crate::{
    door::location_scopes,
    oauth::{self, Resource},
    world::{
        DAY, Folder,
        id::{ContactId, LocationId},
        record::User,
    },
};

/// The channel a message from outside comes by: any id will do.
const PROVIDER: &str = "65f1c0ffee65f1c0ffee65f1";

/// What was done, in a sentence.
type Done = Result<String, Refused>;

/// Somebody to do it to.
struct Scene<'a> {
    api: &'a Api,
    location: LocationId,
    contact: ContactId,
    /// A number no act had before, so that every change is one.
    turn: u64,
}

/// The event of the catalog that is called so.
pub(super) fn known(name: &str) -> Option<EventKind> {
    event::rows().iter().map(|row| &row.kind).find(|kind| kind.as_str() == name).cloned()
}

/// Lets the thing happen that HighLevel tells with this event.
pub(super) async fn happen(api: &Api, kind: &EventKind) -> Done {
    let scene = Scene::of(api);
    match kind {
        EventKind::Install => install(api).await,
        EventKind::Uninstall => uninstall(api),
        EventKind::ContactCreate
        | EventKind::ContactUpdate
        | EventKind::ContactDelete
        | EventKind::ContactTagUpdate
        | EventKind::ContactDndUpdate => contact(&scene?, kind).await,
        EventKind::TaskCreate | EventKind::TaskComplete | EventKind::TaskDelete => task(&scene?, kind).await,
        EventKind::NoteCreate | EventKind::NoteUpdate | EventKind::NoteDelete => note(&scene?, kind).await,
        EventKind::AppointmentCreate | EventKind::AppointmentUpdate | EventKind::AppointmentDelete => {
            appointment(&scene?, kind).await
        }
        EventKind::InboundMessage | EventKind::OutboundMessage | EventKind::ConversationUnreadUpdate => {
            conversation(&scene?, kind).await
        }
        EventKind::CampaignStatusUpdate => campaign(&scene?).await,
        EventKind::LocationUpdate | EventKind::UserCreate => place(&scene?, kind),
        kind => opportunity(&scene?, kind).await,
    }
}

impl<'a> Scene<'a> {
    /// The newest contact of the location in use.
    fn of(api: &'a Api) -> Result<Self, Refused> {
        let shell = api.shell();
        let turn = shell.next_turn();
        shell.world.look(|state| {
            let location = state.location_in_use().id;
            let contact = state.register().newest(&location).next().map(|folder| folder.contact.id);
            let contact = contact.ok_or_else(|| Refused("there is no contact to do it to".to_owned()))?;
            Ok(Self { api, location, contact, turn })
        })
    }

    async fn call(&self, method: &str, path: &str, body: Value) -> Result<Value, Refused> {
        self.api.call(self.location, method, path, Some(body)).await
    }

    /// The newest contact of which `has` says it has one, with what it has.
    fn find<R>(&self, what: &str, has: impl Fn(&Folder) -> Option<R>) -> Result<(ContactId, R), Refused> {
        let found = self.api.shell().world.look(|state| {
            let mut folders = state.register().newest(&self.location);
            folders.find_map(|folder| Some((folder.contact.id, has(folder)?)))
        });
        found.ok_or_else(|| Refused(format!("there is no {what} to do it to")))
    }
}

async fn contact(scene: &Scene<'_>, kind: &EventKind) -> Done {
    let (id, turn) = (&scene.contact, scene.turn);
    let path = format!("/contacts/{id}");
    match kind {
        EventKind::ContactCreate => {
            let body = json!({ "locationId": scene.location, "firstName": "Marlow", "lastName": "Quist",
                "email": format!("marlow.quist{turn}@example.com") });
            scene.call("POST", "/contacts/", body).await?;
            Ok("Marlow Quist is a new contact".to_owned())
        }
        EventKind::ContactUpdate => {
            scene.call("PUT", &path, json!({ "address1": format!("{turn} Wharf Street") })).await?;
            Ok("The newest contact has another address".to_owned())
        }
        EventKind::ContactTagUpdate => {
            scene.call("POST", &format!("{path}/tags"), json!({ "tags": [format!("act {turn}")] })).await?;
            Ok("The newest contact has one more tag".to_owned())
        }
        EventKind::ContactDndUpdate => {
            let is_closed = scene.find("contact", |folder| Some(folder.contact.dnd))?.1;
            scene.call("PUT", &path, json!({ "dnd": !is_closed })).await?;
            Ok("The newest contact opened or closed its channels".to_owned())
        }
        _ => {
            scene.call("DELETE", &path, json!({})).await?;
            Ok("The newest contact is gone".to_owned())
        }
    }
}

async fn task(scene: &Scene<'_>, kind: &EventKind) -> Done {
    match kind {
        EventKind::TaskCreate => {
            let due = scene.api.shell().world.now().plus(DAY).to_string();
            let body = json!({ "title": "Call back", "body": "They asked twice", "dueDate": due, "completed": false });
            scene.call("POST", &format!("/contacts/{}/tasks", scene.contact), body).await?;
            Ok("The newest contact has one more task".to_owned())
        }
        EventKind::TaskComplete => {
            let open = |folder: &Folder| folder.tasks.iter().find(|task| !task.completed).map(|task| task.id);
            let (contact, task) = scene.find("open task", open)?;
            let path = format!("/contacts/{contact}/tasks/{task}/completed");
            scene.call("PUT", &path, json!({ "completed": true })).await?;
            Ok("An open task is done".to_owned())
        }
        _ => {
            let (contact, task) = scene.find("task", |folder| folder.tasks.first().map(|task| task.id))?;
            scene.call("DELETE", &format!("/contacts/{contact}/tasks/{task}"), json!({})).await?;
            Ok("A task is gone".to_owned())
        }
    }
}

async fn note(scene: &Scene<'_>, kind: &EventKind) -> Done {
    if *kind == EventKind::NoteCreate {
        let body = json!({ "body": "Prefers to be called in the morning" });
        scene.call("POST", &format!("/contacts/{}/notes", scene.contact), body).await?;
        return Ok("The newest contact has one more note".to_owned());
    }
    let (contact, note) = scene.find("note", |folder| folder.notes.first().map(|note| note.id))?;
    let path = format!("/contacts/{contact}/notes/{note}");
    if *kind == EventKind::NoteUpdate {
        scene.call("PUT", &path, json!({ "body": format!("Rewritten, take {}", scene.turn) })).await?;
        return Ok("A note was rewritten".to_owned());
    }
    scene.call("DELETE", &path, json!({})).await?;
    Ok("A note is gone".to_owned())
}

async fn appointment(scene: &Scene<'_>, kind: &EventKind) -> Done {
    let shell = scene.api.shell();
    if *kind == EventKind::AppointmentCreate {
        let calendar = shell.world.look(|state| state.calendars(&scene.location).next().map(|one| one.id));
        let start = shell.world.now().plus(2 * DAY).to_string();
        let body = json!({ "calendarId": calendar, "locationId": scene.location, "contactId": scene.contact,
            "startTime": start, "title": "First visit", "ignoreDateRange": true, "ignoreFreeSlotValidation": true });
        scene.call("POST", "/calendars/events/appointments", body).await?;
        return Ok("The newest contact booked a visit".to_owned());
    }
    let booked = |folder: &Folder| folder.appointments.first().map(|appointment| appointment.id);
    let (_, id) = scene.find("appointment", booked)?;
    if *kind == EventKind::AppointmentUpdate {
        let body = json!({ "title": format!("Visit {}", scene.turn) });
        scene.call("PUT", &format!("/calendars/events/appointments/{id}"), body).await?;
        return Ok("An appointment has another title".to_owned());
    }
    scene.call("DELETE", &format!("/calendars/events/{id}"), json!({})).await?;
    Ok("An appointment is gone".to_owned())
}

async fn opportunity(scene: &Scene<'_>, kind: &EventKind) -> Done {
    let shell = scene.api.shell();
    let known =
        shell.world.look(|state| state.opportunities().newest(&scene.location).next().map(|one| json!(one)));
    let (pipeline, stages) = shell.world.look(|state| {
        let pipeline = state.pipelines(&scene.location).next();
        let stages =
            pipeline.map_or_else(Vec::new, |pipeline| pipeline.stages.iter().map(|stage| stage.id).collect());
        (pipeline.map(|pipeline| pipeline.id), stages)
    });
    if *kind == EventKind::OpportunityCreate {
        let contact = without_opportunity(scene)?;
        let body = json!({ "locationId": scene.location, "contactId": contact, "pipelineId": pipeline,
            "pipelineStageId": stages.first(), "name": format!("Plan {}", scene.turn), "status": "open",
            "monetaryValue": 450 });
        scene.call("POST", "/opportunities/", body).await?;
        return Ok("Somebody may buy something".to_owned());
    }
    let known = known.ok_or_else(|| Refused("there is no opportunity to do it to".to_owned()))?;
    let path = format!("/opportunities/{}", known["id"].as_str().unwrap_or_default());
    let (body, said) = match kind {
        EventKind::OpportunityDelete => {
            scene.call("DELETE", &path, json!({})).await?;
            return Ok("The newest opportunity is gone".to_owned());
        }
        EventKind::OpportunityStageUpdate => {
            let other = stages.iter().find(|stage| known["stage"] != json!(stage));
            (json!({ "pipelineId": pipeline, "pipelineStageId": other }), "is in another stage")
        }
        EventKind::OpportunityStatusUpdate => {
            let status = if known["status"] == "won" { "open" } else { "won" };
            scene.call("PUT", &format!("{path}/status"), json!({ "status": status })).await?;
            return Ok(format!("The newest opportunity is {status}"));
        }
        EventKind::OpportunityMonetaryValueUpdate => {
            (json!({ "monetaryValue": 1_000 + scene.turn }), "is worth something else")
        }
        EventKind::OpportunityAssignedToUpdate => {
            let user = shell.world.look(|state| {
                let other = |id: &str| known["assignedTo"] != id;
                state.users(&scene.location).map(|user| user.id).find(|id| other(id.as_str()))
            });
            (json!({ "assignedTo": user }), "has another owner")
        }
        _ => (json!({ "name": format!("Renamed {}", scene.turn) }), "has another name"),
    };
    scene.call("PUT", &path, body).await?;
    Ok(format!("The newest opportunity {said}"))
}

/// A location may forbid a second opportunity for a contact.
fn without_opportunity(scene: &Scene<'_>) -> Result<ContactId, Refused> {
    let taken: HashSet<ContactId> =
        scene.api.shell().world.look(|state| {
            state.opportunities().newest(&scene.location).filter_map(|one| one.contact).collect()
        });
    let free = |folder: &Folder| (!taken.contains(&folder.contact.id)).then_some(());
    Ok(scene.find("contact without an opportunity", free)?.0)
}

async fn conversation(scene: &Scene<'_>, kind: &EventKind) -> Done {
    let shell = scene.api.shell();
    let thread = shell.world.look(|state| {
        let mut threads = state.conversations().newest(&scene.location);
        let thread = threads.find(|thread| !thread.messages.is_empty())?;
        Some((thread.conversation.id.to_string(), thread.conversation.contact))
    });
    let (id, contact) = thread.ok_or_else(|| Refused("there is no conversation to do it to".to_owned()))?;
    match kind {
        EventKind::InboundMessage => {
            let body = json!({ "type": "SMS", "conversationId": id, "contactId": contact, "conversationProviderId": PROVIDER,
                "message": "Are you open on Saturday?" });
            scene.call("POST", "/conversations/messages/inbound", body).await?;
            Ok("Somebody wrote".to_owned())
        }
        EventKind::OutboundMessage => {
            let body = json!({ "type": "SMS", "contactId": contact, "message": "Yes, until noon." });
            scene.call("POST", "/conversations/messages", body).await?;
            Ok("Somebody was written to".to_owned())
        }
        _ => {
            let body = json!({ "locationId": scene.location, "unreadCount": scene.turn % 90 + 7 });
            scene.call("PUT", &format!("/conversations/{id}"), body).await?;
            Ok("A conversation has another count of unread messages".to_owned())
        }
    }
}

async fn campaign(scene: &Scene<'_>) -> Done {
    let campaigns: Vec<_> = scene
        .api
        .shell()
        .world
        .look(|state| state.campaigns(&scene.location).map(|campaign| campaign.id).collect());
    let (contact, campaign) = scene.find("contact outside a campaign", |folder| {
        campaigns.iter().find(|id| !folder.contact.campaigns.contains(id)).copied()
    })?;
    scene.call("POST", &format!("/contacts/{contact}/campaigns/{campaign}"), json!({})).await?;
    Ok("A contact entered a campaign".to_owned())
}

/// What no operation of the catalog does: a person does it in HighLevel's settings.
fn place(scene: &Scene<'_>, kind: &EventKind) -> Done {
    let world = &scene.api.shell().world;
    if *kind == EventKind::LocationUpdate {
        world.act(|act| {
            let mut location = act.location_in_use().clone();
            let mut phones = (scene.turn..).map(|turn| format!("+1207555{:04}", turn % 10_000));
            let other = phones.find(|phone| **phone != *location.phone).unwrap_or_default();
            location.phone = other.into();
            act.location_save(location);
        });
        return Ok("The location has another phone".to_owned());
    }
    world.act(|act| {
        let id = act.fresh();
        act.user_save(User {
            id,
            first_name: "Nell".into(),
            last_name: "Marchetti".into(),
            email: format!("nell.marchetti{}@example.com", scene.turn).into(),
            phone: format!("+1207555{:04}", scene.turn % 10_000).into(),
            extension: None,
            kind: "account".into(),
            role: "user".into(),
            locations: vec![scene.location],
        });
    });
    Ok("Somebody joined the staff".to_owned())
}

/// Installs the app on a location it is not on, taking it off first where it is on all.
async fn install(api: &Api) -> Done {
    let shell = api.shell();
    let locations: Vec<LocationId> =
        shell.world.look(|state| state.locations().map(|location| location.id).collect());
    let is_on = |location: &LocationId| shell.grants.reaches(*location, None);
    let free = locations.iter().find(|location| !is_on(location)).copied();
    let location = match free.or(locations.last().copied()) {
        Some(location) => location,
        None => return Err(Refused("there is no location to install on".to_owned())),
    };
    if free.is_none() {
        switches::take_off(shell, location.as_str()).map_err(|bad| Refused(bad.text().to_owned()))?;
    }
    oauth::install_on(shell, Resource::Location(location), location_scopes());
    Ok(format!("The app was installed on {location}"))
}

fn uninstall(api: &Api) -> Done {
    let shell = api.shell();
    let last = shell.grants.installs().pop();
    let last = last.ok_or_else(|| Refused("the app is installed nowhere".to_owned()))?;
    let id = last.resource.as_str().to_owned();
    switches::take_off(shell, &id).map_err(|bad| Refused(bad.text().to_owned()))?;
    Ok(format!("The app was taken off {id}"))
}

#[cfg(test)]
mod tests;
