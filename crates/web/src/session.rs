//! The session cookie: written at sign-in, read at every request, ended at sign-out.
//!
//! Here: the cookie's name and attributes. Not here: what a session is (`workspace::people`).
//!
//! Promise: no script reads it, no other site's form sends it.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, header};
use workspace::people::SessionToken;

/// The cookie's name.
const COOKIE: &str = "rankr_session";

/// Whether browsers may send the cookie over plain HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Transport {
    /// Loopback or a trusted network.
    #[default]
    Plain,
    /// People reach us by https only.
    Https,
}

/// The session a request carries, if any.
pub fn token(headers: &HeaderMap) -> Option<SessionToken> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .and_then(|(_, value)| value.parse().ok())
}

/// The header that begins a session.
pub fn begin(token: &SessionToken, lasts: Duration, transport: Transport) -> HeaderValue {
    write(token.reveal(), lasts.as_secs(), transport)
}

/// The header that ends one.
pub fn end(transport: Transport) -> HeaderValue {
    write("", 0, transport)
}

fn write(value: &str, seconds: u64, transport: Transport) -> HeaderValue {
    let secure = if transport == Transport::Https { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("a session token is letters and digits")
}
