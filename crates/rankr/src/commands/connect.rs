//! `rankr connect`: a location's credentials, and the start of its first copy.

use secrecy::SecretString;

use crate::config::{Config, Sources};
use crate::connect::Callback;
use crate::refusal::Refusal;
use crate::{cli, connect, running};

/// Connects a location. A serving Rankr on the same database takes up the copy by itself.
///
/// What HighLevel refuses is refused before anything is opened, so that nothing is made in vain.
pub(super) async fn run(flags: cli::Connect) -> Result<(), Refusal> {
    let config = Sources::read(flags.settings.config.as_deref(), flags.flags())?.config()?;
    match &flags.private_token {
        Some(token) => private(&flags, &config, token).await,
        None if connect::is_sandbox(&flags.base_url) => to_sandbox(&flags, &config).await,
        None => by_oauth(&flags, &config).await,
    }
}

async fn private(flags: &cli::Connect, config: &Config, token: &str) -> Result<(), Refusal> {
    let location = flags.location.as_deref();
    let tried = connect::try_private(&flags.base_url, SecretString::from(token), location).await?;
    let house = running::open(config, config.listen).await?;
    let connected = connect::private(&house, tried).await;
    house.store.close().await;
    eprintln!("Connected {}. A private token gets no webhooks, so Rankr watches for changes.", connected?);
    eprintln!("A Rankr that serves this folder copies the account now; start one with: rankr serve");
    Ok(())
}

async fn to_sandbox(flags: &cli::Connect, config: &Config) -> Result<(), Refusal> {
    let facts = connect::facts(&flags.base_url).await?;
    let location = flags.location.as_deref().unwrap_or(&facts.location_id);
    let house = running::open(config, config.listen).await?;
    let connected = connect::to_sandbox(&house, &facts, location, Callback::Here).await;
    house.store.close().await;
    let address = house.address();
    eprintln!("Connected {} by OAuth; webhooks of the sandbox go to {address}.", connected?);
    Ok(())
}

async fn by_oauth(flags: &cli::Connect, config: &Config) -> Result<(), Refusal> {
    let app = config.app.as_ref().ok_or_else(|| {
        Refusal::Connection("OAuth needs --client-id and --client-secret of your marketplace app".to_owned())
    })?;
    let house = running::open(config, config.listen).await?;
    let authorize = connect::ask(&house, &flags.base_url, app.credentials()).await;
    house.store.close().await;
    eprintln!("Open this address, choose the location and agree. Rankr must run meanwhile (rankr serve):\n");
    println!("{}", authorize?);
    Ok(())
}
