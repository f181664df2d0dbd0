//! The same day without script: links, forms and what a browser does by itself.

use browser::{Script, Story};
use serde_json::json;
use testkit::Belonging;

#[tokio::test]
async fn every_form_works_without_script() -> anyhow::Result<()> {
    let story = Story::with_contacts(60).await?;
    let fields = json!({ "firstName": "Zephyrine", "lastName": "Quill", "phone": "+14155550142" });
    let contact = story.account.contact(fields).await?;
    story.account.task(&contact, "Send the revised quote").await?;
    story.settle().await?;
    let window = story.signed_in(Script::Off).await?;

    window.fill("[data-search]", "zep\u{e007}").await?;
    window.sees("#found", "1 in").await?;
    window.press("#rows a").await?;
    window.sees("h1", "Zephyrine Quill").await?;

    window.press("#tasks [role=checkbox]").await?;
    window.sees("[data-toast]", "Task completed").await?;
    window.add("#note-body", "Wants two payments.").await?;
    window.press("[data-pane=note] button").await?;
    window.sees("[data-toast]", "New note").await?;
    window.sees("#timeline", "Wants two payments.").await?;
    window.press("#field-phone-value").await?;
    window.fill("#field-phone input[name=value]", "+1 415 555 0177").await?;
    window.press("#field-phone button").await?;
    window.sees("#field-phone", "0177").await?;

    story
        .highlevel_has("the task, the note and the phone", || async {
            let tasks = story.account.list_of(&contact, Belonging::Tasks).await?;
            let notes = story.account.list_of(&contact, Belonging::Notes).await?;
            let found = story.account.read_contact(&contact).await?.unwrap_or_default();
            Ok(tasks.iter().any(|task| task["completed"] == json!(true))
                && notes
                    .iter()
                    .any(|note| note["body"].as_str().is_some_and(|body| body.contains("two payments")))
                && found["phone"] == json!("+14155550177"))
        })
        .await?;
    story.end(window).await
}

#[tokio::test]
async fn a_contact_is_added_and_deleted_without_script() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let window = story.signed_in(Script::Off).await?;

    window.press("a[href='/contacts/new']").await?;
    window.fill("input[name=first_name]", "Zephyrine").await?;
    window.fill("input[name=email]", "zephyrine@example").await?;
    window.press("form.pair button").await?;
    window.sees("[role=alert]", "Not saved yet").await?;
    window.sees("#email-hint.errline", "no ending").await?;
    assert_eq!(
        window.value("input[name=first_name]").await?,
        "Zephyrine",
        "what was typed survives a refusal"
    );
    assert_eq!(window.value("input[name=email]").await?, "zephyrine@example", "also what was refused");
    window.fill("input[name=email]", "zephyrine@example.com").await?;
    window.press("form.pair button").await?;
    story
        .highlevel_has("the contact", || async {
            let all = story.account.contacts().await?;
            Ok(all.iter().any(|contact| contact.get("email") == Some(&json!("zephyrine@example.com"))))
        })
        .await?;

    window.go(&story.at("/contacts?q=zephyrine")?).await?;
    window.press("#rows a").await?;
    window.press("[popovertarget=cmore]").await?;
    window.press("[popovertarget=del]").await?;
    window.press("#del form button").await?;
    story
        .highlevel_has("no such contact any more", || async {
            let all = story.account.contacts().await?;
            Ok(!all.iter().any(|contact| contact.get("email") == Some(&json!("zephyrine@example.com"))))
        })
        .await?;
    story.end(window).await
}
