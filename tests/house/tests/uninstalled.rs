//! The app is taken off a location, and put back.

use std::time::Duration;

use domain::connection::State;
use domain::record::Kind;
use house::{Rooms, With, within};
use serde_json::json;
use testkit::{Browser, Database};

#[tokio::test]
async fn without_the_app_calls_stop_and_pages_stay_and_connecting_again_goes_on_where_it_was()
-> anyhow::Result<()> {
    for database in Database::BOTH {
        let rooms = Rooms::around(10, database).await?;
        let location = &rooms.account.location;
        let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
        let rankr = rooms.copied(With::OAuth).await?;
        let house = &rankr.house;
        let connections = async || anyhow::Ok(house.store.read().await?.connection_list().await?);
        let before = connections().await?.remove(0);
        let link = house.sign_in_link().await?;
        let browser = Browser::sign_in(&link).await?;

        rooms.account.tell(&format!("/sandbox/installs/{location}/remove"), json!({})).await?;
        let ended = async || Ok(connections().await?[0].state == State::Uninstalled);
        within(Duration::from_secs(10), ended).await?;
        rooms.settle(&house.store).await?;
        let calls = rooms.account.control("/sandbox/calls?limit=1000").await?["calls"].clone();
        let page = browser.page(&format!("/contacts/{ada}")).await?;
        browser.page("/contacts").await?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        let api = |calls: &serde_json::Value| {
            let calls = calls.as_array().into_iter().flatten();
            calls.filter(|call| call["operation"].is_string()).count()
        };
        let after = rooms.account.control("/sandbox/calls?limit=1000").await?["calls"].clone();

        assert!(connections().await?[0].reason.as_deref().is_some_and(|reason| reason.contains("taken off")));
        assert!(page.contains("Ada"), "{database:?}");
        assert_eq!(api(&calls), api(&after), "calls went out without the app");

        rooms.connect(house, With::OAuth).await?;
        rooms.account.update(&ada, json!({"city": "Berlin"})).await?;
        let city = async || Ok(rooms.field(&house.store, &ada, "city").await? == Some(json!("Berlin")));
        within(Duration::from_secs(10), city).await?;

        let again = connections().await?;
        assert_eq!(again.len(), 1, "{database:?}");
        assert_eq!((again[0].id, again[0].state), (before.id, State::Live));
        let there = rooms.account.contacts().await?.len() as u64;
        assert_eq!(house.store.read().await?.record_count(location, Kind::Contact).await?, there);
        rooms.settle(&house.store).await?;
        rankr.stop().await;
    }
    Ok(())
}
