//! Every operation that Rankr serves, by the tests of the catalog.

use std::process::ExitCode;

use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    libtest_mimic::run(&arguments, catalog::trials(conformance::place())).exit_code()
}
