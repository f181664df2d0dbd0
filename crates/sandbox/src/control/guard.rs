//! Who may steer the sandbox: programs, and pages of the sandbox itself.
//!
//! Promise: a page of another site cannot post here, whatever it knows, and a name that somebody points at this
//! machine reaches nothing while the sandbox listens on loopback.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, header};
use url::{Host, Url};

use super::input::BadInput;
use crate::shell::{Reach, Shell};

/// What a page may load and where its forms may go: this sandbox alone.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Lets those in who may give the app away: the consent page itself, and programs.
pub(crate) async fn consent(State(shell): State<Shell>, request: Request, next: Next) -> Response {
    if let Err(refusal) = may_enter(shell.reach, request.method(), request.headers()) {
        return refusal.into_response();
    }
    let mut answer = next.run(request).await;
    // A form may lead on to the app's own address, so the page's policy says nothing about forms.
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'"));
    answer
}

/// Lets those in who may steer.
pub(super) async fn guard(State(shell): State<Shell>, request: Request, next: Next) -> Response {
    if let Err(refusal) = may_enter(shell.reach, request.method(), request.headers()) {
        return refusal.into_response();
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn may_enter(reach: Reach, method: &Method, headers: &HeaderMap) -> Result<(), BadInput> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    if reach == Reach::Loopback && !host.is_empty() && !is_loopback(&format!("http://{host}/")) {
        return Err(BadInput::forbidden(format!(
            "{host} is no name of this machine; say localhost, or start the sandbox with --listen for others"
        )));
    }
    if method.is_safe() {
        return Ok(());
    }
    let elsewhere = BadInput::forbidden("a page of another site may not steer the sandbox");
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Err(elsewhere);
    }
    match text(header::ORIGIN) {
        // Behind a proxy the page may have come by https.
        Some(origin) if origin.split_once("://").is_none_or(|(_, of)| !of.eq_ignore_ascii_case(host)) => {
            Err(elsewhere)
        }
        _ => Ok(()),
    }
}

fn is_loopback(url: &str) -> bool {
    match Url::parse(url).as_ref().map(Url::host) {
        Ok(Some(Host::Ipv4(ip))) => ip.is_loopback(),
        Ok(Some(Host::Ipv6(ip))) => ip.is_loopback(),
        Ok(Some(Host::Domain(name))) => name == "localhost" || name.ends_with(".localhost"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "http://127.0.0.1:8790";

    fn enters(reach: Reach, method: Method, pairs: &[(&'static str, &str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        may_enter(reach, &method, &headers).is_ok()
    }

    #[test]
    fn programs_and_own_pages_may_post_and_foreign_pages_may_not() {
        let host = ("host", "127.0.0.1:8790");
        let own = [host, ("origin", HERE), ("sec-fetch-site", "same-origin")];

        assert!(enters(Reach::Loopback, Method::POST, &[host]));
        assert!(enters(Reach::Loopback, Method::POST, &own));
        assert!(!enters(Reach::Loopback, Method::POST, &[host, ("origin", "https://example.com")]));
        assert!(!enters(Reach::Loopback, Method::POST, &[host, ("origin", "null")]));
        assert!(!enters(Reach::Loopback, Method::DELETE, &[host, ("sec-fetch-site", "cross-site")]));
        assert!(!enters(Reach::Loopback, Method::POST, &[host, ("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn a_foreign_name_for_this_machine_reaches_nothing_on_loopback() {
        assert!(!enters(Reach::Loopback, Method::GET, &[("host", "sandbox.example.com:8790")]));
        assert!(enters(Reach::Loopback, Method::GET, &[("host", "localhost:8790")]));
        assert!(enters(Reach::Others, Method::GET, &[("host", "sandbox.example.com:8790")]));
    }
}
