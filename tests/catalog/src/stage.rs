//! A sandbox, and calls as they go over the wire.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use highlevel::Doc;
use highlevel::client::Call;
use highlevel::operation::Operation;
use sandbox::server::Limiting;
use serde_json::Value;

/// A sandbox of one's own, and a client that may do everything.
#[derive(Debug)]
pub(crate) struct Stage {
    /// The sandbox.
    pub(crate) sandbox: sandbox::Running,
    http: reqwest::Client,
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    /// The status.
    pub(crate) status: u16,
    /// The body; `null` when there is none.
    pub(crate) body: Value,
}

impl Stage {
    /// Starts a small world without limits.
    ///
    /// # Errors
    /// When it cannot start.
    pub(crate) async fn start() -> Result<Self> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config =
            sandbox::Config { listen, contacts: 60, limits: Limiting::Off, ..sandbox::Config::default() };
        let http = reqwest::Client::builder().build()?;
        Ok(Self { sandbox: sandbox::Sandbox::start(config).await?, http })
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
        let url = format!("{}{}", self.sandbox.facts.base_url, call.url_path()?);
        let mut request = self
            .http
            .request(call.method().as_str().parse()?, url)
            .bearer_auth(&self.sandbox.facts.private_token)
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
