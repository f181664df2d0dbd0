//! How records are read and written without loss.
//!
//! Here: the `record!` and `open_enum!` macros and the values they are made of.
//! Not here: any record (`model`).
//!
//! Promise: a member we do not know, or know with a type it does not have, stays in `extra` and is written back.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A record as it stands on the wire.
pub type Doc = Map<String, Value>;

/// A value a record can hold. Reading refuses with `None`, and the member stays where it was.
pub(crate) trait Wire: Sized {
    fn read(value: &Value) -> Option<Self>;
    fn write(self) -> Value;
}

impl Wire for String {
    /// A number is taken for its digits: HighLevel sends some postal codes and phones that way.
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn write(self) -> Value {
        Value::String(self)
    }
}

impl Wire for bool {
    fn read(value: &Value) -> Option<Self> {
        value.as_bool()
    }

    fn write(self) -> Value {
        Value::Bool(self)
    }
}

impl Wire for i64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_i64()
    }

    fn write(self) -> Value {
        self.into()
    }
}

impl Wire for f64 {
    fn read(value: &Value) -> Option<Self> {
        value.as_f64()
    }

    /// Whole numbers are written without a fraction, as they came.
    fn write(self) -> Value {
        #[expect(clippy::cast_possible_truncation, reason = "only whole numbers within 2^53 get here")]
        if self.fract() == 0.0 && self.abs() < 9_007_199_254_740_992.0 {
            (self as i64).into()
        } else {
            self.into()
        }
    }
}

impl Wire for Value {
    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }

    fn write(self) -> Value {
        self
    }
}

impl Wire for Doc {
    fn read(value: &Value) -> Option<Self> {
        value.as_object().cloned()
    }

    fn write(self) -> Value {
        Value::Object(self)
    }
}

impl Wire for Timestamp {
    /// ISO 8601 with `Z` or an offset, or milliseconds since 1970.
    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => Self::from_millisecond(number.as_i64()?).ok(),
            _ => None,
        }
    }

    /// Always with milliseconds and `Z`, as HighLevel writes its dates.
    fn write(self) -> Value {
        iso(self).into()
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn read(value: &Value) -> Option<Self> {
        value.as_array()?.iter().map(T::read).collect()
    }

    fn write(self) -> Value {
        self.into_iter().map(Wire::write).collect()
    }
}

/// A point in time as HighLevel writes it: `2026-01-05T10:00:00.000Z`.
pub(crate) fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// Takes the first of these members that reads as `T` out of the record. `null` is the same as missing.
pub(crate) fn take<T: Wire>(doc: &mut Doc, keys: &[&str]) -> Option<T> {
    for key in keys {
        match doc.get(*key) {
            None => {}
            Some(Value::Null) => {
                doc.shift_remove(*key);
            }
            Some(value) => {
                if let Some(read) = T::read(value) {
                    doc.shift_remove(*key);
                    return Some(read);
                }
            }
        }
    }
    None
}

/// Why something is not the record it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotARecord {
    /// Not a JSON object.
    #[error("a {record} should be an object")]
    NotAnObject {
        /// The kind of record that was expected.
        record: &'static str,
    },
    /// Without an id it cannot be told from others.
    #[error("a {record} came without an id")]
    NoId {
        /// The kind of record that was expected.
        record: &'static str,
    },
}

/// A struct of optional members, each with its name on the wire, and `extra` for the rest.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident ($id:ty) {
            $( $(#[$about:meta])* $field:ident : $type:ty = $key:literal $(| $alias:literal)*, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            /// The record's id; read from `id` or `_id`.
            pub id: $id,
            $( $(#[$about])* pub $field: Option<$type>, )*
            /// Everything this crate has no field for.
            pub extra: $crate::record::Doc,
        }

        impl $name {
            /// The wire names of the fields above, without `id`.
            pub const FIELDS: &'static [&'static str] = &[$($key),*];

            /// A record of which nothing but the id is known.
            pub fn with_id(id: $id) -> Self {
                Self { id, $($field: None,)* extra: $crate::record::Doc::new() }
            }

            /// Reads a record from its wire form.
            ///
            /// # Errors
            /// A record needs an id.
            pub fn from_doc(mut doc: $crate::record::Doc) -> Result<Self, $crate::record::NotARecord> {
                let id = $crate::record::take(&mut doc, &["id", "_id"])
                    .ok_or($crate::record::NotARecord::NoId { record: stringify!($name) })?;
                Ok(Self {
                    id,
                    $($field: $crate::record::take(&mut doc, &[$key $(, $alias)*]),)*
                    extra: doc,
                })
            }

            /// The record in its wire form, v2 spelling, without the fields that are unknown.
            pub fn into_doc(self) -> $crate::record::Doc {
                let mut doc = $crate::record::Doc::new();
                doc.insert("id".to_owned(), $crate::record::Wire::write(self.id));
                $(if let Some(value) = self.$field {
                    doc.insert($key.to_owned(), $crate::record::Wire::write(value));
                })*
                doc.extend(self.extra);
                doc
            }
        }

        record!(@wire $name);
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$about:meta])* $field:ident : $type:ty = $key:literal $(| $alias:literal)*, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $( $(#[$about])* pub $field: Option<$type>, )*
            /// Everything this crate has no field for.
            pub extra: $crate::record::Doc,
        }

        impl $name {
            /// The wire names of the fields above.
            pub const FIELDS: &'static [&'static str] = &[$($key),*];

            /// Reads a record from its wire form.
            ///
            /// # Errors
            /// None today; records with an id need one.
            pub fn from_doc(mut doc: $crate::record::Doc) -> Result<Self, $crate::record::NotARecord> {
                Ok(Self {
                    $($field: $crate::record::take(&mut doc, &[$key $(, $alias)*]),)*
                    extra: doc,
                })
            }

            /// The record in its wire form, v2 spelling, without the fields that are unknown.
            pub fn into_doc(self) -> $crate::record::Doc {
                let mut doc = $crate::record::Doc::new();
                $(if let Some(value) = self.$field {
                    doc.insert($key.to_owned(), $crate::record::Wire::write(value));
                })*
                doc.extend(self.extra);
                doc
            }
        }

        record!(@wire $name);
    };
    (@wire $name:ident) => {
        impl $crate::record::Wire for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                Self::from_doc(value.as_object()?.clone()).ok()
            }

            fn write(self) -> serde_json::Value {
                serde_json::Value::Object(self.into_doc())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let doc = <$crate::record::Doc as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_doc(doc).map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.clone().into_doc().serialize(serializer)
            }
        }
    };
}

/// An enum of known words that keeps the ones it does not know.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$about:meta])* $variant:ident = $word:literal, )* }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[$about])* #[doc = concat!(" On the wire `", $word, "`.")] $variant, )*
            /// A word this crate does not know.
            Other(Box<str>),
        }

        impl $name {
            /// Every word this crate knows.
            pub const KNOWN: &'static [Self] = &[$(Self::$variant),*];

            /// The word on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }

            /// Reads a word, known or not.
            #[must_use]
            pub fn parse(word: &str) -> Self {
                match word {
                    $($word => Self::$variant,)*
                    other => Self::Other(other.into()),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::record::Wire for $name {
            fn read(value: &serde_json::Value) -> Option<Self> {
                value.as_str().map(Self::parse)
            }

            fn write(self) -> serde_json::Value {
                self.as_str().into()
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer).map(|word| Self::parse(&word))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

#[cfg(test)]
mod tests;
