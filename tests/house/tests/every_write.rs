//! Every kind of write survives a kill right before and right after its call, while HighLevel answers badly: records
//! are made and denied, answers get lost or come as a fault, and one in a while nothing is answered at all.
//!
//! Each round intends one write on a real `serve` that pauses at the point, kills it, and lets another one finish.

use std::collections::BTreeMap;

use domain::ids::{PersonId, WriteId};
use domain::person::{Member, Role};
use domain::record::Kind;
use domain::write::State;
use highlevel::ids::{ContactId, NoteId, TaskId};
use house::Stage;
use serde_json::{Value, json};
use testkit::{Belonging, Database};
use workspace::contacts::Contacts;
use workspace::draft::{ContactDraft, NoteDraft, TaskDraft};
use workspace::note::Notes;
use workspace::task::{Tasks, Tick};
use workspace::{Refusal, Rooms};

/// Where a Rankr is killed.
const POINTS: [&str; 2] = ["intent_written", "call_made"];

/// Every kind of write that people make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    NewContact,
    Field,
    ClearedField,
    Consent,
    TagAdded,
    TagRemoved,
    NewTask,
    TaskEdited,
    TaskAssigned,
    TaskDone,
    TaskDeleted,
    NewNote,
    NoteEdited,
    NoteDeleted,
    ContactDeleted,
}

