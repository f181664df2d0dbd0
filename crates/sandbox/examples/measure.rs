//! How large and how fast a sandbox is, as one table.
//!
//! ```console
//! $ cargo run --release -p highlevel-sandbox --example measure -- 200000
//! ```
//!
//! Linux only. The callers run in the same process on threads of their own, so the speeds are what is left beside
//! them; processor time is told apart for the two.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
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
    runtime::{Builder, Runtime},
    task::JoinSet,
};

/// Callers at once.
const CALLERS: usize = 16;
/// How long each kind of call is made.
const LASTING: Duration = Duration::from_secs(4);

/// Names of the threads: how their processor time is told apart.
const SANDBOX: &str = "sandbox";
const CALLER: &str = "caller";

fn main() -> anyhow::Result<()> {
    let contacts = std::env::args().nth(1).map_or(Ok(200_000), |text| text.parse())?;
    let runtime = |name: &str| Builder::new_multi_thread().thread_name(name).enable_all().build();
    let (sandbox, callers) = (runtime(SANDBOX)?, runtime(CALLER)?);
    sandbox.block_on(measure(contacts, &callers))?;
    callers.shutdown_background();
    Ok(())
}

async fn measure(contacts: usize, callers: &Runtime) -> anyhow::Result<()> {
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
        let (addr, request) = (running.addr, request(&running, method, &path, body));
        let before = (processor(SANDBOX)?, processor(CALLER)?);
        let began = Instant::now();
        let made = callers.spawn(hammer(addr, request)).await??;
        let speed = made as f64 / began.elapsed().as_secs_f64();
        let each = |name, before| anyhow::Ok((processor(name)? - before) * 1e6 / made as f64);
        let (here, there) = (each(SANDBOX, before.0)?, each(CALLER, before.1)?);
        row(what, &format!("{speed:.0} /s; {here:.0} us in the sandbox, {there:.0} us in the callers"));
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

fn request(running: &Running, method: &str, path: &str, body: &str) -> Vec<u8> {
    let text = format!(
        "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nversion: 2021-07-28\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        running.addr,
        running.facts.private_token,
        body.len(),
    );
    text.into_bytes()
}

/// How many calls several callers at once make in the time there is.
async fn hammer(addr: SocketAddr, request: Vec<u8>) -> anyhow::Result<u64> {
    let (request, made) = (Arc::new(request), Arc::new(AtomicU64::new(0)));
    let until = Instant::now() + LASTING;
    let mut callers = JoinSet::new();
    for _ in 0..CALLERS {
        callers.spawn(call_on(addr, Arc::clone(&request), Arc::clone(&made), until));
    }
    while let Some(ended) = callers.join_next().await {
        ended??;
    }
    Ok(made.load(Ordering::Relaxed))
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

/// Processor time of the threads of that name until now, in seconds.
fn processor(name: &str) -> anyhow::Result<f64> {
    let mut nanos = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        let thread = thread?.path();
        if read(&thread, "comm")?.trim() == name {
            let spent = read(&thread, "schedstat")?;
            nanos += spent.split(' ').next().context("Linux tells time on processor")?.parse::<u64>()?;
        }
    }
    Ok(nanos as f64 / 1e9)
}

fn read(thread: &Path, name: &str) -> anyhow::Result<String> {
    fs::read_to_string(thread.join(name)).with_context(|| format!("Linux tells {name}"))
}

/// What the process holds in memory.
fn memory() -> anyhow::Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("Linux tells VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{:.0} MiB", kib / 1024.0))
}
