//! What each command does.
//!
//! Here: one file per command, and how all of them end. Not here: the flags (`cli`), the wiring (`running`).

mod config;
mod connect;
mod demo;
mod explain;
mod forget_secrets;
mod key;
mod sandbox;
mod serve;
mod sign_in_link;

use std::process::ExitCode;

use crate::cli::{Cli, Command};
use crate::config::Sources;
use crate::refusal::Refusal;
use crate::telemetry;

pub(crate) use sandbox::start as start_sandbox;

/// Carries out the command and turns its outcome into an exit code.
pub fn run(cli: Cli) -> ExitCode {
    match carry_out(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(refusal) => {
            eprintln!(
                "rankr: {refusal}.\n       {code}: rankr explain {code} says more",
                code = refusal.code()
            );
            ExitCode::from(refusal.exit_code())
        }
    }
}

fn carry_out(command: Command) -> Result<(), Refusal> {
    match &command {
        Command::Config(flags) => return config::print(flags),
        Command::Explain(flags) => return explain::print(flags),
        _ => {}
    }
    start_log(&command)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::Demo(flags) => demo::run(flags).await,
            Command::Serve(flags) => serve::run(flags).await,
            Command::Connect(flags) => connect::run(flags).await,
            Command::Sandbox(flags) => sandbox::run(flags).await,
            Command::SignInLink(flags) => sign_in_link::run(flags).await,
            Command::Key(flags) => key::run(flags).await,
            Command::ForgetSecrets(flags) => forget_secrets::run(flags).await,
            Command::Config(flags) => config::print(&flags),
            Command::Explain(flags) => explain::print(&flags),
        }
    })
}

/// The log is set up before anything else, from the same settings as the rest.
fn start_log(command: &Command) -> Result<(), Refusal> {
    let sources = match command {
        Command::Serve(flags) => Sources::read(flags.settings.config.as_deref(), flags.flags())?,
        Command::Connect(flags) => Sources::read(flags.settings.config.as_deref(), flags.flags())?,
        _ => Sources::of_demo(crate::config::Flags::default()),
    };
    let (filter, format) = sources.log()?;
    // People at a terminal want the link, not the log, unless they asked for it.
    let filter = match command {
        Command::Demo(_) | Command::Sandbox(_) if filter == "info" => "warn".to_owned(),
        _ => filter,
    };
    telemetry::start(&filter, format);
    Ok(())
}
