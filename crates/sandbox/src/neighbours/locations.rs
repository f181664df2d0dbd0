//! Locations as the API shows them.

use axum::extract::Path;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, no_record, whole};
use crate::{
    answer::{Answer, Outcome},
    query::Query,
    world::record::{Duplicates, Location},
};

/// `GET /locations/{locationId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let location = desk.location_in_path(&id)?;
    let found = desk.world.look(|state| state.location(&location).map(shown));
    let found = found.ok_or_else(|| no_record("Location", &id))?;
    Ok(Answer::ok(json!({ "location": found })))
}

/// What `GET /locations/search` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    company_id: Option<String>,
    skip: Option<String>,
    limit: Option<String>,
    order: Option<String>,
    email: Option<String>,
}

/// `GET /locations/search`
pub(super) async fn search(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let skip = whole("skip", asked.skip.as_deref(), 0)?;
    let limit = whole("limit", asked.limit.as_deref(), 10)?;
    let mut found: Vec<Location> = desk.world.look(|state| {
        state
            .locations()
            .filter(|location| desk.reaches(location.id))
            .filter(|location| asked.company_id.as_deref().is_none_or(|id| location.company.as_str() == id))
            .filter(|location| {
                asked.email.as_deref().is_none_or(|email| location.email.eq_ignore_ascii_case(email))
            })
            .cloned()
            .collect()
    });
    found.sort_by_key(|location| location.added);
    if asked.order.as_deref() == Some("desc") {
        found.reverse();
    }
    let page: Vec<Value> = found.iter().skip(skip).take(limit).map(shown).collect();
    Ok(Answer::ok(json!({ "locations": page })))
}

/// `GET /locations/{locationId}/timezones`
pub(super) async fn timezones(_desk: Desk) -> Outcome {
    let zones: Vec<String> =
        jiff::tz::db().available().map(|zone| zone.to_string()).filter(|name| name.contains('/')).collect();
    Ok(Answer::ok(json!({ "timeZones": zones })))
}

/// A location with its settings.
pub(super) fn shown(location: &Location) -> Value {
    json!({
        "id": location.id.as_str(),
        "companyId": location.company.as_str(),
        "name": location.name,
        "domain": "",
        "address": location.address,
        "city": location.city,
        "state": location.state,
        "logoUrl": "",
        "country": location.country,
        "postalCode": location.postal_code,
        "website": location.website,
        "timezone": location.timezone,
        "firstName": location.first_name,
        "lastName": location.last_name,
        "email": location.email,
        "phone": location.phone,
        "business": {
            "name": location.name,
            "address": location.address,
            "city": location.city,
            "state": location.state,
            "country": location.country,
            "postalCode": location.postal_code,
            "website": location.website,
            "timezone": location.timezone,
        },
        "social": {},
        "settings": {
            "allowDuplicateContact": location.duplicates == Duplicates::Allowed,
            "allowDuplicateOpportunity": false,
            "allowFacebookNameMerge": false,
            "disableContactTimezone": false,
        },
        "reseller": {},
    })
}
