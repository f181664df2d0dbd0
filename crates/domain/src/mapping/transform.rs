//! Transforms: what happens to a value on its way in, and how it is undone on its way out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

use super::{
    FieldType,
    convert::{is_empty, text, texts},
};

/// One named change of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Transform {
    /// Blanks around a text go, several within become one.
    Trim,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
    /// Each word begins with a capital.
    Capitals,
    /// Only the digits.
    Digits,
    /// A number out of text such as `1.234,50`.
    Number {
        /// What stands before the fraction.
        decimal: Decimal,
    },
    /// A day out of text such as `24.12.2026`.
    Day {
        /// The order of its parts.
        order: DayOrder,
    },
    /// Yes and no out of two words.
    YesNo {
        /// The word for yes.
        yes: String,
        /// The word for no.
        no: String,
    },
    /// No becomes yes.
    Not,
    /// Words by a table.
    Table {
        /// What it is there, what it is here.
        rows: Vec<(String, String)>,
    },
    /// A text becomes a list.
    Split {
        /// What stands between the items.
        by: String,
    },
    /// A list becomes a text.
    Join {
        /// What stands between the items.
        by: String,
    },
}

/// What stands before a number's fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decimal {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// The order of a day's parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayOrder {
    /// `24/12/2026`
    DayFirst,
    /// `12/24/2026`
    MonthFirst,
}

impl Transform {
    /// The value after it, or why it cannot be.
    pub(super) fn forth(&self, value: Value) -> Result<Value, String> {
        if is_empty(&value) {
            return Ok(Value::Null);
        }
        if let Self::Join { by } = self {
            return Ok(Value::String(texts(&value).join(by)));
        }
        let written = text(&value).ok_or_else(|| "A list cannot be changed like a text".to_owned())?;
        Ok(match self {
            Self::Trim => Value::String(written.split_whitespace().collect::<Vec<_>>().join(" ")),
            Self::Lower => Value::String(written.to_lowercase()),
            Self::Upper => Value::String(written.to_uppercase()),
            Self::Capitals => Value::String(capitals(&written)),
            Self::Digits => Value::String(written.chars().filter(char::is_ascii_digit).collect()),
            Self::Number { decimal } => read_number(&written, *decimal)?,
            Self::Day { order } => Value::String(read_day(&written, *order)?.to_string()),
            Self::YesNo { yes, no } => read_yes_no(&written, yes, no)?,
            Self::Not => Value::Bool(!yes_or_no(&value)?),
            Self::Table { rows } => look_up(&written, rows.iter().map(|(from, to)| (from, to)))?,
            Self::Split { by } => Value::from(split(&written, by)),
            Self::Join { .. } => value,
        })
    }

    /// The value before it, out of the value after it. Only for those that can be undone.
    pub(super) fn back(&self, value: Value) -> Result<Value, String> {
        if is_empty(&value) {
            return Ok(Value::Null);
        }
        match self {
            Self::Number { decimal } => write_number(&value, *decimal),
            Self::Day { order } => write_day(&value, *order),
            Self::YesNo { yes, no } => {
                yes_or_no(&value).map(|is| Value::String(if is { yes.clone() } else { no.clone() }))
            }
            Self::Not => Ok(Value::Bool(!yes_or_no(&value)?)),
            Self::Table { rows } => {
                let written = text(&value).ok_or("A list cannot be looked up in a table")?;
                look_up(&written, rows.iter().map(|(from, to)| (to, from)))
            }
            Self::Split { by } => Ok(Value::String(texts(&value).join(by))),
            Self::Join { by } => Ok(Value::from(split(&text(&value).unwrap_or_default(), by))),
            _ => Err(format!("{} cannot be undone", self.words())),
        }
    }

    /// Whether what it does can be undone, so that a row can go both ways.
    pub fn is_reversible(&self) -> bool {
        match self {
            Self::Trim | Self::Lower | Self::Upper | Self::Capitals | Self::Digits => false,
            Self::Table { rows } => {
                let twice = |at: usize| {
                    rows[..at]
                        .iter()
                        .any(|row| same_word(&row.0, &rows[at].0) || same_word(&row.1, &rows[at].1))
                };
                !(0..rows.len()).any(twice)
            }
            Self::YesNo { yes, no } => !same_word(yes, no),
            Self::Split { by } | Self::Join { by } => !by.is_empty(),
            Self::Number { .. } | Self::Day { .. } | Self::Not => true,
        }
    }

    /// What comes out of it, where this goes in.
    pub(super) fn gives(&self, from: &FieldType) -> FieldType {
        match self {
            Self::Number { .. } => FieldType::Number,
            Self::Day { .. } => FieldType::Date,
            Self::YesNo { .. } | Self::Not => FieldType::YesNo,
            Self::Split { .. } => FieldType::List,
            Self::Table { rows } => FieldType::OneOf(rows.iter().map(|(_, to)| to.clone()).collect()),
            Self::Join { .. } | Self::Digits => FieldType::Text,
            Self::Trim | Self::Lower | Self::Upper | Self::Capitals => from.clone(),
        }
    }

