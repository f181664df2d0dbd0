//! A PostgreSQL of its own for each test program, on a free loopback port.
//!
//! Here: finding the programs, making a cluster in a temporary folder, starting it, fresh databases in it.
//! Not here: what is done with them.
//!
//! Promise: the server ends, and its folder goes, when the test program ends, however it ends.

mod programs;

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::programs::Programs;

/// The superuser of the cluster; it needs no password on loopback.
const OWNER: &str = "rankr";
/// How long a cluster may take to be made and to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running PostgreSQL.
pub struct Server {
    programs: Programs,
    port: u16,
    /// Holds the pipe whose end tells the server to stop. Never read, and never waited for.
    _keeper: Child,
}

impl Server {
    /// The server of this test program, started on first use.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start: a test that needs it must fail, with a text that says what to do.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| match Self::start() {
            Ok(server) => server,
            Err(error) => panic!("{error:#}"),
        })
    }

    /// The address of a new, empty database.
    ///
    /// # Panics
    /// When the server does not make one.
    pub fn fresh_database(&self) -> String {
        let name = format!("test_{}", uuid::Uuid::new_v4().simple());
        let port = self.port.to_string();
        let made = Command::new(self.programs.path("createdb"))
            .args(["-h", "127.0.0.1", "-p", &port, "-U", OWNER, "-T", "template0", "-E", "UTF8", &name])
            .output();
        match made {
            Ok(made) if made.status.success() => format!("postgres://{OWNER}@127.0.0.1:{port}/{name}"),
            Ok(made) => panic!("PostgreSQL made no database: {}", String::from_utf8_lossy(&made.stderr)),
            Err(error) => panic!("createdb could not be started: {error}"),
        }
    }

    fn start() -> Result<Self> {
        let programs = Programs::find()?;
        let folder = programs.folder()?;
        let port = free_port()?;
        let mut keeper = programs
            .as_owner("sh")
            .args(["-c", KEEPER, &folder, &port.to_string(), OWNER])
            .arg(programs.bin())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("PostgreSQL could not be started")?;
        let started = Instant::now();
        while !programs.answers(port) {
            if let Some(status) = keeper.try_wait()? {
                bail!("PostgreSQL ended at once ({status})");
            }
            if started.elapsed() > PATIENCE {
                bail!("PostgreSQL did not answer within {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(Self { programs, port, _keeper: keeper })
    }
}

/// Makes the cluster, runs it, and waits on its standard input. That pipe ends with the test program, even when it
/// is killed; then the server stops and the folder goes. `$0` folder, `$1` port, `$2` owner, `$3` programs.
const KEEPER: &str = r#"
"$3/initdb" -D "$0/data" -U "$2" --auth=trust --no-sync --locale=C.UTF-8 -E UTF8 >/dev/null || exit 1
"$3/postgres" -D "$0/data" -p "$1" -k "$0" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300 \
  -c shared_buffers=64MB -c log_min_messages=fatal &
server=$!
cat >/dev/null
kill -QUIT "$server"
wait "$server"
rm -rf "$0"
"#;

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on loopback")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fresh_database_is_another_one() {
        let server = Server::shared();

        assert_ne!(server.fresh_database(), server.fresh_database());
    }
}
