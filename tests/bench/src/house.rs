//! A sandbox and a Rankr connected to it, as two processes.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use postgres_server::Server;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::plan::Plan;
use crate::process::{Process, Start, free_address};
use crate::wire::Wire;

/// Calls a real HighLevel allows in ten seconds.
const BURST: u32 = 100;
const DAILY: u32 = 200_000;

/// A sandbox without limits.
pub(crate) struct Sandbox {
    /// The process.
    pub(crate) process: Process,
    _folder: TempDir,
}

/// A Rankr with a folder of its own.
pub(crate) struct Rankr {
    /// The process.
    pub(crate) process: Process,
    address: SocketAddr,
    folder: TempDir,
    /// Where its memory is, where that is not the folder.
    database: Option<String>,
    /// The session, once somebody signed in: the link works once.
    cookie: OnceLock<String>,
}

impl Sandbox {
    /// Starts one, in memory.
    pub(crate) fn start(plan: &Plan, contacts: usize) -> Result<Self> {
        let folder = plan.temporary()?;
        let process = Start::command(&plan.program, "sandbox", folder.path())
            .with("--listen", "127.0.0.1:0")
            .with("--contacts", contacts.to_string())
            .flag("--no-limits")
            .flag("--ready-json")
            .ready()?;
        Ok(Self { process, _folder: folder })
    }

    /// A connection to its control side.
    pub(crate) fn control(&self) -> Result<Wire> {
        Wire::to(self.process.text("base_url")?)
    }

    /// How many contacts and tasks the location in use has.
    pub(crate) fn counts(&self) -> Result<(usize, usize)> {
        let world = self.control()?.json("/sandbox/world")?;
        let location = self.process.text("location_id")?;
        let mut known = world["locations"].as_array().into_iter().flatten();
        let counts = known.find(|counts| counts["id"] == location).context("the world lacks its location")?;
        let count =
            |name: &str| counts[name].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
        Ok((count("contacts"), count("tasks")))
    }

    /// Calls as HighLevel allows them, or as many as anybody likes.
    pub(crate) fn limit(&self, is_limited: bool) -> Result<()> {
        let (burst, daily) = if is_limited { (BURST, DAILY) } else { (1_000_000, 1_000_000_000) };
        self.control()?.tell("/sandbox/switches", &json!({"burst": burst, "daily": daily, "refill": true}))
    }

    /// Ids of contacts from all over the account, at most so many.
    pub(crate) fn some_contacts(&self, wanted: usize) -> Result<Vec<Value>> {
        let (all, _) = self.counts()?;
        let mut control = self.control()?;
        let pages = wanted.div_ceil(50).max(1);
        let mut found = Vec::new();
        for page in 0..pages {
            let skip = all / pages * page;
            let answer = control.json(&format!("/sandbox/world/contacts?skip={skip}&limit=50"))?;
            found.extend(answer["contacts"].as_array().cloned().unwrap_or_default());
        }
        ensure!(!found.is_empty(), "the sandbox shows no contacts");
        found.truncate(wanted);
        Ok(found)
    }
}

impl Rankr {
    /// Starts `serve` on an empty folder and, with PostgreSQL, an empty database. Deliveries signed with `key` are
    /// believed.
    pub(crate) fn start(plan: &Plan, key: Option<&str>) -> Result<Self> {
        let folder = plan.temporary()?;
        let address = free_address()?;
        let database = plan.postgres.then(postgres).transpose()?.map(Server::fresh_database);
        let process = serve(plan, folder.path(), address, database.as_deref(), key)?;
        Ok(Self { process, address, folder, database, cookie: OnceLock::new() })
    }

    /// The same folder, served once more.
    pub(crate) fn again(self, plan: &Plan) -> Result<Self> {
        let Self { process, address, folder, database, cookie: _ } = self;
        process.stop()?;
        let process = serve(plan, folder.path(), address, database.as_deref(), None)?;
        Ok(Self { process, address, folder, database, cookie: OnceLock::new() })
    }

    /// Connects it to the sandbox by OAuth; the copy begins.
    pub(crate) fn connect(&self, plan: &Plan, sandbox: &Sandbox) -> Result<()> {
        let start = Start::command(&plan.program, "connect", self.folder.path())
            .with("--data-dir", self.folder.path())
            .with("--base-url", sandbox.process.text("base_url")?)
            .with("--public-url", format!("http://{}", self.address))
            .flag("--oauth");
        on_database(start, self.database.as_deref()).run()
    }

    /// Connects a small account and waits until all of it is copied.
    pub(crate) fn copy_all(&self, plan: &Plan, sandbox: &Sandbox) -> Result<()> {
        self.connect(plan, sandbox)?;
        let mut control = sandbox.control()?;
        let began = Instant::now();
        let (contacts, _) = sandbox.counts()?;
        loop {
            let totals = control.json("/sandbox/calls?limit=1")?;
            let notes = totals["totals"]["get-all-notes"]["succeeded"].as_u64().unwrap_or(0);
            if notes >= contacts as u64 {
                return Ok(());
            }
            if began.elapsed() > Duration::from_secs(120) {
                bail!("{notes} of {contacts} contacts' notes were copied within two minutes");
            }
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A connection that is signed in.
    pub(crate) fn signed_in(&self) -> Result<Wire> {
        let link = self.process.text("sign_in_url")?;
        let mut wire = Wire::to(link)?;
        if self.cookie.get().is_none() {
            let (_, path) =
                link.trim_start_matches("http://").split_once('/').context("the link has no path")?;
            let answer = wire.get(&format!("/{path}"))?;
            let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
            let cookie = cookie.with_context(|| format!("the sign-in link answered {}", answer.status))?;
            self.cookie.get_or_init(|| cookie.to_owned());
        }
        wire.cookie = self.cookie.get().cloned();
        Ok(wire)
    }

    /// A key of its served API that reads contacts.
    pub(crate) fn key(&self, plan: &Plan) -> Result<String> {
        let start = Start::command(&plan.program, "key", self.folder.path())
            .flag("add")
            .with("--data-dir", self.folder.path())
            .with("--scopes", "contacts.readonly")
            .flag("--ready-json");
        let made = on_database(start, self.database.as_deref()).ready()?;
        let key = made.text("api_key")?.to_owned();
        made.stop()?;
        Ok(key)
    }

    /// Where it answers.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it keeps on disk, in MiB.
    pub(crate) fn on_disk(&self) -> Result<f64> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(self.folder.path())?.flatten() {
            bytes += entry.metadata()?.len();
        }
        Ok(bytes as f64 / 1024.0 / 1024.0)
    }
}

fn serve(
    plan: &Plan,
    folder: &Path,
    address: SocketAddr,
    database: Option<&str>,
    key: Option<&str>,
) -> Result<Process> {
    let start = Start::command(&plan.program, "serve", folder)
        .with("--data-dir", folder)
        .with("--listen", address.to_string())
        .flag("--ready-json");
    let start = on_database(start, database);
    let start = match key {
        Some(key) => start.variable("RANKR_WEBHOOK_PUBLIC_KEYS", json!([key]).to_string()),
        None => start,
    };
    start.ready()
}

fn on_database(start: Start, database: Option<&str>) -> Start {
    match database {
        Some(database) => start.with("--database", database),
        None => start,
    }
}

/// The one server of this bench, started at first use; it ends with the bench, however that ends.
fn postgres() -> Result<&'static Server> {
    static SERVER: OnceLock<Server> = OnceLock::new();
    if let Some(server) = SERVER.get() {
        return Ok(server);
    }
    let server = Server::durable()?;
    Ok(SERVER.get_or_init(|| server))
}
