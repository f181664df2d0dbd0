//! Who gets past the door: a session for every route not named open, and no form from another site.
//!
//! Here: the two checks every request passes, and the asker they leave behind.
//! Not here: how a session comes to be (`doors::sign_in`, `workspace::people`).
//!
//! Promise: deny by default. A new route is closed until its path stands in [`is_open`].

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Method, Uri, header};
use workspace::Member;
use workspace::people::People;

use crate::errors::PageError;
use crate::{paths, session};

/// The signed-in person of this request. Only behind [`require_session`].
#[derive(Debug, Clone)]
pub struct SignedIn(pub Member);

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::SignIn)
    }
}

/// The paths that answer without a session. Everything else is closed, whether it exists or not.
pub fn is_open(path: &str) -> bool {
    path == paths::SignIn::ROUTE
        || path.starts_with("/sign-in/")
        || path == paths::SignOut::ROUTE
        || path.starts_with("/assets/")
        || path == "/favicon.ico"
        || path == paths::Hook::ROUTE
        || path == paths::OauthCallback::ROUTE
        || path == paths::Healthz::ROUTE
        || path == paths::Readyz::ROUTE
}

/// Lets requests with a session through, sends people without one to sign in.
pub async fn require_session(State(people): State<People>, mut request: Request, next: Next) -> Response {
    let member = match session::token(request.headers()) {
        Some(token) => match people.session(&token).await {
            Ok(member) => member,
            Err(_) if is_open(request.uri().path()) => None,
            Err(refusal) => return PageError::from(refusal).into_response(),
        },
        None => None,
    };
    match member {
        Some(member) => {
            request.extensions_mut().insert(SignedIn(member));
            next.run(request).await
        }
        None if is_open(request.uri().path()) => next.run(request).await,
        None => turn_away(request.method(), request.uri(), request.headers()),
    }
}

/// A person is led to the sign-in page and back; a script or stream is told plainly.
fn turn_away(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    if crate::answer::wants_fragment(headers) || uri.path() == paths::Live::ROUTE {
        return PageError::SignIn.into_response();
    }
    let back = uri.path_and_query().map(|target| target.as_str()).unwrap_or("/");
    let page = paths::SignIn.to_string();
    if *method != Method::GET || back == "/" {
        return Redirect::to(&page).into_response();
    }
    let query = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
    Redirect::to(&format!("{page}?{query}")).into_response()
}

/// Refuses what another site's page sends in a signed-in person's name.
pub async fn same_site(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || request.uri().path() == paths::Hook::ROUTE || own.sent_by_us(request.headers()) {
        next.run(request).await
    } else {
        tracing::warn!("refused a form sent by another site");
        PageError::CrossSite.into_response()
    }
}

/// The origin people know us by, where a proxy hides it from the `Host` header.
#[derive(Debug, Clone, Default)]
pub struct OwnOrigin(pub Option<url::Origin>);

impl OwnOrigin {
    /// Browsers say where a request comes from in two headers; a request without both is no browser's.
    fn sent_by_us(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = headers.get("sec-fetch-site") {
            return site == "same-origin" || site == "none";
        }
        match headers.get(header::ORIGIN) {
            None => true,
            Some(origin) => origin.to_str().is_ok_and(|origin| self.is(origin, headers)),
        }
    }

    fn is(&self, origin: &str, headers: &HeaderMap) -> bool {
        let Ok(url) = url::Url::parse(origin) else { return false };
        if self.0.as_ref() == Some(&url.origin()) {
            return true;
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        host.is_some_and(|host| origin == format!("{}://{host}", url.scheme()))
    }
}

/// Where to go after sign-in: a path of ours, never another site's.
pub fn safe_next(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.starts_with("/sign-");
    if own { next.to_owned() } else { paths::Home.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (http::HeaderName::from_static(name), http::HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn a_form_of_another_site_is_not_ours() {
        let own = OwnOrigin::default();

        assert!(!own.sent_by_us(&headers(&[("sec-fetch-site", "cross-site"), ("host", "localhost:8780")])));
        assert!(!own.sent_by_us(&headers(&[("sec-fetch-site", "same-site"), ("host", "localhost:8780")])));
        assert!(
            !own.sent_by_us(&headers(&[("origin", "http://localhost:9999"), ("host", "localhost:8780")]))
        );
        assert!(!own.sent_by_us(&headers(&[("origin", "null"), ("host", "localhost:8780")])));
    }

    #[test]
    fn our_own_form_is_ours_also_behind_a_named_proxy() {
        let own = OwnOrigin(Some(url::Url::parse("https://rankr.example.com").unwrap().origin()));

        assert!(own.sent_by_us(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(own.sent_by_us(&headers(&[("origin", "http://localhost:8780"), ("host", "localhost:8780")])));
        assert!(own.sent_by_us(&headers(&[("origin", "https://rankr.example.com"), ("host", "10.0.0.1")])));
    }

    #[test]
    fn sign_in_leads_back_to_our_own_pages_only() {
        assert_eq!(safe_next("/contacts?q=ada"), "/contacts?q=ada");
        assert_eq!(safe_next("//evil.example.com"), "/");
        assert_eq!(safe_next("/\\evil.example.com"), "/");
        assert_eq!(safe_next("https://evil.example.com"), "/");
        assert_eq!(safe_next("/sign-out"), "/");
    }
}
