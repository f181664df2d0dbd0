//! A PostgreSQL of its own for each test program, on a free loopback port.
//!
//! Here: finding the programs, making a cluster in a temporary folder, starting it, fresh databases in it.
//! Not here: what is done with them.
//!
//! Promise: the server ends, and its folder goes, when the test program ends, however it ends. One that a test
//! started for itself may be stopped and started again under the same address.

mod programs;

use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
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
    keeper: Mutex<Child>,
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

    /// A server for one test alone, which may stop it. It ends when this is dropped.
    ///
    /// # Panics
    /// As `shared` does.
    pub fn of_its_own() -> Self {
        match Self::start() {
            Ok(server) => server,
            Err(error) => panic!("{error:#}"),
        }
    }

    /// Stops the server as an operator would; who is connected is thrown out.
    ///
    /// # Panics
    /// When it does not stop.
    pub fn stop(&self) {
        self.tell("stop");
        self.wait_until("did not stop", || !self.programs.answers(self.port));
    }

    /// Starts it again, with what it held, at the same address.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start_again(&self) {
        self.tell("start");
        self.wait_until("did not start again", || self.programs.answers(self.port));
    }

    fn tell(&self, word: &str) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        let pipe = keeper.stdin.as_mut().expect("the keeper was started with a pipe");
        writeln!(pipe, "{word}").and_then(|()| pipe.flush()).expect("the keeper listens as long as we live");
    }

    fn wait_until(&self, otherwise: &str, done: impl Fn() -> bool) {
        let started = Instant::now();
        while !done() {
            assert!(started.elapsed() < PATIENCE, "PostgreSQL on port {} {otherwise}", self.port);
            std::thread::sleep(Duration::from_millis(50));
        }
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

    /// Runs statements in a database of this server, as its superuser.
    ///
    /// # Panics
    /// When the server refuses one.
    pub fn sql(&self, database: &str, statements: &str) {
        let done = Command::new(self.programs.path("psql"))
            .args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", statements])
            .stdin(Stdio::null())
            .output();
        match done {
            Ok(done) if done.status.success() => {}
            Ok(done) => panic!("{}", String::from_utf8_lossy(&done.stderr)),
            Err(error) => panic!("psql could not be started: {error}"),
        }
    }

    /// Makes a user whom the server lets in with that password alone.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn require_a_password(&self, user: &str, password: &str) {
        let database = self.fresh_database();
        self.sql(&database, &format!("CREATE ROLE {user} LOGIN PASSWORD '{password}'"));
        // The first line that fits decides, so it goes to the front of the server's list.
        self.sql(&database, &format!(
            "CREATE TABLE rules (number serial, line text);
             INSERT INTO rules (line) VALUES ('host all {user} 127.0.0.1/32 scram-sha-256');
             DO $$ BEGIN EXECUTE format('COPY rules (line) FROM %L WITH (DELIMITER E''\\x01'')', current_setting('hba_file'));
             EXECUTE format('COPY (SELECT line FROM rules ORDER BY number) TO %L WITH (DELIMITER E''\\x01'')', current_setting('hba_file')); END $$;
             SELECT pg_reload_conf();"
        ));
    }

    /// A server of its own that keeps what it commits, as one in use does: for measuring.
    ///
    /// # Errors
    /// When PostgreSQL is missing or does not start.
    pub fn durable() -> Result<Self> {
        Self::start_with("on")
    }

    /// Tests end before the machine does, so their servers need not wait for the disk.
    fn start() -> Result<Self> {
        Self::start_with("off")
    }

    fn start_with(fsync: &str) -> Result<Self> {
        let programs = Programs::find()?;
        let folder = programs.folder()?;
        let port = free_port()?;
        let mut keeper = programs
            .as_owner("sh")
            .args(["-c", KEEPER, &folder, &port.to_string(), OWNER])
            .arg(programs.bin())
            .arg(fsync)
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
        Ok(Self { programs, port, keeper: Mutex::new(keeper) })
    }
}

/// Makes the cluster, runs it, and listens on its standard input for `stop` and `start`. That pipe ends with the test
/// program, even when it is killed; then the server stops and the folder goes. `$0` folder, `$1` port, `$2` owner,
/// `$3` programs, `$4` whether what is committed is on disk.
const KEEPER: &str = r#"
"$3/initdb" -D "$0/data" -U "$2" --auth=trust --no-sync --locale=C.UTF-8 -E UTF8 >/dev/null || exit 1
start() {
  "$3/postgres" -D "$0/data" -p "$1" -k "$0" -c listen_addresses=127.0.0.1 -c fsync="$4" -c max_connections=300 \
    -c shared_buffers=64MB -c log_min_messages=fatal &
  server=$!
}
start "$@"
while read -r word; do
  case "$word" in
    stop) kill -INT "$server"; wait "$server" ;;
    start) start "$@" ;;
  esac
done
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

    #[test]
    fn a_server_of_its_own_is_stopped_and_comes_back_under_the_same_address() {
        let server = Server::of_its_own();

        server.stop();
        let stopped = !server.programs.answers(server.port);
        server.start_again();

        assert!(stopped && server.programs.answers(server.port));
    }
}
