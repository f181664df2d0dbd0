//! A world with a router in front of it, and one caller.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::door::{AuthClass, Caller, ClientId, TokenKind, Version};
use crate::world::id::LocationId;
use crate::world::{Emitted, Opening, World};

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// A world under test.
pub(crate) struct Bench {
    pub(crate) world: World,
    router: Router,
    version: Version,
}

impl Bench {
    /// A small world at noon of 2 March 2026.
    pub(crate) fn new() -> Self {
        Self::of(20)
    }

    pub(crate) fn of(contacts: usize) -> Self {
        let noon = "2026-03-02T12:00:00Z".parse().unwrap();
        let opening = Opening { data_dir: None, seed: 1, contacts };
        let world = World::open(opening, Clock::fixed(noon)).unwrap();
        let router = crate::contacts::router::<World>()
            .merge(crate::opportunities::router())
            .merge(crate::conversations::router())
            .merge(crate::businesses::router())
            .with_state(world.clone());
        Self { world, router, version: Version::V2 }
    }

    /// The same world for a caller who says `Version: v3`.
    pub(crate) fn v3(&self) -> Self {
        Self { world: self.world.clone(), router: self.router.clone(), version: Version::V3 }
    }

    pub(crate) fn location(&self) -> LocationId {
        self.world.look(|state| state.location_in_use().id)
    }

    /// The location that is not the caller's.
    pub(crate) fn other_location(&self) -> LocationId {
        self.world.look(|state| state.locations().nth(1).unwrap().id)
    }

    fn caller(&self) -> Caller {
        Caller {
            kind: TokenKind::Private,
            auth_class: AuthClass::Location,
            scopes: Arc::default(),
            location: Some(self.location()),
            company: self.world.look(|state| state.company().id),
            client: ClientId::Private,
            user: None,
            version: self.version,
        }
    }

    /// One call.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = Request::builder().method(method).uri(path).body(body).unwrap();
        request.extensions_mut().insert(self.caller());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
        Reply { status: status.as_u16(), body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.call("PUT", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str, body: Value) -> Reply {
        self.call("DELETE", path, Some(body)).await
    }

    /// The body with the caller's location in it.
    pub(crate) fn here(&self, mut body: Value) -> Value {
        body["locationId"] = json!(self.location());
        body
    }

    /// Makes a contact and returns its id; its events are forgotten.
    pub(crate) async fn contact(&self, body: Value) -> String {
        let reply = self.post("/contacts/", self.here(body)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        self.world.take_emitted();
        reply.body["contact"]["id"].as_str().unwrap().to_owned()
    }

    /// Makes Ada.
    pub(crate) async fn ada(&self) -> String {
        self.contact(json!({ "firstName": "Ada", "lastName": "Byron", "email": "ada@example.com", "phone": "+12025550101" }))
            .await
    }

    /// Ada as `GET` shows her.
    pub(crate) async fn read(&self, id: &str) -> Value {
        self.get(&format!("/contacts/{id}")).await.body["contact"].clone()
    }

    /// The kinds of events since the last time.
    pub(crate) fn kinds(&self) -> Vec<&'static str> {
        self.events().iter().map(|event| event.kind.as_str()).collect()
    }

    pub(crate) fn events(&self) -> Vec<Emitted> {
        self.world.take_emitted()
    }

    /// The id of a custom field by its name.
    pub(crate) fn field(&self, name: &str) -> String {
        self.world.look(|state| {
            let mut fields = state.custom_fields(&state.location_in_use().id);
            fields.find(|field| &*field.name == name).unwrap().id.to_string()
        })
    }

    /// Searches, and returns the ids on the page.
    pub(crate) async fn found(&self, body: Value) -> Vec<String> {
        let mut body = self.here(body);
        body["pageLimit"] = json!(100);
        let reply = self.post("/contacts/search", body).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        ids(&reply.body)
    }
}

/// The ids of a page.
pub(crate) fn ids(body: &Value) -> Vec<String> {
    let contacts = body["contacts"].as_array().unwrap();
    contacts.iter().map(|contact| contact["id"].as_str().unwrap().to_owned()).collect()
}
