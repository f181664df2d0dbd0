//! `POST /oauth/token` and `POST /oauth/reconnect`.
//!
//! Here: trading a code or a refresh token for a pair, in both spellings.
//! Not here: agency calls (`agency`).
//!
//! Promise: the code is looked at before the client, as live; so a wrong secret with a wrong code is told about
//! the code. Refusals speak `error` and `error_description`, never `message`. Live facts end with the code's
//! 401; the other statuses are OAuth's own and our choice.

use axum::{
    Extension,
    body::Bytes,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    fields::Fields,
    grants::{CODE_LIFE, Code, NoRefresh, Pair},
    installed::{Future, Install, Resource},
    mint,
};
use crate::{
    answer::Answer,
    door::Version,
    shell::Shell,
    tokens::{self, ACCESS_LIFE, RefreshClaims},
    world::Moment,
};

/// Why a token request gives nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoToken {
    /// A field is missing.
    Missing(&'static str),
    /// The way asked for is not offered.
    Unsupported(String),
    /// The code is unknown, used or too old.
    NoCode,
    /// The client id and secret are not the app's.
    NoClient,
    /// The code was given for another address.
    OtherRedirect,
    /// The refresh token is unknown.
    NoRefresh,
    /// The refresh token was used before.
    Spent,
    /// The app is not installed there.
    NotInstalled,
}

impl IntoResponse for NoToken {
    fn into_response(self) -> Response {
        let (status, error, text) = match self {
            Self::Missing(field) => (400, "invalid_request", format!("{field} is required")),
            Self::Unsupported(grant) => {
                (400, "unsupported_grant_type", format!("grant_type {grant} is not supported"))
            }
            Self::NoCode => (401, "UnAuthorized!", "Authorization code not found".to_owned()),
            Self::NoClient => (401, "UnAuthorized!", "Invalid client credentials".to_owned()),
            Self::OtherRedirect => {
                (400, "invalid_grant", "redirect_uri is not the one the code was given for".to_owned())
            }
            Self::NoRefresh => (400, "invalid_grant", "This refresh token is invalid".to_owned()),
            Self::Spent => (400, "invalid_grant", "This refresh token was used before".to_owned()),
            Self::NotInstalled => (400, "invalid_grant", "The app is not installed there".to_owned()),
        };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
        Answer::with(status, json!({ "error": error, "error_description": text })).into_response()
    }
}

