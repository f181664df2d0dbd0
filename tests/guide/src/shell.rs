//! A desk with a shell on it, where `rankr` is on the path.
//!
//! Promise: what is started there ends with the desk.

use std::{
    fs,
    net::SocketAddr,
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::{Typed, complaints};

/// The address the guide uses.
const IN_THE_GUIDE: &str = "127.0.0.1:8790";
/// How long a script may take, in seconds.
const PATIENCE: &str = "300";
/// What tells one command's output from the next one's.
const MARK: &str = "@@ next command";

/// A folder of its own, and an address in place of the guide's.
#[derive(Debug)]
pub struct Desk {
    folder: TempDir,
    address: SocketAddr,
}

impl Desk {
    /// A desk on a free address.
    ///
    /// # Errors
    /// Where the program is not built, or no folder can be made.
    pub fn set() -> anyhow::Result<Self> {
        let desk = Self { folder: tempfile::tempdir()?, address: testkit::free_address()? };
        let program = testkit::program()?;
        let listen = format!("--listen {}", desk.address);
        let shim = format!(
            "#!/usr/bin/env bash\ncase \" $* \" in *\" --listen \"*) listen= ;; *) listen='{listen}' ;; esac\n\
             exec '{}' \"$@\" $listen\n",
            program.display()
        );
        let bin = desk.folder.path().join("bin");
        fs::create_dir(&bin)?;
        desk.put("bin/rankr", &shim)?;
        fs::set_permissions(bin.join("rankr"), fs::Permissions::from_mode(0o755))?;
        Ok(desk)
    }

    /// Puts a file on the desk, with the desk's address in place of the guide's.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let path = self.folder.path().join(name);
        fs::write(&path, self.here(text)).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Puts a folder on the desk under another name.
    ///
    /// # Errors
    /// When it is not there.
    pub fn lay_out(&self, folder: &Path, name: &str) -> anyhow::Result<()> {
        ensure!(folder.exists(), "{} is missing: `cargo xtask test` installs it", folder.display());
        Ok(std::os::unix::fs::symlink(folder, self.folder.path().join(name))?)
    }

    /// Types commands one after the other into one shell; gives what differs from what is shown.
    ///
    /// # Errors
    /// When the shell does not end well.
    pub fn follow(&self, typed: &[Typed]) -> anyhow::Result<Vec<String>> {
        let typed: Vec<Typed> = typed.iter().map(|one| self.typed_here(one)).collect();
        let script: String = typed.iter().map(|one| format!("{}\necho '{MARK}'\n", to_be_run(one))).collect();
        let told = self.run(&script)?;
        let end = format!("{MARK}\n");
        let mut printed = told.split(&end).map(lines);
        Ok(typed.iter().filter_map(|one| complaints(one, &printed.next().unwrap_or_default())).collect())
    }

    /// Runs a script to its end and gives what it printed.
    ///
    /// # Errors
    /// When it fails, with what it printed.
    pub fn run(&self, script: &str) -> anyhow::Result<String> {
        let inherited = std::env::var("PATH").unwrap_or_default();
        let folder = self.folder.path();
        let mut shell = Command::new("timeout");
        shell.args([PATIENCE, "bash", "-c", &self.here(script)]).current_dir(folder).process_group(0);
        shell.env("PATH", format!("{}:{inherited}", folder.join("bin").display()));
        shell.env("PYTHONPATH", tools().join("python/packages")).env("PYTHONDONTWRITEBYTECODE", "1");
        // Into a file: what is left in the background would keep a pipe open.
        let (told, errors) = (folder.join("told.txt"), folder.join("errors.txt"));
        shell.stdin(Stdio::null()).stdout(fs::File::create(&told)?).stderr(fs::File::create(&errors)?);
        let mut shell = shell.spawn().context("there is no bash")?;
        let group = shell.id();
        let ended = shell.wait();
        Command::new("kill").args(["-TERM", "--", &format!("-{group}")]).stderr(Stdio::null()).status()?;
        let (told, errors) = (fs::read_to_string(&told)?, fs::read_to_string(&errors)?);
        ensure!(ended?.success(), "{script}\nended with:\n{told}\n{errors}");
        Ok(told)
    }

    fn here(&self, text: &str) -> String {
        text.replace(IN_THE_GUIDE, &self.address.to_string())
    }

    fn typed_here(&self, typed: &Typed) -> Typed {
        let shown = typed.shown.iter().map(|line| self.here(line)).collect();
        Typed { command: self.here(&typed.command), shown }
    }
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// What ends only when a reader has seen enough is ended when that is there.
fn to_be_run(typed: &Typed) -> String {
    if typed.command != "rankr sandbox" {
        return typed.command.clone();
    }
    format!(
        "rankr sandbox > shown.txt 2>&1 & SHOWN=$!\n\
         until [ $(wc -l < shown.txt) -ge {} ]; do sleep 0.1; done\n\
         kill $SHOWN; wait $SHOWN; cat shown.txt",
        typed.shown.len()
    )
}

/// Where `cargo xtask tools` puts the SDKs.
pub fn tools() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    std::env::var_os("RANKR_TOOLS").map_or_else(|| target.join("tools"), PathBuf::from)
}