/// In an order in which each finds what it needs.
const WISHES: [Wish; 15] = [
    Wish::NewContact,
    Wish::Field,
    Wish::ClearedField,
    Wish::Consent,
    Wish::TagAdded,
    Wish::TagRemoved,
    Wish::NewTask,
    Wish::TaskEdited,
    Wish::TaskAssigned,
    Wish::TaskDone,
    Wish::TaskDeleted,
    Wish::NewNote,
    Wish::NoteEdited,
    Wish::NoteDeleted,
    Wish::ContactDeleted,
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() -> anyhow::Result<()> {
    every_kind_of_write_is_made_once(Database::Sqlite).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() -> anyhow::Result<()> {
    every_kind_of_write_is_made_once(Database::Postgres).await
}

/// The people and records the writes are about.
struct Cast {
    ada: ContactId,
    task: TaskId,
    spare_task: [TaskId; 2],
    note: NoteId,
    spare_note: [NoteId; 2],
    leaving: [ContactId; 2],
}

async fn cast(stage: &Stage) -> anyhow::Result<Cast> {
    let account = &stage.account;
    let person = async |name: &str| {
        let email = format!("{}.every@example.com", name.to_lowercase());
        account
            .contact(json!({"firstName": name, "email": email, "city": "Rome", "website": "a.example.com"}))
            .await
    };
    let ada = person("Ada").await?;
    let task = async |title: &str| anyhow::Ok(TaskId::new(account.task(&ada, title).await?)?);
    let note = async |body: &str| anyhow::Ok(NoteId::new(account.note(&ada, body).await?)?);
    account.update(&ada, json!({"tags": ["old-0", "old-1"]})).await?;
    Ok(Cast {
        task: task("To be edited").await?,
        spare_task: [task("To go 0").await?, task("To go 1").await?],
        note: note("To be edited").await?,
        spare_note: [note("To go 0").await?, note("To go 1").await?],
        leaving: [person("Grace").await?, person("Edith").await?],
        ada,
    })
}

/// How HighLevel fails while all this happens.
async fn fail(stage: &Stage) -> anyhow::Result<()> {
    let every = |kind: Value, operation: &str, per_call: u32| {
        let mut fault = kind;
        fault["how"] = json!({"per_call": per_call, "match": {"operation": operation}});
        fault
    };
    let mut faults = Vec::new();
    for create in ["create-contact", "create-task", "create-note"] {
        faults.push(every(json!({"kind": "created_but_422"}), create, 2));
    }
    for update in ["update-contact", "update-note", "add-tags"] {
        faults.push(every(json!({"kind": "reset", "effect": "happened"}), update, 2));
    }
    for update in ["update-task", "update-task-completed", "remove-tags", "delete-note"] {
        faults.push(every(json!({"kind": "answer", "status": 504, "effect": "happened"}), update, 2));
    }
    for delete in ["delete-task", "delete-contact"] {
        faults.push(every(json!({"kind": "answer", "status": 503, "effect": "none"}), delete, 2));
    }
    // One call is never answered: the client gives it up after its own time.
    let mut silence = every(json!({"kind": "no_answer", "effect": "happened"}), "update-contact", 3);
    silence["times"] = json!(1);
    faults.push(silence);
    for fault in faults {
        stage.account.tell("/sandbox/faults", fault).await?;
    }
    Ok(())
}

async fn every_kind_of_write_is_made_once(database: Database) -> anyhow::Result<()> {
    let stage = Stage::set(6, database).await?;
    let cast = cast(&stage).await?;
    stage.copy().await?;
    fail(&stage).await?;

    let mut writes = BTreeMap::new();
    for (round, point) in POINTS.into_iter().enumerate() {
        for wish in WISHES {
            let mut serve = stage.serve().pausing_at(point, 1).ready().await?;
            let write = intend(&stage, &cast, wish, round).await?;
            writes.insert(write, wish);
            serve.paused_at(point).await?;
            serve.kill().await?;
            stage.serve_until_idle().await?;
        }
    }
    stage.account.send("DELETE", "/sandbox/faults", None).await?;
    stage.serve_until_idle().await?;

    assert_eq!(unsettled(&stage, &writes).await?, Vec::<String>::new());
    assert_eq!(wrong(&stage, &cast).await?, Vec::<String>::new());
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

/// Asks for one write, as its page does.
async fn intend(stage: &Stage, cast: &Cast, wish: Wish, round: usize) -> anyhow::Result<WriteId> {
    let house = stage.house().await?;
    let rooms = Rooms::new(house.store.clone(), house.gateway.clone());
    let member = Member {
        person: PersonId::from_uuid(house.clock.uuid()),
        name: "Maya".to_owned(),
        location: stage.account.location.clone(),
        role: Role::Owner,
        user: None,
    };
    let before = house.store.read().await?.write_list_unsettled(&member.location, 100).await?.len();
    let done = wanted(&rooms, &member, cast, wish, round).await;
    let write = match done {
        Ok(Some(write)) => write,
        Ok(None) => {
            let mut tx = house.store.read().await?;
            let all = tx.write_list_unsettled(&member.location, 100).await?;
            anyhow::ensure!(all.len() > before, "{wish:?} made no write");
            all[0].id
        }
        Err(error) => anyhow::bail!("{wish:?}: {error}"),
    };
    house.store.close().await;
    Ok(write)
}

async fn wanted(
    rooms: &Rooms,
    member: &Member,
    cast: &Cast,
    wish: Wish,
    round: usize,
) -> Result<Option<WriteId>, Refusal> {
    let (contacts, tasks, notes) = (Contacts::new(rooms), Tasks::new(rooms), Notes::new(rooms));
    let ada = &cast.ada;
    let key = |name: &str| name.parse().expect("a field");
    let task = |title: String| TaskDraft { title, due_date: "2030-01-02".to_owned(), ..TaskDraft::default() };
    let note = |body: String| NoteDraft { body, ..NoteDraft::default() };
    let city = format!("Town {round}");
    match wish {
        Wish::NewContact => {
            let draft = ContactDraft {
                first_name: "New".to_owned(),
                email: format!("new.{round}@example.com"),
                ..ContactDraft::default()
            };
            contacts.create(member, &draft, None).await.map(|_| None)
        }
        Wish::Field => contacts.edit(member, ada, &key("city"), &[city], None).await,
        Wish::ClearedField => {
            let website = if round == 0 { String::new() } else { "b.example.com".to_owned() };
            contacts.edit(member, ada, &key("website"), &[website], None).await
        }
        Wish::Consent => contacts.do_not_disturb(member, ada, Some("SMS"), round == 0).await,
        Wish::TagAdded => contacts.tag(member, ada, &format!("new-{round}")).await,
        Wish::TagRemoved => contacts.untag(member, ada, &format!("old-{round}")).await,
        Wish::NewTask => tasks.add(member, ada, &task(format!("New task {round}")), None).await.map(Some),
        Wish::TaskEdited => tasks.edit(member, ada, &cast.task, &task(format!("Edited {round}")), None).await,
        Wish::TaskAssigned => {
            let users = contacts.list(member, Default::default()).await?.owners;
            tasks.assign(member, ada, &cast.task, users[round].id.as_str()).await
        }
        Wish::TaskDone => {
            let tick = if round == 0 { Tick::Done } else { Tick::Open };
            tasks.tick(member, ada, &cast.task, tick).await
        }
        Wish::TaskDeleted => tasks.delete(member, ada, &cast.spare_task[round]).await.map(Some),
        Wish::NewNote => notes.add(member, ada, &note(format!("New note {round}")), None).await.map(Some),
        Wish::NoteEdited => notes.edit(member, ada, &cast.note, &note(format!("Edited {round}")), None).await,
        Wish::NoteDeleted => notes.delete(member, ada, &cast.spare_note[round]).await.map(Some),
        Wish::ContactDeleted => contacts.delete(member, &cast.leaving[round]).await.map(Some),
    }
}

/// Writes that did not end confirmed.
async fn unsettled(stage: &Stage, writes: &BTreeMap<WriteId, Wish>) -> anyhow::Result<Vec<String>> {
    let house = stage.house().await?;
    let mut found = Vec::new();
    let mut tx = house.store.read().await?;
    for (id, wish) in writes {
        let write = tx.write_find(&stage.account.location, *id).await?;
        match write {
            Some(write) if write.state == State::Confirmed => {}
            Some(write) => found.push(format!("{wish:?} is {}: {:?}", write.state, write.reason)),
            None => found.push(format!("{wish:?} is not in the ledger")),
        }
    }
    drop(tx);
    house.store.close().await;
    Ok(found)
}

/// What the account holds too often, too seldom, or otherwise than it was wanted.
async fn wrong(stage: &Stage, cast: &Cast) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut expect = |what: String, holds: bool| {
        if !holds {
            found.push(what);
        }
    };
    let contacts = stage.account.contacts().await?;
    for round in 0..POINTS.len() {
        let email = json!(format!("new.{round}@example.com"));
        let made = contacts.iter().filter(|contact| contact.get("email") == Some(&email)).count();
        expect(format!("{made} new contacts {email}"), made == 1);
        let gone = cast.leaving[round].as_str();
        let is_gone = !contacts.iter().any(|contact| contact["id"] == gone);
        expect(format!("{gone} is there still"), is_gone);
    }
    let ada = stage.account.read_contact(&cast.ada).await?.unwrap_or_default();
    expect(format!("the city is {}", ada["city"]), ada["city"] == "Town 1");
    let mut tags: Vec<&str> =
        ada.get("tags").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    tags.sort_unstable();
    expect(format!("the tags are {tags:?}"), tags == ["new-0", "new-1"]);
    for (what, kind) in [(Belonging::Tasks, Kind::Task), (Belonging::Notes, Kind::Note)] {
        let text = if kind == Kind::Task { "title" } else { "body" };
        let all = stage.account.list_of(&cast.ada, what).await?;
        let mut texts: Vec<String> = all.iter().filter_map(|one| one[text].as_str()).map(plain).collect();
        texts.sort();
        let name = if kind == Kind::Task { "New task" } else { "New note" };
        let wanted = ["Edited 1".to_owned(), format!("{name} 0"), format!("{name} 1")];
        expect(format!("the {kind}s are {texts:?}"), texts == wanted);
    }
    Ok(found)
}

/// A note's words without its markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            letter if !inside => out.push(letter),
            _ => {}
        }
    }
    out
}
