//! Conversations themselves, the search, and lists of messages.

use serde_json::{Value, json};

use super::{conversation, hear, send};
use crate::contacts::tests::bench::Bench;

/// A contact of the seed without a conversation.
fn stranger(bench: &Bench) -> String {
    bench.world.look(|state| {
        let mut all = state.register().newest(&bench.location());
        let found = all.find(|folder| state.conversations().of(&folder.contact.id).is_none());
        found.unwrap().contact.id.to_string()
    })
}

fn ids(body: &Value) -> Vec<String> {
    let found = body["conversations"].as_array().unwrap();
    found.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_conversation_is_opened_marked_and_deleted() {
    let bench = Bench::new();
    let contact = stranger(&bench);

    let opened = bench.post("/conversations/", bench.here(json!({ "contactId": contact }))).await;
    let path = format!("/conversations/{}", opened.body["conversation"]["id"].as_str().unwrap());
    let marked = bench.put(&path, bench.here(json!({ "starred": true, "unreadCount": 3 }))).await;
    let read = bench.get(&path).await;
    let gone = bench.call("DELETE", &path, None).await;

    assert_eq!((opened.status, &opened.body["conversation"]["deleted"]), (201, &json!(false)));
    assert_eq!(
        (&marked.body["success"], &marked.body["conversation"]["starred"]),
        (&json!(true), &json!(true))
    );
    assert_eq!((&read.body["unreadCount"], &read.body["inbox"]), (&json!(3), &json!(true)));
    assert_eq!((gone.status, &gone.body["success"]), (200, &json!(true)));
    assert_eq!(bench.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_new_contact_has_a_conversation_and_a_second_one_is_refused_with_its_id() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let id = conversation(&bench, &ada).await["id"].clone();

    let reply = bench.post("/conversations/", bench.here(json!({ "contactId": ada }))).await;

    assert_eq!((reply.status, &reply.body["conversationId"]), (400, &id));
    assert_eq!(reply.body["canonicalCode"], "CONVERSATIONS_CONVERSATION_ALREADY_EXISTS");
}

#[tokio::test]
async fn what_is_written_to_a_conversation_is_checked() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let id = conversation(&bench, &ada).await["id"].as_str().unwrap().to_owned();

    let bare = bench.post("/conversations/", json!({ "colour": 1 })).await;
    let marked = bench.put(&format!("/conversations/{id}"), json!({ "unreadCount": -1 })).await;

    let said = json!([
        "property colour should not exist",
        "locationId must be a string",
        "contactId must be a string",
    ]);
    assert_eq!((bare.status, &bare.body["message"], marked.status), (422, &said, 422));
}

#[tokio::test]
async fn a_contacts_conversation_goes_with_it() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let sent = send(&bench, &ada, "Hello").await;

    bench.call("DELETE", &format!("/contacts/{ada}"), None).await;

    let id = sent["conversationId"].as_str().unwrap();
    assert_eq!(bench.get(&format!("/conversations/{id}")).await.status, 404);
    assert_eq!(
        bench.get(&format!("/conversations/messages/{}", sent["messageId"].as_str().unwrap())).await.status,
        404
    );
}

#[tokio::test]
async fn the_search_comes_by_recent_message_and_its_cursor_shows_each_conversation_once() {
    let bench = Bench::of(80);
    let base = format!("/conversations/search?locationId={}", bench.location());
    let whole = bench.get(&format!("{base}&limit=100")).await.body;

    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = bench.get(&format!("{base}&limit=7{cursor}")).await.body;
        let Some(last) = page["conversations"].as_array().unwrap().last() else { break };
        let sort = last["sort"].as_array().unwrap();
        cursor = format!("&startAfterDate={}&startAfterDate={}", sort[0], sort[1].as_str().unwrap());
        seen.extend(ids(&page));
    }

    let dates: Vec<i64> = whole["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["lastMessageDate"].as_i64().unwrap())
        .collect();
    assert!(dates.is_sorted_by(|one, two| one >= two) && dates.len() > 20);
    assert_eq!((seen, whole["total"].as_u64().unwrap() as usize), (ids(&whole), dates.len()));
}

