//! A sandbox on loopback and somebody who calls it, for tests.

use std::sync::{
    Arc,
    atomic::{AtomicU16, Ordering},
};

use axum::{Router, body::Bytes, extract::State, routing::post};
use http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use reqwest::{Method, redirect::Policy};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use crate::{
    Clock, Config, Running, Sandbox,
    server::{Life, Limiting},
};

/// A running sandbox and a client.
pub(crate) struct Trial {
    pub(crate) running: Running,
    http: reqwest::Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
}

/// Small, seeded, on a free port.
pub(crate) fn config() -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        data_dir: None,
        contacts: 30,
        seed: 1,
        limits: Limiting::Off,
        life: Life::Off,
        webhook_url: None,
        clock: Clock::system(),
    }
}

impl Trial {
    pub(crate) async fn start() -> Self {
        Self::with(config()).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let running = Sandbox::start(config).await.unwrap();
        rustls::crypto::ring::default_provider().install_default().ok();
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { running, http }
    }

    /// A call with any token and headers.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Said {
        let url = format!("{}{path}", self.running.base_url());
        let mut request = self.http.request(method.parse::<Method>().unwrap(), url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        Said { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
    }

    /// A JSON call under `token` and `version`.
    pub(crate) async fn call(
        &self,
        token: &str,
        version: &str,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Said {
        let bearer = format!("Bearer {token}");
        let headers =
            [("authorization", bearer.as_str()), ("version", version), ("content-type", "application/json")];
        self.send(method, path, &headers, body.map(|body| body.to_string())).await
    }

    /// A JSON call under the full private token.
    pub(crate) async fn api(&self, method: &str, path: &str, body: Option<Value>) -> Said {
        self.call(&self.running.facts.private_token, "2021-07-28", method, path, body).await
    }

    /// A control call.
    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Said {
        let body = (!body.is_null()).then(|| body.to_string());
        self.send(method, path, &[("content-type", "application/json")], body).await
    }

    /// A form of the token endpoint.
    pub(crate) async fn token(&self, version: Option<&str>, fields: &[(&str, &str)]) -> Said {
        let mut all = vec![
            ("client_id", self.running.facts.client_id.as_str()),
            ("client_secret", self.running.facts.client_secret.as_str()),
        ];
        all.extend_from_slice(fields);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(all).finish();
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        headers.extend(version.map(|version| ("version", version)));
        self.send("POST", "/oauth/token", &headers, Some(body)).await
    }

    /// The consent page's address.
    pub(crate) fn consent(&self, scope: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.running.facts.client_id)
            .append_pair("redirect_uri", "http://127.0.0.1:9/back")
            .append_pair("scope", scope)
            .append_pair("state", "s 1")
            .finish();
        format!("/v2/oauth/chooselocation?{query}")
    }

    /// Consents for a location or company and brings the code home.
    pub(crate) async fn code(&self, place: &str, scope: &str) -> String {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.running.facts.client_id)
            .append_pair("redirect_uri", "http://127.0.0.1:9/back")
            .append_pair("scope", scope)
            .append_pair("state", "s 1")
            .append_pair("location_id", place)
            .finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let said = self.send("POST", "/oauth/consent", &headers, Some(form)).await;
        assert_eq!(said.status, 302, "{}", said.text);
        let back = Url::parse(said.headers["location"].to_str().unwrap()).unwrap();
        assert!(back.query_pairs().any(|(name, value)| name == "state" && value == "s 1"));
        back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned()
    }

    /// Installs the app and trades the code.
    pub(crate) async fn install(&self, place: &str, scope: &str) -> Value {
        let code = self.code(place, scope).await;
        let said = self.token(None, &[("grant_type", "authorization_code"), ("code", &code)]).await;
        assert_eq!(said.status, 200, "{}", said.text);
        said.body
    }

    pub(crate) fn location(&self) -> &str {
        &self.running.facts.location_id
    }

    pub(crate) fn company(&self) -> &str {
        &self.running.facts.company_id
    }

    /// A new contact under the private token.
    pub(crate) async fn contact(&self, name: &str) -> String {
        let body = json!({ "locationId": self.location(), "firstName": name, "email": format!("{name}@example.com") });
        let said = self.api("POST", "/contacts/", Some(body)).await;
        assert_eq!(said.status, 201, "{}", said.text);
        said.body["contact"]["id"].as_str().unwrap().to_owned()
    }
}

/// Somebody who listens for webhooks.
#[derive(Clone)]
pub(crate) struct Ear {
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    answers: Arc<AtomicU16>,
}

/// One delivery as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) signature: String,
    pub(crate) bytes: Bytes,
    pub(crate) body: Value,
}

impl Ear {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let ear = Self { url, heard: Arc::default(), answers: Arc::new(AtomicU16::new(200)) };
        let router = Router::new().route("/hook", post(hear)).with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        ear
    }

    /// What it answers from now on.
    pub(crate) fn answer(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().clone()
    }

    /// Waits until so many deliveries have come.
    pub(crate) async fn hears(&self, count: usize) -> Vec<Heard> {
        for _ in 0..500 {
            if self.heard().len() >= count {
                return self.heard();
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("heard {:?} and not {count} deliveries", self.heard());
    }
}

async fn hear(State(ear): State<Ear>, headers: HeaderMap, bytes: Bytes) -> StatusCode {
    let signature = headers.get("x-ghl-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    ear.heard.lock().push(Heard { signature: signature.to_owned(), bytes, body });
    StatusCode::from_u16(ear.answers.load(Ordering::SeqCst)).unwrap()
}
