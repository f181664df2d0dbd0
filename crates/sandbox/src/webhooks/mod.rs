//! Webhooks: every event of the world on its way to whoever listens.
//!
//! Here: the envelope, the signature, who may hear what, retries, the log.
//! Not here: which alteration is an event (`world::act`), who has installed the app (`oauth`).
//!
//! Promise: an event goes out only for a location the app is installed for and only under a scope the app
//! holds there; private tokens hear nothing. What is not delivered is tried again, across restarts, with the
//! same bytes under the same `webhookId`.

mod book;
mod delivery;
mod policy;
mod sender;
#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use highlevel::scope::Scope;
use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::sync::Notify;
use url::Url;
use uuid::Uuid;

pub(crate) use self::{
    book::DeliveryBook,
    delivery::{Delivery, State},
    policy::{Outcome, Policy},
    sender::run,
};
use crate::{
    faults::{Faults, Kind, Target},
    identity::Identity,
    keep::KeepError,
    oauth::{Grants, Install, Resource},
    world::{
        Emitted, EventKind, Moment,
        id::{CompanyId, LocationId},
    },
};

/// What goes out, and what became of it.
#[derive(Debug)]
pub(crate) struct Webhooks {
    /// The log.
    pub book: DeliveryBook,
    key: SigningKey,
    app_id: String,
    version_id: String,
    faults: Arc<Faults>,
    wake: Notify,
}

/// Which of the app's own events to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AppEvent {
    /// The app was installed.
    Install,
    /// It was taken off again.
    Uninstall,
}

/// One event as the envelope takes it.
struct News<'n> {
    event: &'n str,
    company: Option<CompanyId>,
    location: Option<LocationId>,
    at: Timestamp,
    fields: Map<String, Value>,
}

impl Webhooks {
    /// Opens the log of the data dir, or an empty one.
    pub(crate) fn open(
        data_dir: Option<&Path>,
        identity: &Identity,
        faults: Arc<Faults>,
    ) -> Result<Self, KeepError> {
        Ok(Self {
            book: DeliveryBook::open(data_dir)?,
            key: identity.webhook_key.clone(),
            app_id: identity.app_id.clone(),
            version_id: identity.version_id.clone(),
            faults,
            wake: Notify::new(),
        })
    }

    /// Sends an event of the world to every target, if the app is installed there and may hear of it.
    pub(crate) fn tell(&self, emitted: Emitted, grants: &Grants) {
        let scope = scope_of(emitted.kind);
        let heard = match emitted.kind {
            // Nobody is installed on a location that is being made; its agency's app hears of it.
            EventKind::LocationCreate => grants.reaches_company(&scope),
            _ => grants.reaches(emitted.location, Some(&scope)),
        };
        if !heard {
            return;
        }
        self.send(News {
            event: emitted.kind.as_str(),
            company: None,
            location: Some(emitted.location),
            at: emitted.at.timestamp(),
            fields: emitted.payload,
        });
    }

    /// Sends the app's own events for an installation. An agency's comes once for the company and once for
    /// each location it reaches.
    pub(crate) fn announce(
        &self,
        event: AppEvent,
        install: &Install,
        company: CompanyId,
        company_name: &str,
        now: Timestamp,
    ) {
        if let Resource::Company(_) = install.resource {
            self.announce_one(event, install, (company, company_name), None, now);
        }
        for location in &install.locations {
            self.announce_one(event, install, (company, company_name), Some(*location), now);
        }
    }

    fn announce_one(
        &self,
        event: AppEvent,
        install: &Install,
        (company, company_name): (CompanyId, &str),
        location: Option<LocationId>,
        at: Timestamp,
    ) {
        let mut fields = Map::new();
        if event == AppEvent::Install {
            let kind = if location.is_some() { "Location" } else { "Company" };
            fields.insert("installType".into(), kind.into());
            fields.insert("userId".into(), install.user.as_str().into());
            fields.insert("companyName".into(), company_name.into());
            fields.insert("isWhitelabelCompany".into(), false.into());
        }
        let event = match event {
            AppEvent::Install => "INSTALL",
            AppEvent::Uninstall => "UNINSTALL",
        };
        let company = (event == "INSTALL" || location.is_none()).then_some(company);
        self.send(News { event, company, location, at, fields });
    }

