//! Rankr without a mouse.

use anyhow::{Context as _, bail, ensure};
use browser::{Script, Story, Window};
use fantoccini::key::Key;
use serde_json::json;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

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

#[tokio::test]
async fn every_key_on_the_sheet_does_what_it_says() -> anyhow::Result<()> {
    let story = Story::with_contacts(20).await?;
    let window = story.signed_in(Script::On).await?;

    for place in ["list", "contact"] {
        if place == "contact" {
            window.go(&story.at("/contacts")?).await?;
            window.press("#rows a").await?;
            window.find(".compose").await?;
        }
        let page = window.place().await?;
        for does in listed(&window).await? {
            window.go(&story.at(&page)?).await?;
            window.find("h1").await?;
            try_key(&window, &does).await.with_context(|| format!("“{does}” on the {place}"))?;
        }
    }
    story.end(window).await
}

/// What the sheet lists here.
async fn listed(window: &Window) -> anyhow::Result<Vec<String>> {
    window.keys("?").await?;
    window.find("#keys[open]").await?;
    let does = window
        .run("return [...document.querySelectorAll('#keys [data-does]')].map((one) => one.dataset.does)");
    let does: Vec<String> = serde_json::from_value(does.await?)?;
    ensure!(does.len() >= 8, "only {does:?}");
    Ok(does)
}

/// Presses the key and looks for what it promises; a line without a look is a failure.
async fn try_key(window: &Window, does: &str) -> anyhow::Result<()> {
    let current = |row: usize| format!("#rows tr:nth-child({row}).cur");
    match does {
        "Search or jump" => {
            window.chord(Key::Control, 'k').await?;
            window.find("#palette[open]").await?;
        }
        "Go to Contacts" => {
            window.keys("gc").await?;
            window.find("#rows").await?;
        }
        "Go to Conversations" => {
            window.keys("gv").await?;
            window.sees("h1", "Conversations").await?;
        }
        "Go to Businesses" => {
            window.keys("gb").await?;
            window.sees("h1", "Businesses").await?;
        }
        "Tag the selection" => {
            window.keys("jxt").await?;
            window.find("#add-tag").await?;
        }
        "Assign the selection" => {
            window.keys("jxa").await?;
            window.find("#assign").await?;
        }
        "Write a message" => {
            window.keys("r").await?;
            window.find("#message-sms:focus, #message-email:focus, #message-subject:focus").await?;
        }
        "Show this list" => {
            window.keys("?").await?;
            window.find("#keys[open]").await?;
        }
        "Close, cancel" => {
            window.keys("?").await?;
            window.find("#keys[open]").await?;
            window.keys(ESCAPE).await?;
            window.is_rid_of("#keys[open]").await?;
        }
        "Search this list" => {
            window.keys("/").await?;
            window.find("[data-search]:focus").await?;
        }
        "Filter" => {
            window.keys("f").await?;
            window.find("#filters:popover-open").await?;
        }
        "Next row" => {
            window.keys("jj").await?;
            window.find(&current(2)).await?;
        }
        "Previous row" => {
            window.keys("jjk").await?;
            window.find(&current(1)).await?;
        }
        "Open the row" => {
            window.keys("j").await?;
            window.keys(ENTER).await?;
            window.find("#timeline").await?;
        }
        "Select the row" => {
            window.keys("jx").await?;
            window.sees("[data-selected]", "1 selected").await?;
        }
        "Select up to here" => {
            window.keys("jxjj").await?;
            window.chord(Key::Shift, 'X').await?;
            window.sees("[data-selected]", "3 selected").await?;
        }
        "Write a note" => {
            window.keys("n").await?;
            window.find("#note-body:focus").await?;
        }
        "Add a task" => {
            window.keys("t").await?;
            window.find("#new-task-title:focus").await?;
        }
        "Save the note or task, send the message" => {
            window.keys("n").await?;
            window.keys("Wants a call").await?;
            window.chord(Key::Control, '\u{e007}').await?;
            window.sees("#timeline", "Wants a call").await?;
        }
        "Save an edit" => {
            window.press("#field-city-value").await?;
            window.fill("#field-city [name=value]", "Bonn").await?;
            window.keys(ENTER).await?;
            window.sees("#field-city .val", "Bonn").await?;
        }
        other => bail!("nobody tries {other}"),
    }
    Ok(())
}

#[tokio::test]
async fn letters_switched_off_do_nothing() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let window = story.signed_in(Script::On).await?;
    window.keys("?").await?;
    window.press("[data-keys-on]").await?;
    window.keys(ESCAPE).await?;
    window.go(&story.at("/contacts")?).await?;

    window.keys("j").await?;

    assert_eq!(window.count("#rows .cur").await?, 0);
    story.end(window).await
}

#[tokio::test]
async fn the_palette_finds_pages_actions_and_the_misspelt() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let fields = json!({ "firstName": "Marisol", "lastName": "Tenbrook", "email": "marisol@example.com" });
    story.account.contact(fields).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;

    for (typed, found) in [
        ("tenbrok", "Marisol Tenbrook"),
        ("nwcnt", "New contact"),
        ("acount", "Your account"),
        ("filt", "Filter contacts"),
    ] {
        window.chord(Key::Control, 'k').await?;
        window.fill("#palette input", typed).await?;
        window.sees("#palette li:not([hidden]) a", found).await.with_context(|| typed.to_owned())?;
        window.keys(ESCAPE).await?;
        window.is_rid_of("#palette[open]").await?;
    }
    window.chord(Key::Control, 'k').await?;
    window.fill("#palette input", "filt").await?;
    window.keys(ENTER).await?;
    window.find("#filters:popover-open").await?;
    story.end(window).await
}

#[tokio::test]
async fn every_stop_of_the_tab_key_is_seen() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let window = story.signed_in(Script::On).await?;
    window.press("#rows a").await?;
    window.find(".compose").await?;

    for stop in 0..40 {
        window.keys("\u{e004}").await?;
        let unseen = window.run(UNSEEN).await?;
        assert_eq!(unseen, json!(null), "stop {stop}");
    }
    story.end(window).await
}

/// The focused element's markup where nothing shows that it has the focus.
const UNSEEN: &str = "const one = document.activeElement; if (!one || one === document.body) return null; \
    const ring = (element) => element && parseFloat(getComputedStyle(element).outlineWidth) >= 2 \
        && getComputedStyle(element).outlineStyle !== 'none'; \
    const around = one.closest('label, .inbox, .compose'); \
    const framed = around && (ring(around) || getComputedStyle(around).borderColor !== 'rgba(0, 0, 0, 0)'); \
    return ring(one) || framed ? null : one.outerHTML.slice(0, 120);";
