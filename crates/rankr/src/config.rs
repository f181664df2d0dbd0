//! Configuration: file, environment and flags made into one checked value.
//!
//! Here: which source wins, what a value must look like, and where each value came from.
//! Not here: what the settings are called (`setting`), the command line itself (`cli`).
//!
//! Promise: a value that makes no sense is refused before anything is opened, and the refusal names the setting,
//! the source and what would be right.

use std::fmt::Display;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use figment::error::Kind;
use figment::providers::{Env, Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};
use highlevel::oauth::AppCredentials;
use secrecy::SecretString;
use serde::Deserialize;
use store::DatabaseUrl;
use tracing_subscriber::EnvFilter;
use url::Url;

use crate::setting::{self, Shown};

mod file;
mod nearest;

use file::SettingsFile;
use nearest::nearest;

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there, cannot be read, or is not TOML.
    #[error("the settings file {} cannot be used: {reason}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why, where, and what would help.
        reason: String,
    },
    /// A value of the wrong kind, or a key that does not exist.
    #[error("{setting} is not right ({source_name}): {reason}")]
    Wrong {
        /// The setting, or the file's own name where it is not even TOML.
        setting: String,
        /// Where the value stands.
        source_name: String,
        /// What is wrong and what would be right.
        reason: String,
    },
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Pretty,
    /// One JSON object a line.
    Json,
}

/// Everything an operator decided, checked.
#[derive(Clone)]
pub struct Config {
    /// Where pages and webhooks are served.
    pub listen: SocketAddr,
    /// The address people and HighLevel reach us under, where it is not the listen address.
    pub public_url: Option<Url>,
    /// The folder for database and key file.
    pub data_dir: PathBuf,
    /// Where memory lies.
    pub database: DatabaseUrl,
    /// The key that seals tokens, where it does not come from the key file.
    pub seal_key: Option<SecretString>,
    /// What is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
    /// Jobs side by side.
    pub workers: usize,
    /// How long a job of a worker that died waits for another one.
    pub lease: Duration,
    /// For how many days the history is kept, where the operator says so.
    pub history_days: Option<u32>,
    /// The marketplace app, where there is one.
    pub app: Option<App>,
    /// Further webhook keys.
    pub webhook_public_keys: Vec<String>,
}

/// A marketplace app: what OAuth needs to know who asks.
#[derive(Clone)]
pub struct App {
    /// `<app id>-<suffix>`.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
}

impl App {
    /// As the OAuth client wants it.
    pub fn credentials(&self) -> AppCredentials {
        AppCredentials { client_id: self.client_id.clone(), client_secret: self.client_secret.clone() }
    }
}

/// What the command line says about settings; beats file and environment.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    rows: Vec<(&'static str, Value)>,
}

impl Flags {
    /// Adds one flag where it was given.
    pub fn with(mut self, key: &'static str, value: Option<impl Into<Value>>) -> Self {
        debug_assert!(setting::find(key).is_some(), "{key} is not a setting");
        if let Some(value) = value {
            self.rows.push((key, value.into()));
        }
        self
    }
}

impl Provider for Flags {
    fn metadata(&self) -> Metadata {
        Metadata::named("flag")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let rows = self.rows.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        Ok(Map::from([(Profile::Default, rows)]))
    }
}

/// One setting as it holds now, for `rankr config`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// The setting.
    pub key: &'static str,
    /// Its value as text, `[secret]`, or `None` where there is none.
    pub value: Option<String>,
    /// `default`, `flag`, `environment` or the file.
    pub source: String,
}

/// All sources, read and laid over each other but not yet checked.
pub struct Sources {
    figment: Figment,
    file: Option<SettingsFile>,
}

/// What the sources say, before it is checked. The keys are those of `setting::ALL`, and were looked at before.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: String,
    public_url: Option<String>,
    data_dir: PathBuf,
    database: Option<String>,
    seal_key: Option<String>,
    log: String,
    log_format: LogFormat,
    workers: usize,
    lease_seconds: u64,
    history_days: Option<u32>,
    client_id: Option<String>,
    client_secret: Option<String>,
    webhook_public_keys: Vec<String>,
}

