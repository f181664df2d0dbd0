//! `rankr demo` as a process of its own, with the account of its sandbox to look into.

use std::time::{Duration, Instant};

use anyhow::ensure;
use testkit::{Account, Process, Start};

use crate::{Driver, Script, Window};

/// How long a write may take to reach the sandbox on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running demo, a browser for it, and the sandbox's own view.
#[derive(Debug)]
pub struct Story {
    /// The sandbox's account.
    pub account: Account,
    driver: Driver,
    url: String,
    sign_in_url: String,
    _demo: Process,
}

impl Story {
    /// Starts a demo with that many contacts.
    pub async fn with_contacts(contacts: usize) -> anyhow::Result<Self> {
        let demo = Start::command("demo")
            .with("--listen", "127.0.0.1:0")
            .with("--sandbox-listen", "127.0.0.1:0")
            .with("--contacts", contacts.to_string())
            .flag("--ready-json")
            .ready()
            .await?;
        let text = |member: &str| demo.ready_text(member).map(str::to_owned);
        let account = Account::of(&text("sandbox_url")?, &text("location_id")?, &text("private_token")?)?;
        let (url, sign_in_url) = (text("url")?, text("sign_in_url")?);
        let driver = Driver::start().await?;
        Ok(Self { account, driver, url: url.trim_end_matches('/').to_owned(), sign_in_url, _demo: demo })
    }

    /// The whole address of a path.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// A window that nobody signed in.
    pub async fn window(&self, script: Script) -> anyhow::Result<Window> {
        Window::open(&self.driver, script).await
    }

    /// A window signed in by the printed link, on the list of contacts. The link works once.
    pub async fn signed_in(&self, script: Script) -> anyhow::Result<Window> {
        let window = self.window(script).await?;
        window.go(&self.sign_in_url).await?;
        if window.count("form[action^='/sign-in']").await? > 0 {
            window.press("form[action^='/sign-in'] button").await?;
        }
        window.find("#results").await?;
        Ok(window)
    }

    /// Waits until the sandbox answers a question with yes.
    pub async fn highlevel_has<F, A>(&self, what: &str, mut asks: F) -> anyhow::Result<()>
    where
        F: FnMut() -> A,
        A: Future<Output = anyhow::Result<bool>>,
    {
        let since = Instant::now();
        while !asks().await? {
            ensure!(since.elapsed() < PATIENCE, "HighLevel never had {what}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Ok(())
    }
}
