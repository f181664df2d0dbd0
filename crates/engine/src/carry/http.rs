//! HTTP requests, signed webhooks and chat messages.
//!
//! Here: what is sent and what an answer means. Not here: which addresses may be asked (`outside`).
//!
//! Promise: secrets come out of the store by name and stand in no definition, log line or step; a webhook carries its
//! step's key, so that the other side can tell a repetition.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use domain::automation::{
    run::{Failure, Run},
    step::Given,
};
use highlevel::LocationId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value as Json, json};
use sha2::Sha256;

use super::{
    Outcome,
    outside::{BODY, private},
};
use crate::{engine::Engine, error::RunError};

/// Redirects a read follows.
const REDIRECTS: usize = 5;
/// How long a step waits that was told to come later without being told when.
const LATER: SignedDuration = SignedDuration::from_secs(30);

/// A request to any address.
pub(super) struct Asked<'r> {
    pub(super) method: &'static str,
    pub(super) url: &'r str,
    pub(super) headers: &'r Given,
    pub(super) body: &'r Json,
}

impl Engine {
    /// Asks any address.
    pub(super) async fn ask_http(
        &self,
        location: &LocationId,
        asked: &Asked<'_>,
        credential: Option<&str>,
    ) -> Result<Outcome, RunError> {
        let stored = match credential {
            Some(name) => match self.stored(location, name).await? {
                Some(secret) => Some(secret),
                None => return Ok(missing("credential", name)),
            },
            None => None,
        };
        let mut url = asked.url.to_owned();
        for _ in 0..=REDIRECTS {
            let address = match self.inner.outside.address(&url) {
                Ok(address) => address,
                Err(wrong) => return Ok(Outcome::refused_for("url", wrong.to_string())),
            };
            let first = address.as_str() == asked.url || url == asked.url;
            let method = Method::from_bytes(asked.method.as_bytes()).unwrap_or(Method::GET);
            let reads = method == Method::GET;
            let mut request = self.inner.outside.http()?.request(method, address.clone());
            // A redirect may lead to somebody else, who gets no secret.
            if first {
                request = match with_headers(request, asked.headers, stored.as_ref()) {
                    Ok(request) => request,
                    Err(refused) => return Ok(refused),
                };
            }
            if !asked.body.is_null() && !reads {
                request = request.json(asked.body);
            }
            let answer = match request.send().await {
                Ok(answer) => answer,
                Err(error) => return Ok(Outcome::Failed(failed(&error, reads))),
            };
            match answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()) {
                Some(to) if answer.status().is_redirection() && reads => {
                    url = address.join(to).map_or_else(|_| to.to_owned(), |next| next.to_string());
                }
                _ => return Ok(self.heard(answer, reads).await),
            }
        }
        Ok(Outcome::refused_for("url", format!("The address leads on more than {REDIRECTS} times.")))
    }

    /// Tells an address something, signed as Standard Webhooks are.
    pub(super) async fn tell_webhook(
        &self,
        location: &LocationId,
        run: &Run,
        key: &str,
        (url, body): (&str, &Json),
        secret: Option<&str>,
    ) -> Result<Outcome, RunError> {
        let secret = match secret {
            Some(name) => self.stored(location, name).await?,
            None => Some(self.own_secret(location, run).await?),
        };
        let Some(secret) = secret else { return Ok(missing("secret", "the named secret")) };
        let address = match self.inner.outside.address(url) {
            Ok(address) => address,
            Err(wrong) => return Ok(Outcome::refused_for("url", wrong.to_string())),
        };
        let text = body.to_string();
        let at = self.inner.clock.now().as_second();
        let request = self
            .inner
            .outside
            .http()?
            .post(address)
            .header("webhook-id", key)
            .header("webhook-timestamp", at)
            .header("webhook-signature", signature(&secret, key, at, &text))
            .header(header::CONTENT_TYPE, "application/json")
            .body(text);
        // The key lets the other side tell a repetition, so it may be told again.
        Ok(match request.send().await {
            Ok(answer) => self.heard(answer, true).await,
            Err(error) => Outcome::Failed(failed(&error, true)),
        })
    }

    /// Writes into a chat.
    pub(super) async fn tell_chat(
        &self,
        location: &LocationId,
        to: &str,
        text: &str,
    ) -> Result<Outcome, RunError> {
        let Some(address) = self.stored(location, to).await? else { return Ok(missing("to", to)) };
        let url = match self.inner.outside.address(address.expose_secret()) {
            Ok(url) => url,
            Err(_) => {
                let reason = format!("What is stored as “{to}” is no address that may be asked.");
                return Ok(Outcome::refused_for("to", reason));
            }
        };
        let request = self.inner.outside.http()?.post(url).json(&json!({"text": text}));
        Ok(match request.send().await {
            Ok(answer) => self.heard(answer, false).await,
            Err(error) => Outcome::Failed(failed(&error, false)),
        })
    }

    /// What an answer means to the step.
    async fn heard(&self, answer: Response, may_repeat: bool) -> Outcome {
        let status = answer.status();
        let wait = answer.headers().get(header::RETRY_AFTER).and_then(|wait| wait.to_str().ok());
        let wait = wait.and_then(|wait| wait.trim().parse().ok()).map_or(LATER, SignedDuration::from_secs);
        let body = read(answer).await;
        let until = self.inner.clock.now().checked_add(wait).unwrap_or(Timestamp::MAX);
        match (status.as_u16(), body) {
            (200..=299, Ok(body)) => Outcome::Done(json!({"status": status.as_u16(), "body": body})),
            (200..=299, Err(reason)) => Outcome::refused(reason),
            (429 | 503, _) => {
                let reason = format!("The other side asked to come later ({status}).");
                Outcome::Failed(Failure::Limited { until, reason })
            }
            (408 | 500..=599, body) => {
                let reason = said(status, body);
                Outcome::Failed(if may_repeat {
                    Failure::Passing { reason }
                } else {
                    Failure::Unknown { reason }
                })
            }
            (404 | 410, body) => Outcome::Failed(Failure::Missing { reason: said(status, body) }),
            (_, body) => Outcome::refused(said(status, body)),
        }
    }

    /// A secret that somebody has stored under a name.
    async fn stored(&self, location: &LocationId, name: &str) -> Result<Option<SecretString>, RunError> {
        Ok(self.inner.store.read().await?.setting_find_secret(&stored_name(location, name)).await?)
    }

    /// The secret an automation signs with where it names none; made when it is needed first.
    async fn own_secret(&self, location: &LocationId, run: &Run) -> Result<SecretString, RunError> {
        let name = stored_name(location, &run.automation.to_string());
        let mut tx = self.inner.store.begin().await?;
        if let Some(secret) = tx.setting_find_secret(&name).await? {
            return Ok(secret);
        }
        let (one, two) = (self.inner.clock.uuid(), uuid::Uuid::new_v4());
        let secret = [*one.as_bytes(), *two.as_bytes()].concat();
        let secret = SecretString::from(format!("whsec_{}", STANDARD.encode(secret)));
        tx.setting_save_secret(&name, &secret).await?;
        tx.commit().await?;
        Ok(secret)
    }
}

