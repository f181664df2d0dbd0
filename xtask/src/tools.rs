//! What the tests need besides Rust: PostgreSQL, Chromium with its driver, a font, the official SDKs, axe-core,
//! Schemathesis.
//!
//! Here: looking whether each is there, and installing it where that is possible.
//! Promise: a tool that cannot be had is an error that says what to install; no test is skipped silently.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// One of Debian's packages, and how to see that it is there.
struct Package {
    name: &'static str,
    is_there: fn() -> bool,
}

const PACKAGES: [Package; 4] = [
    Package { name: "postgresql", is_there: has_postgres },
    Package { name: "chromium", is_there: || shell::exists("chromium") },
    Package { name: "chromium-driver", is_there: || shell::exists("chromedriver") },
    Package { name: "fonts-inter", is_there: || Path::new("/usr/share/fonts/opentype/inter").exists() },
];

/// From npm: HighLevel's own SDK, and the accessibility rules of the browser tests.
const NPM: [(&str, &str); 2] = [("@gohighlevel/api-client", "3.1.0"), ("axe-core", "4.14.1")];

/// From PyPI: HighLevel's own SDK, and what makes requests of its published files; the same version of Hypothesis
/// makes the same requests.
const PYPI: [(&str, &str); 3] =
    [("gohighlevel-api-client", "3.0.0"), ("schemathesis", "4.32.5"), ("hypothesis", "6.170.15")];

/// Installs what is missing and answers the folder that holds the SDKs.
pub(crate) fn install() -> Result<PathBuf> {
    debian()?;
    let folder = target().join("tools");
    npm(&folder.join("npm"))?;
    pypi(&folder.join("python"))?;
    Ok(folder)
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| shell::root().join("target"), PathBuf::from)
}

fn debian() -> Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|package| !(package.is_there)()).map(|package| package.name).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let wanted = missing.join(" ");
    if !shell::exists("apt-get") {
        bail!("the tests need {wanted}; install them with your system's package manager and try again");
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new(if is_root() { "apt-get" } else { "sudo" });
        if !is_root() {
            command.args(["-n", "apt-get"]);
        }
        shell::run(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    apt(&["update", "-q"])
        .and_then(|()| {
            apt(&[&["install", "-y", "-q", "--no-install-recommends"], missing.as_slice()].concat())
        })
        .with_context(|| {
            format!("the tests need {wanted}; install them with `apt-get install {wanted}` and try again")
        })
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn has_postgres() -> bool {
    let Ok(versions) = std::fs::read_dir("/usr/lib/postgresql") else { return shell::exists("initdb") };
    versions.flatten().any(|version| version.path().join("bin/initdb").exists())
}

fn npm(folder: &Path) -> Result<()> {
    let wanted: Vec<String> = NPM.iter().map(|(name, version)| format!("{name}@{version}")).collect();
    if is_installed(folder, &wanted) {
        return Ok(());
    }
    if !shell::exists("npm") {
        bail!("the tests run HighLevel's own SDK for Node; install Node.js with npm and try again");
    }
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("package.json"), "{\"private\": true}\n")?;
    let mut command = Command::new("npm");
    command.args(["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"]).args(&wanted);
    shell::run(command.current_dir(folder))?;
    mark_installed(folder, &wanted)
}

fn pypi(folder: &Path) -> Result<()> {
    let wanted: Vec<String> = PYPI.iter().map(|(name, version)| format!("{name}=={version}")).collect();
    if is_installed(folder, &wanted) {
        return Ok(());
    }
    if !shell::exists("python3") {
        bail!(
            "the tests run HighLevel's own SDK for Python, and Schemathesis; install Python 3 with pip and try again"
        );
    }
    let python = python_with_pip(folder)?;
    let mut command = Command::new(python);
    command.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--root-user-action=ignore",
        "--upgrade",
        "--target",
    ]);
    shell::run(command.arg(folder.join("packages")).args(&wanted))
        .with_context(|| format!("the tests need {} from PyPI", wanted.join(", ")))?;
    mark_installed(folder, &wanted)
}

/// The system's Python when it has pip, else a private one made for the purpose.
fn python_with_pip(folder: &Path) -> Result<PathBuf> {
    let has_pip = |python: &Path| {
        Command::new(python)
            .args(["-m", "pip", "--version"])
            .output()
            .is_ok_and(|answer| answer.status.success())
    };
    let system = PathBuf::from("python3");
    if has_pip(&system) {
        return Ok(system);
    }
    let private = folder.join("venv");
    std::fs::create_dir_all(folder)?;
    let made = shell::run(Command::new("python3").args(["-m", "venv"]).arg(&private));
    let python = private.join("bin/python3");
    if made.is_err() || !has_pip(&python) {
        bail!("Python 3 is here without pip; install it with `apt-get install python3-venv python3-pip`");
    }
    Ok(python)
}

fn is_installed(folder: &Path, wanted: &[String]) -> bool {
    std::fs::read_to_string(folder.join("installed")).is_ok_and(|text| text == wanted.join("\n"))
}

fn mark_installed(folder: &Path, wanted: &[String]) -> Result<()> {
    Ok(std::fs::write(folder.join("installed"), wanted.join("\n"))?)
}
