//! The tests of every operation, made from the table.

fn main() -> std::process::ExitCode {
    catalog::run()
}
