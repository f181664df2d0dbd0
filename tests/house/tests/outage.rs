//! HighLevel goes away and comes back: people work on, and everything that happened meanwhile arrives once.

use std::time::Duration;

use serde_json::json;
use testkit::{Browser, TestRankr};

/// How soon after HighLevel is back everything has arrived.
const SOON: Duration = Duration::from_secs(40);

async fn shows(browser: &Browser, path: &str, text: &str) -> anyhow::Result<bool> {
    Ok(browser.page(path).await?.contains(text))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_answer_say_so_and_keep_what_people_change_until_it_is_back() -> anyhow::Result<()> {
    let mut rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "phone": "+15550100001"})).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let page = format!("/contacts/{ada}");
    assert!(!shows(&browser, "/contacts", "is not reached;").await?);

    rankr.stop_sandbox().await;
    browser.submit(&format!("{page}/fields/phone"), &[("value", "+15550100002")]).await?;
    browser
        .submit(&format!("{page}/notes"), &[("title", ""), ("body", "Written while nobody was there")])
        .await?;
    rankr.within(SOON, async || shows(&browser, "/contacts", "HighLevel is not reached;").await).await?;
    assert!(shows(&browser, &page, "HighLevel is not reached;").await?);
    assert!(
        shows(&browser, &page, "+1 555-010-0002").await? || shows(&browser, &page, "+15550100002").await?
    );
    assert!(shows(&browser, &page, "Written while nobody was there").await?);
    assert!(shows(&browser, "/contacts?q=ada", "Ada").await?);

    rankr.start_sandbox().await?;
    rankr.account.control("/sandbox/clock").await?;
    let arrived = async || {
        let contact = rankr.account.read_contact(&ada).await?.expect("the contact is there");
        Ok(contact["phone"] == "+15550100002")
    };
    rankr.within(SOON, arrived).await?;
    rankr.settle().await?;

    assert!(!shows(&browser, "/contacts", "is not reached;").await?, "it is reached again");
    let totals = rankr.account.control("/sandbox/calls?limit=1").await?;
    assert_eq!(totals["totals"]["create-note"]["calls"], 1);
    assert_eq!(totals["totals"]["update-contact"]["calls"], 1);
    assert_eq!(rankr.differences().await?, Vec::<String>::new());
    rankr.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deliveries_that_found_nobody_come_after_both_were_away() -> anyhow::Result<()> {
    let mut rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "city": "London"})).await?;
    rankr.settle().await?;

    rankr.stop_rankr().await;
    rankr.account.update(&ada, json!({"city": "Paris"})).await?;
    let note = rankr.account.note(&ada, "Moved").await?;
    rankr.stop_sandbox().await;
    rankr.start_rankr().await?;
    assert!(shows(&rankr.browser().await?, &format!("/contacts/{ada}"), "London").await?);
    rankr.start_sandbox().await?;
    rankr.account.tell("/sandbox/clock", json!({"time_scale": 200})).await?;

    rankr.within(SOON, async || Ok(rankr.field(&ada, "city").await? == Some(json!("Paris")))).await?;
    rankr.settle().await?;
    assert!(rankr.record(domain::record::Kind::Note, &note).await?.is_some(), "the note is missing");
    let towns = rankr.changes_of(&ada).await?;
    let towns = towns.iter().flat_map(|change| &change.fields).filter(|field| field.field == "city").count();
    assert_eq!(towns, 1, "a change is told once");
    assert_eq!(rankr.differences().await?, Vec::<String>::new());
    rankr.stop().await
}
