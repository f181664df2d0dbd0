//! The `rankr` program with kill points, for tests that kill it. Cargo builds it with the tests of this package.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    rankr::commands::run(rankr::cli::Cli::parse())
}
