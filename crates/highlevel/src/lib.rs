//! highlevel.
