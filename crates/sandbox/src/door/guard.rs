//! From a token to a caller.
//!
//! Here: reading the `Authorization` header, private and OAuth tokens, scope and kind.
//! Not here: the signed form (`tokens`), whether a grant stands (`oauth`), locations and limits (`mod`).
//!
//! Promise: the checks run in HighLevel's order: the token itself, then its scope, then its kind. So "no
//! scope" is said before "wrong kind", and both before "wrong location".

use std::{collections::HashMap, sync::Arc};

use highlevel::{
    answering::Turned,
    operation::{Operation, Token},
    scope::{Scope, Scopes},
};
use http::{HeaderMap, header::AUTHORIZATION};
use parking_lot::Mutex;

use super::{
    AuthClass, Caller, ClientId, TokenKind, Version,
    beyond::{LOCATIONS_WRITE, USERS_WRITE},
};
use crate::{
    shell::Shell,
    tokens::{self, AccessClaims},
    world::id::{CompanyId, LocationId},
};

/// Tokens whose signature need not be checked again.
const KNOWN_TOKENS: usize = 10_000;

/// Who may come in.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    known: Mutex<HashMap<Box<str>, Arc<Known>>>,
}

#[derive(Debug)]
struct Known {
    claims: AccessClaims,
    scopes: Arc<Scopes>,
    client: Arc<str>,
}

impl Guard {
    /// Whose token this is.
    pub(crate) fn caller(
        &self,
        shell: &Shell,
        headers: &HeaderMap,
        version: Version,
    ) -> Result<Caller, Turned> {
        let token = bearer(headers).ok_or(Turned::BadToken)?;
        if token.starts_with("pit-") {
            return private(shell, token, version).ok_or(Turned::BadPrivateToken);
        }
        self.oauth(shell, token, version).ok_or(Turned::BadToken)
    }

    fn oauth(&self, shell: &Shell, token: &str, version: Version) -> Option<Caller> {
        let known = self.known(shell, token)?;
        let claims = &known.claims;
        let stands = !claims.is_over(shell.clock.now())
            && claims.source_id == shell.identity.client_id
            && shell.grants.stands(claims.class(), &claims.auth_class_id, claims.generation);
        if !stands {
            return None;
        }
        let auth_class = claims.class();
        let (location, company) = match auth_class {
            AuthClass::Location => (Some(LocationId::parse(&claims.auth_class_id)?), shell.places.company),
            AuthClass::Company => (None, CompanyId::parse(&claims.auth_class_id)?),
        };
        Some(Caller {
            kind: TokenKind::OAuth,
            auth_class,
            scopes: Arc::clone(&known.scopes),
            location,
            company,
            client: ClientId::App(Arc::clone(&known.client)),
            user: Some(shell.places.user),
            version,
        })
    }

    fn known(&self, shell: &Shell, token: &str) -> Option<Arc<Known>> {
        if let Some(known) = self.known.lock().get(token) {
            return Some(Arc::clone(known));
        }
        let claims: AccessClaims = tokens::open(&shell.identity.token_key, token)?;
        let client = Arc::from(claims.source_id.as_str());
        let known = Arc::new(Known { scopes: Arc::new(claims.scopes()), client, claims });
        let mut tokens = self.known.lock();
        if tokens.len() >= KNOWN_TOKENS {
            tokens.clear();
        }
        tokens.insert(token.into(), Arc::clone(&known));
        Some(known)
    }
}

/// The caller of a private token, while it holds.
fn private(shell: &Shell, token: &str, version: Version) -> Option<Caller> {
    let (location, scopes) = shell.private.holder(token, shell.clock.now())?;
    Some(Caller {
        kind: TokenKind::Private,
        auth_class: if location.is_some() { AuthClass::Location } else { AuthClass::Company },
        scopes,
        location,
        company: shell.places.company,
        client: ClientId::Private,
        user: None,
        version,
    })
}

/// Whether this caller may do this at all: scope first, then the kind of token.
pub(crate) fn may(caller: &Caller, operation: &Operation) -> Result<(), Turned> {
    if !caller.scopes.contains_all(operation.scopes) {
        return Err(Turned::NoScope);
    }
    match (operation.token, caller.auth_class, caller.kind) {
        (Token::Location, AuthClass::Company, TokenKind::OAuth) => Err(Turned::CompanyToken),
        (Token::Location, AuthClass::Company, TokenKind::Private) => Err(Turned::CompanyPrivateToken),
        (Token::AgencyOauth, AuthClass::Location, _) => Err(Turned::Forbidden),
        (Token::AgencyOauth, AuthClass::Company, TokenKind::Private) => Err(Turned::NoScope),
        _ => Ok(()),
    }
}

/// Every scope a location's own token can have: all but the agency's.
pub(crate) fn location_scopes() -> Scopes {
    Scope::KNOWN.iter().filter(|scope| !is_agencys(scope)).cloned().chain([Scope::new(USERS_WRITE)]).collect()
}

/// Every scope an agency's private token can have.
pub(crate) fn agency_scopes() -> Scopes {
    let known = [Scope::LOCATIONS_READONLY, Scope::USERS_READONLY];
    known.into_iter().chain([Scope::new(LOCATIONS_WRITE), Scope::new(USERS_WRITE)]).collect()
}

/// Whether only agencies can use the scope.
pub(crate) fn is_agencys(scope: &Scope) -> bool {
    *scope == Scope::OAUTH_READONLY || *scope == Scope::OAUTH_WRITE || scope.as_str() == LOCATIONS_WRITE
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim()).filter(|token| !token.is_empty())
}
