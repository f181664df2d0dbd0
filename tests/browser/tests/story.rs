//! The first day with Rankr: find someone, do three things, see HighLevel have them, see its news come in.

use std::time::Duration;

use browser::{Script, Story, Window};
use highlevel::ContactId;
use serde_json::json;
use testkit::Belonging;

/// Someone nobody else in the sandbox is called like, with a task.
async fn zephyrine(story: &Story) -> anyhow::Result<ContactId> {
    let fields = json!({
        "firstName": "Zephyrine", "lastName": "Quill", "email": "zephyrine@example.com", "phone": "+14155550142",
    });
    let contact = story.account.contact(fields).await?;
    story.account.task(&contact, "Send the revised quote").await?;
    Ok(contact)
}

/// Searches by three letters and opens the one who is found.
async fn find_and_open(window: &Window) -> anyhow::Result<()> {
    window.fill("[data-search]", "zep").await?;
    window.sees("#rows", "Zephyrine Quill").await?;
    window
        .until("return document.querySelectorAll('#rows tr').length === 1", vec![], Duration::from_secs(20))
        .await?;
    window.press("#rows a").await?;
    window.sees("h1", "Zephyrine Quill").await?;
    window.sees("#tasks", "Send the revised quote").await
}

/// Watches the page for a mark that may come and go between two looks.
const WATCH_FOR_MARK: &str = "window.marked = []; \
    new MutationObserver(() => { \
        for (const mark of document.querySelectorAll('.pend')) window.marked.push(mark.closest('[id]').id); \
    }).observe(document.body, { subtree: true, childList: true }); return true;";

#[tokio::test]
async fn what_a_person_does_is_marked_until_highlevel_has_it() -> anyhow::Result<()> {
    let story = Story::with_contacts(60).await?;
    let contact = zephyrine(&story).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;
    find_and_open(&window).await?;
    window.run(WATCH_FOR_MARK).await?;

    window.press("#tasks [role=checkbox][aria-checked=false]").await?;
    story
        .highlevel_has("the task completed", || async {
            let tasks = story.account.list_of(&contact, Belonging::Tasks).await?;
            Ok(tasks.iter().any(|task| task.get("completed") == Some(&json!(true))))
        })
        .await?;

    window.fill("#note-body", "Wants two payments.").await?;
    window.press("[data-pane=note] button").await?;
    story
        .highlevel_has("the note", || async {
            let notes = story.account.list_of(&contact, Belonging::Notes).await?;
            Ok(notes
                .iter()
                .any(|note| note["body"].as_str().is_some_and(|body| body.contains("two payments"))))
        })
        .await?;

    window.press("#field-phone-value").await?;
    window.fill("#field-phone input[name=value]", "+1 415 555 0177\u{e007}").await?;
    story
        .highlevel_has("the new phone", || async {
            let found = story.account.read_contact(&contact).await?;
            Ok(found.is_some_and(|contact| contact.get("phone") == Some(&json!("+14155550177"))))
        })
        .await?;

    window.is_rid_of(".pend").await?;
    window.sees("#field-phone", "0177").await?;
    window.sees("#tasks .done", "Send the revised quote").await?;
    window.sees("#timeline", "Wants two payments.").await?;
    let marked = window.run("return window.marked.join(' ')").await?;
    assert!(
        marked.as_str().is_some_and(|marked| marked.contains("field-phone")),
        "no mark was seen: {marked}"
    );
    story.end(window).await
}

#[tokio::test]
async fn a_new_contact_waits_above_the_list_until_it_is_asked_for() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let window = story.signed_in(Script::On).await?;
    let first = window.text("#rows tr a").await?;

    zephyrine(&story).await?;
    window.sees("[data-new-for=rows]", "1 new").await?;

    assert_eq!(window.text("#rows tr a").await?, first, "the list moved under the reader");
    window.press("[data-new-for=rows]").await?;
    window.sees("#rows", "Zephyrine Quill").await?;
    story.end(window).await
}

#[tokio::test]
async fn what_was_done_can_be_taken_back() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let contact = zephyrine(&story).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;
    find_and_open(&window).await?;

    window.press("#field-lastName-value").await?;
    window.fill("#field-lastName input[name=value]", "Wrong\u{e007}").await?;
    window.sees("#field-lastName", "Wrong").await?;
    window.press("[data-toast] button").await?;

    window.sees("#field-lastName", "Quill").await?;
    story
        .highlevel_has("the old name", || async {
            let found = story.account.read_contact(&contact).await?;
            let name = found.and_then(|contact| contact.get("lastName").cloned()).unwrap_or_default();
            Ok(name.as_str().is_some_and(|name| name.eq_ignore_ascii_case("quill")))
        })
        .await?;
    story.end(window).await
}

#[tokio::test]
async fn a_value_that_cannot_be_saved_stays_in_its_field_with_the_reason() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    zephyrine(&story).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;
    find_and_open(&window).await?;

    window.press("#field-phone-value").await?;
    window.fill("#field-phone input[name=value]", "call me\u{e007}").await?;
    window.find("#field-phone [data-problem]").await?;

    let typed = window.run("return document.querySelector('#field-phone input[name=value]').value").await?;
    assert_eq!(typed, json!("call me"));
    story.end(window).await
}
