//! `rankr sandbox`: only HighLevel on your machine.

use sandbox::server::{Life, Limiting};

use crate::cli;
use crate::refusal::Refusal;
use crate::{ready, signals};

/// Runs a sandbox until somebody asks it to end.
pub(super) async fn run(flags: cli::Sandbox) -> Result<(), Refusal> {
    let ready_json = flags.ready_json;
    let running = start(config(&flags), "--listen").await?;
    let asked_to_end = signals::listen()?;
    if ready_json {
        ready::print(&running.facts)?;
    } else {
        announce(&running);
    }
    asked_to_end.await?;
    running.stop().await;
    Ok(())
}

/// Starts a sandbox; why it does not start is said in a sentence.
pub(crate) async fn start(config: sandbox::Config, flag: &'static str) -> Result<sandbox::Running, Refusal> {
    let address = config.listen;
    sandbox::Sandbox::start(config).await.map_err(|error| {
        let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
        match io.map(std::io::Error::kind) {
            Some(std::io::ErrorKind::AddrInUse) => Refusal::AddressInUse { address, flag },
            _ => Refusal::Sandbox(format!("{error:#}")),
        }
    })
}

fn config(flags: &cli::Sandbox) -> sandbox::Config {
    sandbox::Config {
        listen: flags.listen,
        data_dir: flags.data_dir.clone(),
        contacts: flags.contacts as usize,
        seed: flags.seed,
        limits: if flags.no_limits { Limiting::Off } else { Limiting::On },
        life: if flags.life { Life::On } else { Life::Off },
        webhook_url: flags.webhook_url.clone(),
        ..sandbox::Config::default()
    }
}

fn announce(running: &sandbox::Running) {
    let facts = &running.facts;
    eprintln!("HighLevel sandbox at {}", facts.base_url);
    eprintln!("  location       {}", facts.location_id);
    eprintln!("  private token  {}", facts.private_token);
    eprintln!("  read-only      {}", facts.read_only_token);
    eprintln!("  client id      {}", facts.client_id);
    eprintln!("  client secret  {}", facts.client_secret);
    eprintln!("What it can be told is listed at {}/sandbox/", facts.base_url);
}
