//! Texts with pills, filled in within bounds.

use std::io;

use minijinja::{Environment, Value, value::ValueKind};
use serde_json::Value as Json;

use super::{DEPTH, Fault, FaultKind, Seen, TEXT};

/// The expression inside a text that is exactly one pill, such as `{{ contact.id }}`.
#[must_use]
pub fn single_pill(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.strip_prefix('-').unwrap_or(inner);
    Some(inner.strip_suffix('-').unwrap_or(inner))
}

pub(super) fn fill(environment: &Environment<'_>, text: &str, seen: &Seen) -> Result<Json, Fault> {
    if !has_pills(text) {
        return Ok(Json::String(text.to_owned()));
    }
    if let Some(inner) = single_pill(text)
        && let Ok(expression) = environment.compile_expression(inner)
    {
        let start = inner.as_ptr() as usize - text.as_ptr() as usize;
        let value =
            expression.eval(seen.value()).map_err(|error| Fault::of(&error, inner).shifted(start, text))?;
        return bounded(&value);
    }
    let template = environment.template_from_str(text).map_err(|error| Fault::of(&error, text))?;
    let mut page = Page { text: Vec::new(), full: false };
    match template.render_captured_to(seen.value(), &mut page) {
        _ if page.full => Err(too_large()),
        Ok(_) => Ok(Json::String(String::from_utf8_lossy(&page.text).into_owned())),
        Err(error) => Err(Fault::of(&error, text)),
    }
}

pub(super) fn fill_all(
    environment: &Environment<'_>,
    given: &Json,
    seen: &Seen,
    depth: usize,
) -> Result<Json, Fault> {
    if depth > DEPTH {
        return Err(Fault::bare(FaultKind::TooDeep, format!("This nests deeper than {DEPTH} levels.")));
    }
    match given {
        Json::String(text) => {
            super::short_enough(text)?;
            fill(environment, text, seen)
        }
        Json::Array(items) => {
            let filled = items.iter().enumerate().map(|(place, item)| {
                fill_all(environment, item, seen, depth + 1).map_err(|f| f.within(&format!("[{place}]")))
            });
            Ok(Json::Array(filled.collect::<Result<_, _>>()?))
        }
        Json::Object(fields) => {
            let filled = fields.iter().map(|(name, value)| {
                let value = fill_all(environment, value, seen, depth + 1).map_err(|f| f.within(name))?;
                Ok((name.clone(), value))
            });
            Ok(Json::Object(filled.collect::<Result<_, Fault>>()?))
        }
        other => Ok(other.clone()),
    }
}

/// Whether anything in a text is to be filled in.
pub(super) fn has_pills(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark))
}

/// A value as JSON, unless it is too large.
pub(super) fn bounded(value: &Value) -> Result<Json, Fault> {
    if value.is_undefined() {
        return Ok(Json::Null);
    }
    if value.kind() == ValueKind::Invalid {
        return Err(Fault::bare(FaultKind::Value, "This gives no value."));
    }
    let mut page = Page { text: Vec::new(), full: false };
    match serde_json::to_writer(&mut page, value) {
        _ if page.full => Err(too_large()),
        Ok(()) => serde_json::from_slice(&page.text)
            .map_err(|_| Fault::bare(FaultKind::TooDeep, "This gives a value that nests too deeply.")),
        Err(_) => {
            Err(Fault::bare(FaultKind::Value, "This gives something that is no value, such as a function."))
        }
    }
}

fn too_large() -> Fault {
    Fault::bare(FaultKind::TooLarge, format!("This gives more than {} KB of text.", TEXT / 1024))
}

/// Takes text until there is too much of it.
struct Page {
    text: Vec<u8>,
    full: bool,
}

impl io::Write for Page {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        if self.text.len() + piece.len() > TEXT {
            self.full = true;
            return Err(io::Error::other("too much text"));
        }
        self.text.extend_from_slice(piece);
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
