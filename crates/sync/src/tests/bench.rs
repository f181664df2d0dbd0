//! A sandbox, a mirror that has copied it, and a worker whose clock moves when a test says so.

use std::sync::Arc;

use domain::{
    change::{Cause, Change},
    connection::{Connection, Kind as Credentials, Secrets, State},
    ids::{ConnectionId, JobId},
    job::{self, Job},
    mirror::News,
    record::{Kind, RecordId},
};
use gateway::{Gateway, Options};
use highlevel::{
    client::http_client,
    ids::{ContactId, LocationId},
};
use jiff::SignedDuration;
use queue::Worker;
use sandbox::{Config, Running, Sandbox, server::Limiting};
use serde_json::{Value, json};
use store::{Clock, DatabaseUrl, RecordRow, SealKey, Store};

use crate::schedule::watching;
use crate::{Handler, Health};

/// A second of the bench's clock.
pub(super) fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

pub(super) struct Bench {
    pub(super) store: Store,
    pub(super) clock: Clock,
    theirs: sandbox::Clock,
    pub(super) location: LocationId,
    worker: Worker,
    http: reqwest::Client,
    sandbox: Running,
    _folder: tempfile::TempDir,
}

impl Bench {
    /// Connected so, and copied whole.
    pub(super) async fn copied(kind: Credentials) -> Self {
        let listen = "127.0.0.1:0".parse().unwrap();
        let clock = Clock::fixed(Clock::system().now());
        let theirs = sandbox::Clock::fixed(clock.now());
        let config = Config {
            listen,
            contacts: 12,
            limits: Limiting::Off,
            clock: theirs.clone(),
            ..Config::default()
        };
        let sandbox = Sandbox::start(config).await.unwrap();
        let http = http_client("sync-tests/1").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::Sqlite(folder.path().join("rankr.db"));
        let store = Store::open(&url, clock.clone(), SealKey::generate()).await.unwrap();
        let gateway = Gateway::new(store.clone(), clock.clone(), http.clone(), Options::default());
        let handler = Handler::new(store.clone(), clock.clone(), gateway);
        let mut worker =
            Worker::new(store.clone(), clock.clone(), Arc::new(handler), queue::Options::default());
        for every in watching(&store) {
            worker = worker.every(every);
        }
        let location = LocationId::new(sandbox.facts.location_id.clone()).unwrap();
        let bench = Self { store, clock, theirs, location, worker, http, sandbox, _folder: folder };
        bench.connect(kind).await;
        bench.settle().await;
        bench
    }

    async fn connect(&self, kind: Credentials) {
        let connection = Connection {
            id: ConnectionId::from_uuid(self.clock.uuid()),
            location: self.location.clone(),
            kind,
            state: State::Live,
            reason: None,
            base_url: self.sandbox.base_url().to_owned(),
            company: None,
            client_id: None,
            scopes: String::new(),
            expires_at: None,
            token_version: 1,
            created_at: self.clock.now(),
        };
        let access = self.sandbox.facts.private_token.clone().into();
        let secrets = Secrets { access, refresh: None, client_secret: None };
        let mut tx = self.store.begin().await.unwrap();
        tx.connection_add(&connection, &secrets).await.unwrap();
        crate::begin(&mut tx, &self.location).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Does all there is to do.
    pub(super) async fn settle(&self) {
        self.worker.run_due().await.unwrap();
        let failed = self.store.read().await.unwrap().job_list_failed(3).await.unwrap();
        assert!(failed.is_empty(), "{failed:?}");
    }

    /// Moves both clocks, ours and HighLevel's.
    pub(super) fn advance(&self, time: SignedDuration) {
        self.clock.advance(time);
        self.theirs.shift(time);
    }

    /// Moves the clocks, and does what comes round by then.
    pub(super) async fn pass(&self, time: SignedDuration) {
        self.advance(time);
        self.worker.come_round().await;
        self.settle().await;
    }

    /// Has that done now.
    pub(super) async fn order(&self, kind: job::Kind) {
        let id = JobId::from_uuid(self.clock.uuid());
        let lane = domain::budget::Lane::Repair;
        let job = Job::due_now(id, self.location.clone(), kind, lane, self.clock.now());
        let mut tx = self.store.begin().await.unwrap();
        tx.job_add(&job).await.unwrap();
        tx.commit().await.unwrap();
        self.settle().await;
    }

    /// Has everything compared, a moment after all that was there.
    pub(super) async fn compare(&self) {
        self.advance(seconds(1));
        let mut tx = self.store.begin().await.unwrap();
        crate::compare_now(&mut tx, &self.location).await.unwrap();
        tx.commit().await.unwrap();
        self.settle().await;
    }

    /// Does something in HighLevel behind Rankr's back, or asks it.
    pub(super) async fn there(&self, method: &str, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.sandbox.base_url());
        let call = self.http.request(method.parse().unwrap(), url).header("version", "2021-07-28");
        let call = call.bearer_auth(&self.sandbox.facts.private_token);
        let call = if body.is_null() { call } else { call.json(&body) };
        let answer = call.send().await.unwrap();
        assert!(answer.status().is_success(), "{method} {path}: {}", answer.status());
        answer.json().await.unwrap_or(Value::Null)
    }

