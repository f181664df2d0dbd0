//! PostgreSQL's programs: where they are, and as whom they may run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The programs of one PostgreSQL, 15 or newer.
pub(crate) struct Programs {
    bin: PathBuf,
    /// PostgreSQL refuses to run as root; then it runs as Debian's own user for it.
    as_root: bool,
}

impl Programs {
    /// The newest one installed.
    pub(crate) fn find() -> Result<Self> {
        let bin = installed().context(
            "these tests need PostgreSQL, and it is not installed: `cargo xtask test` installs it, \
             or run `apt-get install postgresql`",
        )?;
        let id = Command::new("id").arg("-u").output().context("`id` could not be started")?;
        Ok(Self { bin, as_root: id.stdout.trim_ascii() == b"0" })
    }

    pub(crate) fn bin(&self) -> &Path {
        &self.bin
    }

    pub(crate) fn path(&self, program: &str) -> PathBuf {
        self.bin.join(program)
    }

    /// A command that runs as somebody PostgreSQL accepts, in a folder they may enter.
    pub(crate) fn as_owner(&self, program: &str) -> Command {
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", program]);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(std::env::temp_dir());
        command
    }

    /// A new temporary folder that the server's user owns.
    pub(crate) fn folder(&self) -> Result<String> {
        let made = self.as_owner("mktemp").args(["-d", "-t", "rankr-postgres-XXXXXX"]).output()?;
        if !made.status.success() {
            bail!("no temporary folder for PostgreSQL: {}", String::from_utf8_lossy(&made.stderr));
        }
        Ok(String::from_utf8(made.stdout)?.trim().to_owned())
    }

    /// Whether a server takes connections on this port.
    pub(crate) fn answers(&self, port: u16) -> bool {
        Command::new(self.path("pg_isready"))
            .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

fn installed() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version =
        |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok()).unwrap_or(0);
    let newest = debian.map(|entry| entry.path()).max_by_key(version).map(|path| path.join("bin"));
    let on_the_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    newest
        .into_iter()
        .chain(on_the_path.into_iter().flatten())
        .find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
}
