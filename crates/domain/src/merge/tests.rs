use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn doc(value: Value) -> Doc {
    Doc::from_fields(value.as_object().unwrap().clone())
}

#[test]
fn different_fields_merge() {
    let base = doc(json!({"firstName": "Ada", "city": "Rome"}));
    let theirs = doc(json!({"firstName": "Ada", "city": "Oslo"}));
    let ours = doc(json!({"firstName": "Adele", "city": "Rome"}));

    let merged = merge(&base, &theirs, &ours, Rules::default());

    assert_eq!(merged.doc, doc(json!({"firstName": "Adele", "city": "Oslo"})));
    assert_eq!(merged.written(), json!({"firstName": "Adele"}).as_object().unwrap().clone());
    assert!(merged.conflicts.is_empty());
}

#[test]
fn the_same_field_follows_the_authority_and_the_other_value_is_offered() {
    let (base, theirs, ours) =
        (doc(json!({"city": "Rome"})), doc(json!({"city": "Oslo"})), doc(json!({"city": "Bern"})));

    let by_them = merge(&base, &theirs, &ours, Rules::default());
    assert_eq!(by_them.doc, theirs);
    assert!(by_them.writes_nothing());
    assert_eq!(by_them.conflicts[0].offered(), &json!("Bern"));
    assert_eq!(choose(&by_them.conflicts[0], Authority::Rankr), Some(("city".to_owned(), json!("Bern"))));

    let rules = Rules { authority: &|_| Authority::Rankr, ..Rules::default() };
    let by_us = merge(&base, &theirs, &ours, rules);
    assert_eq!(by_us.doc, ours);
    assert_eq!(by_us.conflicts[0].offered(), &json!("Oslo"));
}

#[test]
fn clearing_here_and_changing_there_is_a_conflict() {
    let merged = merge(
        &doc(json!({"city": "Rome"})),
        &doc(json!({"city": "Oslo"})),
        &doc(json!({})),
        Rules::default(),
    );

    assert_eq!(merged.conflicts[0].ours, Value::Null);
    assert_eq!(merged.doc, doc(json!({"city": "Oslo"})));
}

#[test]
fn custom_fields_merge_one_by_one_by_id() {
    let with =
        |a: &str, b: &str| doc(json!({"customFields": [{"id": "a", "value": a}, {"id": "b", "value": b}]}));

    let merged = merge(&with("1", "1"), &with("2", "1"), &with("1", "3"), Rules::default());

    assert_eq!(merged.doc, with("2", "3"));
    assert_eq!(merged.write.keys().collect::<Vec<_>>(), ["customFields.b"]);
}

#[test]
fn tags_of_both_sides_stay_and_those_taken_out_go() {
    let merged = merge(
        &doc(json!({"tags": ["old", "both"]})),
        &doc(json!({"tags": ["old", "both", "theirs"]})),
        &doc(json!({"tags": ["Both", "Ours"]})),
        Rules::default(),
    );

    assert_eq!(merged.doc, doc(json!({"tags": ["both", "theirs", "Ours"]})));
    assert_eq!(
        merged.sets,
        [SetWrite { field: "tags".into(), add: vec!["Ours".into()], remove: vec!["old".into()] }]
    );
}

#[test]
fn another_spelling_of_the_same_value_is_no_conflict() {
    let rules = Rules {
        same: &|_, left, right| left.as_str().map(str::to_lowercase) == right.as_str().map(str::to_lowercase),
        ..Rules::default()
    };

    let merged = merge(
        &doc(json!({"email": "a@example.com"})),
        &doc(json!({"email": "b@example.com"})),
        &doc(json!({"email": "B@example.com"})),
        rules,
    );

    assert!(merged.conflicts.is_empty() && merged.writes_nothing());
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![Just(json!("x")), Just(json!("y")), Just(json!("z")), Just(json!(7)), Just(json!(true))]
}

fn tags() -> impl Strategy<Value = Vec<String>> {
    prop::sample::subsequence(vec!["a", "b", "c", "d"], 0..=4)
        .prop_map(|tags| tags.into_iter().map(str::to_owned).collect())
}

