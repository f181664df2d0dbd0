//! A whole Rankr: opened, wired, answering, stopped.
//!
//! Here: the order in which the rooms are opened and closed. Not here: settings (`config`), commands (`commands`).
//!
//! Promise: when `start` returns, pages answer and jobs run. `stop` lets what is under way end, so that nothing is
//! lost and nothing waits for a lease to run out. What cannot work is refused before the first job runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use gateway::Gateway;
use secrecy::ExposeSecret as _;
use store::{Clock, SealKey, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;
use web::paths::SignInLink;
use workspace::Rooms;
use workspace::people::People;

use crate::config::Config;
use crate::folder::{self, Folder};
use crate::refusal::Refusal;
use crate::webhook_keys::WebhookKeys;

/// How long pages under way may take to end.
const LAST_PAGES: Duration = Duration::from_secs(5);

/// What every room is given.
#[derive(Clone)]
pub struct House {
    /// Memory.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// The one door out.
    pub gateway: Gateway,
    /// The keys deliveries may be signed with.
    pub keys: WebhookKeys,
    /// The address people and HighLevel reach us under.
    pub url: Url,
}

/// A Rankr that answers.
pub struct Running {
    /// Its rooms, for commands and tests.
    pub house: House,
    /// Where it listens.
    pub address: SocketAddr,
    stopping: watch::Sender<bool>,
    pages: JoinHandle<()>,
    worker: queue::Running,
    _folder: Folder,
}

/// Opens everything and begins to work.
pub async fn start(config: &Config) -> Result<Running, Refusal> {
    let folder = Folder::lock(&config.data_dir)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    let house = open(config, address).await?;
    let worker = worker(&house, config).start();
    let (stopping, stopped) = watch::channel(false);
    let pages = tokio::spawn(serve(listener, house.clone(), stopped));
    Ok(Running { house, address, stopping, pages, worker, _folder: folder })
}

impl Running {
    /// Takes no new request and no new job, and lets those under way end.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        if tokio::time::timeout(LAST_PAGES, &mut self.pages).await.is_err() {
            self.pages.abort();
        }
        self.worker.drain().await;
        self.house.store.close().await;
    }
}

/// Opens the rooms without listening or working, for commands that run beside a serving Rankr.
pub async fn open(config: &Config, address: SocketAddr) -> Result<House, Refusal> {
    folder::prepare(&config.data_dir)?;
    let clock = Clock::system();
    let store = Store::open(&config.database, clock.clone(), seal_key(config)?).await?;
    let http = highlevel::client::http_client(crate::connect::USER_AGENT)
        .map_err(|error| Refusal::Other(format!("no HTTP client: {error}")))?;
    let gateway = Gateway::new(store.clone(), clock.clone(), http, gateway::Options::default());
    let keys = WebhookKeys::new(&config.webhook_public_keys)?;
    keys.reload(&store).await?;
    Ok(House { store, clock, gateway, keys, url: public_url(config, address)? })
}

impl House {
    /// The address people use, without a closing slash.
    pub fn address(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// A fresh one-time link that signs the owner in.
    pub async fn sign_in_link(&self) -> Result<String, Refusal> {
        let rooms = Rooms::new(self.store.clone(), self.gateway.clone());
        let link =
            People::new(&rooms).owner_link().await.map_err(|refusal| Refusal::Other(refusal.to_string()))?;
        Ok(format!("{}{}", self.address(), SignInLink { token: link.reveal().to_owned() }))
    }
}

fn seal_key(config: &Config) -> Result<SealKey, Refusal> {
    match &config.seal_key {
        Some(key) => key.expose_secret().parse().map_err(|_| Refusal::SealKey),
        None => Ok(folder::key_file(&config.data_dir)?),
    }
}

fn public_url(config: &Config, address: SocketAddr) -> Result<Url, Refusal> {
    match &config.public_url {
        Some(url) => Ok(url.clone()),
        None => Url::parse(&format!("http://{address}")).map_err(|error| Refusal::Other(error.to_string())),
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Refusal> {
    TcpListener::bind(address).await.map_err(|reason| Refusal::listening(address, "--listen", reason))
}

fn worker(house: &House, config: &Config) -> queue::Worker {
    let handler = sync::Handler::new(house.store.clone(), house.clock.clone(), house.gateway.clone());
    let options = queue::Options { slots: config.workers, lease: config.lease, ..queue::Options::default() };
    let worker = queue::Worker::new(house.store.clone(), house.clock.clone(), Arc::new(handler), options);
    sync::schedule(&house.store).into_iter().fold(worker, queue::Worker::every)
}

async fn serve(listener: TcpListener, house: House, mut stopped: watch::Receiver<bool>) {
    let router = crate::doors::router(&house);
    let ending = async move {
        let _ended = stopped.wait_for(|stopped| *stopped).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ending).await {
        tracing::error!(%error, "pages ended");
    }
}

impl From<store::StoreError> for Refusal {
    fn from(error: store::StoreError) -> Self {
        Self::Database(error)
    }
}
