//! Whether two spellings mean the same value.
//!
//! Here: what HighLevel does to a value on its way in (phones become E.164, tags lower case, dates midnight UTC,
//! empty fields vanish), so that a changed spelling is not taken for a lost value.
//! Not here: which fields of a write are compared (`ledger::fields`).
//!
//! Promise: pure, and strict where it does not know: a value it cannot explain is a different value.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// HighLevel leaves empty fields out of its answers: these all read as "nothing there".
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Whether HighLevel's `got` is what was meant by `asked` for this field.
pub(crate) fn same(field: &str, asked: &Value, got: &Value) -> bool {
    if is_empty(asked) || is_empty(got) {
        return is_empty(asked) && is_empty(got);
    }
    match (field, asked, got) {
        ("phone", Value::String(asked), Value::String(got)) => same_phone(asked, got),
        ("email" | "country" | "website" | "gender", Value::String(asked), Value::String(got)) => {
            asked.trim().eq_ignore_ascii_case(got.trim())
        }
        ("dateOfBirth", Value::String(asked), Value::String(got)) => same_day(asked, got),
        ("tags", Value::Array(asked), Value::Array(got)) => same_set(&labels(asked), &labels(got)),
        _ => same_value(asked, got),
    }
}

/// Tag names as HighLevel keeps them: trimmed, lower case, in order, each once.
pub(crate) fn labels(values: &[Value]) -> Vec<String> {
    let mut labels: Vec<String> =
        values.iter().filter_map(Value::as_str).map(|tag| tag.trim().to_lowercase()).collect();
    labels.sort();
    labels.dedup();
    labels
}

fn same_value(asked: &Value, got: &Value) -> bool {
    match (asked, got) {
        (Value::String(asked), Value::String(got)) => same_text(asked, got),
        (Value::Array(asked), Value::Array(got)) => same_set(&texts(asked), &texts(got)),
        (Value::Object(asked), Value::Object(got)) => same_members(asked, got),
        (Value::Object(_), _) | (_, Value::Object(_)) => false,
        // A single choice may come back as a list of one, and the other way round.
        (one, Value::Array(list)) | (Value::Array(list), one) => list.len() == 1 && same_value(one, &list[0]),
        (asked, got) => same_scalar(asked, got),
    }
}

/// Every member that was asked for; HighLevel may add its own (`message`, `code`).
fn same_members(asked: &Map<String, Value>, got: &Map<String, Value>) -> bool {
    asked.iter().all(|(name, asked)| match got.get(name) {
        Some(got) => same(name, asked, got),
        None => is_empty(asked),
    })
}

/// `12` and `"12"`, `true` and `"true"`.
fn same_scalar(asked: &Value, got: &Value) -> bool {
    if asked == got {
        return true;
    }
    match (number(asked), number(got)) {
        (Some(asked), Some(got)) => (asked - got).abs() < f64::EPSILON * asked.abs().max(1.0),
        _ => text(asked) == text(got),
    }
}

fn same_text(asked: &str, got: &str) -> bool {
    let (asked, got) = (asked.trim(), got.trim());
    asked == got
        || unfolded(asked) == unfolded(got)
        || same_moment(asked, got)
        || same_scalar_text(asked, got)
        || (is_day(asked) && same_day(asked, got))
}

