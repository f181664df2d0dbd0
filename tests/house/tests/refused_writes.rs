//! What HighLevel refused stays as it was typed until somebody sends it again or puts it aside; what was deleted is
//! made again from its last state.

use domain::record::Kind;
use highlevel::ids::ContactId;
use serde_json::json;
use testkit::{Belonging, Browser, TestRankr};

/// Sends the form of a new contact and gives the write that was refused.
async fn refused(browser: &Browser, rankr: &TestRankr, email: &str) -> anyhow::Result<String> {
    let typed = [("first_name", "Ada"), ("last_name", "Lovelace"), ("email", email), ("tags", "vip")];
    let led = browser.submit("/contacts", &typed).await?;
    // HighLevel's answer may take longer than the form waits; the write is the same.
    rankr.settle().await?;
    Ok(led.rsplit('=').next().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_refused_contact_stays_as_typed_and_is_taken_at_the_second_try() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let grace = rankr.account.contact(json!({"firstName": "Grace", "email": "taken@example.com"})).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;

    let write = refused(&browser, &rankr, "taken@example.com").await?;

    let form = browser.page(&format!("/contacts/new?again={write}")).await?;
    assert!(form.contains("value=\"Ada\"") && form.contains("value=\"Lovelace\""), "{form}");
    assert!(form.contains("value=\"taken@example.com\"") && form.contains("value=\"vip\""));
    assert!(form.contains("HighLevel did not take this contact"));
    let list = browser.page("/contacts").await?;
    assert!(list.contains("Ada Lovelace") && list.contains("Not saved"), "the list keeps it in sight");
    let writes = browser.page("/writes").await?;
    assert!(writes.contains("New contact: Ada Lovelace") && writes.contains("Refused"));

    rankr.account.remove(&grace).await?;
    rankr.settle().await?;
    browser.submit(&format!("/writes/{write}/retry"), &[]).await?;
    rankr.settle().await?;

    let contacts = rankr.account.contacts().await?;
    let made: Vec<_> =
        contacts.iter().filter(|contact| contact.get("email") == Some(&json!("taken@example.com"))).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["lastName"], "Lovelace");
    let list = browser.page("/contacts").await?;
    assert!(list.contains("Ada Lovelace") && !list.contains("Not saved"));
    rankr.stop().await
}

#[tokio::test]
async fn a_refused_contact_that_is_corrected_takes_the_place_of_the_first() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    rankr.account.contact(json!({"firstName": "Grace", "email": "taken@example.com"})).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let write = refused(&browser, &rankr, "taken@example.com").await?;

    let corrected = [("first_name", "Ada"), ("email", "ada.again@example.com"), ("replaces", write.as_str())];
    browser.submit("/contacts", &corrected).await?;
    rankr.settle().await?;

    let writes = browser.page("/writes").await?;
    assert!(writes.contains("Nothing needs you"), "the refused one is put aside with it: {writes}");
    let found = rankr.account.contacts().await?;
    assert!(found.iter().any(|contact| contact.get("email") == Some(&json!("ada.again@example.com"))));
    rankr.stop().await
}

#[tokio::test]
async fn a_refused_contact_that_is_put_aside_is_gone_for_good() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    rankr.account.contact(json!({"firstName": "Grace", "email": "taken@example.com"})).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let write = refused(&browser, &rankr, "taken@example.com").await?;

    browser.submit(&format!("/writes/{write}/discard"), &[]).await?;

    assert!(!browser.page("/contacts").await?.contains("Ada Lovelace"));
    assert!(browser.page("/writes").await?.contains("Nothing needs you"));
    rankr.stop().await
}

#[tokio::test]
async fn a_deleted_task_is_made_again_once() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    let task = rankr.account.task(&ada, "Call Ada about the offer").await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let led = browser.submit(&format!("/contacts/{ada}/tasks/{task}/delete"), &[]).await?;
    rankr.settle().await?;
    assert!(rankr.account.list_of(&ada, Belonging::Tasks).await?.is_empty());

    let write = led.rsplit('=').next().unwrap_or_default().to_owned();
    browser.submit(&format!("/writes/{write}/undo"), &[]).await?;
    rankr.settle().await?;
    let again = browser.send(&format!("/writes/{write}/undo"), &[]).await?.status();

    let tasks = rankr.account.list_of(&ada, Belonging::Tasks).await?;
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["title"], "Call Ada about the offer");
    assert_eq!(again, 409);
    rankr.stop().await
}

#[tokio::test]
async fn a_deleted_contact_is_made_again_from_its_last_state() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = json!({
        "firstName": "Ada", "lastName": "Lovelace", "email": "ada.back@example.com", "city": "London",
        "tags": ["vip"], "dnd": true,
    });
    let ada = rankr.account.contact(ada).await?;
    rankr.settle().await?;
    rankr.account.remove(&ada).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    assert!(browser.page(&format!("/contacts/{ada}")).await?.contains("Make it again"));

    browser.submit(&format!("/contacts/{ada}/restore"), &[]).await?;
    rankr.settle().await?;
    let twice = browser.send(&format!("/contacts/{ada}/restore"), &[]).await?.status();

    let found = rankr.account.contacts().await?;
    let found: Vec<_> =
        found.iter().filter(|contact| contact.get("email") == Some(&json!("ada.back@example.com"))).collect();
    assert_eq!(found.len(), 1);
    let new = ContactId::new(found[0]["id"].as_str().unwrap_or_default())?;
    assert_ne!(new, ada);
    let back = rankr.account.read_contact(&new).await?.expect("it is there");
    assert_eq!(
        (&back["city"], &back["tags"], &back["dnd"]),
        (&json!("London"), &json!(["vip"]), &json!(true))
    );
    assert_eq!(twice, 409);
    assert!(rankr.record(Kind::Contact, new.as_str()).await?.is_some());
    rankr.stop().await
}
