//! Rankr without a mouse.

use browser::{Script, Story};
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test]
async fn a_list_is_searched_walked_and_opened_by_keys() -> anyhow::Result<()> {
    let story = Story::with_contacts(60).await?;
    let window = story.signed_in(Script::On).await?;

    window.keys("/").await?;
    let focused = window.run("return document.activeElement.matches('[data-search]')").await?;
    assert_eq!(focused, json!(true), "/ goes to the search");
    window.run("document.activeElement.blur()").await?;

    window.keys("jjjkx").await?;
    let rows = window
        .run("return [...document.querySelectorAll('#rows tr')].findIndex((row) => row.matches('.cur'))")
        .await?;
    assert_eq!(rows, json!(1), "three down and one up");
    window.sees("[data-selected]", "1 selected").await?;

    let name = window.text("#rows tr.cur a").await?;
    window.keys("\u{e007}").await?;
    window.sees("h1", name.lines().last().unwrap_or_default()).await?;
    window.keys("gc").await?;
    window.find("#rows").await?;
    story.end(window).await
}

#[tokio::test]
async fn the_palette_finds_a_contact_by_any_fragment() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    story
        .account
        .contact(json!({ "firstName": "Zephyrine", "lastName": "Quill", "phone": "+14155550142" }))
        .await?;
    let window = story.signed_in(Script::On).await?;

    window.chord(Key::Control, 'k').await?;
    window.find("#palette[open]").await?;
    window.keys("0142").await?;
    window.sees("#palette [data-found]", "Zephyrine Quill").await?;
    window.keys("\u{e007}").await?;

    window.sees("h1", "Zephyrine Quill").await?;
    story.end(window).await
}

#[tokio::test]
async fn an_edit_is_given_up_by_escape() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let window = story.signed_in(Script::On).await?;
    window.press("#rows a").await?;
    let before = window.text("#field-city-value .val").await?;

    window.press("#field-city-value").await?;
    window.keys("Somewhere else").await?;
    window.keys("\u{e00c}").await?;

    assert_eq!(window.text("#field-city-value .val").await?, before);
    window.keys("?").await?;
    window.find("#keys[open]").await?;
    story.end(window).await
}
