//! The difference between two versions, step by step, for a person who is about to publish.
//!
//! Promise: two definitions are alike exactly when there is no difference.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value as Json;

use super::{Definition, Nested, Step, StepId, Walk};

/// One thing that is not as it was.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Difference {
    /// Something about the whole: its name, trigger, limits.
    Whole {
        /// Where, such as `trigger.with.tag`.
        field: String,
        /// What it was.
        before: Json,
        /// What it is.
        after: Json,
    },
    /// A step is new.
    Added {
        /// Which.
        step: StepId,
    },
    /// A step is gone.
    Removed {
        /// Which.
        step: StepId,
    },
    /// A step stands elsewhere.
    Moved {
        /// Which.
        step: StepId,
    },
    /// A step does something else, or the same otherwise.
    Changed {
        /// Which.
        step: StepId,
        /// Where, such as `with.title`.
        field: String,
        /// What it was.
        before: Json,
        /// What it is.
        after: Json,
    },
}

/// Everything that is not as it was: the whole first, then the steps in their new order, then those that are gone.
#[must_use]
pub fn diff(old: &Definition, new: &Definition) -> Vec<Difference> {
    let mut all = Vec::new();
    let (before, after) = (without_steps(old), without_steps(new));
    compare("", &before, &after, &mut |field, before, after| {
        all.push(Difference::Whole { field, before, after });
    });
    let (old, new) = (places(old), places(new));
    for (id, place) in &new.order {
        let step = id.clone();
        let Some(was) = old.steps.get(id) else {
            all.push(Difference::Added { step });
            continue;
        };
        if was.place != *place {
            let stays = was.around == new.steps[id].around && same_order(&old, &new, id);
            if !stays {
                all.push(Difference::Moved { step: step.clone() });
            }
        }
        compare("", &was.own, &new.steps[id].own, &mut |field, before, after| {
            all.push(Difference::Changed { step: step.clone(), field, before, after });
        });
    }
    let gone = old.order.iter().filter(|(id, _)| !new.steps.contains_key(id));
    all.extend(gone.map(|(id, _)| Difference::Removed { step: id.clone() }));
    all
}

struct Places {
    order: Vec<(StepId, usize)>,
    steps: BTreeMap<StepId, Place>,
}

struct Place {
    place: usize,
    around: Option<String>,
    own: Json,
}

fn places(definition: &Definition) -> Places {
    let all = Walk::of(definition).all();
    let order = all.iter().enumerate().map(|(place, nested)| (nested.step.id.clone(), place)).collect();
    let steps = all.iter().enumerate().map(|(place, nested)| {
        let own = own_part(nested.step);
        (nested.step.id.clone(), Place { place, around: list_of(nested), own })
    });
    Places { order, steps: steps.collect() }
}

/// The list a step stands in: the step around it, and which way of it.
fn list_of(nested: &Nested<'_>) -> Option<String> {
    let around = nested.around.last()?;
    let way = match (&around.action, nested.arm) {
        (super::Action::Branch(arms), Some(arm)) => arms.iter().position(|one| std::ptr::eq(one, arm)),
        _ => None,
    };
    Some(format!("{}/{}", around.id, way.unwrap_or(0)))
}

/// Whether a step comes after the same of those its list has in both.
fn same_order(old: &Places, new: &Places, id: &StepId) -> bool {
    let before = |of: &Places, other: &Places| -> Vec<StepId> {
        let here = &of.steps[id];
        let list = of.order.iter().filter(|(one, place)| {
            *place < here.place && of.steps[one].around == here.around && other.steps.contains_key(one)
        });
        let mut list: Vec<_> = list.map(|(one, _)| one.clone()).collect();
        list.sort();
        list
    };
    before(old, new) == before(new, old)
}

fn without_steps(definition: &Definition) -> Json {
    let mut value = serde_json::to_value(definition).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.shift_remove("steps");
    }
    value
}

/// A step without those inside it.
fn own_part(step: &Step) -> Json {
    let mut value = serde_json::to_value(step).unwrap_or_default();
    let inner = value.get_mut("for_each").and_then(Json::as_object_mut);
    inner.into_iter().for_each(|each| drop(each.shift_remove("steps")));
    let arms = value.get_mut("branch").and_then(Json::as_array_mut).into_iter().flatten();
    arms.filter_map(Json::as_object_mut).for_each(|arm| drop(arm.shift_remove("steps")));
    value
}

fn compare(field: &str, before: &Json, after: &Json, differs: &mut dyn FnMut(String, Json, Json)) {
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else {
        if before != after {
            differs(field.to_owned(), before.clone(), after.clone());
        }
        return;
    };
    let names = old.keys().chain(new.keys().filter(|name| !old.contains_key(*name)));
    for name in names {
        let path = if field.is_empty() { name.clone() } else { format!("{field}.{name}") };
        let side = |doc: &serde_json::Map<String, Json>| doc.get(name).cloned().unwrap_or(Json::Null);
        compare(&path, &side(old), &side(new), differs);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::automation::{yaml, yaml::tests::FOLLOW_UP};

    fn of(change: impl Fn(String) -> String) -> Vec<Difference> {
        let new = yaml::read(&change(FOLLOW_UP.to_owned())).unwrap();
        diff(&yaml::read(FOLLOW_UP).unwrap(), &new)
    }

    #[test]
    fn a_version_is_like_itself() {
        assert_eq!(of(|text| text), []);
    }

    #[test]
    fn a_changed_field_is_named_with_both_values() {
        let changed =
            of(|text| text.replace("completed: false", "completed: true").replace("quote-sent", "won"));

        let task: StepId = "task".parse().unwrap();
        assert_eq!(
            changed,
            [
                Difference::Whole {
                    field: "trigger.with.tag".into(),
                    before: json!("quote-sent"),
                    after: json!("won")
                },
                Difference::Changed {
                    step: task,
                    field: "with.completed".into(),
                    before: json!(false),
                    after: json!(true)
                },
            ]
        );
    }

    #[test]
    fn steps_come_go_and_move() {
        let id = |name: &str| name.parse::<StepId>().unwrap();
        let first = "steps:\n  - id: wait\n";
        let added =
            of(|text| text.replacen(first, "steps:\n  - { id: new, set: { a: 1 } }\n  - id: wait\n", 1));
        assert_eq!(added, [Difference::Added { step: id("new") }]);

        let old = yaml::read(FOLLOW_UP).unwrap();
        let mut moved = old.clone();
        moved.steps.swap(0, 1);
        let all = diff(&old, &moved);
        assert!(all.contains(&Difference::Moved { step: id("wait") }), "{all:?}");

        let mut gone = old.clone();
        gone.steps.remove(0);
        assert_eq!(diff(&old, &gone), [Difference::Removed { step: id("wait") }]);
    }
}
