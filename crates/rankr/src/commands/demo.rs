//! `rankr demo`: everything to look around, no account needed.

use std::pin::pin;

use sandbox::server::{Life, Limiting};

use crate::progress_bar::CopyBar;
use crate::refusal::Refusal;
use crate::{cli, demo, ready, signals};

/// Runs a demo until somebody asks it to end.
pub(super) async fn run(flags: cli::Demo) -> Result<(), Refusal> {
    let wishes = demo::Wishes {
        listen: flags.listen,
        sandbox_listen: flags.sandbox_listen,
        data_dir: flags.data_dir.clone(),
        contacts: flags.contacts as usize,
        life: if flags.life { Life::On } else { Life::Off },
        limits: Limiting::On,
        database: None,
    };
    let demo = demo::start(&wishes).await?;
    let mut asked_to_end = pin!(signals::listen()?);
    let outcome = tokio::select! {
        shown = introduce(&demo, &flags) => match shown {
            Ok(()) => asked_to_end.await.map_err(Refusal::from),
            Err(refusal) => Err(refusal),
        },
        asked = &mut asked_to_end => asked.map_err(Refusal::from),
    };
    demo.stop().await;
    outcome
}

async fn introduce(demo: &demo::Demo, flags: &cli::Demo) -> Result<(), Refusal> {
    let bar = CopyBar::start();
    demo.until_usable(&bar).await?;
    bar.finish("Contacts and tasks are copied; appointments and notes follow behind the pages.");
    let facts = demo.facts().await?;
    if flags.ready_json {
        return Ok(ready::print(&facts)?);
    }
    eprintln!("\nRankr shows a HighLevel sandbox with invented people. Sign in once with this link:\n");
    eprintln!("  {}\n", facts.sign_in_url);
    eprintln!("The sandbox is at {}/sandbox/. Stop both with Ctrl-C.", facts.sandbox_url);
    Ok(())
}
