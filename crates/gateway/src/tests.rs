//! The gateway against a whole sandbox over loopback HTTP, with a faulty line in between where that is the point.

mod bench;
mod edits;
mod line;
mod lost;
mod reading;
mod strangers;
mod tokens;
