//! A whole Rankr with its sandbox, and browsers for it.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use testkit::{Account, Database, Limiting, TestRankr};
use url::Url;

use crate::{Driver, Script, Window};

/// How long a write may take to reach the sandbox on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running Rankr, a driver for browsers, and the sandbox's own view.
pub struct Story {
    /// The sandbox's account.
    pub account: Account,
    /// Both, to be stopped and started.
    pub rankr: TestRankr,
    driver: Driver,
    base: Url,
}

impl Story {
    /// Starts one over an account with that many invented contacts, copied and quiet.
    pub async fn with_contacts(contacts: usize) -> anyhow::Result<Self> {
        Self::around(TestRankr::with(contacts, Database::Sqlite).await?).await
    }

    /// The same while the account is being copied, with limits as slowly as HighLevel's make it.
    pub async fn copying(contacts: usize, limits: Limiting) -> anyhow::Result<Self> {
        Self::around(TestRankr::begun(contacts, Database::Sqlite, limits).await?).await
    }

    async fn around(rankr: TestRankr) -> anyhow::Result<Self> {
        let driver = Driver::start().await?;
        let base = Url::parse(&rankr.sign_in_link().await?)?.join("/")?;
        Ok(Self { account: rankr.account.clone(), rankr, driver, base })
    }

    /// The whole address of a path.
    pub fn at(&self, path: &str) -> anyhow::Result<String> {
        Ok(self.base.join(path)?.into())
    }

    /// A window that nobody signed in.
    pub async fn window(&self, script: Script) -> anyhow::Result<Window> {
        Window::open(&self.driver, script).await
    }

    /// A window signed in by a link, on the list of contacts.
    pub async fn signed_in(&self, script: Script) -> anyhow::Result<Window> {
        let window = self.window(script).await?;
        window.go(&self.rankr.sign_in_link().await?).await?;
        window.find("#results").await.context("the link does not sign in")?;
        Ok(window)
    }

    /// The address of a fresh link that signs in.
    pub async fn sign_in_link(&self) -> anyhow::Result<String> {
        self.rankr.sign_in_link().await
    }

    /// Waits until Rankr and the sandbox have nothing left to do.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.rankr.settle().await
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

    /// Closes the window and ends Rankr; nothing may be left undone.
    pub async fn end(self, window: Window) -> anyhow::Result<()> {
        window.close().await?;
        self.rankr.stop().await
    }

    /// The same, whatever is left to do.
    pub async fn leave(self, window: Window) -> anyhow::Result<()> {
        window.close().await?;
        self.rankr.leave().await;
        Ok(())
    }
}
