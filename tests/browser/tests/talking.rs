//! Writing to a contact from the browser: with the count, with the keyboard, and without script.

use std::time::Duration;

use browser::{Script, Story, Window};
use fantoccini::key::Key;
use highlevel::ContactId;
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

struct Talk {
    story: Story,
    contact: ContactId,
    thread: String,
}

impl Talk {
    /// Somebody who has just written.
    async fn begun(more: Value) -> anyhow::Result<Self> {
        let story = Story::with_contacts(10).await?;
        let mut fields = json!({"firstName": "Zephyrine", "lastName": "Quill", "phone": "+14155550142",
                                "email": "zephyrine@example.com"});
        for (name, value) in more.as_object().into_iter().flatten() {
            fields[name] = value.clone();
        }
        let contact = story.account.contact(fields).await?;
        // HighLevel opens a conversation with every contact.
        let path = format!("/conversations/search?locationId={}&contactId={contact}", story.account.location);
        let found = story.account.send("GET", &path, None).await?;
        let thread = found["conversations"][0]["id"].as_str().unwrap_or_default().to_owned();
        let talk = Self { story, contact, thread };
        talk.hears("Could we split the deposit over two payments?").await?;
        talk.story.settle().await?;
        Ok(talk)
    }

    async fn hears(&self, text: &str) -> anyhow::Result<()> {
        let said = json!({"type": "SMS", "contactId": self.contact, "conversationId": self.thread,
                          "conversationProviderId": "65f1c0ffee65f1c0ffee65f1", "message": text});
        self.story.account.send("POST", "/conversations/messages/inbound", Some(said)).await.map(drop)
    }

    async fn open(&self, script: Script) -> anyhow::Result<Window> {
        let window = self.story.signed_in(script).await?;
        window.go(&self.story.at(&format!("/conversations/{}", self.thread))?).await?;
        window.find("#said").await?;
        Ok(window)
    }

    /// How often HighLevel has that text, sent by us.
    async fn sent(&self, text: &str) -> anyhow::Result<usize> {
        let path = format!("/conversations/{}/messages?limit=100", self.thread);
        let page = self.story.account.send("GET", &path, None).await?;
        let all = page["messages"].as_array().cloned().unwrap_or_default();
        Ok(all.iter().filter(|one| one["body"] == text && one["direction"] == "outbound").count())
    }
}

#[tokio::test]
async fn an_answer_is_counted_sent_by_the_keyboard_and_shown_with_its_fate() -> anyhow::Result<()> {
    let talk = Talk::begun(json!({})).await?;
    let window = talk.open(Script::On).await?;

    window.keys("r").await?;
    window.add("#reply-sms", "Yes, half now and half when the panels are up.").await?;
    window.sees("[data-count]", "1 segment, 114 left").await?;
    window.chord(Key::Control, '\u{e007}').await?;

    window.sees("#said .msg.ours", "Yes, half now").await?;
    window.sees("#said .fate", "Delivered").await?;
    let shown = "return document.querySelectorAll('#said .msg.ours').length === 1";
    window.until(shown, vec![], PATIENCE).await?;
    assert_eq!(talk.sent("Yes, half now and half when the panels are up.").await?, 1);
    talk.story.end(window).await
}

#[tokio::test]
async fn a_message_that_comes_while_one_types_leaves_what_is_typed_alone() -> anyhow::Result<()> {
    let talk = Talk::begun(json!({})).await?;
    let window = talk.open(Script::On).await?;
    window.add("#reply-sms", "I was about to").await?;

    talk.hears("Never mind, one payment is fine.").await?;

    window.sees("#said", "one payment is fine").await?;
    let kept = "return document.querySelector('#reply-sms').value === 'I was about to'";
    window.until(kept, vec![], PATIENCE).await?;
    talk.story.end(window).await
}

#[tokio::test]
async fn without_script_a_message_is_sent_and_the_page_shows_it() -> anyhow::Result<()> {
    let talk = Talk::begun(json!({})).await?;
    let window = talk.open(Script::Off).await?;

    window.add("#reply-sms", "See you on Thursday.").await?;
    window.press("form[data-pane=sms] button.pri").await?;

    window.sees("#said", "See you on Thursday.").await?;
    talk.story.settle().await?;
    assert_eq!(talk.sent("See you on Thursday.").await?, 1);
    talk.story.end(window).await
}

#[tokio::test]
async fn conversations_are_clean_in_light_dark_and_on_a_phone() -> anyhow::Result<()> {
    let talk = Talk::begun(json!({})).await?;
    let window = talk.open(Script::On).await?;
    window.add("#reply-sms", "Yes, half now and half when the panels are up.").await?;
    window.press("form[data-pane=sms] button.pri").await?;
    window.sees("#said .fate", "Delivered").await?;
    window.run("document.activeElement.blur()").await?;
    window.picture("conversation").await?;
    for (name, path) in [
        ("conversations", "/conversations".to_owned()),
        ("conversations-none", "/conversations?q=zzzzz".to_owned()),
        ("businesses", "/businesses".to_owned()),
        ("new-opportunity", format!("/contacts/{}/opportunities/new", talk.contact)),
        ("contact-talking", format!("/contacts/{}", talk.contact)),
    ] {
        window.go(&talk.story.at(&path)?).await?;
        window.find("h1").await?;
        window.picture(name).await?;
    }
    window.go(&talk.story.at("/businesses")?).await?;
    window.press("#firms a").await?;
    window.find("#colleagues").await?;
    window.picture("business").await?;
    talk.story.end(window).await
}

#[tokio::test]
async fn a_closed_channel_is_clean_too_and_has_nothing_to_type_into() -> anyhow::Result<()> {
    let closed = json!({"dndSettings": {"SMS": {"status": "active", "message": "Texted STOP"}}});
    let talk = Talk::begun(closed).await?;
    let window = talk.open(Script::On).await?;

    window.run("document.querySelector('#compose-sms').click()").await?;

    window.sees("[data-pane=sms]", "Texted STOP").await?;
    window.until("return !document.querySelector('#reply-sms')", vec![], PATIENCE).await?;
    window.picture("conversation-closed").await?;
    talk.story.end(window).await
}
