//! The sandbox and the served API, asked the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    conformance::run()
}
