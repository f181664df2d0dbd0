//! Calls over HTTP: the one place that knows reqwest.
//!
//! Promise: `Unreachable` is said only when no connection came about. A connection that broke, at whatever moment,
//! leaves the outcome unknown.

use std::sync::Once;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::redirect;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::answer::Answer;
use super::call::{Body, Call};
use super::proxy;
use crate::error::{CallError, TransportError};

/// HighLevel's API, all apps and versions.
pub const API_HOST: &str = "https://services.leadconnectorhq.com";

/// How long a connection may take. Shorter than [`ANSWER`], so that its end is never taken for a missing answer.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a whole call may take. HighLevel's slowest searches take several seconds.
const ANSWER: Duration = Duration::from_secs(40);
/// How long an idle connection is kept; shorter than the minute most servers keep theirs.
const IDLE: Duration = Duration::from_secs(50);

static TLS: Once = Once::new();

/// Why no HTTP client could be made.
#[derive(Debug, thiserror::Error)]
#[error("no HTTP client could be made")]
pub struct NoHttpClient(#[source] reqwest::Error);

/// An HTTP client fit for HighLevel: TLS, time limits, this user agent, no redirects.
///
/// The system's proxy is used, except for this machine itself: a sandbox on loopback is reached directly.
///
/// # Errors
/// The system has no usable root certificates or the user agent is not a header value.
pub fn http_client(user_agent: &str) -> Result<reqwest::Client, NoHttpClient> {
    TLS.call_once(|| {
        // An application may have chosen its own provider before us; then that one stays.
        let _already_chosen = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .user_agent(user_agent)
        .connect_timeout(CONNECT)
        .timeout(ANSWER)
        .pool_idle_timeout(IDLE)
        // A redirect would carry the token to another host, or turn a write into a read.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .proxy(proxy::except_for_this_machine(Matcher::from_system()))
        .build()
        .map_err(NoHttpClient)
}

/// Carries one call out and returns the answer whatever its status, so that a caller can note its limits first.
/// [`Answer::accepted`] turns a refusal into its meaning.
///
/// # Errors
/// `Configuration` when the call cannot be put together, `Unreachable` when no connection came about, `Unanswered`
/// for everything after that.
pub async fn send_http(
    http: &reqwest::Client,
    base_url: &Url,
    token: Option<&SecretString>,
    call: &Call,
) -> Result<Answer, CallError> {
    let request = request(http, base_url, token, call)?;
    let response = http.execute(request).await.map_err(classify)?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = response.bytes().await.map_err(|error| CallError::Unanswered(transport(error)))?;
    Ok(Answer::new(status, headers, body))
}

fn request(
    http: &reqwest::Client,
    base_url: &Url,
    token: Option<&SecretString>,
    call: &Call,
) -> Result<reqwest::Request, CallError> {
    let method = match call.method() {
        crate::operation::Method::Get => reqwest::Method::GET,
        crate::operation::Method::Post => reqwest::Method::POST,
        crate::operation::Method::Put => reqwest::Method::PUT,
        crate::operation::Method::Patch => reqwest::Method::PATCH,
        crate::operation::Method::Delete => reqwest::Method::DELETE,
    };
    let mut builder = http.request(method, url(base_url, call)?).header(ACCEPT, "application/json");
    if let Some(version) = call.version_header() {
        builder = builder.header("version", version.as_str());
    }
    if let Some(token) = token.filter(|_| call.wants_token()) {
        builder = builder.header("authorization", bearer(token)?);
    }
    builder = match call.body() {
        Body::None => builder,
        Body::Json(body) => builder.header(CONTENT_TYPE, "application/json").body(body.to_string()),
        Body::Form(fields) => {
            let pairs: Vec<_> = fields.iter().map(|(name, value)| (*name, value.expose_secret())).collect();
            builder.form(&pairs)
        }
    };
    builder
        .build()
        .map_err(|error| misconfigured(format!("the request cannot be built: {}", error.without_url())))
}

fn url(base_url: &Url, call: &Call) -> Result<Url, CallError> {
    let path = call.url_path()?;
    let mut url = base_url.clone();
    if url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https") {
        return Err(misconfigured(format!("`{base_url}` is not an HTTP address")));
    }
    url.set_path(&format!("{}{path}", base_url.path().trim_end_matches('/')));
    if !call.query_pairs().is_empty() {
        url.query_pairs_mut().extend_pairs(call.query_pairs());
    }
    Ok(url)
}

fn bearer(token: &SecretString) -> Result<HeaderValue, CallError> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret().trim()))
        .map_err(|_| misconfigured("the token holds characters no header can carry".to_owned()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn classify(error: reqwest::Error) -> CallError {
    if error.is_connect() {
        CallError::Unreachable(transport(error))
    } else if error.is_builder() {
        misconfigured(format!("the request cannot be built: {}", error.without_url()))
    } else {
        CallError::Unanswered(transport(error))
    }
}

/// The URL stays out: its query may hold names and numbers.
fn transport(error: reqwest::Error) -> TransportError {
    TransportError::new(error.without_url())
}

fn misconfigured(message: String) -> CallError {
    CallError::Configuration { message }
}
