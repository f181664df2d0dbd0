//! A sandbox, an empty store and a gateway between them.

use std::time::Duration;

use domain::{
    change::{Cause, Change, Seq},
    connection::{Connection, Kind as Credentials, Secrets, State},
    ids::{ConnectionId, PersonId},
    record::{Kind, RecordId},
    write::{Effect, Intent, Write},
};
use highlevel::{ContactId, LocationId, client::http_client, operation};
use indexmap::IndexMap;
use sandbox::{Config, Running, Sandbox};
use serde_json::{Map, Value};
use store::{Clock, DatabaseUrl, SealKey, Store};

use super::line::Line;
use crate::{Carried, Gateway, GatewayError, Options};

pub(super) struct Bench {
    pub(super) sandbox: Running,
    pub(super) line: Line,
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) gateway: Gateway,
    pub(super) location: LocationId,
    pub(super) http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Connected with the private token that may do everything.
    pub(super) async fn start() -> Self {
        let bench = Self::unconnected().await;
        let token = bench.sandbox.facts.private_token.clone();
        bench.connect(Credentials::Private, "", &token, None).await;
        bench
    }

    pub(super) async fn unconnected() -> Self {
        let listen = "127.0.0.1:0".parse().unwrap();
        let sandbox = Sandbox::start(Config { listen, contacts: 30, ..Config::default() }).await.unwrap();
        let http = http_client("gateway-tests/1").unwrap();
        let line = Line::to(sandbox.base_url(), http.clone()).await;
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::system();
        let url = DatabaseUrl::Sqlite(folder.path().join("rankr.db"));
        let store = Store::open(&url, clock.clone(), SealKey::generate()).await.unwrap();
        let options = Options { person_waits: Duration::from_millis(200), ..Options::default() };
        let gateway = Gateway::new(store.clone(), clock.clone(), http.clone(), options);
        let location = LocationId::new(sandbox.facts.location_id.clone()).unwrap();
        Self { sandbox, line, store, clock, gateway, location, http, _folder: folder }
    }

    /// Keeps a connection to an address, newer than the others.
    pub(super) async fn connect_at(&self, base_url: &str, access: &str) {
        self.keep(Credentials::Private, base_url, "", access, None).await;
    }

    /// Keeps a connection whose calls go over the line.
    pub(super) async fn connect(&self, kind: Credentials, scopes: &str, access: &str, refresh: Option<&str>) {
        self.keep(kind, &self.line.url, scopes, access, refresh).await;
    }

    /// Forgets the connection that is used now.
    pub(super) async fn disconnect_newest(&self) {
        let mut tx = self.store.begin().await.unwrap();
        let newest = tx.connection_find(&self.location).await.unwrap().unwrap();
        tx.connection_remove(&self.location, newest.id).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn keep(
        &self,
        kind: Credentials,
        base_url: &str,
        scopes: &str,
        access: &str,
        refresh: Option<&str>,
    ) {
        let oauth = kind == Credentials::OAuth;
        let now = self.clock.now();
        let connection = Connection {
            id: ConnectionId::from_uuid(self.clock.uuid()),
            location: self.location.clone(),
            kind,
            state: State::Live,
            reason: None,
            base_url: base_url.to_owned(),
            company: None,
            client_id: oauth.then(|| self.sandbox.facts.client_id.clone()),
            scopes: scopes.to_owned(),
            expires_at: oauth.then(|| now.checked_add(Duration::from_secs(86_000)).unwrap()),
            token_version: 1,
            created_at: now,
        };
        let secrets = Secrets {
            access: access.to_owned().into(),
            refresh: refresh.map(|token| token.to_owned().into()),
            client_secret: oauth.then(|| self.sandbox.facts.client_secret.clone().into()),
        };
        let mut tx = self.store.begin().await.unwrap();
        tx.connection_add(&connection, &secrets).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the sandbox itself answers, past the gateway and the line.
    pub(super) async fn world(&self, path: &str) -> Value {
        let url = format!("{}{path}", self.sandbox.base_url());
        let token = &self.sandbox.facts.private_token;
        let call = self.http.get(url).bearer_auth(token).header("version", "2021-07-28");
        call.send().await.unwrap().json().await.unwrap()
    }

    /// Does something in HighLevel behind Rankr's back.
    pub(super) async fn behind_our_back(&self, method: reqwest::Method, path: &str, body: Value) {
        let url = format!("{}{path}", self.sandbox.base_url());
        let token = &self.sandbox.facts.private_token;
        let call =
            self.http.request(method, url).bearer_auth(token).header("version", "2021-07-28").json(&body);
        assert!(call.send().await.unwrap().status().is_success(), "{path}");
    }

    /// How often an operation was carried out with success.
    pub(super) async fn calls_of(&self, operation: &str) -> u64 {
        let seen = self.world("/sandbox/calls").await;
        seen.pointer(&format!("/totals/{operation}/succeeded")).and_then(Value::as_u64).unwrap_or(0)
    }

    /// Some contact of the world, read into the mirror.
    pub(super) async fn a_contact(&self) -> ContactId {
        let all = self.world(&format!("/sandbox/world/contacts?location={}&limit=1", self.location)).await;
        let id = first_id(&all).expect("the world has contacts");
        let contact = ContactId::new(id).unwrap();
        let lane = domain::budget::Lane::Person;
        let cause = Cause::Opened;
        self.gateway
            .refresh_contact(&self.location, &contact, lane, cause, crate::Refresh::Always)
            .await
            .unwrap();
        contact
    }

    pub(super) fn intent(&self, operation: &str, contact: &ContactId, kind: Kind, effect: Effect) -> Intent {
        let row = operation::find(operation).unwrap();
        let mut path = IndexMap::new();
        if row.path.contains("{contactId}") {
            path.insert("contactId".to_owned(), contact.to_string());
        }
        let body = match &effect {
            Effect::Create { fields } | Effect::Set { fields } => fields.clone(),
            Effect::Add { field, values } | Effect::Remove { field, values } => {
                Map::from_iter([(field.clone(), Value::from(values.clone()))])
            }
            Effect::Delete | Effect::Nothing => Map::new(),
        };
        let person = PersonId::from_uuid(self.clock.uuid());
        Intent {
            location: self.location.clone(),
            contact: Some(contact.clone()),
            kind,
            record: (kind == Kind::Contact).then(|| RecordId::from(contact)),
            operation: operation.to_owned(),
            path,
            body,
            effect,
            base: Map::new(),
            cause: Cause::Person { person, write: None },
        }
    }

    pub(super) fn edit(&self, contact: &ContactId, fields: Value, base: Value) -> Intent {
        let effect = Effect::Set { fields: map(fields) };
        Intent { base: map(base), ..self.intent("update-contact", contact, Kind::Contact, effect) }
    }

    pub(super) fn note(&self, contact: &ContactId, body: &str) -> Intent {
        let fields = Map::from_iter([("body".to_owned(), Value::from(body))]);
        self.intent("create-note", contact, Kind::Note, Effect::Create { fields })
    }

    pub(super) async fn submit(&self, intent: Intent) -> Write {
        self.gateway.submit(intent).await.unwrap()
    }

    pub(super) async fn carry(&self, write: &Write) -> Result<Carried, GatewayError> {
        self.gateway.carry_out(&self.location, write.id).await
    }

    /// Carries a write to its end, past its pauses.
    pub(super) async fn settle(&self, write: &Write) -> Write {
        for _ in 0..40 {
            match self.carry(write).await.unwrap() {
                Carried::Settled(_) => return self.row(write).await,
                Carried::Waits { .. } => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        panic!("the write never settled: {:?}", self.row(write).await.reason)
    }

    pub(super) async fn row(&self, write: &Write) -> Write {
        let mut tx = self.store.read().await.unwrap();
        tx.write_find(&self.location, write.id).await.unwrap().unwrap()
    }

    pub(super) async fn changes(&self) -> Vec<Change> {
        let mut tx = self.store.read().await.unwrap();
        tx.change_since(&self.location, Seq::START, 10_000).await.unwrap()
    }

    pub(super) async fn mirrored(&self, kind: Kind, id: &str) -> Option<Map<String, Value>> {
        let mut tx = self.store.read().await.unwrap();
        let record = tx.record_find(&self.location, kind, &RecordId::new(id).unwrap()).await.unwrap()?;
        record.deleted_at().is_none().then(|| record.doc().fields().clone())
    }
}

pub(super) fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

/// The first id in an answer that holds a list somewhere near its top.
fn first_id(answer: &Value) -> Option<&str> {
    let list = answer.as_array().or_else(|| answer.as_object()?.values().find_map(Value::as_array))?;
    let first = list.first()?;
    first.get("id").or_else(|| first.pointer("/record/id")).and_then(Value::as_str)
}

/// An address at which nobody listens.
pub(super) async fn dead_address() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
