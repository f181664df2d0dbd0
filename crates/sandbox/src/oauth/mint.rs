//! Making tokens for an installation.

use highlevel::scope::Scopes;
use jiff::{SignedDuration, Timestamp};

use super::{grants::Pair, installed::Resource};
use crate::{
    door::AuthClass,
    identity::{Identity, hex},
    tokens::{self, ACCESS_LIFE, AccessClaims, OauthMeta, REFRESH_LIFE, RefreshClaims, RefreshUse},
};

/// What an access token is to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access<'a> {
    /// For a location or a company.
    pub class: AuthClass,
    /// For which one.
    pub id: &'a str,
    /// What it may do.
    pub scopes: &'a Scopes,
    /// The generation of the installation behind it.
    pub generation: u64,
    /// How long it holds.
    pub life: SignedDuration,
}

/// An access token for a location or company.
pub(crate) fn access(identity: &Identity, made: Access<'_>, now: Timestamp) -> String {
    let Access { class, id, scopes, generation, life } = made;
    let claims = AccessClaims {
        auth_class: class.as_str().to_owned(),
        auth_class_id: id.to_owned(),
        source: "INTEGRATION".to_owned(),
        source_id: identity.client_id.clone(),
        channel: "OAUTH".to_owned(),
        primary_auth_class_id: id.to_owned(),
        oauth_meta: OauthMeta {
            scopes: scopes.iter().cloned().collect(),
            client: identity.app_id.clone(),
            version_id: identity.version_id.clone(),
        },
        iat: now.as_second(),
        exp: (now + life).as_second(),
        jti: name(),
        generation,
    };
    tokens::seal(&identity.token_key, &claims)
}

/// An access token with the refresh token that renews it.
pub(crate) fn pair(
    identity: &Identity,
    resource: Resource,
    scopes: &Scopes,
    generation: u64,
    now: Timestamp,
) -> Pair {
    let refresh_id = name();
    let made =
        Access { class: resource.class(), id: resource.as_str(), scopes, generation, life: ACCESS_LIFE };
    let claims = RefreshClaims {
        token_use: RefreshUse::Refresh,
        auth_class: resource.class().as_str().to_owned(),
        auth_class_id: resource.as_str().to_owned(),
        iat: now.as_second(),
        exp: (now + REFRESH_LIFE).as_second(),
        jti: refresh_id.clone(),
    };
    Pair {
        access: access(identity, made, now),
        refresh: tokens::seal(&identity.token_key, &claims),
        refresh_id,
        scopes: scopes.clone(),
    }
}

/// A code: 40 hexadecimal digits.
pub(crate) fn code() -> String {
    hex(&rand::random::<[u8; 20]>(), 40)
}

fn name() -> String {
    hex(&rand::random::<[u8; 12]>(), 24)
}
