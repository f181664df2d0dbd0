//! Filters of dates and times. A time is ISO text; without a zone of its own it is UTC.

use jiff::{Span, Timestamp, Zoned, civil, tz::TimeZone};
use minijinja::{Error, Value, value::ValueKind};

use super::{super::fault::refused, is_empty, text};

/// `now | plus('2 days')`
pub(super) fn plus(value: &Value, span: &str, zone: Option<&str>) -> Result<Value, Error> {
    moved(value, span, zone, false)
}

/// `appointment.startTime | minus('1 hour')`
pub(super) fn minus(value: &Value, span: &str, zone: Option<&str>) -> Result<Value, Error> {
    moved(value, span, zone, true)
}

fn moved(value: &Value, span: &str, zone: Option<&str>, back: bool) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::UNDEFINED);
    }
    let time = time_of(value, zone_of(zone)?)?;
    let span = span_of(span)?;
    let moved = if back { time.checked_sub(span) } else { time.checked_add(span) };
    Ok(written(&moved.map_err(|_| refused("this date is too far away"))?))
}

/// `now | at('09:00', location.timezone)`: the same day there, at this hour.
pub(super) fn at(value: &Value, hour: &str, zone: Option<&str>) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::UNDEFINED);
    }
    let time = time_of(value, zone_of(zone)?)?;
    let hour: civil::Time =
        hour.parse().map_err(|_| refused(format!("`{hour}` is no time of day such as 09:00")))?;
    let there = time.date().to_datetime(hour).to_zoned(time.time_zone().clone());
    Ok(written(&there.map_err(|_| refused("this date is too far away"))?))
}

/// `task.dueDate | date('%-d %B', location.timezone)`
pub(super) fn date(value: &Value, format: Option<&str>, zone: Option<&str>) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::from(""));
    }
    let time = time_of(value, zone_of(zone)?)?;
    let format = format.unwrap_or("%Y-%m-%d");
    // Padding is counted in the format: `%999999d` would write a megabyte.
    if format.len() > 100 || has_long_padding(format) {
        return Err(refused("this date format is too long"));
    }
    jiff::fmt::strtime::format(format, &time)
        .map(Value::from)
        .map_err(|_| refused(format!("`{format}` is no date format such as %Y-%m-%d")))
}

/// `task.dueDate | days_until(now)`: whole days from the second to the first; negative when past.
pub(super) fn days_until(value: &Value, from: &Value, zone: Option<&str>) -> Result<Value, Error> {
    if is_empty(value) || is_empty(from) {
        return Ok(Value::UNDEFINED);
    }
    let zone = zone_of(zone)?;
    let (to, from) = (time_of(value, zone.clone())?.date(), time_of(from, zone)?.date());
    let days = from.until((jiff::Unit::Day, to)).map_err(|_| refused("this date is too far away"))?;
    Ok(Value::from(days.get_days()))
}

fn has_long_padding(format: &str) -> bool {
    format.split(|letter: char| !letter.is_ascii_digit()).any(|digits| digits.len() > 2)
}

fn span_of(text: &str) -> Result<Span, Error> {
    text.parse().map_err(|_| refused(format!("`{text}` is no length of time such as 2 days")))
}

fn zone_of(name: Option<&str>) -> Result<TimeZone, Error> {
    match name {
        None | Some("") => Ok(TimeZone::UTC),
        Some(name) => TimeZone::get(name).map_err(|_| refused(format!("`{name}` is no time zone"))),
    }
}

/// A time of ISO text, a plain date, a time without zone, or milliseconds.
fn time_of(value: &Value, zone: TimeZone) -> Result<Zoned, Error> {
    if value.kind() == ValueKind::Number {
        let ms =
            i64::try_from(value.clone()).map_err(|_| refused("a number of milliseconds has no fraction"))?;
        let time = Timestamp::from_millisecond(ms).map_err(|_| refused("this date is too far away"))?;
        return Ok(time.to_zoned(zone));
    }
    let written = text(value, "date")?;
    let written = written.trim();
    if let Ok(time) = written.parse::<Timestamp>() {
        return Ok(time.to_zoned(zone));
    }
    let there = written.parse::<civil::DateTime>().ok().and_then(|there| there.to_zoned(zone).ok());
    there.ok_or_else(|| {
        refused(format!("“{}” is text, not a date", written.chars().take(60).collect::<String>()))
    })
}

/// In UTC, to the second or as fine as it is.
fn written(time: &Zoned) -> Value {
    Value::from(time.timestamp().to_string())
}
