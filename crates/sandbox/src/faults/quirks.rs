//! Quirks.
pub(crate) const QUIRKS: [&str; 0] = [];
