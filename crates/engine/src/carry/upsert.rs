//! Creating a contact, or updating the one that is there: decided in the mirror, so that nothing is lost.
//!
//! HighLevel's own upsert can match by the phone number and swap the e-mail address; here a contact with the address
//! goes before one with the number, and neither address nor number of a contact that is there is written over.

use domain::{
    automation::{run::Run, step::Given},
    write::Intent,
};
use highlevel::{
    LocationId,
    operation::contacts::{CREATE_CONTACT, UPDATE_CONTACT},
};
use serde_json::Value as Json;
use store::Tx;

use super::{find::reached_by, intent};
use crate::error::RunError;

/// What an upsert is to the ledger: an update of the contact that is there, or a create.
pub(crate) async fn of(
    tx: &mut Tx<'_>,
    location: &LocationId,
    run: &Run,
    key: &str,
    given: &Given,
) -> Result<Intent, RunError> {
    let mut input = given.clone();
    for field in ["email", "phone"] {
        let Some(spelled) = given.get(field).and_then(Json::as_str).filter(|text| !text.trim().is_empty())
        else {
            continue;
        };
        let Some(found) = reached_by(tx, location, field, spelled).await?.into_iter().next() else {
            continue;
        };
        for reach in ["email", "phone"] {
            if found.doc().text(reach).is_some() {
                input.remove(reach);
            }
        }
        input.remove("locationId");
        input.insert("contactId".to_owned(), Json::from(found.id.as_str()));
        return Ok(intent::of(location, run, key, &UPDATE_CONTACT, &input));
    }
    input.insert("locationId".to_owned(), Json::from(location.as_str()));
    Ok(intent::of(location, run, key, &CREATE_CONTACT, &input))
}
