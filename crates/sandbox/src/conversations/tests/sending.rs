//! Sending, logging, and what becomes of a message.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{arrived, conversation, hear, message, send};
use crate::contacts::tests::bench::Bench;

async fn refused(bench: &Bench, body: Value) -> (u16, Value) {
    let reply = bench.post("/conversations/messages", body).await;
    (reply.status, reply.body["message"].clone())
}

#[tokio::test]
async fn a_sent_message_is_in_its_thread_at_once_and_gets_on_with_time() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let sent = send(&bench, &ada, "Hello").await;
    let mut lived = vec![message(&bench, &sent).await["status"].clone()];
    for _ in 0..2 {
        bench.world.clock().shift(SignedDuration::from_millis(1_600));
        lived.push(message(&bench, &sent).await["status"].clone());
    }

    assert_eq!(lived, [json!("pending"), json!("sent"), json!("delivered")]);
    let one = message(&bench, &sent).await;
    assert_eq!(
        (&one["body"], &one["direction"], &one["type"]),
        (&json!("Hello"), &json!("outbound"), &json!(2))
    );
    assert_eq!((&one["messageType"], &one["to"]), (&json!("TYPE_SMS"), &json!("+12025550101")));
    assert_eq!(conversation(&bench, &ada).await["lastMessageBody"], "Hello");
}

#[tokio::test]
async fn a_message_is_told_once_and_not_before_it_has_left() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    send(&bench, &ada, "Hello").await;
    bench.world.messages_get_on();
    let before = bench.kinds();
    bench.world.clock().shift(SignedDuration::from_secs(10));
    bench.world.messages_get_on();
    let events = bench.events();
    bench.world.clock().shift(SignedDuration::from_secs(10));
    bench.world.messages_get_on();

    let names: Vec<&str> = events[0].payload.keys().map(String::as_str).collect();
    assert!(before.is_empty());
    assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>(), ["OutboundMessage"]);
    assert_eq!(
        names,
        [
            "attachments",
            "body",
            "contactId",
            "conversationId",
            "dateAdded",
            "direction",
            "messageType",
            "status",
            "messageId",
            "source",
            "from",
            "to",
            "contentType"
        ]
    );
    assert_eq!((&events[0].payload["status"], &events[0].payload["source"]), (&json!("sent"), &json!("api")));
    assert!(bench.kinds().is_empty());
}

#[tokio::test]
async fn a_message_nobody_can_get_fails_and_says_so_once() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "phone": "+12025550001" })).await;
    let eve = bench.contact(json!({ "firstName": "Eve", "email": "bounce@example.com" })).await;

    let text = send(&bench, &ada, "Hello").await;
    let mail = json!({ "type": "Email", "contactId": eve, "html": "<p>Hello</p>", "subject": "S" });
    let mail = bench.post("/conversations/messages", mail).await.body;
    for _ in 0..2 {
        bench.world.clock().shift(SignedDuration::from_secs(2));
        bench.world.messages_get_on();
    }

    assert_eq!(message(&bench, &text).await["status"], "failed");
    assert_eq!(message(&bench, &mail).await["status"], "undelivered");
    assert_eq!(bench.kinds(), ["OutboundMessage", "OutboundMessage"]);
}

#[tokio::test]
async fn a_scheduled_message_waits_for_its_time() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let at = bench.world.now().millis() / 1_000 + 3_600;
    let body = json!({ "type": "SMS", "contactId": ada, "message": "Later", "scheduledTimestamp": at });

    let sent = bench.post("/conversations/messages", body).await.body;
    let before = (
        message(&bench, &sent).await["status"].clone(),
        conversation(&bench, &ada).await["lastMessageBody"].clone(),
    );
    bench.world.clock().shift(SignedDuration::from_secs(3_601));
    let after = message(&bench, &sent).await;

    assert_eq!(before, (json!("scheduled"), json!("")));
    assert_eq!((&after["status"], &after["dateAdded"]), (&json!("sent"), &json!("2026-03-02T13:00:01.000Z")));
}

