//! HighLevel's published contacts file against the sandbox, by requests that Schemathesis makes from it.
//!
//! Here: asking (`asked`), what HighLevel itself does otherwise than it publishes (`known`), and holding the one
//! against the other (`compare`).
//! Not here: the file. It is data of HighLevel's, beside this repository; where it is not, nothing is asked.
//!
//! Promise: no request breaks the sandbox or waits for ever, every difference is in the list with who has seen it,
//! and nothing is in the list that does not occur.

mod asked;
mod compare;
mod known;

pub use asked::{Asked, Difference, ask, file};
pub use compare::complaints;
pub use known::{KNOWN, Known, Mark};
