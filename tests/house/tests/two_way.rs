//! Two who edit the same field meet, what was before comes back, and nothing leaves before it is asked for.

use domain::conflict::Choice;
use domain::ids::PersonId;
use domain::merge::Authority;
use domain::person::{Member, Role};
use domain::record::{Doc, Kind, RecordId};
use domain::write::State;
use highlevel::ids::ContactId;
use serde_json::json;
use testkit::{Browser, TestRankr};
use workspace::Rooms;
use workspace::conflicts::{ConflictLine, Conflicts};
use workspace::history::History;

/// Whoever acts in these tests.
fn maya(rankr: &TestRankr) -> Member {
    Member {
        person: PersonId::from_uuid(rankr.house().clock.uuid()),
        name: "Maya".to_owned(),
        location: rankr.account.location.clone(),
        role: Role::Owner,
        user: None,
    }
}

fn rooms(rankr: &TestRankr) -> Rooms {
    Rooms::new(rankr.house().store.clone(), rankr.house().gateway.clone())
}

async fn ada(rankr: &TestRankr) -> anyhow::Result<ContactId> {
    let fields = json!({"firstName": "Ada", "email": "ada.two@example.com", "city": "Rome"});
    let ada = rankr.account.contact(fields).await?;
    rankr.settle().await?;
    Ok(ada)
}

/// Saves a city in a form that began with another one.
async fn save_city(browser: &Browser, ada: &ContactId, saw: &str, city: &str) -> anyhow::Result<()> {
    let saw = json!([saw]).to_string();
    browser.submit(&format!("/contacts/{ada}/fields/city"), &[("saw", &saw), ("value", city)]).await?;
    Ok(())
}

async fn city_of(rankr: &TestRankr, ada: &ContactId) -> anyhow::Result<String> {
    let found = rankr.account.read_contact(ada).await?.unwrap_or_default();
    Ok(found.get("city").and_then(|city| city.as_str()).unwrap_or_default().to_owned())
}

async fn conflicts(rankr: &TestRankr) -> anyhow::Result<Vec<ConflictLine>> {
    Ok(Conflicts::new(&rooms(rankr)).page(&maya(rankr)).await?.open)
}

#[tokio::test]
async fn an_edit_on_top_of_what_somebody_changed_in_highlevel_waits_for_a_decision() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;
    rankr.account.update(&ada, json!({"city": "Oslo"})).await?;
    rankr.settle().await?;

    save_city(&browser, &ada, "Rome", "Bern").await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Oslo", "HighLevel's stands");
    let open = conflicts(&rankr).await?;
    assert_eq!(open.len(), 1);
    let values = (&open[0].base, &open[0].theirs.value, &open[0].ours.value);
    assert_eq!(values, (&Some("Rome".into()), &Some("Oslo".into()), &Some("Bern".into())));
    assert!(browser.page("/conflicts").await?.contains("Bern"));

    browser.submit(&format!("/conflicts/{}", open[0].id), &[("choice", "ours")]).await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Bern");
    assert!(conflicts(&rankr).await?.is_empty());
    assert!(browser.page("/writes").await?.contains("Nothing needs you"));
    rankr.stop().await
}

#[tokio::test]
async fn of_two_browsers_that_saw_the_same_one_wins_and_the_other_is_asked() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let (one, other) = (rankr.browser().await?, rankr.browser().await?);

    save_city(&one, &ada, "Rome", "Oslo").await?;
    save_city(&other, &ada, "Rome", "Bern").await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Oslo");
    let open = conflicts(&rankr).await?;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].ours.value.as_deref(), Some("Bern"));

    other.submit(&format!("/conflicts/{}", open[0].id), &[("choice", "both")]).await?;
    rankr.settle().await?;

    let notes = rankr.account.list_of(&ada, testkit::Belonging::Notes).await?;
    assert!(notes[0]["body"].as_str().is_some_and(|body| body.contains("Bern")), "{notes:?}");
    assert_eq!(city_of(&rankr, &ada).await?, "Oslo");
    rankr.stop().await
}

#[tokio::test]
async fn different_fields_merge_without_a_word_and_two_edits_of_one_person_follow_each_other()
-> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;

    rankr.account.update(&ada, json!({"website": "https://ada.example.com"})).await?;
    save_city(&browser, &ada, "Rome", "Oslo").await?;
    save_city(&browser, &ada, "Oslo", "Bern").await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Bern");
    assert!(conflicts(&rankr).await?.is_empty());
    let found = rankr.account.read_contact(&ada).await?.unwrap_or_default();
    assert_eq!(found["website"], "https://ada.example.com");
    rankr.stop().await
}

#[tokio::test]
async fn a_form_with_many_fields_writes_only_what_was_typed_in_it() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let task = rankr.account.task(&ada, "Call Ada").await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let place = format!("/contacts/{ada}/tasks/{task}");
    rankr.account.send("PUT", &place, Some(json!({"title": "Call Ada twice"}))).await?;

    let saw = json!(["Call Ada", "", "2030-01-02", "09:00", ""]).to_string();
    let form = [
        ("saw", saw.as_str()),
        ("title", "Call Ada"),
        ("body", "Ask about the roof"),
        ("due_date", "2030-01-02"),
        ("due_time", "09:00"),
        ("assignee", ""),
    ];
    browser.submit(&place, &form).await?;
    rankr.settle().await?;

    let tasks = rankr.account.list_of(&ada, testkit::Belonging::Tasks).await?;
    assert_eq!(tasks[0]["title"], "Call Ada twice", "nobody typed a title");
    assert!(tasks[0]["body"].as_str().is_some_and(|body| body.contains("roof")), "{tasks:?}");
    rankr.stop().await
}

