//! The store's story, told once and run on SQLite and on PostgreSQL.
//!
//! Here: a place for one test's database, and the records that the tests speak of. The story is in `tests/`.
//!
//! Promise: every test has a database of its own, and ends without a trace.

pub mod expected;
pub mod world;

use domain::{
    change::Cause,
    delivery::Delivery,
    ids::{DeliveryId, PersonId, WriteId},
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
    write::{Effect, Intent, Write},
};
use highlevel::ids::{ContactId, LocationId};
use jiff::Timestamp;
use postgres_server::Server;
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use store::{Clock, DatabaseUrl, SealKey, Store, StoreError};
use tempfile::TempDir;
use uuid::Uuid;

/// Where one test keeps its database.
pub struct Place {
    url: DatabaseUrl,
    seal: SealKey,
    clock: Clock,
    folder: TempDir,
}

impl Place {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = TempDir::new().expect("a temporary folder can be made");
        let url = DatabaseUrl::Sqlite(folder.path().join("rankr.db"));
        Self::at(url, folder)
    }

    /// A fresh database of this program's PostgreSQL.
    pub fn postgres() -> Self {
        Self::postgres_at(Server::shared())
    }

    /// A fresh database of this PostgreSQL.
    pub fn postgres_at(server: &Server) -> Self {
        let url = DatabaseUrl::Postgres(server.fresh_database());
        Self::at(url, TempDir::new().expect("a temporary folder can be made"))
    }

    fn at(url: DatabaseUrl, folder: TempDir) -> Self {
        let clock = Clock::fixed("2026-01-05T10:00:00Z".parse().expect("a time"));
        Self { url, seal: SealKey::generate(), clock, folder }
    }

    /// Opens the store, the first time or again.
    pub async fn open(&self) -> Store {
        self.try_open(&self.seal).await.expect("the store opens")
    }

    /// Opens the store under a key, which may be the wrong one.
    pub async fn try_open(&self, seal: &SealKey) -> Result<Store, StoreError> {
        let same: SealKey = seal.to_text().expose_secret().parse().expect("a key reads as it was written");
        Store::open(&self.url, self.clock.clone(), same).await
    }

    /// The same place; on PostgreSQL with a setting of the server for every connection.
    #[must_use]
    pub fn with_option(mut self, name: &str, value: &str) -> Self {
        if let DatabaseUrl::Postgres(url) = &mut self.url {
            url.push_str(&format!("?options=-c%20{name}%3D{value}"));
        }
        self
    }

    /// The clock of this test.
    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Where the database is.
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// A folder that goes with the test.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// The location that the tests speak of.
pub fn location() -> LocationId {
    LocationId::new("location-1").expect("an id")
}

/// A contact's id by its number.
pub fn contact_id(number: usize) -> ContactId {
    ContactId::new(format!("contact-{number:06}")).expect("an id")
}

/// So many seconds after the tests' first moment.
pub fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-01-05T10:00:00Z".parse().expect("a time");
    start + jiff::SignedDuration::from_secs(seconds)
}

/// A JSON object's fields.
pub fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}

/// News of a contact as it was `seconds` after the first moment.
pub fn contact(number: usize, seconds: i64, more: Value) -> News {
    let id = contact_id(number);
    let mut body = fields(json!({
        "id": id.as_str(),
        "firstName": format!("Person{number}"),
        "lastName": "Example",
        "email": format!("person{number}@example.com"),
        "phone": format!("+1555{number:07}"),
        "dateAdded": at(-(i64::try_from(number).expect("a small number"))).to_string(),
        "dateUpdated": at(seconds).to_string(),
    }));
    body.extend(fields(more));
    News::Seen(Snapshot::of(Kind::Contact, RecordId::from(&id), body, Coverage::Whole, at(seconds)))
}

/// News of a contact's task.
pub fn task(id: &str, contact: usize, seconds: i64, more: Value) -> News {
    let mut body = fields(json!({
        "id": id, "title": "Call", "contactId": contact_id(contact).as_str(),
        "dateUpdated": at(seconds).to_string(),
    }));
    body.extend(fields(more));
    let record = RecordId::new(id).expect("an id");
    News::Seen(Snapshot::of(Kind::Task, record, body, Coverage::Listed, at(seconds)))
}

/// News that a contact is gone.
pub fn gone(number: usize, seconds: i64) -> News {
    let id = contact_id(number);
    News::Gone { kind: Kind::Contact, id: RecordId::from(&id), contact: Some(id), at: at(seconds) }
}

/// A delivery by its webhook id.
pub fn delivery(clock: &Clock, webhook: &str) -> Delivery {
    Delivery {
        id: DeliveryId::from_uuid(clock.uuid()),
        location: location(),
        webhook: webhook.to_owned(),
        event: "ContactUpdate".to_owned(),
        body: format!("{{\"webhookId\":\"{webhook}\"}}").into_bytes(),
        received_at: clock.now(),
    }
}

/// A write that sets a contact's phone.
pub fn set_phone(clock: &Clock, number: usize, phone: &str) -> Write {
    let contact = contact_id(number);
    let intent = Intent {
        location: location(),
        contact: Some(contact.clone()),
        kind: Kind::Contact,
        record: Some(RecordId::from(&contact)),
        operation: "update-contact".to_owned(),
        path: [("contactId".to_owned(), contact.as_str().to_owned())].into_iter().collect(),
        body: fields(json!({"phone": phone})),
        effect: Effect::Set { fields: fields(json!({"phone": phone})) },
        base: fields(json!({"phone": "+15550000"})),
        cause: Cause::Person { person: PersonId::from_uuid(Uuid::from_u128(1)), write: None },
    };
    Write::intended(WriteId::from_uuid(clock.uuid()), intent, clock.now())
}

/// Runs each story on both databases.
#[macro_export]
macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                super::$story($crate::Place::sqlite()).await;
            }
        )+}

        mod postgres {$(
            #[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                super::$story($crate::Place::postgres()).await;
            }
        )+}
    };
}
