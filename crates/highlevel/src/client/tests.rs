//! The doors over real sockets on loopback.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::FutureExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use super::*;
use crate::error::TransportError;
use crate::ids::{ContactId, LocationId};
use crate::model::{ContactUpsert, NoteWrite};
use crate::oauth::{AppCredentials, TokenPair};
use crate::operation::{Method, contacts as row};
use crate::update::Field;
use crate::{ContactCreate, ContactUpdate};

/// Answers each request with whatever the script says, and keeps the requests.
struct Server {
    url: Url,
    heard: Arc<Heard>,
}

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Heard {
    fn add(&self, request: String) {
        self.0.lock().unwrap().push(request);
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Server {
    /// The script gets each request's number and text, and gives the raw answer; an empty one hangs up.
    async fn saying(script: impl Fn(usize, &str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let heard = Arc::new(Heard::default());
        let (kept, script, count) = (heard.clone(), Arc::new(script), Arc::new(AtomicUsize::new(0)));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (kept, script, count) = (kept.clone(), script.clone(), count.clone());
                tokio::spawn(async move {
                    let request = read_request(&mut stream).await;
                    let answer = script(count.fetch_add(1, Ordering::SeqCst), &request);
                    kept.add(request);
                    stream.write_all(answer.as_bytes()).await.unwrap();
                });
            }
        });
        Self { url, heard }
    }

    fn client(&self) -> Client {
        Client::through(Arc::new(Direct::new(http(), "pit-secret".into()).at(self.url.clone())))
    }
}

async fn read_request(stream: &mut TcpStream) -> String {
    let (mut bytes, mut part) = (Vec::new(), [0_u8; 4096]);
    loop {
        let read = stream.read(&mut part).await.unwrap_or(0);
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
        if read == 0 || body.len() >= length.trim().parse::<usize>().unwrap() {
            return String::from_utf8_lossy(&bytes).into_owned();
        }
    }
}

fn answer(status: u16, body: &str) -> String {
    format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\
         x-ratelimit-remaining: 41\r\n\r\n{body}",
        body.len()
    )
}

fn http() -> reqwest::Client {
    http_client("highlevel-tests/1.0").unwrap()
}

fn contact() -> ContactId {
    ContactId::new("c1").unwrap()
}

async fn read_through(url: Url) -> Result<crate::Contact, CallError> {
    let client = Client::through(Arc::new(Direct::new(http(), "pit-secret".into()).at(url)));
    client.contacts().get(&contact()).await
}

