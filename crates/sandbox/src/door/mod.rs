//! The door: everything HighLevel decides about a call before the operation itself runs.

mod caller;

pub use caller::{AuthClass, Caller, ClientId, TokenKind, Version};
