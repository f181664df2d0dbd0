//! HighLevel's real limits: two processes on one database spend from one bucket, and neither is ever refused.

use std::time::Duration;

use domain::budget::Lane;
use domain::ids::JobId;
use domain::job::{Job, Kind};
use highlevel::ids::ContactId;
use house::Stage;
use serde_json::{Value, json};
use testkit::{Database, Limiting, Process, free_address};

/// Contacts read whole by both: more calls than two windows hold.
const CONTACTS: usize = 30;

/// A second process on the same database, with the same key.
async fn beside(stage: &Stage) -> anyhow::Result<(tempfile::TempDir, Process)> {
    let folder = tempfile::tempdir()?;
    std::fs::copy(stage.folder().join("seal.key"), folder.path().join("seal.key"))?;
    let serve = stage.serve_in(folder.path(), free_address()?).ready().await?;
    Ok((folder, serve))
}

/// Has each contact read whole, by whoever takes the job.
async fn read_all(stage: &Stage) -> anyhow::Result<()> {
    let house = stage.house().await?;
    let mut tx = house.store.begin().await?;
    for body in stage.account.contacts().await? {
        let Some(contact) = body.get("id").and_then(Value::as_str) else { continue };
        let contact = ContactId::new(contact)?;
        let id = JobId::from_uuid(house.clock.uuid());
        let work = Kind::Check { contact };
        let location = stage.account.location.clone();
        tx.job_add(&Job::due_now(id, location, work, Lane::Repair, house.clock.now())).await?;
    }
    tx.commit().await?;
    house.store.close().await;
    Ok(())
}

async fn refusals(stage: &Stage) -> anyhow::Result<Vec<Value>> {
    let log = stage.account.control("/sandbox/calls?status=429&limit=100").await?;
    Ok(log["calls"].as_array().cloned().unwrap_or_default())
}

#[tokio::test]
async fn two_processes_on_one_database_share_a_bucket_and_are_never_refused() -> anyhow::Result<()> {
    for windows in ["fixed", "sliding"] {
        let stage = Stage::set_limited(CONTACTS, Database::Postgres, Limiting::On).await?;
        if windows == "sliding" {
            stage.account.tell("/sandbox/faults", json!({"kind": "sliding_windows"})).await?;
        }
        let one = stage.serve().ready().await?;
        let (_folder, other) = beside(&stage).await?;
        read_all(&stage).await?;

        tokio::time::sleep(Duration::from_secs(5)).await;
        stage.until_idle().await?;

        assert_eq!(refusals(&stage).await?, Vec::<Value>::new(), "{windows} windows");
        assert!(stage.calls_of("get-contact").await? >= CONTACTS, "{windows} windows");
        assert!(one.terminate().await?.success());
        assert!(other.terminate().await?.success());
    }
    Ok(())
}
