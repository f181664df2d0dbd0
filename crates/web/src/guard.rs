//! Who gets past the door: a session for every route not named open, and no form from another site.
//!
//! Here: the checks every request passes, and the asker they leave behind.
//! Not here: how a session comes to be (`doors::sign_in`, `workspace::people`), which routes are open (`router`).
//!
//! Promise: deny by default. A route is closed until its row in the table of routes says that anyone may pass.

use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::request::Parts;
use http::{HeaderMap, Method, Uri, header};
use workspace::Member;
use workspace::people::{People, SessionToken};

use crate::errors::PageError;
use crate::router::OpenRoutes;
use crate::{paths, session};

/// The signed-in person of this request. Only behind `require_session`.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Member);

/// The session that this request carries. Only behind `require_session`, beside [`SignedIn`].
#[derive(Debug, Clone)]
pub(crate) struct Carried(pub(crate) SessionToken);

impl<S: Send + Sync> FromRequestParts<S> for Carried {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::SignIn)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::SignIn)
    }
}

/// Whether the route of this request answers without a session. What has no route is closed.
fn is_open(open: &OpenRoutes, request: &Request) -> bool {
    request.extensions().get::<MatchedPath>().is_some_and(|route| open.has(route.as_str()))
}

/// Lets requests with a session through, sends people without one to sign in.
pub(crate) async fn require_session(
    State((people, open)): State<(People, OpenRoutes)>,
    mut request: Request,
    next: Next,
) -> Response {
    let open = is_open(&open, &request);
    let token = session::token(request.headers());
    let member = match &token {
        Some(token) => match people.session(token).await {
            Ok(member) => member,
            Err(_) if open => None,
            Err(refusal) => return PageError::from(refusal).into_response(),
        },
        None => None,
    };
    match (member, token) {
        (Some(member), Some(token)) => {
            request.extensions_mut().insert(SignedIn(member));
            request.extensions_mut().insert(Carried(token));
            next.run(request).await
        }
        _ if open => next.run(request).await,
        _ => turn_away(request.method(), request.uri(), request.headers()),
    }
}

/// The longest address that sign-in leads back to.
const LONGEST_BACK: usize = 2_000;

/// A person is led to the sign-in page and back; a script or stream is told plainly.
fn turn_away(method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    if crate::answer::wants_fragment(headers) || uri.path() == paths::Live::ROUTE {
        return PageError::SignIn.into_response();
    }
    let back = uri.path_and_query().map(|target| target.as_str()).unwrap_or("/");
    let page = paths::SignIn.to_string();
    if *method != Method::GET || back == "/" || back.len() > LONGEST_BACK {
        return Redirect::to(&page).into_response();
    }
    let query = serde_urlencoded::to_string([("next", back)]).unwrap_or_default();
    Redirect::to(&format!("{page}?{query}")).into_response()
}

/// Refuses requests for a name nobody gave us: a page of another site that had its name point here would otherwise
/// read answers as its own. What machines ask proves itself and may come by any name.
pub(crate) async fn known_name(
    State((own, open)): State<(OwnOrigin, OpenRoutes)>,
    request: Request,
    next: Next,
) -> Response {
    let machine = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let machine = machine.is_some_and(|route| MACHINES.contains(&route) && open.has(route));
    let host = request.headers().get(header::HOST).map(|host| host.to_str().unwrap_or_default());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    if machine || host.is_none_or(|host| own.is_known_as(host)) {
        next.run(request).await
    } else {
        PageError::UnknownName.into_response()
    }
}

/// Routes whose callers prove themselves by other means than a name and a cookie.
const MACHINES: [&str; 4] =
    [paths::Hook::ROUTE, paths::OauthCallback::ROUTE, paths::Healthz::ROUTE, paths::Readyz::ROUTE];

/// Refuses what another site's page sends in a signed-in person's name.
pub(crate) async fn same_site(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || request.uri().path() == paths::Hook::ROUTE || own.sent_by_us(request.headers()) {
        next.run(request).await
    } else {
        tracing::warn!("refused a form sent by another site");
        PageError::CrossSite.into_response()
    }
}

/// Endings that the public name system gives to nobody.
const LOCAL_NAMES: [&str; 5] = [".localhost", ".local", ".internal", ".lan", ".home.arpa"];

/// The origin people know us by, where a proxy hides it from the `Host` header.
#[derive(Debug, Clone, Default)]
pub struct OwnOrigin(pub Option<url::Origin>);

impl OwnOrigin {
    /// Whether people may call us by this `Host`: our public name, a bare address, or a name that no stranger can
    /// register on the internet.
    fn is_known_as(&self, host: &str) -> bool {
        let Ok(url) = url::Url::parse(&format!("http://{host}/")) else { return false };
        match url.host() {
            Some(url::Host::Ipv4(_) | url::Host::Ipv6(_)) => true,
            Some(url::Host::Domain(name)) => {
                let public =
                    matches!(&self.0, Some(url::Origin::Tuple(_, url::Host::Domain(own), _)) if own == name);
                public || !name.contains('.') || LOCAL_NAMES.iter().any(|end| name.ends_with(end))
            }
            None => false,
        }
    }

    /// The address under which this request reached us, without a closing slash.
    pub(crate) fn address(&self, headers: &HeaderMap) -> String {
        match &self.0 {
            Some(own) => own.ascii_serialization(),
            None => {
                let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
                format!("http://{}", host.unwrap_or("localhost"))
            }
        }
    }

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
        && next.len() <= LONGEST_BACK
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
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
        assert_eq!(safe_next("/\t/evil.example.com"), "/");
        assert_eq!(safe_next("/contacts\r\nSet-Cookie: a=b"), "/");
        assert_eq!(safe_next("/contacts?q=\u{e9}"), "/");
        assert_eq!(safe_next(&format!("/{}", "x".repeat(3_000))), "/");
    }

    #[test]
    fn a_name_that_strangers_can_point_here_is_not_ours() {
        let own = OwnOrigin(Some(url::Url::parse("https://rankr.example.com").unwrap().origin()));

        for host in [
            "rankr.example.com",
            "RANKR.example.com:443",
            "127.0.0.1:8780",
            "[::1]:8780",
            "localhost:8780",
            "rankr",
            "rankr.local",
            "192.168.1.4",
        ] {
            assert!(own.is_known_as(host), "{host}");
        }
        for host in [
            "evil.example.com",
            "rankr.example.com.evil.example.net",
            "localhost.evil.example.com",
            "",
            "a b",
            "x@y.example.com",
        ] {
            assert!(!own.is_known_as(host), "{host}");
        }
    }
}
