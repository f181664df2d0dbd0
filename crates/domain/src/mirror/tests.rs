use proptest::prelude::*;
use serde_json::{Map, json};

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn seen(coverage: Coverage, updated: i64, asked: i64, body: Value) -> News {
    let mut body: Map<String, Value> = body.as_object().unwrap().clone();
    body.insert("dateUpdated".to_owned(), json!(at(updated).to_string()));
    News::Seen(Snapshot::of(Kind::Contact, RecordId::new("c1").unwrap(), body, coverage, at(asked)))
}

fn gone(second: i64) -> News {
    News::Gone { kind: Kind::Contact, id: RecordId::new("c1").unwrap(), contact: None, at: at(second) }
}

/// Takes the news in, one after the other; what is held in the end, and what the change log says.
fn take_in(news: &[News]) -> (Option<Stored>, Vec<Action>) {
    let mut held: Option<Stored> = None;
    let mut actions = Vec::new();
    for item in news {
        let decision = decide(held.as_ref(), item);
        actions.extend(decision.action());
        held = decision.stored().cloned().or(held);
    }
    (held, actions)
}

#[test]
fn the_same_news_twice_is_one_change() {
    let news = seen(Coverage::Whole, 1, 2, json!({"firstName": "Ada"}));

    let (_, actions) = take_in(&[news.clone(), news]);

    assert_eq!(actions, [Action::Created]);
}

#[test]
fn older_news_that_comes_later_changes_nothing() {
    let newer = seen(Coverage::Whole, 5, 6, json!({"phone": "+15550102"}));
    let older = seen(Coverage::Whole, 1, 7, json!({"phone": "+15550101"}));

    let (held, actions) = take_in(&[newer, older]);

    assert_eq!(held.unwrap().doc.text("phone"), Some("+15550102"));
    assert_eq!(actions, [Action::Created]);
}

#[test]
fn a_field_left_out_by_a_source_that_speaks_of_it_is_cleared() {
    let before = seen(Coverage::Whole, 1, 1, json!({"phone": "+15550101", "city": "Linz"}));
    let after = seen(Coverage::Whole, 2, 2, json!({"city": "Linz"}));
    let (held, _) = take_in(&[before]);

    let Decision::Update(stored, fields) = decide(held.as_ref(), &after) else { panic!("an update") };

    assert_eq!(stored.doc.get("phone"), None);
    assert_eq!(fields.len(), 1, "the time of change is no change by itself");
    assert_eq!(
        (fields[0].field.as_str(), &fields[0].before, &fields[0].after),
        ("phone", &Some(json!("+15550101")), &None)
    );
}

#[test]
fn a_search_item_keeps_what_it_never_speaks_of() {
    let whole = seen(Coverage::Whole, 1, 1, json!({"postalCode": "4020", "city": "Linz"}));
    let item = seen(Coverage::Listed, 2, 2, json!({"city": "Wels"}));

    let (held, _) = take_in(&[whole, item]);

    let doc = held.unwrap().doc;
    assert_eq!((doc.text("postalCode"), doc.text("city")), (Some("4020"), Some("Wels")));
}

#[test]
fn what_becomes_known_on_opening_is_no_edit() {
    let item = seen(Coverage::Listed, 1, 1, json!({"city": "Linz"}));
    let whole = seen(Coverage::Whole, 1, 9, json!({"city": "Linz", "postalCode": "4020"}));

    let (_, actions) = take_in(&[item, whole]);

    assert_eq!(actions, [Action::Created, Action::Learned]);
}

#[test]
fn a_deleted_contact_is_not_revived_by_a_search_that_lags() {
    let before = seen(Coverage::Whole, 1, 1, json!({"city": "Linz"}));
    let lagging = seen(Coverage::Listed, 1, 30, json!({"city": "Linz"}));
    let (held, actions) = take_in(&[before, gone(20), lagging]);

    assert_eq!(actions, [Action::Created, Action::Deleted]);
    assert!(held.unwrap().deleted_at.is_some());
}

