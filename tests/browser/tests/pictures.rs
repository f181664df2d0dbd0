//! Every page and every state in light, dark and phone size, into `target/pictures`; axe finds nothing on any of
//! them. Each state is the real one: the sandbox ends, someone else is quicker, a field is gone, Rankr is stopped.

use std::time::Duration;

use browser::{Script, Story, Window};
use domain::person::Role;
use fantoccini::key::Key;
use highlevel::ContactId;
use serde_json::{Value, json};
use testkit::Limiting;

const PATIENCE: Duration = Duration::from_secs(20);

/// Someone with a history: tasks, notes, tags.
async fn zephyrine(story: &Story) -> anyhow::Result<ContactId> {
    let fields = json!({
        "firstName": "Zephyrine", "lastName": "Quill", "email": "zephyrine@example.com", "phone": "+14155550142",
        "city": "Port Ellery", "tags": ["new lead", "whitening"],
    });
    let contact = story.account.contact(fields).await?;
    story.account.task(&contact, "Send the revised quote").await?;
    story
        .account
        .note(&contact, "Wants panels on the south face only. Asked about a battery, not now.")
        .await?;
    story.account.update(&contact, json!({ "address1": "218 Quarrel Hill Road" })).await?;
    story.settle().await?;
    Ok(contact)
}

async fn open(story: &Story, window: &Window, contact: &ContactId) -> anyhow::Result<()> {
    window.go(&story.at(&format!("/contacts/{contact}"))?).await?;
    window.find("#timeline").await.map(drop)
}

/// Types a value into a field of the open contact and saves it.
async fn edit(window: &Window, field: &str, value: &str) -> anyhow::Result<()> {
    window.press(&format!("#field-{field}-value")).await?;
    window.fill(&format!("#field-{field} [name=value]"), &format!("{value}\u{e007}")).await
}

#[tokio::test]
async fn every_page_is_clean_in_light_dark_and_on_a_phone() -> anyhow::Result<()> {
    let story = Story::with_contacts(120).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;

    window.picture("contacts").await?;
    window.go(&story.at("/contacts?q=zzzzzz&task=late")?).await?;
    window.picture("contacts-no-match").await?;
    for (path, name) in [
        ("/automations", "automations"),
        ("/automations/new", "automation-new"),
        ("/runs", "runs"),
        ("/catalog", "catalog"),
    ] {
        window.go(&story.at(path)?).await?;
        window.picture(name).await?;
    }
    window.go(&story.at("/contacts?tag=customer&task=open")?).await?;
    window.press("#rows a").await?;
    window.find("#timeline").await?;
    edit(&window, "city", "Port Ellery").await?;
    window.add("#note-body", "Asked whether a Tuesday evening would do.").await?;
    window.press("[data-pane=note] button").await?;
    window.sees("#timeline", "a Tuesday evening").await?;
    story.settle().await?;
    window.is_rid_of(".pend").await?;
    window.is_rid_of("[data-toast]").await?;
    window
        .run("document.activeElement.blur(); document.querySelector('[data-pane=note] button').blur()")
        .await?;
    window.picture("contact").await?;
    open(&story, &window, &contact).await?;
    window.press("#tasks li > span > a").await?;
    window.find("#details").await?;
    window.picture("task").await?;
    for (name, path) in [
        ("new-contact", "/contacts/new"),
        ("account", "/account"),
        ("keys", "/keys"),
        ("not-found", "/contacts/nobody"),
    ] {
        window.go(&story.at(path)?).await?;
        window.find("h1").await?;
        window.picture(name).await?;
    }
    story.end(window).await
}

#[tokio::test]
async fn the_moments_between_are_clean_too() -> anyhow::Result<()> {
    let story = Story::with_contacts(30).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;

    window.press("[popovertarget=filters]").await?;
    window.picture("filters").await?;
    window.run("document.querySelector('#filters').hidePopover()").await?;
    window.press("[popovertarget=columns]").await?;
    window.picture("columns").await?;
    window.run("document.querySelector('#columns').hidePopover()").await?;
    window.press("#rows .ck").await?;
    window.picture("selected").await?;
    window.chord(Key::Control, 'k').await?;
    window.keys("zep").await?;
    window.find("#palette [data-found] a").await?;
    window.picture("palette").await?;
    window.keys("\u{e00c}").await?;
    window.run("document.activeElement.blur()").await?;
    window.keys("?").await?;
    window.find("#keys[open]").await?;
    window.picture("keys").await?;
    window.keys("\u{e00c}").await?;

    open(&story, &window, &contact).await?;
    window.press("#field-phone-value").await?;
    window.picture("editing").await?;
    window.press("[data-compose=task]").await?;
    window.picture("composing-a-task").await?;
    window.press("[popovertarget=cmore]").await?;
    window.picture("more").await?;
    window.press("[popovertarget=del]").await?;
    window.picture("deleting").await?;
    story.end(window).await
}

