//! `rankr serve`: pages, webhooks and the mirror, until somebody asks it to end.

use crate::config::Sources;
use crate::refusal::Refusal;
use crate::{cli, ready, running, signals};

/// Serves until somebody asks it to end.
pub(super) async fn run(flags: cli::Serve) -> Result<(), Refusal> {
    let config = Sources::read(flags.settings.config.as_deref(), flags.flags())?.config()?;
    super::config::tell_strangers();
    let running = running::start(&config).await?;
    let asked_to_end = signals::listen()?;
    let serving =
        ready::Serving { url: running.house.address(), sign_in_url: running.house.sign_in_link().await? };
    if flags.ready_json {
        ready::print(&serving)?;
    } else {
        announce(&serving, &running);
    }
    asked_to_end.await?;
    running.stop().await;
    Ok(())
}

fn announce(serving: &ready::Serving, running: &running::Running) {
    eprintln!("Rankr is at {}. Sign in once with this link:\n\n  {}\n", serving.url, serving.sign_in_url);
    if !running.address.ip().is_loopback() {
        eprintln!("It listens on {}: others can reach it. Put it behind HTTPS.", running.address);
    }
}
