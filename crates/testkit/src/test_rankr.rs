//! A whole Rankr and a whole sandbox in the test's own process.
//!
//! Here: starting both on free ports, connecting them by OAuth, copying the account, waiting until all is quiet,
//! stopping one of them and starting it again where it was.
//! Not here: killing (`Process`). Promise: it is the wiring of `rankr demo`, with nothing replaced.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use domain::change::Change;
use domain::record::{Kind, RecordId};
use highlevel::ids::ContactId;
use rankr::demo::{Demo, Wishes};
use rankr::running;
use sandbox::server::{Life, Limiting};
use serde_json::Value;
use store::{RecordRow, Store};
use tempfile::TempDir;

use crate::account::Account;
use crate::browser::Browser;
use crate::compare;

/// How long both may take to be quiet.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often they are looked at meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file in a temporary folder.
    Sqlite,
    /// A fresh database of the test program's own server.
    Postgres,
}

impl Database {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// The address of a fresh one; none for the file in the data folder.
    pub fn fresh(self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(postgres_server::Server::shared().fresh_database()),
        }
    }
}

/// A whole Rankr against a whole sandbox.
pub struct TestRankr {
    /// The sandbox's account, as a program with a token sees it.
    pub account: Account,
    rankr: Option<running::Running>,
    sandbox: Option<sandbox::Running>,
    /// How both were started, with the addresses they got.
    wishes: Wishes,
    folder: TempDir,
}

impl TestRankr {
    /// Both, with thirty invented contacts, on SQLite, copied and quiet.
    pub async fn start() -> anyhow::Result<Self> {
        Self::on(Database::Sqlite).await
    }

    /// The same on that database.
    pub async fn on(database: Database) -> anyhow::Result<Self> {
        Self::with(30, database).await
    }

    /// The same with so many contacts.
    pub async fn with(contacts: usize, database: Database) -> anyhow::Result<Self> {
        let rankr = Self::begun(contacts, database, Limiting::Off).await?;
        rankr.settle().await?;
        Ok(rankr)
    }

    /// The same while the account is still being copied, which takes its time where calls are limited.
    pub async fn begun(contacts: usize, database: Database, limits: Limiting) -> anyhow::Result<Self> {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let folder = tempfile::Builder::new().prefix("rankr-test-").tempdir()?;
        let mut wishes = Wishes {
            listen: anywhere,
            sandbox_listen: anywhere,
            data_dir: Some(folder.path().to_owned()),
            contacts,
            life: Life::Off,
            limits,
            database: database.fresh(),
        };
        let Demo { sandbox, rankr, .. } = rankr::demo::start(&wishes).await?;
        (wishes.listen, wishes.sandbox_listen) = (rankr.address, sandbox.addr);
        let facts = &sandbox.facts;
        let account = Account::of(&facts.base_url, &facts.location_id, &facts.private_token)?;
        Ok(Self { account, rankr: Some(rankr), sandbox: Some(sandbox), wishes, folder })
    }

    fn rankr(&self) -> &running::Running {
        self.rankr.as_ref().expect("Rankr runs")
    }

    /// Rankr's rooms.
    pub fn house(&self) -> &running::House {
        &self.rankr().house
    }

    /// Rankr's memory.
    pub fn store(&self) -> &Store {
        &self.rankr().house.store
    }

    /// Ends Rankr and leaves the sandbox alone.
    pub async fn stop_rankr(&mut self) {
        if let Some(rankr) = self.rankr.take() {
            rankr.stop().await;
        }
    }

    /// Starts Rankr again, at the same address and with what it kept.
    pub async fn start_rankr(&mut self) -> anyhow::Result<()> {
        self.rankr = Some(rankr::demo::start_rankr(&self.wishes, self.folder.path()).await?);
        Ok(())
    }

    /// Ends the sandbox: HighLevel is not reached any more.
    pub async fn stop_sandbox(&mut self) {
        if let Some(sandbox) = self.sandbox.take() {
            sandbox.stop().await;
        }
    }

