//! The door of a program that holds an OAuth installation by itself.
//!
//! Promise: one refresh at a time; a new pair is kept before it is used; nothing but a dead token is refreshed.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Mutex;
use url::Url;

use super::answer::Answer;
use super::call::Call;
use super::direct::Direct;
use super::door::Door;
use super::http::{API_HOST, send_http};
use crate::Client;
use crate::error::{CallError, TransportError};
use crate::oauth::{AppCredentials, TokenPair};

/// Where new pairs go, so that they survive the program.
pub trait KeepTokens: Send + Sync {
    /// Keeps a pair. The old refresh token is already spent: until this returns, the new one is nowhere else.
    fn keep<'k>(&'k self, pair: &'k TokenPair) -> BoxFuture<'k, Result<(), TransportError>>;
}

/// Straight to HighLevel with a pair of tokens, which is refreshed when HighLevel says the token is dead.
pub struct Refreshing {
    http: reqwest::Client,
    base_url: Url,
    app: AppCredentials,
    pair: Mutex<TokenPair>,
    keep: Box<dyn KeepTokens>,
}

impl Refreshing {
    /// To HighLevel itself.
    pub fn new(
        http: reqwest::Client,
        app: AppCredentials,
        pair: TokenPair,
        keep: impl KeepTokens + 'static,
    ) -> Self {
        let base_url = API_HOST.parse().expect("HighLevel's address is an address");
        Self { http, base_url, app, pair: Mutex::new(pair), keep: Box::new(keep) }
    }

    /// To another address, such as the sandbox's.
    #[must_use]
    pub fn at(mut self, base_url: Url) -> Self {
        self.base_url = base_url;
        self
    }

    async fn send_once(&self, call: &Call, token: &SecretString) -> Result<Answer, CallError> {
        send_http(&self.http, &self.base_url, Some(token), call).await?.accepted()
    }

    async fn send_refreshing(&self, call: Call) -> Result<Answer, CallError> {
        let token = self.pair.lock().await.access_token.clone();
        match self.send_once(&call, &token).await {
            Err(dead @ CallError::DeadToken { .. }) => {
                let token = self.another_token(&token, dead).await?;
                self.send_once(&call, &token).await
            }
            outcome => outcome,
        }
    }

    /// The token that took the dead one's place, or a new one. Whoever comes second finds the first one's.
    async fn another_token(&self, dead: &SecretString, error: CallError) -> Result<SecretString, CallError> {
        let mut pair = self.pair.lock().await;
        if pair.access_token.expose_secret() != dead.expose_secret() {
            return Ok(pair.access_token.clone());
        }
        let Some(refresh_token) = &pair.refresh_token else { return Err(error) };
        let client = Client::through(std::sync::Arc::new(
            Direct::without_token(self.http.clone()).at(self.base_url.clone()),
        ));
        let new = client
            .oauth()
            .refresh(&self.app, refresh_token, &pair.user_type)
            .await
            .map_err(before_the_call)?;
        self.keep.keep(&new).await.map_err(CallError::HeldBack)?;
        *pair = new;
        Ok(pair.access_token.clone())
    }
}

/// The refresh may have an unknown outcome; the call it was for has not: HighLevel refused it.
fn before_the_call(error: CallError) -> CallError {
    match error {
        CallError::Unanswered(_) | CallError::Failed { .. } | CallError::Unreadable { .. } => {
            CallError::HeldBack(TransportError::new(error))
        }
        other => other,
    }
}

impl Door for Refreshing {
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        self.send_refreshing(call).boxed()
    }
}

impl std::fmt::Debug for Refreshing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Refreshing").field("base_url", &self.base_url.as_str()).finish_non_exhaustive()
    }
}
