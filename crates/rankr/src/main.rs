//! The `rankr` program.

use std::process::ExitCode;

use clap::Parser;

/// Reading JSON is mostly making and dropping small things: this allocator halves what that costs, and gives the memory
/// of a first copy back afterwards. SQLite uses it too.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rankr::commands::run(rankr::cli::Cli::parse())
}