    /// Its name in words.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Trim => "Taking blanks away",
            Self::Lower => "Lower case",
            Self::Upper => "Upper case",
            Self::Capitals => "Capitals",
            Self::Digits => "Keeping only digits",
            Self::Number { .. } => "Reading a number",
            Self::Day { .. } => "Reading a day",
            Self::YesNo { .. } => "Reading yes or no",
            Self::Not => "Turning yes and no around",
            Self::Table { .. } => "Looking up in a table",
            Self::Split { .. } => "Splitting into a list",
            Self::Join { .. } => "Joining a list",
        }
    }
}

fn same_word(left: &str, right: &str) -> bool {
    left.trim().to_lowercase() == right.trim().to_lowercase()
}

fn capitals(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| {
            first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect()
        })
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn read_number(text: &str, decimal: Decimal) -> Result<Value, String> {
    let (group, fraction) = match decimal {
        Decimal::Point => (',', '.'),
        Decimal::Comma => ('.', ','),
    };
    let plain: String = text
        .chars()
        .filter(|sign| *sign != group && !sign.is_whitespace())
        .map(|sign| if sign == fraction { '.' } else { sign })
        .collect();
    number(&plain).ok_or_else(|| format!("“{text}” is not a number"))
}

/// A number as it is written, whole ones without a fraction.
pub(super) fn number(text: &str) -> Option<Value> {
    if let Ok(whole) = text.parse::<i64>() {
        return Some(Value::from(whole));
    }
    let digits = text.bytes().all(|sign| sign.is_ascii_digit() || matches!(sign, b'.' | b'-' | b'+'));
    let number = text.parse::<f64>().ok().filter(|_| digits)?;
    Number::from_f64(number).map(Value::Number)
}

fn write_number(value: &Value, decimal: Decimal) -> Result<Value, String> {
    let written = text(value).filter(|text| number(text).is_some());
    let written = written.ok_or_else(|| format!("“{}” is not a number", shown(value)))?;
    Ok(Value::String(match decimal {
        Decimal::Point => written,
        Decimal::Comma => written.replace('.', ","),
    }))
}

fn read_day(text: &str, order: DayOrder) -> Result<Date, String> {
    let wrong = || format!("“{text}” is not a day");
    let parts: Vec<i16> = text
        .trim()
        .split(['/', '.', '-'])
        .map(|part| part.trim().parse().map_err(|_| wrong()))
        .collect::<Result<_, String>>()?;
    let [first, second, year] = parts[..] else { return Err(wrong()) };
    let (day, month) = match order {
        DayOrder::DayFirst => (first, second),
        DayOrder::MonthFirst => (second, first),
    };
    let small = |part: i16| i8::try_from(part).map_err(|_| wrong());
    if year < 1_000 {
        return Err(wrong());
    }
    Date::new(year, small(month)?, small(day)?).map_err(|_| wrong())
}

fn write_day(value: &Value, order: DayOrder) -> Result<Value, String> {
    let written = text(value).unwrap_or_default();
    let day = written.split('T').next().unwrap_or_default().parse::<Date>();
    let day = day.map_err(|_| format!("“{written}” is not a day"))?;
    let format = match order {
        DayOrder::DayFirst => "%d/%m/%Y",
        DayOrder::MonthFirst => "%m/%d/%Y",
    };
    Ok(Value::String(day.strftime(format).to_string()))
}

fn read_yes_no(text: &str, yes: &str, no: &str) -> Result<Value, String> {
    if same_word(text, yes) {
        return Ok(Value::Bool(true));
    }
    if same_word(text, no) {
        return Ok(Value::Bool(false));
    }
    Err(format!("“{text}” is neither “{yes}” nor “{no}”"))
}

fn yes_or_no(value: &Value) -> Result<bool, String> {
    super::convert::yes_or_no(value).ok_or_else(|| format!("“{}” is neither yes nor no", shown(value)))
}

fn look_up<'r>(text: &str, rows: impl Iterator<Item = (&'r String, &'r String)>) -> Result<Value, String> {
    let mut found = rows.filter(|(from, _)| same_word(from, text)).map(|(_, to)| to);
    found.next().map(|to| Value::String(to.clone())).ok_or_else(|| format!("“{text}” is not in the table"))
}

fn split(text: &str, by: &str) -> Vec<String> {
    let by = if by.is_empty() { "," } else { by };
    text.split(by).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// A value as a sentence quotes it.
pub(super) fn shown(value: &Value) -> String {
    let written = text(value).unwrap_or_else(|| texts(value).join(", "));
    written.chars().take(60).collect()
}
