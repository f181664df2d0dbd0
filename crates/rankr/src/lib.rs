//! Rankr.