impl Sources {
    /// Reads defaults, the file (the named one must exist), the environment and the flags.
    pub fn read(file: Option<&Path>, flags: Flags) -> Result<Self, ConfigError> {
        let file = SettingsFile::read(file, Path::new("rankr.toml"))?;
        let keys: Vec<&str> = setting::ALL.iter().map(|setting| setting.key).collect();
        let mut figment = Figment::new().merge(Toml::string(&defaults()));
        if let Some(file) = &file {
            file.check_keys()?;
            figment = figment.merge(Toml::file_exact(file.path()));
        }
        let figment = figment.merge(Env::prefixed("RANKR_").only(&keys)).merge(flags);
        Ok(Self { figment, file })
    }

    /// A demo goes by its own flags; only the log is taken from the environment.
    pub fn of_demo(flags: Flags) -> Self {
        let figment = Figment::new().merge(Toml::string(&defaults()));
        let figment = figment.merge(Env::prefixed("RANKR_").only(&["log", "log_format"])).merge(flags);
        Self { figment, file: None }
    }

    /// How the log is to be.
    pub fn log(&self) -> Result<(String, LogFormat), ConfigError> {
        let filter: String = self.figment.extract_inner("log").map_err(|error| self.wrong(error))?;
        if EnvFilter::try_new(&filter).is_err() {
            return Err(self.refuse(
                "log",
                "a level is needed (error, warn, info, debug or trace), or info,store=debug",
            ));
        }
        let format = self.figment.extract_inner("log_format").map_err(|error| self.wrong(error))?;
        Ok((filter, format))
    }

    /// Variables of the environment that look like settings and are none, with what was probably meant.
    pub fn strangers(environment: impl IntoIterator<Item = String>) -> Vec<String> {
        let known: Vec<String> = setting::ALL.iter().map(setting::Setting::variable).collect();
        let is_strange =
            |name: &String| name.starts_with("RANKR_") && name != "RANKR_CONFIG" && !known.contains(name);
        let told = |name: String| {
            let keys = setting::ALL.iter().map(|setting| setting.key);
            match nearest(name.trim_start_matches("RANKR_"), keys).and_then(setting::find) {
                Some(meant) => format!("{name} is no setting; did you mean {}?", meant.variable()),
                None => format!("{name} is no setting"),
            }
        };
        environment.into_iter().filter(is_strange).map(told).collect()
    }

    /// What holds now and where it comes from; secrets are covered.
    pub fn holdings(&self) -> Vec<Holding> {
        setting::ALL.iter().map(|setting| self.holding(setting)).collect()
    }

    fn holding(&self, setting: &setting::Setting) -> Holding {
        let value = self.figment.find_value(setting.key).ok();
        let source = match &value {
            Some(_) => self.source_of(setting.key),
            None => "not set".to_owned(),
        };
        let value = value.map(|value| match setting.shown {
            Shown::Secret => "[secret]".to_owned(),
            Shown::Plain => plain_text(&value),
        });
        Holding { key: setting.key, value, source }
    }

    fn source_of(&self, key: &str) -> String {
        let metadata = self.figment.find_metadata(key);
        metadata.map_or_else(|| "default".to_owned(), |metadata| self.source_name(metadata, key))
    }

    fn source_name(&self, metadata: &Metadata, key: &str) -> String {
        match (&metadata.source, metadata.name.as_ref()) {
            (Some(figment::Source::File(path)), _) => match &self.file {
                Some(file) => file.place_of(key),
                None => format!("file {}", path.display()),
            },
            (_, "flag") => format!("flag --{}", key.replace('_', "-")),
            (_, name) if name.contains("environment") => setting::find(key)
                .map_or("environment".to_owned(), |setting| format!("environment {}", setting.variable())),
            _ => "default".to_owned(),
        }
    }

