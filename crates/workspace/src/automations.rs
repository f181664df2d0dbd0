//! Automations: building, testing, publishing and pausing them.
//!
//! Here: what a builder does with an automation, and what its page shows. Not here: its runs (`runs`), how it runs
//! (`engine`), what is wrong with it (`domain::automation::lint`).
//!
//! Promise: only a draft that passed a test and has no error is published; publishing changes no run under way.

mod service;
mod view;

pub(crate) use service::broken;
pub use service::{Automations, Release};
pub use view::{AutomationRow, AutomationView, Checked, Tested};
