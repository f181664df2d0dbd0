//! The tests of every operation, made from the table, each as a step of an automation that runs.

use libtest_mimic::{Arguments, run};

fn main() -> std::process::ExitCode {
    let mut trials = catalog::trials(actions::place());
    // What lacks a field is refused before anything is sent: the domain's own tests ask that of every row.
    trials.retain(|trial| trial.name().contains("does what it says"));
    run(&Arguments::from_args(), trials).exit_code()
}