    /// The checked configuration.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let raw: Raw = self.figment.extract().map_err(|error| self.wrong(error))?;
        let listen = self.address("listen", &raw.listen)?;
        let public_url = raw.public_url.map(|text| self.url("public_url", &text)).transpose()?;
        let database = match raw.database {
            Some(text) => self.parsed::<DatabaseUrl>("database", &text)?,
            None => DatabaseUrl::Sqlite(raw.data_dir.join(crate::folder::DATABASE)),
        };
        if raw.workers == 0 || raw.workers > 64 {
            return Err(self.refuse("workers", "a number from 1 to 64 is needed"));
        }
        if raw.history_days.is_some_and(|days| !(7..=3_650).contains(&days)) {
            return Err(self.refuse("history_days", "a number from 7 to 3650 is needed"));
        }
        if raw.lease_seconds == 0 || raw.lease_seconds > 600 {
            return Err(self.refuse("lease_seconds", "a number from 1 to 600 is needed"));
        }
        let app = self.app(raw.client_id, raw.client_secret)?;
        Ok(Config {
            listen,
            public_url,
            data_dir: raw.data_dir,
            database,
            seal_key: raw.seal_key.map(SecretString::from),
            log: raw.log,
            log_format: raw.log_format,
            workers: raw.workers,
            lease: Duration::from_secs(raw.lease_seconds),
            history_days: raw.history_days,
            app,
            webhook_public_keys: raw.webhook_public_keys,
        })
    }

    fn app(&self, id: Option<String>, secret: Option<String>) -> Result<Option<App>, ConfigError> {
        match (id, secret) {
            (Some(client_id), Some(secret)) => {
                Ok(Some(App { client_id, client_secret: SecretString::from(secret) }))
            }
            (None, None) => Ok(None),
            (Some(_), None) => {
                Err(self.refuse("client_secret", "client_id is set, so its secret is needed too"))
            }
            (None, Some(_)) => {
                Err(self.refuse("client_id", "client_secret is set, so its client id is needed too"))
            }
        }
    }

    fn address(&self, key: &str, text: &str) -> Result<SocketAddr, ConfigError> {
        let advice = format!("\"{text}\" is not an address such as 127.0.0.1:8780");
        text.parse().map_err(|_| self.refuse(key, &advice))
    }

    fn url(&self, key: &str, text: &str) -> Result<Url, ConfigError> {
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        url.ok_or_else(|| {
            self.refuse(key, &format!("\"{text}\" is not an address such as https://rankr.example.com"))
        })
    }

    fn parsed<T: FromStr<Err: Display>>(&self, key: &str, text: &str) -> Result<T, ConfigError> {
        text.parse().map_err(|reason: T::Err| self.refuse(key, &reason.to_string()))
    }

    fn refuse(&self, key: &str, reason: &str) -> ConfigError {
        ConfigError::Wrong {
            setting: key.to_owned(),
            source_name: self.source_of(key),
            reason: reason.to_owned(),
        }
    }

    fn wrong(&self, error: figment::Error) -> ConfigError {
        let key = error.path.join(".");
        let source_name =
            error.metadata.as_ref().map_or("default".to_owned(), |metadata| self.source_name(metadata, &key));
        let setting = if key.is_empty() { "a setting".to_owned() } else { key };
        ConfigError::Wrong { setting, source_name, reason: words_of(&error.kind) }
    }
}

/// What is wrong with a value, without the words of programmers.
fn words_of(kind: &Kind) -> String {
    let needed = |expected: &str| match expected {
        "a string" | "string" | "path string" => "a text in quotes".to_owned(),
        "usize" | "u64" | "u32" => "a whole number".to_owned(),
        "a sequence" => "a list such as [\"one\", \"two\"]".to_owned(),
        other => other.to_owned(),
    };
    match kind {
        Kind::InvalidType(found, expected) | Kind::InvalidValue(found, expected) => {
            format!("{} is needed, not {found}", needed(expected))
        }
        Kind::UnknownVariant(found, known) => {
            format!("\"{found}\" is none of {}", known.join(", "))
        }
        other => other.to_string(),
    }
}

/// The defaults as a TOML text, so that they take the same way as a file.
fn defaults() -> String {
    let row =
        |setting: &setting::Setting| setting.default.map(|value| format!("{} = {value}\n", setting.key));
    setting::ALL.iter().filter_map(row).collect()
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Num(_, number) => number.to_i128().map_or_else(String::new, |number| number.to_string()),
        Value::Bool(_, flag) => flag.to_string(),
        Value::Array(_, items) => {
            format!("[{}]", items.iter().map(plain_text).collect::<Vec<_>>().join(", "))
        }
        Value::Char(..) | Value::Dict(..) | Value::Empty(..) => String::new(),
    }
}

#[cfg(test)]
mod tests;
