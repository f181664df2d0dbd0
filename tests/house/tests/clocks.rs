//! HighLevel's clock is an hour off, either way: nothing that is shown, changed or deleted depends on it.

use std::time::Duration;

use domain::record::Kind;
use house::{Rooms, With, within};
use serde_json::json;
use testkit::{Belonging, Browser, Database};

const SOON: Duration = Duration::from_secs(10);
const OFF: [i64; 2] = [3_600, -3_600];

#[tokio::test]
async fn writes_settle_and_what_is_deleted_stays_deleted() -> anyhow::Result<()> {
    for off in OFF {
        let rooms = Rooms::around(10, Database::Sqlite).await?;
        rooms.account.tell("/sandbox/clock", json!({"forward_s": off})).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
        let rankr = rooms.copied(With::OAuth).await?;
        let (house, location) = (&rankr.house, &rooms.account.location);
        let link = house.sign_in_link().await?;
        let browser = Browser::sign_in(&link).await?;

        browser.submit(&format!("/contacts/{ada}/fields/city"), &[("value", "Berlin")]).await?;
        browser.submit(&format!("/contacts/{ada}/notes"), &[("title", ""), ("body", "Hello")]).await?;
        rooms.settle(&house.store).await?;
        let notes = rooms.account.list_of(&ada, Belonging::Notes).await?;
        let note = notes[0]["id"].as_str().expect("a note has an id").to_owned();
        let city = rooms.field(&house.store, &ada, "city").await?;
        browser.submit(&format!("/contacts/{ada}/notes/{note}/delete"), &[]).await?;
        rooms.settle(&house.store).await?;

        assert_eq!(notes.len(), 1, "{off}");
        assert_eq!(city, Some(json!("Berlin")), "{off}");
        assert!(rooms.account.list_of(&ada, Belonging::Notes).await?.is_empty(), "{off}");
        let held = house.store.read().await?.record_list_of(location, &ada, Kind::Note).await?;
        assert!(held.is_empty(), "{off}: the note that was deleted is still there");
        assert_eq!(house.store.read().await?.write_count_open(location).await?, 0, "{off}");
        assert_eq!(house.store.read().await?.write_count_stuck(location).await?, 0, "{off}");
        rankr.stop().await;
    }
    Ok(())
}

#[tokio::test]
async fn what_happens_there_is_taken_in_in_its_order() -> anyhow::Result<()> {
    for off in OFF {
        let rooms = Rooms::around(10, Database::Sqlite).await?;
        rooms.account.tell("/sandbox/clock", json!({"forward_s": off})).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
        let bea = rooms.account.contact(json!({"firstName": "Bea"})).await?;
        let rankr = rooms.copied(With::OAuth).await?;
        let store = &rankr.house.store;

        for city in ["Berlin", "Ulm", "Kiel"] {
            rooms.account.update(&ada, json!({"city": city})).await?;
        }
        rooms.account.remove(&bea).await?;

        within(SOON, async || Ok(rooms.field(store, &ada, "city").await? == Some(json!("Kiel")))).await?;
        within(SOON, async || Ok(rooms.field(store, &bea, "firstName").await?.is_none())).await?;
        rooms.settle(store).await?;
        assert_eq!(rooms.field(store, &ada, "city").await?, Some(json!("Kiel")), "{off}");
        rankr.stop().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_record_found_gone_by_asking_goes_though_it_was_changed_a_moment_before() -> anyhow::Result<()> {
    for off in OFF {
        let rooms = Rooms::around(5, Database::Sqlite).await?;
        rooms.account.tell("/sandbox/clock", json!({"forward_s": off})).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
        // No webhook tells of it: whoever opens the contact finds it gone.
        let rankr = rooms.copied(With::FullToken).await?;
        let store = &rankr.house.store;

        rooms.account.remove(&ada).await?;
        let link = rankr.house.sign_in_link().await?;
        Browser::sign_in(&link).await?.page(&format!("/contacts/{ada}")).await?;

        within(SOON, async || Ok(rooms.field(store, &ada, "firstName").await?.is_none())).await?;
        // The next rounds of watching, which look at an index, do not bring it back.
        rooms.settle(store).await?;
        assert!(rooms.field(store, &ada, "firstName").await?.is_none(), "{off}");
        rankr.stop().await;
    }
    Ok(())
}
