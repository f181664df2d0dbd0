//! The demo: a sandbox, a Rankr, and the one connected to the other.
//!
//! Here: starting both, connecting through the consent page as a person would, waiting for the first copy.
//! Not here: the commands' words (`commands::demo`).
//!
//! Promise: nothing is short-cut. The connection is made by OAuth over HTTP, the account is copied through the
//! gateway, and news come as signed webhooks.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use highlevel::ids::LocationId;
use sandbox::server::{Life, Limiting};
use sync::Overview;
use tempfile::TempDir;

use crate::config::{Flags, Sources};
use crate::connect::Callback;
use crate::progress_bar::CopyBar;
use crate::ready::Demonstrating;
use crate::refusal::Refusal;
use crate::{connect, running};

/// What a demo is to be like.
#[derive(Debug, Clone)]
pub struct Wishes {
    /// Where Rankr answers.
    pub listen: SocketAddr,
    /// Where the sandbox answers.
    pub sandbox_listen: SocketAddr,
    /// Where both keep what they have; a temporary folder without it.
    pub data_dir: Option<PathBuf>,
    /// Contacts of the invented account.
    pub contacts: usize,
    /// Whether invented people work in it.
    pub life: Life,
    /// Whether calls are limited as HighLevel limits them.
    pub limits: Limiting,
    /// Another database than the file in the folder.
    pub database: Option<String>,
}

/// A demo that runs.
pub struct Demo {
    /// The sandbox.
    pub sandbox: sandbox::Running,
    /// The Rankr that is connected to it.
    pub rankr: running::Running,
    /// The location that is copied.
    pub location: LocationId,
    _temporary: Option<TempDir>,
}

/// Starts both and connects them. The copy begins, and goes on behind the pages.
pub async fn start(wishes: &Wishes) -> Result<Demo, Refusal> {
    let (folder, temporary) = folder(wishes.data_dir.as_deref())?;
    let sandbox = start_sandbox(wishes, &folder).await?;
    let rankr = start_rankr(wishes, &folder).await?;
    let location = {
        let facts = &sandbox.facts;
        connect::to_sandbox(&rankr.house, facts, &facts.location_id, Callback::Served).await?
    };
    Ok(Demo { sandbox, rankr, location, _temporary: temporary })
}

impl Demo {
    /// Waits until there is something to look at: the lists, contacts and tasks.
    pub async fn until_usable(&self, bar: &CopyBar) -> Result<(), Refusal> {
        loop {
            let overview = sync::overview(&self.rankr.house.store, &self.location).await?;
            show(bar, &overview);
            if overview.is_usable() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The members of the ready line, with a fresh sign-in link.
    pub async fn facts(&self) -> Result<Demonstrating, Refusal> {
        let facts = &self.sandbox.facts;
        Ok(Demonstrating {
            url: self.rankr.house.address(),
            sign_in_url: self.rankr.house.sign_in_link().await?,
            sandbox_url: facts.base_url.clone(),
            location_id: self.location.to_string(),
            private_token: facts.private_token.clone(),
            client_id: facts.client_id.clone(),
            client_secret: facts.client_secret.clone(),
            api_base_url: self.rankr.house.api_base_url(),
            api_key: self.rankr.house.key_for_everything(&self.location).await?,
        })
    }

    /// Ends Rankr, then the sandbox; a temporary folder goes.
    pub async fn stop(self) {
        self.rankr.stop().await;
        self.sandbox.stop().await;
    }
}

fn folder(named: Option<&Path>) -> Result<(PathBuf, Option<TempDir>), Refusal> {
    match named {
        Some(folder) => Ok((folder.to_owned(), None)),
        None => {
            let temporary = tempfile::Builder::new().prefix("rankr-demo-").tempdir()?;
            Ok((temporary.path().to_owned(), Some(temporary)))
        }
    }
}

/// The sandbox alone, with what it keeps in that folder.
pub async fn start_sandbox(wishes: &Wishes, folder: &Path) -> Result<sandbox::Running, Refusal> {
    let config = sandbox::Config {
        listen: wishes.sandbox_listen,
        data_dir: Some(folder.join("sandbox")),
        contacts: wishes.contacts,
        life: wishes.life,
        limits: wishes.limits,
        ..sandbox::Config::default()
    };
    crate::commands::start_sandbox(config, "--sandbox-listen").await
}

/// Rankr alone, with what it keeps in that folder.
pub async fn start_rankr(wishes: &Wishes, folder: &Path) -> Result<running::Running, Refusal> {
    let flags = Flags::default()
        .with("database", wishes.database.clone())
        .with("listen", Some(wishes.listen.to_string()))
        .with("data_dir", Some(folder.join("rankr").to_string_lossy().into_owned()));
    running::start(&Sources::of_demo(flags).config()?).await
}

fn show(bar: &CopyBar, overview: &Overview) {
    if let Some(stage) = overview.current() {
        bar.show(stage.stage.as_str(), stage.done, stage.total);
    }
}
