//! Order and cursor: what comes before what, and where a page goes on.

use std::cmp::Ordering;

use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;

use super::column::{Column, Held};
use crate::answering::Refusal;

/// One rule of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule<C> {
    /// By what.
    pub field: C,
    /// Which way.
    pub way: Way,
}

/// Which way an order runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Small before large.
    Up,
    /// Large before small.
    Down,
}

/// The order of a search. Ties are broken by id, so no two records share a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Order<C>(Vec<Rule<C>>);

/// A place in an order: what the rules see, and the id.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<I> {
    keys: Vec<Key>,
    id: I,
}

/// The place as a record carries it.
impl<I: AsRef<str>> Serialize for Place<I> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut cursor = to.serialize_seq(Some(self.keys.len() + 1))?;
        for key in &self.keys {
            cursor.serialize_element(key)?;
        }
        cursor.serialize_element(self.id.as_ref())?;
        cursor.end()
    }
}

/// What one rule sees of a record.
#[derive(Clone, Debug, PartialEq)]
enum Key {
    Number(f64),
    Text(String),
    Missing,
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole numbers below 2^53 survive the way back"
            )]
            Self::Number(number) if number.fract() == 0.0 => to.serialize_i64(*number as i64),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Text(text) => to.serialize_str(text),
            Self::Missing => to.serialize_unit(),
        }
    }
}

impl Key {
    fn read(value: &Value) -> Self {
        match value {
            Value::Number(number) => number.as_f64().map_or(Self::Missing, Self::Number),
            Value::String(text) => Self::Text(text.clone()),
            Value::Bool(flag) => Self::Number(f64::from(u8::from(*flag))),
            _ => Self::Missing,
        }
    }

    /// Missing comes last, whichever way the order runs.
    fn compare(&self, other: &Self, way: Way) -> Ordering {
        let natural = match (self, other) {
            (Self::Missing, Self::Missing) => return Ordering::Equal,
            (Self::Missing, _) => return Ordering::Greater,
            (_, Self::Missing) => return Ordering::Less,
            (Self::Number(one), Self::Number(two)) => one.total_cmp(two),
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
        };
        if way == Way::Up { natural } else { natural.reverse() }
    }
}

impl<C> Default for Order<C> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<C: Column> Order<C> {
    /// Reads the `sort` array.
    ///
    /// # Errors
    /// A field or direction that is not known.
    pub fn read(rules: &[Value], around: C::Around<'_>) -> Result<Self, Refusal> {
        let one = |rule: &Value| {
            let text = |name: &str| rule.get(name).and_then(Value::as_str);
            let name = text("field").ok_or_else(|| Refusal::invalid("field must be a string"))?;
            let field = C::parse(name, around);
            let field = field.ok_or_else(|| Refusal::Bad(format!("Invalid field {name}")))?;
            let way = match text("direction") {
                Some("asc") => Way::Up,
                Some("desc") => Way::Down,
                _ => {
                    return Err(Refusal::invalid("direction must be one of the following values: asc, desc"));
                }
            };
            Ok(Rule { field, way })
        };
        rules.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this is the register's own order: newest first.
    #[must_use]
    pub fn is_newest_first(&self) -> bool {
        match &self.0[..] {
            [] => true,
            [rule] => rule.way == Way::Down && rule.field.is_added(),
            _ => false,
        }
    }

    /// Its rules, the first one first.
    #[must_use]
    pub fn rules(&self) -> &[Rule<C>] {
        &self.0
    }

    /// Where a record stands.
    pub fn place(&self, record: &C::Record, around: C::Around<'_>) -> Place<C::Id> {
        let (added, id) = C::born(record);
        if self.is_newest_first() {
            return Place { keys: vec![number(added)], id };
        }
        let keys = self.0.iter().map(|rule| key(&rule.field.of(record, around))).collect();
        Place { keys, id }
    }

    /// What comes first.
    #[must_use]
    pub fn compare(&self, one: &Place<C::Id>, two: &Place<C::Id>) -> Ordering {
        let ways = self.0.iter().map(|rule| rule.way).chain(std::iter::repeat(Way::Down));
        let keys = one.keys.iter().zip(&two.keys).zip(ways);
        let decided = keys.map(|((one, two), way)| one.compare(two, way)).find(|ordering| ordering.is_ne());
        decided.unwrap_or_else(|| two.id.cmp(&one.id))
    }

    /// Reads the `searchAfter` of a record.
    ///
    /// # Errors
    /// A cursor of another order.
    pub fn read_place(&self, cursor: &[Value]) -> Result<Place<C::Id>, Refusal> {
        let expected = self.0.len().max(1) + 1;
        let (Some((id, keys)), true) = (cursor.split_last(), cursor.len() == expected) else {
            let text = format!("searchAfter has {} value(s) but sort has {expected}", cursor.len());
            return Err(Refusal::Bad(text));
        };
        let id = id.as_str().and_then(C::id);
        let id =
            id.ok_or_else(|| Refusal::Bad(format!("searchAfter must end with the id of a {}", C::NOUN)))?;
        let mut keys: Vec<Key> = keys.iter().map(Key::read).collect();
        if self.is_newest_first()
            && let [Key::Text(text)] = &keys[..]
            && let Ok(millis) = text.parse()
        {
            keys = vec![number(millis)];
        }
        Ok(Place { keys, id })
    }
}

impl<I: AsRef<str>> Place<I> {
    /// Whose place it is.
    #[must_use]
    pub fn id(&self) -> &I {
        &self.id
    }

    /// The place in the order of birth, newest first: its milliseconds and its id.
    #[must_use]
    pub fn birth(&self) -> Option<(i64, &I)> {
        match self.keys[..] {
            #[expect(clippy::cast_possible_truncation, reason = "it was whole milliseconds on the way out")]
            [Key::Number(millis)] => Some((millis as i64, &self.id)),
            _ => None,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of any year stay below 2^53")]
fn number(millis: i64) -> Key {
    Key::Number(millis as f64)
}

fn key(held: &Held) -> Key {
    match held {
        Held::Texts(texts) => texts.first().map_or(Key::Missing, |text| Key::Text(text.clone())),
        Held::Flag(flag) => flag.map_or(Key::Missing, |flag| Key::Number(f64::from(u8::from(flag)))),
        Held::Time(time) => time.map_or(Key::Missing, number),
        Held::Number(number) => Key::Number(*number),
    }
}
