//! Which operation reads back what another one wrote.
//!
//! Here: finding, in HighLevel's own table, the read that shows the record of a write, or the list in which a
//! create would stand. Not here: calling it.
//!
//! Promise: nothing is known of single operations; their paths say what belongs together.

use highlevel::operation::{self, Answer, Method, Operation};
use serde_json::{Map, Value};

/// The read that shows the record a write is about: the same path, or the one it hangs on (`…/tags`,
/// `…/completed`).
pub(crate) fn reader(write: &Operation) -> Option<&'static Operation> {
    read_at(write.path).or_else(|| {
        let (parent, _) = write.path.rsplit_once('/')?;
        parent.ends_with('}').then(|| read_at(parent)).flatten()
    })
}

/// The read that shows one record of those that a write of many names.
pub(crate) fn one_of_many(write: &Operation) -> Option<&'static Operation> {
    let (parent, _) = write.path.split_once("/bulk/")?;
    let begins = format!("{parent}/{{");
    let is_one = |row: &&&'static Operation| {
        row.method == Method::Get && row.path.strip_prefix(&begins).is_some_and(|rest| !rest.contains('/'))
    };
    operation::ALL.iter().find(is_one).copied()
}

/// The list in which the record of a create stands.
pub(crate) fn list(create: &Operation) -> Option<&'static Operation> {
    read_at(create.path).filter(|row| matches!(row.answer, Answer::Many(_)) && !row.deprecated)
}

fn read_at(path: &str) -> Option<&'static Operation> {
    operation::ALL.iter().find(|row| row.method == Method::Get && row.path == path).copied()
}

/// The read that shows one record of a list: the list's path and one name more.
pub(crate) fn single(list: &Operation) -> Option<&'static Operation> {
    let begins = format!("{}/{{", list.path.trim_end_matches('/'));
    let one_more = |row: &&&'static Operation| {
        row.path.strip_prefix(&begins).is_some_and(|rest| rest.ends_with('}') && !rest.contains('/'))
    };
    operation::ALL.iter().filter(|row| row.method == Method::Get).find(one_more).copied()
}

/// The member under which a row's answer keeps its record.
pub(crate) const fn member(row: &Operation) -> Option<&'static str> {
    match row.answer {
        Answer::One(member) => Some(member),
        Answer::Whole | Answer::Many(_) | Answer::Flag(_) => None,
    }
}

/// The record an answer shows, if it shows one.
pub(crate) fn record<'a>(row: &Operation, body: &'a Value) -> Option<&'a Map<String, Value>> {
    match row.answer {
        Answer::One(member) => body.get(member)?.as_object(),
        Answer::Whole => body.as_object().filter(|record| record.contains_key("id")),
        Answer::Many(_) | Answer::Flag(_) => None,
    }
}

/// The records an answer lists.
pub(crate) fn records<'a>(row: &Operation, body: &'a Value) -> Vec<&'a Map<String, Value>> {
    let Answer::Many(member) = row.answer else { return Vec::new() };
    body.get(member).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object).collect()
}

/// A list of words an answer shows under this name, such as all tags that a contact has now.
pub(crate) fn words<'a>(body: &'a Value, field: &str) -> Option<&'a Vec<Value>> {
    body.get(field).and_then(Value::as_array)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back_of(id: &str) -> &'static str {
        reader(operation::find(id).expect("in the table")).map_or("nothing", |row| row.id)
    }

    #[test]
    fn every_write_of_a_record_has_a_read_that_shows_it() {
        assert_eq!(read_back_of("update-contact"), "get-contact");
        assert_eq!(read_back_of("delete-contact"), "get-contact");
        assert_eq!(read_back_of("add-tags"), "get-contact");
        assert_eq!(read_back_of("update-task"), "get-task");
        assert_eq!(read_back_of("update-task-completed"), "get-task");
        assert_eq!(read_back_of("delete-note"), "get-note");
    }

    #[test]
    fn a_list_knows_the_read_of_one_of_its_records() {
        let single_of = |id: &str| single(operation::find(id).expect("in the table")).map(|row| row.id);

        assert_eq!(single_of("get-all-tasks"), Some("get-task"));
        assert_eq!(single_of("get-all-notes"), Some("get-note"));
    }

    #[test]
    fn a_create_is_looked_for_in_the_list_it_belongs_to() {
        let list_of = |id: &str| list(operation::find(id).expect("in the table")).map(|row| row.id);

        assert_eq!(list_of("create-task"), Some("get-all-tasks"));
        assert_eq!(list_of("create-note"), Some("get-all-notes"));
        assert_eq!(list_of("create-contact"), None);
    }
}