#[tokio::test]
async fn a_scheduled_message_fails_when_the_channel_was_closed_meanwhile() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let at = bench.world.now().millis() / 1_000 + 60;
    let body = json!({ "type": "SMS", "contactId": ada, "message": "Later", "scheduledTimestamp": at });

    let sent = bench.post("/conversations/messages", body).await.body;
    hear(&bench, &ada, "STOP").await;
    bench.world.clock().shift(SignedDuration::from_secs(61));

    assert_eq!(message(&bench, &sent).await["status"], "failed");
}

#[tokio::test]
async fn a_closed_channel_is_respected() {
    let bench = Bench::new();
    let dnd = json!({ "SMS": { "status": "active" } });
    let one = json!({ "firstName": "Ada", "phone": "+12025550101", "email": "ada@example.com", "dndSettings": dnd });
    let ada = bench.contact(one).await;
    let eve = bench.contact(json!({ "firstName": "Eve", "phone": "+12025550102", "dnd": true })).await;

    let closed = refused(&bench, json!({ "type": "SMS", "contactId": ada, "message": "x" })).await;
    let all = refused(&bench, json!({ "type": "Live_Chat", "contactId": eve, "message": "x" })).await;
    let mail = bench
        .post("/conversations/messages", json!({ "type": "Email", "contactId": ada, "html": "x" }))
        .await;

    assert_eq!(closed, (400, json!("Cannot send message as DND is active for SMS.")));
    assert_eq!((all.0, mail.status), (400, 200));
}

#[tokio::test]
async fn a_contact_without_an_address_is_refused() {
    let bench = Bench::new();
    let ada = bench.contact(json!({ "firstName": "Ada", "email": "ada@example.com" })).await;
    let eve = bench.contact(json!({ "firstName": "Eve", "phone": "+12025550102" })).await;

    let text = refused(&bench, json!({ "type": "SMS", "contactId": ada, "message": "x" })).await;
    let mail = refused(&bench, json!({ "type": "Email", "contactId": eve, "html": "x" })).await;
    let named = json!({ "type": "SMS", "contactId": ada, "message": "x", "toNumber": "+12025550199" });

    assert_eq!((text.0, text.1, mail.0), (400, json!("Missing phone number"), 400));
    assert_eq!(bench.post("/conversations/messages", named).await.status, 200);
}

#[tokio::test]
async fn a_message_that_says_nothing_is_skipped_and_an_e_mail_speaks_html() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let nothing = json!("There is no message or attachments for this message. Skip sending.");

    let text = refused(&bench, json!({ "type": "SMS", "contactId": ada })).await;
    let mail = refused(&bench, json!({ "type": "Email", "contactId": ada, "message": "Hello" })).await;
    let picture = json!({ "type": "SMS", "contactId": ada, "attachments": ["https://example.com/a.png"] });
    let picture = bench.post("/conversations/messages", picture).await;

    assert_eq!((text, mail), ((422, nothing.clone()), (422, nothing)));
    assert_eq!(message(&bench, &picture.body).await["attachments"], json!(["https://example.com/a.png"]));
}

#[tokio::test]
async fn sending_needs_a_known_type_and_a_contact_and_lets_other_members_pass() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let bare = refused(&bench, json!({})).await;
    let strange = refused(&bench, json!({ "type": "Pigeon", "contactId": ada })).await;
    let nobody = refused(&bench, json!({ "type": "SMS", "contactId": "nobody", "message": "x" })).await;
    let more = bench.here(json!({ "type": "SMS", "contactId": ada, "message": "x", "phone": "+1" }));

    assert_eq!(bare, (422, json!(["type must be a string", "contactId must be a string"])));
    assert_eq!(strange, (422, json!(["type must be a valid enum value"])));
    assert_eq!(nobody.0, 400);
    assert_eq!(bench.post("/conversations/messages", more).await.status, 200);
}