    /// Starts the sandbox again, at the same address and with the same world.
    pub async fn start_sandbox(&mut self) -> anyhow::Result<()> {
        self.sandbox = Some(rankr::demo::start_sandbox(&self.wishes, self.folder.path()).await?);
        Ok(())
    }

    /// Somebody signed in as the owner.
    pub async fn browser(&self) -> anyhow::Result<Browser> {
        Browser::sign_in(&self.sign_in_link().await?).await
    }

    /// A fresh one-time link that signs the owner in.
    pub async fn sign_in_link(&self) -> anyhow::Result<String> {
        Ok(self.rankr().house.sign_in_link().await?)
    }

    /// Waits until the sandbox has delivered everything and Rankr has nothing left to do.
    pub async fn settle(&self) -> anyhow::Result<()> {
        let began = Instant::now();
        let mut quiet = 0;
        while quiet < 2 {
            quiet = if self.is_quiet().await? { quiet + 1 } else { 0 };
            if began.elapsed() > PATIENCE {
                bail!("not quiet after {} s: {}", PATIENCE.as_secs(), self.what_is_left().await?);
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    async fn is_quiet(&self) -> anyhow::Result<bool> {
        Ok(self.account.is_quiet().await? && is_idle(self.store()).await?)
    }

    async fn what_is_left(&self) -> anyhow::Result<String> {
        let mut tx = self.store().read().await?;
        let depth = tx.job_depth(self.store().clock().now()).await?;
        let failed = tx.job_list_failed(5).await?;
        Ok(format!("{depth:?}, {failed:?}, deliveries quiet: {}", self.account.is_quiet().await?))
    }

    /// The mirror's contact, also a deleted one.
    pub async fn mirrored(&self, contact: &ContactId) -> anyhow::Result<Option<RecordRow>> {
        Ok(self.store().read().await?.contact_find(&self.account.location, contact).await?)
    }

    /// One field of the mirror's contact.
    pub async fn field(&self, contact: &ContactId, field: &str) -> anyhow::Result<Option<Value>> {
        Ok(self.mirrored(contact).await?.and_then(|row| row.doc().get(field).cloned()))
    }

    /// A task, note or appointment of the mirror, also a deleted one.
    pub async fn record(&self, kind: Kind, id: &str) -> anyhow::Result<Option<RecordRow>> {
        let id = RecordId::new(id)?;
        Ok(self.store().read().await?.record_find(&self.account.location, kind, &id).await?)
    }

    /// The changes of a contact and of what belongs to it, newest first.
    pub async fn changes_of(&self, contact: &ContactId) -> anyhow::Result<Vec<Change>> {
        let mut tx = self.store().read().await?;
        Ok(tx.change_list_of(&self.account.location, contact, None, 100).await?)
    }

    /// Waits until something holds, for at most that long. Says how long it took.
    pub async fn within<F, T>(&self, limit: Duration, holds: F) -> anyhow::Result<Duration>
    where
        F: Fn() -> T,
        T: Future<Output = anyhow::Result<bool>>,
    {
        let began = Instant::now();
        while !holds().await? {
            if began.elapsed() > limit {
                bail!("it does not hold after {} ms", limit.as_millis());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(began.elapsed())
    }

    /// Every difference between mirror and account.
    pub async fn differences(&self) -> anyhow::Result<Vec<String>> {
        compare::differences(self.store(), &self.account).await
    }

    /// Ends both; nothing may be left undone.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.settle().await.context("at the end of the test")?;
        let failed = self.store().read().await?.job_list_failed(5).await?;
        if !failed.is_empty() {
            bail!("jobs have failed: {failed:?}");
        }
        self.leave().await;
        Ok(())
    }

    /// Ends both, whatever is left to do: a copy that takes an hour, a write nobody will take.
    pub async fn leave(mut self) {
        self.stop_rankr().await;
        self.stop_sandbox().await;
    }
}

/// Whether no delivery waits and no job is due, held or waiting.
pub async fn is_idle(store: &Store) -> anyhow::Result<bool> {
    let mut tx = store.read().await?;
    Ok(tx.delivery_count_waiting().await? == 0 && tx.job_depth(store.clock().now()).await?.is_idle())
}