    /// A new contact there, which nobody told of.
    pub(super) async fn contact(&self, name: &str) -> ContactId {
        let body = json!({"locationId": self.location, "firstName": name, "city": "Bonn"});
        let made = self.there("POST", "/contacts/", body).await;
        ContactId::new(made["contact"]["id"].as_str().unwrap()).unwrap()
    }

    /// Every contact the mirror holds.
    pub(super) async fn contacts(&self) -> Vec<ContactId> {
        let mut tx = self.store.read().await.unwrap();
        let ids = tx.record_list_living_after(&self.location, Kind::Contact, None, 100).await.unwrap();
        ids.iter().map(|id| ContactId::new(id.as_str()).unwrap()).collect()
    }

    pub(super) async fn record(&self, kind: Kind, id: &str) -> Option<RecordRow> {
        let id = RecordId::new(id).unwrap();
        self.store.read().await.unwrap().record_find(&self.location, kind, &id).await.unwrap()
    }

    /// One field of the mirror's contact, where it is alive.
    pub(super) async fn field(&self, contact: &ContactId, field: &str) -> Option<Value> {
        let row = self.record(Kind::Contact, contact.as_str()).await?;
        row.deleted_at().is_none().then(|| row.doc().get(field).cloned())?
    }

    /// Makes the mirror wrong about one field, with no sign of it.
    pub(super) async fn spoil(&self, contact: &ContactId, field: &str, value: Value) {
        let row = self.record(Kind::Contact, contact.as_str()).await.unwrap();
        let mut body = row.doc().fields().clone();
        body.insert(field.to_owned(), value);
        let coverage = domain::record::Coverage::Whole;
        let id = RecordId::from(contact);
        let seen_at =
            row.stored.whole.map_or(row.stored.seen_at, |whole| whole.seen_at.max(row.stored.seen_at));
        let snapshot = domain::record::Snapshot::of(Kind::Contact, id, body, coverage, seen_at);
        let mut tx = self.store.begin().await.unwrap();
        let news = News::Seen(snapshot);
        let changed =
            tx.mirror_apply(&self.location, &news, &Cause::Backfill, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(changed.is_some(), "the mirror did not take the wrong value");
    }

    pub(super) async fn changes_of(&self, contact: &ContactId) -> Vec<Change> {
        let mut tx = self.store.read().await.unwrap();
        tx.change_list_of(&self.location, contact, None, 50).await.unwrap()
    }

    pub(super) async fn health(&self) -> Health {
        crate::health(&self.store, &self.location).await.unwrap()
    }

    /// How often HighLevel was called, as it counts itself.
    pub(super) async fn calls(&self) -> u64 {
        let seen = self.there("GET", "/sandbox/calls?limit=1", Value::Null).await;
        seen["count"].as_u64().unwrap()
    }
}
