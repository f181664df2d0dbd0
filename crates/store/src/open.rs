//! Opening the store: which database, whether it can be used, and what runs beside it.
//!
//! Promise: what cannot work is said here, in words, before anything else starts.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    ConnectOptions as _,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{broadcast, mpsc, watch};
use uuid::Uuid;

use crate::{
    Clock, SealKey, Signal, StoreError, Tx,
    delivery_group::{self, Mail},
    dialect::Pools,
    listen, postgres_door,
};

/// Signals a slow listener may lag behind before it loses some.
const SIGNALS: usize = 4_096;
const READERS: u32 = 4;
/// What a connection to SQLite keeps of the file, in KiB below zero. Taking in touches pages all over the file;
/// what reading touches is small, and the system keeps the file in memory besides.
const WRITER_CACHE: &str = "-16000";
const READER_CACHE: &str = "-4000";
/// A reader that nobody needed for so long gives its memory back.
const UNUSED: Duration = Duration::from_secs(60);
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// The text names no database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no database: expected `sqlite:PATH` or `postgres://USER@HOST/NAME`")]
pub struct WrongDatabaseUrl(String);

/// Where the database is.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file.
    Sqlite(PathBuf),
    /// A server; may hold a password, so `Debug` and `Display` leave it out.
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = WrongDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, WrongDatabaseUrl> {
        let shown = || WrongDatabaseUrl(text.split('@').next_back().unwrap_or_default().to_owned());
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return if path.is_empty() { Err(shown()) } else { Ok(Self::Sqlite(path.into())) };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return PgConnectOptions::from_str(text)
                .map(|_| Self::Postgres(text.to_owned()))
                .map_err(|_| shown());
        }
        Err(shown())
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => match url.split_once("//").zip(url.rsplit_once('@')) {
                Some(((scheme, _), (_, host))) => write!(f, "{scheme}//…@{host}"),
                None => f.write_str(url),
            },
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Rankr's memory. Cheap to clone; every clone is the same store.
#[derive(Clone)]
pub struct Store {
    core: Arc<Core>,
    mailbox: mpsc::Sender<Mail>,
}

/// What every transaction knows of its store.
pub(crate) struct Core {
    pub(crate) pools: Pools,
    pub(crate) clock: Clock,
    pub(crate) seal: SealKey,
    signals: broadcast::Sender<Signal>,
    /// Which process this is, so that it does not hear itself twice.
    pub(crate) node: Uuid,
    /// Ends the listening task when the store is closed, or when the last clone is gone.
    alive: watch::Sender<()>,
}

impl Core {
    pub(crate) fn tell(&self, signal: Signal) {
        // Nobody listens: fine.
        let _ = self.signals.send(signal);
    }

    pub(crate) fn encode_signal(&self, signal: &Signal) -> String {
        listen::encode(self.node, signal)
    }

    pub(crate) async fn begin(&self) -> Result<Tx<'_>, StoreError> {
        Ok(Tx::new(self.pools.begin().await?, self))
    }
}

impl Store {
    /// Opens the database, brings it up to date, and checks that its secrets can be read.
    pub async fn open(url: &DatabaseUrl, clock: Clock, seal: SealKey) -> Result<Self, StoreError> {
        let store = Self::opened(url, clock, seal).await?;
        let checked = store.check_seal().await;
        store.unless_refused(checked).await
    }

    /// Opens a database whose seal key is lost: from now on secrets are sealed with `seal`, and every connection
    /// waits for somebody to connect again. Everything else stays.
    pub async fn open_sealed_anew(
        url: &DatabaseUrl,
        clock: Clock,
        seal: SealKey,
        reason: &str,
    ) -> Result<Self, StoreError> {
        let store = Self::opened(url, clock, seal).await?;
        let sealed = store.seal_anew(reason).await;
        store.unless_refused(sealed).await
    }