#[tokio::test]
async fn where_ours_was_said_to_stand_it_is_written_and_theirs_is_kept() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;
    let service = Conflicts::new(&rooms(&rankr));
    service.rule(&maya(&rankr), "contact/city", Authority::Rankr).await?;
    rankr.account.update(&ada, json!({"city": "Oslo"})).await?;
    rankr.settle().await?;

    save_city(&browser, &ada, "Rome", "Bern").await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Bern");
    let open = conflicts(&rankr).await?;
    assert_eq!((open.len(), open[0].ours_stands), (1, true));

    service.decide(&maya(&rankr), open[0].id, Choice::Theirs).await?;
    rankr.settle().await?;

    assert_eq!(city_of(&rankr, &ada).await?, "Oslo");
    rankr.stop().await
}

#[tokio::test]
async fn a_write_that_waits_is_seen_and_goes_out_at_once_when_it_is_hurried() -> anyhow::Result<()> {
    let mut rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;
    rankr.stop_sandbox().await;

    save_city(&browser, &ada, "Rome", "Bern").await?;
    let writes = browser.page("/writes").await?;
    assert!(writes.contains("Take back"), "what is queued can be taken back");
    // Each try that finds nobody makes the next pause longer; by the fourth it is several seconds.
    let store = rankr.store().clone();
    let waiting = async || {
        let mut writes = store.read().await?.write_list_of(&rankr.account.location, &ada, 1).await?;
        anyhow::Ok(writes.remove(0))
    };
    while waiting().await?.attempts < 4 || waiting().await?.state != State::Intended {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let write = waiting().await?.id;
    assert!(browser.page("/writes").await?.contains("Try now"));
    rankr.start_sandbox().await?;
    let led = browser.submit(&format!("/writes/{write}/now"), &[]).await?;
    rankr.settle().await?;

    assert!(led.starts_with("/contacts/"), "{led}");
    assert_eq!(city_of(&rankr, &ada).await?, "Bern");
    rankr.stop().await
}

#[tokio::test]
async fn a_field_a_contact_and_a_deleted_contact_come_back_as_they_were() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;
    let history = History::new(&rooms(&rankr));
    let member = maya(&rankr);
    let then = rankr.house().clock.now();
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    save_city(&browser, &ada, "Rome", "Oslo").await?;
    rankr.account.update(&ada, json!({"website": "https://wrong.example.com"})).await?;
    rankr.settle().await?;

    let city = "city".parse()?;
    let past = history.field(&member, &ada, &city).await?;
    assert_eq!(past.steps[0].before.as_deref(), Some("Rome"));
    let page = browser.page(&format!("/contacts/{ada}?as_of={then}")).await?;
    assert!(page.contains("2 fields are different now"), "{page}");
    assert!(browser.page(&format!("/contacts/{ada}/fields/city/history")).await?.contains("Rome"));

    let back = format!("/contacts/{ada}/back");
    let at = then.as_millisecond().to_string();
    let plan = browser.page(&format!("{back}?at={at}")).await?;
    assert!(plan.contains("Bring it back") && plan.contains("Rome"), "{plan}");
    browser.submit(&back, &[("at", &at)]).await?;
    rankr.settle().await?;
    assert_eq!(city_of(&rankr, &ada).await?, "Rome");
    let found = rankr.account.read_contact(&ada).await?.unwrap_or_default();
    assert!(found.get("website").is_none_or(|website| website.is_null() || website == ""), "{found:?}");

    browser.submit(&format!("/contacts/{ada}/delete"), &[]).await?;
    rankr.settle().await?;
    browser.submit(&back, &[("at", &at)]).await?;
    rankr.settle().await?;
    let again: Vec<_> = rankr.account.contacts().await?;
    let again = again.iter().filter(|contact| contact.get("email") == Some(&json!("ada.two@example.com")));
    assert_eq!(again.count(), 1, "it is there again, once");
    rankr.stop().await
}

#[tokio::test]
async fn our_own_echo_makes_no_change_and_a_deletion_of_theirs_leaves_a_tombstone() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = ada(&rankr).await?;
    let browser = rankr.browser().await?;
    save_city(&browser, &ada, "Rome", "Oslo").await?;
    rankr.settle().await?;

    let log = rankr.changes_of(&ada).await?;
    let of_city = log.iter().flat_map(|change| &change.fields).filter(|field| field.field == "city").count();
    assert_eq!(of_city, 1, "the webhook that HighLevel sends of our own write says nothing new: {log:?}");

    rankr.account.remove(&ada).await?;
    rankr.settle().await?;
    let gone = rankr.record(Kind::Contact, ada.as_str()).await?.expect("a tombstone");
    assert!(gone.deleted_at().is_some() && *gone.doc() != Doc::default());
    assert_eq!(gone.id, RecordId::from(&ada));
    let writes = rankr.store().read().await?.write_list_of(&rankr.account.location, &ada, 9).await?;
    assert!(writes.iter().all(|write| write.state == State::Confirmed));
    rankr.stop().await
}
