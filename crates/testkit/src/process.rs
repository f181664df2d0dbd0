//! The built `rankr` program as a process of its own, so that it can be killed.
//!
//! Here: starting it, reading its ready line, waiting for a kill point, ending it hard or softly.
//! Not here: a Rankr inside the test's own process (`TestRankr`); prefer that one where nobody has to die.
//!
//! Promise: a process is ended by its own id, and never outlives the test.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc;

/// How long a process may take to be ready, and a kill point to be reached.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running `rankr`.
#[derive(Debug)]
pub struct Process {
    child: Child,
    stdout: mpsc::UnboundedReceiver<String>,
    stderr: mpsc::UnboundedReceiver<String>,
    said: Vec<String>,
    /// The members of its ready line.
    pub ready: Value,
}

/// What to start and how.
#[derive(Debug, Clone, Default)]
pub struct Start {
    arguments: Vec<OsString>,
    environment: Vec<(String, String)>,
}

impl Start {
    /// `rankr` with that command.
    pub fn command(name: &str) -> Self {
        Self { arguments: vec![name.into()], environment: Vec::new() }
    }

    /// A flag with its value.
    #[must_use]
    pub fn with(mut self, flag: &str, value: impl Into<OsString>) -> Self {
        self.arguments.extend([flag.into(), value.into()]);
        self
    }

    /// A flag without a value.
    #[must_use]
    pub fn flag(mut self, flag: &str) -> Self {
        self.arguments.push(flag.into());
        self
    }

    /// An environment variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Sleeps at the `nth` passing of that kill point, until it is killed.
    #[must_use]
    pub fn pausing_at(self, point: &str, nth: usize) -> Self {
        self.variable("RANKR_PAUSE_AT", format!("{point}:{nth}"))
    }

    fn prepared(&self) -> anyhow::Result<Command> {
        let mut command = Command::new(program()?);
        command.args(&self.arguments).envs(self.environment.iter().cloned()).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Starts it and reads its ready line.
    pub async fn ready(self) -> anyhow::Result<Process> {
        let mut child = self.prepared()?.spawn().context("rankr does not start")?;
        let stdout = lines_of(child.stdout.take().context("no stdout")?);
        let stderr = lines_of(child.stderr.take().context("no stderr")?);
        let mut process = Process { child, stdout, stderr, said: Vec::new(), ready: Value::Null };
        process.ready = process.read_ready().await?;
        Ok(process)
    }

    /// Runs it to its end: exit code, stdout, stderr.
    pub async fn to_the_end(self) -> anyhow::Result<(Option<i32>, String, String)> {
        let output = tokio::time::timeout(PATIENCE, self.prepared()?.output()).await??;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok((output.status.code(), text(output.stdout), text(output.stderr)))
    }
}

impl Process {
    /// `rankr serve` on that folder and address.
    pub fn serve(data_dir: &Path, listen: SocketAddr) -> Start {
        Start::command("serve")
            .with("--data-dir", data_dir)
            .with("--listen", listen.to_string())
            .flag("--ready-json")
    }

    /// `rankr sandbox` on a free port, in memory.
    pub fn sandbox(contacts: usize) -> Start {
        Start::command("sandbox")
            .with("--listen", "127.0.0.1:0")
            .with("--contacts", contacts.to_string())
            .flag("--ready-json")
    }

    /// One text of the ready line.
    pub fn ready_text(&self, member: &str) -> anyhow::Result<&str> {
        self.ready
            .get(member)
            .and_then(Value::as_str)
            .with_context(|| format!("the ready line has no {member}"))
    }

    /// Its process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until it sleeps at that kill point.
    pub async fn paused_at(&mut self, point: &str) -> anyhow::Result<()> {
        let wanted = format!("paused at {point}");
        let waited = tokio::time::timeout(PATIENCE, async {
            while let Some(line) = self.stderr.recv().await {
                let found = line.contains(&wanted);
                self.said.push(line);
                if found {
                    return true;
                }
            }
            false
        });
        match waited.await {
            Ok(true) => Ok(()),
            Ok(false) => bail!("rankr ended before it paused at {point}:\n{}", self.said.join("\n")),
            Err(_) => bail!("rankr never paused at {point}:\n{}", self.said.join("\n")),
        }
    }

    /// SIGKILL, and gone when this returns.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("the process could not be killed")
    }

    /// SIGTERM, and its exit status.
    pub async fn terminate(mut self) -> anyhow::Result<ExitStatus> {
        self.signal("TERM").await?;
        self.ended().await
    }

    /// Sends it a signal, such as `TERM` or `INT`.
    pub async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.id().context("it has ended already")?;
        let sent = Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).status().await?;
        ensure!(sent.success(), "SIG{name} could not be sent to {id}");
        Ok(())
    }

    /// Waits for its end.
    pub async fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        tokio::time::timeout(PATIENCE, self.child.wait())
            .await
            .context("it does not end")?
            .context("no status")
    }

    /// What it wrote to stderr so far.
    pub fn said(&mut self) -> String {
        while let Ok(line) = self.stderr.try_recv() {
            self.said.push(line);
        }
        self.said.join("\n")
    }

    async fn read_ready(&mut self) -> anyhow::Result<Value> {
        let line = tokio::time::timeout(PATIENCE, self.stdout.recv()).await;
        match line {
            Ok(Some(line)) => serde_json::from_str(&line).with_context(|| format!("no ready line: {line}")),
            Ok(None) => {
                tokio::time::sleep(Duration::from_millis(50)).await;
                bail!("rankr ended before it was ready:\n{}", self.said())
            }
            Err(_) => bail!("rankr was not ready in time:\n{}", self.said()),
        }
    }
}

/// A loopback address nobody listens on right now.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

fn lines_of(stream: impl AsyncRead + Unpin + Send + 'static) -> mpsc::UnboundedReceiver<String> {
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut lines = BufReader::new(stream).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}

/// The program with kill points, which cargo builds with the tests of `tests/house`; `RANKR_PROGRAM` names another.
///
/// # Errors
/// When it is not built.
pub fn program() -> anyhow::Result<PathBuf> {
    if let Some(program) = std::env::var_os("RANKR_PROGRAM") {
        return Ok(PathBuf::from(program));
    }
    let here = std::env::current_exe()?;
    let profile = here.parent().and_then(Path::parent).context("the test lies in no target folder")?;
    let program = profile.join("rankr-under-test");
    ensure!(program.is_file(), "{} is missing: build it with cargo test -p house", program.display());
    Ok(program)
}
