//! Opportunities, businesses and followers, read from HighLevel and written there.

use anyhow::Context as _;
use domain::record::Kind;
use highlevel::ids::ContactId;
use serde_json::{Value, json};
use testkit::{Database, TestRankr};

/// The first pipeline and two of its stages.
async fn pipeline(rankr: &TestRankr) -> anyhow::Result<(String, String, String)> {
    let path = format!("/opportunities/pipelines?locationId={}", rankr.account.location);
    let found = rankr.account.send("GET", &path, None).await?;
    let text = |at: &str| found.pointer(at).and_then(Value::as_str).map(str::to_owned);
    let at = |number: usize| text(&format!("/pipelines/0/stages/{number}/id"));
    let id = text("/pipelines/0/id").context("there is a pipeline")?;
    Ok((id, at(0).context("it has a stage")?, at(1).context("it has a second one")?))
}

async fn opportunities(rankr: &TestRankr, contact: &ContactId) -> anyhow::Result<Vec<Value>> {
    let location = &rankr.account.location;
    let path = format!("/opportunities/search?location_id={location}&contact_id={contact}");
    let found = rankr.account.send("GET", &path, None).await?;
    Ok(found["opportunities"].as_array().cloned().unwrap_or_default())
}

#[tokio::test]
async fn an_opportunity_that_moves_in_highlevel_moves_on_the_contacts_page() -> anyhow::Result<()> {
    for database in Database::BOTH {
        let rankr = TestRankr::on(database).await?;
        let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
        let (pipeline, _, second) = pipeline(&rankr).await?;
        let new = json!({"pipelineId": pipeline, "locationId": rankr.account.location, "name": "Roof",
                         "status": "open", "contactId": ada, "monetaryValue": 18400});
        let made = rankr.account.send("POST", "/opportunities/", Some(new)).await?;
        let id = made["opportunity"]["id"].as_str().context("an id")?.to_owned();
        rankr.settle().await?;

        let moved = json!({"pipelineStageId": second, "monetaryValue": 20100});
        rankr.account.send("PUT", &format!("/opportunities/{id}"), Some(moved)).await?;
        rankr.settle().await?;

        let mirrored = rankr.record(Kind::Opportunity, &id).await?.context("it is mirrored")?;
        assert_eq!(mirrored.doc().text("pipelineStageId"), Some(second.as_str()), "{database:?}");
        let page = rankr.browser().await?.page(&format!("/contacts/{ada}")).await?;
        assert!(page.contains("20,100") && page.contains("Opportunity changed:"));
        rankr.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_opportunity_is_made_edited_and_deleted_from_its_page_once_each() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    let (_, first, second) = pipeline(&rankr).await?;
    rankr.settle().await?;
    let browser = rankr.browser().await?;
    let form = |stage: &str, status: &str| {
        [("name", "Roof"), ("stage", stage), ("status", status), ("worth", "18,400"), ("owner", "")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let typed = |fields: &[(String, String); 5]| -> Vec<(String, String)> { fields.to_vec() };
    let send = async |path: &str, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.submit(path, &fields).await
    };

    send(&format!("/contacts/{ada}/opportunities"), typed(&form(&first, "open"))).await?;
    rankr.settle().await?;
    let made = opportunities(&rankr, &ada).await?;
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["monetaryValue"], 18400);
    let id = made[0]["id"].as_str().context("an id")?.to_owned();

    send(&format!("/contacts/{ada}/opportunities/{id}"), typed(&form(&second, "won"))).await?;
    rankr.settle().await?;
    let edited = opportunities(&rankr, &ada).await?;
    assert_eq!((&edited[0]["pipelineStageId"], &edited[0]["status"]), (&json!(second), &json!("won")));

    send(&format!("/contacts/{ada}/opportunities/{id}/delete"), Vec::new()).await?;
    rankr.settle().await?;
    assert!(opportunities(&rankr, &ada).await?.is_empty());
    let gone = rankr.record(Kind::Opportunity, &id).await?.context("its last state is kept")?;
    assert!(gone.deleted_at().is_some());
    rankr.stop().await
}

#[tokio::test]
async fn an_opportunity_whose_create_got_no_answer_is_found_and_not_made_twice() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    let (_, first, _) = pipeline(&rankr).await?;
    rankr.settle().await?;
    let lost = json!({"kind": "reset", "effect": "happened", "times": 1,
                      "how": {"per_call": 1, "match": {"operation": "create-opportunity"}}});
    rankr.account.tell("/sandbox/faults", lost).await?;

    let form =
        [("name", "Roof"), ("stage", first.as_str()), ("status", "open"), ("worth", ""), ("owner", "")];
    rankr.browser().await?.submit(&format!("/contacts/{ada}/opportunities"), &form).await?;
    for _ in 0..100 {
        rankr.settle().await?;
        let mut tx = rankr.store().read().await?;
        if tx.write_count_open(&rankr.account.location).await? == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }

    assert_eq!(opportunities(&rankr, &ada).await?.len(), 1);
    assert_eq!(rankr.store().read().await?.write_count_stuck(&rankr.account.location).await?, 0);
    rankr.stop().await
}

