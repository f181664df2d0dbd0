//! Upserts that would lose something are refused before they are taken down.
//!
//! Here: finding the contacts that share an upsert's address or number in the mirror. Not here: what is lost
//! (`domain::upsert`).
//!
//! Promise: nothing is called; what the mirror does not know is HighLevel's to decide.

use domain::{record::Doc, upsert, write::Intent};
use highlevel::{ContactId, operation::contacts::UPSERT_CONTACT};
use serde_json::Value;
use store::{ContactQuery, Tx};

use crate::{error::GatewayError, gateway::Gateway};

/// Contacts looked at for each of the two.
const FEW: u32 = 20;

impl Gateway {
    /// Refuses an upsert by which somebody's data would be lost.
    pub(crate) async fn refuse_lossy(&self, tx: &mut Tx<'_>, intent: &Intent) -> Result<(), GatewayError> {
        if intent.operation != UPSERT_CONTACT.id {
            return Ok(());
        }
        let mut known: Vec<(ContactId, Doc)> = Vec::new();
        for field in ["email", "phone"] {
            let Some(search) = intent.body.get(field).and_then(Value::as_str) else { continue };
            let query = ContactQuery { search: search.to_owned(), limit: FEW, ..ContactQuery::default() };
            for row in tx.contact_list(&intent.location, &query).await?.rows {
                if known.iter().any(|(id, _)| *id == row.id) {
                    continue;
                }
                let Some(record) = tx.contact_find(&intent.location, &row.id).await? else { continue };
                known.push((row.id, record.stored.doc));
            }
        }
        match upsert::weigh(&intent.body, &known) {
            Some(loss) => Err(GatewayError::Lossy(loss.words())),
            None => Ok(()),
        }
    }
}
