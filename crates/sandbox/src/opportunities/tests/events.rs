//! What is sent, once and only when due.

use serde_json::json;

use super::{body, made, new_patients};
use crate::contacts::tests::bench::Bench;

#[tokio::test]
async fn a_birth_and_an_end_each_come_with_an_update() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let reply = bench.post("/opportunities/", body(&bench, &ada)).await;
    let born = bench.kinds();
    let id = reply.body["opportunity"]["id"].as_str().unwrap();
    bench.call("DELETE", &format!("/opportunities/{id}"), None).await;

    assert_eq!(born, ["OpportunityCreate", "OpportunityUpdate"]);
    assert_eq!(bench.kinds(), ["OpportunityDelete", "OpportunityUpdate"]);
}

#[tokio::test]
async fn each_kind_of_edit_sends_its_own_event_beside_the_update() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let path = format!("/opportunities/{id}");
    let stage = new_patients(&bench).1[1].clone();
    let edits = [
        (json!({ "name": "Crown" }), vec!["OpportunityUpdate"]),
        (json!({ "pipelineStageId": stage }), vec!["OpportunityUpdate", "OpportunityStageUpdate"]),
        (json!({ "status": "won" }), vec!["OpportunityUpdate", "OpportunityStatusUpdate"]),
        (json!({ "monetaryValue": 90 }), vec!["OpportunityUpdate", "OpportunityMonetaryValueUpdate"]),
        (json!({ "assignedTo": "u1" }), vec!["OpportunityUpdate", "OpportunityAssignedToUpdate"]),
        (json!({ "assignedTo": "u1", "name": "Crown" }), vec![]),
    ];

    for (edit, sent) in edits {
        let reply = bench.put(&path, edit.clone()).await;
        assert_eq!((reply.status, bench.kinds()), (200, sent), "{edit}");
    }
}

#[tokio::test]
async fn one_edit_of_many_fields_sends_each_event_once() {
    let bench = Bench::new();
    let (_, id) = made(&bench).await;
    let edit = json!({ "status": "lost", "monetaryValue": 5, "pipelineStageId": new_patients(&bench).1[3] });

    bench.put(&format!("/opportunities/{id}"), edit).await;

    let sent = [
        "OpportunityUpdate",
        "OpportunityStageUpdate",
        "OpportunityStatusUpdate",
        "OpportunityMonetaryValueUpdate",
    ];
    assert_eq!(bench.kinds(), sent);
}

#[tokio::test]
async fn an_opportunity_event_has_ten_fields() {
    let bench = Bench::new();
    let contact =
        bench.contact(json!({ "firstName": "Ada", "email": "ada@example.com", "source": "referral" })).await;
    let mut body = body(&bench, &contact);
    body["assignedTo"] = json!("u1");
    body["monetaryValue"] = json!(40);

    bench.post("/opportunities/", body).await;

    let event = &bench.events()[0];
    let names: Vec<&str> = event.payload.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "id",
            "assignedTo",
            "contactId",
            "monetaryValue",
            "name",
            "pipelineId",
            "pipelineStageId",
            "source",
            "status",
            "dateAdded"
        ]
    );
    assert_eq!((&event.payload["monetaryValue"], &event.payload["source"]), (&json!(40), &json!("referral")));
}
