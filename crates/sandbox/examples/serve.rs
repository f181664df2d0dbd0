//! A sandbox in a few lines, on 127.0.0.1:8790 until interrupted.
//!
//! ```console
//! $ cargo run -p highlevel-sandbox --example serve
//! ```

use sandbox::{Config, Sandbox};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let listen = std::env::args().nth(1).map_or(Ok(Config::default().listen), |address| address.parse())?;
    let running = Sandbox::start(Config { listen, ..Config::default() }).await?;
    println!("{}", serde_json::to_string_pretty(&running.facts)?);
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
