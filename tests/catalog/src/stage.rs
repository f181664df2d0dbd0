//! A sandbox, what stands before it, and calls as they go over the wire.

use std::any::Any;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;

use anyhow::{Context, Result};
use highlevel::Doc;
use highlevel::client::Call;
use highlevel::operation::{App, Operation};
use sandbox::server::Limiting;
use serde_json::Value;

/// Contacts of a stage's world.
pub const CONTACTS: usize = 60;

/// A place where operations are served, of which a test opens one of its own.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// What tests call it; nothing for the sandbox itself.
    pub name: &'static str,
    /// Opens one.
    pub open: fn() -> Opening,
    /// Which operations it serves.
    pub serves: fn(&Operation) -> bool,
}

/// A stage that is being set.
pub type Opening = Pin<Box<dyn Future<Output = Result<Stage>>>>;

/// A sandbox of one's own, whatever stands before it, and a client that may do everything.
pub struct Stage {
    /// The sandbox.
    pub sandbox: sandbox::Running,
    base: String,
    token: String,
    http: reqwest::Client,
    /// What stands before the sandbox, and ends with the stage.
    _before: Option<Box<dyn Any>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// The status.
    pub(crate) status: u16,
    /// The body; `null` when there is none.
    pub(crate) body: Value,
}

impl Place {
    /// The sandbox, asked directly.
    pub const SANDBOX: Self =
        Self { name: "", open: || Box::pin(Stage::start()), serves: |row| row.app != App::Oauth };

    /// A test's name at this place.
    pub(crate) fn names(&self, test: String) -> String {
        if self.name.is_empty() { test } else { format!("{test}, {}", self.name) }
    }
}

impl Stage {
    /// Starts a small world without limits, asked directly.
    ///
    /// # Errors
    /// When it cannot start.
    async fn start() -> Result<Self> {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = sandbox::Config {
            listen,
            contacts: CONTACTS,
            limits: Limiting::Off,
            ..sandbox::Config::default()
        };
        let sandbox = sandbox::Sandbox::start(config).await?;
        let (base, token) = (sandbox.facts.base_url.clone(), sandbox.facts.private_token.clone());
        Self::before(sandbox, base, token, None)
    }

    /// A sandbox that is asked at another address, with what stands there.
    ///
    /// # Errors
    /// When there is no client.
    pub fn before(
        sandbox: sandbox::Running,
        base: String,
        token: String,
        before: Option<Box<dyn Any>>,
    ) -> Result<Self> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let http = reqwest::Client::builder().build()?;
        Ok(Self { sandbox, base, token, http, _before: before })
    }

    /// Calls an operation as its row says.
    ///
    /// # Errors
    /// When the input does not fit the row, or there is no answer.
    pub(crate) async fn call(&self, operation: &'static Operation, input: &Doc) -> Result<Answered> {
        self.send(&Call::named(operation, input)?).await
    }

    /// Sends a call.
    ///
    /// # Errors
    /// When there is no answer.
    pub(crate) async fn send(&self, call: &Call) -> Result<Answered> {
        let url = format!("{}{}", self.base, call.url_path()?);
        let mut request = self
            .http
            .request(call.method().as_str().parse()?, url)
            .bearer_auth(&self.token)
            .query(call.query_pairs());
        if let Some(version) = call.version_header() {
            request = request.header("Version", version.as_str());
        }
        if let Some(body) = call.json_body() {
            request = request.json(body);
        }
        Self::answered(request).await
    }

    /// Reads a control route.
    ///
    /// # Errors
    /// When the sandbox refuses.
    pub(crate) async fn control(&self, path: &str) -> Result<Value> {
        let url = format!("{}/sandbox/{path}", self.sandbox.facts.base_url);
        let answered = Self::answered(self.http.get(url)).await?;
        anyhow::ensure!(answered.status == 200, "GET /sandbox/{path}: {} {}", answered.status, answered.body);
        Ok(answered.body)
    }

    async fn answered(request: reqwest::RequestBuilder) -> Result<Answered> {
        let answer = request.send().await?;
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await?;
        let body = if bytes.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&bytes)
                .with_context(|| format!("{status}: {}", String::from_utf8_lossy(&bytes)))?
        };
        Ok(Answered { status, body })
    }
}
