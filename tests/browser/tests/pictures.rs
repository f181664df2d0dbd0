//! Every page in light, dark and phone size, into `target/pictures`; axe finds nothing on any of them.

use browser::{Script, Story};
use serde_json::json;

#[tokio::test]
async fn every_page_is_clean_in_light_dark_and_on_a_phone() -> anyhow::Result<()> {
    let story = Story::with_contacts(120).await?;
    let outside = story.window(Script::On).await?;
    outside.go(&story.at("/sign-in")?).await?;
    outside.picture("sign-in").await?;
    outside.close().await?;

    let window = story.signed_in(Script::On).await?;
    window.picture("contacts").await?;
    window.go(&story.at("/contacts?q=zzzzzz&task=late")?).await?;
    window.picture("contacts-no-match").await?;
    window.go(&story.at("/contacts?task=open")?).await?;
    window.press("#rows a").await?;
    window.find("#timeline").await?;
    window.picture("contact").await?;
    window.press("#tasks li > span > a").await?;
    window.find("#details").await?;
    window.picture("task").await?;
    for (name, path) in
        [("new-contact", "/contacts/new"), ("account", "/account"), ("not-found", "/contacts/nobody")]
    {
        window.go(&story.at(path)?).await?;
        window.find("h1").await?;
        window.picture(name).await?;
    }
    story.end(window).await
}

#[tokio::test]
async fn the_moments_between_are_clean_too() -> anyhow::Result<()> {
    let story = Story::with_contacts(30).await?;
    let window = story.signed_in(Script::On).await?;

    window.press("[popovertarget=filters]").await?;
    window.picture("filters").await?;
    window
        .run("document.querySelector('#filters').hidePopover(); document.querySelector('#rows .ck').click()")
        .await?;
    window.picture("selected").await?;
    window.press("#rows a").await?;
    window.press("#field-phone-value").await?;
    window.picture("editing").await?;
    window.press("[data-compose=task]").await?;
    window.picture("composing-a-task").await?;
    window.run("document.querySelector('#del').showPopover()").await?;
    window.picture("deleting").await?;
    window.run("document.querySelector('#del').hidePopover(); dispatchEvent(new CustomEvent('rankr:reached', { detail: false }))").await?;
    window.run("dispatchEvent(new CustomEvent('rankr:reached', { detail: false }))").await?;
    let shown = window.run("return !document.querySelector('[data-offline]').hidden").await?;
    assert_eq!(shown, json!(true), "the banner is shown on the second miss");
    window.picture("offline").await?;
    story.end(window).await
}
