//! The one door calls pass.

use futures::future::BoxFuture;

use super::answer::Answer;
use super::call::Call;
use crate::error::CallError;

/// Whatever carries a call out: straight to HighLevel, through a budget, or into a test.
///
/// An `Ok` is an answer HighLevel gave with a 2xx status; every refusal is a [`CallError`].
pub trait Door: Send + Sync {
    /// Carries one call out.
    fn send(&self, call: Call) -> BoxFuture<'_, Result<Answer, CallError>>;
}
