//! What can be wrong with an expression, in plain words.

use std::{fmt, ops::Range};

use minijinja::{Error, ErrorKind};
use serde::{Deserialize, Serialize};

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub struct Fault {
    /// What kind of fault.
    pub kind: Kind,
    /// What is wrong, for a person.
    pub message: String,
    /// The bytes of the text it is about.
    pub range: Option<Range<usize>>,
    /// Line and column of its beginning, from one, counted in letters.
    pub place: Option<(usize, usize)>,
    /// The field whose text it is, as `a.b[0]`; empty where there was one text alone.
    pub field: String,
}

/// Kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It cannot be read.
    Grammar,
    /// It uses a filter, function or test that does not exist.
    UnknownName,
    /// It takes too many steps or too much memory.
    TooMuch,
    /// It nests too deeply.
    TooDeep,
    /// It is too long, or what it gives is.
    TooLarge,
    /// It does something its values do not allow.
    Value,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((1, column)) => write!(f, "{} (at letter {column})", self.message),
            Some((line, column)) => write!(f, "{} (line {line}, letter {column})", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl Fault {
    pub(super) fn of(error: &Error, source: &str) -> Self {
        let kind = kind_of(error);
        let range = error.range().filter(|range| source.get(range.clone()).is_some());
        let piece = range.clone().and_then(|range| source.get(range)).unwrap_or_default();
        let place = range.as_ref().map(|range| place_of(source, range.start));
        Self { kind, message: message_of(kind, error, piece), range, place, field: String::new() }
    }

    pub(super) fn bare(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), range: None, place: None, field: String::new() }
    }

    /// The same fault, of a piece that begins later in a longer text.
    #[must_use]
    pub(super) fn shifted(mut self, by: usize, source: &str) -> Self {
        self.range = self.range.map(|range| range.start + by..range.end + by);
        self.place = self.range.as_ref().map(|range| place_of(source, range.start));
        self
    }

    #[must_use]
    pub(super) fn within(mut self, outer: &str) -> Self {
        let dot = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        self.field = format!("{outer}{dot}{}", self.field);
        self
    }
}

/// An error of one of our filters, in words that are shown as they are.
pub(super) fn refused(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::CannotUnpack, message.into())
}

fn kind_of(error: &Error) -> Kind {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::OutOfFuel => Kind::TooMuch,
        ErrorKind::WriteFailure => Kind::TooLarge,
        _ if detail.contains("recursion limit") || detail.contains("maximum recursion") => Kind::TooDeep,
        _ if detail.contains("too large") => Kind::TooMuch,
        ErrorKind::SyntaxError | ErrorKind::BadEscape => Kind::Grammar,
        ErrorKind::UnknownFilter
        | ErrorKind::UnknownFunction
        | ErrorKind::UnknownTest
        | ErrorKind::UnknownMethod
        | ErrorKind::TemplateNotFound => Kind::UnknownName,
        _ => Kind::Value,
    }
}

fn message_of(kind: Kind, error: &Error, piece: &str) -> String {
    let detail = error.detail().unwrap_or_default().trim_end_matches('.');
    match kind {
        Kind::TooMuch => "This takes too many steps or too much memory: is there a loop in it?".to_owned(),
        Kind::TooDeep => format!("This nests deeper than {} levels.", super::DEPTH),
        Kind::TooLarge => format!("This gives more than {} KB of text.", super::TEXT / 1024),
        Kind::Grammar if detail.contains("end of") => {
            "This ends too early: something is not closed.".to_owned()
        }
        Kind::Grammar if piece.is_empty() => format!("This cannot be read: {detail}."),
        Kind::Grammar => format!("This cannot be read at `{}`: {detail}.", short(piece)),
        Kind::UnknownName => unknown(error, detail),
        Kind::Value if error.kind() == ErrorKind::CannotUnpack => format!("{detail}."),
        Kind::Value if piece.is_empty() => format!("This does not work with these values: {detail}."),
        Kind::Value => format!("`{}` does not work with these values: {detail}.", short(piece)),
    }
}

fn unknown(error: &Error, detail: &str) -> String {
    let what = match error.kind() {
        ErrorKind::UnknownFilter => "filter",
        ErrorKind::UnknownTest => "test",
        ErrorKind::TemplateNotFound => "template",
        _ => "function",
    };
    let name =
        detail.split(['`', '"', '\'']).nth(1).unwrap_or_else(|| detail.split(' ').nth(1).unwrap_or(detail));
    format!("There is no {what} named `{}`.", short(name))
}

fn short(text: &str) -> String {
    if text.chars().count() <= 40 {
        return text.to_owned();
    }
    text.chars().take(39).chain(['…']).collect()
}

fn place_of(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
