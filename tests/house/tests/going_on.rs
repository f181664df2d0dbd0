//! A first copy that was interrupted goes on where it was: no page is read twice.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use house::Stage;
use testkit::Database;

/// How often each address was asked for.
async fn repeated(stage: &Stage, operation: &str) -> anyhow::Result<(usize, usize)> {
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for path in stage.paths_of(operation).await? {
        *asked.entry(path).or_default() += 1;
    }
    Ok((asked.len(), asked.values().filter(|times| **times > 1).count()))
}

async fn until_called(stage: &Stage, operation: &str, times: usize) -> anyhow::Result<()> {
    let began = Instant::now();
    while stage.calls_of(operation).await? < times {
        anyhow::ensure!(
            began.elapsed() < Duration::from_secs(90),
            "{operation} was not called {times} times"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

#[tokio::test]
async fn stopped_softly_it_reads_nothing_twice() -> anyhow::Result<()> {
    let stage = Stage::set(120, Database::Sqlite).await?;

    let places =
        [("get-appointments-for-contact", 10), ("get-appointments-for-contact", 70), ("get-all-notes", 40)];
    for (operation, calls) in places {
        let serve = stage.serve().ready().await?;
        until_called(&stage, operation, calls).await?;
        assert!(serve.terminate().await?.success());
    }
    stage.serve_until_idle().await?;

    let (contacts, twice) = repeated(&stage, "get-all-notes").await?;
    assert_eq!((contacts, twice), (120, 0), "contacts whose notes were read, and of these more than once");
    let (contacts, twice) = repeated(&stage, "get-appointments-for-contact").await?;
    assert_eq!((contacts, twice), (120, 0));
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn killed_between_pages_it_reads_each_page_of_contacts_once() -> anyhow::Result<()> {
    // Three pages of contacts and the empty one behind them, or the short last one that ends it.
    let stage = Stage::set(1_200, Database::Postgres).await?;
    let whole = {
        let other = Stage::set(1_200, Database::Sqlite).await?;
        other.copy().await?;
        (other.calls_of("search-contacts-advanced").await?, other.calls_of("task-search").await?)
    };

    // Each life commits one more page: the lists, then contacts, then tasks.
    for _ in 0..8 {
        let mut serve = stage.serve().pausing_at("backfill", 1).ready().await?;
        serve.paused_at("backfill").await?;
        serve.kill().await?;
    }
    stage.serve_until_idle().await?;

    // A page that was on its way when the process died is asked for again; none that was committed is.
    let searched = stage.calls_of("search-contacts-advanced").await?;
    assert!(searched <= whole.0 + 8, "{searched} searches; an undisturbed copy makes {}", whole.0);
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}
