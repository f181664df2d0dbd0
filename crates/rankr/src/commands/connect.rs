//! `rankr connect`: a location's credentials, and the start of its first copy.

use secrecy::SecretString;

use crate::config::{Config, Sources};
use crate::connect::Callback;
use crate::refusal::Refusal;
use crate::{cli, connect, running};

/// Connects a location. A serving Rankr on the same database takes up the copy by itself.
pub(super) async fn run(flags: cli::Connect) -> Result<(), Refusal> {
    let config = Sources::read(flags.settings.config.as_deref(), flags.flags())?.config()?;
    let house = running::open(&config, config.listen).await?;
    let connected = match &flags.private_token {
        Some(token) => private(&house, &flags, token).await,
        None => by_oauth(&house, &flags, &config).await,
    };
    house.store.close().await;
    connected
}

async fn private(house: &running::House, flags: &cli::Connect, token: &str) -> Result<(), Refusal> {
    let location = flags.location.as_deref();
    let location = connect::private(house, &flags.base_url, SecretString::from(token), location).await?;
    eprintln!("Connected {location}. A private token gets no webhooks, so Rankr watches for changes.");
    eprintln!("rankr serve copies the account now and keeps it true.");
    Ok(())
}

async fn by_oauth(house: &running::House, flags: &cli::Connect, config: &Config) -> Result<(), Refusal> {
    if connect::is_sandbox(&flags.base_url) {
        let facts = connect::facts(&flags.base_url).await?;
        let location = flags.location.as_deref().unwrap_or(&facts.location_id);
        let location = connect::to_sandbox(house, &facts, location, Callback::Here).await?;
        eprintln!("Connected {location} by OAuth; webhooks of the sandbox go to {}.", house.address());
        return Ok(());
    }
    let app = config.app.as_ref().ok_or_else(|| {
        Refusal::Connection("OAuth needs --client-id and --client-secret of your marketplace app".to_owned())
    })?;
    let authorize = connect::ask(house, &flags.base_url, app.credentials()).await?;
    eprintln!("Open this address, choose the location and agree. Rankr must run meanwhile (rankr serve):\n");
    println!("{authorize}");
    Ok(())
}
