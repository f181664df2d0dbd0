//! What every answer of the served API carries in its headers.

use axum::body::Body;
use axum::response::Response;
use highlevel::limits;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use workspace::api_keys::{BURST, DAILY, Left, WINDOW_MS};
use workspace::served::Said;

const BY: HeaderName = HeaderName::from_static("x-rankr-answered-by");
const FRESH: HeaderName = HeaderName::from_static("x-rankr-freshness");
const WRITE: HeaderName = HeaderName::from_static("x-rankr-write");

/// The answer with its headers; 304 without a body where the caller has this content already.
pub(super) fn respond(said: Said, left: Left, asked: &HeaderMap) -> Response {
    let is_known = said.etag.as_deref().is_some_and(|etag| knows(asked, etag));
    let (status, body) = if is_known {
        (StatusCode::NOT_MODIFIED, Body::empty())
    } else {
        (said.status, Body::from(said.body))
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if !is_known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    pace(headers, left);
    if let Some(by) = said.by {
        headers.insert(BY, HeaderValue::from_static(by.as_str()));
    }
    put(headers, FRESH, said.fresh.map(|fresh| fresh.to_string()));
    put(headers, ETAG, said.etag);
    put(headers, WRITE, said.write.map(|write| write.to_string()));
    response
}

fn put(headers: &mut HeaderMap, name: HeaderName, value: Option<String>) {
    if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
        headers.insert(name, value);
    }
}

/// The six headers, in HighLevel's names and Rankr's numbers.
pub(crate) fn pace(headers: &mut HeaderMap, left: Left) {
    let mut number = |name: &'static str, value: i64| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
    };
    number(limits::MAX, i64::from(BURST));
    number(limits::REMAINING, i64::from(left.in_window));
    number(limits::INTERVAL, WINDOW_MS);
    number(limits::DAILY, i64::from(DAILY));
    number(limits::DAILY_REMAINING, i64::from(left.in_day));
    number(limits::DAILY_RESET, left.day_turns_in_ms);
}

/// Whether the caller holds this content; names are compared without saying "byte for byte".
fn knows(asked: &HeaderMap, etag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let held = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    held.flat_map(|value| value.split(',')).any(|tag| tag.trim() == "*" || plain(tag) == plain(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(tag: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(tag))])
    }

    #[test]
    fn the_same_content_is_known_by_its_tag_weak_or_strong() {
        assert!(knows(&asked("W/\"a1\""), "W/\"a1\""));
        assert!(knows(&asked("\"b\", \"a1\""), "W/\"a1\""));
        assert!(!knows(&asked("\"a2\""), "W/\"a1\""));
        assert!(!knows(&HeaderMap::new(), "W/\"a1\""));
    }
}
