//! Filters of amounts.

use minijinja::{Error, Value, value::ValueKind};

use super::{super::fault::refused, is_empty, text};

/// `opportunity.monetaryValue | money('USD')`: with its sign, thousands apart and two places, none when whole.
pub(super) fn money(value: &Value, currency: Option<&str>) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::from(""));
    }
    let amount = amount_of(value)?;
    let places = if amount.fract().abs() < 0.005 { 0 } else { 2 };
    let digits = grouped(&format!("{:.places$}", amount.abs()));
    let minus = if amount < 0.0 { "-" } else { "" };
    Ok(Value::from(match currency.unwrap_or("USD") {
        "USD" => format!("{minus}${digits}"),
        "EUR" => format!("{minus}€{digits}"),
        "GBP" => format!("{minus}£{digits}"),
        code if is_code(code) => format!("{minus}{code} {digits}"),
        other => return Err(refused(format!("`{other}` is no currency code such as USD"))),
    }))
}

/// `contact.custom.quote | number`: the number in a text such as `$8,400.50`.
pub(super) fn number(value: &Value) -> Result<Value, Error> {
    if is_empty(value) {
        return Ok(Value::UNDEFINED);
    }
    let amount = amount_of(value)?;
    // Whole numbers stay whole, since HighLevel tells 5 from 5.0 in some fields.
    if amount.fract() == 0.0 && amount.abs() < 9e15 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole, and within what a double holds exactly"
        )]
        return Ok(Value::from(amount as i64));
    }
    Ok(Value::from(amount))
}

fn amount_of(value: &Value) -> Result<f64, Error> {
    if value.kind() == ValueKind::Number {
        return f64::try_from(value.clone()).map_err(|_| refused("this number is too large"));
    }
    let typed = text(value, "money")?;
    let digits: String =
        typed.chars().filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | '-')).collect();
    let not = || refused(format!("“{}” is no amount", typed.chars().take(40).collect::<String>()));
    digits.parse::<f64>().ok().filter(|amount| amount.is_finite()).ok_or_else(not)
}

fn is_code(code: &str) -> bool {
    code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase())
}

fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut grouped = String::with_capacity(number.len() + whole.len() / 3);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}
