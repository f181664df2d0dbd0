//! Writes whose answer says yes and does not show the record.
//!
//! Promise: what HighLevel said yes to is read back before it is called done, so that a value it dropped is told.

use domain::write::{News, Write};
use serde_json::Value;

use super::{Step, look::Sight, words};
use crate::{error::GatewayError, gateway::Gateway};

impl Gateway {
    /// HighLevel said yes: the record is read, and settles the write with what it shows.
    pub(crate) async fn taken_unseen(
        &self,
        write: &Write,
        status: u16,
        answer: &Value,
    ) -> Result<Step, GatewayError> {
        let asked_at = self.now();
        let sight = match self.read_back(write).await {
            Ok(sight) => sight,
            // HighLevel has it; the record is read by a job of its own.
            Err(GatewayError::Call(_)) => Sight::Blind,
            Err(other) => return Err(other),
        };
        let accepted = News::Accepted { status, record: None };
        let dropped =
            |fields: &[String]| News::Dropped { status, reason: words::dropped(fields), record: None };
        let (news, shown) = match sight {
            Sight::Done(Some(shown)) => (accepted, Some(shown)),
            Sight::Partly(fields, row, body) | Sight::Overtaken(fields, row, body) => {
                (dropped(&fields), Some((row, body)))
            }
            Sight::Undone => (dropped(&self.wanted_fields(write)), None),
            _ => (accepted, None),
        };
        let seen_at = self.their_time(&write.intent.location, asked_at);
        let mirror = match shown {
            Some((row, body)) => self.shown(write, row, &body, seen_at).await?,
            None => Vec::new(),
        };
        self.settled_with(write, news, mirror, Some(answer)).await
    }

    fn wanted_fields(&self, write: &Write) -> Vec<String> {
        super::fields::asked(&write.intent.effect).into_iter().map(|asked| asked.field).collect()
    }
}
