//! The `rankr` program.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    rankr::commands::run(rankr::cli::Cli::parse())
}
