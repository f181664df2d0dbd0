//! Lists whose order means nothing: what both sides added stays, what either took out goes.

use serde_json::Value;

use super::SetWrite;

/// Whether a field is a set: tags (which differ by letters, not by case) and followers.
pub fn is_set(field: &str) -> bool {
    matches!(field, "tags" | "followers")
}

/// The set after both sides: in HighLevel's order, what we added behind.
pub(super) fn merge(field: &str, base: &Value, theirs: &Value, ours: &Value) -> Vec<String> {
    let (base, theirs, ours) = (items(base), items(theirs), items(ours));
    let has = |list: &[String], item: &str| contains(field, list, item);
    let kept = theirs.iter().filter(|item| has(&ours, item) || !has(&base, item));
    let added = ours.iter().filter(|item| !has(&base, item) && !has(&theirs, item));
    kept.chain(added).cloned().collect()
}

/// What has to be done to one list to make it the other.
pub(super) fn difference(field: &str, from: &Value, to: &[String]) -> SetWrite {
    let from = items(from);
    let missing = |list: &[String], item: &&String| !contains(field, list, item);
    SetWrite {
        field: field.to_owned(),
        add: to.iter().filter(|item| missing(&from, item)).cloned().collect(),
        remove: from.iter().filter(|item| missing(to, item)).cloned().collect(),
    }
}

fn items(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn contains(field: &str, list: &[String], item: &str) -> bool {
    list.iter().any(
        |other| {
            if field == "tags" { other.to_lowercase() == item.to_lowercase() } else { other == item }
        },
    )
}
