//! An action on many contacts is done once for each, whatever dies, and can be taken back.

use anyhow::Context as _;
use domain::bulk::{ItemState, Order, State};
use domain::ids::{BulkId, PersonId};
use domain::person::{Member, Role};
use house::Stage;
use serde_json::{Value, json};
use testkit::{Database, TestRankr};
use workspace::Rooms;
use workspace::bulk::{ActForm, Bulks, Chosen};

const CONTACTS: usize = 200;
const TAG: &str = "spring-letter";

fn maya(location: &highlevel::ids::LocationId) -> Member {
    Member {
        person: PersonId::from_uuid("018f0000-0000-7000-8000-000000000001".parse().expect("a UUID")),
        name: "Maya".to_owned(),
        location: location.clone(),
        role: Role::Owner,
        user: None,
    }
}

/// Every contact's tags in the account, by id.
async fn tags(account: &testkit::Account) -> anyhow::Result<Vec<(String, Vec<String>)>> {
    let mut all: Vec<(String, Vec<String>)> = account
        .contacts()
        .await?
        .iter()
        .map(|contact| {
            let texts = |value: Option<&Value>| -> Vec<String> {
                let items = value.and_then(Value::as_array).into_iter().flatten();
                items.filter_map(Value::as_str).map(str::to_owned).collect()
            };
            (contact["id"].as_str().unwrap_or_default().to_owned(), texts(contact.get("tags")))
        })
        .collect();
    all.sort();
    Ok(all)
}

/// Asks the services of a Rankr that another process serves, or nobody.
async fn ask<T>(
    stage: &Stage,
    question: impl AsyncFnOnce(Bulks, Member) -> Result<T, workspace::Refusal>,
) -> anyhow::Result<T> {
    let house = stage.house().await?;
    let bulks = Bulks::new(&Rooms::new(house.store.clone(), house.gateway.clone()));
    let answer = question(bulks, maya(&stage.account.location)).await;
    house.store.close().await;
    Ok(answer?)
}

