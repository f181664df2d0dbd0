//! A store in a temporary folder with one contact, and the doors over it.

use std::net::SocketAddr;

use axum::body::Body;
use axum::response::Response;
use domain::change::Cause;
use domain::connection::{Connection, Kind as Credentials, Secrets, State};
use domain::ids::ConnectionId;
use domain::mirror::News;
use domain::person::Role;
use domain::record::{Coverage, Kind, RecordId, Snapshot};
use gateway::{Gateway, Options};
use highlevel::LocationId;
use highlevel::signature::PublicKeys;
use http::{Request, header};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{Clock, DatabaseUrl, SealKey, Store};
use tower::ServiceExt as _;
use workspace::Rooms;
use workspace::connections::Connections;
use workspace::people::People;

use crate::{Services, hooks, router};

pub(super) struct House {
    pub(super) people: People,
    pub(super) connections: Connections,
    pub(super) keys: hooks::Keys,
    pub(super) clock: Clock,
    pub(super) store: Store,
    pub(super) address: SocketAddr,
    router: axum::Router,
    pub(super) cookie: String,
    _folder: tempfile::TempDir,
}

impl House {
    /// Doors over an empty store; nobody is signed in.
    pub(super) async fn open() -> Self {
        Self::known_as("http://127.0.0.1:8780").await
    }

    /// The same, for people who reach us under that address.
    pub(super) async fn known_as(public: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-11-23T18:00:00Z".parse().unwrap());
        let url = DatabaseUrl::Sqlite(folder.path().join("rankr.db"));
        let store = Store::open(&url, clock.clone(), SealKey::generate()).await.unwrap();
        let http = highlevel::client::http_client("rankr-tests").unwrap();
        let gateway = Gateway::new(store.clone(), clock.clone(), http, Options::default());
        let rooms = Rooms::new(store.clone(), gateway);
        let services =
            Services::new(&rooms, PublicKeys::highlevel()).known_as(&url::Url::parse(public).unwrap());
        let (people, connections) = (services.people.clone(), services.connections.clone());
        let (keys, router) = (services.keys.clone(), router(services));
        let address = serve(router.clone()).await;
        Self {
            people,
            connections,
            keys,
            clock,
            store,
            address,
            router,
            cookie: String::new(),
            _folder: folder,
        }
    }

    /// The same with a connected location, one contact, and its owner signed in.
    pub(super) async fn with_ada() -> Self {
        let mut house = Self::open().await;
        house.connect().await;
        house.learn(Kind::Location, json!({"id": "loc", "name": "Tallowmere", "timezone": "America/Los_Angeles", "country": "US"})).await;
        house.learn(Kind::CustomField, json!({"id": "kw", "name": "System size", "dataType": "TEXT"})).await;
        house
            .learn(
                Kind::Contact,
                json!({
                    "id": "ada", "firstName": "Ada", "lastName": "Lovelace", "phone": "+14155550142",
                    "email": "ada@example.com", "dateAdded": "2026-10-04T10:00:00Z", "tags": ["vip"],
                }),
            )
            .await;
        house.learn(Kind::Task, json!({
            "id": "t1", "contactId": "ada", "title": "Call Ada", "dueDate": "2026-11-24T10:00:00Z", "completed": false,
        })).await;
        house.learn_dealings().await;
        let begun =
            house.people.redeem(house.people.owner_link().await.unwrap().reveal(), None).await.unwrap();
        house.cookie = format!("rankr_session={}", begun.token.reveal());
        house
    }

    /// A conversation, an opportunity, a business and a user.
    async fn learn_dealings(&self) {
        for (kind, record) in [
            (Kind::Conversation, json!({"id": "talk", "contactId": "ada", "unreadCount": 1})),
            (
                Kind::Message,
                json!({"id": "m1", "conversationId": "talk", "contactId": "ada", "body": "Hello",
                "messageType": "TYPE_SMS", "direction": "inbound", "dateAdded": "2026-11-23T17:00:00Z"}),
            ),
            (
                Kind::Pipeline,
                json!({"id": "sales", "name": "Sales", "stages": [{"id": "quoted", "name": "Quoted"}]}),
            ),
            (
                Kind::Opportunity,
                json!({"id": "deal", "contactId": "ada", "name": "Deal", "pipelineId": "sales",
                "pipelineStageId": "quoted", "status": "open", "createdAt": "2026-11-20T17:00:00Z"}),
            ),
            (Kind::Business, json!({"id": "firm", "name": "Analytical Engines"})),
            (Kind::User, json!({"id": "u1", "name": "Maya Lindqvist"})),
        ] {
            self.learn(kind, record).await;
        }
    }