#[tokio::test]
async fn a_contact_goes_into_a_business_and_out_of_it_and_the_business_shows_it() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada", "lastName": "Byron"})).await?;
    let new = json!({"name": "Analytical Engines", "locationId": rankr.account.location});
    let made = rankr.account.send("POST", "/businesses/", Some(new)).await?;
    let firm = made["buiseness"]["id"].as_str().context("an id")?.to_owned();
    rankr.settle().await?;
    copy_businesses(&rankr).await?;
    let browser = rankr.browser().await?;

    browser.submit(&format!("/contacts/{ada}/business"), &[("business", "analytical engines")]).await?;
    rankr.settle().await?;
    let contact = rankr.account.read_contact(&ada).await?.context("she is there")?;
    assert_eq!(contact["businessId"], firm.as_str());
    let page = browser.page(&format!("/businesses/{firm}")).await?;
    assert!(page.contains("Ada Byron"), "the business does not show her");

    browser.submit(&format!("/contacts/{ada}/business"), &[("business", "")]).await?;
    rankr.settle().await?;
    let contact = rankr.account.read_contact(&ada).await?.context("she is there")?;
    assert!(contact.get("businessId").is_none_or(Value::is_null));
    rankr.stop().await
}

/// HighLevel tells of no new business: the list is read with the copy of the account.
async fn copy_businesses(rankr: &TestRankr) -> anyhow::Result<()> {
    use domain::progress::{Progress, Stage};
    let location = &rankr.account.location;
    let mut tx = rankr.store().begin().await?;
    let now = rankr.store().clock().now();
    tx.progress_save(location, &Progress::waiting(Stage::Lists, now)).await?;
    sync::begin(&mut tx, location).await?;
    tx.commit().await?;
    rankr.settle().await
}

#[tokio::test]
async fn a_user_follows_a_contact_and_stops_to() -> anyhow::Result<()> {
    let rankr = TestRankr::start().await?;
    let ada = rankr.account.contact(json!({"firstName": "Ada"})).await?;
    rankr.settle().await?;
    let path = format!("/users/?locationId={}", rankr.account.location);
    let users = rankr.account.send("GET", &path, None).await?;
    let user = users["users"][0]["id"].as_str().context("there is a user")?.to_owned();
    let browser = rankr.browser().await?;
    let followers = async || {
        rankr.settle().await?;
        let contact = rankr.account.read_contact(&ada).await?.context("she is there")?;
        anyhow::Ok(contact.get("followers").cloned().unwrap_or_else(|| json!([])))
    };

    browser.submit(&format!("/contacts/{ada}/followers"), &[("user", &user), ("state", "on")]).await?;
    assert_eq!(followers().await?, json!([user]));

    browser.submit(&format!("/contacts/{ada}/followers"), &[("user", &user), ("state", "off")]).await?;
    assert_eq!(followers().await?, json!([]));
    rankr.stop().await
}
