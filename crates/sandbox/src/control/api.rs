//! The API from inside: what the page does, it does by the same operations as any client.
//!
//! Here: one call to the routes behind the door, as somebody who may do everything in one location.
//! Not here: door, limits, faults and log: a person at the page is no client of the API.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
};
use http::{Method, StatusCode, header::CONTENT_TYPE};
use serde_json::Value;
use tower::ServiceExt;

use crate::{
    door::{AuthClass, Caller, ClientId, TokenKind, Version, location_scopes},
    shell::Shell,
    world::id::LocationId,
};

/// The routes of the API.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    routes: Router,
    shell: Shell,
}

/// Why something was not done, in the API's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refused(pub String);

impl Api {
    /// The API by its routes.
    pub(crate) fn new(routes: Router, shell: Shell) -> Self {
        Self { routes, shell }
    }

    /// The sandbox it belongs to.
    pub(crate) fn shell(&self) -> &Shell {
        &self.shell
    }

    /// One call in a location; the answer's body, or the refusal's text.
    pub(crate) async fn call(
        &self,
        location: LocationId,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, Refused> {
        let caller = Caller {
            kind: TokenKind::Private,
            auth_class: AuthClass::Location,
            scopes: Arc::new(location_scopes()),
            location: Some(location),
            company: self.shell.places.company,
            client: ClientId::Private,
            user: Some(self.shell.places.user),
            version: Version::V2,
        };
        let method = method.parse::<Method>().map_err(|_| Refused(format!("{method} is no method")))?;
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request =
            Request::builder().method(method).uri(path).header(CONTENT_TYPE, "application/json");
        if let Some(extensions) = request.extensions_mut() {
            extensions.insert(caller);
            extensions.insert(Version::V2);
        }
        let request = request.body(body).map_err(|error| Refused(error.to_string()))?;
        let Ok(answer) = self.routes.clone().oneshot(request).await;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap_or_default();
        let said = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        if status.is_success() { Ok(said) } else { Err(Refused(words(status, &said))) }
    }
}

fn words(status: StatusCode, said: &Value) -> String {
    let text = match said.get("message").or_else(|| said.get("error")) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        _ => "no reason given".to_owned(),
    };
    format!("{text} ({})", status.as_u16())
}
