//! Ready lines: one line of JSON on stdout, for programs that start us and wait.
//!
//! Promise: nothing else is ever written to stdout by a command that prints one.

use std::io::{self, Write as _};

use serde::Serialize;

/// The members of a ready line, with `"ready":true` in front.
#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    ready: bool,
    #[serde(flatten)]
    members: &'a T,
}

/// What `rankr serve` says of itself.
#[derive(Debug, Clone, Serialize)]
pub struct Serving {
    /// Where pages are.
    pub url: String,
    /// A one-time link that signs the owner in.
    pub sign_in_url: String,
}

/// What `rankr demo` says of itself.
#[derive(Debug, Clone, Serialize)]
pub struct Demonstrating {
    /// Where pages are.
    pub url: String,
    /// A one-time link that signs the owner in.
    pub sign_in_url: String,
    /// Where the sandbox is.
    pub sandbox_url: String,
    /// The location that was copied.
    pub location_id: String,
    /// A private token of the sandbox.
    pub private_token: String,
    /// The sandbox's marketplace app.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Where programs find HighLevel's operations, answered by Rankr.
    pub api_base_url: String,
    /// A key for them that may do everything.
    pub api_key: String,
}

/// Prints the line and flushes it.
pub fn print(members: &impl Serialize) -> io::Result<()> {
    let line = serde_json::to_string(&Line { ready: true, members })?;
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}
