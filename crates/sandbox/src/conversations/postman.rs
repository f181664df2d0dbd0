//! The postman: messages that were sent get on when their time has come, also when nobody looks.
//!
//! Here: waiting. Not here: what a message becomes (`world::act`).

use std::time::Duration;

use tokio::{sync::watch, time::sleep};

use crate::{server::Stopping, shell::Shell};

/// How long he sleeps at most when something waits; the sandbox's time may stand still.
const NAP: Duration = Duration::from_secs(60);

/// Lets messages get on until the sandbox stops.
pub(crate) async fn run(shell: Shell, mut stopping: watch::Receiver<Stopping>) {
    loop {
        let mut moves = shell.clock.moves();
        shell.world.messages_get_on();
        let next = shell.world.look(|state| state.conversations().next_due());
        let wait = next.map_or(NAP, |at| {
            let millis = at.millis() - shell.world.now().millis();
            Duration::from_millis(u64::try_from(millis).unwrap_or(0).max(1)).min(NAP)
        });
        tokio::select! {
            () = sleep(wait) => {}
            () = shell.world.message_waits() => {}
            Ok(()) = moves.changed() => {}
            _ = stopping.wait_for(|stopping| *stopping == Stopping::Yes) => return,
        }
    }
}
