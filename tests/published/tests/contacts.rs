//! The contacts file, all of it.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};

use published::{Asked, KNOWN, ask, complaints, file};
use sandbox::server::Limiting;

#[tokio::test(flavor = "multi_thread")]
async fn contacts_are_as_highlevel_publishes_them_but_for_what_is_listed() {
    let Some(file) = file() else { return say("nothing asked: HighLevel's contacts file is not beside us") };
    let sandbox = start().await.unwrap();

    let asked = ask(&file, &sandbox.facts).await.unwrap();

    assert_eq!(asked.len(), 32, "the file has 32 operations");
    let never: Vec<&str> = asked.iter().filter(|one| !succeeded(one)).map(|one| &*one.operation).collect();
    assert!(never.is_empty(), "no call of {never:?} succeeded, so that little was asked");
    let complaints = complaints(&asked, KNOWN);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
    sandbox.stop().await;
}

fn succeeded(one: &Asked) -> bool {
    one.statuses.keys().any(|status| status.starts_with('2'))
}

async fn start() -> anyhow::Result<sandbox::Running> {
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let config =
        sandbox::Config { listen, contacts: 60, limits: Limiting::Off, ..sandbox::Config::default() };
    sandbox::Sandbox::start(config).await
}

/// Past the test harness, which keeps what is printed to itself.
fn say(text: &str) {
    std::io::stderr().write_all(format!("{text}\n").as_bytes()).ok();
}
