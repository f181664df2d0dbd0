//! Checks and tests.

fn main() {}
