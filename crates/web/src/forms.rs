//! Forms read once, at the door, into typed requests.
//!
//! Here: what each form and address may carry. Not here: whether a value is fit for HighLevel (`workspace`).
//!
//! Promise: unknown parts of an address are left out of sight, malformed ones are refused with the reason.

pub(crate) mod dealings;
pub(crate) mod drafts;
pub(crate) mod keys;
pub mod list;
pub(crate) mod small;
