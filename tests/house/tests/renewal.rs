//! Several processes on one database: a dead token is renewed once, and nobody notices.

use domain::budget::Lane;
use domain::change::Cause;
use highlevel::ids::ContactId;
use house::{Rooms, With};
use rankr::running::House;
use serde_json::json;
use testkit::Database;

async fn read_often(house: &House, rooms: &Rooms, ada: &ContactId) -> Vec<Result<(), String>> {
    let client = house.gateway.client(&rooms.account.location, Lane::Person, Cause::Opened);
    let contacts = client.contacts();
    let calls =
        (0..32).map(|_| async { contacts.get(ada).await.map(drop).map_err(|error| format!("{error:?}")) });
    futures::future::join_all(calls).await
}

async fn state(house: &House, rooms: &Rooms) -> anyhow::Result<(i64, &'static str)> {
    let found = house.store.read().await?.connection_find(&rooms.account.location).await?;
    let found = found.expect("it is connected");
    Ok((found.token_version, found.state.as_str()))
}

#[tokio::test]
async fn two_processes_with_a_dead_token_renew_it_once_and_no_call_fails() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rooms = Rooms::around(3, database).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
        let one = rooms.house().await?;
        rooms.connect(&one, With::OAuth).await?;
        let other = rooms.house().await?;
        // Nothing of the old token's is forgiven.
        rooms.account.tell("/sandbox/switches", json!({"refresh_grace_s": 0})).await?;
        rooms.account.tell("/sandbox/tokens/expire", json!({})).await?;
        let before = rooms.calls_of("get-access-token").await?;

        let (first, second) = tokio::join!(read_often(&one, &rooms, &ada), read_often(&other, &rooms, &ada));

        let failed: Vec<_> = first.into_iter().chain(second).filter_map(Result::err).collect();
        assert_eq!(failed, Vec::<String>::new(), "{database:?}");
        assert_eq!(rooms.calls_of("get-access-token").await? - before, 1, "{database:?}");
        assert_eq!(state(&other, &rooms).await?, (2, "live"), "{database:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_slow_winner_is_waited_for_and_the_connection_stays() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rooms = Rooms::around(3, database).await?;
        let ada = rooms.account.contact(json!({"firstName": "Ada"})).await?;
        let one = rooms.house().await?;
        rooms.connect(&one, With::OAuth).await?;
        rooms.account.tell("/sandbox/tokens/expire", json!({})).await?;
        let location = &rooms.account.location;

        // Another process has the right to renew, and takes its time.
        let now = one.clock.now();
        let mut tx = one.store.begin().await?;
        let connection = tx.connection_find(location).await?.expect("it is connected");
        let until = now + std::time::Duration::from_secs(6);
        tx.connection_renewal_claim(&connection, "a slow process", until, now).await?;
        tx.commit().await?;
        let began = std::time::Instant::now();
        let answers = read_often(&one, &rooms, &ada).await;

        assert!(answers.iter().all(Result::is_ok), "{database:?}: {answers:?}");
        assert!(began.elapsed() >= std::time::Duration::from_secs(5), "nobody waited");
        assert_eq!(state(&one, &rooms).await?, (2, "live"), "{database:?}");
    }
    Ok(())
}
