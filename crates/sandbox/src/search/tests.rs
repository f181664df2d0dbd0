use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use highlevel::answering::search::{Filter, Order, Start};

use super::request::Search;
use super::text::Words;
use crate::clock::Clock;
use crate::world::id::ContactId;
use crate::world::record::Contact;
use crate::world::{Entry, Moment, Opening, World};

const CITIES: [Option<&str>; 4] = [None, Some("Bath"), Some("Ústí"), Some("bath")];

fn world() -> World {
    let clock = Clock::fixed("2026-03-02T12:00:00Z".parse().unwrap());
    World::open(Opening { data_dir: None, seed: 1, contacts: 0 }, clock).unwrap()
}

/// Adds a contact; few different times and cities make many ties.
fn add(world: &World, time: i64, city: usize) -> ContactId {
    world.act(|act| {
        let location = act.location_in_use().id;
        let mut contact = Contact::new(act.fresh(), location, Moment::from_millis(1_700_000_000_000 + time));
        contact.city = CITIES[city % CITIES.len()].map(Into::into);
        let id = contact.id;
        act.put(Entry::Contact(Box::new(contact)));
        id
    })
}

fn orders() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!([])),
        Just(json!([{ "field": "dateAdded", "direction": "asc" }])),
        Just(json!([{ "field": "city", "direction": "asc" }])),
        Just(
            json!([{ "field": "city", "direction": "desc" }, { "field": "dateAdded", "direction": "desc" }])
        ),
    ]
}

/// The ids of one page and the cursor of its last contact.
fn page(
    world: &World,
    sort: &Value,
    after: Option<&Vec<Value>>,
    limit: usize,
) -> (Vec<ContactId>, Option<Vec<Value>>) {
    world.look(|state| {
        let location = state.location_in_use().id;
        let order = Order::read(sort.as_array().unwrap(), (state, &location)).unwrap();
        let start = Start::read(None, after.map(Vec::as_slice), limit, &order).unwrap();
        let filter = Filter::read(&[], (state, &location)).unwrap();
        let search = Search { words: Words::default(), filter, order, start, limit };
        let page = search.page(state, &location, world.now());
        let cursor = |place| serde_json::from_value(json!(place)).unwrap();
        let last = page.contacts.last().map(|(_, place)| cursor(place));
        (page.contacts.into_iter().map(|(contact, _)| contact.id).collect(), last)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// While a pager walks, others come and go; whoever stays is seen exactly once.
    #[test]
    fn a_walk_by_search_after_sees_whoever_stays_exactly_once(
        people in proptest::collection::vec((0_i64..4, 0_usize..4), 1..60),
        comings in proptest::collection::vec((0_i64..6, 0_usize..4, any::<bool>()), 0..30),
        sort in orders(),
        limit in 1_usize..9,
    ) {
        let world = world();
        let stay: Vec<ContactId> = people.iter().map(|(time, city)| add(&world, *time, *city)).collect();
        let mut leave: Vec<ContactId> = people.iter().map(|(time, city)| add(&world, *time, *city)).collect();
        let mut comings = comings.into_iter();
        let mut seen: BTreeMap<ContactId, usize> = BTreeMap::new();
        let mut after = None;
        loop {
            let (ids, last) = page(&world, &sort, after.as_ref(), limit);
            if ids.is_empty() {
                break;
            }
            ids.into_iter().for_each(|id| *seen.entry(id).or_default() += 1);
            after = last;
            if let Some((time, city, gone)) = comings.next() {
                add(&world, time, city);
                if let (true, Some(id)) = (gone, leave.pop()) {
                    world.act(|act| act.contact_delete(&id));
                }
            }
        }

        for id in stay {
            prop_assert_eq!(seen.get(&id), Some(&1));
        }
        prop_assert!(seen.values().all(|times| *times == 1));
    }

    #[test]
    fn every_order_is_one_order(
        people in proptest::collection::vec((0_i64..4, 0_usize..4), 1..40),
        sort in orders(),
        limit in 1_usize..9,
    ) {
        let world = world();
        for (time, city) in people {
            add(&world, time, city);
        }
        let (whole, _) = page(&world, &sort, None, 500);
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let (ids, last) = page(&world, &sort, after.as_ref(), limit);
            if ids.is_empty() {
                break;
            }
            walked.extend(ids);
            after = last;
        }

        prop_assert_eq!(walked, whole);
    }
}
