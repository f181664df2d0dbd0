//! The door of a program that has HighLevel to itself.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::SecretString;
use url::Url;

use super::answer::Answer;
use super::call::Call;
use super::door::Door;
use super::http::{API_HOST, send_http};
use crate::error::CallError;

/// Straight to HighLevel with one token.
///
/// ```no_run
/// use std::sync::Arc;
/// use highlevel::client::{Client, Direct, http_client};
/// use highlevel::ContactId;
///
/// # async fn show() -> Result<(), Box<dyn std::error::Error>> {
/// let http = http_client("my-tool/1.0")?;
/// let door = Direct::new(http, "pit-00000000-0000-4000-8000-000000000000".into());
/// let client = Client::through(Arc::new(door));
///
/// let ada = client.contacts().get(&ContactId::new("c1")?).await?;
/// # Ok(()) }
/// ```
#[derive(Debug, Clone)]
pub struct Direct {
    http: reqwest::Client,
    base_url: Url,
    token: Option<SecretString>,
}

impl Direct {
    /// To HighLevel itself, with this token.
    #[must_use]
    pub fn new(http: reqwest::Client, token: SecretString) -> Self {
        Self { token: Some(token), ..Self::without_token(http) }
    }

    /// To HighLevel itself, for the calls that need no token.
    #[must_use]
    pub fn without_token(http: reqwest::Client) -> Self {
        Self { http, base_url: API_HOST.parse().expect("HighLevel's address is an address"), token: None }
    }

    /// To another address, such as the sandbox's.
    #[must_use]
    pub fn at(mut self, base_url: Url) -> Self {
        self.base_url = base_url;
        self
    }
}

impl Door for Direct {
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        async move { send_http(&self.http, &self.base_url, self.token.as_ref(), &call).await?.accepted() }
            .boxed()
    }
}
