//! A whole Rankr: opened, wired, answering, stopped.
//!
//! Here: the order in which the rooms are opened and closed. Not here: settings (`config`), commands (`commands`).
//!
//! Promise: when `start` returns, pages answer and jobs run. `stop` lets what is under way end, so that nothing is
//! lost and nothing waits for a lease to run out. What cannot work is refused before the first job runs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use engine::Engine;
use gateway::Gateway;
use secrecy::ExposeSecret as _;
use store::{Clock, DatabaseUrl, SealKey, Store};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use url::Url;
use web::Streams;
use web::paths::SignInLink;
use workspace::Rooms;
use workspace::people::People;

use crate::config::Config;
use crate::folder::{self, Before, Folder};
use crate::hands::Hands;
use crate::refusal::Refusal;
use crate::webhook_keys::WebhookKeys;

/// How long pages and jobs under way may take to end. What takes longer is done again after the next start.
const LAST_WORDS: Duration = Duration::from_millis(1500);
/// How long the database may take to be put away; it is whole at every moment.
const PUT_AWAY: Duration = Duration::from_millis(400);

/// Under which name the address is kept under which this database was served last.
const SERVED_AT: &str = "served.at";

/// What every room is given.
#[derive(Clone)]
pub struct House {
    /// Memory.
    pub store: Store,
    /// Time.
    pub clock: Clock,
    /// The one door out.
    pub gateway: Gateway,
    /// Automations in motion.
    pub engine: Engine,
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
    streams: Streams,
    pages: JoinHandle<()>,
    worker: queue::Running,
    _folder: Folder,
}

/// Opens everything and begins to work.
pub async fn start(config: &Config) -> Result<Running, Refusal> {
    let before = Before::look(&config.data_dir);
    let started = start_in(config).await;
    if started.as_ref().is_err_and(|refusal| !refusal.is_somebody_elses_folder()) {
        before.restore();
    }
    started
}

async fn start_in(config: &Config) -> Result<Running, Refusal> {
    let folder = Folder::lock(&config.data_dir)?;
    let listener = listen(config.listen).await?;
    let address = listener.local_addr()?;
    let house = open_in(config, address).await?;
    house.keep_address().await?;
    if folder.holds(&config.database) {
        house.free_jobs().await?;
    }
    let worker = worker(&house, config).start();
    let (stopping, stopped) = watch::channel(false);
    let streams = Streams::default();
    let router = crate::doors::router(&house, &streams);
    let pages = tokio::spawn(serve(listener, router, stopped));
    Ok(Running { house, address, stopping, streams, pages, worker, _folder: folder })
}

impl Running {
    /// Takes no new request and no new job, ends the streams, and lets the rest end; in two seconds at most.
    pub async fn stop(mut self) {
        self.stopping.send_replace(true);
        self.streams.end();
        let pages = async {
            if tokio::time::timeout(LAST_WORDS, &mut self.pages).await.is_err() {
                tracing::warn!("pages that did not end in time are cut off");
                self.pages.abort();
            }
        };
        tokio::join!(pages, self.worker.drain());
        if tokio::time::timeout(PUT_AWAY, self.house.store.close()).await.is_err() {
            tracing::warn!("the database is still in use and is left as it is");
        }
    }
}

/// Opens the rooms without listening or working, for commands that run beside a serving Rankr.
pub async fn open(config: &Config, address: SocketAddr) -> Result<House, Refusal> {
    let before = Before::look(&config.data_dir);
    let opened = open_in(config, address).await;
    if opened.is_err() {
        before.restore();
    }
    opened
}

/// The same, for commands that make no sense where there is nothing yet.
pub async fn open_known(config: &Config, address: SocketAddr) -> Result<House, Refusal> {
    refuse_nothing(config)?;
    open(config, address).await
}

/// Whether there is a database to be opened.
pub(crate) fn refuse_nothing(config: &Config) -> Result<(), Refusal> {
    match &config.database {
        DatabaseUrl::Sqlite(path) if !path.is_file() => Err(Refusal::NoDatabase(config.data_dir.clone())),
        _ => Ok(()),
    }
}

async fn open_in(config: &Config, address: SocketAddr) -> Result<House, Refusal> {
    folder::prepare(&config.data_dir)?;
    let clock = Clock::system();
    let store = Store::open(&config.database, clock.clone(), seal_key(config)?).await?;
    if let Some(days) = config.history_days {
        let mut tx = store.begin().await?;
        tx.setting_save(None, store::KEEP_DAYS, &days.to_string()).await?;
        tx.commit().await?;
    }
    let http = highlevel::client::http_client(crate::connect::USER_AGENT)
        .map_err(|error| Refusal::Other(format!("no HTTP client: {error}")))?;
    let gateway = Gateway::new(store.clone(), clock.clone(), http, gateway::Options::default());
    let keys = WebhookKeys::new(&config.webhook_public_keys)?;
    keys.reload(&store).await?;
    let engine = Engine::new(store.clone(), gateway.clone(), engine::Options::default());
    Ok(House { store, clock, gateway, engine, keys, url: public_url(config, address)? })
}

impl House {
    /// The address people use, without a closing slash.
    pub fn address(&self) -> String {
        self.url.as_str().trim_end_matches('/').to_owned()
    }

    /// Keeps the address people reach us under, for commands that run beside us.
    async fn keep_address(&self) -> Result<(), Refusal> {
        let mut tx = self.store.begin().await?;
        tx.setting_save(None, SERVED_AT, self.url.as_str()).await?;
        Ok(tx.commit().await?)
    }

    /// Makes due what an earlier process of this folder held when it died, so that nobody waits for a lease.
    async fn free_jobs(&self) -> Result<(), Refusal> {
        let mut tx = self.store.begin().await?;
        let freed = tx.job_free_held(self.clock.now()).await?;
        if freed > 0 {
            tracing::info!(jobs = freed, "an earlier process did not end its jobs; they go on now");
        }
        Ok(tx.commit().await?)
    }

    /// The same house as people reach it who use the Rankr that served this database last.
    pub async fn as_served(mut self) -> Result<Self, Refusal> {
        let kept = self.store.read().await?.setting_find(None, SERVED_AT).await?;
        if let Some(url) = kept.and_then(|url| Url::parse(&url).ok()) {
            self.url = url;
        }
        Ok(self)
    }

    /// A fresh one-time link that signs the owner in.
    pub async fn sign_in_link(&self) -> Result<String, Refusal> {
        let rooms = Rooms::new(self.store.clone(), self.gateway.clone());
        let link =
            People::new(&rooms).owner_link().await.map_err(|refusal| Refusal::Other(refusal.to_string()))?;
        Ok(format!("{}{}", self.address(), SignInLink { token: link.reveal().to_owned() }))
    }
}

pub(crate) fn seal_key(config: &Config) -> Result<SealKey, Refusal> {
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
    let handler = Hands::of(house);
    let options = queue::Options {
        slots: config.workers,
        lease: config.lease,
        grace: LAST_WORDS,
        ..queue::Options::default()
    };
    let worker = queue::Worker::new(house.store.clone(), house.clock.clone(), Arc::new(handler), options);
    let rounds = sync::schedule(&house.store).into_iter().chain(engine::schedule(&house.engine));
    rounds.fold(worker, queue::Worker::every)
}

async fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<bool>) {
    let ending = async move {
        let _ended = stopped.wait_for(|stopped| *stopped).await;
    };
    // Sign-in slows guesses by the address they come from.
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(ending).await {
        tracing::error!(%error, "pages ended");
    }
}
