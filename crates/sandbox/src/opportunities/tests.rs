//! Each rule of the Opportunities API as a sentence, over the router.

mod events;
mod searches;
mod writes;

use serde_json::{Value, json};

use crate::contacts::tests::bench::Bench;

/// A pipeline by its name, with its stages.
fn pipeline(bench: &Bench, name: &str) -> (String, Vec<String>) {
    bench.world.look(|state| {
        let mut pipelines = state.pipelines(&state.location_in_use().id);
        let found = pipelines.find(|pipeline| &*pipeline.name == name).unwrap();
        (found.id.to_string(), found.stages.iter().map(|stage| stage.id.to_string()).collect())
    })
}

fn new_patients(bench: &Bench) -> (String, Vec<String>) {
    pipeline(bench, "New patients")
}

/// A new opportunity's body.
fn body(bench: &Bench, contact: &str) -> Value {
    bench.here(json!({
        "pipelineId": new_patients(bench).0, "contactId": contact, "name": "Whitening", "status": "open",
    }))
}

/// Makes an opportunity with Ada and returns her id and its own; its events are forgotten.
async fn made(bench: &Bench) -> (String, String) {
    let ada = bench.ada().await;
    let reply = bench.post("/opportunities/", body(bench, &ada)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    bench.events();
    (ada, reply.body["opportunity"]["id"].as_str().unwrap().to_owned())
}