    pub(super) async fn connect(&self) {
        let connection = Connection {
            id: ConnectionId::from_uuid(uuid::Uuid::from_u128(1)),
            location: location(),
            kind: Credentials::Private,
            state: State::Live,
            reason: None,
            // Nobody answers there: these tests see what holds without HighLevel.
            base_url: "http://127.0.0.1:9".to_owned(),
            company: None,
            client_id: None,
            scopes: String::new(),
            expires_at: None,
            token_version: 1,
            created_at: Timestamp::UNIX_EPOCH,
        };
        let secrets = Secrets { access: "pit-test".into(), refresh: None, client_secret: None };
        let mut tx = self.store.begin().await.unwrap();
        tx.connection_add(&connection, &secrets).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn learn(&self, kind: Kind, record: Value) {
        let fields = record.as_object().unwrap().clone();
        let id = RecordId::new(record["id"].as_str().unwrap()).unwrap();
        let now = self.store.clock().now();
        let news = News::Seen(Snapshot::of(kind, id, fields, Coverage::Whole, now));
        let mut tx = self.store.begin().await.unwrap();
        tx.mirror_apply(&location(), &news, &Cause::Backfill, now).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) async fn become_viewer(&self) {
        self.become_a(Role::Viewer).await;
    }

    pub(super) async fn become_a(&self, role: Role) {
        let mut tx = self.store.begin().await.unwrap();
        let person = tx.person_list().await.unwrap()[0].id;
        tx.person_set_role(&location(), person, role, None).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// From now on the connection may do what these scopes allow.
    pub(super) async fn holds_only(&self, scopes: &str) {
        let mut tx = self.store.begin().await.unwrap();
        let connection = tx.connection_find(&location()).await.unwrap().unwrap();
        let secrets = Secrets { access: "pit-test".into(), refresh: None, client_secret: None };
        let id = ConnectionId::from_uuid(uuid::Uuid::from_u128(2));
        let created_at = self.clock.now();
        let newer = Connection { id, scopes: scopes.to_owned(), created_at, ..connection };
        tx.connection_add(&newer, &secrets).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// How many writes there are, and the last change: what a refused request must leave as it is.
    pub(super) async fn state(&self) -> (usize, u64, u64) {
        let mut tx = self.store.read().await.unwrap();
        let ada = highlevel::ContactId::new("ada").unwrap();
        let of_ada = tx.write_list_of(&location(), &ada, 500).await.unwrap().len();
        let open = tx.write_count_open(&location()).await.unwrap();
        let seq = tx.change_last_seq(&location()).await.unwrap();
        (of_ada, open, u64::try_from(seq.number()).unwrap())
    }

    pub(super) fn signed(&self, mut request: Request<String>) -> Request<String> {
        request.headers_mut().insert(header::COOKIE, self.cookie.parse().unwrap());
        request
    }

    pub(super) async fn ask(&self, request: Request<String>) -> Response {
        self.router.clone().oneshot(request.map(Body::from)).await.unwrap()
    }
}

/// The doors on a real port, as a browser meets them.
async fn serve(router: axum::Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
    });
    address
}

pub(super) fn location() -> LocationId {
    LocationId::new("loc").unwrap()
}

pub(super) fn get(path: &str) -> Request<String> {
    Request::get(path).body(String::new()).unwrap()
}

pub(super) fn post(path: &str, form: &str) -> Request<String> {
    let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    request.body(form.to_owned()).unwrap()
}

pub(super) async fn body(answer: Response) -> String {
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
