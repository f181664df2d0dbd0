//! `rankr` as a process of its own: started, read, watched, ended.
//!
//! Promise: a process is ended by its own id, and never outlives the bench.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::ending;

/// How long a process may take to be ready.
const READY: Duration = Duration::from_secs(120);
/// How long it may take to end when asked.
const END: Duration = Duration::from_secs(20);
/// Ticks of CPU time in a second: the same on every Linux.
const TICKS: f64 = 100.0;

/// What to start and how.
pub(crate) struct Start {
    program: PathBuf,
    arguments: Vec<OsString>,
    environment: Vec<(&'static str, String)>,
    log: PathBuf,
}

/// A running `rankr`.
pub(crate) struct Process {
    child: Child,
    /// The members of its ready line.
    pub(crate) ready: Value,
    /// From its start to its ready line.
    pub(crate) took: Duration,
}

/// What a process has used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    /// Memory it holds now, in MiB.
    pub(crate) resident: f64,
    /// The most it ever held, in MiB.
    pub(crate) peak: f64,
    /// Processor time so far, in seconds.
    pub(crate) cpu: f64,
}

impl Start {
    /// `rankr` with that command; what it logs goes into a file of the folder.
    pub(crate) fn command(program: &Path, name: &str, folder: &Path) -> Self {
        let log = folder.join(format!("{name}.log"));
        let environment = vec![("RANKR_LOG", "warn".to_owned())];
        Self { program: program.to_owned(), arguments: vec![name.into()], environment, log }
    }

    /// A flag with its value.
    pub(crate) fn with(mut self, flag: &str, value: impl Into<OsString>) -> Self {
        self.arguments.extend([flag.into(), value.into()]);
        self
    }

    /// A flag without a value.
    pub(crate) fn flag(mut self, flag: &str) -> Self {
        self.arguments.push(flag.into());
        self
    }

    /// An environment variable.
    pub(crate) fn variable(mut self, name: &'static str, value: String) -> Self {
        self.environment.push((name, value));
        self
    }

    fn command_line(&self) -> Result<Command> {
        let mut command = Command::new(&self.program);
        let log = File::options().create(true).append(true).open(&self.log)?;
        command.args(&self.arguments).envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        Ok(command)
    }

    /// Starts it and reads its ready line.
    pub(crate) fn ready(self) -> Result<Process> {
        let began = Instant::now();
        let mut child = self.command_line()?.spawn().context("rankr does not start")?;
        ending::remember(child.id());
        let stdout = child.stdout.take().context("no stdout")?;
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody reads on after the ready line.
                let _ = sender.send((line, Instant::now()));
            }
        });
        let mut process = Process { child, ready: Value::Null, took: Duration::ZERO };
        let Ok((line, at)) = receiver.recv_timeout(READY) else {
            bail!("rankr {} was not ready in time: {}", self.name(), self.said());
        };
        process.took = at - began;
        process.ready = serde_json::from_str(&line).with_context(|| format!("not a ready line: {line}"))?;
        Ok(process)
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Result<()> {
        let output = self.command_line()?.output().context("rankr does not start")?;
        if !output.status.success() {
            bail!("rankr {} failed: {}", self.name(), self.said());
        }
        Ok(())
    }

    fn name(&self) -> String {
        self.arguments[0].to_string_lossy().into_owned()
    }

    fn said(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        text.lines().rev().take(3).collect::<Vec<_>>().join(" | ")
    }
}

impl Process {
    /// One text of the ready line.
    pub(crate) fn text(&self, member: &str) -> Result<&str> {
        self.ready
            .get(member)
            .and_then(Value::as_str)
            .with_context(|| format!("the ready line has no {member}"))
    }

    /// What it has used so far.
    pub(crate) fn usage(&self) -> Result<Usage> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        Ok(Usage {
            resident: mebibytes(&status, "VmRSS:")?,
            peak: mebibytes(&status, "VmHWM:")?,
            cpu: cpu_seconds(&self.child.id().to_string())?,
        })
    }

    /// Waits until it does next to nothing for two seconds, or for as long as it may take.
    pub(crate) fn settle(&self, at_most: Duration) -> Result<()> {
        let began = Instant::now();
        let mut before = self.usage()?.cpu;
        while began.elapsed() < at_most {
            thread::sleep(Duration::from_secs(2));
            let now = self.usage()?.cpu;
            if now - before <= 0.04 {
                return Ok(());
            }
            before = now;
        }
        Ok(())
    }

    /// Asks it to end, and ends it hard when it does not.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status().context("no kill program")?;
        let began = Instant::now();
        while began.elapsed() < END {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("rankr did not end within {} s of being asked", END.as_secs())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Gone already, or gone now.
        let _ = self.child.kill();
        let _ = self.child.wait();
        ending::forget(self.child.id());
    }
}

/// Processor time of this process, which makes the load, in seconds.
pub(crate) fn own_cpu() -> Result<f64> {
    cpu_seconds("self")
}

fn cpu_seconds(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name in brackets may hold blanks; user and system time are the 12th and 13th field behind it.
    let (_, fields) = stat.rsplit_once(") ").context("/proc has another shape")?;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>).sum::<Result<f64, _>>()?;
    Ok(ticks / TICKS)
}

fn mebibytes(status: &str, name: &str) -> Result<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).context("/proc has another shape")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}

/// An address on this machine that is free now.
pub(crate) fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