#[test]
fn a_deleted_contact_that_can_be_read_again_lives() {
    let before = seen(Coverage::Whole, 1, 1, json!({"city": "Linz"}));
    let again = seen(Coverage::Whole, 25, 30, json!({"city": "Wels"}));

    let (held, actions) = take_in(&[before, gone(20), again]);

    assert_eq!(actions, [Action::Created, Action::Deleted, Action::Restored]);
    assert_eq!(held.unwrap().deleted_at, None);
}

#[test]
fn a_delete_that_overtakes_the_create_leaves_a_grave() {
    let late = seen(Coverage::Whole, 1, 1, json!({"city": "Linz"}));

    let (held, actions) = take_in(&[gone(20), late]);

    assert_eq!(actions, []);
    assert!(held.unwrap().deleted_at.is_some());
}

#[test]
fn an_event_speaks_only_of_the_fields_it_has() {
    let note = |body: Value, coverage, asked| {
        let id = RecordId::new("n1").unwrap();
        News::Seen(Snapshot::of(Kind::Note, id, body.as_object().unwrap().clone(), coverage, at(asked)))
    };
    let whole = note(json!({"body": "old", "title": "Kept"}), Coverage::Whole, 1);
    let event = note(json!({"body": "new"}), Coverage::Partial, 2);

    let (held, _) = take_in(&[whole, event]);

    let doc = held.unwrap().doc;
    assert_eq!((doc.text("body"), doc.text("title")), (Some("new"), Some("Kept")));
}

fn any_snapshots() -> impl Strategy<Value = Vec<News>> {
    let one = (any::<bool>(), 0_u8..3, 0_u8..3, 0_u8..3);
    proptest::collection::vec(one, 1..7).prop_map(|drawn| {
        drawn
            .into_iter()
            .enumerate()
            .map(|(index, (whole, phone, city, postal))| {
                let second = i64::try_from(index).unwrap() + 1;
                let mut body = Map::new();
                let mut put = |field: &str, value: u8| {
                    if value > 0 {
                        body.insert(field.to_owned(), json!(format!("{field}{value}")));
                    }
                };
                put("phone", phone);
                put("city", city);
                if whole {
                    put("postalCode", postal);
                }
                let coverage = if whole { Coverage::Whole } else { Coverage::Listed };
                seen(coverage, second, second * 10, Value::Object(body))
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn any_order_of_the_same_snapshots_ends_the_same(
        (sorted, shuffled) in any_snapshots().prop_flat_map(|news| (Just(news.clone()), Just(news).prop_shuffle()))
    ) {
        let (in_order, _) = take_in(&sorted);
        let (out_of_order, _) = take_in(&shuffled);

        let (expected, found) = (in_order.unwrap(), out_of_order.unwrap());
        // The order of fields in a document has no meaning.
        prop_assert_eq!(expected.doc.fields().len(), found.doc.fields().len());
        for (field, value) in expected.doc.fields() {
            prop_assert_eq!(Some(value), found.doc.get(field), "{}", field);
        }
        prop_assert_eq!(expected.version(), found.version());
        prop_assert_eq!(expected.whole, found.whole);
    }

    #[test]
    fn any_order_with_a_delete_agrees_on_life_and_death(
        second in 0_i64..80,
        (sorted, shuffled) in any_snapshots().prop_flat_map(|news| (Just(news.clone()), Just(news).prop_shuffle())),
        place in 0_usize..8,
    ) {
        let with_gone = |mut news: Vec<News>, place: usize| {
            news.insert(place.min(news.len()), gone(second));
            take_in(&news).0.unwrap().deleted_at.is_some()
        };

        prop_assert_eq!(with_gone(sorted, 0), with_gone(shuffled, place));
    }

    #[test]
    fn every_change_says_what_was_and_what_is(news in any_snapshots()) {
        let mut held: Option<Stored> = None;
        for item in &news {
            let decision = decide(held.as_ref(), item);
            if let Decision::Update(stored, fields) = &decision {
                prop_assert!(!fields.is_empty());
                for change in fields {
                    prop_assert_ne!(&change.before, &change.after);
                    prop_assert_eq!(held.as_ref().unwrap().doc.get(&change.field), change.before.as_ref());
                    prop_assert_eq!(stored.doc.get(&change.field), change.after.as_ref());
                }
            }
            held = decision.stored().cloned().or(held);
        }
    }
}
