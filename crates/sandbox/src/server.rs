//! Starting and stopping a sandbox.
//!
//! Here: the settings, the listening socket, the ready facts, graceful stop.
//! Not here: what is answered (`door`, `contacts`, `neighbours`, `oauth`, `control`).
//!
//! Promise: when `start` returns, the sandbox answers. When `stop` returns, it is gone and its data dir is
//! whole.

use std::{
    future::IntoFuture,
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use anyhow::Context;
use axum::{
    Router,
    extract::{FromRef, Request},
    middleware::from_fn_with_state,
};
use serde::{Deserialize, Serialize};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::timeout};
use tower::Layer;
use tower_http::catch_panic::CatchPanicLayer;
use url::Url;

use crate::{
    answer::Refusal,
    businesses,
    clock::Clock,
    contacts,
    control::{self, Api},
    conversations, door,
    faults::{BadFault, Fault, FaultId, Standing},
    life,
    line::{Entrance, Scissors},
    neighbours, oauth, opportunities,
    shell::Shell,
    webhooks,
    world::{Opening, World},
};

/// How long calls under way may take when the sandbox stops.
const LAST_CALLS: Duration = Duration::from_secs(5);

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
#[derive(Debug)]
pub struct Sandbox;

/// A sandbox that answers. Dropped, it ends; `stop` lets it finish and keep what it has.
#[derive(Debug)]
pub struct Running {
    /// What a client needs to know.
    pub facts: Facts,
    /// Where it listens.
    pub addr: SocketAddr,
    shell: Shell,
    closing: watch::Sender<Stopping>,
    server: JoinHandle<()>,
    stopping: watch::Sender<Stopping>,
    tasks: Vec<JoinHandle<()>>,
}

/// Whether a part of the sandbox is asked to end.
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
    /// When the address is taken, or the data dir or webhook address cannot be used; the text says what to do.
    pub async fn start(config: Config) -> anyhow::Result<Running> {
        if let Some(url) = config.webhook_url.as_ref().filter(|url| !webhooks::takes_webhooks(url)) {
            anyhow::bail!(
                "webhooks cannot be sent to {url}; name an http or https address with --webhook-url"
            );
        }
        let listener = listen(config.listen).await?;
        let addr = listener.local_addr().context("the listening address is unknown")?;
        let opening =
            Opening { data_dir: config.data_dir.clone(), seed: config.seed, contacts: config.contacts };
        let world = World::open(opening, config.clock.clone())?;
        let shell = Shell::around(world, &config, base_url(addr))?;
        let (closing, closed) = watch::channel(Stopping::No);
        let (stopping, stopped) = watch::channel(Stopping::No);
        let mut tasks = vec![
            tokio::spawn(pump(shell.clone(), stopped.clone())),
            tokio::spawn(conversations::postman::run(shell.clone(), stopped.clone())),
            tokio::spawn(webhooks::run(shell.webhooks.clone(), shell.clock.clone(), stopped.clone())),
        ];
        if config.life == Life::On {
            tasks.push(tokio::spawn(life::run(shell.clone(), closed.clone())));
        }
        let facts = shell.facts();
        let server = tokio::spawn(serve(listener, router(shell.clone()), closed));
        tracing::info!(address = %addr, "the sandbox answers on {addr}");
        Ok(Running { facts, addr, shell, closing, server, stopping, tasks })
    }
}

impl Running {
    /// The root of the API, as in the facts.
    pub fn base_url(&self) -> &str {
        &self.facts.base_url
    }

    /// The sandbox's clock, for tests that move time.
    pub fn clock(&self) -> &Clock {
        &self.shell.clock
    }

    /// The sandbox's records, for tests that compare.
    pub fn world(&self) -> &World {
        &self.shell.world
    }

    /// Switches a fault on.
    ///
    /// # Errors
    /// A fault that can never fire, or whose numbers make no sense.
    pub fn fault(&self, fault: Fault) -> Result<FaultId, BadFault> {
        self.shell.fault_on(fault).map(|standing| standing.id)
    }