#[tokio::test]
async fn an_e_mail_has_an_id_of_its_own_and_events_without_status_of_a_text() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let body = json!({ "type": "Email", "contactId": ada, "html": "<b>Hi</b>", "subject": "S" });

    let sent = bench.post("/conversations/messages", body).await.body;
    bench.world.clock().shift(SignedDuration::from_secs(1));
    let read = message(&bench, &sent).await;

    let event = bench.events().remove(0).payload;
    assert_eq!(read["meta"]["email"]["messageIds"], json!([sent["emailMessageId"]]));
    assert_eq!((&read["contentType"], &read["subject"]), (&json!("text/html"), &json!("S")));
    assert_eq!((&event["to"], &event["subject"]), (&json!(["ada@example.com"]), &json!("S")));
    assert_eq!((&event["emailMessageId"], event.get("contentType")), (&sent["emailMessageId"], None));
}

#[tokio::test]
async fn a_message_that_arrives_is_unread_and_told_with_the_count() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    let heard = hear(&bench, &ada, "Hello?").await;
    let events = bench.events();
    let id = heard["conversationId"].as_str().unwrap().to_owned();
    bench.put(&format!("/conversations/{id}"), bench.here(json!({ "unreadCount": 0 }))).await;
    let read = bench.events();
    bench.put(&format!("/conversations/{id}"), bench.here(json!({ "starred": true }))).await;

    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(
        (&heard["success"], kinds),
        (&json!(true), vec!["InboundMessage", "ConversationUnreadUpdate"])
    );
    assert_eq!((&events[0].payload["direction"], events[0].payload.get("source")), (&json!("inbound"), None));
    assert_eq!(
        serde_json::Value::Object(read[0].payload.clone()),
        json!({ "id": id, "contactId": ada, "unreadCount": 0, "inbox": true, "starred": false, "deleted": false })
    );
    assert_eq!((read.len(), bench.kinds().len()), (1, 0));
}

#[tokio::test]
async fn a_text_that_says_stop_closes_the_channel() {
    let bench = Bench::new();
    let ada = bench.ada().await;

    hear(&bench, &ada, " stop ").await;

    let kinds = bench.kinds();
    assert_eq!(kinds, ["InboundMessage", "ConversationUnreadUpdate", "ContactDndUpdate"]);
    assert_eq!(bench.read(&ada).await["dndSettings"]["SMS"]["status"], "active");
    assert_eq!(refused(&bench, json!({ "type": "SMS", "contactId": ada, "message": "x" })).await.0, 400);
}

#[tokio::test]
async fn logging_needs_the_conversation_of_the_contact_and_a_provider() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let eve = bench.contact(json!({ "firstName": "Eve", "phone": "+12025550102" })).await;
    let mut mixed = arrived(&bench, &ada, "x").await;
    mixed["contactId"] = json!(eve);

    let bare = bench.post("/conversations/messages/inbound", json!({ "type": "SMS" })).await;
    let mixed = bench.post("/conversations/messages/inbound", mixed).await;

    let said = json!([
        "contactId must be a string",
        "conversationId must be a string",
        "conversationProviderId must be a string",
    ]);
    assert_eq!((bare.status, &bare.body["message"], mixed.status), (422, &said, 400));
}

#[tokio::test]
async fn a_call_is_logged_with_its_length_and_outcome() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let mut body = arrived(&bench, &ada, "").await;
    body["type"] = json!("Call");
    body["call"] = json!({ "from": "+12025550101", "to": "+12075550100", "status": "no-answer" });

    let logged = bench.post("/conversations/messages/inbound", body).await.body;

    let read = message(&bench, &logged).await;
    assert_eq!(
        (&read["messageType"], &read["meta"]["callStatus"]),
        (&json!("TYPE_CALL"), &json!("no-answer"))
    );
    assert_eq!(bench.events()[0].payload["callStatus"], "no-answer");
}

#[tokio::test]
async fn a_contact_shut_out_cannot_write() {
    let bench = Bench::new();
    let inbound = json!({ "all": { "status": "active" } });
    let ada = bench
        .contact(json!({ "firstName": "Ada", "phone": "+12025550101", "inboundDndSettings": inbound }))
        .await;

    let reply = bench.post("/conversations/messages/inbound", arrived(&bench, &ada, "x").await).await;

    assert_eq!(reply.status, 400);
    assert!(bench.kinds().is_empty());
}
