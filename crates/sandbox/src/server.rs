//! Starting and stopping a sandbox.
//!
//! Here: the settings, the listening socket, the ready facts, graceful stop.
//! Not here: what is answered (`door`, `contacts`, `neighbours`, `oauth`, `control`).
//!
//! Promise: when `start` returns, the sandbox answers. When `stop` returns, it is gone and its data dir is
//! whole.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};
use tokio::{sync::watch, task::JoinHandle};
use url::Url;

use crate::clock::Clock;

/// How a sandbox is to be.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where the world is kept; without it, it lives in memory only.
    pub data_dir: Option<PathBuf>,
    /// Contacts in the location in use when the world is made.
    pub contacts: usize,
    /// The seed of everything invented.
    pub seed: u64,
    /// Whether calls are counted and refused as HighLevel does.
    pub limits: Limiting,
    /// Whether the world lives by itself.
    pub life: Life,
    /// Where webhooks go.
    pub webhook_url: Option<Url>,
    /// The sandbox's time.
    pub clock: Clock,
}

/// Whether calls are limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limiting {
    /// As HighLevel does: 100 in 10 seconds, 200,000 a day.
    On,
    /// Never refused; the headers still count.
    Off,
}

/// Whether things happen without anybody calling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// New leads, edits, tasks and notes at a human pace.
    On,
    /// The world changes only by calls.
    Off,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8790)),
            data_dir: None,
            contacts: 500,
            seed: 1,
            limits: Limiting::On,
            life: Life::Off,
            webhook_url: None,
            clock: Clock::system(),
        }
    }
}

/// What a client needs to use the sandbox: the members of the ready line.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Facts {
    /// Where the API, the consent page and the control page are, without a closing slash.
    pub base_url: String,
    /// The location in use.
    pub location_id: String,
    /// The company that owns it.
    pub company_id: String,
    /// A private token with every scope of a location.
    pub private_token: String,
    /// A private token that may only read contacts.
    pub read_only_token: String,
    /// The marketplace app.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The key webhooks are signed with, as PEM.
    pub webhook_public_key: String,
}

/// HighLevel on your machine.
pub struct Sandbox;

/// A sandbox that answers.
#[derive(Debug)]
pub struct Running {
    /// What a client needs to know.
    pub facts: Facts,
    /// Where it listens.
    pub addr: SocketAddr,
    clock: Clock,
    stopping: watch::Sender<Stopping>,
    tasks: Vec<JoinHandle<()>>,
}

/// Whether the sandbox is asked to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopping {
    /// It runs.
    No,
    /// Finish what is begun and end.
    Yes,
}

impl Sandbox {
    /// Makes or opens the world, listens and answers.
    ///
    /// # Errors
    /// When the address is taken, the data dir cannot be used, or it holds another sandbox's world.
    pub async fn start(config: Config) -> anyhow::Result<Running> {
        anyhow::bail!("the sandbox on {} has no door yet", config.listen)
    }
}

impl Running {
    /// The root of the API, as in the facts.
    pub fn base_url(&self) -> &str {
        &self.facts.base_url
    }

    /// The sandbox's clock, for tests that move time.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Ends gracefully: calls under way are answered, then everything is kept.
    pub async fn stop(self) {
        self.stopping.send_replace(Stopping::Yes);
        for task in self.tasks {
            task.await.ok();
        }
    }
}
