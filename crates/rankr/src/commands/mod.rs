//! What each command does.
//!
//! Here: one file per command, and how all of them end. Not here: the flags (`cli`), the wiring (`running`).

mod config;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::refusal::Refusal;

/// Carries out the command and turns its outcome into an exit code.
pub fn run(cli: Cli) -> ExitCode {
    match carry_out(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!("rankr: {refusal}");
            ExitCode::from(refusal.exit_code())
        }
    }
}

fn carry_out(command: Command) -> Result<(), Refusal> {
    match command {
        Command::Config(flags) => config::print(&flags),
        _ => Err(Refusal::Other("this command is not there yet".to_owned())),
    }
}
