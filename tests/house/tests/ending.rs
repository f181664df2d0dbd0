//! A Rankr that is asked to end is gone at once and loses nothing.

use std::time::{Duration, Instant};

use domain::progress::{Stage as Part, State};
use house::Stage;
use testkit::{Browser, Database, Process, Start};

/// How long an end in good order may take.
const SOON: Duration = Duration::from_secs(2);

/// Streams of open pages, held by somebody who is signed in.
async fn open_pages(serve: &Process) -> anyhow::Result<Vec<reqwest::Response>> {
    let browser = Browser::sign_in(serve.ready_text("sign_in_url")?).await?;
    let mut streams = Vec::new();
    for _ in 0..4 {
        let mut stream = browser.open("/live").await?;
        assert!(stream.chunk().await?.is_some(), "the stream says nothing");
        streams.push(stream);
    }
    Ok(streams)
}

/// Waits until the copy goes contact by contact and is far from its end.
async fn in_the_middle_of_the_copy(stage: &Stage) -> anyhow::Result<()> {
    let began = Instant::now();
    while stage.calls_of("get-appointments-for-contact").await? < 40 {
        anyhow::ensure!(began.elapsed() < Duration::from_secs(90), "the copy does not get to appointments");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

async fn ends_in_the_middle(signal: &str, database: Database) -> anyhow::Result<()> {
    let stage = Stage::set(400, database).await?;
    let mut serve = stage.serve().ready().await?;
    let mut streams = open_pages(&serve).await?;
    in_the_middle_of_the_copy(&stage).await?;

    let asked = Instant::now();
    serve.signal(signal).await?;
    for stream in &mut streams {
        while let Ok(Some(_)) = stream.chunk().await {}
    }
    let told = asked.elapsed();
    let status = serve.ended().await?;
    let took = asked.elapsed();

    assert_eq!(status.code(), Some(0), "{}", serve.said());
    assert!(told < SOON, "pages heard of it after {told:?}");
    assert!(took < SOON, "it took {took:?}");
    let notes = stage.copied().await?.into_iter().find(|part| part.stage == Part::Notes);
    assert_ne!(notes.map(|part| part.state), Some(State::Done), "the copy was not under way any more");
    stage.serve_until_idle().await?;
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn sigterm_ends_it_within_two_seconds_with_pages_open_and_a_copy_under_way() -> anyhow::Result<()> {
    ends_in_the_middle("TERM", Database::Sqlite).await
}

#[tokio::test]
async fn ctrl_c_ends_it_just_so_on_postgres() -> anyhow::Result<()> {
    ends_in_the_middle("INT", Database::Postgres).await
}

#[tokio::test]
async fn asked_twice_it_ends_at_once_and_nothing_is_lost() -> anyhow::Result<()> {
    let stage = Stage::set(30, Database::Sqlite).await?;
    let mut serve = stage.serve().pausing_at("backfill", 1).ready().await?;
    serve.paused_at("backfill").await?;

    serve.signal("TERM").await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let asked_again = Instant::now();
    serve.signal("TERM").await?;
    let status = serve.ended().await?;

    assert!(asked_again.elapsed() < Duration::from_millis(500), "{:?}", asked_again.elapsed());
    assert_eq!(status.code(), Some(130), "{}", serve.said());
    stage.serve_until_idle().await?;
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn work_that_hangs_does_not_hold_up_the_end() -> anyhow::Result<()> {
    let stage = Stage::set(30, Database::Sqlite).await?;
    let mut serve = stage.serve().pausing_at("backfill", 1).ready().await?;
    serve.paused_at("backfill").await?;

    let asked = Instant::now();
    serve.signal("TERM").await?;
    let status = serve.ended().await?;

    assert!(asked.elapsed() < SOON + Duration::from_millis(300), "{:?}", asked.elapsed());
    assert_eq!(status.code(), Some(0), "{}", serve.said());
    Ok(())
}

#[tokio::test]
async fn a_demo_and_a_sandbox_end_as_soon() -> anyhow::Result<()> {
    let demo = Start::command("demo").with("--listen", "127.0.0.1:0").with("--sandbox-listen", "127.0.0.1:0");
    let mut demo = demo.with("--contacts", "300").flag("--ready-json").ready().await?;
    let _streams = open_pages(&demo).await?;

    let asked = Instant::now();
    demo.signal("INT").await?;
    let status = demo.ended().await?;

    assert_eq!(status.code(), Some(0), "{}", demo.said());
    assert!(asked.elapsed() < SOON + Duration::from_secs(1), "{:?}", asked.elapsed());
    Ok(())
}