/// A text area sends CRLF where HighLevel keeps LF.
fn unfolded(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn same_moment(asked: &str, got: &str) -> bool {
    match (asked.parse::<Timestamp>(), got.parse::<Timestamp>()) {
        (Ok(asked), Ok(got)) => asked.as_second() == got.as_second(),
        _ => false,
    }
}

/// "3.0" is "3" in a numeric field; leading zeros and signs are text.
fn same_scalar_text(asked: &str, got: &str) -> bool {
    let plain = |text: &str| {
        let padded = text.starts_with('0') && text.len() > 1 && !text.starts_with("0.");
        !padded && !text.starts_with('+')
    };
    if !plain(asked) || !plain(got) {
        return false;
    }
    match (asked.parse::<f64>(), got.parse::<f64>()) {
        (Ok(asked), Ok(got)) => asked.to_bits() == got.to_bits(),
        _ => false,
    }
}

/// The same number, with or without its country: HighLevel adds the one of the location.
fn same_phone(asked: &str, got: &str) -> bool {
    let international = asked.trim_start().starts_with('+') || asked.trim_start().starts_with("00");
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (asked, got) = (digits(asked), digits(got));
    let asked = asked.trim_start_matches('0');
    if asked.is_empty() {
        return false;
    }
    if international { asked == got } else { got.ends_with(asked) && got.len() - asked.len() <= 3 }
}

fn is_day(text: &str) -> bool {
    text.len() <= 10 && day(text).is_some()
}

fn same_day(asked: &str, got: &str) -> bool {
    matches!((day(asked), day(got)), (Some(asked), Some(got)) if asked == got)
}

/// Year, month and day out of the spellings HighLevel takes (`YYYY-MM-DD`, `MM/DD/YYYY`, with `.` or `_` too) and
/// the midnight it answers with.
fn day(text: &str) -> Option<(u16, u8, u8)> {
    let text = text.split('T').next().unwrap_or_default().trim();
    let mut parts = text.split(['-', '/', '.', '_']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, first, second) };
    if year.len() != 4 {
        return None;
    }
    Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    }
}

fn texts(values: &[Value]) -> Vec<String> {
    let mut texts: Vec<String> = values.iter().map(text).collect();
    texts.sort();
    texts
}

fn same_set(asked: &[String], got: &[String]) -> bool {
    asked == got
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_phone_written_as_people_write_it_is_the_normalised_one() {
        assert!(same("phone", &json!("(555) 010-0123"), &json!("+15550100123")));
        assert!(same("phone", &json!("+1 555-010-0123"), &json!("+15550100123")));
        assert!(!same("phone", &json!("+1 555-010-0124"), &json!("+15550100123")));
        assert!(!same("phone", &json!("0123"), &json!("+15550100123")));
    }

    #[test]
    fn tags_are_a_set_in_lower_case() {
        assert!(same("tags", &json!(["VIP", " quote-sent "]), &json!(["quote-sent", "vip"])));
        assert!(!same("tags", &json!(["VIP"]), &json!(["quote-sent", "vip"])));
    }

    #[test]
    fn clearing_a_field_shows_as_its_absence() {
        assert!(same("city", &json!(""), &Value::Null));
        assert!(same("customFields.f1", &json!([]), &Value::Null));
        assert!(!same("city", &json!("Berlin"), &Value::Null));
        assert!(!same("city", &json!(""), &json!("Berlin")));
    }

    #[test]
    fn a_birthday_comes_back_as_midnight_utc() {
        assert!(same("dateOfBirth", &json!("05/17/1984"), &json!("1984-05-17T00:00:00.000Z")));
        assert!(same("dateOfBirth", &json!("1984_05_17"), &json!("1984-05-17T00:00:00.000Z")));
        assert!(!same("dateOfBirth", &json!("1984-05-18"), &json!("1984-05-17T00:00:00.000Z")));
    }

    #[test]
    fn a_due_date_may_gain_milliseconds() {
        assert!(same("dueDate", &json!("2026-11-23T09:00:00Z"), &json!("2026-11-23T09:00:00.000Z")));
        assert!(!same("dueDate", &json!("2026-11-23T09:00:00Z"), &json!("2026-11-23T10:00:00.000Z")));
    }

    #[test]
    fn numbers_may_come_back_as_text_but_codes_keep_their_zeros() {
        assert!(same("customFields.f1", &json!(12), &json!("12")));
        assert!(same("customFields.f1", &json!("3.0"), &json!("3")));
        assert!(!same("postalCode", &json!("01234"), &json!("1234")));
    }

    #[test]
    fn a_channel_may_come_back_with_more_members() {
        let asked = json!({"SMS": {"status": "active"}});

        assert!(same(
            "dndSettings",
            &asked,
            &json!({"SMS": {"status": "active", "code": "x"}, "Email": {"status": "inactive"}})
        ));
        assert!(!same("dndSettings", &asked, &json!({"SMS": {"status": "inactive"}})));
    }
}
