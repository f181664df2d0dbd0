//! Two people on the same contact, a conflict decided, and a bad action on many contacts taken back.

use std::time::Duration;

use browser::{Script, Story, Window};
use highlevel::ContactId;
use serde_json::json;

async fn zephyrine(story: &Story) -> anyhow::Result<ContactId> {
    let fields = json!({
        "firstName": "Zephyrine", "lastName": "Quill", "email": "zephyrine@example.com", "city": "Port Ellery",
    });
    let contact = story.account.contact(fields).await?;
    story.settle().await?;
    Ok(contact)
}

async fn has_city(story: &Story, contact: &ContactId, city: &str) -> anyhow::Result<()> {
    story
        .highlevel_has(city, || async {
            let found = story.account.read_contact(contact).await?;
            Ok(found.is_some_and(|found| found.get("city") == Some(&json!(city))))
        })
        .await
}

/// Opens the editor of the city and types, without saving.
async fn type_city(window: &Window, story: &Story, contact: &ContactId, city: &str) -> anyhow::Result<()> {
    window.go(&story.at(&format!("/contacts/{contact}"))?).await?;
    window.press("#field-city-value").await?;
    window.fill("#field-city input[name=value]", city).await
}

#[tokio::test]
async fn two_browsers_that_edit_the_same_contact_end_in_a_conflict_that_one_of_them_decides()
-> anyhow::Result<()> {
    let story = Story::with_contacts(10).await?;
    let contact = zephyrine(&story).await?;
    let (one, other) = (story.signed_in(Script::On).await?, story.signed_in(Script::On).await?);
    type_city(&one, &story, &contact, "Oslo").await?;
    type_city(&other, &story, &contact, "Bern").await?;

    one.press("#field-city .editing button").await?;
    has_city(&story, &contact, "Oslo").await?;
    other.press("#field-city .editing button").await?;

    other.sees("#field-city", "while you typed “Bern”").await?;
    other.press("#field-city a[href='/conflicts']").await?;
    other.sees("#open", "Port Ellery").await?;
    other.sees("#open", "Oslo").await?;
    other.press("#open button[value=ours]").await?;

    has_city(&story, &contact, "Bern").await?;
    other.sees("#open", "No conflicts").await?;
    other.sees("#ended", "Ours was chosen").await?;
    one.sees("#field-city", "Bern").await?;
    one.close().await?;
    story.end(other).await
}

#[tokio::test]
async fn a_conflict_is_decided_without_script_too() -> anyhow::Result<()> {
    let story = Story::with_contacts(10).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::Off).await?;
    window.go(&story.at(&format!("/contacts/{contact}/fields/city"))?).await?;
    story.account.update(&contact, json!({"city": "Oslo"})).await?;
    story.settle().await?;
    window.fill("form.stack input[name=value]", "Bern").await?;
    window.press("form.stack .btn.pri").await?;
    story.settle().await?;

    window.go(&story.at("/conflicts")?).await?;
    window.sees("#open", "Bern").await?;
    window.press("#open button[value=both]").await?;

    window.sees("#ended", "Both kept, one as a note").await?;
    story.settle().await?;
    let notes = story.account.list_of(&contact, testkit::Belonging::Notes).await?;
    assert!(notes[0]["body"].as_str().is_some_and(|body| body.contains("Bern")), "{notes:?}");
    story.end(window).await
}

#[tokio::test]
async fn a_bad_action_on_many_contacts_is_seen_watched_and_taken_back() -> anyhow::Result<()> {
    let story = Story::with_contacts(12).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    window.press("#results thead .ck").await?;
    window.press("[data-bulk=add-tag]").await?;
    window.sees("h1", "Change 13 contacts").await?;
    window.fill("#add-tag input[name=tag]", "wrong").await?;
    window.press("#add-tag button").await?;
    window.sees("#whole", "13 changes would be made").await?;
    window.sees("#whole", "13 calls").await?;
    assert!(!tagged(&story, &contact).await?, "a preview sends nothing");

    window.press("#whole .btn.pri").await?;
    window.sees_within("#state", "Done", Duration::from_secs(60)).await?;
    window.sees("#whole", "13 of 13").await?;
    assert!(tagged(&story, &contact).await?);
    window.press("#whole form[action$='/undo'] button").await?;
    window.sees("#whole", "What is taken back by this").await?;
    window.press("#whole .btn.pri").await?;
    window.sees_within("#state", "Done", Duration::from_secs(60)).await?;

    assert!(!tagged(&story, &contact).await?, "it is as it was");
    story.end(window).await
}

async fn tagged(story: &Story, contact: &ContactId) -> anyhow::Result<bool> {
    let found = story.account.read_contact(contact).await?.unwrap_or_default();
    Ok(found.get("tags").and_then(|tags| tags.as_array()).is_some_and(|tags| tags.contains(&json!("wrong"))))
}

#[tokio::test]
async fn a_value_of_the_past_is_found_and_brought_back() -> anyhow::Result<()> {
    let story = Story::with_contacts(10).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    type_city(&window, &story, &contact, "Wrong Town\u{e007}").await?;
    has_city(&story, &contact, "Wrong Town").await?;
    story.settle().await?;

    window.go(&story.at(&format!("/contacts/{contact}/fields/city/history"))?).await?;
    window.sees("#steps", "Port Ellery").await?;
    window.press("main > .ledger > p a.btn").await?;
    window.sees("main", "Wrong Town").await?;
    window.press("main .btn.pri").await?;

    window.sees("#field-city", "Port Ellery").await?;
    has_city(&story, &contact, "Port Ellery").await?;
    story.end(window).await
}
