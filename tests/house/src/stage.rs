//! A sandbox process that stays up, and a `serve` that may be killed at any point.
//!
//! Promise: what is looked at is on disk: the stage opens the database itself, beside or after the process.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use domain::change::Cause;
use domain::ids::PersonId;
use domain::record::Kind;
use domain::write::{Effect, Intent};
use highlevel::ids::ContactId;
use rankr::config::{Flags, Sources};
use rankr::running::{self, House};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use testkit::test_rankr::is_idle;
use testkit::{Account, Database, Process, Start, compare, free_address};

/// How long a Rankr may take until nothing is left to do.
const PATIENCE: Duration = Duration::from_secs(90);

/// The stage.
pub struct Stage {
    /// The sandbox's account.
    pub account: Account,
    sandbox: Process,
    folder: TempDir,
    database: Option<String>,
    listen: SocketAddr,
}

impl Stage {
    /// A sandbox with so many contacts, and a location connected by OAuth, not copied yet.
    pub async fn set(contacts: usize, database: Database) -> anyhow::Result<Self> {
        let sandbox = Process::sandbox(contacts).flag("--no-limits").ready().await?;
        let account = Account::of(
            sandbox.ready_text("base_url")?,
            sandbox.ready_text("location_id")?,
            sandbox.ready_text("private_token")?,
        )?;
        account.tell("/sandbox/clock", json!({"time_scale": 100})).await?;
        let folder = tempfile::tempdir()?;
        let stage = Self { account, sandbox, folder, database: database.fresh(), listen: free_address()? };
        stage.connect().await?;
        Ok(stage)
    }

    async fn connect(&self) -> anyhow::Result<()> {
        let connect = Start::command("connect")
            .with("--base-url", self.sandbox.ready_text("base_url")?)
            .flag("--oauth")
            .with("--data-dir", self.folder.path())
            .with("--public-url", format!("http://{}", self.listen));
        let (code, _, said) = self.on_database(connect).to_the_end().await?;
        ensure!(code == Some(0), "connect ended with {code:?}: {said}");
        Ok(())
    }

    fn on_database(&self, start: Start) -> Start {
        match &self.database {
            Some(database) => start.with("--database", database),
            None => start,
        }
    }

    /// A `serve` to be started on this stage.
    pub fn serve(&self) -> Start {
        self.on_database(Process::serve(self.folder.path(), self.listen)).variable("RANKR_LEASE_SECONDS", "1")
    }

    /// Starts a `serve` that copies the account whole, and ends it softly.
    pub async fn copy(&self) -> anyhow::Result<()> {
        self.serve_until_idle().await
    }

    /// Starts a `serve`, lets it do all there is to do, and ends it softly.
    pub async fn serve_until_idle(&self) -> anyhow::Result<()> {
        let serve = self.serve().ready().await?;
        let house = self.house().await?;
        let waited = self.until_idle(&house).await;
        house.store.close().await;
        let status = serve.terminate().await?;
        ensure!(status.success(), "serve ended with {status}");
        waited
    }

    async fn until_idle(&self, house: &House) -> anyhow::Result<()> {
        let began = Instant::now();
        let mut quiet = 0;
        while quiet < 3 {
            let is_quiet = self.account.is_quiet().await? && is_idle(&house.store).await?;
            quiet = if is_quiet { quiet + 1 } else { 0 };
            if began.elapsed() > PATIENCE {
                bail!("not idle after {} s: {}", PATIENCE.as_secs(), what_is_left(house).await?);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// The rooms of this stage's Rankr, opened beside or after the process.
    pub async fn house(&self) -> anyhow::Result<House> {
        let flags = Flags::default()
            .with("data_dir", Some(text(self.folder.path())))
            .with("database", self.database.clone());
        let config = Sources::of_demo(flags).config()?;
        Ok(running::open(&config, self.listen).await?)
    }

    /// Takes down the intent to write a note, as a page does.
    pub async fn intend_note(&self, contact: &ContactId, body: &str) -> anyhow::Result<()> {
        let fields: Map<String, Value> = Map::from_iter([("body".to_owned(), json!(body))]);
        let house = self.house().await?;
        let intent = Intent {
            location: self.account.location.clone(),
            contact: Some(contact.clone()),
            kind: Kind::Note,
            record: None,
            operation: "create-note".to_owned(),
            path: [("contactId".to_owned(), contact.to_string())].into_iter().collect(),
            body: fields.clone(),
            effect: Effect::Create { fields },
            base: Map::new(),
            cause: Cause::Person { person: PersonId::from_uuid(house.clock.uuid()), write: None },
        };
        house.gateway.submit(intent).await?;
        house.store.close().await;
        Ok(())
    }

    /// Every difference between mirror and account.
    pub async fn differences(&self) -> anyhow::Result<Vec<String>> {
        let house = self.house().await?;
        let found = compare::differences(&house.store, &self.account).await;
        house.store.close().await;
        found
    }

    /// How often the sandbox was asked for that operation, as its own log says.
    pub async fn calls_of(&self, operation: &str) -> anyhow::Result<usize> {
        let log = self.account.control(&format!("/sandbox/calls?operation={operation}&limit=1000")).await?;
        let calls = log["calls"].as_array().context("the log has no calls")?;
        Ok(calls.len())
    }
}

async fn what_is_left(house: &House) -> anyhow::Result<String> {
    let mut tx = house.store.read().await?;
    let waiting = tx.delivery_count_waiting().await?;
    let depth = tx.job_depth(house.clock.now()).await?;
    Ok(format!("{waiting} deliveries wait, {depth:?}, failed: {:?}", tx.job_list_failed(5).await?))
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
