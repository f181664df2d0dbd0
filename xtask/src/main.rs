//! `cargo xtask check` and `cargo xtask test`: what must hold before anything lands; `cargo xtask bench`: how fast.
//!
//! Here: the commands, the tools the tests need, and the rules of the house a compiler cannot hold.
//! Not here: the tests themselves (`tests/`, and beside the code they prove), nor the measuring (`tests/bench`).

mod bench;
mod check;
mod shell;
mod test;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  check          format, clippy, docs, the crate graph and the rules for files
  test [ARGS]    install what the tests need where it is missing, then all tests (ARGS go to cargo test)
  tools          only install what the tests need
  bench [ARGS]   measure a release build and print one table; --help says what and how";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((command, [])) if command == "check" => check::run(),
        Some((command, [])) if command == "tools" => tools::install().map(drop),
        Some((command, rest)) if command == "test" => test::run(rest),
        Some((command, rest)) if command == "bench" => return bench::run(rest),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