#[tokio::test]
async fn what_stops_a_person_is_said_on_a_clean_page() -> anyhow::Result<()> {
    let mut story = Story::with_contacts(0).await?;
    let link = story.sign_in_link().await?;
    let window = story.window(Script::On).await?;
    window.go(&story.at("/sign-in")?).await?;
    window.picture("sign-in").await?;
    window.fill("[name=email]", "maya@example.com").await?;
    window.fill("[name=password]", "not the password\u{e007}").await?;
    window.find("#problem").await?;
    window.picture("sign-in-refused").await?;

    window.go(&link).await?;
    window.sees("#results", "No contacts yet").await?;
    window.picture("contacts-none").await?;
    let stranger = story.window(Script::On).await?;
    stranger.go(&link).await?;
    stranger.sees("main", "RK-204").await?;
    stranger.picture("link-used").await?;
    stranger.close().await?;

    window.go(&story.at("/contacts/new")?).await?;
    window.fill("[name=email]", "ada@example").await?;
    window.press("form.pair button").await?;
    window.find("#email-hint.errline").await?;
    window.picture("new-contact-refused").await?;
    window.fill("[name=email]", "ada@example.com").await?;
    only_look(&story).await?;
    window.press("form.pair button").await?;
    window.sees("main", "RK-203").await?;
    window.picture("forbidden").await?;

    window.go(&story.at("/contacts")?).await?;
    window.find("#results").await?;
    story.rankr.stop_rankr().await;
    window.find("[data-offline]:not([hidden])").await?;
    window.picture("offline").await?;
    story.rankr.start_rankr().await?;
    window.find("[data-offline][hidden]").await?;

    story.rankr.store().close().await;
    window.go(&story.at("/contacts")?).await?;
    window.sees("main", "RK-501").await?;
    window.picture("broken").await?;
    story.leave(window).await
}

/// Takes everything but looking away from the owner.
async fn only_look(story: &Story) -> anyhow::Result<()> {
    let mut tx = story.rankr.store().begin().await?;
    let owner = tx.person_list().await?.remove(0);
    tx.person_set_role(&story.account.location, owner.id, Role::Viewer, None).await?;
    Ok(tx.commit().await?)
}

#[tokio::test]
async fn a_write_is_clear_wherever_it_stands() -> anyhow::Result<()> {
    let mut story = Story::with_contacts(20).await?;
    let contact = zephyrine(&story).await?;
    let other = json!({ "firstName": "Bram", "lastName": "Kessler", "email": "bram@example.com" });
    story.account.contact(other).await?;
    let gone = a_field_of_text(&story).await?;
    story.settle().await?;
    let window = story.signed_in(Script::On).await?;
    open(&story, &window, &contact).await?;

    edit(&window, "email", "bram@example.com").await?;
    window.sees("#field-email", "Not saved").await?;
    window.picture("refused").await?;

    story
        .account
        .send("DELETE", &format!("/locations/{}/customFields/{gone}", story.account.location), None)
        .await?;
    edit(&window, &format!("custom-{gone}"), "In the mornings").await?;
    window.sees(&format!("#field-custom-{gone}"), "kept the old value").await?;
    window.run(&format!("document.querySelector('#field-custom-{gone}').scrollIntoView()")).await?;
    window.picture("not-applied").await?;

    story.rankr.stop_sandbox().await;
    edit(&window, "city", "Bonn").await?;
    window.press("#tasks [role=checkbox]").await?;
    window.sees("#field-city", "Saving").await?;
    window.sees("#waiting", "on their way").await?;
    window.picture("pending").await?;

    story.rankr.start_sandbox().await?;
    story.account.update(&contact, json!({ "city": "Rome" })).await?;
    window.sees("#field-city", "while you typed “Bonn”").await?;
    window.picture("overtaken").await?;
    window.go(&story.at("/contacts")?).await?;
    window.sees("#waiting a", "need you").await?;
    window.picture("contacts-stuck").await?;
    window.press("#waiting a").await?;
    window.sees("h1", "Writes").await?;
    window.picture("writes").await?;
    story.end(window).await
}

