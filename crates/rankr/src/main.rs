//! The `rankr` command.

fn main() {}