async fn begin(stage: &Stage, id: BulkId) -> anyhow::Result<()> {
    ask(stage, async |bulks, member| bulks.order(&member, id, Order::Start).await).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_and_undone_on_sqlite() -> anyhow::Result<()> {
    killed_in_the_middle_and_undone(Database::Sqlite).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_the_middle_and_undone_on_postgres() -> anyhow::Result<()> {
    killed_in_the_middle_and_undone(Database::Postgres).await
}

async fn killed_in_the_middle_and_undone(database: Database) -> anyhow::Result<()> {
    let stage = Stage::set(CONTACTS, database).await?;
    stage.copy().await?;
    let before = tags(&stage.account).await?;
    let all = Chosen::Matching(Box::default());
    let add = ActForm::AddTag(TAG.to_owned());
    let id = ask(&stage, async |bulks, member| bulks.draft(&member, &all, &add).await).await?;
    let shown = ask(&stage, async |bulks, member| bulks.page(&member, id, None).await).await?;
    assert_eq!(shown.state, State::Draft);
    assert_eq!(shown.cost.context("it costs something")?.calls, before.len() as u64);
    begin(&stage, id).await?;

    for (point, nth) in [("bulk_taken_down", 2), ("bulk_sent", 3), ("call_made", 20), ("intent_written", 7)] {
        let mut serve = stage.serve().pausing_at(point, nth).ready().await?;
        serve.paused_at(point).await?;
        serve.kill().await?;
    }
    stage.serve_until_idle().await?;

    let tagged = tags(&stage.account).await?;
    assert!(tagged.iter().all(|(_, tags)| tags.iter().any(|tag| tag == TAG)), "nobody was left out");
    let done = ask(&stage, async |bulks, member| bulks.page(&member, id, None).await).await?;
    assert_eq!((done.state, done.tally.done), (State::Done, before.len() as u64));
    assert!(done.parts.iter().all(|part| part.state == ItemState::Done));
    // A call whose answer was lost is looked for, not made again.
    assert_eq!(stage.calls_of("add-tags").await?, before.len(), "each contact was tagged by one call");
    assert_eq!(stage.differences().await?, Vec::<String>::new());

    let undo = ask(&stage, async |bulks, member| bulks.undo(&member, id).await).await?;
    begin(&stage, undo).await?;
    let mut serve = stage.serve().pausing_at("bulk_sent", 4).ready().await?;
    serve.paused_at("bulk_sent").await?;
    serve.kill().await?;
    stage.serve_until_idle().await?;

    assert_eq!(tags(&stage.account).await?, before, "every contact is as it was");
    assert_eq!(stage.differences().await?, Vec::<String>::new());
    Ok(())
}

#[tokio::test]
async fn an_undo_leaves_alone_what_somebody_changed_since() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let contacts: Vec<_> = {
        let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
        let grace = rankr.account.contact(json!({"firstName": "Grace"})).await?;
        vec![ada, grace]
    };
    rankr.settle().await?;
    let rooms = Rooms::new(rankr.house().store.clone(), rankr.house().gateway.clone());
    let (bulks, member) = (Bulks::new(&rooms), maya(&rankr.account.location));
    let form = bulks.form(&member, &Chosen::Contacts(contacts.clone())).await?;
    let user = form.users.first().context("the sandbox has users")?.id.to_string();
    let other = form.users.get(1).context("the sandbox has two users")?.id.to_string();

    let assign = ActForm::Assign(user.clone());
    let id = bulks.draft(&member, &Chosen::Contacts(contacts.clone()), &assign).await?;
    bulks.order(&member, id, Order::Start).await?;
    rankr.settle().await?;
    rankr.account.update(&contacts[1], json!({"assignedTo": other})).await?;
    rankr.settle().await?;
    let undo = bulks.undo(&member, id).await?;
    let plan = bulks.page(&member, undo, None).await?;
    bulks.order(&member, undo, Order::Start).await?;
    rankr.settle().await?;

    assert_eq!((plan.tally.waiting, plan.tally.skipped), (1, 1));
    let owner = async |contact| -> anyhow::Result<Option<Value>> {
        let found = rankr.account.read_contact(contact).await?;
        Ok(found.and_then(|found| found.get("assignedTo").cloned()).filter(|owner| !owner.is_null()))
    };
    assert!(owner(&contacts[0]).await?.is_none_or(|owner| owner == ""));
    assert_eq!(owner(&contacts[1]).await?, Some(json!(other)));
    rankr.stop().await
}

#[tokio::test]
async fn an_action_that_is_paused_stands_still_and_one_that_is_ended_never_goes_on() -> anyhow::Result<()> {
    let mut rankr = TestRankr::with(60, Database::Sqlite).await?;
    let rooms = Rooms::new(rankr.house().store.clone(), rankr.house().gateway.clone());
    let (bulks, member) = (Bulks::new(&rooms), maya(&rankr.account.location));
    rankr.stop_sandbox().await;
    let all = Chosen::Matching(Box::default());
    let id = bulks.draft(&member, &all, &ActForm::AddTag(TAG.to_owned())).await?;
    bulks.order(&member, id, Order::Start).await?;
    bulks.order(&member, id, Order::Pause).await?;
    assert_eq!(bulks.page(&member, id, None).await?.state, State::Paused);
    bulks.order(&member, id, Order::Cancel).await?;

    rankr.start_sandbox().await?;
    rankr.settle().await?;

    let page = bulks.page(&member, id, None).await?;
    assert_eq!(page.state, State::Cancelled);
    assert_eq!((page.tally.waiting, page.tally.sent), (0, 0));
    let tagged = tags(&rankr.account).await?;
    let tagged = tagged.iter().filter(|(_, tags)| tags.iter().any(|tag| tag == TAG)).count() as u64;
    assert_eq!(tagged, page.tally.done, "what is not said to be done was not done");
    rankr.stop().await
}

#[tokio::test]
async fn contacts_deleted_at_once_are_made_again_by_its_undo() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let mut contacts = Vec::new();
    for name in ["Ada", "Grace", "Edith"] {
        let email = format!("{}.deleted@example.com", name.to_lowercase());
        contacts.push(rankr.account.contact(json!({"firstName": name, "email": email})).await?);
    }
    rankr.settle().await?;
    let rooms = Rooms::new(rankr.house().store.clone(), rankr.house().gateway.clone());
    let (bulks, member) = (Bulks::new(&rooms), maya(&rankr.account.location));

    let id = bulks.draft(&member, &Chosen::Contacts(contacts.clone()), &ActForm::Delete).await?;
    bulks.order(&member, id, Order::Start).await?;
    rankr.settle().await?;
    assert!(rankr.account.read_contact(&contacts[0]).await?.is_none());
    let undo = bulks.undo(&member, id).await?;
    bulks.order(&member, undo, Order::Start).await?;
    rankr.settle().await?;

    let emails: Vec<Value> =
        rankr.account.contacts().await?.iter().filter_map(|contact| contact.get("email").cloned()).collect();
    let again = emails.iter().filter(|email| email.as_str().is_some_and(|email| email.contains(".deleted@")));
    assert_eq!(again.count(), 3);
    rankr.stop().await
}
