//! A location connected with a private token gets no webhook: what changes there is found by asking.

use std::time::Duration;

use domain::record::{Kind, RecordId};
use highlevel::ids::ContactId;
use house::{Rooms, Stage, With, within};
use serde_json::json;
use testkit::{Browser, Database};

/// A round is ten seconds; the asking itself takes a moment.
const A_ROUND: Duration = Duration::from_secs(14);

async fn open(rooms: &Rooms, rankr: &rankr::running::Running, contact: &ContactId) -> anyhow::Result<()> {
    let link = rankr.house.sign_in_link().await?;
    Browser::sign_in(&link).await?.page(&format!("/contacts/{contact}")).await?;
    rooms.settle(&rankr.house.store).await
}

#[tokio::test]
async fn a_change_and_a_new_contact_are_seen_within_a_round_though_nobody_tells_of_them() -> anyhow::Result<()>
{
    for database in Database::BOTH {
        let rooms = Rooms::around(20, database).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
        let rankr = rooms.copied(With::FullToken).await?;
        let store = &rankr.house.store;

        rooms.account.update(&ada, json!({"city": "Berlin"})).await?;
        let bea = rooms.account.contact(json!({"firstName": "Bea"})).await?;

        within(A_ROUND, async || Ok(rooms.field(store, &ada, "city").await? == Some(json!("Berlin"))))
            .await?;
        within(A_ROUND, async || Ok(rooms.field(store, &bea, "firstName").await? == Some(json!("Bea"))))
            .await?;
        let deliveries = rooms.account.control("/sandbox/deliveries?limit=1").await?;
        assert_eq!(deliveries["deliveries"], json!([]), "a private token gets no webhook");
        rankr.stop().await;
    }
    Ok(())
}

#[tokio::test]
async fn an_edited_and_a_new_task_are_seen_within_a_round() -> anyhow::Result<()> {
    let rooms = Rooms::around(20, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
    let old = rooms.account.task(&ada, "Call Ada").await?;
    let rankr = rooms.copied(With::FullToken).await?;

    let edit = json!({"title": "Call Ada twice", "dueDate": "2030-01-01T10:00:00Z", "completed": true});
    rooms.account.send("PUT", &format!("/contacts/{ada}/tasks/{old}"), Some(edit)).await?;
    let new = rooms.account.task(&ada, "Write to Ada").await?;

    let title = async |id: &str| {
        let mut tx = rankr.house.store.read().await?;
        let row = tx.record_find(&rooms.account.location, Kind::Task, &RecordId::new(id)?).await?;
        anyhow::Ok(row.and_then(|row| row.doc().text("title").map(str::to_owned)))
    };
    within(A_ROUND, async || Ok(title(&old).await?.as_deref() == Some("Call Ada twice"))).await?;
    within(A_ROUND, async || Ok(title(&new).await?.as_deref() == Some("Write to Ada"))).await?;
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_deleted_contact_is_found_when_somebody_opens_it_and_keeps_its_last_state() -> anyhow::Result<()> {
    let rooms = Rooms::around(20, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
    let rankr = rooms.copied(With::FullToken).await?;

    rooms.account.remove(&ada).await?;
    open(&rooms, &rankr, &ada).await?;

    let find = async || {
        let row = rankr.house.store.read().await?.contact_find(&rooms.account.location, &ada).await?;
        anyhow::Ok(row.expect("its last state stays"))
    };
    within(A_ROUND, async || Ok(find().await?.deleted_at().is_some())).await?;
    assert_eq!(find().await?.doc().text("firstName"), Some("Ada"));
    rankr.stop().await;
    Ok(())
}

/// Five lists, two pages of contacts, and the first page of tasks.
const FIRST_PAGE_OF_TASKS: usize = 8;

#[tokio::test]
async fn tasks_that_go_between_two_pages_of_the_copy_hide_no_other() -> anyhow::Result<()> {
    let stage = Stage::set(5, Database::Sqlite).await?;
    let ada = stage.account.contact(json!({"firstName": "Ada"})).await?;
    let mut tasks = Vec::new();
    for number in 0..620 {
        tasks.push(stage.account.task(&ada, &format!("Task {number}")).await?);
    }

    let mut serve = stage.serve().pausing_at("backfill", FIRST_PAGE_OF_TASKS).ready().await?;
    serve.paused_at("backfill").await?;
    // They are shown newest first: the first page held the last five hundred, and most of those go.
    for task in tasks.iter().rev().take(499) {
        stage.account.send("DELETE", &format!("/contacts/{ada}/tasks/{task}"), None).await?;
    }
    serve.kill().await?;
    stage.serve_until_idle().await?;

    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn what_watching_finds_of_a_persons_change_stays_the_persons() -> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
    let rankr = rooms.copied(With::FullToken).await?;
    let link = rankr.house.sign_in_link().await?;
    let browser = Browser::sign_in(&link).await?;

    // Over two rounds, with the page open, which reads the contact anew as well.
    for city in ["Berlin", "Ulm", "Kiel", "Trier", "Mainz", "Essen", "Jena", "Gotha"] {
        browser.submit(&format!("/contacts/{ada}/fields/city"), &[("value", city)]).await?;
        browser.send(&format!("/contacts/{ada}/refresh"), &[]).await?;
        tokio::time::sleep(Duration::from_millis(2_500)).await;
    }
    rooms.settle(&rankr.house.store).await?;

    let mut tx = rankr.house.store.read().await?;
    let changes = tx.change_list_of(&rooms.account.location, &ada, None, 100).await?;
    let of_city: Vec<_> =
        changes.iter().filter(|change| change.fields.iter().any(|field| field.field == "city")).collect();
    assert_eq!(of_city.len(), 8);
    for change in of_city {
        assert_eq!(change.cause.as_str(), "person", "{change:?}");
    }
    drop(tx);
    rankr.stop().await;
    Ok(())
}