#[tokio::test]
async fn what_both_sides_changed_many_at_once_and_the_past_are_clean() -> anyhow::Result<()> {
    let story = Story::with_contacts(60).await?;
    let contact = zephyrine(&story).await?;
    let window = story.signed_in(Script::On).await?;
    open(&story, &window, &contact).await?;
    edit(&window, "city", "Harbour Town").await?;
    story.settle().await?;
    window.go(&story.at("/conflicts")?).await?;
    window.picture("conflicts-none").await?;
    open(&story, &window, &contact).await?;
    window.press("#field-city-value").await?;
    story.account.update(&contact, json!({ "city": "Rome" })).await?;
    story.settle().await?;
    window.fill("#field-city [name=value]", "Bonn\u{e007}").await?;
    window.sees("#field-city", "while you typed “Bonn”").await?;
    window.picture("contact-conflict").await?;
    window.go(&story.at("/conflicts")?).await?;
    window.sees("#open", "Bonn").await?;
    window.picture("conflicts").await?;

    window.go(&story.at(&format!("/contacts/{contact}/fields/city/history"))?).await?;
    window.picture("field-history").await?;
    window.press("main > .ledger > p a.btn").await?;
    window.find("form .btn.pri").await?;
    window.picture("bring-back").await?;
    let then = story.rankr.house().clock.now();
    story.account.update(&contact, json!({ "city": "Lima", "website": "https://quill.example.com" })).await?;
    story.settle().await?;
    window.go(&story.at(&format!("/contacts/{contact}?as_of={then}"))?).await?;
    window.picture("as-of").await?;
    window.go(&story.at("/history")?).await?;
    window.picture("history-kept").await?;

    window.go(&story.at("/bulk")?).await?;
    window.picture("bulk-none").await?;
    window.go(&story.at("/bulk/new?all=")?).await?;
    window.picture("bulk-new").await?;
    window.fill("#add-tag input[name=tag]", "spring letter").await?;
    window.press("#add-tag button").await?;
    window.sees("#whole", "would be made").await?;
    window.picture("bulk-preview").await?;
    window.press("#whole .btn.pri").await?;
    window.sees_within("#state", "Done", Duration::from_secs(180)).await?;
    window.picture("bulk-done").await?;
    window.go(&story.at("/bulk")?).await?;
    window.picture("bulk").await?;
    story.end(window).await
}

/// A custom field of one line, by its id.
async fn a_field_of_text(story: &Story) -> anyhow::Result<String> {
    let path = format!("/locations/{}/customFields", story.account.location);
    let all = story.account.send("GET", &path, None).await?;
    let fields = all["customFields"].as_array().cloned().unwrap_or_default();
    let one =
        fields.iter().find(|field| field["dataType"] == json!("TEXT") && field["model"] == json!("contact"));
    Ok(one.and_then(|field| field["id"].as_str()).unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_copy_under_way_shows_how_far_it_is() -> anyhow::Result<()> {
    let story = Story::copying(400, Limiting::On).await?;
    let window = story.signed_in(Script::On).await?;

    window.find("#copying [role=progressbar][aria-valuenow]").await?;
    window.find("#rows tr").await?;
    window.picture("copying").await?;
    let before = window.text("#copying .num").await?;
    let moved = "return document.querySelector('#copying .num')?.textContent !== arguments[0]";
    window.until(moved, vec![Value::from(before)], PATIENCE).await?;
    story.leave(window).await
}

#[tokio::test]
async fn axe_would_find_what_is_wrong() -> anyhow::Result<()> {
    let story = Story::with_contacts(5).await?;
    let window = story.signed_in(Script::On).await?;
    window.is_accessible("contacts").await?;

    window
        .run("document.querySelector('main').append(Object.assign(new Image(), { src: '/favicon.ico' }))")
        .await?;

    let found = window.is_accessible("contacts").await.unwrap_err().to_string();
    assert!(found.contains("image-alt"), "{found}");
    story.end(window).await
}
