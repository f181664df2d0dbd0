//! Being asked to end.
//!
//! Promise: the first Ctrl-C or SIGTERM ends the program in good order, a second one ends it at once. Commands listen
//! before they say that they are ready, so that whoever reads that may ask.

use std::io;
use std::process;

/// The exit code of a program that was told twice.
const TOLD_TWICE: i32 = 130;

/// Listens from now on. What it gives ends when somebody asks the process to end: Ctrl-C, or SIGTERM. Asked once
/// more, the process is gone.
pub(crate) fn listen() -> io::Result<impl Future<Output = io::Result<()>>> {
    Ok(asked_to_end(Asked::listen()?))
}

async fn asked_to_end(mut asked: Asked) -> io::Result<()> {
    asked.once().await?;
    tokio::spawn(async move {
        if asked.once().await.is_ok() {
            eprintln!("rankr: asked twice, so it ends at once");
            process::exit(TOLD_TWICE);
        }
    });
    Ok(())
}

/// Both ways of asking, heard from now on.
#[cfg(unix)]
struct Asked {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Asked {
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn once(&mut self) -> io::Result<()> {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
        Ok(())
    }
}

/// The one way of asking, heard from now on.
#[cfg(not(unix))]
struct Asked;

#[cfg(not(unix))]
impl Asked {
    fn listen() -> io::Result<Self> {
        Ok(Self)
    }

    async fn once(&mut self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
