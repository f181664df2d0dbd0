//! Signing in, by password or by a one-time link, and out.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, StatusCode, header};
use serde::Deserialize;
use workspace::Refusal;
use workspace::people::{Begun, People};

use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::forms::small::SignInForm;
use crate::guard::{SignedIn, safe_next};
use crate::pages::sign_in::{LinkPage, Page};
use crate::session::{self, Transport};
use crate::{answer, paths};

/// Where somebody comes from whose address is not known; all of them share one count of failures.
const NOWHERE: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);

/// Where to go once signed in.
#[derive(Debug, Deserialize)]
pub(crate) struct After {
    next: Option<String>,
}

/// `GET /sign-in`
pub(crate) async fn page(signed_in: Option<Extension<SignedIn>>, Query(after): Query<After>) -> Response {
    match signed_in {
        Some(_) => answer::see(safe_next(after.next.as_deref().unwrap_or("/"))),
        None => Page::blank(after.next).into_response(),
    }
}

/// `POST /sign-in`
pub(crate) async fn sign_in(
    State(people): State<People>,
    State(transport): State<Transport>,
    from: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, PageError> {
    let from = from.map_or(NOWHERE, |Extension(ConnectInfo(from))| from.ip());
    let carried = session::token(&headers);
    match people.sign_in(&form.email, &form.password.into(), from, carried.as_ref()).await {
        Ok(begun) => Ok(begin(&begun, transport, &safe_next(form.after.as_deref().unwrap_or("/")))),
        Err(Refusal::SignIn(why)) => {
            Ok((StatusCode::FORBIDDEN, Page::refused(form.email, why.to_owned(), form.after)).into_response())
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /sign-in/{token}`: uses the link up, unless somebody merely looks ahead.
pub(crate) async fn follow_link(
    State(people): State<People>,
    State(transport): State<Transport>,
    signed_in: Option<Extension<SignedIn>>,
    method: Method,
    headers: HeaderMap,
    Path(link): Path<paths::SignInLink>,
) -> Result<Response, PageError> {
    if method == Method::HEAD || looks_ahead(&headers) {
        return Ok(LinkPage::of(&link).into_response());
    }
    match people.redeem(&link.token, session::token(&headers).as_ref()).await {
        Ok(begun) => Ok(begin(&begun, transport, &paths::Home.to_string())),
        Err(Refusal::SignIn(_)) if signed_in.is_some() => Ok(answer::see(paths::Home)),
        Err(refusal) => Err(refusal.into()),
    }
}

/// `POST /sign-in/{token}`
pub(crate) async fn use_link(
    State(people): State<People>,
    State(transport): State<Transport>,
    headers: HeaderMap,
    Path(link): Path<paths::SignInLink>,
) -> Result<Response, PageError> {
    let begun = people.redeem(&link.token, session::token(&headers).as_ref()).await?;
    Ok(begin(&begun, transport, &paths::Home.to_string()))
}

/// Browsers and mail scanners open links nobody clicked; browsers at least say so.
fn looks_ahead(headers: &HeaderMap) -> bool {
    ["sec-purpose", "purpose", "x-moz"]
        .iter()
        .filter_map(|name| headers.get(*name)?.to_str().ok())
        .any(|purpose| purpose.contains("prefetch") || purpose.contains("preview"))
}

fn begin(begun: &Begun, transport: Transport, next: &str) -> Response {
    let mut response = answer::see(next);
    response.headers_mut().insert(header::SET_COOKIE, session::begin(&begun.token, begun.lasts, transport));
    response
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(people): State<People>,
    State(transport): State<Transport>,
    headers: HeaderMap,
) -> Result<Response, PageError> {
    if let Some(token) = session::token(&headers) {
        people.sign_out(&token).await?;
    }
    let mut response = answer::see(paths::SignIn);
    response.headers_mut().insert(header::SET_COOKIE, session::end(transport));
    Ok(response)
}
