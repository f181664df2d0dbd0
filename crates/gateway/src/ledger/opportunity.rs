//! Finding the opportunity that a create has made: it hangs on a contact and is listed by a search.

use domain::write::Write;
use highlevel::operation::opportunities as row;
use serde_json::{Map, Value, json};

use super::{lane_of, look::Sight, verdict};
use crate::{error::GatewayError, gateway::Gateway};

impl Gateway {
    /// Looks for it among those of its contact.
    pub(crate) async fn find_opportunity(&self, write: &Write) -> Result<Sight, GatewayError> {
        let intent = &write.intent;
        let Some(contact) = &intent.contact else { return Ok(Sight::Blind) };
        let reading = self.reading(&intent.location, lane_of(&intent.cause), intent.cause.clone());
        let found = reading.opportunities_of(contact).await?;
        let docs: Vec<&Map<String, Value>> = found.iter().map(|one| one.doc.fields()).collect();
        let taken = self.taken(write, &docs).await?;
        let made = verdict::made(write, docs, &taken, self.left_at(write));
        Ok(match made {
            Some(made) => Sight::Done(Some((&row::GET_OPPORTUNITY, json!({ "opportunity": made })))),
            None => Sight::Undone,
        })
    }
}
