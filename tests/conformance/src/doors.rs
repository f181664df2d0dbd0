//! Both doors of one account: a sandbox, and a Rankr that has copied it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use catalog::{CONTACTS, Place, Stage};
use domain::api_key::ApiKey;
use domain::ids::ApiKeyId;
use highlevel::operation::{App, Operation};
use highlevel::{LocationId, Scopes};
use rankr::demo::{Demo, Wishes};
use sandbox::server::{Life, Limiting};
use tempfile::TempDir;
use workspace::Rooms;
use workspace::api_keys::{ApiKeys, Wish};

/// How long the first copy may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// One of the two doors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The sandbox itself.
    Sandbox,
    /// Rankr's.
    Served,
}

/// Both doors of one account.
pub struct Doors {
    demo: Demo,
    folder: TempDir,
    key: String,
    /// A client for both.
    pub(crate) http: reqwest::Client,
}

impl Doors {
    /// Starts a sandbox and a Rankr, and waits until the account is copied to its last note.
    ///
    /// # Errors
    /// When one of them does not start, or the copy does not end.
    pub async fn open() -> Result<Self> {
        rustls::crypto::ring::default_provider().install_default().ok();
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let folder = tempfile::Builder::new().prefix("rankr-conformance-").tempdir()?;
        let wishes = Wishes {
            listen: anywhere,
            sandbox_listen: anywhere,
            data_dir: Some(folder.path().to_owned()),
            contacts: CONTACTS,
            life: Life::Off,
            limits: Limiting::Off,
            database: None,
        };
        let demo = rankr::demo::start(&wishes).await?;
        let key = demo.rankr.house.key_for_everything(&demo.location).await?;
        let doors = Self { demo, folder, key, http: reqwest::Client::builder().build()? };
        doors.copied().await?;
        Ok(doors)
    }

    async fn copied(&self) -> Result<()> {
        let began = Instant::now();
        while !sync::overview(&self.demo.rankr.house.store, &self.demo.location).await?.is_over() {
            ensure!(began.elapsed() < PATIENCE, "the account is not copied after {} s", PATIENCE.as_secs());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Where a door is.
    #[must_use]
    pub fn base(&self, door: Door) -> String {
        match door {
            Door::Sandbox => self.demo.sandbox.facts.base_url.clone(),
            Door::Served => self.demo.rankr.house.api_base_url(),
        }
    }

    /// What opens it for everything.
    #[must_use]
    pub fn token(&self, door: Door) -> &str {
        match door {
            Door::Sandbox => &self.demo.sandbox.facts.private_token,
            Door::Served => &self.key,
        }
    }

    /// The sandbox behind both.
    #[must_use]
    pub fn sandbox(&self) -> &sandbox::Running {
        &self.demo.sandbox
    }

    /// The one location.
    #[must_use]
    pub fn location(&self) -> &LocationId {
        &self.demo.location
    }

    /// Rankr's memory.
    #[must_use]
    pub fn store(&self) -> &store::Store {
        &self.demo.rankr.house.store
    }

    /// The keys of the Rankr that serves.
    #[must_use]
    pub fn keys(&self) -> ApiKeys {
        let house = &self.demo.rankr.house;
        ApiKeys::new(&Rooms::new(house.store.clone(), house.gateway.clone()))
    }

    /// A key that holds these scopes.
    ///
    /// # Errors
    /// The store's.
    pub async fn key_with(&self, scopes: &str) -> Result<(ApiKeyId, String)> {
        let wish = Wish { name: "a test's".to_owned(), scopes: Scopes::parse(scopes), expires_at: None };
        let made = self.keys().make_on_the_machine(self.location(), wish).await?;
        Ok((made.key.id, made.reveal().to_owned()))
    }

    /// A key that ran out a minute ago.
    ///
    /// # Errors
    /// The store's.
    pub async fn key_that_ran_out(&self) -> Result<String> {
        let now = self.store().clock().now();
        let before = |minutes: i64| now.checked_sub(jiff::SignedDuration::from_mins(minutes));
        let secret = format!("rk_{}", "o".repeat(43));
        let key = ApiKey {
            id: ApiKeyId::from_uuid(self.store().clock().uuid()),
            location: self.location().clone(),
            name: "ran out".to_owned(),
            ending: "oooo".to_owned(),
            scopes: Scopes::parse("contacts.readonly"),
            made_by: None,
            created_at: before(9)?,
            expires_at: Some(before(1)?),
            used_at: None,
            revoked_at: None,
            revoked_by: None,
        };
        let mut tx = self.store().begin().await?;
        tx.api_key_add(&key, &secret.clone().into()).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// A control route of the sandbox.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn control(&self, path: &str) -> Result<serde_json::Value> {
        let url = format!("{}/sandbox/{path}", self.base(Door::Sandbox));
        Ok(self.http.get(url).send().await?.error_for_status()?.json().await?)
    }

    /// How many calls HighLevel has answered to operations.
    ///
    /// # Errors
    /// When the sandbox does not tell.
    pub async fn calls(&self) -> Result<u64> {
        let counted = self.control("calls").await?;
        let totals = counted["totals"].as_object().cloned().unwrap_or_default();
        Ok(totals.values().filter_map(|total| total["succeeded"].as_u64()).sum())
    }
}

/// The served door, for the catalog's suite.
pub const fn place() -> Place {
    Place { name: "as Rankr serves it", open: || Box::pin(served()), serves: is_served }
}

async fn served() -> Result<Stage> {
    let Doors { demo, folder, key, .. } = Doors::open().await?;
    let base = demo.rankr.house.api_base_url();
    let Demo { sandbox, rankr, .. } = demo;
    Stage::before(sandbox, base, key, Some(Box::new((rankr, folder))))
}

/// Every operation of contacts, and the reads of their neighbours that the mirror holds.
fn is_served(row: &Operation) -> bool {
    let held = [
        "get-location",
        "get-location-tags",
        "get-tag-by-id",
        "get-custom-fields",
        "get-custom-field",
        "task-search",
        "get-user-by-location",
        "get-user",
        "get-calendars",
        "get-calendar",
    ];
    row.app == App::Contacts || held.contains(&row.id)
}
