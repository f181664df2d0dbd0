//! How long a message takes, and letting messages get on.
//!
//! Here: when. Not here: what a message becomes (`act_conversation`), who waits (`conversations::postman`).
//!
//! That a message is `pending`, then `sent`, then `delivered` is HighLevel's; the waits between are our choice.

use super::World;

/// How long a message takes, in milliseconds of the sandbox's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From being written until it has left.
    pub leave: i64,
    /// From there until it has arrived.
    pub arrive: i64,
}

impl World {
    /// How long a message takes under the clock's scale.
    pub fn pace(&self) -> Pace {
        let scaled = |millis| {
            let wait = self.clock().scaled(std::time::Duration::from_millis(millis));
            i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).max(1)
        };
        Pace { leave: scaled(200), arrive: scaled(1_500) }
    }

    /// Lets every message get on whose time has come.
    pub fn messages_get_on(&self) {
        let pace = self.pace();
        while let Some(id) = {
            let now = self.now();
            self.look(|state| state.conversations().due(now).map(|message| message.id))
        } {
            self.act(|act| act.message_get_on(&id, pace));
        }
    }

    /// Waits until some message has something to wait for; returns at once when one has since the last wait.
    pub async fn message_waits(&self) {
        self.0.waiting.notified().await;
    }
}