/// Under which name a location's secret is kept.
pub(crate) fn stored_name(location: &LocationId, name: &str) -> String {
    format!("stored/{location}/{name}")
}

fn missing(field: &str, name: &str) -> Outcome {
    Outcome::refused_for(field, format!("Nothing is stored under the name “{name}”."))
}

/// The headers of a step, and those of its credential: one line of the form `Authorization: Bearer …`.
fn with_headers(
    mut request: RequestBuilder,
    headers: &Given,
    stored: Option<&SecretString>,
) -> Result<RequestBuilder, Outcome> {
    let plain = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let written = headers.iter().map(|(name, value)| (name.clone(), plain(value)));
    let stored = stored.map(|line| match line.expose_secret().split_once(':') {
        Some((name, value)) if !name.contains(' ') => (name.trim().to_owned(), value.trim().to_owned()),
        _ => ("Authorization".to_owned(), format!("Bearer {}", line.expose_secret().trim())),
    });
    for (name, value) in written.chain(stored) {
        let (Ok(header), Ok(mut value)) =
            (header::HeaderName::from_bytes(name.as_bytes()), header::HeaderValue::from_str(&value))
        else {
            return Err(Outcome::refused_for("headers", format!("`{name}` is no header that can be sent.")));
        };
        value.set_sensitive(true);
        request = request.header(header, value);
    }
    Ok(request)
}

fn signature(secret: &SecretString, id: &str, at: i64, body: &str) -> String {
    let secret = secret.expose_secret();
    let key = secret.strip_prefix("whsec_").and_then(|text| STANDARD.decode(text).ok());
    let key = key.unwrap_or_else(|| secret.as_bytes().to_vec());
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("a key of any length will do");
    mac.update(format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// Why a request brought no answer.
fn failed(error: &reqwest::Error, may_repeat: bool) -> Failure {
    if let Some(wrong) = private(error) {
        return Failure::Refused { reason: wrong.to_string(), field: Some("url".to_owned()) };
    }
    if error.is_connect() {
        return Failure::Passing { reason: "The other side could not be reached.".to_owned() };
    }
    let reason = "The other side did not answer.".to_owned();
    if may_repeat { Failure::Passing { reason } } else { Failure::Unknown { reason } }
}

/// A body as JSON where it is, else as text; bounded.
async fn read(mut answer: Response) -> Result<Json, String> {
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= BODY => bytes.extend_from_slice(&chunk),
            Ok(Some(_)) => return Err(format!("The answer is longer than {} KB.", BODY / 1024)),
            Ok(None) => break,
            Err(_) => return Err("The answer broke off.".to_owned()),
        }
    }
    Ok(match serde_json::from_slice(&bytes) {
        Ok(body) => body,
        Err(_) if bytes.is_empty() => Json::Null,
        Err(_) => Json::from(String::from_utf8_lossy(&bytes).into_owned()),
    })
}

fn said(status: StatusCode, body: Result<Json, String>) -> String {
    let words = body.map(|body| body.as_str().map_or_else(|| body.to_string(), str::to_owned));
    let words = words.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let words: String = words.chars().take(200).collect();
    if words.is_empty() || words == "null" {
        format!("The other side answered with {status}.")
    } else {
        format!("The other side answered with {status}: {words}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_webhook_is_signed_as_the_standard_says() {
        // The example of the Standard Webhooks specification.
        let secret = SecretString::from("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned());

        let signed =
            signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, r#"{"test": 2432232314}"#);

        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
