//! Open pages while things happen: nothing typed is lost, one stream serves all tabs, no change is missed.

use std::time::Duration;

use anyhow::Context as _;
use browser::{Script, Story, Window};
use highlevel::ContactId;
use serde_json::json;

const PATIENCE: Duration = Duration::from_secs(20);

/// Counts the streams that a page opens and has open, from its first line on.
const COUNT_STREAMS: &str = "window.streams = { open: 0, all: 0 }; const Real = window.EventSource; \
    window.EventSource = class extends Real { \
        constructor(...all) { super(...all); window.streams.open += 1; window.streams.all += 1; } \
        close() { if (this.readyState !== 2) window.streams.open -= 1; super.close(); } \
    }; \
    document.addEventListener('visibilitychange', () => { \
        if (document.hidden) setTimeout(() => { window.streams.whileHidden = window.streams.open; }, 200); \
    });";

async fn zephyrine(story: &Story) -> anyhow::Result<ContactId> {
    let fields = json!({ "firstName": "Zephyrine", "lastName": "Quill", "city": "Port Ellery" });
    let contact = story.account.contact(fields).await?;
    story.settle().await?;
    Ok(contact)
}

async fn open(story: &Story, window: &Window, contact: &ContactId) -> anyhow::Result<()> {
    window.go(&story.at(&format!("/contacts/{contact}"))?).await?;
    window.sees("h1", "Quill").await
}

#[tokio::test]
async fn what_is_being_typed_is_never_overwritten() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    open(&story, &window, &contact).await?;
    window.add("#note-body", "Half a thought").await?;
    window.press("#field-city-value").await?;
    window.fill("#field-city [name=value]", "Bonn").await?;

    story.account.update(&contact, json!({ "city": "Rome", "lastName": "Farrow" })).await?;
    window.sees("h1", "Farrow").await?;
    story.settle().await?;

    assert_eq!(window.value("#field-city [name=value]").await?, "Bonn");
    assert_eq!(window.value("#note-body").await?, "Half a thought");
    let focused = window
        .run("return document.activeElement === document.querySelector('#field-city [name=value]')")
        .await?;
    assert_eq!(focused, json!(true), "the focus stays where one types");
    window.keys("\u{e00c}").await?;
    window.sees("#field-city .val", "Rome").await?;
    story.end(window).await
}

#[tokio::test]
async fn the_focus_stays_on_what_a_live_update_renews() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    open(&story, &window, &contact).await?;
    window.run("document.querySelector('#field-city-value').focus()").await?;

    story.account.update(&contact, json!({ "city": "Rome" })).await?;
    window.sees("#field-city .val", "Rome").await?;

    assert_eq!(window.run("return document.activeElement.id").await?, json!("field-city-value"));
    story.end(window).await
}

#[tokio::test]
async fn one_stream_serves_the_tab_that_is_looked_at() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    window.before_each_page(COUNT_STREAMS).await?;
    open(&story, &window, &contact).await?;
    let one = "return window.streams.open === 1";
    window.until(one, vec![], PATIENCE).await?;
    let first = window.here().await?;

    let second = window.tab().await?;
    window.before_each_page(COUNT_STREAMS).await?;
    open(&story, &window, &contact).await?;
    window.switch_to(second.clone()).await?;
    window.until(one, vec![], PATIENCE).await.context("the tab that came to the front listens")?;
    story.account.update(&contact, json!({ "lastName": "Quill-Farrow" })).await?;
    window.sees("h1", "Quill-Farrow").await?;

    window.switch_to(first).await?;
    window.sees("h1", "Quill-Farrow").await.context("the first tab has heard or looked again")?;
    window.until(one, vec![], PATIENCE).await?;
    window.switch_to(second).await?;
    window.until(one, vec![], PATIENCE).await?;
    window.hide_for(Duration::from_millis(2500)).await?;
    let hidden = window.run("return window.streams.whileHidden").await?;
    assert_eq!(hidden, json!(0), "nobody looks, nobody listens");
    window.until(one, vec![], PATIENCE).await.context("it listens again once it is looked at")?;
    story.end(window).await
}

#[tokio::test]
async fn a_page_that_stayed_open_over_a_restart_misses_nothing() -> anyhow::Result<()> {
    let mut story = Story::with_contacts(5).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    open(&story, &window, &contact).await?;
    window.add("#note-body", "Half a thought").await?;

    story.rankr.stop_rankr().await;
    window.find("[data-offline]:not([hidden])").await?;
    story.account.update(&contact, json!({ "lastName": "Quill-Farrow" })).await?;
    story.rankr.start_rankr().await?;

    window.sees("h1", "Quill-Farrow").await?;
    window.find("[data-offline][hidden]").await?;
    story.account.update(&contact, json!({ "lastName": "Quill-Marsh" })).await?;
    window.sees("h1", "Quill-Marsh").await.context("the stream stands again")?;
    assert_eq!(window.value("#note-body").await?, "Half a thought");
    story.end(window).await
}

#[tokio::test]
async fn a_list_renewed_under_a_person_keeps_its_selection() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    let row = format!("#rows tr:has([href='/contacts/{contact}'])");
    window.press(&format!("{row} .ck")).await?;
    window.sees("[data-selected]", "1 selected").await?;

    story.account.update(&contact, json!({ "lastName": "Farrow" })).await?;
    window.sees(&row, "Zephyrine Farrow").await?;

    window.sees("[data-selected]", "1 selected").await?;
    assert_eq!(window.count(&format!("{row} .ck:checked")).await?, 1);
    story.end(window).await
}
