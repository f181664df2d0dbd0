//! Hearing other processes of the same PostgreSQL.
//!
//! Here: passing on what they committed, and coming back when the server was away. Not here: what a signal says
//! (`signal`), telling (`tx`).
//!
//! Promise: after an interruption, however it came, this process hears again within seconds of the server's
//! return, and everyone who listens is told to look, since what was told meanwhile is lost.

use std::{sync::Weak, time::Duration};

use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use tokio::sync::watch;
use uuid::Uuid;

use crate::{Signal, StoreError, Tx, open::Core};

/// On which channel processes tell each other.
pub(crate) const CHANNEL: &str = "rankr";
/// How long to wait before trying to hear again.
const PAUSE: Duration = Duration::from_secs(1);
/// A connection that brought nothing for so long may be dead without saying so, and is replaced.
const SILENCE: Duration = Duration::from_secs(300);

/// A signal on its way to other processes.
#[derive(Serialize, Deserialize)]
struct Envelope {
    node: Uuid,
    #[serde(flatten)]
    signal: Signal,
}

/// A signal of this process, for others.
pub(crate) fn encode(node: Uuid, signal: &Signal) -> String {
    let envelope = Envelope { node, signal: signal.clone() };
    serde_json::to_string(&envelope).expect("signals are plain data")
}

/// Passes on what other processes committed, until the store is closed or gone.
pub(crate) async fn pass_on(listener: PgListener, core: Weak<Core>, mut ended: watch::Receiver<()>) {
    let mut listening = Some(listener);
    loop {
        let step = tokio::select! {
            step = step(listening.take(), &core) => step,
            _ = ended.changed() => return,
        };
        match step {
            Ok(Some(listener)) => listening = Some(listener),
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "signals of other processes are lost for the moment");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = ended.changed() => return,
                }
            }
        }
    }
}

/// Hears one signal, or comes back first; none when the store is gone.
async fn step(listening: Option<PgListener>, core: &Weak<Core>) -> Result<Option<PgListener>, StoreError> {
    let Some(mut listener) = listening else { return come_back(core).await };
    match tokio::time::timeout(SILENCE, listener.try_recv()).await {
        // Its own way back is not taken: it knows only some of the ways in which a connection ends.
        Ok(Ok(None)) | Err(_) => come_back(core).await,
        Ok(Ok(Some(notification))) => {
            let Some(core) = core.upgrade() else { return Ok(None) };
            match serde_json::from_str::<Envelope>(notification.payload()) {
                Ok(envelope) if envelope.node != core.node => core.tell(envelope.signal),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "a signal of another process cannot be read"),
            }
            Ok(Some(listener))
        }
        Ok(Err(error)) => Err(error.into()),
    }
}

/// Listens anew, and has everyone look at what they may have missed.
async fn come_back(core: &Weak<Core>) -> Result<Option<PgListener>, StoreError> {
    let Some(core) = core.upgrade() else { return Ok(None) };
    let Some(listener) = core.pools.listen().await? else { return Ok(None) };
    let mut tx = Tx::new(core.pools.read().await?, &core);
    for (location, seq) in tx.change_last_seqs().await? {
        core.tell(Signal::Change { location, seq, contact: None });
    }
    core.tell(Signal::Job);
    Ok(Some(listener))
}