#[tokio::test]
async fn the_search_tells_unread_from_read_and_knows_who_spoke_last() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    hear(&bench, &ada, "Is Thursday free?").await;
    let base = format!("/conversations/search?locationId={}&contactId={ada}", bench.location());

    let count = async |query: &str| ids(&bench.get(&format!("{base}{query}")).await.body).len();

    assert_eq!((count("&status=unread").await, count("&status=read").await), (1, 0));
    assert_eq!(
        (count("&lastMessageDirection=inbound").await, count("&lastMessageDirection=outbound").await),
        (1, 0)
    );
    assert_eq!((count("&query=thursday").await, count("&query=friday").await), (1, 0));
    assert_eq!(
        (count("&lastMessageType=TYPE_SMS").await, count("&lastMessageType=TYPE_EMAIL").await),
        (1, 0)
    );
    assert_eq!((count("&assignedTo=unassigned").await, count("&assignedTo=u1,u2").await), (1, 0));
    assert_eq!(bench.get(&format!("{base}&status=lost")).await.status, 422);
}

#[tokio::test]
async fn a_found_conversation_shows_its_contact_and_last_message() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let before = conversation(&bench, &ada).await;
    hear(&bench, &ada, "Hello?").await;

    let after = conversation(&bench, &ada).await;

    assert_eq!((&before["lastMessageBody"], &before["unreadCount"]), (&json!(""), &json!(0)));
    assert_eq!(
        (&after["lastMessageBody"], &after["lastMessageType"]),
        (&json!("Hello?"), &json!("TYPE_SMS"))
    );
    assert_eq!((&after["fullName"], &after["phone"]), (&json!("Ada Byron"), &json!("+12025550101")));
    assert_eq!((&after["type"], &after["unreadCount"]), (&json!("TYPE_PHONE"), &json!(1)));
}

#[tokio::test]
async fn messages_come_newest_first_and_go_on_after_the_last_one() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    for number in 0..5 {
        hear(&bench, &ada, &format!("{number}")).await;
    }
    let id = conversation(&bench, &ada).await["id"].as_str().unwrap().to_owned();
    let path = format!("/conversations/{id}/messages?limit=3");

    let first = bench.get(&path).await.body;
    let last = first["lastMessageId"].as_str().unwrap();
    let second = bench.get(&format!("{path}&lastMessageId={last}")).await.body;

    let said = |page: &Value| {
        let messages = page["messages"].as_array().unwrap().clone();
        messages.iter().map(|one| one["body"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((said(&first), &first["nextPage"]), (vec!["4".into(), "3".into(), "2".into()], &json!(true)));
    assert_eq!((said(&second), &second["nextPage"]), (vec!["1".into(), "0".into()], &json!(false)));
}

#[tokio::test]
async fn messages_are_listed_by_type_and_only_after_one_that_is_there() {
    let bench = Bench::new();
    let ada = bench.ada().await;
    let sent = send(&bench, &ada, "Hello").await;
    let path = format!("/conversations/{}/messages", sent["conversationId"].as_str().unwrap());

    let texts = bench.get(&format!("{path}?type=TYPE_SMS,TYPE_CALL")).await;
    let mails = bench.get(&format!("{path}?type=TYPE_EMAIL")).await;
    let nothing = bench.get(&format!("{path}?type=SMS")).await;
    let lost = bench.get(&format!("{path}?lastMessageId=nothing")).await;

    assert_eq!(texts.body["messages"].as_array().unwrap().len(), 1);
    assert_eq!((&mails.body["messages"], &mails.body["lastMessageId"]), (&json!([]), &json!("")));
    assert_eq!((nothing.status, lost.status), (422, 404));
}

#[tokio::test]
async fn words_of_the_api_are_read_as_ids_where_the_method_takes_one() {
    let bench = Bench::new();

    let conversation = bench.get("/conversations/messages").await;
    let message = bench.get("/conversations/messages/inbound").await;
    let nested = bench.get("/conversations/messages/messages").await;

    assert_eq!(conversation.body["error"], "Conversation with id messages not found");
    assert_eq!(message.body["error"], "Message with id inbound not found");
    assert_eq!(nested.body["error"], "Message with id messages not found");
}

#[tokio::test]
async fn people_of_the_seed_have_messages_at_every_stage_of_a_life() {
    let bench = Bench::of(40);

    let statuses: std::collections::HashSet<&str> = bench.world.look(|state| {
        let threads = state.conversations().newest(&bench.location());
        threads.flat_map(|thread| &thread.messages).map(|message| message.status.as_str()).collect()
    });

    for status in ["delivered", "read", "failed", "undelivered", "scheduled"] {
        assert!(statuses.contains(status), "{status} of {statuses:?}");
    }
}
