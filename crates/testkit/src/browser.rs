//! Somebody who is signed in, without a screen: pages read and forms sent over HTTP.
//!
//! Not here: script, pictures and keys; those are tested in a real browser.

use anyhow::{Context as _, ensure};
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Response, StatusCode};
use url::Url;

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: Url,
    cookie: String,
}

impl Browser {
    /// Follows a one-time link; where it shows a button, presses it.
    pub async fn sign_in(link: &str) -> anyhow::Result<Self> {
        let http = highlevel::client::http_client("rankr-tests")?;
        let link = Url::parse(link)?;
        let base = link.join("/")?;
        let mut answer = http.get(link.clone()).send().await?;
        if answer.headers().get(SET_COOKIE).is_none() {
            let origin = base.origin().ascii_serialization();
            answer = http.post(link).header(ORIGIN, origin).send().await?;
        }
        let status = answer.status();
        let cookie = answer.headers().get(SET_COOKIE).with_context(|| format!("no session, but {status}"))?;
        let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { http, base, cookie })
    }

    /// The HTML of a page that must be there.
    pub async fn page(&self, path: &str) -> anyhow::Result<String> {
        let answer = self.open(path).await?;
        ensure!(answer.status() == StatusCode::OK, "{path} answered {}", answer.status());
        Ok(answer.text().await?)
    }

    /// Any page, as it is answered.
    pub async fn open(&self, path: &str) -> anyhow::Result<Response> {
        Ok(self.http.get(self.base.join(path)?).header(COOKIE, &self.cookie).send().await?)
    }

    /// Sends a form, as it is answered; redirects are not followed.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<Response> {
        let origin = self.base.origin().ascii_serialization();
        let request =
            self.http.post(self.base.join(path)?).header(COOKIE, &self.cookie).header(ORIGIN, origin);
        Ok(request.form(fields).send().await?)
    }

    /// Sends a form that must be taken. Returns where it leads.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> anyhow::Result<String> {
        let answer = self.send(path, fields).await?;
        let status = answer.status();
        ensure!(status.is_success() || status.is_redirection(), "{path} answered {status}");
        let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok());
        Ok(place.unwrap_or(path).to_owned())
    }
}
