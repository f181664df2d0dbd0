//! `chromedriver` on a free port, for the length of one test.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// What a machine without a browser is told.
const HOW_TO_GET_ONE: &str =
    "the browser tests need Chromium and chromedriver; `cargo xtask test` installs them";

const PATIENCE: Duration = Duration::from_secs(30);

/// A running driver.
#[derive(Debug)]
pub struct Driver {
    /// Ends the process when it is dropped.
    _process: Child,
    pub(crate) url: String,
}

impl Driver {
    /// Starts one and waits until it listens.
    pub async fn start() -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let process = command.spawn().context(HOW_TO_GET_ONE)?;
        let listening = async {
            while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        if tokio::time::timeout(PATIENCE, listening).await.is_err() {
            bail!("chromedriver does not listen on port {port}");
        }
        Ok(Self { _process: process, url: format!("http://127.0.0.1:{port}") })
    }

    /// The words for a browser that does not start.
    pub(crate) const fn missing() -> &'static str {
        HOW_TO_GET_ONE
    }
}
