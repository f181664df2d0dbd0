//! A sandbox in the test's own process, and Rankr's rooms opened beside it, connected as a test likes.
//!
//! Here: rooms without a worker (as another process has them), a Rankr at work, each kind of token. Not here: the
//! demo's own wiring (`testkit::TestRankr`), processes that are killed (`Stage`).

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::bail;
use domain::connection::{self, Connection};
use highlevel::ids::ContactId;
use rankr::config::{Flags, Sources};
use rankr::connect::{self, Callback};
use rankr::demo::{self, Wishes};
use rankr::running::{self, House};
use sandbox::server::{Life, Limiting};
use serde_json::Value;
use store::Store;
use tempfile::TempDir;
use testkit::test_rankr::is_idle;
use testkit::{Account, Database};
use url::Url;

/// How long everything may take to be quiet.
const PATIENCE: Duration = Duration::from_secs(120);

/// A sandbox, and a place for Rankr.
pub struct Rooms {
    /// The sandbox's account, as a program with the full token sees it.
    pub account: Account,
    /// The sandbox.
    pub sandbox: sandbox::Running,
    wishes: Wishes,
    folder: TempDir,
}

/// How a location is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum With {
    /// By the app, with webhooks.
    OAuth,
    /// A private token that may do everything.
    FullToken,
    /// A private token that may only read contacts.
    ReadOnlyToken,
}

impl Rooms {
    /// A sandbox with so many contacts, and nothing connected.
    pub async fn around(contacts: usize, database: Database) -> anyhow::Result<Self> {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let wishes = Wishes {
            listen: anywhere,
            sandbox_listen: anywhere,
            data_dir: None,
            contacts,
            life: Life::Off,
            limits: Limiting::Off,
            database: database.fresh(),
        };
        let folder = tempfile::tempdir()?;
        let sandbox = demo::start_sandbox(&wishes, folder.path()).await?;
        let facts = &sandbox.facts;
        let account = Account::of(&facts.base_url, &facts.location_id, &facts.private_token)?;
        Ok(Self { account, sandbox, wishes, folder })
    }

    /// The rooms without a worker, as a command beside a serving Rankr has them.
    pub async fn house(&self) -> anyhow::Result<House> {
        let flags = Flags::default()
            .with("data_dir", Some(self.folder.path().join("rankr").to_string_lossy().into_owned()))
            .with("database", self.wishes.database.clone());
        Ok(running::open(&Sources::of_demo(flags).config()?, self.wishes.listen).await?)
    }

    /// A Rankr at work, at a port of its own each time: where the sandbox's webhooks came to one before it, they
    /// come to this one now.
    pub async fn rankr(&self) -> anyhow::Result<running::Running> {
        let rankr = demo::start_rankr(&self.wishes, self.folder.path()).await?;
        if rankr.house.store.read().await?.connection_list().await?.iter().any(by_app) {
            connect::direct_webhooks(&Url::parse(&self.sandbox.facts.base_url)?, &rankr.house).await?;
        }
        Ok(rankr)
    }

    /// Connects the location in use, and orders its first copy.
    pub async fn connect(&self, house: &House, with: With) -> anyhow::Result<()> {
        let facts = &self.sandbox.facts;
        let token = match with {
            With::OAuth => {
                connect::to_sandbox(house, facts, &facts.location_id, Callback::Here).await?;
                return Ok(());
            }
            With::FullToken => &facts.private_token,
            With::ReadOnlyToken => &facts.read_only_token,
        };
        let base_url = Url::parse(&facts.base_url)?;
        let location = Some(facts.location_id.as_str());
        let tried = connect::try_private(&base_url, token.clone().into(), location).await?;
        connect::private(house, tried).await?;
        Ok(())
    }

    /// A Rankr at work that is connected so and has copied the account.
    pub async fn copied(&self, with: With) -> anyhow::Result<running::Running> {
        let rankr = self.rankr().await?;
        self.connect(&rankr.house, with).await?;
        self.settle(&rankr.house.store).await?;
        Ok(rankr)
    }

    /// Waits until the sandbox has delivered everything and Rankr has nothing left to do.
    pub async fn settle(&self, store: &Store) -> anyhow::Result<()> {
        let quiet = async || Ok(self.account.is_quiet().await? && is_idle(store).await?);
        let Err(error) = within(PATIENCE, quiet).await else { return Ok(()) };
        let depth = store.read().await?.job_depth(store.clock().now()).await?;
        Err(error.context(format!("deliveries quiet: {}, jobs: {depth:?}", self.account.is_quiet().await?)))
    }

    /// One field of the mirror's contact; none where the contact is not there or gone.
    pub async fn field(
        &self,
        store: &Store,
        contact: &ContactId,
        field: &str,
    ) -> anyhow::Result<Option<Value>> {
        let row = store.read().await?.contact_find(&self.account.location, contact).await?;
        Ok(row.filter(|row| row.deleted_at().is_none()).and_then(|row| row.doc().get(field).cloned()))
    }

    /// How often the sandbox was asked for that operation, as its own log says.
    pub async fn calls_of(&self, operation: &str) -> anyhow::Result<usize> {
        let log = self.account.control(&format!("/sandbox/calls?operation={operation}&limit=1000")).await?;
        Ok(log["calls"].as_array().map_or(0, Vec::len))
    }
}

/// Whether webhooks come for it.
fn by_app(connection: &Connection) -> bool {
    connection.kind == connection::Kind::OAuth
}

/// Waits until something holds, for at most that long. Says how long it took.
pub async fn within<F>(limit: Duration, mut holds: F) -> anyhow::Result<Duration>
where
    F: AsyncFnMut() -> anyhow::Result<bool>,
{
    let began = Instant::now();
    while !holds().await? {
        if began.elapsed() > limit {
            bail!("it does not hold after {} ms", limit.as_millis());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(began.elapsed())
}