#[tokio::test]
async fn a_call_carries_token_version_and_user_agent() {
    let server = Server::saying(|_, _| answer(200, r#"{"contact":{"id":"c1","firstName":"Ada"}}"#)).await;

    let ada = server.client().contacts().get(&contact()).await.unwrap();

    assert_eq!(ada.first_name.as_deref(), Some("Ada"));
    let request = server.heard.all().remove(0);
    assert!(request.starts_with("GET /contacts/c1 HTTP/1.1\r\n"), "{request}");
    for header in
        ["authorization: Bearer pit-secret", "version: 2021-07-28", "user-agent: highlevel-tests/1.0"]
    {
        assert!(request.contains(header), "{request}");
    }
}

#[tokio::test]
async fn the_base_url_may_have_a_path_of_its_own() {
    let server = Server::saying(|_, _| answer(200, r#"{"contacts":[]}"#)).await;
    let door = Direct::new(http(), "t".into()).at(server.url.join("/mirror/").unwrap());

    let client = Client::through(Arc::new(door));
    client.contacts().list(&LocationId::new("l+1").unwrap(), 5, None).await.unwrap();

    let request = server.heard.all().remove(0);
    assert!(request.starts_with("GET /mirror/contacts/?locationId=l%2B1&limit=5 HTTP/1.1"), "{request}");
}

#[tokio::test]
async fn a_delete_can_carry_a_body() {
    let server = Server::saying(|_, _| answer(200, r#"{"tags":["left"]}"#)).await;

    let left = server.client().contacts().tags(&contact()).remove(&["gone".to_owned()]).await.unwrap();

    assert_eq!(left, ["left"]);
    assert!(server.heard.all()[0].ends_with(r#"{"tags":["gone"]}"#));
}

#[tokio::test]
async fn an_upsert_says_whether_the_contact_is_new() {
    let server =
        Server::saying(|_, _| answer(200, r#"{"new":true,"contact":{"id":"c1"},"traceId":"x"}"#)).await;
    let details = ContactUpdate { email: Field::Set("ada@example.com".into()), ..ContactUpdate::default() };
    let upsert: ContactUpsert = ContactCreate::in_location(LocationId::new("loc").unwrap(), details).into();

    assert!(server.client().contacts().upsert(&upsert).await.unwrap().is_new);
}

#[tokio::test]
async fn an_answer_reports_limits_and_trace() {
    let server = Server::saying(|_, _| answer(200, r#"{"traceId":"trace-1"}"#)).await;

    let answer = server.client().raw(Call::raw(Method::Get, "/anything")).await.unwrap();

    assert_eq!(answer.limits.remaining, Some(41));
    assert_eq!(answer.trace_id().as_deref(), Some("trace-1"));
    assert!(!format!("{answer:?}").contains("trace-1"));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = Server::saying(|_, _| {
        "HTTP/1.1 302 x\r\nlocation: http://127.0.0.1:9/steal\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()
    })
    .await;

    assert!(matches!(read_through(server.url).await, Err(CallError::Refused { status: 302, .. })));
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();

    let outcome = read_through(format!("http://{free}").parse().unwrap()).await;

    assert!(matches!(outcome, Err(CallError::Unreachable(_))), "{outcome:?}");
}

#[tokio::test]
async fn where_tls_fails_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"this is no TLS").await.unwrap();
    });

    let outcome = read_through(url).await;

    assert!(matches!(outcome, Err(CallError::Unreachable(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_leaves_the_outcome_unknown() {
    let breaks =
        ["", "HTTP/1.1 2", "HTTP/1.1 201 x\r\ncontent-length: 100\r\n\r\n{\"cont", "nonsense\r\n\r\n"];
    for broken in breaks {
        let server = Server::saying(move |_, _| broken.to_owned()).await;

        let outcome = server.client().contacts().notes(&contact()).create(&NoteWrite::saying("hello")).await;

        assert!(matches!(outcome, Err(CallError::Unanswered(_))), "{broken:?}: {outcome:?}");
        assert_eq!(server.heard.all().len(), 1, "a write is not repeated by the transport");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_leaves_the_outcome_unknown() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let impatient = reqwest::Client::builder().timeout(Duration::from_millis(50)).build().unwrap();
    let call = Call::of(&row::GET_CONTACT).path("contactId", "c1");

    let outcome = send_http(&impatient, &url, None, &call).await;

    assert!(matches!(outcome, Err(CallError::Unanswered(_))), "{outcome:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_a_configuration_error() {
    for url in ["mailto:x@example.com", "ftp://127.0.0.1/"] {
        let outcome = read_through(url.parse().unwrap()).await;

        assert!(matches!(outcome, Err(CallError::Configuration { .. })), "{url}: {outcome:?}");
    }
}

#[tokio::test]
async fn an_answer_that_does_not_fit_names_the_place_and_not_the_content() {
    let server =
        Server::saying(|_, _| answer(200, r#"{"contacts":[{"id":"c1"},{"phone":"+15550100"}]}"#)).await;
    let search = crate::ContactSearch::of(LocationId::new("loc").unwrap());

    let error = server.client().contacts().search(&search).await.unwrap_err();

    assert!(error.to_string().contains("contacts[1]"), "{error}");
    assert!(!error.to_string().contains("15550100"), "{error}");
}

#[tokio::test]
async fn no_error_shows_the_token_or_the_query() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let door = Direct::new(http(), "pit-topsecret".into()).at(format!("http://{free}").parse().unwrap());
    let client = Client::through(Arc::new(door.clone()));

    let location = LocationId::new("loc").unwrap();
    let error = client.contacts().duplicate(&location, Some("ada@example.com"), None).await.unwrap_err();

    let mut shown = format!("{error} {error:?} {door:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown.push_str(&format!("{cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!shown.contains("topsecret") && !shown.contains("ada"), "{shown}");
}

/// Keeps pairs in memory and says how many.
#[derive(Default)]
struct Kept(AtomicUsize);

impl KeepTokens for Arc<Kept> {
    fn keep<'k>(&'k self, _: &'k TokenPair) -> BoxFuture<'k, Result<(), TransportError>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        async { Ok(()) }.boxed()
    }
}

fn pair(access: &str) -> TokenPair {
    let wire = format!(r#"{{"access_token":"{access}","refresh_token":"r-{access}","userType":"Location"}}"#);
    serde_json::from_str(&wire).unwrap()
}

fn refreshing(server: &Server, kept: &Arc<Kept>) -> Client {
    let app = AppCredentials { client_id: "app-1".into(), client_secret: "s".into() };
    Client::through(Arc::new(Refreshing::new(http(), app, pair("old"), kept.clone()).at(server.url.clone())))
}

#[tokio::test]
async fn many_calls_with_a_dead_token_refresh_it_once_and_all_go_through() {
    let server = Server::saying(|_, request| {
        if request.starts_with("POST /oauth/token") {
            assert!(
                request.contains("refresh_token=r-old") && !request.contains("authorization:"),
                "{request}"
            );
            answer(
                200,
                r#"{"access_token":"new","refresh_token":"r-new","expires_in":86399,"userType":"Location"}"#,
            )
        } else if request.contains("Bearer new") {
            answer(200, r#"{"contact":{"id":"c1"}}"#)
        } else {
            answer(401, r#"{"message":"Invalid JWT"}"#)
        }
    })
    .await;
    let kept = Arc::new(Kept::default());
    let client = refreshing(&server, &kept);

    let contact = contact();
    let calls = (0..8).map(|_| async { client.contacts().get(&contact).await });
    let outcomes = futures::future::join_all(calls).await;

    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(kept.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_missing_scope_burns_no_refresh_token() {
    let server =
        Server::saying(|_, _| answer(401, r#"{"message":"The token is not authorized for this scope."}"#))
            .await;
    let kept = Arc::new(Kept::default());

    let outcome = refreshing(&server, &kept).contacts().get(&contact()).await;

    assert!(matches!(outcome, Err(CallError::MissingScope { .. })));
    assert_eq!((server.heard.all().len(), kept.0.load(Ordering::SeqCst)), (1, 0));
}

#[tokio::test]
async fn a_second_refusal_after_the_refresh_is_final() {
    let server = Server::saying(|_, request| {
        if request.starts_with("POST /oauth/token") {
            answer(200, r#"{"access_token":"new","refresh_token":"r-new","userType":"Location"}"#)
        } else {
            answer(401, r#"{"message":"Invalid JWT"}"#)
        }
    })
    .await;

    let outcome = refreshing(&server, &Arc::default()).contacts().get(&contact()).await;

    assert!(matches!(outcome, Err(CallError::DeadToken { .. })));
    assert_eq!(server.heard.all().len(), 3);
}

#[tokio::test]
async fn a_spent_refresh_token_says_so() {
    let server = Server::saying(|number, _| match number {
        0 => answer(401, r#"{"message":"Invalid JWT"}"#),
        _ => answer(400, r#"{"error":"invalid_grant","error_description":"spent"}"#),
    })
    .await;

    let outcome = refreshing(&server, &Arc::default()).contacts().get(&contact()).await;

    assert!(matches!(outcome, Err(CallError::DeadGrant { .. })), "{outcome:?}");
}

#[tokio::test]
async fn a_refresh_without_an_answer_holds_the_call_back_and_says_nothing_happened() {
    let server = Server::saying(|number, _| match number {
        0 => answer(401, r#"{"message":"Invalid JWT"}"#),
        _ => String::new(),
    })
    .await;

    let outcome = refreshing(&server, &Arc::default()).contacts().get(&contact()).await;

    let error = outcome.unwrap_err();
    assert!(matches!(error, CallError::HeldBack(_)), "{error:?}");
    assert_eq!(error.verdict(), crate::Verdict::Retry);
}

#[tokio::test]
async fn a_code_is_exchanged_by_form_and_without_a_token() {
    let server = Server::saying(|_, _| answer(200, r#"{"access_token":"a","userType":"Location"}"#)).await;
    let app = AppCredentials { client_id: "app-1".into(), client_secret: "s&s".into() };
    let redirect = "https://rankr.example.com/oauth/callback".parse().unwrap();

    let pair =
        server.client().oauth().exchange_code(&app, &SecretString::from("code 1"), &redirect).await.unwrap();

    assert_eq!(pair.access_token.expose_secret(), "a");
    let request = server.heard.all().remove(0);
    assert!(request.contains("content-type: application/x-www-form-urlencoded"), "{request}");
    assert!(!request.contains("authorization:") && !request.contains("version:"), "{request}");
    assert!(request.contains("client_secret=s%26s&grant_type=authorization_code&code=code+1"), "{request}");
}
