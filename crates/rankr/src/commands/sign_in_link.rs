//! `rankr sign-in-link`: a one-time link for the owner, also while `serve` runs.

use crate::config::Sources;
use crate::refusal::Refusal;
use crate::{cli, running};

/// Prints the link, with the address this Rankr was served under last, unless another one is named.
pub(super) async fn run(flags: cli::SignInLink) -> Result<(), Refusal> {
    let settings = flags.settings.flags().with("public_url", flags.public_url.clone());
    let config = Sources::read(flags.settings.config.as_deref(), settings)?.config()?;
    let house = running::open_known(&config, config.listen).await?;
    let house = if config.public_url.is_some() { house } else { house.as_served().await? };
    println!("{}", house.sign_in_link().await?);
    house.store.close().await;
    Ok(())
}
