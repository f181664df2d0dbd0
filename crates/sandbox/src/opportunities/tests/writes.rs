//! Creating, changing, moving, deciding, deleting.

use jiff::SignedDuration;
use serde_json::json;

use super::{body, made, new_patients, pipeline};
use crate::contacts::tests::bench::Bench;

#[tokio::test]
async fn a_new_opportunity_starts_at_the_first_stage_and_shows_its_contact() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.post("/opportunities/", body(&bench, &ada)).await;

    let one = &reply.body["opportunity"];
    assert_eq!((reply.status, &one["status"], &one["monetaryValue"]), (201, &json!("open"), &json!(0)));
    assert_eq!(one["pipelineStageId"], json!(new_patients(&bench).1[0]));
    assert_eq!((&one["contact"]["name"], &one["contactId"]), (&json!("Ada Byron"), &json!(ada)));
    assert_eq!(one["createdAt"], "2026-03-02T12:00:00.000Z");
    assert_eq!(one.get("notes"), None);
}

#[tokio::test]
async fn a_new_opportunity_needs_five_things() {
    let bench = Bench::new();

    let reply = bench.post("/opportunities/", json!({ "monetaryValue": "much", "source": "x" })).await;

    let said = json!([
        "property source should not exist",
        "locationId must be a string",
        "contactId must be a string",
        "pipelineId must be a string",
        "name must be a string",
        "status must be a string",
        "monetaryValue must be a number conforming to the specified constraints",
    ]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}

#[tokio::test]
async fn all_is_no_status_an_opportunity_can_have() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;

    let reply = bench.put(&format!("/opportunities/{id}/status"), json!({ "status": "all" })).await;

    assert_eq!(reply.status, 422);
}

#[tokio::test]
async fn a_second_opportunity_in_the_pipeline_is_refused_with_the_first_ones_id() {
    let bench = Bench::new();
    let (ada, first) = made(&bench).await;

    let second = bench.post("/opportunities/", body(&bench, &ada)).await;
    let mut elsewhere = body(&bench, &ada);
    elsewhere["pipelineId"] = json!(pipeline(&bench, "Treatments").0);
    let elsewhere = bench.post("/opportunities/", elsewhere).await;
    let other = elsewhere.body["opportunity"]["id"].as_str().unwrap().to_owned();
    let into = json!({ "pipelineId": new_patients(&bench).0 });
    let moved = bench.put(&format!("/opportunities/{other}"), into).await;

    assert_eq!(second.status, 400);
    assert_eq!(second.body["message"], "Can not create duplicate opportunity for the contact.");
    assert_eq!(second.body["code"], "OPPORTUNITY_NO_DUPLICATE");
    assert_eq!(second.body["meta"]["existingId"], json!(first));
    assert_eq!((elsewhere.status, moved.status), (201, 400));
}

#[tokio::test]
async fn unknown_pipelines_stages_and_contacts_are_named() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let with = |name: &str, value: &str| {
        let mut body = body(&bench, &ada);
        body[name] = json!(value);
        body
    };
    let foreign = pipeline(&bench, "Treatments").1[0].clone();

    let pipeline = bench.post("/opportunities/", with("pipelineId", "nowhere")).await;
    let stage = bench.post("/opportunities/", with("pipelineStageId", &foreign)).await;
    let contact = bench.post("/opportunities/", with("contactId", "nobody")).await;
    let location = bench.post("/opportunities/", with("locationId", "elsewhere")).await;

    assert_eq!((pipeline.status, &pipeline.body["message"]), (400, &json!("The pipeline id is invalid.")));
    assert_eq!((stage.status, &stage.body["message"]), (400, &json!("The pipeline stage id is invalid.")));
    assert_eq!((contact.status, location.status), (400, 403));
}