    /// The faults that are switched on, with how often each has fired.
    pub fn faults(&self) -> Vec<Standing> {
        self.shell.faults.list()
    }

    /// Switches a fault off, and says what it has done.
    pub fn fault_off(&self, id: FaultId) -> Option<Standing> {
        self.shell.faults_off(|one| one == id).pop()
    }

    /// Switches every fault off.
    pub fn faults_off(&self) -> Vec<Standing> {
        self.shell.faults_off(|_| true)
    }

    /// Ends gracefully: calls under way are answered, deliveries on the wire finished, everything kept.
    pub async fn stop(mut self) {
        self.closing.send_replace(Stopping::Yes);
        self.shell.faults.let_go();
        if timeout(LAST_CALLS, &mut self.server).await.is_err() {
            tracing::warn!("calls that did not end in time were cut off");
            self.server.abort();
        }
        self.stopping.send_replace(Stopping::Yes);
        for task in self.tasks {
            task.await.ok();
        }
        if let Err(error) = self.shell.webhooks.book.keep() {
            tracing::error!(error = %error, "the open deliveries could not be kept");
        }
        if let Err(error) = self.shell.world.close() {
            tracing::error!(error = %error, "the world could not be written down in one piece; its journal holds");
        }
    }
}

impl FromRef<Shell> for World {
    fn from_ref(shell: &Shell) -> Self {
        shell.world.clone()
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let what = match error.kind() {
            ErrorKind::AddrInUse => format!(
                "{address} is in use by another program; stop that one or name another address with --listen"
            ),
            ErrorKind::AddrNotAvailable => {
                format!("{address} is no address of this machine; name another with --listen")
            }
            ErrorKind::PermissionDenied => {
                format!("this user may not listen on {address}; name a port above 1023 with --listen")
            }
            _ => format!("cannot listen on {address}; name another address with --listen"),
        };
        anyhow::Error::new(error).context(what)
    })
}

/// Where this machine reaches the sandbox, also when it listens on every address.
fn base_url(addr: SocketAddr) -> String {
    let ip = match addr.ip() {
        ip if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        ip => ip,
    };
    format!("http://{}", SocketAddr::new(ip, addr.port()))
}

fn router(shell: Shell) -> Router {
    let api = Router::new()
        .merge(contacts::router())
        .merge(opportunities::router())
        .merge(businesses::router())
        .merge(conversations::router())
        .merge(neighbours::routes())
        .merge(oauth::routes())
        .fallback(no_path)
        .method_not_allowed_fallback(no_path)
        .layer(CatchPanicLayer::new())
        .with_state(shell.clone());
    Router::new()
        .merge(control::routes(&shell, Api::new(api.clone(), shell.clone())))
        .merge(oauth::pages(&shell))
        .fallback_service(from_fn_with_state(shell.clone(), door::door).layer(api))
        .with_state(shell)
}

async fn no_path(request: Request) -> Refusal {
    Refusal::NoPath { method: request.method().to_string(), path: request.uri().path().to_owned() }
}

async fn serve(listener: TcpListener, router: Router, mut closed: watch::Receiver<Stopping>) {
    let service = router.into_make_service_with_connect_info::<Scissors>();
    let ended = async move {
        closed.wait_for(|stopping| *stopping == Stopping::Yes).await.ok();
    };
    if let Err(error) =
        axum::serve(Entrance(listener), service).with_graceful_shutdown(ended).into_future().await
    {
        tracing::error!(error = %error, "the sandbox stopped listening");
    }
}

/// Carries the world's events to the webhooks, in their order.
async fn pump(shell: Shell, mut stopped: watch::Receiver<Stopping>) {
    loop {
        for emitted in shell.world.take_emitted() {
            shell.webhooks.tell(emitted, &shell.grants);
        }
        tokio::select! {
            () = shell.world.emitted() => {}
            _ = stopped.wait_for(|stopping| *stopping == Stopping::Yes) => break,
        }
    }
    for emitted in shell.world.take_emitted() {
        shell.webhooks.tell(emitted, &shell.grants);
    }
}
