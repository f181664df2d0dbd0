//! The keys deliveries may be signed with: HighLevel's own, those of the settings, those of connected sandboxes.
//!
//! Promise: a sandbox's key is believed only after this Rankr was connected to it, also by another process.

use std::sync::Arc;

use highlevel::signature::{HIGHLEVEL_KEY, PublicKeys};
use parking_lot::RwLock;
use store::{Store, StoreError};

use crate::config::ConfigError;

/// Under which name the keys of sandboxes are kept.
const SETTING: &str = "webhook.keys";

/// The keys as they hold now. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct WebhookKeys {
    settings: Arc<[String]>,
    known: Arc<RwLock<Vec<String>>>,
    keys: Arc<RwLock<PublicKeys>>,
}

impl WebhookKeys {
    /// The keys of the settings; those of sandboxes come with [`Self::reload`].
    pub fn new(settings: &[String]) -> Result<Self, ConfigError> {
        let keys = read(settings, &[]).map_err(|error| ConfigError::Wrong {
            setting: "webhook_public_keys".to_owned(),
            source_name: "settings".to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { settings: settings.into(), known: Arc::default(), keys: Arc::new(RwLock::new(keys)) })
    }

    /// The keys now.
    pub fn current(&self) -> PublicKeys {
        self.keys.read().clone()
    }

    /// Reads the keys of sandboxes anew. True when there is another one than before.
    pub async fn reload(&self, store: &Store) -> Result<bool, StoreError> {
        let known = load(store).await?;
        if *self.known.read() == known {
            return Ok(false);
        }
        match read(&self.settings, &known) {
            Ok(keys) => *self.keys.write() = keys,
            Err(error) => tracing::error!(%error, "a kept webhook key cannot be read"),
        }
        *self.known.write() = known;
        Ok(true)
    }
}

/// Believes a sandbox's key from now on.
pub async fn believe(store: &Store, key: &str) -> Result<(), StoreError> {
    let mut known = load(store).await?;
    if known.iter().any(|other| other == key) {
        return Ok(());
    }
    known.push(key.to_owned());
    let text = serde_json::to_string(&known).expect("a list of texts is JSON");
    let mut tx = store.begin().await?;
    tx.setting_save(None, SETTING, &text).await?;
    tx.commit().await
}

async fn load(store: &Store) -> Result<Vec<String>, StoreError> {
    let text = store.read().await?.setting_find(None, SETTING).await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn read(settings: &[String], known: &[String]) -> Result<PublicKeys, highlevel::signature::BadKey> {
    let all = [HIGHLEVEL_KEY].into_iter().chain(settings.iter().chain(known).map(String::as_str));
    PublicKeys::read(all)
}
