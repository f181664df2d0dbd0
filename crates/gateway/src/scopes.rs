//! What a private token may do.
//!
//! HighLevel says so of an app's token and not of a private one. Here: asking, one call for each scope a workspace
//! uses. Not here: refusing for lack of one (`ledger::submit`).
//!
//! Promise: nothing is altered by asking: what would write goes to a contact that does not exist, and HighLevel
//! looks at the scope first.

use highlevel::{
    CallError, Client, LocationId, Scopes,
    client::Call,
    operation::{Operation, calendars, contacts, locations, users},
};
use serde_json::json;

/// An id no contact has.
const NOBODY: &str = "RankrAsksForItsScope";

/// One operation for each scope, the cheapest that needs it.
const ASKED: [&Operation; 8] = [
    &contacts::GET_CONTACT,
    &contacts::UPDATE_CONTACT,
    &locations::GET_LOCATION,
    &locations::GET_LOCATION_TAGS,
    &locations::GET_CUSTOM_FIELDS,
    &locations::TASK_SEARCH,
    &users::GET_USER_BY_LOCATION,
    &calendars::GET_CALENDARS,
];

/// The scopes, of those a workspace uses, that the client's token holds.
///
/// # Errors
/// A dead token, the wrong location, or no answer: then nothing is known.
pub async fn held_scopes(client: &Client, location: &LocationId) -> Result<Scopes, CallError> {
    let mut held = Scopes::default();
    for operation in ASKED {
        match client.raw(call(operation, location)?).await {
            Err(CallError::MissingScope { .. } | CallError::WrongTokenKind { .. }) => {}
            Ok(_) | Err(CallError::UnknownRecord { .. } | CallError::Invalid { .. }) => {
                operation.scopes.iter().cloned().for_each(|scope| held.insert(scope));
            }
            // A refusal for another reason than the scope came after the scope was found good.
            Err(CallError::Refused { status: 400 | 404 | 422, .. }) => {
                operation.scopes.iter().cloned().for_each(|scope| held.insert(scope));
            }
            Err(other) => return Err(other),
        }
    }
    Ok(held)
}

fn call(operation: &'static Operation, location: &LocationId) -> Result<Call, CallError> {
    let names = operation.path_params.iter().map(|param| param.name);
    let call = names.fold(Call::of(operation), |call, name| {
        if name == "contactId" { call.path(name, NOBODY) } else { call.path(name, location) }
    });
    let takes_location = operation.query.iter().any(|param| param.name == "locationId");
    let call = if takes_location { call.query("locationId", location) } else { call };
    if operation.body_fields().is_empty() { Ok(call) } else { call.json(&json!({})) }
}
