//! `rankr forget-secrets`: going on when the key is lost that sealed the tokens.

use store::{Clock, Store};

use crate::config::{Config, Sources};
use crate::folder::{Before, Folder};
use crate::refusal::Refusal;
use crate::{cli, running};

/// What connections say until somebody connects again.
const REASON: &str = "The key that sealed its tokens was lost. Connect the location again.";

/// Seals anew with the key at hand, or with a new one, and leaves every connection waiting.
pub(super) async fn run(flags: cli::ForgetSecrets) -> Result<(), Refusal> {
    let config = Sources::read(flags.settings.config.as_deref(), flags.settings.flags())?.config()?;
    running::refuse_nothing(&config)?;
    let before = Before::look(&config.data_dir);
    match forget(&config).await {
        Ok(connections) => {
            eprintln!("The tokens of {connections} are forgotten; everything else is kept.");
            eprintln!("Connect again with rankr connect. Changes that wait go out then.");
            Ok(())
        }
        Err(refusal) => {
            if !refusal.is_somebody_elses_folder() {
                before.restore();
            }
            Err(refusal)
        }
    }
}

async fn forget(config: &Config) -> Result<String, Refusal> {
    // A serving Rankr would go on with the old key.
    let _folder = Folder::lock(&config.data_dir)?;
    let key = running::seal_key(config)?;
    let store = Store::open_sealed_anew(&config.database, Clock::system(), key, REASON).await?;
    let connections = store.read().await?.connection_list().await?.len();
    store.close().await;
    Ok(if connections == 1 { "1 connection".to_owned() } else { format!("{connections} connections") })
}
