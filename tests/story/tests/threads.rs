//! Conversations as a list: in order, searched, counted, whatever comes first.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use domain::{
    change::Cause,
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
};
use highlevel::ids::{BusinessId, ConversationId};
use serde_json::{Value, json};
use store::{ContactQuery, Reading, Store, ThreadQuery};
use story::{Place, at, contact, contact_id, location, on_both};

on_both!(
    what_was_said_last_leads_the_list_however_it_arrived,
    a_conversation_nothing_was_said_in_is_not_listed,
    unread_conversations_are_counted_and_found,
    a_conversation_is_found_by_its_contact_and_by_what_was_said,
    paging_through_conversations_skips_none,
    contacts_of_a_business_are_listed,
);

async fn apply(store: &Store, news: Vec<News>) {
    let mut tx = store.begin().await.unwrap();
    let now = store.clock().now();
    tx.mirror_apply_many(&location(), &news, &Cause::Reconcile, now).await.unwrap();
    tx.commit().await.unwrap();
}

fn seen(kind: Kind, id: &str, coverage: Coverage, doc: Value) -> News {
    let Value::Object(doc) = doc else { unreachable!("an object is given") };
    News::Seen(Snapshot::of(kind, RecordId::new(id).unwrap(), doc, coverage, at(0)))
}

fn said(id: &str, number: usize, second: i64, text: &str) -> News {
    seen(
        Kind::Message,
        id,
        Coverage::Whole,
        json!({"id": id, "conversationId": format!("v{number}"), "contactId": contact_id(number),
               "messageType": "TYPE_SMS", "direction": "inbound", "body": text, "dateAdded": at(second).to_string()}),
    )
}

fn thread(number: usize, unread: u32) -> News {
    seen(
        Kind::Conversation,
        &format!("v{number}"),
        Coverage::Whole,
        json!({"id": format!("v{number}"), "contactId": contact_id(number), "unreadCount": unread}),
    )
}

async fn listed(store: &Store, query: ThreadQuery) -> Vec<String> {
    let query = ThreadQuery { limit: 50, ..query };
    let page = store.read().await.unwrap().thread_list(&location(), &query).await.unwrap();
    page.rows.into_iter().map(|row| row.id.to_string()).collect()
}

async fn what_was_said_last_leads_the_list_however_it_arrived(place: Place) {
    let store = place.open().await;

    apply(&store, vec![said("m1", 1, 10, "first"), said("m3", 1, 30, "third"), said("m2", 1, 20, "second")])
        .await;
    apply(&store, vec![thread(1, 3), said("n1", 2, 25, "between")]).await;
    apply(&store, vec![said("m0", 1, 5, "told late")]).await;

    assert_eq!(listed(&store, ThreadQuery::default()).await, ["v1", "v2"]);
    let mut tx = store.read().await.unwrap();
    let row = tx.thread_find(&location(), &ConversationId::new("v1").unwrap()).await.unwrap().unwrap();
    assert_eq!((row.last_body.as_deref(), row.last_at, row.unread), (Some("third"), at(30), 3));
    let all = tx.message_list_of(&location(), &contact_id(1), None, 10).await.unwrap();
    let ids: Vec<&str> = all.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["m3", "m2", "m1", "m0"]);
    let before = tx.message_list_of(&location(), &contact_id(1), Some(at(20)), 10).await.unwrap();
    assert_eq!(before.len(), 2);
}

async fn a_conversation_nothing_was_said_in_is_not_listed(place: Place) {
    let store = place.open().await;
    let opened = json!({"id": "v1", "contactId": contact_id(1), "lastMessageType": "TYPE_ACTIVITY_CONTACT",
                        "lastMessageDate": at(5).as_millisecond(), "unreadCount": 0});

    apply(&store, vec![seen(Kind::Conversation, "v1", Coverage::Listed, opened)]).await;

    assert!(listed(&store, ThreadQuery::default()).await.is_empty());
}

async fn unread_conversations_are_counted_and_found(place: Place) {
    let store = place.open().await;

    apply(&store, vec![said("m1", 1, 10, "hello"), said("m2", 2, 20, "hello"), thread(1, 2), thread(2, 0)])
        .await;

    let unread = ThreadQuery { reading: Reading::Unread, ..ThreadQuery::default() };
    assert_eq!(listed(&store, unread).await, ["v1"]);
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.thread_count_unread(&location()).await.unwrap(), 1);
}

async fn a_conversation_is_found_by_its_contact_and_by_what_was_said(place: Place) {
    let store = place.open().await;
    let ada = contact(1, 0, json!({"firstName": "Ada", "lastName": "Byron"}));
    apply(&store, vec![ada, said("m1", 1, 10, "About the deposit"), said("m2", 2, 20, "About the roof")])
        .await;

    let by = |search: &str| ThreadQuery { search: search.to_owned(), ..ThreadQuery::default() };
    assert_eq!(listed(&store, by("byron")).await, ["v1"]);
    assert_eq!(listed(&store, by("roof")).await, ["v2"]);
    assert_eq!(listed(&store, by("about")).await, ["v2", "v1"]);
    assert!(listed(&store, by("100%")).await.is_empty(), "a sign of the language finds itself alone");
}

async fn paging_through_conversations_skips_none(place: Place) {
    let store = place.open().await;
    // Several at the same moment: the id decides then.
    let all = (1..=25)
        .map(|number| said(&format!("m{number}"), number, i64::try_from(number / 5).unwrap(), "hello"));
    apply(&store, all.collect()).await;

    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let query = ThreadQuery { after, limit: 4, ..ThreadQuery::default() };
        let page = store.read().await.unwrap().thread_list(&location(), &query).await.unwrap();
        found.extend(page.rows.into_iter().map(|row| row.id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }

    found.sort();
    found.dedup();
    assert_eq!(found.len(), 25);
}

async fn contacts_of_a_business_are_listed(place: Place) {
    let store = place.open().await;
    let of = |number, firm: Option<&str>| contact(number, 0, json!({ "businessId": firm }));

    apply(&store, vec![of(1, Some("b1")), of(2, Some("b2")), of(3, Some("b1")), of(4, None)]).await;

    let query = ContactQuery { business: BusinessId::new("b1").ok(), limit: 10, ..ContactQuery::default() };
    let mut tx = store.read().await.unwrap();
    assert_eq!(tx.contact_list(&location(), &query).await.unwrap().rows.len(), 2);
    assert_eq!(tx.contact_count(&location(), &query, 100).await.unwrap(), 2);
}
