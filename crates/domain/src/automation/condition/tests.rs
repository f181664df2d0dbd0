use serde_json::json;

use super::*;

fn holds(condition: &Json) -> bool {
    let seen = json!({
        "contact": {"email": "Ada@Example.com", "tags": ["Quote-Sent"], "value": "12,000", "since": "2026-02-27"},
        "change": {"fields": {"email": {"from": "old@example.com", "to": "ada@example.com"}}},
    });
    let condition: Condition = serde_json::from_value(condition.clone()).unwrap();
    let now = "2026-03-01T00:00:00Z".parse().unwrap();
    condition.holds(&Language::new(), &Seen::of(seen.as_object().unwrap()), now).unwrap()
}

#[test]
fn values_are_compared_as_what_they_are() {
    assert!(holds(&json!({"field": "contact.value", "is": "at_least", "value": 10000})));
    assert!(holds(&json!({"field": "contact.email", "is": "equals", "value": "ada@example.com"})));
    assert!(holds(&json!({"field": "contact.tags", "is": "contains", "value": "quote-sent"})));
    assert!(!holds(&json!({"field": "contact.tags", "is": "contains", "value": "quote"})));
    assert!(holds(&json!({"field": "contact.since", "is": "within_last", "value": "3 days"})));
    assert!(!holds(&json!({"field": "contact.since", "is": "within_last", "value": "1 day"})));
    assert!(holds(&json!({"field": "contact.since", "is": "before", "value": "2026-02-28T00:00:00Z"})));
    assert!(!holds(&json!({"field": "contact.email", "is": "more_than", "value": 3})));
}

#[test]
fn all_of_nothing_holds_and_any_of_nothing_does_not() {
    assert!(holds(&json!({"all": []})));
    assert!(!holds(&json!({"any": []})));
    assert!(holds(&json!({"any": ["contact.phone", {"not": "contact.phone"}]})));
    assert!(!holds(&json!({"all": ["contact.email", "contact.phone"]})));
}

#[test]
fn a_change_is_asked_for_before_and_after() {
    assert!(holds(&json!({"field": "contact.email", "is": "changed"})));
    assert!(holds(&json!({"field": "contact.email", "is": "changed_from", "value": "old@example.com"})));
    assert!(!holds(&json!({"field": "contact.email", "is": "changed_to", "value": "x@example.com"})));
    assert!(!holds(&json!({"field": "contact.phone", "is": "changed"})));
}

#[test]
fn a_condition_is_read_as_it_is_written_and_an_unknown_word_is_refused() {
    let written =
        json!({"all": ["contact.email", {"field": "contact.tags", "is": "contains", "value": "x"}]});

    let condition: Condition = serde_json::from_value(written.clone()).unwrap();

    assert_eq!(serde_json::to_value(&condition).unwrap(), written);
    assert!(serde_json::from_value::<Condition>(json!({"field": "a", "is": "like", "value": 1})).is_err());
    assert!(serde_json::from_value::<Condition>(json!({"every": []})).is_err());
}
