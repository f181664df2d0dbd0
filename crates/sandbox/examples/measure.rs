//! How large and how fast a sandbox is, as one table.
//!
//! ```console
//! $ cargo run --release -p highlevel-sandbox --example measure -- 200000
//! ```
//!
//! The callers run in the same process, so the speeds are what is left beside them.

use std::{
    fs,
    net::SocketAddr,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use sandbox::{Config, Running, Sandbox, server::Limiting};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

/// Callers at once.
const CALLERS: usize = 16;
/// How long each kind of call is made.
const LASTING: Duration = Duration::from_secs(4);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let contacts = std::env::args().nth(1).map_or(Ok(200_000), |text| text.parse())?;
    println!("| What | Figure |\n|---|---|");
    let (running, ready) = start(contacts, None).await?;
    row(&format!("start to ready, {contacts} contacts, in memory"), &millis(ready));
    row("memory after the start", &memory()?);
    let location = &running.facts.location_id;
    let newest = fetch(&running, "/sandbox/world/contacts?limit=1").await?;
    let id =
        newest.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..20)).context("there is a contact")?;
    let search = format!("{{\"locationId\":\"{location}\",\"pageLimit\":20}}");
    for (what, method, path, body) in [
        ("GET one contact", "GET", format!("/contacts/{id}"), ""),
        ("list of 20", "GET", format!("/contacts/?locationId={location}&limit=20"), ""),
        ("search, 20 newest", "POST", "/contacts/search".to_owned(), search.as_str()),
    ] {
        let speed = hammer(&running, method, &path, body).await?;
        row(what, &format!("{speed:.0} /s"));
    }
    row("memory after the calls", &memory()?);
    running.stop().await;
    on_disk(contacts).await
}

async fn on_disk(contacts: usize) -> anyhow::Result<()> {
    let dir = std::env::temp_dir().join(format!("sandbox-measure-{}", std::process::id()));
    for what in ["first start to ready, on disk", "next start to ready, on disk"] {
        let (running, ready) = start(contacts, Some(dir.clone())).await?;
        row(what, &millis(ready));
        running.stop().await;
    }
    fs::remove_dir_all(dir).context("the folder cannot be removed")
}

async fn start(contacts: usize, data_dir: Option<PathBuf>) -> anyhow::Result<(Running, Duration)> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 0));
    let began = Instant::now();
    let config = Config { listen, contacts, data_dir, limits: Limiting::Off, ..Config::default() };
    Ok((Sandbox::start(config).await?, began.elapsed()))
}

async fn fetch(running: &Running, path: &str) -> anyhow::Result<String> {
    let mut line = TcpStream::connect(running.addr).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n", running.addr);
    line.write_all(request.as_bytes()).await?;
    let mut text = String::new();
    line.read_to_string(&mut text).await?;
    Ok(text)
}

/// Calls per second by several callers at once.
async fn hammer(running: &Running, method: &str, path: &str, body: &str) -> anyhow::Result<f64> {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nversion: 2021-07-28\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        running.addr,
        running.facts.private_token,
        body.len(),
    );
    let (request, made) = (Arc::new(request.into_bytes()), Arc::new(AtomicU64::new(0)));
    let began = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(call_on(running.addr, Arc::clone(&request), Arc::clone(&made), began + LASTING));
    }
    while let Some(ended) = callers.join_next().await {
        ended??;
    }
    Ok(made.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

async fn call_on(
    addr: SocketAddr,
    request: Arc<Vec<u8>>,
    made: Arc<AtomicU64>,
    until: Instant,
) -> anyhow::Result<()> {
    let mut line = TcpStream::connect(addr).await?;
    line.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(1 << 16);
    while Instant::now() < until {
        line.write_all(&request).await?;
        buffer.clear();
        let whole = loop {
            ensure!(line.read_buf(&mut buffer).await? > 0, "the sandbox hung up");
            if let Some(whole) = length_of(&buffer) {
                break whole;
            }
        };
        while buffer.len() < whole {
            ensure!(line.read_buf(&mut buffer).await? > 0, "the sandbox hung up");
        }
        ensure!(buffer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&buffer));
        made.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// The length of head and body together, once the head is there.
fn length_of(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("content-length: "))?;
    Some(head + line.trim().parse::<usize>().ok()?)
}

fn row(what: &str, figure: &str) {
    println!("| {what} | {figure} |");
}

fn millis(took: Duration) -> String {
    format!("{} ms", took.as_millis())
}

/// What the process holds in memory (Linux).
fn memory() -> anyhow::Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("Linux tells VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{:.0} MiB", kib / 1024.0))
}
