//! A private token that may only read contacts: everything else is left out with its reason, and nothing is tried
//! that HighLevel would refuse.

use domain::progress::{Stage, State};
use domain::record::Kind;
use highlevel::ids::ContactId;
use house::{Rooms, With, within};
use serde_json::json;
use std::time::Duration;
use testkit::{Belonging, Browser, Database};

async fn scopes(rooms: &Rooms, with: With) -> anyhow::Result<Vec<String>> {
    let house = rooms.house().await?;
    rooms.connect(&house, with).await?;
    let found = house.store.read().await?.connection_find(&rooms.account.location).await?;
    let scopes = found.expect("it is connected").scopes;
    Ok(scopes.split(' ').map(str::to_owned).collect())
}

#[tokio::test]
async fn what_a_private_token_may_do_is_asked_at_connecting_and_kept_and_asking_alters_nothing()
-> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let before = rooms.account.contacts().await?;

    let few = scopes(&rooms, With::ReadOnlyToken).await?;
    let asked = rooms.account.control("/sandbox/calls?limit=100").await?;
    let all = scopes(&rooms, With::FullToken).await?;

    assert_eq!(few, ["contacts.readonly"]);
    for scope in [
        "contacts.readonly",
        "contacts.write",
        "locations.readonly",
        "locations/tags.readonly",
        "locations/customFields.readonly",
        "locations/tasks.readonly",
        "users.readonly",
        "calendars.readonly",
    ] {
        assert!(all.iter().any(|held| held == scope), "{scope} is missing in {all:?}");
    }
    let succeeded = asked["calls"].as_array().into_iter().flatten().filter(|call| call["status"] == 200);
    for call in succeeded {
        let operation = call["operation"].as_str().unwrap_or_default();
        assert!(matches!(operation, "" | "search-contacts-advanced"), "{operation} was done for a probe");
    }
    assert_eq!(rooms.account.contacts().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_read_only_token_copies_what_it_may_and_says_what_it_may_not() -> anyhow::Result<()> {
    let rooms = Rooms::around(20, Database::Sqlite).await?;
    let rankr = rooms.copied(With::ReadOnlyToken).await?;
    let store = &rankr.house.store;

    let overview = sync::overview(store, &rooms.account.location).await?;
    let stage =
        |wanted| overview.stages.iter().find(|stage| stage.stage == wanted).expect("every stage is there");
    let contacts = store.read().await?.record_count(&rooms.account.location, Kind::Contact).await?;
    let link = rankr.house.sign_in_link().await?;
    let browser = Browser::sign_in(&link).await?;

    assert_eq!(stage(Stage::Contacts).state, State::Done);
    assert_eq!(contacts as usize, rooms.account.contacts().await?.len());
    assert_eq!(stage(Stage::Tasks).state, State::Skipped);
    let lists = stage(Stage::Lists).reason.clone().expect("what is missing has a reason");
    for missing in ["tags", "custom fields", "users", "calendars"] {
        assert!(lists.contains(missing), "{lists}");
    }
    assert!(stage(Stage::Tasks).reason.is_some());
    browser.page("/contacts").await?;
    assert!(store.read().await?.job_list_failed(5).await?.is_empty());
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn tasks_come_with_the_contact_that_somebody_opens_where_there_is_no_search_for_them()
-> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
    rooms.account.task(&ada, "Call Ada").await?;
    let rankr = rooms.copied(With::ReadOnlyToken).await?;
    let mirrored = async |contact: &ContactId| {
        let mut tx = rankr.house.store.read().await?;
        anyhow::Ok(tx.record_list_of(&rooms.account.location, contact, Kind::Task).await?.len())
    };
    let before = mirrored(&ada).await?;

    let link = rankr.house.sign_in_link().await?;
    Browser::sign_in(&link).await?.page(&format!("/contacts/{ada}")).await?;

    assert_eq!(before, 0);
    within(Duration::from_secs(5), async || Ok(mirrored(&ada).await? == 1)).await?;
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_write_that_the_token_may_not_make_is_refused_with_its_reason_before_it_leaves()
-> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
    let rankr = rooms.copied(With::ReadOnlyToken).await?;
    let made = rooms.calls_of("create-note").await?;

    let link = rankr.house.sign_in_link().await?;
    let browser = Browser::sign_in(&link).await?;
    let answer = browser.send(&format!("/contacts/{ada}/notes"), &[("title", ""), ("body", "Hello")]).await?;
    let status = answer.status().as_u16();
    let said = answer.text().await?;
    rooms.settle(&rankr.house.store).await?;

    assert!((400..500).contains(&status), "{status}");
    assert!(said.contains("contacts.write"), "{said}");
    assert_eq!(rooms.calls_of("create-note").await?, made);
    assert!(rooms.account.list_of(&ada, Belonging::Notes).await?.is_empty());
    rankr.stop().await;
    Ok(())
}