    async fn opened(url: &DatabaseUrl, clock: Clock, seal: SealKey) -> Result<Self, StoreError> {
        let pools = match url {
            DatabaseUrl::Sqlite(path) => open_sqlite(path).await?,
            DatabaseUrl::Postgres(_) => postgres_door::open(url).await?,
        };
        let (signals, _) = broadcast::channel(SIGNALS);
        let (alive, ended) = watch::channel(());
        let node = clock.uuid();
        let listener = pools.listen().await?;
        let core = Arc::new(Core { pools, clock, seal, signals, node, alive });
        if let Err(error) = crate::migrate::bring_up_to_date(&core).await {
            // It holds a connection, which closing would wait for.
            drop(listener);
            core.pools.close().await;
            return Err(postgres_door::or_unfit(url, error));
        }
        if let Some(listener) = listener {
            tokio::spawn(listen::pass_on(listener, Arc::downgrade(&core), ended));
        }
        let mailbox = delivery_group::start(core.clone());
        Ok(Self { core, mailbox })
    }

    /// Itself, or closed and refused, so that nothing of it is left lying about.
    async fn unless_refused(self, checked: Result<(), StoreError>) -> Result<Self, StoreError> {
        match checked {
            Ok(()) => Ok(self),
            Err(error) => {
                self.close().await;
                Err(error)
            }
        }
    }

    /// Begins a transaction that may write. SQLite has one at a time; others wait for it.
    pub async fn begin(&self) -> Result<Tx<'_>, StoreError> {
        self.core.begin().await
    }

    /// Begins a transaction that reads one moment's state. It never waits for a writer and is never committed.
    pub async fn read(&self) -> Result<Tx<'_>, StoreError> {
        Ok(Tx::new(self.core.pools.read().await?, &self.core))
    }

    /// Hears of every commit from now on. A slow listener loses signals, so look at a period too.
    pub fn signals(&self) -> broadcast::Receiver<Signal> {
        self.core.signals.subscribe()
    }

    /// The clock of this store.
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// Closes every connection; what is under way ends first.
    pub async fn close(&self) {
        // The listener holds a connection; nobody may be hearing it any more.
        let _ = self.core.alive.send(());
        self.core.pools.close().await;
    }

    pub(crate) const fn mailbox(&self) -> &mpsc::Sender<Mail> {
        &self.mailbox
    }

    /// Seals a known word at the first start and opens it at every later one.
    async fn check_seal(&self) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.setting_check_seal().await?;
        tx.commit().await
    }

    async fn seal_anew(&self, reason: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.setting_seal_anew().await?;
        tx.connection_forget_secrets(reason).await?;
        tx.commit().await
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({:?})", self.core.pools.dialect())
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, StoreError> {
    let unwritable = |reason: String| StoreError::Unwritable { path: path.to_owned(), reason };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| unwritable(error.to_string()))?;
    }
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .map_err(|error| unwritable(error.to_string()))?;
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE)
        .foreign_keys(true)
        .statement_cache_capacity(200)
        .pragma("temp_store", "MEMORY")
        .pragma("cache_size", WRITER_CACHE)
        .pragma("wal_autocheckpoint", "4000")
        .pragma("journal_size_limit", "67108864")
        .disable_statement_logging();
    let unopened =
        |error: sqlx::Error| match error.as_database_error().and_then(|inner| inner.code()).as_deref() {
            // Read-only, cannot open, not a database.
            Some("8" | "14" | "26" | "1032" | "1544") => unwritable(error.to_string()),
            _ => StoreError::from(error),
        };
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await
        .map_err(unopened)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(PATIENCE)
        .idle_timeout(UNUSED)
        .connect_with(options.read_only(true).pragma("cache_size", READER_CACHE))
        .await
        .map_err(unopened)?;
    Ok(Pools::Sqlite { writer, readers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_named_by_its_kind() {
        assert_eq!("sqlite:/tmp/r.db".parse(), Ok(DatabaseUrl::Sqlite("/tmp/r.db".into())));
        assert_eq!("sqlite://r.db".parse(), Ok(DatabaseUrl::Sqlite("r.db".into())));
        assert!("postgres://me@localhost/rankr".parse::<DatabaseUrl>().is_ok());
        for wrong in ["", "sqlite:", "mysql://localhost", "rankr.db"] {
            assert!(wrong.parse::<DatabaseUrl>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url: DatabaseUrl = "postgres://me:hush@localhost/rankr".parse().unwrap();

        assert_eq!(url.to_string(), "postgres://…@localhost/rankr");
        assert!(!format!("{url:?}").contains("hush"));
    }
}
