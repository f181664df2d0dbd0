//! What an operation is given, checked against its row before anything is sent.
//!
//! Here: one JSON object holding path, query and body together, and what is wrong with it.
//! Not here: making the call (`client::Call::named`).
//!
//! Promise: every problem is named at once, each with its field; nothing HighLevel would refuse for its shape passes.

use std::fmt;

use serde_json::Value;

use super::row::{Body, Kind, Operation, Param};
use crate::record::Doc;

/// Something about an input that does not fit its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The field, as the wire names it.
    pub field: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Required, and absent, `null` or blank.
    Missing,
    /// There, but not of this kind.
    NotA(Kind),
    /// Not among the operation's fields.
    Unknown,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Missing => write!(f, "`{}` is missing", self.field),
            Fault::NotA(kind) => write!(f, "`{}` must be {}", self.field, Wanted(*kind)),
            Fault::Unknown => write!(f, "`{}` is not a field of this operation", self.field),
        }
    }
}

/// A kind in words.
struct Wanted(Kind);

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Text => "text",
            Kind::Number => "a number",
            Kind::Flag => "true or false",
            Kind::Object => "an object",
            Kind::Any => "something",
            Kind::Texts => "a list of texts",
            Kind::Objects => "a list of objects",
            Kind::Choice(words) => return write!(f, "one of {}", words.join(", ")),
        })
    }
}

impl Kind {
    /// Whether a value is of this kind. A query carries text only, so there the text of a number or a flag will do.
    #[must_use]
    pub fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Number => value.is_number(),
            Self::Flag => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Any => !value.is_null(),
            Self::Texts => value.as_array().is_some_and(|items| items.iter().all(Value::is_string)),
            Self::Objects => value.as_array().is_some_and(|items| items.iter().all(Value::is_object)),
            Self::Choice(words) => value.as_str().is_some_and(|word| words.contains(&word)),
        }
    }

    fn holds_in_query(&self, value: &Value) -> bool {
        let text = value.as_str();
        self.holds(value)
            || match self {
                Self::Number => text.is_some_and(|text| text.parse::<f64>().is_ok_and(f64::is_finite)),
                Self::Flag => matches!(text, Some("true" | "false")),
                Self::Text => value.is_number(),
                _ => false,
            }
    }
}

impl Operation {
    /// Every problem with an input that holds path, query and body fields together.
    ///
    /// ```
    /// use highlevel::operation::{self, Fault};
    ///
    /// let row = operation::find("update-task-completed").unwrap();
    /// let input = serde_json::json!({"contactId": "c1", "taskId": "t1", "completed": "yes"});
    ///
    /// let problems = row.problems(input.as_object().unwrap());
    ///
    /// assert_eq!(problems[0].to_string(), "`completed` must be true or false");
    /// ```
    #[must_use]
    pub fn problems(&self, input: &Doc) -> Vec<Problem> {
        let mut problems = Vec::new();
        for param in self.path_params {
            check(&mut problems, input, param, true, usable_in_path);
        }
        for param in self.query {
            check(&mut problems, input, param, param.required, |value| param.kind.holds_in_query(value));
        }
        for param in self.body_fields() {
            check(&mut problems, input, param, param.required, |value| param.kind.holds(value));
        }
        let unknown = input.keys().filter(|name| !self.takes(name));
        problems.extend(unknown.map(|name| Problem { field: name.clone(), fault: Fault::Unknown }));
        problems
    }

    /// Every field of path, query and body, in this order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Param> {
        self.path_params.iter().chain(self.query).chain(self.body_fields())
    }

    /// Whether it has a field of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.fields().any(|param| param.name == name)
    }

    /// Whether it wants a body, even an empty one.
    #[must_use]
    pub const fn has_body(&self) -> bool {
        !matches!(self.body, Body::None)
    }
}

fn check(
    problems: &mut Vec<Problem>,
    input: &Doc,
    param: &Param,
    required: bool,
    holds: impl Fn(&Value) -> bool,
) {
    let given = input.get(param.name);
    let fault = match given.filter(|value| !is_nothing(value)) {
        None if param.nullable && given.is_some_and(Value::is_null) => return,
        None if required => Fault::Missing,
        None => return,
        Some(value) if holds(value) => return,
        Some(_) => Fault::NotA(param.kind),
    };
    problems.push(Problem { field: param.name.to_owned(), fault });
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn usable_in_path(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text != "." && text != "..")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::operation::{self, find};

    fn problems(id: &str, input: &Value) -> Vec<String> {
        find(id).unwrap().problems(input.as_object().unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_problem_is_named_at_once() {
        let input = json!({"contactId": "c1", "dueDate": 5, "assignedto": "u1"});

        assert_eq!(
            problems("create-task", &input),
            [
                "`title` is missing",
                "`dueDate` must be text",
                "`completed` is missing",
                "`assignedto` is not a field of this operation"
            ]
        );
    }

    #[test]
    fn a_path_may_not_climb() {
        assert_eq!(problems("get-contact", &json!({"contactId": ".."})), ["`contactId` must be text"]);
        assert_eq!(problems("get-contact", &json!({"contactId": " "})), ["`contactId` is missing"]);
    }

    #[test]
    fn a_contact_is_taken_out_of_its_business_by_null() {
        let mut input = json!({"locationId": "l1", "ids": ["c1"], "businessId": null});
        assert_eq!(problems("add-remove-contact-from-business", &input), [""; 0]);

        input["locationId"] = Value::Null;
        assert_eq!(problems("add-remove-contact-from-business", &input), ["`locationId` is missing"]);
    }

    #[test]
    fn a_query_takes_the_text_of_a_number() {
        let fits =
            json!({"calendarId": "c1", "startDate": "1767600000000", "endDate": 1_767_700_000_000_u64});

        assert_eq!(problems("get-slots", &fits), [""; 0]);
        let not = json!({"calendarId": "c1", "startDate": "soon", "endDate": "NaN"});
        assert_eq!(
            problems("get-slots", &not),
            ["`startDate` must be a number", "`endDate` must be a number"]
        );
    }

    #[test]
    fn a_word_outside_the_choice_is_refused_with_the_choice() {
        let input = json!({"id": "o1", "status": "maybe"});

        assert_eq!(
            problems("update-opportunity-status", &input),
            ["`status` must be one of open, won, lost, abandoned, all"]
        );
    }

    #[test]
    fn each_required_field_of_each_row_is_missed() {
        for row in operation::ALL.iter() {
            let missed = row.problems(&Doc::new());
            let required = row.path_params.len()
                + row.query.iter().chain(row.body_fields()).filter(|p| p.required).count();

            assert_eq!(missed.len(), required, "{row}");
            assert!(missed.iter().all(|problem| problem.fault == Fault::Missing), "{row}");
        }
    }
}
