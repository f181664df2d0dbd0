//! Each rule of the Conversations API as a sentence, over the router.

mod door;
mod lists;
mod sending;

use serde_json::{Value, json};

use crate::contacts::tests::bench::Bench;

/// The conversation of a contact, by the search.
async fn conversation(bench: &Bench, contact: &str) -> Value {
    let path = format!("/conversations/search?locationId={}&contactId={contact}", bench.location());
    let reply = bench.get(&path).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body["conversations"][0].clone()
}

/// The body of a text that arrived.
async fn arrived(bench: &Bench, contact: &str, text: &str) -> Value {
    let id = conversation(bench, contact).await["id"].clone();
    json!({
        "type": "SMS", "contactId": contact, "conversationId": id, "conversationProviderId": "p1",
        "message": text,
    })
}

/// Logs a text from the contact.
async fn hear(bench: &Bench, contact: &str, text: &str) -> Value {
    let reply = bench.post("/conversations/messages/inbound", arrived(bench, contact, text).await).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// Sends a text to the contact.
async fn send(bench: &Bench, contact: &str, text: &str) -> Value {
    let body = json!({ "type": "SMS", "contactId": contact, "message": text });
    let reply = bench.post("/conversations/messages", body).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.body
}

/// A message as `GET` shows it.
async fn message(bench: &Bench, sent: &Value) -> Value {
    bench.get(&format!("/conversations/messages/{}", sent["messageId"].as_str().unwrap())).await.body
}
