//! An automation runs from a change to what it does in HighLevel.

use std::time::Duration;

use domain::automation::run::{Run, State};
use domain::ids::AutomationId;
use highlevel::ids::ContactId;
use serde_json::json;
use testkit::{Belonging, Database, TestRankr, automations};

/// The story of the guide, with a wait as short as a test's patience.
const FOLLOW_UP: &str = r#"
name: Quote follow-up
trigger:
  on: contact.tag_added
  with: { tag: quote-sent }
  only_if: contact.email
steps:
  - id: wait
    wait: { for: 300 ms, or_until: contact.field_changed }
  - id: answered
    branch:
      - when: steps.wait.reason == "contact.field_changed"
        steps: [ { stop: They answered } ]
      - otherwise: true
        steps:
          - id: task
            do: contacts.create-task
            with:
              contactId: "{{ contact.id }}"
              title: "Call {{ contact.firstName or contact.name }}"
              dueDate: "{{ now | plus('1 day') | at('09:00', location.timezone) }}"
              completed: false
          - id: note
            do: contacts.create-note
            with: { contactId: "{{ contact.id }}", body: "Made task {{ steps.task.task.title }}." }
"#;

async fn tag(rankr: &TestRankr, contact: &ContactId, tag: &str) -> anyhow::Result<()> {
    let body = json!({"tags": [tag]});
    rankr.account.send("POST", &format!("/contacts/{contact}/tags"), Some(body)).await.map(drop)
}

async fn publish(rankr: &TestRankr, file: &str) -> anyhow::Result<AutomationId> {
    automations::publish(rankr.house(), &rankr.account.location, file).await
}

async fn runs(rankr: &TestRankr, automation: AutomationId) -> anyhow::Result<Vec<Run>> {
    automations::runs(rankr.house(), &rankr.account.location, automation).await
}

/// Waits until so many runs of an automation have ended.
async fn ended(rankr: &TestRankr, automation: AutomationId, count: usize) -> anyhow::Result<Vec<Run>> {
    let holds = async || {
        let runs = runs(rankr, automation).await?;
        Ok(runs.iter().filter(|run| run.state.is_over()).count() >= count)
    };
    rankr.within(Duration::from_secs(20), holds).await?;
    rankr.settle().await?;
    runs(rankr, automation).await
}

#[tokio::test]
async fn a_tag_leads_to_a_task_and_a_note_on_either_database() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rankr = TestRankr::on(database).await?;
        let ada = rankr.account.contact(json!({"firstName": "Ada", "email": "ada@example.com"})).await?;
        rankr.settle().await?;
        let automation = publish(&rankr, FOLLOW_UP).await?;

        tag(&rankr, &ada, "quote-sent").await?;
        let runs = ended(&rankr, automation, 1).await?;

        assert_eq!(runs.len(), 1, "{database:?}");
        assert_eq!(runs[0].state, State::Done, "{database:?}");
        let tasks = rankr.account.list_of(&ada, Belonging::Tasks).await?;
        let notes = rankr.account.list_of(&ada, Belonging::Notes).await?;
        assert_eq!((tasks.len(), notes.len()), (1, 1), "{database:?}");
        assert_eq!(tasks[0]["title"], "Call Ada");
        assert_eq!(notes[0]["body"], "Made task Call Ada.");
        assert_eq!(rankr.differences().await?, Vec::<String>::new(), "{database:?}");
        rankr.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_delivery_sent_twice_makes_one_run() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "email": "ada@example.com"})).await?;
    rankr.settle().await?;
    let automation = publish(&rankr, FOLLOW_UP).await?;

    tag(&rankr, &ada, "quote-sent").await?;
    ended(&rankr, automation, 1).await?;
    let log = rankr.account.control(&format!("/sandbox/deliveries?contact={ada}&limit=50")).await?;
    for delivery in log["deliveries"].as_array().into_iter().flatten() {
        let id = delivery["id"].as_str().expect("a delivery has an id");
        rankr.account.tell(&format!("/sandbox/deliveries/{id}/replay"), json!({})).await?;
    }
    rankr.settle().await?;

    assert_eq!(runs(&rankr, automation).await?.len(), 1);
    assert_eq!(rankr.account.list_of(&ada, Belonging::Tasks).await?.len(), 1);
    rankr.stop().await
}
