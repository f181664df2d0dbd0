//! What contacts write is shown, and what is answered reaches them once.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use domain::record::Kind;
use domain::write::State;
use highlevel::ids::ContactId;
use serde_json::{Value, json};
use testkit::{Database, TestRankr};

/// How long a message may take until it is where it should be.
const PATIENCE: Duration = Duration::from_secs(40);

struct Talk {
    rankr: TestRankr,
    ada: ContactId,
    thread: String,
}

impl Talk {
    /// A contact with a number, and her conversation.
    async fn on(database: Database) -> anyhow::Result<Self> {
        Self::with(database, json!({})).await
    }

    async fn with(database: Database, more: Value) -> anyhow::Result<Self> {
        let rankr = TestRankr::on(database).await?;
        let mut fields = json!({"firstName": "Ada", "lastName": "Byron", "phone": "+15550100777",
                                "email": "ada@example.com"});
        for (name, value) in more.as_object().into_iter().flatten() {
            fields[name] = value.clone();
        }
        let ada = rankr.account.contact(fields).await?;
        // HighLevel opens a conversation with every contact.
        let path = format!("/conversations/search?locationId={}&contactId={ada}", rankr.account.location);
        let found = rankr.account.send("GET", &path, None).await?;
        let thread = found["conversations"][0]["id"].as_str().context("there is one")?.to_owned();
        rankr.settle().await?;
        Ok(Self { rankr, ada, thread })
    }

    /// The contact writes.
    async fn hears(&self, text: &str) -> anyhow::Result<()> {
        let said = json!({"type": "SMS", "contactId": self.ada, "conversationId": self.thread,
                          "conversationProviderId": "65f1c0ffee65f1c0ffee65f1", "message": text});
        self.rankr.account.send("POST", "/conversations/messages/inbound", Some(said)).await?;
        self.rankr.settle().await
    }

    /// Somebody answers on the thread's page.
    async fn says(&self, text: &str) -> anyhow::Result<()> {
        let form = [("channel", "sms"), ("text", text)];
        let path = format!("/conversations/{}/messages", self.thread);
        self.rankr.browser().await?.submit(&path, &form).await.map(drop)
    }

    /// What HighLevel has of that text, sent by us.
    async fn sent(&self, text: &str) -> anyhow::Result<Vec<Value>> {
        let path = format!("/conversations/{}/messages?limit=100", self.thread);
        let page = self.rankr.account.send("GET", &path, None).await?;
        let all = page["messages"].as_array().cloned().unwrap_or_default();
        Ok(all.into_iter().filter(|one| one["body"] == text && one["direction"] == "outbound").collect())
    }

    /// The write that carries the contact's newest message.
    async fn write(&self) -> anyhow::Result<domain::write::Write> {
        let mut tx = self.rankr.store().read().await?;
        let writes = tx.write_list_of(&self.rankr.account.location, &self.ada, 20).await?;
        writes.into_iter().find(|write| write.intent.kind == Kind::Message).context("a message was written")
    }

