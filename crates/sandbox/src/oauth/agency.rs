//! What an agency's app asks about its installations: a location's token, the locations it has.
//!
//! Promise: both exist in the older and the newer spelling, by path and `Version`.

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use highlevel::scope::{Scope, Scopes};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    fields::Fields,
    installed::{Future, Install, Resource},
    mint::{self, Access},
};
use crate::{
    answer::{Answer, Refusal},
    door::{AuthClass, Caller, Version},
    query::Query,
    shell::Shell,
    tokens::LOCATION_ACCESS_LIFE,
    world::{Moment, id::LocationId, record::Location},
};

/// `POST /oauth/locationToken`: a token for one of the agency's locations. Live it answers 201, and there is no
/// refresh token: whoever needs another asks again. It holds a second longer than the agency's own.
pub(crate) async fn location_token(
    State(shell): State<Shell>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, Refusal> {
    let fields = Fields::read(&headers, &body);
    let company = fields.find("company_id").ok_or_else(|| missing("companyId"))?;
    let location = fields.find("location_id").ok_or_else(|| missing("locationId"))?;
    if company != caller.company.as_str() {
        return Err(Refusal::Bad("No integration found for this company".to_owned()));
    }
    let install = install_of(&shell, &caller).ok_or_else(not_installed)?;
    let location = LocationId::parse(location).filter(|id| install.locations.contains(id));
    let location = location.ok_or_else(not_installed)?;
    Ok(Answer::created(Value::Object(token_for(&shell, &caller, &install, location))))
}

fn missing(field: &str) -> Refusal {
    Refusal::invalid(format!("{field} must be a string"))
}

fn not_installed() -> Refusal {
    Refusal::Bad("Location not found or the app is not installed there".to_owned())
}

fn install_of(shell: &Shell, caller: &Caller) -> Option<Install> {
    let wanted = Resource::Company(caller.company);
    shell.grants.installs().into_iter().find(|install| install.resource == wanted)
}

fn token_for(shell: &Shell, caller: &Caller, install: &Install, location: LocationId) -> Map<String, Value> {
    let mut scopes: Scopes = install.scopes.clone();
    scopes.insert(Scope::OAUTH_READONLY);
    scopes.insert(Scope::OAUTH_WRITE);
    let made = Access {
        class: AuthClass::Location,
        id: location.as_str(),
        scopes: &scopes,
        generation: install.generation_of(location.as_str()),
        life: LOCATION_ACCESS_LIFE,
    };
    let token = mint::access(&shell.identity, made, shell.clock.now());
    let mut told = Map::new();
    let mut both = |old: &str, new: &str, value: Value| {
        if caller.version.is_v3() {
            told.insert(new.to_owned(), value.clone());
        }
        told.insert(old.to_owned(), value);
    };
    both("access_token", "accessToken", token.into());
    both("token_type", "tokenType", "Bearer".into());
    both("expires_in", "expiresIn", LOCATION_ACCESS_LIFE.as_secs().into());
    told.insert("scope".into(), scopes.to_string().into());
    told.insert("userType".into(), AuthClass::Location.as_str().into());
    told.insert("locationId".into(), location.as_str().into());
    told.insert("companyId".into(), caller.company.as_str().into());
    told.insert("userId".into(), install.user.as_str().into());
    told.insert("appId".into(), shell.identity.app_id.as_str().into());
    told.insert("versionId".into(), shell.identity.version_id.as_str().into());
    told
}

/// What `GET /oauth/installedLocations` may be asked.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Asked {
    company_id: Option<String>,
    app_id: Option<String>,
    skip: Option<String>,
    limit: Option<String>,
    query: Option<String>,
    is_installed: Option<String>,
    location_id: Option<String>,
    version_id: Option<String>,
    on_trial: Option<String>,
    plan_id: Option<String>,
    page_size: Option<String>,
    page_token: Option<String>,
}

/// Why the installed locations are not listed: `v3` says some of it in an envelope of its own.
pub(crate) enum NoList {
    /// As everywhere else.
    Refused(Refusal),
    /// `{"error": {"code", "message"}}`; the codes are our choice but for the last.
    Enveloped(StatusCode, &'static str, String),
}

impl NoList {
    fn of(version: Version, status: StatusCode, message: &str) -> Self {
        match (version.is_v3(), status) {
            (false, _) => Self::Refused(Refusal::Bad(message.to_owned())),
            (true, StatusCode::NOT_FOUND) => {
                Self::Enveloped(status, "RESOURCE_NOT_FOUND", message.to_owned())
            }
            (true, _) => Self::Enveloped(status, "INVALID_ARGUMENT", message.to_owned()),
        }
    }
}

impl From<Refusal> for NoList {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for NoList {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(refusal) => refusal.into_response(),
            Self::Enveloped(status, code, message) => {
                let body = json!({ "error": { "code": code, "message": message } });
                Answer::with(status, body).into_response()
            }
        }
    }
}

