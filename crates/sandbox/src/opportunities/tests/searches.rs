//! Both searches.

use serde_json::{Value, json};

use super::{made, pipeline};
use crate::contacts::tests::bench::Bench;

fn ids(body: &Value) -> Vec<String> {
    let found = body["opportunities"].as_array().unwrap();
    found.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

async fn all(bench: &Bench) -> Vec<String> {
    let reply = bench.get(&format!("/opportunities/search?location_id={}&limit=100", bench.location())).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    ids(&reply.body)
}

/// An advanced search's body.
fn asked(bench: &Bench, more: Value) -> Value {
    let mut body = bench.here(json!({
        "query": "", "limit": 100, "page": 1, "searchAfter": [],
        "additionalDetails":
            { "notes": false, "tasks": false, "calendarEvents": false, "unReadConversations": false },
    }));
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn found(bench: &Bench, more: Value) -> Vec<String> {
    let reply = bench.post("/opportunities/search", asked(bench, more)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    ids(&reply.body)
}

#[tokio::test]
async fn the_dated_versions_want_snake_case_and_v3_camel_case() {
    let bench = Bench::new();
    let location = bench.location();
    let camel = format!("/opportunities/search?locationId={location}");

    let older = bench.get(&camel).await;
    let newer = bench.v3().get(&camel).await;

    let said = json!(["property locationId should not exist", "location_id can't be undefined"]);
    assert_eq!((older.status, &older.body["message"]), (422, &said));
    assert_eq!((newer.status, ids(&newer.body).is_empty()), (200, false));
}

#[tokio::test]
async fn pages_by_cursor_show_every_opportunity_once() {
    let bench = Bench::of(60);
    let whole = all(&bench).await;
    let base = format!("/opportunities/search?location_id={}&limit=7", bench.location());

    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = bench.get(&format!("{base}{cursor}")).await.body;
        if ids(&page).is_empty() {
            break;
        }
        seen.extend(ids(&page));
        let meta = &page["meta"];
        cursor = format!(
            "&startAfter={}&startAfterId={}",
            meta["startAfter"],
            meta["startAfterId"].as_str().unwrap()
        );
    }

    assert!(whole.len() > 20);
    assert_eq!(seen, whole);
}

#[tokio::test]
async fn half_a_cursor_gives_page_one_again() {
    let bench = Bench::of(60);
    let base = format!("/opportunities/search?location_id={}&limit=5", bench.location());

    let first = bench.get(&base).await.body;
    let half = bench.get(&format!("{base}&startAfter={}", first["meta"]["startAfter"])).await.body;

    assert_eq!(ids(&first), ids(&half));
    assert_eq!((&first["meta"]["currentPage"], &first["meta"]["nextPage"]), (&json!(1), &json!(2)));
    assert_eq!(first["meta"].get("prevPage"), None);
}

#[tokio::test]
async fn the_older_search_finds_by_contact_status_stage_and_words() {
    let bench = Bench::of(40);
    let (ada, id) = made(&bench).await;
    bench.put(&format!("/opportunities/{id}"), json!({ "status": "abandoned", "assignedTo": "u1" })).await;
    let stage =
        bench.get(&format!("/opportunities/{id}")).await.body["opportunity"]["pipelineStageId"].clone();
    let base = format!("/opportunities/search?location_id={}&limit=100", bench.location());

    for query in [
        format!("&contact_id={ada}"),
        "&q=byron".to_owned(),
        "&assigned_to=u1".to_owned(),
        format!("&id={id}"),
        format!("&status=abandoned&assigned_to=u1&pipeline_stage_id={}", stage.as_str().unwrap()),
        "&date=03-02-2026&endDate=03-02-2026&q=Whitening&assigned_to=u1".to_owned(),
    ] {
        let found = ids(&bench.get(&format!("{base}{query}")).await.body);
        assert_eq!((found.len(), found.first()), (1, Some(&id)), "{query}");
    }
    assert_eq!(bench.get(&format!("{base}&status=mine")).await.status, 422);
    assert_eq!(
        bench.get(&format!("/opportunities/search?location_id={}&limit=101", bench.location())).await.status,
        400
    );
}

#[tokio::test]
async fn notes_and_tasks_of_the_contact_come_when_asked_for() {
    let bench = Bench::new();
    let (ada, id) = made(&bench).await;
    bench.post(&format!("/contacts/{ada}/notes"), json!({ "body": "B" })).await;
    let base = format!("/opportunities/search?location_id={}&id={id}", bench.location());

    let bare = bench.get(&base).await.body["opportunities"][0].clone();
    let full =
        bench.get(&format!("{base}&getNotes=true&getTasks=true")).await.body["opportunities"][0].clone();

    assert_eq!(bare.get("notes"), None);
    assert_eq!((&full["notes"][0]["body"], &full["tasks"]), (&json!("B"), &json!([])));
}

#[tokio::test]
async fn filters_in_snake_case_narrow_the_search_and_others_are_refused_by_name() {
    let bench = Bench::of(60);
    let (treatments, _) = pipeline(&bench, "Treatments");
    let filter = |field: &str, operator: &str, value: Value| json!({ "filters": [{ "field": field, "operator": operator, "value": value }] });

    let of_pipeline = found(&bench, filter("pipeline_id", "eq", json!(treatments))).await;
    let decided = found(&bench, filter("status", "eq", json!(["won", "lost"]))).await;
    let dear = found(&bench, filter("monetary_value", "range", json!({ "gte": 3000 }))).await;
    let unknown = asked(&bench, filter("pipelineId", "eq", json!("x")));
    let unknown = bench.post("/opportunities/search", unknown).await;

    let expected = |fits: &dyn Fn(&crate::world::record::Opportunity) -> bool| {
        bench.world.look(|state| {
            let all = state.opportunities().newest(&bench.location());
            all.filter(|one| fits(one)).map(|one| one.id.to_string()).collect::<Vec<_>>()
        })
    };
    assert_eq!(of_pipeline, expected(&|one| one.pipeline.as_str() == treatments));
    assert_eq!(decided, expected(&|one| matches!(one.status.as_str(), "won" | "lost")));
    assert_eq!(dear, expected(&|one| one.value >= 3000.0));
    assert!(!of_pipeline.is_empty() && !decided.is_empty() && !dear.is_empty());
    assert_eq!((unknown.status, &unknown.body["message"]), (400, &json!("Invalid field pipelineId")));
}

#[tokio::test]
async fn search_after_goes_on_where_a_page_ended_in_any_order() {
    let bench = Bench::of(60);
    let sort = json!([{ "field": "monetary_value", "direction": "asc" }]);
    let whole = found(&bench, json!({ "sort": sort })).await;

    let (mut seen, mut after) = (Vec::new(), json!([]));
    loop {
        let body = asked(&bench, json!({ "sort": sort, "limit": 9, "searchAfter": after }));
        let page = bench.post("/opportunities/search", body).await.body;
        let Some(last) = page["opportunities"].as_array().unwrap().last() else { break };
        after = last["sort"].clone();
        seen.extend(ids(&page));
    }

    assert_eq!(seen, whole);
}

#[tokio::test]
async fn pages_begin_at_one_under_the_dated_versions_and_at_zero_under_v3() {
    let bench = Bench::of(60);
    let page = |number: u32| asked(&bench, json!({ "limit": 5, "page": number }));

    let first = ids(&bench.post("/opportunities/search", page(1)).await.body);
    let second = ids(&bench.post("/opportunities/search", page(2)).await.body);
    let newer = ids(&bench.v3().post("/opportunities/search", page(1)).await.body);

    assert_ne!(first, second);
    assert_eq!(newer, second);
}

#[tokio::test]
async fn the_advanced_search_wants_every_documented_member() {
    let bench = Bench::new();

    let reply = bench.post("/opportunities/search", json!({ "additionalDetails": { "all": true } })).await;

    let said = json!([
        "locationId must be a string",
        "query must be a string",
        "limit must be a number conforming to the specified constraints",
        "page must be a number conforming to the specified constraints",
        "searchAfter must be an array",
        "additionalDetails.property all should not exist",
    ]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}