    fn send(&self, news: News<'_>) {
        for url in self.book.targets() {
            let id = Uuid::new_v4();
            let body = self.envelope(&news, id);
            let signature = STANDARD.encode(self.key.sign(body.as_bytes()).to_bytes());
            let mut delivery = Delivery {
                number: 0,
                id,
                event: news.event.to_owned(),
                location_id: news.location,
                url,
                at: news.at,
                state: State::at_once(news.at),
                attempts: Vec::new(),
                again: 0,
                faults: Vec::new(),
                signature,
                body,
            };
            self.befall(&mut delivery);
            self.book.add(delivery);
        }
        self.wake.notify_one();
    }

    /// Lets the delivery meet the faults that are switched on.
    fn befall(&self, delivery: &mut Delivery) {
        let target = Target {
            event: &delivery.event,
            body: delivery.body.as_bytes(),
            location: delivery.location_id.as_ref().map_or("", |id| id.as_str()),
            ..Target::default()
        };
        for (fired, kind) in self.faults.befall_delivery(&target) {
            delivery.faults.push(fired.to_string());
            match kind {
                Kind::DeliveryLost {} => delivery.state = State::Lost,
                Kind::DeliveryDoubled { copies } => delivery.again += copies,
                _ if delivery.state == State::Lost => {}
                Kind::DeliveryLate { by_ms } => {
                    delivery.state = State::after(delivery.at, Duration::from_millis(by_ms));
                }
                Kind::DeliveryReordered { behind } => delivery.state = State::behind(delivery.at, behind),
                _ => {}
            }
        }
    }

    fn envelope(&self, news: &News<'_>, id: Uuid) -> String {
        let mut body = Map::new();
        body.insert("type".into(), news.event.into());
        if let Some(company) = news.company {
            body.insert("companyId".into(), company.as_str().into());
        }
        if let Some(location) = news.location {
            body.insert("locationId".into(), location.as_str().into());
        }
        body.insert("appId".into(), self.app_id.as_str().into());
        body.insert("versionId".into(), self.version_id.as_str().into());
        body.extend(news.fields.clone());
        body.insert("timestamp".into(), Moment::from(news.at).to_string().into());
        body.insert("webhookId".into(), id.to_string().into());
        Value::Object(body).to_string()
    }

    /// Sends a delivery once more.
    pub(crate) fn replay(&self, id: Uuid, now: Timestamp) -> Option<Delivery> {
        let found = self.book.replay(id, now);
        self.wake.notify_one();
        found
    }

    /// Where deliveries go from now on.
    pub(crate) fn set_targets(&self, targets: Vec<Url>) {
        self.book.set_targets(targets);
        self.wake.notify_one();
    }
}

/// Whether webhooks can be sent to an address.
pub(crate) fn takes_webhooks(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

/// The scope an app needs to hear of an event.
fn scope_of(kind: EventKind) -> Scope {
    match kind {
        EventKind::AppointmentCreate | EventKind::AppointmentUpdate | EventKind::AppointmentDelete => {
            Scope::CALENDAR_EVENTS_READONLY
        }
        EventKind::LocationCreate | EventKind::LocationUpdate => Scope::LOCATIONS_READONLY,
        EventKind::UserCreate => Scope::USERS_READONLY,
        EventKind::CampaignStatusUpdate => Scope::CAMPAIGNS_READONLY,
        EventKind::OpportunityCreate
        | EventKind::OpportunityUpdate
        | EventKind::OpportunityDelete
        | EventKind::OpportunityStageUpdate
        | EventKind::OpportunityStatusUpdate
        | EventKind::OpportunityMonetaryValueUpdate
        | EventKind::OpportunityAssignedToUpdate => Scope::OPPORTUNITIES_READONLY,
        EventKind::InboundMessage | EventKind::OutboundMessage => Scope::MESSAGES_READONLY,
        EventKind::ConversationUnreadUpdate => Scope::CONVERSATIONS_READONLY,
        EventKind::ContactCreate
        | EventKind::ContactUpdate
        | EventKind::ContactDelete
        | EventKind::ContactTagUpdate
        | EventKind::ContactDndUpdate
        | EventKind::TaskCreate
        | EventKind::TaskComplete
        | EventKind::TaskDelete
        | EventKind::NoteCreate
        | EventKind::NoteUpdate
        | EventKind::NoteDelete => Scope::CONTACTS_READONLY,
    }
}