prop_compose! {
    fn record()(
        plain in prop::collection::btree_map(prop::sample::select(vec!["city", "email", "name"]), value(), 0..4),
        custom in prop::collection::btree_map(prop::sample::select(vec!["f1", "f2"]), value(), 0..3),
        tags in tags(),
    ) -> Doc {
        let mut fields: BTreeMap<String, Value> =
            plain.into_iter().map(|(field, value)| (field.to_owned(), value)).collect();
        fields.extend(custom.into_iter().map(|(id, value)| (format!("customFields.{id}"), value)));
        fields.insert("tags".to_owned(), json!(tags));
        unflat(&fields)
    }
}

/// The fields, with sets in one order.
fn plain(doc: &Doc) -> BTreeMap<String, Value> {
    let mut fields = flat(doc);
    if let Some(tags) = fields.get("tags").and_then(Value::as_array) {
        let tags: BTreeSet<&str> = tags.iter().filter_map(Value::as_str).collect();
        let tags = json!(tags);
        fields.insert("tags".to_owned(), tags);
    }
    fields
}

proptest! {
    #[test]
    fn a_record_survives_being_flat(record in record()) {
        prop_assert_eq!(plain(&unflat(&flat(&record))), plain(&record));
    }

    #[test]
    fn where_one_side_did_nothing_the_other_stands(base in record(), edited in record()) {
        let ours_only = merge(&base, &base, &edited, Rules::default());
        let theirs_only = merge(&base, &edited, &base, Rules::default());

        prop_assert_eq!(plain(&ours_only.doc), plain(&edited));
        prop_assert_eq!(plain(&theirs_only.doc), plain(&edited));
        prop_assert!(theirs_only.writes_nothing());
        prop_assert!(ours_only.conflicts.is_empty() && theirs_only.conflicts.is_empty());
    }

    #[test]
    fn who_comes_first_does_not_matter(base in record(), left in record(), right in record()) {
        let by = |authority: Authority| move |_: &str| authority;
        let (ours, theirs) = (by(Authority::Rankr), by(Authority::HighLevel));

        let one = merge(&base, &left, &right, Rules { authority: &ours, ..Rules::default() });
        let other = merge(&base, &right, &left, Rules { authority: &theirs, ..Rules::default() });

        prop_assert_eq!(plain(&one.doc), plain(&other.doc));
        prop_assert_eq!(one.conflicts.len(), other.conflicts.len());
    }

    #[test]
    fn nothing_that_was_typed_is_dropped(
        base in record(), theirs in record(), ours in record(), by_us in any::<bool>(),
    ) {
        let authority = move |_: &str| if by_us { Authority::Rankr } else { Authority::HighLevel };
        let merged = merge(&base, &theirs, &ours, Rules { authority: &authority, ..Rules::default() });

        let (before, typed, stands) = (flat(&base), flat(&ours), flat(&merged.doc));
        for field in typed.keys().chain(before.keys()).filter(|field| !is_set(field)) {
            if typed.get(field) == before.get(field) {
                continue;
            }
            let applied = stands.get(field) == typed.get(field);
            let offered = merged.conflicts.iter().any(|conflict| {
                conflict.field == *field && Some(&conflict.ours) == typed.get(field).or(Some(&Value::Null))
            });
            prop_assert!(applied || offered, "{} was dropped", field);
        }
        let list = |doc: &Doc| doc.texts("tags").map(str::to_owned).collect::<BTreeSet<_>>();
        let (was, typed, is) = (list(&base), list(&ours), list(&merged.doc));
        prop_assert!(typed.difference(&was).all(|tag| is.contains(tag)));
        prop_assert!(was.difference(&typed).all(|tag| !is.contains(tag)));
    }

    #[test]
    fn what_is_written_makes_the_other_side_what_stands(base in record(), theirs in record(), ours in record()) {
        let merged = merge(&base, &theirs, &ours, Rules::default());

        let mut after = flat(&theirs);
        for (field, value) in &merged.write {
            if value.is_null() { after.remove(field); } else { after.insert(field.clone(), value.clone()); }
        }
        let mut tags: BTreeSet<String> = theirs.texts("tags").map(str::to_owned).collect();
        for set in &merged.sets {
            tags.retain(|tag| !set.remove.contains(tag));
            tags.extend(set.add.iter().cloned());
        }
        after.insert("tags".to_owned(), json!(tags));
        prop_assert_eq!(plain(&unflat(&after)), plain(&merged.doc));
    }
}