#[tokio::test]
async fn a_moved_stage_and_a_set_status_each_have_their_own_date() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let path = format!("/opportunities/{id}");
    let stage = new_patients(&bench).1[2].clone();

    bench.world.clock().shift(SignedDuration::from_hours(1));
    let moved = bench.put(&path, json!({ "pipelineStageId": stage })).await;
    bench.world.clock().shift(SignedDuration::from_hours(1));
    bench.put(&format!("{path}/status"), json!({ "status": "won" })).await;

    let one = bench.get(&path).await.body["opportunity"].clone();
    assert_eq!(moved.body["opportunity"]["lastStageChangeAt"], "2026-03-02T13:00:00.000Z");
    assert_eq!(one["lastStageChangeAt"], "2026-03-02T13:00:00.000Z");
    assert_eq!(one["lastStatusChangeAt"], "2026-03-02T14:00:00.000Z");
    assert_eq!((&one["status"], &one["createdAt"]), (&json!("won"), &json!("2026-03-02T12:00:00.000Z")));
}

#[tokio::test]
async fn another_pipeline_without_a_stage_means_its_first_one() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let (treatments, stages) = pipeline(&bench, "Treatments");

    let moved = bench.put(&format!("/opportunities/{id}"), json!({ "pipelineId": treatments })).await;

    assert_eq!(moved.body["opportunity"]["pipelineStageId"], json!(stages[0]));
}

#[tokio::test]
async fn a_lost_opportunity_keeps_its_reason_until_it_is_open_again() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let path = format!("/opportunities/{id}");
    let reasons = bench.get(&format!("/opportunities/lost-reason?locationId={}", bench.location())).await;
    let reason = &reasons.body["lostReasons"][0]["id"];

    let lost = json!({ "status": "lost", "lostReasonId": reason });
    let answer = bench.put(&format!("{path}/status"), lost).await;
    let read = bench.get(&path).await;
    bench.put(&path, json!({ "status": "open" })).await;
    let unknown = json!({ "status": "lost", "lostReasonId": "nothing" });
    let unknown = bench.put(&format!("{path}/status"), unknown).await;

    assert_eq!(reasons.body["total"], 5);
    assert_eq!((answer.status, &answer.body["succeded"]), (200, &json!(true)));
    assert_eq!(&read.body["opportunity"]["lostReasonId"], reason);
    assert_eq!(bench.get(&path).await.body["opportunity"].get("lostReasonId"), None);
    assert_eq!(unknown.status, 400);
}

#[tokio::test]
async fn custom_fields_are_written_by_id_or_key_and_read_as_field_value() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let (treatment, other) = (bench.field("Treatment"), bench.field("Interests"));
    let path = format!("/opportunities/{id}");

    let written = json!({ "customFields": [
        { "id": treatment, "field_value": "Crown" }, { "key": "visits_planned", "field_value": 3 },
        { "id": other, "field_value": ["Implants"] },
    ] });
    let reply = bench.put(&path, written).await;
    let newer = json!({ "customFields": [{ "id": treatment, "fieldValue": "Aligners" }] });
    let newer = bench.v3().put(&path, newer).await;

    let fields = &reply.body["opportunity"]["customFields"];
    assert_eq!(fields[0], json!({ "id": treatment, "fieldValue": "Crown", "fieldValueString": "Crown" }));
    assert_eq!((&fields[1]["fieldValue"], fields.as_array().unwrap().len()), (&json!("3"), 2));
    assert_eq!(newer.body["opportunity"]["customFields"][0]["fieldValue"], "Aligners");
}

#[tokio::test]
async fn an_upsert_changes_the_contacts_one_or_makes_one() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let (pipeline, stages) = new_patients(&bench);
    let upsert = |more: serde_json::Value| {
        let mut body = bench.here(json!({
            "pipelineId": pipeline, "followers": [], "isRemoveAllFollowers": false, "followersActionType": "add",
        }));
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };

    let new =
        bench.post("/opportunities/upsert", upsert(json!({ "contactId": ada, "followers": ["u1"] }))).await;
    let id = new.body["opportunity"]["id"].clone();
    let again = upsert(json!({ "contactId": ada, "pipelineStageId": stages[1], "monetaryValue": 250.5 }));
    let again = bench.post("/opportunities/upsert", again).await;
    let by_id = upsert(json!({ "id": id, "followersActionType": "remove", "followers": ["u1"] }));
    let by_id = bench.post("/opportunities/upsert", by_id).await;

    assert_eq!((new.status, &new.body["new"]), (200, &json!(true)));
    assert_eq!((&again.body["new"], &again.body["opportunity"]["id"]), (&json!(false), &id));
    assert_eq!(again.body["opportunity"]["monetaryValue"], json!(250.5));
    assert_eq!((&by_id.body["new"], &by_id.body["opportunity"]["followers"]), (&json!(false), &json!([])));
    assert_eq!(by_id.body["opportunity"]["pipelineStageId"], json!(stages[1]));
}