    /// Waits until the newest message stands so.
    async fn until(&self, state: State) -> anyhow::Result<domain::write::Write> {
        let began = Instant::now();
        loop {
            let write = self.write().await?;
            if write.state == state {
                return Ok(write);
            }
            anyhow::ensure!(began.elapsed() < PATIENCE, "{:?} {:?}", write.state, write.reason);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn page(&self) -> anyhow::Result<String> {
        self.rankr.browser().await?.page(&format!("/conversations/{}", self.thread)).await
    }
}

#[tokio::test]
async fn a_message_that_comes_is_in_the_list_in_its_thread_and_in_the_contacts_history() -> anyhow::Result<()>
{
    for database in Database::BOTH {
        let talk = Talk::on(database).await?;

        talk.hears("Could we split the deposit?").await?;

        let browser = talk.rankr.browser().await?;
        let list = browser.page("/conversations?show=unread").await?;
        assert!(list.contains("Ada Byron") && list.contains("Could we split the deposit?"), "{database:?}");
        let thread = talk.page().await?;
        assert!(thread.contains("Could we split the deposit?") && thread.contains("1 unread"));
        let contact = browser.page(&format!("/contacts/{}", talk.ada)).await?;
        assert!(contact.contains("wrote by SMS"), "the history tells of it");
        let found = browser.page("/conversations?q=byron").await?;
        assert!(found.contains("Could we split the deposit?"), "a search finds it by the contact's name");
        talk.rankr.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_reaches_the_contact_once_and_its_fate_is_shown() -> anyhow::Result<()> {
    let talk = Talk::on(Database::Sqlite).await?;
    talk.hears("Are you open today?").await?;

    talk.says("Yes, until six.").await?;
    talk.until(State::Confirmed).await?;

    assert_eq!(talk.sent("Yes, until six.").await?.len(), 1);
    let began = Instant::now();
    while !talk.page().await?.contains("Delivered") {
        anyhow::ensure!(began.elapsed() < PATIENCE, "its fate is never shown");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    talk.rankr.stop().await
}

#[tokio::test]
async fn an_answer_whose_call_got_no_answer_is_looked_for_and_not_sent_twice() -> anyhow::Result<()> {
    let talk = Talk::on(Database::Sqlite).await?;
    talk.hears("Are you open today?").await?;
    let lost = json!({"kind": "reset", "effect": "happened", "times": 1,
                      "how": {"per_call": 1, "match": {"operation": "send-a-new-message"}}});
    talk.rankr.account.tell("/sandbox/faults", lost).await?;

    talk.says("Yes, until six.").await?;
    let write = talk.until(State::Confirmed).await?;

    assert_eq!(talk.sent("Yes, until six.").await?.len(), 1, "it was sent twice");
    assert_eq!(write.attempts, 1, "it was found and not tried again");
    assert!(write.intent.record.is_some(), "the write knows the message it has made");
    talk.rankr.stop().await
}

#[tokio::test]
async fn an_answer_that_never_arrived_is_tried_again_once_nobody_can_doubt_that() -> anyhow::Result<()> {
    let talk = Talk::on(Database::Sqlite).await?;
    talk.hears("Are you open today?").await?;
    let lost = json!({"kind": "reset", "effect": "none", "times": 1,
                      "how": {"per_call": 1, "match": {"operation": "send-a-new-message"}}});
    talk.rankr.account.tell("/sandbox/faults", lost).await?;

    talk.says("Yes, until six.").await?;
    let write = talk.until(State::Confirmed).await?;

    assert_eq!(talk.sent("Yes, until six.").await?.len(), 1);
    assert_eq!(write.attempts, 2);
    talk.rankr.stop().await
}

#[tokio::test]
async fn who_does_not_want_it_is_not_written_to_and_the_page_says_so_before_one_types() -> anyhow::Result<()>
{
    let closed = json!({"dndSettings": {"SMS": {"status": "active", "message": "Texted STOP"}}});
    let talk = Talk::with(Database::Sqlite, closed).await?;
    talk.hears("Hello?").await?;

    let page = talk.page().await?;
    let form = [("channel", "sms"), ("text", "Hello")];
    let path = format!("/conversations/{}/messages", talk.thread);
    let answer = talk.rankr.browser().await?.send(&path, &form).await?;

    assert!(page.contains("Texted STOP") && !page.contains("Send SMS"), "there is a field to type into");
    assert_eq!(answer.status().as_u16(), 422);
    assert!(answer.text().await?.contains("Nothing was sent"));
    assert!(talk.sent("Hello").await?.is_empty());
    talk.rankr.stop().await
}

#[tokio::test]
async fn a_conversation_marked_as_read_is_read_in_highlevel() -> anyhow::Result<()> {
    let talk = Talk::on(Database::Sqlite).await?;
    talk.hears("Hello?").await?;

    talk.rankr.browser().await?.submit(&format!("/conversations/{}/read", talk.thread), &[]).await?;
    talk.rankr.settle().await?;

    let path = format!("/conversations/{}", talk.thread);
    let conversation = talk.rankr.account.send("GET", &path, None).await?;
    assert_eq!(conversation["unreadCount"], 0);
    assert!(!talk.page().await?.contains("1 unread"));
    talk.rankr.stop().await
}
