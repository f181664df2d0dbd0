//! Watching and comparing against a sandbox, in a time of the tests' own.

mod bench;
mod comparing;
mod watching;
