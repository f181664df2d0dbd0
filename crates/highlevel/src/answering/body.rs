//! Reading bodies as strictly as HighLevel does.
//!
//! Here: taking named members out of a JSON object, collecting what is wrong in class-validator's words.
//! Not here: what the members mean.
//!
//! Promise: what nobody took is refused as `property X should not exist`; all faults are said at once.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::Refusal;
use crate::operation::{Kind, Operation, Param};
use crate::version::Spelling;

/// A member of a body: not there, null, or a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Given<T> {
    /// Not there.
    #[default]
    Absent,
    /// There, and null.
    Null,
    /// There, with a value.
    Set(T),
}

impl<T> Given<T> {
    /// The value, if there is one.
    pub fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Self::Absent => Given::Absent,
            Self::Null => Given::Null,
            Self::Set(value) => Given::Set(f(value)),
        }
    }
}

/// Whether a member has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be missing.
    Optional,
    /// It must be there.
    Required,
}

/// A body that is being read.
#[derive(Debug)]
pub struct Body {
    members: Map<String, Value>,
    faults: Vec<String>,
}

impl Body {
    /// Reads the bytes as one JSON object; no bytes are an empty one.
    ///
    /// # Errors
    /// What is not a JSON object is refused.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let members = if bytes.iter().all(u8::is_ascii_whitespace) {
            Map::new()
        } else {
            match serde_json::from_slice(bytes) {
                Ok(Value::Object(members)) => members,
                Ok(_) => return Err(Refusal::Bad("The body must be a JSON object".to_owned())),
                Err(error) => return Err(Refusal::Bad(format!("The body is not valid JSON: {error}"))),
            }
        };
        Ok(Self { members, faults: Vec::new() })
    }

    /// How many members nobody has taken yet.
    pub fn left(&self) -> usize {
        self.members.len()
    }

    /// Notes something that is wrong.
    pub fn fault(&mut self, text: impl Into<String>) {
        self.faults.push(text.into());
    }

    /// Takes a member as it is.
    pub fn take(&mut self, name: &str) -> Given<Value> {
        match self.members.shift_remove(name) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Set(value),
        }
    }

    fn typed<T>(
        &mut self,
        name: &str,
        need: Need,
        must: &str,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> Given<T> {
        match self.take(name) {
            Given::Set(value) => match read(value) {
                Some(value) => Given::Set(value),
                None => self.wrong(name, must),
            },
            Given::Absent | Given::Null if need == Need::Required => self.wrong(name, must),
            Given::Null => Given::Null,
            Given::Absent => Given::Absent,
        }
    }

    fn wrong<T>(&mut self, name: &str, must: &str) -> Given<T> {
        self.fault(format!("{name} must be {must}"));
        Given::Absent
    }

    /// Takes text.
    pub fn text(&mut self, name: &str, need: Need) -> Given<String> {
        self.typed(name, need, "a string", |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        })
    }

    /// Takes text that must hold something.
    pub fn words(&mut self, name: &str, need: Need) -> Given<String> {
        let text = self.text(name, need);
        if matches!(&text, Given::Set(text) if text.trim().is_empty()) {
            self.fault(format!("{name} should not be empty"));
        }
        text
    }

    /// Takes true or false.
    pub fn flag(&mut self, name: &str, need: Need) -> Given<bool> {
        self.typed(name, need, "a boolean value", |value| value.as_bool())
    }

    /// Takes a number.
    pub fn number(&mut self, name: &str, need: Need) -> Given<f64> {
        let must = "a number conforming to the specified constraints";
        self.typed(name, need, must, |value| value.as_f64())
    }

    /// Takes a number of things, or its default.
    pub fn count(&mut self, name: &str, otherwise: usize) -> usize {
        let Some(number) = self.number(name, Need::Optional).set() else { return otherwise };
        if number < 0.0 || number.fract() != 0.0 {
            self.fault(format!("{name} must be a number conforming to the specified constraints"));
            return otherwise;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked to be whole and not negative; what is larger than any list is cut to the largest number"
        )]
        let count = number as usize;
        count
    }

    /// Takes an array.
    pub fn array(&mut self, name: &str, need: Need) -> Given<Vec<Value>> {
        self.typed(name, need, "an array", |value| match value {
            Value::Array(values) => Some(values),
            _ => None,
        })
    }

    /// Takes an array of text.
    pub fn texts(&mut self, name: &str, need: Need) -> Given<Vec<String>> {
        let values = self.array(name, need);
        let read = |values: Vec<Value>| values.into_iter().map(text_of).collect::<Option<Vec<String>>>();
        match values.map(read) {
            Given::Set(Some(texts)) => Given::Set(texts),
            Given::Set(None) => {
                self.fault(format!("each value in {name} must be a string"));
                Given::Absent
            }
            Given::Null => Given::Null,
            Given::Absent => Given::Absent,
        }
    }

    /// Takes an object.
    pub fn object(&mut self, name: &str, need: Need) -> Given<Map<String, Value>> {
        self.typed(name, need, "an object", |value| match value {
            Value::Object(members) => Some(members),
            _ => None,
        })
    }

    /// Takes a date and time, with or without milliseconds.
    pub fn moment<M: From<Timestamp>>(&mut self, name: &str, need: Need) -> Given<M> {
        let read = |value: Value| value.as_str().and_then(moment).map(M::from);
        self.typed(name, need, "a valid ISO 8601 date string", read)
    }

    /// The members, brought into the dated versions' spelling, once they are what the operation's row says: every
    /// member known, every required one there, each of its kind.
    ///
    /// # Errors
    /// Whatever was found wrong.
    pub fn checked(self, row: &Operation, spelling: Spelling) -> Result<Map<String, Value>, Refusal> {
        let mut members = self.members;
        if spelling == Spelling::V3 {
            respell(&mut members);
        }
        let mut body = Self { members: members.clone(), faults: self.faults };
        for param in row.body_fields() {
            body.expect(param);
        }
        body.finish()?;
        Ok(members)
    }

    /// Takes a member of this kind, noting what is wrong with it.
    fn expect(&mut self, param: &Param) {
        let need = if param.required { Need::Required } else { Need::Optional };
        if param.nullable && self.members.get(param.name) == Some(&Value::Null) {
            self.members.shift_remove(param.name);
            return;
        }
        let name = param.name;
        match param.kind {
            Kind::Text if MOMENTS.contains(&name) => drop(self.moment::<Timestamp>(name, need)),
            Kind::Text if param.required => drop(self.words(name, need)),
            Kind::Text => drop(self.text(name, need)),
            Kind::Number => drop(self.number(name, need)),
            Kind::Flag => drop(self.flag(name, need)),
            Kind::Object => drop(self.object(name, need)),
            Kind::Texts => drop(self.texts(name, need)),
            Kind::Objects => drop(self.array(name, need)),
            Kind::Any => drop(self.take(name)),
            Kind::Choice(words) => self.choice(name, need, words),
        }
    }

    fn choice(&mut self, name: &str, need: Need, words: &[&str]) {
        if let Given::Set(word) = self.text(name, need)
            && !words.contains(&word.as_str())
        {
            self.fault(format!("{name} must be one of the following values: {}", words.join(", ")));
        }
    }

    /// The same without a word about members nobody took.
    ///
    /// # Errors
    /// Whatever was found wrong.
    pub fn finish_leniently(mut self) -> Result<(), Refusal> {
        self.members.clear();
        self.finish()
    }

    /// Says everything that is wrong, or nothing.
    ///
    /// # Errors
    /// Whatever was found wrong, and what nobody took.
    pub fn finish(self) -> Result<(), Refusal> {
        let unknown = self.members.keys().map(|name| format!("property {name} should not exist"));
        let faults: Vec<String> = unknown.chain(self.faults).collect();
        if faults.is_empty() { Ok(()) } else { Err(Refusal::Invalid(faults)) }
    }
}