/// `GET /oauth/installedLocations`
pub(crate) async fn installed_locations(
    State(shell): State<Shell>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<Asked>,
) -> Result<Answer, NoList> {
    let wrong: Vec<String> = [("companyId", &asked.company_id), ("appId", &asked.app_id)]
        .into_iter()
        .filter(|(_, given)| given.is_none())
        .map(|(name, _)| format!("{name} must be a string"))
        .collect();
    if !wrong.is_empty() {
        return Err(Refusal::Invalid(wrong).into());
    }
    if asked.company_id.as_deref() != Some(caller.company.as_str())
        || asked.app_id.as_deref() != Some(&shell.identity.app_id)
    {
        let message = "No integration found with this companyId and appId";
        return Err(NoList::of(caller.version, StatusCode::NOT_FOUND, message));
    }
    let rows = rows(&shell, &caller, &asked);
    let future = install_of(&shell, &caller).is_some_and(|install| install.future == Future::Included);
    Ok(Answer::ok(if caller.version.is_v3() { newer(&rows, &asked)? } else { older(&rows, &asked, future)? }))
}

fn rows(shell: &Shell, caller: &Caller, asked: &Asked) -> Vec<Value> {
    let install = install_of(shell, caller);
    let query = asked.query.as_deref().unwrap_or_default().to_lowercase();
    shell.world.look(|state| {
        state
            .locations()
            .filter(|location| asked.location_id.as_deref().is_none_or(|id| id == location.id.as_str()))
            .filter(|location| location.name.to_lowercase().contains(&query))
            .map(|location| row(shell, install.as_ref(), location))
            .filter(|row| {
                asked.is_installed.as_deref().is_none_or(|want| row["isInstalled"] == (want == "true"))
                    && asked.version_id.as_deref().is_none_or(|want| row["versionId"] == want)
                    // Nobody pays here and nobody tries before paying.
                    && asked.on_trial.as_deref() != Some("true")
                    && asked.plan_id.is_none()
            })
            .collect()
    })
}

fn row(shell: &Shell, install: Option<&Install>, location: &Location) -> Value {
    let here = install.filter(|install| install.locations.contains(&location.id));
    let mut row = json!({
        "_id": location.id.as_str(),
        "name": location.name,
        "address": format!("{}, {}, {} {}", location.address, location.city, location.state, location.postal_code),
        "isInstalled": here.is_some(),
    });
    if let Some(install) = here {
        row["versionId"] = shell.identity.version_id.as_str().into();
        row["installedAt"] = Moment::from(install.at).to_string().into();
    }
    row
}

fn older(rows: &[Value], asked: &Asked, future: bool) -> Result<Value, Refusal> {
    let (skip, limit) =
        (number("skip", asked.skip.as_deref(), 0)?, number("limit", asked.limit.as_deref(), 20)?);
    let page: Vec<&Value> = rows.iter().skip(skip).take(limit).collect();
    Ok(json!({ "locations": page, "count": rows.len(), "installToFutureLocations": future }))
}

fn newer(rows: &[Value], asked: &Asked) -> Result<Value, NoList> {
    let wrong = |message| NoList::of(Version::V3, StatusCode::BAD_REQUEST, message);
    let size = asked.page_size.as_deref().map_or(Ok(20), str::parse).unwrap_or(0);
    if !(1..=100).contains(&size) {
        return Err(wrong("pageSize must be from 1 to 100"));
    }
    let from: usize =
        asked.page_token.as_deref().map_or(Ok(0), str::parse).map_err(|_| wrong("Invalid pageToken"))?;
    let page: Vec<&Value> = rows.iter().skip(from).take(size).collect();
    let next = from.saturating_add(page.len());
    let has_next = next < rows.len();
    Ok(json!({
        "items": page,
        "pagination": {
            "totalRecords": rows.len(),
            "estimatedTotalRecords": rows.len(),
            "currentPageSize": page.len(),
            "hasNextPage": has_next,
            "hasPrevPage": from > 0,
            "nextPageToken": has_next.then(|| next.to_string()),
            "prevPageToken": (from > 0).then(|| from.saturating_sub(size).to_string()),
        },
        "metadata": {
            "filterApplied": { "companyId": asked.company_id, "appId": asked.app_id },
            "sortApplied": {},
        },
    }))
}

fn number(name: &str, text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    let Some(text) = text else { return Ok(otherwise) };
    text.parse().map_err(|_| Refusal::invalid(format!("{name} must be a number string")))
}
