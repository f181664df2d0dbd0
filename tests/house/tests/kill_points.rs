//! A Rankr killed at its worst moments loses nothing and does nothing twice.
//!
//! Each test kills a real `serve` with SIGKILL at one named point, `RANKR_KILL_ROUNDS` times (25 without it),
//! against a sandbox process that stays up; then one last `serve` finishes the work, and every record of mirror and
//! account is compared.

use std::time::Instant;

use domain::record::Kind;
use highlevel::ids::ContactId;
use house::Stage;
use serde_json::json;
use testkit::Database;

/// How often each Rankr is killed.
fn rounds() -> usize {
    std::env::var("RANKR_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(25)
}

/// Runs one story on one database and says how long a round took.
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* $name:ident;)+) => { $(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() -> anyhow::Result<()> {
                timed(stringify!($name), super::$name(Database::Sqlite)).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() -> anyhow::Result<()> {
                timed(stringify!($name), super::$name(Database::Postgres)).await
            }
        }
    )+ };
}

on_both_databases! {
    killed_during_the_first_copy;
    killed_with_a_delivery_kept_and_not_taken_in;
    killed_with_a_delivery_taken_in_and_not_settled;
    killed_with_an_intent_written_and_no_call_made;
    killed_with_a_call_made_and_no_answer_written;
}

async fn timed(name: &str, story: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<()> {
    let began = Instant::now();
    story.await?;
    eprintln!("{name}: {} rounds in {:.1} s", rounds(), began.elapsed().as_secs_f64());
    Ok(())
}

async fn killed_during_the_first_copy(database: Database) -> anyhow::Result<()> {
    // Every life copies one page; there are about three pages for each two rounds.
    let stage = Stage::set(10 * rounds() + 60, database).await?;

    for _ in 0..rounds() {
        let mut serve = stage.serve().pausing_at("backfill", 1).ready().await?;
        serve.paused_at("backfill").await?;
        serve.kill().await?;
    }
    stage.serve_until_idle().await?;

    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

async fn killed_with_a_delivery_kept_and_not_taken_in(database: Database) -> anyhow::Result<()> {
    killed_with_deliveries_at("delivery_kept", database).await
}

async fn killed_with_a_delivery_taken_in_and_not_settled(database: Database) -> anyhow::Result<()> {
    killed_with_deliveries_at("taken_in", database).await
}

async fn killed_with_deliveries_at(point: &str, database: Database) -> anyhow::Result<()> {
    let stage = Stage::set(12, database).await?;
    let ada = ada(&stage).await?;
    stage.copy().await?;

    for round in 0..rounds() {
        let mut serve = stage.serve().pausing_at(point, 1).ready().await?;
        stage.account.update(&ada, json!({"city": format!("Town {round}")})).await?;
        serve.paused_at(point).await?;
        serve.kill().await?;
    }
    stage.serve_until_idle().await?;

    assert_eq!(stage.differences().await?, Vec::<String>::new());
    assert_eq!(waiting_or_doubled(&stage, &ada).await?, Vec::<String>::new());
    Ok(())
}

/// Deliveries that are missing or wait still, and changes that say what an earlier one has said.
async fn waiting_or_doubled(stage: &Stage, contact: &ContactId) -> anyhow::Result<Vec<String>> {
    let house = stage.house().await?;
    let mut found = Vec::new();
    let mut tx = house.store.read().await?;
    let waiting = tx.delivery_count_waiting().await?;
    let known = tx.delivery_count_taken_in(&stage.account.location, "ContactUpdate").await?;
    let changes = tx.change_list_of(&stage.account.location, contact, None, 500).await?;
    drop(tx);
    if waiting > 0 {
        found.push(format!("{waiting} deliveries wait"));
    }
    // Each round changed the contact once, and HighLevel comes again until a delivery was answered.
    if known != u64::try_from(rounds())? {
        found.push(format!("{known} deliveries of {} edits are known", rounds()));
    }
    let mut towns: Vec<String> = changes
        .iter()
        .flat_map(|change| &change.fields)
        .filter(|field| field.field == "city")
        .filter_map(|field| Some(field.after.as_ref()?.to_string()))
        .collect();
    let all = towns.len();
    towns.sort();
    towns.dedup();
    if towns.len() != all {
        found.push(format!("{all} changes of the city tell of {} towns", towns.len()));
    }
    house.store.close().await;
    Ok(found)
}

async fn killed_with_an_intent_written_and_no_call_made(database: Database) -> anyhow::Result<()> {
    let written = notes_written_when_killed_at("intent_written", database, Look::First, rounds()).await?;

    assert_eq!(written, rounds());
    Ok(())
}

async fn killed_with_a_call_made_and_no_answer_written(database: Database) -> anyhow::Result<()> {
    let written = notes_written_when_killed_at("call_made", database, Look::First, rounds()).await?;

    assert_eq!(written, rounds());
    Ok(())
}

/// The tests above can fail: leaving the look out is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_ledgers_look_a_note_is_written_twice() -> anyhow::Result<()> {
    let written = notes_written_when_killed_at("call_made", Database::Sqlite, Look::Never, 3).await?;

    assert!(written > 3, "{written} creates for 3 intents");
    Ok(())
}

/// Whether the ledger looks before it sends again.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    First,
    Never,
}

/// Intends a note, kills, and again; says how many notes the account's log of calls tells of.
async fn notes_written_when_killed_at(
    point: &str,
    database: Database,
    look: Look,
    rounds: usize,
) -> anyhow::Result<usize> {
    let stage = Stage::set(12, database).await?;
    let ada = ada(&stage).await?;
    stage.copy().await?;

    for round in 0..rounds {
        let serve = match look {
            Look::First => stage.serve(),
            Look::Never => stage.serve().variable("RANKR_SKIP_LOOK", "1"),
        };
        // A write that was killed before its call is sent again first, and so passes the point before the new one.
        let is_sent_again = point == "intent_written" || look == Look::Never;
        let nth = if round > 0 && is_sent_again { 2 } else { 1 };
        let mut serve = serve.pausing_at(point, nth).ready().await?;
        stage.intend_note(&ada, &format!("Note of round {round}")).await?;
        serve.paused_at(point).await?;
        serve.kill().await?;
    }
    stage.serve_until_idle().await?;

    let written = stage.calls_of("create-note").await?;
    if look == Look::First {
        assert_eq!(stage.differences().await?, Vec::<String>::new());
        assert_eq!(notes_of(&stage, &ada).await?, rounds);
    }
    Ok(written)
}

/// How many notes the mirror has of that contact.
async fn notes_of(stage: &Stage, contact: &ContactId) -> anyhow::Result<usize> {
    let house = stage.house().await?;
    let notes =
        house.store.read().await?.record_list_of(&stage.account.location, contact, Kind::Note).await?.len();
    house.store.close().await;
    Ok(notes)
}

async fn ada(stage: &Stage) -> anyhow::Result<ContactId> {
    stage.account.contact(json!({"firstName": "Ada", "email": "ada.killed@example.com"})).await
}
