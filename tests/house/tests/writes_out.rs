//! What somebody does on a page is in HighLevel a moment later.

use domain::record::Kind;
use serde_json::json;
use testkit::{Belonging, TestRankr};

#[tokio::test]
async fn a_task_completed_on_the_page_is_completed_in_the_account() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    let task = rankr.account.task(&ada, "Call Ada").await?;
    rankr.settle().await?;

    rankr.browser().await?.submit(&format!("/contacts/{ada}/tasks/{task}/complete"), &[]).await?;
    rankr.settle().await?;

    let tasks = rankr.account.list_of(&ada, Belonging::Tasks).await?;
    assert_eq!(tasks[0]["completed"], true);
    let mirrored = rankr.record(Kind::Task, &task).await?.expect("the task is mirrored");
    assert_eq!(mirrored.doc().flag("completed"), Some(true));
    rankr.stop().await
}

#[tokio::test]
async fn a_note_added_on_the_page_is_in_the_account_once() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    rankr.settle().await?;

    let note = [("title", ""), ("body", "Prefers mornings")];
    rankr.browser().await?.submit(&format!("/contacts/{ada}/notes"), &note).await?;
    rankr.settle().await?;

    let notes = rankr.account.list_of(&ada, Belonging::Notes).await?;
    assert_eq!(notes.len(), 1);
    assert!(notes[0]["body"].as_str().is_some_and(|body| body.contains("Prefers mornings")), "{notes:?}");
    rankr.stop().await
}

#[tokio::test]
async fn a_phone_changed_on_the_page_is_changed_in_the_account() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "phone": "+15550100001"})).await?;
    rankr.settle().await?;

    let phone = [("value", "+15550100002")];
    rankr.browser().await?.submit(&format!("/contacts/{ada}/fields/phone"), &phone).await?;
    rankr.settle().await?;

    let contact = rankr.account.read_contact(&ada).await?.expect("the contact is there");
    assert_eq!(contact["phone"], "+15550100002");
    assert_eq!(rankr.field(&ada, "phone").await?, Some(json!("+15550100002")));
    rankr.stop().await
}

#[tokio::test]
async fn the_pages_of_a_fresh_account_answer() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "lastName": "Byron"})).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;

    let list = browser.page("/contacts?q=ada").await?;
    let contact = browser.page(&format!("/contacts/{ada}")).await?;

    assert!(list.contains("Ada Byron"), "the list shows no Ada");
    assert!(contact.contains("Ada Byron"), "the page shows no Ada");
    rankr.stop().await
}
