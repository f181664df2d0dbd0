//! A sandbox process that stays up, and a `serve` that may be killed at any point.
//!
//! Here: starting, connecting, waiting, asking both. Not here: what is expected of them (`tests/`).
//!
//! Promise: what is looked at is on disk: the stage opens the database itself, beside or after the process.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use domain::change::{Cause, Change};
use domain::ids::PersonId;
use domain::progress::Progress;
use domain::record::{Kind, RecordId};
use domain::write::{Effect, Intent};
use highlevel::ids::ContactId;
use rankr::config::{Flags, Sources};
use rankr::running::{self, House};
use serde_json::{Map, Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};
use tempfile::TempDir;
use testkit::test_rankr::is_idle;
use testkit::{Account, Database, Limiting, Process, Start, compare, free_address};

/// How long a Rankr may take until nothing is left to do.
const PATIENCE: Duration = Duration::from_secs(240);

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
        let stage = Self::set_unconnected(contacts, database).await?;
        stage.connect().await?;
        Ok(stage)
    }

    /// The same with HighLevel's real limits, or without.
    pub async fn set_limited(contacts: usize, database: Database, limits: Limiting) -> anyhow::Result<Self> {
        let stage = Self::unconnected(contacts, database, limits).await?;
        stage.connect().await?;
        Ok(stage)
    }

    /// The same before anybody connected the location.
    pub async fn set_unconnected(contacts: usize, database: Database) -> anyhow::Result<Self> {
        Self::unconnected(contacts, database, Limiting::Off).await
    }

    async fn unconnected(contacts: usize, database: Database, limits: Limiting) -> anyhow::Result<Self> {
        let sandbox = Process::sandbox(contacts);
        let sandbox = if limits == Limiting::Off { sandbox.flag("--no-limits") } else { sandbox };
        let sandbox = sandbox.ready().await?;
        let account = Account::of(
            sandbox.ready_text("base_url")?,
            sandbox.ready_text("location_id")?,
            sandbox.ready_text("private_token")?,
        )?;
        account.tell("/sandbox/clock", json!({"time_scale": 100})).await?;
        let folder = tempfile::tempdir()?;
        Ok(Self { account, sandbox, folder, database: database.fresh(), listen: free_address()? })
    }

    /// What the sandbox says of itself, member by member.
    pub fn sandbox_facts(&self) -> impl Fn(&str) -> anyhow::Result<String> + use<> {
        let ready = self.sandbox.ready.clone();
        move |member| ready[member].as_str().map(str::to_owned).with_context(|| format!("no {member}"))
    }

    /// Where HighLevel sends people back to.
    pub fn callback(&self) -> String {
        format!("http://{}/oauth/callback", self.listen)
    }

    /// How many connections are kept.
    pub async fn connections(&self) -> anyhow::Result<usize> {
        let house = self.house().await?;
        let connections = house.store.read().await?.connection_list().await?.len();
        house.store.close().await;
        Ok(connections)
    }

    /// Connects the location, as an operator would.
    pub async fn connect(&self) -> anyhow::Result<()> {
        let connect = self
            .command("connect")
            .with("--base-url", self.sandbox.ready_text("base_url")?)
            .flag("--oauth")
            .with("--public-url", format!("http://{}", self.listen));
        let (code, _, said) = connect.to_the_end().await?;
        ensure!(code == Some(0), "connect ended with {code:?}: {said}");
        Ok(())
    }

    /// Another command on this stage's folder and database.
    pub fn command(&self, name: &str) -> Start {
        self.on_database(Start::command(name).with("--data-dir", self.folder.path()))
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a statement behind Rankr's back, while nobody serves.
    pub async fn run_sql(&self, statement: &'static str) -> anyhow::Result<()> {
        match &self.database {
            Some(database) => {
                let mut connection = PgConnection::connect(database).await?;
                connection.execute(statement).await?;
                connection.close().await?;
            }
            None => {
                let file = format!("sqlite:{}", text(&self.folder.path().join("rankr.db")));
                let mut connection = SqliteConnection::connect(&file).await?;
                connection.execute(statement).await?;
                connection.close().await?;
            }
        }
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
        self.serve_in(self.folder.path(), self.listen)
    }

    /// A `serve` on the same database with a folder of its own.
    pub fn serve_in(&self, folder: &Path, listen: SocketAddr) -> Start {
        self.on_database(Process::serve(folder, listen)).variable("RANKR_LEASE_SECONDS", "1")
    }

    /// Starts a `serve` that copies the account whole, and ends it softly.
    pub async fn copy(&self) -> anyhow::Result<()> {
        self.serve_until_idle().await
    }

    /// Starts a `serve`, lets it do all there is to do, and ends it softly.
    pub async fn serve_until_idle(&self) -> anyhow::Result<()> {
        let serve = self.serve().ready().await?;
        let waited = self.until_idle().await;
        let status = serve.terminate().await?;
        ensure!(status.success(), "serve ended with {status}");
        waited
    }

    /// Waits until a `serve` that runs has nothing left to do.
    pub async fn until_idle(&self) -> anyhow::Result<()> {
        let house = self.house().await?;
        let waited = self.idle(&house).await;
        house.store.close().await;
        waited
    }

    async fn idle(&self, house: &House) -> anyhow::Result<()> {
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
        let effect = Effect::Create { fields: fields.clone() };
        self.intend(contact, (Kind::Note, "create-note"), fields, effect).await
    }

    /// Takes down the intent to set a contact's city, as a page does.
    pub async fn intend_city(&self, contact: &ContactId, city: &str) -> anyhow::Result<()> {
        let fields: Map<String, Value> = Map::from_iter([("city".to_owned(), json!(city))]);
        let effect = Effect::Set { fields: fields.clone() };
        self.intend(contact, (Kind::Contact, "update-contact"), fields, effect).await
    }

    async fn intend(
        &self,
        contact: &ContactId,
        (kind, operation): (Kind, &str),
        body: Map<String, Value>,
        effect: Effect,
    ) -> anyhow::Result<()> {
        let house = self.house().await?;
        let intent = Intent {
            location: self.account.location.clone(),
            contact: Some(contact.clone()),
            kind,
            record: (kind == Kind::Contact).then(|| RecordId::from(contact)),
            operation: operation.to_owned(),
            path: [("contactId".to_owned(), contact.to_string())].into_iter().collect(),
            body,
            effect,
            base: Map::new(),
            cause: Cause::Person { person: PersonId::from_uuid(house.clock.uuid()), write: None },
        };
        house.gateway.submit(intent).await?;
        house.store.close().await;
        Ok(())
    }

    /// Has the first copy begin anew, while nobody serves.
    pub async fn copy_anew(&self) -> anyhow::Result<()> {
        let house = self.house().await?;
        let mut tx = house.store.begin().await?;
        tx.progress_clear(&self.account.location).await?;
        sync::begin(&mut tx, &self.account.location).await?;
        tx.commit().await?;
        house.store.close().await;
        Ok(())
    }

    /// Every change of a contact, newest first.
    pub async fn changes_of(&self, contact: &ContactId) -> anyhow::Result<Vec<Change>> {
        let house = self.house().await?;
        let changes =
            house.store.read().await?.change_list_of(&self.account.location, contact, None, 500).await?;
        house.store.close().await;
        Ok(changes)
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
        Ok(self.paths_of(operation).await?.len())
    }

    /// The paths with which the sandbox was asked for that operation, as its own log says.
    pub async fn paths_of(&self, operation: &str) -> anyhow::Result<Vec<String>> {
        let log = self.account.control(&format!("/sandbox/calls?operation={operation}&limit=100000")).await?;
        let calls = log["calls"].as_array().context("the log has no calls")?;
        Ok(calls.iter().filter_map(|call| call["path"].as_str().map(str::to_owned)).collect())
    }

    /// How far the first copy is, by what is on disk.
    pub async fn copied(&self) -> anyhow::Result<Vec<Progress>> {
        let house = self.house().await?;
        let progress = house.store.read().await?.progress_list(&self.account.location).await?;
        house.store.close().await;
        Ok(progress)
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