#[tokio::test]
async fn an_upsert_needs_its_followers_said() {
    let bench = Bench::new();

    let reply = bench.post("/opportunities/upsert", bench.here(json!({ "pipelineId": "x" }))).await;

    let said = json!([
        "followers must be an array",
        "isRemoveAllFollowers must be a boolean value",
        "followersActionType must be a string",
    ]);
    assert_eq!((reply.status, &reply.body["message"]), (422, &said));
}

#[tokio::test]
async fn followers_come_and_go_one_by_one_or_all_at_once() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let path = format!("/opportunities/{id}/followers");

    let added = bench.post(&path, json!({ "followers": ["one", "two", "three"] })).await;
    let removed = bench.delete(&path, json!({ "followers": ["two", "none"] })).await;
    let all = bench.delete(&format!("{path}?isRemoveAllFollowers=true"), json!({ "followers": [] })).await;
    let many = bench.post(&path, json!({ "followers": vec!["x"; 11] })).await;

    assert_eq!((added.status, &added.body["followersAdded"]), (201, &json!(["one", "two", "three"])));
    assert_eq!(
        (&removed.body["followers"], &removed.body["followersRemoved"]),
        (&json!(["one", "three"]), &json!(["two"]))
    );
    assert_eq!(
        (&all.body["followers"], &all.body["followersRemoved"]),
        (&json!([]), &json!(["one", "three"]))
    );
    assert_eq!(many.status, 422);
    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn under_v3_an_answer_says_success_beside_the_older_spelling() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let path = format!("/opportunities/{id}");

    let older = bench.put(&format!("{path}/status"), json!({ "status": "won" })).await;
    let newer = bench.v3().call("DELETE", &path, None).await;

    assert_eq!((&older.body["succeded"], older.body.get("success")), (&json!(true), None));
    assert_eq!((&newer.body["succeded"], &newer.body["success"]), (&json!(true), &json!(true)));
    assert_eq!(bench.get(&path).await.status, 404);
}

#[tokio::test]
async fn words_of_the_api_are_read_as_ids_where_the_method_takes_one() {
    let bench = Bench::new();

    let read = bench.get("/opportunities/upsert").await;
    let put = bench.put("/opportunities/search", json!({})).await;
    let deleted = bench.call("DELETE", "/opportunities/pipelines", None).await;

    assert_eq!(read.body["error"], "Opportunity with id upsert not found");
    assert_eq!((put.status, deleted.status), (404, 404));
}

#[tokio::test]
async fn a_contacts_opportunities_go_with_it() {
    let bench = Bench::new();
    let (ada, id) = made(&bench).await;

    bench.call("DELETE", &format!("/contacts/{ada}"), None).await;

    assert_eq!(bench.get(&format!("/opportunities/{id}")).await.status, 404);
    assert_eq!(bench.kinds(), ["ContactDelete"]);
}

#[tokio::test]
async fn pipelines_are_listed_with_their_stages_in_order() {
    let bench = Bench::new();

    let reply = bench.get(&format!("/opportunities/pipelines?locationId={}", bench.location())).await;

    let names: Vec<_> = reply.body["pipelines"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["New patients", "Treatments", "Memberships"]);
    let stage = &reply.body["pipelines"][0]["stages"][1];
    assert_eq!((&stage["name"], &stage["position"]), (&json!("Contacted"), &json!(1)));
}
