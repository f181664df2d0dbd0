//! Filters and groups: reading them, and asking a contact.

use serde_json::{Map, Value};

use super::column::{Column, Held, Sort};
use super::words::holds;
use crate::answering::Refusal;
use crate::answering::body::moment;

/// The longest text a filter may hold.
const LONGEST_VALUE: usize = 75;
/// How deep groups may lie in groups; deeper is refused before it costs anything [our choice].
const DEEPEST: usize = 10;

/// A condition on records.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter<C> {
    /// Every one of them.
    All(Vec<Filter<C>>),
    /// One of them at least.
    Any(Vec<Filter<C>>),
    /// One field.
    Is(C, Test),
}

/// What a field is asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// Is one of these.
    Equal(Vec<Wanted>),
    /// Is none of these.
    NotEqual(Vec<Wanted>),
    /// Holds one of these, lower-cased.
    Contains(Vec<String>),
    /// Holds none of these, lower-cased.
    NotContains(Vec<String>),
    /// Has something.
    Exists,
    /// Has nothing.
    NotExists,
    /// Lies within bounds.
    Range(Bounds),
}

/// A value a field is compared with.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// Text, lower-cased.
    Text(String),
    /// A number, or milliseconds.
    Number(f64),
    /// True or false.
    Flag(bool),
}

/// Bounds of a range; each may be missing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bounds {
    gt: Option<f64>,
    gte: Option<f64>,
    lt: Option<f64>,
    lte: Option<f64>,
}

impl Bounds {
    fn hold(self, number: f64) -> bool {
        self.gt.is_none_or(|bound| number > bound)
            && self.gte.is_none_or(|bound| number >= bound)
            && self.lt.is_none_or(|bound| number < bound)
            && self.lte.is_none_or(|bound| number <= bound)
    }
}

fn read_all<C: Column>(
    filters: &[Value],
    around: C::Around<'_>,
    depth: usize,
) -> Result<Vec<Filter<C>>, Refusal> {
    filters.iter().map(|filter| read_one(filter, around, depth)).collect()
}

fn read_one<C: Column>(filter: &Value, around: C::Around<'_>, depth: usize) -> Result<Filter<C>, Refusal> {
    let Value::Object(members) = filter else {
        return Err(Refusal::invalid("each value in nested property filters must be either object or array"));
    };
    if depth > DEEPEST {
        return Err(Refusal::Bad("Filters are nested too deep".to_owned()));
    }
    if let Some(group) = members.get("group") {
        let Some(Value::Array(inner)) = members.get("filters") else {
            return Err(Refusal::invalid("filters must be an array"));
        };
        let inner = read_all(inner, around, depth + 1)?;
        return match group.as_str() {
            Some("AND") => Ok(Filter::All(inner)),
            Some("OR") => Ok(Filter::Any(inner)),
            _ => Err(Refusal::invalid("group must be one of the following values: AND, OR")),
        };
    }
    read_plain(members, around)
}

fn read_plain<C: Column>(members: &Map<String, Value>, around: C::Around<'_>) -> Result<Filter<C>, Refusal> {
    let name = members
        .get("field")
        .and_then(Value::as_str)
        .ok_or_else(|| Refusal::invalid("field must be a string"))?;
    let field = C::parse(name, around).ok_or_else(|| Refusal::Bad(format!("Invalid field {name}")))?;
    let operator = members.get("operator").and_then(Value::as_str);
    let operator = operator.ok_or_else(|| Refusal::invalid("operator must be a string"))?;
    let value = members.get("value");
    let test = match (operator, field.sort()) {
        ("exists", _) => Test::Exists,
        ("not_exists", _) => Test::NotExists,
        ("eq", _) => Test::Equal(wanted(value, field.sort())?),
        ("not_eq", _) => Test::NotEqual(wanted(value, field.sort())?),
        ("contains", Sort::Text | Sort::Any) => Test::Contains(parts(value)?),
        ("not_contains", Sort::Text | Sort::Any) => Test::NotContains(parts(value)?),
        ("range", Sort::Time | Sort::Number | Sort::Any) => Test::Range(bounds(value)?),
        _ => return Err(Refusal::Bad(format!("Invalid operator {operator} for field {name}"))),
    };
    Ok(Filter::Is(field, test))
}

fn wanted(value: Option<&Value>, sort: Sort) -> Result<Vec<Wanted>, Refusal> {
    let one = |value: &Value| match (value, sort) {
        (Value::Bool(flag), Sort::Flag) => Ok(Wanted::Flag(*flag)),
        (Value::String(text), Sort::Flag) if text == "true" || text == "false" => {
            Ok(Wanted::Flag(text == "true"))
        }
        (_, Sort::Flag) => Err(Refusal::invalid("value must be a boolean value")),
        (value, Sort::Time | Sort::Number) => number(value).map(Wanted::Number),
        (Value::Number(number), Sort::Any) => Ok(Wanted::Number(number.as_f64().unwrap_or_default())),
        (Value::String(text), _) => short(text).map(Wanted::Text),
        (Value::Number(_) | Value::Bool(_), _) => Ok(Wanted::Text(value.to_string())),
        _ => Err(Refusal::invalid("value must be a string")),
    };
    several(value)?.into_iter().map(one).collect()
}

