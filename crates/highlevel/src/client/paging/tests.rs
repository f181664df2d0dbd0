//! Streams over a location in memory, up to a hundred thousand contacts, and over servers that misbehave.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::BoxFuture;
use futures::{FutureExt as _, TryStreamExt as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::client::{Answer, Call, Door};
use crate::ids::ContactId;

/// A location in memory that pages as HighLevel does: newest first, with a cursor on every page, the last included.
struct Location {
    contacts: Vec<(i64, String)>,
    fault: Fault,
    calls: Counter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    /// Serves the first page whatever the cursor says.
    StaysAtPageOne,
    /// Leaves the cursor out.
    NoCursor,
    /// Gives one half of the list's cursor.
    HalfCursor,
}

#[derive(Default)]
struct Counter(AtomicUsize);

impl Counter {
    fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn total(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Location {
    fn of(contacts: usize, fault: Fault) -> Arc<Self> {
        // Several contacts share a millisecond, as they do after an import.
        let contacts =
            (0..contacts).rev().map(|n| (1_700_000_000_000 + n as i64 / 7, format!("c{n:06}"))).collect();
        Arc::new(Self { contacts, fault, calls: Counter::default() })
    }

    fn page(&self, after: Option<(i64, String)>, limit: usize) -> &[(i64, String)] {
        let start = match after {
            Some(after) if self.fault != Fault::StaysAtPageOne => {
                self.contacts.partition_point(|contact| *contact >= after)
            }
            _ => 0,
        };
        &self.contacts[start..self.contacts.len().min(start + limit)]
    }

    fn search(&self, body: &Value) -> Value {
        let after = body.get("searchAfter").map(|after| serde_json::from_value(after.clone()).unwrap());
        let page = self.page(after, body["pageLimit"].as_u64().unwrap() as usize);
        let row = |(at, id): &(i64, String)| match self.fault {
            Fault::NoCursor => json!({"id": id}),
            _ => json!({"id": id, "searchAfter": [at, id]}),
        };
        json!({"contacts": page.iter().map(row).collect::<Vec<_>>(), "total": self.contacts.len()})
    }

    fn list(&self, call: &Call) -> Value {
        let at = call.query_value("startAfter").map(|at| at.parse().unwrap());
        let id = call.query_value("startAfterId").map(str::to_owned);
        let page = self.page(at.zip(id), call.query_value("limit").unwrap().parse().unwrap());
        let mut meta = json!({"total": self.contacts.len()});
        if let Some((at, id)) = page.last() {
            meta["startAfter"] = (*at).into();
            if self.fault != Fault::HalfCursor {
                meta["startAfterId"] = id.as_str().into();
            }
        }
        let row = |(at, id): &(i64, String)| json!({"id": id, "dateAdded": at});
        json!({"contacts": page.iter().map(row).collect::<Vec<_>>(), "meta": meta})
    }
}

impl Door for Location {
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>> {
        self.calls.count();
        let body = match call.name() {
            "search-contacts-advanced" => self.search(call.json_body().unwrap()),
            "get-contacts" => self.list(&call),
            other => panic!("unexpected call of {other}"),
        };
        std::future::ready(Ok(Answer::of_json(200, &body))).boxed()
    }
}

fn location() -> LocationId {
    LocationId::new("loc").unwrap()
}

async fn search_ids(door: &Arc<Location>, page: u16) -> Result<Vec<ContactId>, CallError> {
    let client = Client::through(door.clone());
    let search = ContactSearch::of(location()).per_page(page);
    client.contacts().search_all(search).map_ok(|contact| contact.id).try_collect().await
}

async fn list_ids(door: &Arc<Location>) -> Result<Vec<ContactId>, CallError> {
    let client = Client::through(door.clone());
    client.contacts().list_all(location()).map_ok(|contact| contact.id).try_collect().await
}

fn all_of(door: &Location) -> Vec<ContactId> {
    door.contacts.iter().map(|(_, id)| ContactId::new(id.as_str()).unwrap()).collect()
}

#[tokio::test]
async fn a_hundred_thousand_contacts_are_each_read_once() {
    let door = Location::of(100_000, Fault::None);

    let read = search_ids(&door, 500).await.unwrap();

    assert_eq!(read, all_of(&door));
    assert_eq!(door.calls.total(), 201);
}

#[tokio::test]
async fn the_list_is_read_to_its_end() {
    for contacts in [0, 1, 99, 100, 101, 1050] {
        let door = Location::of(contacts, Fault::None);

        assert_eq!(list_ids(&door).await.unwrap(), all_of(&door), "{contacts} contacts");
    }
}

#[tokio::test]
async fn half_a_cursor_is_made_whole_from_the_last_contact() {
    let door = Location::of(350, Fault::HalfCursor);

    assert_eq!(list_ids(&door).await.unwrap(), all_of(&door));
}

#[tokio::test]
async fn a_server_that_repeats_page_one_is_an_error_after_two_calls() {
    let door = Location::of(300, Fault::StaysAtPageOne);

    assert!(matches!(search_ids(&door, 100).await, Err(CallError::Astray { .. })));
    assert_eq!(door.calls.total(), 2);
    assert!(matches!(list_ids(&door).await, Err(CallError::Astray { .. })));
}

#[tokio::test]
async fn a_server_without_cursors_is_an_error_and_not_the_end() {
    let door = Location::of(300, Fault::NoCursor);

    assert!(matches!(search_ids(&door, 100).await, Err(CallError::Astray { .. })));
}

#[tokio::test]
async fn a_search_goes_on_from_a_cursor_that_was_kept() {
    let door = Location::of(250, Fault::None);
    let client = Client::through(door.clone());
    let first = client.contacts().search(&ContactSearch::of(location())).await.unwrap();

    let search = ContactSearch { search_after: first.after, ..ContactSearch::of(location()) };
    let rest: Vec<_> = client.contacts().search_all(search).map_ok(|c| c.id).try_collect().await.unwrap();

    assert_eq!(rest, all_of(&door)[100..]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_number_of_contacts_and_any_page_size_reads_each_once(contacts in 0_usize..1200, page in 1_u16..=500) {
        let door = Location::of(contacts, Fault::None);

        let read = tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(search_ids(&door, page)).unwrap();

        prop_assert_eq!(read, all_of(&door));
        prop_assert!(door.calls.total() <= contacts / usize::from(page) + 2);
    }
}
