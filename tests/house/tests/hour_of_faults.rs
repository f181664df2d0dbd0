//! An hour in which one webhook in five comes late, one twice, one out of order, and one never: in the end the mirror
//! is the world, record by record.

use std::time::Duration;

use highlevel::ids::ContactId;
use house::{Rooms, With};
use serde_json::json;
use store::Store;
use testkit::{Database, compare};

/// How long a minute of the sandbox's life lasts here.
const MINUTE: Duration = Duration::from_millis(400);
/// How much faster the sandbox's waits pass for that.
const FASTER: u32 = 150;
/// One in five.
const RATE: f64 = 0.2;

async fn go_wrong(rooms: &Rooms) -> anyhow::Result<()> {
    rooms.account.tell("/sandbox/clock", json!({"time_scale": FASTER})).await?;
    let faults = [
        json!({"kind": "delivery_lost"}),
        json!({"kind": "delivery_doubled", "copies": 1}),
        json!({"kind": "delivery_late", "by_ms": 300_000}),
        json!({"kind": "delivery_reordered", "behind": 3}),
    ];
    for (seed, mut fault) in (1..).zip(faults) {
        fault["how"] = json!({"rate": RATE});
        fault["seed"] = json!(seed);
        rooms.account.tell("/sandbox/faults", fault).await?;
    }
    Ok(())
}

/// Somebody whom the hour does something to.
struct Somebody {
    contact: ContactId,
    task: String,
    note: String,
}

async fn somebody(rooms: &Rooms, number: u32) -> anyhow::Result<Somebody> {
    let name = format!("Nobody {number}");
    let contact = rooms.account.contact(json!({"firstName": name, "city": "Bonn"})).await?;
    let task = rooms.account.task(&contact, "Call").await?;
    let note = rooms.account.note(&contact, "Called").await?;
    Ok(Somebody { contact, task, note })
}

/// What befalls people, besides the sandbox's own life: edits of every kind, told and untold, and ends.
async fn befall(rooms: &Rooms, minute: usize, them: &Somebody) -> anyhow::Result<()> {
    let account = &rooms.account;
    let Somebody { contact, task, note } = them;
    let base = format!("/contacts/{contact}");
    match minute % 10 {
        0 => account.remove(contact).await?,
        1 => account.update(contact, json!({"city": "Ulm"})).await?,
        2 => {
            let edit = json!({"title": "Call twice", "dueDate": "2031-01-01T10:00:00Z", "completed": false});
            account.send("PUT", &format!("{base}/tasks/{task}"), Some(edit)).await?;
        }
        3 => drop(account.send("DELETE", &format!("{base}/tasks/{task}"), None).await?),
        4 => {
            drop(account.send("PUT", &format!("{base}/notes/{note}"), Some(json!({"body": "Again"}))).await?)
        }
        5 => drop(account.send("DELETE", &format!("{base}/notes/{note}"), None).await?),
        6 => {
            let silent =
                json!({"dndSettings": {"SMS": {"status": "active", "message": "stop", "code": "1"}}});
            account.update(contact, silent).await?;
        }
        7 => drop(account.send("POST", &format!("{base}/tags"), Some(json!({"tags": ["vip"]}))).await?),
        8 => drop(account.note(contact, "One more").await?),
        _ => drop(account.task(contact, "One more").await?),
    }
    Ok(())
}

/// Has everything compared, and waits until that and what it asked for is done.
async fn reconcile(rooms: &Rooms, store: &Store) -> anyhow::Result<()> {
    let mut tx = store.begin().await?;
    sync::compare_now(&mut tx, &rooms.account.location).await?;
    tx.commit().await?;
    rooms.settle(store).await
}

/// How many deliveries the fault befell.
async fn fired(rooms: &Rooms) -> anyhow::Result<Vec<u64>> {
    let faults = rooms.account.control("/sandbox/faults").await?;
    let faults = faults["faults"].as_array().cloned().unwrap_or_default();
    Ok(faults.iter().filter_map(|fault| fault["fired"].as_u64()).collect())
}

#[tokio::test]
async fn after_an_hour_of_lost_late_doubled_and_disordered_webhooks_the_mirror_comes_to_be_the_world()
-> anyhow::Result<()> {
    let rooms = Rooms::around(60, Database::Sqlite).await?;
    let mut them = Vec::new();
    for number in 0..30 {
        them.push(somebody(&rooms, number).await?);
    }
    let rankr = rooms.copied(With::OAuth).await?;
    let store = &rankr.house.store;

    go_wrong(&rooms).await?;
    for (minute, them) in (0..60).zip(them.iter().cycle()) {
        rooms.account.tell("/sandbox/life", json!({"times": 3})).await?;
        // In the second half those are left alone who are gone.
        if minute < 30 {
            befall(&rooms, minute, them).await?;
        }
        tokio::time::sleep(MINUTE).await;
    }
    let fired = fired(&rooms).await?;
    rooms.account.send("DELETE", "/sandbox/faults", None).await?;
    rooms.settle(store).await?;
    let before = compare::differences(store, &rooms.account).await?;
    reconcile(&rooms, store).await?;

    assert!(fired.len() == 4 && fired.iter().all(|times| *times >= 10), "the faults hardly fired: {fired:?}");
    assert!(before.len() >= 5, "too little was missed to prove anything: {before:?}");
    assert_eq!(compare::differences(store, &rooms.account).await?, Vec::<String>::new());
    let health = sync::health(store, &rooms.account.location).await?;
    assert!(health.repaired_in_all() >= before.len() as u64 / 4, "{health:?}");
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn comparing_what_is_equal_changes_nothing_and_counts_nothing() -> anyhow::Result<()> {
    let rooms = Rooms::around(20, Database::Sqlite).await?;
    somebody(&rooms, 1).await?;
    let rankr = rooms.copied(With::OAuth).await?;
    let store = &rankr.house.store;
    // The first comparison finds conversations that are older than the copy goes back.
    reconcile(&rooms, store).await?;
    let counted = sync::health(store, &rooms.account.location).await?.repaired_in_all();
    let before = store.read().await?.change_last_seq(&rooms.account.location).await?;

    reconcile(&rooms, store).await?;

    assert_eq!(store.read().await?.change_last_seq(&rooms.account.location).await?, before);
    let health = sync::health(store, &rooms.account.location).await?;
    assert_eq!(health.repaired_in_all(), counted, "{health:?}");
    assert!(health.compared_at.is_some());
    rankr.stop().await;
    Ok(())
}
