//! A run killed at its worst moments repeats no step that finished, skips none, and makes nothing twice.
//!
//! Each test ends a real `serve` with SIGKILL at one named point of a run, `RANKR_KILL_ROUNDS` times (5 without it),
//! against a sandbox process that stays up, on both databases.

use domain::automation::run::{Outcome, Run, State};
use domain::ids::AutomationId;
use highlevel::ids::ContactId;
use house::Stage;
use serde_json::json;
use testkit::{Belonging, Database, automations};

/// How often a run is killed at each point.
fn rounds() -> usize {
    std::env::var("RANKR_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5)
}

const TASK_AND_NOTE: &str = r#"
name: Quote follow-up
trigger: { on: contact.tag_added, with: { tag: quote-sent } }
steps:
  - id: task
    do: contacts.create-task
    with: { contactId: "{{ contact.id }}", title: "Call {{ contact.firstName }}", dueDate: "2030-01-01T10:00:00Z", completed: false }
  - id: note
    do: contacts.create-note
    with: { contactId: "{{ contact.id }}", body: "Made task {{ steps.task.task.title }}." }
"#;

macro_rules! killed_at {
    ($($name:ident = $point:literal, $nth:literal;)+) => { $(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() -> anyhow::Result<()> {
                super::killed($point, $nth, testkit::Database::Sqlite).await
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() -> anyhow::Result<()> {
                super::killed($point, $nth, testkit::Database::Postgres).await
            }
        }
    )+ };
}

killed_at! {
    killed_with_a_step_claimed = "run_claimed", 1;
    killed_with_an_intent_written_and_no_call_made = "intent_written", 1;
    killed_with_a_call_made_and_no_answer_written = "call_made", 1;
    killed_with_an_answer_written_and_not_taken_note_of = "run_answered", 1;
    killed_with_a_step_committed = "run_kept", 2;
}

async fn killed(point: &str, nth: usize, database: Database) -> anyhow::Result<()> {
    let stage = Stage::set(12, database).await?;
    stage.copy().await?;
    let automation = publish(&stage).await?;
    let mut contacts = Vec::new();
    for round in 0..rounds() {
        let fields =
            json!({"firstName": format!("Ada {round}"), "email": format!("ada.{round}@example.com")});
        contacts.push(stage.account.contact(fields).await?);
    }
    stage.serve_until_idle().await?;

    for contact in &contacts {
        let mut serve = stage.serve().pausing_at(point, nth).ready().await?;
        tag(&stage, contact).await?;
        serve.paused_at(point).await?;
        serve.kill().await?;
        stage.serve_until_idle().await?;
    }

    assert_eq!(stage.calls_of("create-task").await?, rounds(), "tasks were asked for");
    assert_eq!(stage.calls_of("create-note").await?, rounds(), "notes were asked for");
    for contact in &contacts {
        let tasks = stage.account.list_of(contact, Belonging::Tasks).await?;
        let notes = stage.account.list_of(contact, Belonging::Notes).await?;
        assert_eq!((tasks.len(), notes.len()), (1, 1), "{contact}");
    }
    let runs = ended(&stage, automation).await?;
    assert_eq!(runs.len(), rounds());
    for (run, steps) in runs {
        assert_eq!(run.state, State::Done, "{}", run.id);
        assert_eq!(steps, ["task", "note"], "{}", run.id);
    }
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

async fn publish(stage: &Stage) -> anyhow::Result<AutomationId> {
    let house = stage.house().await?;
    let published = automations::publish(&house, &stage.account.location, TASK_AND_NOTE).await;
    house.store.close().await;
    published
}

async fn tag(stage: &Stage, contact: &ContactId) -> anyhow::Result<()> {
    let body = json!({"tags": ["quote-sent"]});
    stage.account.send("POST", &format!("/contacts/{contact}/tags"), Some(body)).await.map(drop)
}

/// Every run, with the names of the steps that finished.
async fn ended(stage: &Stage, automation: AutomationId) -> anyhow::Result<Vec<(Run, Vec<String>)>> {
    let house = stage.house().await?;
    let location = &stage.account.location;
    let mut all = Vec::new();
    for run in automations::runs(&house, location, automation).await? {
        let steps = house.store.read().await?.run_list_steps(location, run.id, 100).await?;
        let done = steps.into_iter().filter(|step| step.outcome == Outcome::Done);
        all.push((run, done.map(|step| step.at.to_string()).collect()));
    }
    house.store.close().await;
    Ok(all)
}
