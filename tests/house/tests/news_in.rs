//! What happens in HighLevel is in the mirror a moment later.

use std::time::Duration;

use domain::record::Kind;
use serde_json::json;
use testkit::{Database, TestRankr};

/// How soon an open page must show it.
const SOON: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_first_copy_equals_the_account() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rankr = TestRankr::on(database).await?;

        assert_eq!(rankr.differences().await?, Vec::<String>::new(), "{database:?}");

        rankr.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_changed_phone_is_mirrored_within_a_second() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "phone": "+15550100001"})).await?;
    rankr.settle().await?;

    rankr.account.update(&ada, json!({"phone": "+15550100002"})).await?;

    let holds = async || Ok(rankr.field(&ada, "phone").await? == Some(json!("+15550100002")));
    rankr.within(SOON, holds).await?;
    rankr.stop().await
}

#[tokio::test]
async fn a_new_task_finds_its_contact_although_its_event_names_none() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;

    let task = rankr.account.task(&ada, "Call Ada about the offer").await?;
    rankr.settle().await?;

    let mirrored = rankr.record(Kind::Task, &task).await?.expect("the task is mirrored");
    assert_eq!(mirrored.stored.contact, Some(ada));
    rankr.stop().await
}

#[tokio::test]
async fn a_note_comes_whole_although_its_event_is_thin() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;

    let note = rankr.account.note(&ada, "Prefers mornings").await?;
    rankr.settle().await?;

    let mirrored = rankr.record(Kind::Note, &note).await?.expect("the note is mirrored");
    assert_eq!(mirrored.doc().text("body"), Some("Prefers mornings"));
    rankr.stop().await
}

#[tokio::test]
async fn a_deleted_contact_is_a_tombstone_with_its_last_state() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    rankr.settle().await?;

    rankr.account.remove(&ada).await?;
    rankr.settle().await?;

    let mirrored = rankr.mirrored(&ada).await?.expect("its last state stays");
    assert!(mirrored.deleted_at().is_some());
    assert_eq!(mirrored.doc().text("firstName"), Some("Ada"));
    rankr.stop().await
}

#[tokio::test]
async fn a_delivery_sent_twice_changes_the_mirror_once() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    rankr.settle().await?;
    let before = rankr.changes_of(&ada).await?.len();

    rankr.account.update(&ada, json!({"lastName": "Byron"})).await?;
    rankr.settle().await?;
    let log = rankr.account.control(&format!("/sandbox/deliveries?contact={ada}&limit=50")).await?;
    for delivery in log["deliveries"].as_array().into_iter().flatten() {
        let id = delivery["id"].as_str().expect("a delivery has an id");
        rankr.account.tell(&format!("/sandbox/deliveries/{id}/replay"), json!({})).await?;
    }
    rankr.settle().await?;

    assert_eq!(rankr.changes_of(&ada).await?.len(), before + 1);
    rankr.stop().await
}