fn parts(value: Option<&Value>) -> Result<Vec<String>, Refusal> {
    let one = |value: &Value| {
        let text = value.as_str().ok_or_else(|| Refusal::invalid("value must be a string"))?;
        let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "@.-_+'".contains(c);
        if !text.chars().all(plain) {
            return Err(Refusal::Bad("contains does not accept special characters".to_owned()));
        }
        short(text)
    };
    several(value)?.into_iter().map(one).collect()
}

/// A value, or the values of an array, of which any may fit.
fn several(value: Option<&Value>) -> Result<Vec<&Value>, Refusal> {
    match value {
        None | Some(Value::Null) => Err(Refusal::invalid("value should not be empty")),
        Some(Value::Array(values)) => Ok(values.iter().collect()),
        Some(value) => Ok(vec![value]),
    }
}

fn short(text: &str) -> Result<String, Refusal> {
    if text.chars().count() > LONGEST_VALUE {
        let must = format!("value must be shorter than or equal to {LONGEST_VALUE} characters");
        return Err(Refusal::invalid(must));
    }
    Ok(text.to_lowercase())
}

fn bounds(value: Option<&Value>) -> Result<Bounds, Refusal> {
    let must = || Refusal::invalid("value must be an object with gt, gte, lt or lte");
    let Some(Value::Object(members)) = value else { return Err(must()) };
    if members.is_empty() || members.keys().any(|name| !["gt", "gte", "lt", "lte"].contains(&&**name)) {
        return Err(must());
    }
    let bound = |name: &str| match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => number(value).map(Some),
    };
    Ok(Bounds { gt: bound("gt")?, gte: bound("gte")?, lt: bound("lt")?, lte: bound("lte")? })
}

/// A number, or a date as milliseconds.
fn number(value: &Value) -> Result<f64, Refusal> {
    let read = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().or_else(|| date(text)),
        _ => None,
    };
    read.ok_or_else(|| Refusal::invalid("value must be a number or a valid ISO 8601 date string"))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year stay below 2^53")]
fn date(text: &str) -> Option<f64> {
    moment(text).map(|moment| moment.as_millisecond() as f64)
}

impl<C: Column> Filter<C> {
    /// Reads the `filters` array; its members must all hold.
    ///
    /// # Errors
    /// A field or operator that is not known, and a value that does not fit.
    pub fn read(filters: &[Value], around: C::Around<'_>) -> Result<Self, Refusal> {
        read_all(filters, around, 0).map(Self::All)
    }

    /// Whether the filter lets every record through.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self, Self::All(filters) if filters.is_empty())
    }

    /// Whether any field of it is one of these.
    pub fn names(&self, one: &impl Fn(&C) -> bool) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().any(|filter| filter.names(one)),
            Self::Is(field, _) => one(field),
        }
    }

    /// Whether the record fits.
    pub fn fits(&self, record: &C::Record, around: C::Around<'_>) -> bool {
        match self {
            Self::All(filters) => filters.iter().all(|filter| filter.fits(record, around)),
            Self::Any(filters) => filters.iter().any(|filter| filter.fits(record, around)),
            Self::Is(field, test) => test.fits(&field.of(record, around)),
        }
    }
}

impl Test {
    fn fits(&self, held: &Held) -> bool {
        match self {
            Self::Exists => held.exists(),
            Self::NotExists => !held.exists(),
            Self::Equal(wanted) => wanted.iter().any(|wanted| equal(held, wanted)),
            Self::NotEqual(wanted) => !wanted.iter().any(|wanted| equal(held, wanted)),
            Self::Contains(parts) => parts.iter().any(|part| has(held, part)),
            Self::NotContains(parts) => !parts.iter().any(|part| has(held, part)),
            Self::Range(bounds) => within(held, *bounds),
        }
    }
}

fn has(held: &Held, part: &str) -> bool {
    matches!(held, Held::Texts(texts) if texts.iter().any(|text| holds(text, part)))
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year stay below 2^53")]
fn within(held: &Held, bounds: Bounds) -> bool {
    match held {
        Held::Time(Some(time)) => bounds.hold(*time as f64),
        Held::Number(number) => bounds.hold(*number),
        Held::Texts(texts) => texts.iter().any(|text| {
            let number = text.parse().ok().or_else(|| date(&text.to_uppercase()));
            number.is_some_and(|number| bounds.hold(number))
        }),
        Held::Time(None) | Held::Flag(_) => false,
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year stay below 2^53")]
fn equal(held: &Held, wanted: &Wanted) -> bool {
    match (held, wanted) {
        (Held::Texts(texts), Wanted::Text(wanted)) => texts.iter().any(|text| text == wanted),
        (Held::Texts(texts), Wanted::Number(wanted)) => texts.iter().any(|text| text.parse() == Ok(*wanted)),
        (Held::Flag(flag), Wanted::Flag(wanted)) => flag.unwrap_or_default() == *wanted,
        (Held::Time(Some(time)), Wanted::Number(wanted)) => (*time as f64 - wanted).abs() < 0.5,
        (Held::Number(number), Wanted::Number(wanted)) => (number - wanted).abs() < f64::EPSILON,
        (Held::Number(number), Wanted::Text(wanted)) => wanted.parse() == Ok(*number),
        _ => false,
    }
}