/// Texts that are dates and times.
const MOMENTS: [&str; 2] = ["dueDate", "eventStartTime"];

/// `v3` has another name for a custom field's value and other keys for channels.
fn respell(members: &mut Map<String, Value>) {
    if let Some(Value::Array(fields)) = members.get_mut("customFields") {
        for field in fields.iter_mut().filter_map(Value::as_object_mut) {
            if let Some(value) = field.shift_remove("fieldValue") {
                field.insert("field_value".to_owned(), value);
            }
        }
    }
    if let Some(Value::Object(channels)) = members.get_mut("dndSettings") {
        *channels = std::mem::take(channels)
            .into_iter()
            .map(|(channel, state)| (channel_of_v3(&channel).to_owned(), state))
            .collect();
    }
}

/// How the dated versions write a channel that `v3` wrote.
#[must_use]
pub fn channel_of_v3(channel: &str) -> &str {
    match channel {
        "call" => "Call",
        "email" => "Email",
        "sms" => "SMS",
        "whatsApp" => "WhatsApp",
        "gmb" => "GMB",
        "fb" => "FB",
        "rcs" => "RCS",
        other => other,
    }
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Reads a date and time in ISO 8601; without a zone it is UTC, without a time midnight.
#[must_use]
pub fn moment(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let local = text.parse::<jiff::civil::DateTime>().ok()?;
    local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn faults(body: Value, read: impl FnOnce(&mut Body)) -> Vec<String> {
        let mut body = Body::read(body.to_string().as_bytes()).unwrap();
        read(&mut body);
        match body.finish() {
            Err(Refusal::Invalid(texts)) => texts,
            Ok(()) => Vec::new(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_nobody_took_should_not_exist() {
        let said = faults(json!({ "title": 1, "colour": "red" }), |body| {
            body.text("title", Need::Required);
        });

        assert_eq!(said, ["property colour should not exist", "title must be a string"]);
    }

    #[test]
    fn a_body_is_what_its_row_says_or_every_fault_is_named() {
        let row = &crate::operation::contacts::CREATE_TASK;
        let read = |body: Value| Body::read(body.to_string().as_bytes()).unwrap().checked(row, Spelling::V2);

        assert!(read(json!({ "title": "Call", "dueDate": "2026-03-02", "completed": false })).is_ok());
        assert_eq!(
            read(json!({ "title": "Call", "completed": "no", "colour": "red" })),
            Err(Refusal::Invalid(vec![
                "property colour should not exist".to_owned(),
                "dueDate must be a valid ISO 8601 date string".to_owned(),
                "completed must be a boolean value".to_owned(),
            ]))
        );
    }

    #[test]
    fn a_body_of_v3_is_brought_into_the_older_spelling() {
        let body =
            json!({ "customFields": [{ "id": "f1", "fieldValue": "red" }], "dndSettings": { "sms": {} } });
        let row = &crate::operation::contacts::UPDATE_CONTACT;

        let read = Body::read(body.to_string().as_bytes()).unwrap().checked(row, Spelling::V3).unwrap();

        assert_eq!(read["customFields"][0]["field_value"], "red");
        assert!(read["dndSettings"].get("SMS").is_some());
    }

    #[test]
    fn a_required_flag_left_out_must_be_a_boolean_value() {
        let said = faults(json!({}), |body| {
            body.flag("completed", Need::Required);
        });

        assert_eq!(said, ["completed must be a boolean value"]);
    }

    #[test]
    fn due_dates_are_read_with_and_without_milliseconds_and_zone() {
        let noon = moment("2026-03-02T12:00:00Z");

        assert_eq!(moment("2026-03-02T12:00:00.000Z"), noon);
        assert_eq!(moment("2026-03-02T07:00:00-05:00"), noon);
        assert_eq!(moment("2026-03-02T12:00:00"), noon);
        assert_eq!(moment("soon"), None);
    }
}
