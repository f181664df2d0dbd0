//! The staff, as the API shows it.
//!
//! Promise: one user is a bare object without an envelope, a list is `users`.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, no_record, whole};
use crate::{
    answer::{Answer, Outcome, Refusal},
    query::Query,
    world::{id::UserId, permissions, record::User},
};

/// `GET /users/`
pub(super) async fn list(desk: Desk) -> Outcome {
    let location = desk.location()?;
    let users: Vec<Value> = desk.world.look(|state| state.users(&location).map(shown).collect());
    Ok(Answer::ok(json!({ "users": users })))
}

/// `GET /users/{userId}`
pub(super) async fn one(desk: Desk, Path(id): Path<String>) -> Outcome {
    let user = desk.world.look(|state| {
        let user = UserId::parse(&id).and_then(|id| state.user(&id));
        user.filter(|user| user.locations.iter().any(|location| desk.reaches(*location))).map(shown)
    });
    Ok(Answer::ok(user.ok_or_else(|| no_record("User", &id))?))
}

/// What `GET /users/search` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Asked {
    company_id: Option<String>,
    location_id: Option<String>,
    query: Option<String>,
    skip: Option<String>,
    limit: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    role: Option<String>,
    ids: Option<String>,
    sort_direction: Option<String>,
}

/// Why a search for users is refused.
pub(super) enum NoSearch {
    /// Without a company, HighLevel answers 401 and this text.
    NoCompany,
    /// Anything else.
    Refused(Refusal),
}

impl From<Refusal> for NoSearch {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for NoSearch {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::NoCompany => {
                let body = json!({ "statusCode": 401, "message": "E01 - Unauthorized request" });
                Answer::with(StatusCode::UNAUTHORIZED, body).into_response()
            }
        }
    }
}

/// `GET /users/search`
pub(super) async fn search(desk: Desk, Query(asked): Query<Asked>) -> Result<Answer, NoSearch> {
    let company = asked.company_id.as_deref().ok_or(NoSearch::NoCompany)?;
    if company != desk.caller.company.as_str() {
        return Err(NoSearch::NoCompany);
    }
    let (skip, limit) =
        (whole("skip", asked.skip.as_deref(), 0)?, whole("limit", asked.limit.as_deref(), 25)?);
    let mut found: Vec<User> = desk.world.look(|state| {
        state.all_users().filter(|user| within(&desk, user, asked.location_id.as_deref())).cloned().collect()
    });
    found.retain(|user| asked.takes(user));
    found.sort_by(|one, other| one.first_name.cmp(&other.first_name));
    if asked.sort_direction.as_deref() == Some("desc") {
        found.reverse();
    }
    let page: Vec<Value> = found.iter().skip(skip).take(limit).map(shown).collect();
    Ok(Answer::ok(json!({ "users": page, "count": found.len() })))
}

fn within(desk: &Desk, user: &User, location: Option<&str>) -> bool {
    user.locations
        .iter()
        .any(|own| desk.reaches(*own) && location.is_none_or(|wanted| own.as_str() == wanted))
}

impl Asked {
    fn takes(&self, user: &User) -> bool {
        let query = self.query.as_deref().unwrap_or_default().to_lowercase();
        let text =
            format!("{} {} {} {}", user.first_name, user.last_name, user.email, user.phone).to_lowercase();
        let ids: Option<Vec<&str>> = self.ids.as_deref().map(|ids| ids.split(',').map(str::trim).collect());
        text.contains(&query)
            && self.kind.as_deref().is_none_or(|kind| kind == &*user.kind)
            && self.role.as_deref().is_none_or(|role| role == &*user.role)
            && ids.is_none_or(|ids| ids.contains(&user.id.as_str()))
    }
}

/// A member of the staff.
pub(super) fn shown(user: &User) -> Value {
    json!({
        "id": user.id.as_str(),
        "name": format!("{} {}", user.first_name, user.last_name),
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "phone": user.phone,
        "extension": user.extension.as_deref().unwrap_or_default(),
        "permissions": permissions(user),
        "scopes": "contacts.write",
        "roles": {
            "type": user.kind,
            "role": user.role,
            "locationIds": user.locations.iter().map(|location| location.as_str()).collect::<Vec<_>>(),
            "restrictSubAccount": false,
        },
        "deleted": false,
    })
}
