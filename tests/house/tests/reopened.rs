//! Work whose job was lost is found again: nothing waits for ever.

use domain::change::Cause;
use domain::delivery;
use domain::job::Kind as Work;
use domain::record::Kind;
use domain::write::{Effect, Intent};
use highlevel::ids::ContactId;
use house::{Rooms, With};
use rankr::running::House;
use serde_json::{Map, json};
use store::Lease;
use testkit::{Belonging, Database};

/// Ends every job of this sort as failed, as a worker does that has tried often enough.
async fn lose_jobs(house: &House, is_lost: impl Fn(&Work) -> bool) -> anyhow::Result<usize> {
    let now = house.clock.now();
    let until = now + std::time::Duration::from_secs(60);
    let lease = Lease { worker: "a worker", now, until, lanes: &[], limit: 100 };
    let mut tx = house.store.begin().await?;
    let mut lost = 0;
    for leased in tx.job_lease(&lease).await? {
        if is_lost(&leased.job.kind) {
            tx.job_failed(&leased, "tried too often").await?;
            lost += 1;
        } else {
            tx.job_put_back(&leased, now, None).await?;
        }
    }
    tx.commit().await?;
    Ok(lost)
}

fn a_note(rooms: &Rooms, house: &House, contact: &ContactId) -> Intent {
    let fields: Map<_, _> = Map::from_iter([("body".to_owned(), json!("Prefers mornings"))]);
    Intent {
        location: rooms.account.location.clone(),
        contact: Some(contact.clone()),
        kind: Kind::Note,
        record: None,
        operation: "create-note".to_owned(),
        path: [("contactId".to_owned(), contact.to_string())].into_iter().collect(),
        body: fields.clone(),
        effect: Effect::Create { fields },
        base: Map::new(),
        cause: Cause::Person { person: domain::ids::PersonId::from_uuid(house.clock.uuid()), write: None },
    }
}

#[tokio::test]
async fn a_write_whose_job_was_given_up_is_carried_out_after_the_next_start() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rooms = Rooms::around(5, database).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
        rooms.copied(With::OAuth).await?.stop().await;
        let house = rooms.house().await?;
        house.gateway.submit(a_note(&rooms, &house, &ada)).await?;
        let lost = lose_jobs(&house, |work| matches!(work, Work::CarryOut { .. })).await?;
        // What was due a moment ago may be on its way.
        tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;

        let rankr = rooms.rankr().await?;
        rooms.settle(&rankr.house.store).await?;
        let written = async || Ok(rooms.account.list_of(&ada, Belonging::Notes).await?.len() == 1);
        house::within(std::time::Duration::from_secs(10), written).await?;

        assert_eq!(lost, 1, "{database:?}");
        rankr.stop().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_delivery_whose_job_was_given_up_is_taken_in_after_the_next_start() -> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let ada = rooms.account.contact(json!({"firstName": "Ada", "city": "Bonn"})).await?;
    rooms.copied(With::OAuth).await?.stop().await;
    let house = rooms.house().await?;
    rooms.account.update(&ada, json!({"city": "Berlin"})).await?;
    let body = json!({
        "type": "ContactUpdate", "locationId": rooms.account.location, "id": ada, "webhookId": "a-lost-delivery",
        "timestamp": house.clock.now().to_string(),
    });
    sync::keep(&house.store, &house.clock, body.to_string().into()).await?;
    let lost = lose_jobs(&house, |work| matches!(work, Work::TakeIn { .. })).await?;
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;

    let rankr = rooms.rankr().await?;
    let berlin = async || Ok(rooms.field(&rankr.house.store, &ada, "city").await? == Some(json!("Berlin")));
    house::within(std::time::Duration::from_secs(10), berlin).await?;

    assert_eq!(lost, 1);
    assert_eq!(rankr.house.store.read().await?.delivery_count_waiting().await?, 0);
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_delivery_about_what_the_connection_may_not_read_ends_with_its_reason() -> anyhow::Result<()> {
    let rooms = Rooms::around(5, Database::Sqlite).await?;
    let rankr = rooms.copied(With::ReadOnlyToken).await?;
    let house = &rankr.house;
    let body = json!({
        "type": "LocationUpdate", "id": rooms.account.location, "webhookId": "about-the-location",
        "timestamp": house.clock.now().to_string(),
    });

    let kept = sync::keep(&house.store, &house.clock, body.to_string().into()).await?;
    rooms.settle(&house.store).await?;

    let sync::Kept::New(id) = kept else { panic!("{kept:?}") };
    let found = house.store.read().await?.delivery_find(&rooms.account.location, id).await?;
    let found = found.expect("it is kept");
    assert_eq!(found.state, delivery::State::Failed);
    assert!(found.reason.is_some_and(|reason| reason.contains("scope")), "the reason says what is missing");
    assert_eq!(house.store.read().await?.job_list_failed(5).await?, Vec::new());
    rankr.stop().await;
    Ok(())
}

#[tokio::test]
async fn what_is_settled_and_old_is_forgotten_when_rankr_starts() -> anyhow::Result<()> {
    let rooms = Rooms::around(1, Database::Sqlite).await?;
    let house = rooms.house().await?;
    let received_at = house.clock.now() - jiff::SignedDuration::from_hours(24 * 40);
    let old = delivery::Delivery {
        id: domain::ids::DeliveryId::from_uuid(store::Clock::fixed(received_at).uuid()),
        location: rooms.account.location.clone(),
        webhook: "an-old-one".to_owned(),
        event: "ContactUpdate".to_owned(),
        body: b"{}".to_vec(),
        received_at,
    };
    let mut tx = house.store.begin().await?;
    tx.delivery_keep(&old).await?;
    tx.delivery_done(&old.location, old.id, received_at).await?;
    tx.commit().await?;

    let rankr = rooms.rankr().await?;

    let is_gone = async || {
        let mut tx = rankr.house.store.read().await?;
        Ok(tx.delivery_find(&old.location, old.id).await?.is_none())
    };
    house::within(std::time::Duration::from_secs(10), is_gone).await?;
    rankr.stop().await;
    Ok(())
}
