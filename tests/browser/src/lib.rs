//! A real browser on a whole Rankr: what the tests in `tests/` speak with.
//!
//! Here: the driver process, a window with its keys and pictures, and `rankr demo` with a sandbox to look into.
//! Not here: the stories themselves.
//!
//! Promise: nothing leaves this machine, every process ends with its test, and a missing browser says how to get one.

mod axe;
mod devtools;
mod driver;
mod story;
mod window;

pub use driver::Driver;
pub use story::Story;
pub use window::{Script, Size, Theme, Window};
