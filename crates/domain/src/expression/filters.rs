//! Our own filters: dates, phones, names, money and lists.
//!
//! Promise: an empty value stays empty through every filter; a value of the wrong kind is named in the refusal.

mod dates;
mod money;
mod people;
mod several;

use minijinja::{Environment, Error, Value, value::ValueKind};

use super::fault::refused;

pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_filter("plus", dates::plus);
    environment.add_filter("minus", dates::minus);
    environment.add_filter("at", dates::at);
    environment.add_filter("date", dates::date);
    environment.add_filter("days_until", dates::days_until);
    environment.add_filter("phone", people::phone);
    environment.add_filter("name", people::name);
    environment.add_filter("first_name", people::first_name);
    environment.add_filter("initials", people::initials);
    environment.add_filter("money", money::money);
    environment.add_filter("number", money::number);
    environment.add_filter("also", several::also);
    environment.add_filter("without", several::without);
    environment.add_filter("filled", several::filled);
    environment.add_filter("default", default);
    environment.add_filter("d", default);
}

/// The other value, where this one is empty.
fn default(value: &Value, other: Option<&Value>) -> Value {
    if is_empty(value) { other.cloned().unwrap_or_else(|| Value::from("")) } else { value.clone() }
}

/// Whether there is nothing in a value. Zero and `false` are something.
fn is_empty(value: &Value) -> bool {
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => true,
        ValueKind::String => value.as_str().is_some_and(|text| text.trim().is_empty()),
        ValueKind::Seq | ValueKind::Map | ValueKind::Iterable => value.len() == Some(0),
        _ => false,
    }
}

/// A value as text; a number as it is written.
fn text(value: &Value, filter: &str) -> Result<String, Error> {
    match value.kind() {
        ValueKind::String | ValueKind::Number => Ok(value.to_string()),
        kind => Err(refused(format!("`{filter}` needs text, not a {kind}"))),
    }
}
