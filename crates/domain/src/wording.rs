//! Wording: amounts, counts and stretches of time as people say them.
//!
//! Here: what several decisions need for their sentences. Not here: the sentences. Promise: never "1 days".

use jiff::Timestamp;

/// "1 task", "2 tasks"; thousands are set apart.
pub(crate) fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { many })
}

/// "18,400".
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "$18,400", "CHF 18,400", "18,400".
pub(crate) fn amount(value: u64, currency: Option<&str>) -> String {
    let value = thousands(value);
    match currency {
        Some("USD") => format!("${value}"),
        Some("EUR") => format!("€{value}"),
        Some("GBP") => format!("£{value}"),
        Some(code) if !code.is_empty() => format!("{code} {value}"),
        _ => value,
    }
}

/// "25 min", "3 h", "2 days": the time from one moment to a later one, rounded down.
pub(crate) fn span(from: Timestamp, to: Timestamp) -> String {
    let minutes = u64::try_from(to.duration_since(from).as_secs() / 60).unwrap_or(0);
    length(minutes)
}

/// The same, of minutes.
pub(crate) fn length(minutes: u64) -> String {
    match minutes {
        0 => "less than a minute".to_owned(),
        1..60 => format!("{minutes} min"),
        60..1_440 => format!("{} h", minutes / 60),
        _ => plural(minutes / 1_440, "day", "days"),
    }
}

/// "just now", "3 h ago", "2 days ago".
pub(crate) fn ago(from: Timestamp, now: Timestamp) -> String {
    if now.duration_since(from).as_secs() < 60 {
        "just now".to_owned()
    } else {
        format!("{} ago", span(from, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_spans_read_as_people_say_them() {
        assert_eq!(amount(18_400, Some("USD")), "$18,400");
        assert_eq!(amount(1_234_567, Some("CHF")), "CHF 1,234,567");
        assert_eq!(plural(1, "task", "tasks"), "1 task");
        assert_eq!(length(59), "59 min");
        assert_eq!(length(1_440), "1 day");
        assert_eq!(length(2 * 1_440), "2 days");
    }
}