/// `POST /oauth/token`
pub(crate) async fn trade(
    State(shell): State<Shell>,
    Extension(version): Extension<Version>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, NoToken> {
    let fields = Fields::read(&headers, &body);
    let (resource, pair) = match fields.find("grant_type").ok_or(NoToken::Missing("grant_type"))? {
        "authorization_code" => by_code(&shell, &fields)?,
        "refresh_token" => by_refresh(&shell, &fields)?,
        other => return Err(NoToken::Unsupported(other.to_owned())),
    };
    Ok(Answer::ok(Value::Object(told(&shell, resource, &pair, version))))
}

fn by_code(shell: &Shell, fields: &Fields) -> Result<(Resource, Pair), NoToken> {
    let now = shell.clock.now();
    let text = fields.find("code").ok_or(NoToken::Missing("code"))?;
    let code = shell.grants.code(text, now).ok_or(NoToken::NoCode)?;
    is_the_app(shell, fields)?;
    let sent_to = code.redirect_uri.as_deref();
    if fields.find("redirect_uri").is_some_and(|uri| sent_to.is_some_and(|sent_to| uri != sent_to)) {
        return Err(NoToken::OtherRedirect);
    }
    let code = shell.grants.use_code(text).ok_or(NoToken::NoCode)?;
    let generation = shell.grants.generation(code.resource);
    let pair = mint::pair(&shell.identity, code.resource, &code.scopes, generation, now);
    shell.grants.add_refresh(&pair.refresh_id, code.resource, code.scopes);
    Ok((code.resource, pair))
}

fn by_refresh(shell: &Shell, fields: &Fields) -> Result<(Resource, Pair), NoToken> {
    let now = shell.clock.now();
    let text = fields.find("refresh_token").ok_or(NoToken::Missing("refresh_token"))?;
    let claims: RefreshClaims = tokens::open(&shell.identity.token_key, text).ok_or(NoToken::NoRefresh)?;
    if now.as_second() >= claims.exp {
        return Err(NoToken::NoRefresh);
    }
    is_the_app(shell, fields)?;
    let make =
        |resource, scopes: &_, generation| mint::pair(&shell.identity, resource, scopes, generation, now);
    shell.grants.refresh(&claims.jti, now, make).map_err(|why| match why {
        NoRefresh::Unknown => NoToken::NoRefresh,
        NoRefresh::Spent => NoToken::Spent,
    })
}

fn is_the_app(shell: &Shell, fields: &Fields) -> Result<(), NoToken> {
    let id = fields.find("client_id").ok_or(NoToken::Missing("client_id"))?;
    let secret = fields.find("client_secret").ok_or(NoToken::Missing("client_secret"))?;
    if id == shell.identity.client_id && secret == shell.identity.client_secret {
        Ok(())
    } else {
        Err(NoToken::NoClient)
    }
}

/// The answer. Under `v3` both spellings are told, since HighLevel's Python client keeps its old token when
/// only the new one is.
fn told(shell: &Shell, resource: Resource, pair: &Pair, version: Version) -> Map<String, Value> {
    let mut told = Map::new();
    let mut both = |old: &str, new: &str, value: Value| {
        if version.is_v3() {
            told.insert(new.to_owned(), value.clone());
        }
        told.insert(old.to_owned(), value);
    };
    both("access_token", "accessToken", pair.access.as_str().into());
    both("token_type", "tokenType", "Bearer".into());
    both("expires_in", "expiresIn", ACCESS_LIFE.as_secs().into());
    both("refresh_token", "refreshToken", pair.refresh.as_str().into());
    told.insert("refreshTokenId".into(), pair.refresh_id.as_str().into());
    told.insert("scope".into(), pair.scopes.to_string().into());
    told.insert("userType".into(), resource.class().as_str().into());
    told.insert("companyId".into(), shell.places.company.as_str().into());
    told.insert("userId".into(), shell.places.user.as_str().into());
    match resource {
        Resource::Location(location) => {
            told.insert("locationId".into(), location.as_str().into());
        }
        Resource::Company(_) => tell_company(shell, resource, &mut told),
    }
    told
}

fn tell_company(shell: &Shell, resource: Resource, told: &mut Map<String, Value>) {
    let installs = shell.grants.installs();
    let approved: Vec<&str> = installs
        .iter()
        .filter(|install| install.resource == resource)
        .flat_map(|install| install.locations.iter().map(|location| location.as_str()))
        .collect();
    told.insert("approvedLocations".into(), json!(&approved));
    told.insert("isBulkInstallation".into(), true.into());
    let install = installs.iter().find(|install| install.resource == resource);
    let future = install.is_some_and(|install| install.future == Future::Included);
    let all = shell.world.look(|state| state.locations().count()) == approved.len();
    told.insert("installToFutureLocations".into(), future.into());
    told.insert("approveAllLocations".into(), all.into());
}

/// `POST /oauth/reconnect`: a new code for an app that lost its tokens.
pub(crate) async fn reconnect(
    State(shell): State<Shell>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, NoToken> {
    let fields = Fields::read(&headers, &body);
    let key = fields.find("client_key").ok_or(NoToken::Missing("clientKey"))?;
    let secret = fields.find("client_secret").ok_or(NoToken::Missing("clientSecret"))?;
    if key != shell.identity.client_id || secret != shell.identity.client_secret {
        return Err(NoToken::NoClient);
    }
    let install = installed(&shell, &fields)?;
    let now = shell.clock.now();
    let until: Timestamp = now + CODE_LIFE;
    let text = mint::code();
    let Install { resource, scopes, user, .. } = install;
    let code = Code { resource, scopes, user, redirect_uri: None, until };
    shell.grants.add_code(text.clone(), code, now);
    Ok(Answer::ok(json!({ "authorizationCode": text, "expiresAt": Moment::from(until).to_string() })))
}

fn installed(shell: &Shell, fields: &Fields) -> Result<Install, NoToken> {
    let id = fields.find("location_id").or_else(|| fields.find("company_id"));
    let id = id.ok_or(NoToken::Missing("locationId or companyId"))?;
    let mut installs = shell.grants.installs().into_iter();
    installs.find(|install| install.resource.as_str() == id).ok_or(NoToken::NotInstalled)
}
