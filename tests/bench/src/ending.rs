//! Ending early: Ctrl-C, SIGTERM, or a bench that takes too long.
//!
//! Promise: however it ends, short of SIGKILL, no process it started is left, and its folder is empty. What a SIGKILL
//! leaves is cleared away by the next bench.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use anyhow::Result;
use tokio::signal::unix::{SignalKind, signal};

/// Longer than this it never takes; something hangs.
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// What shells say of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Processes that run now, by id.
static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Remembers a process that was started.
pub(crate) fn remember(process: u32) {
    running(|running| running.push(process));
}

/// Forgets one that has ended.
pub(crate) fn forget(process: u32) {
    running(|running| running.retain(|known| *known != process));
}

fn running<T>(act: impl FnOnce(&mut Vec<u32>) -> T) -> T {
    act(&mut RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Watches for the end from a thread of its own.
pub(crate) fn watch(folder: &Path) -> Result<()> {
    let folder = folder.to_owned();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    thread::spawn(move || {
        let code = runtime.block_on(async {
            let (Ok(mut interrupt), Ok(mut terminate)) =
                (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
            else {
                return 1;
            };
            tokio::select! {
                _ = interrupt.recv() => INTERRUPTED,
                _ = terminate.recv() => INTERRUPTED,
                () = tokio::time::sleep(LONGEST) => {
                    eprintln!("bench: not done after {} minutes, so something hangs", LONGEST.as_secs() / 60);
                    1
                }
            }
        });
        clear_up(&folder);
        std::process::exit(code);
    });
    Ok(())
}

fn clear_up(folder: &Path) {
    for process in running(std::mem::take) {
        // It may have ended by itself meanwhile.
        let _ended = Command::new("kill").args(["-KILL", &process.to_string()]).status();
    }
    for left in left_in(folder) {
        let _gone = fs::remove_dir_all(left);
    }
}

/// What benches leave in their folder.
pub(crate) fn left_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
