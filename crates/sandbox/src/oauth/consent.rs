//! The consent page: a person chooses where the app may work.
//!
//! Here: checking what the app asks for, the page, the choice, the way back with a code.
//! Not here: trading the code (`token`).
//!
//! Promise: an app that asks wrongly is told so on a page and never sent back to an address that was not
//! checked. Works without script; a program can read the page and post the form. Known difference: HighLevel
//! insists on HTTPS addresses it was told before; here plain HTTP is fine on the machine itself.

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    response::{Html, IntoResponse, Response},
};
use highlevel::scope::Scopes;
use http::{StatusCode, header::LOCATION};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{
    grants::{CODE_LIFE, Code},
    install::{Choice, install_chosen},
    installed::{Future, Resource},
    mint,
};
use crate::{
    door::{is_agencys, location_scopes},
    query::Query,
    shell::Shell,
    world::{State as World, id::LocationId},
};

/// What an app asks for, in the page's address and in its form.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    response_type: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
}

/// What the person answers.
#[derive(Clone, Debug, Default)]
struct Chosen {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    decision: Option<String>,
    places: Places,
}

/// Where the app may work, as the form says it.
#[derive(Clone, Debug, Default)]
struct Places {
    location: Option<String>,
    company: Option<String>,
    /// Of the company, only these.
    only: Vec<String>,
    future: bool,
}

impl Chosen {
    fn read(form: &[u8]) -> Self {
        let mut chosen = Self::default();
        for (name, value) in url::form_urlencoded::parse(form) {
            let value = value.into_owned();
            match &*name {
                "client_id" => chosen.client_id = Some(value),
                "redirect_uri" => chosen.redirect_uri = Some(value),
                "scope" => chosen.scope = Some(value),
                "state" => chosen.state = Some(value),
                "decision" => chosen.decision = Some(value),
                "location_id" => chosen.places.location = Some(value),
                "company_id" => chosen.places.company = Some(value),
                "only" => chosen.places.only.push(value),
                "future" => chosen.places.future = true,
                _ => {}
            }
        }
        chosen
    }
}

/// A request that may be shown to a person.
struct Request {
    redirect_uri: Url,
    given_uri: String,
    scopes: Scopes,
    state: Option<String>,
}

/// Why a request is not shown to a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    #[error("The address lacks {0}.")]
    Missing(&'static str),
    #[error("response_type must be code.")]
    ResponseType,
    #[error("No integration found with the id {0}. The client_id is part of the sandbox's facts.")]
    Client(String),
    #[error(
        "redirect_uri must be a whole http or https address without a fragment; plain http only on this machine."
    )]
    Redirect,
    #[error("The app cannot ask for the scope {0}.")]
    Scope(String),
    #[error("Choose one of the locations on the page.")]
    Choice,
}

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'p> {
    app: &'p str,
    back_to: String,
    places: Vec<Place>,
    company: Place,
    scopes: Vec<String>,
    hidden: Vec<(&'static str, String)>,
}

struct Place {
    id: String,
    name: String,
    line: String,
}

#[derive(Template)]
#[template(path = "refused.html")]
struct RefusedPage {
    reason: String,
}

/// `GET /oauth/chooselocation` and `GET /v2/oauth/chooselocation`
pub(crate) async fn page(
    State(shell): State<Shell>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refused> {
    if asked.response_type.as_deref().is_some_and(|kind| kind != "code") {
        return Err(Refused::ResponseType);
    }
    let request = check(&shell, asked.client_id, asked.redirect_uri, asked.scope, asked.state)?;
    let page = shell.world.look(|state| ConsentPage {
        app: "your app",
        back_to: request.redirect_uri.host_str().unwrap_or("the app").to_owned(),
        places: places(state),
        company: company(state),
        scopes: request.scopes.iter().map(ToString::to_string).collect(),
        hidden: request.hidden(&shell),
    });
    Ok(shown(StatusCode::OK, &page))
}

/// `POST /oauth/consent`: the choice, and the way back.
pub(crate) async fn choose(State(shell): State<Shell>, body: Bytes) -> Result<Response, Refused> {
    let chosen = Chosen::read(&body);
    let request = check(&shell, chosen.client_id, chosen.redirect_uri, chosen.scope, chosen.state)?;
    if chosen.decision.as_deref() == Some("deny") {
        return Ok(request.back(&[("error", "access_denied")]));
    }
    let choice = shell.world.look(|state| choice(state, &chosen.places))?;
    let now = shell.clock.now();
    let install = install_chosen(&shell, &choice, request.scopes.clone());
    let text = mint::code();
    let code = Code {
        resource: choice.resource,
        scopes: install.scopes.clone(),
        user: install.user,
        redirect_uri: Some(request.given_uri.clone()),
        until: now + CODE_LIFE,
    };
    shell.grants.add_code(text.clone(), code, now);
    Ok(request.back(&[("code", &text)]))
}

fn check(
    shell: &Shell,
    client: Option<String>,
    redirect: Option<String>,
    scope: Option<String>,
    state: Option<String>,
) -> Result<Request, Refused> {
    let client = filled(client).ok_or(Refused::Missing("client_id"))?;
    if client != shell.identity.client_id {
        return Err(Refused::Client(client));
    }
    let given_uri = filled(redirect).ok_or(Refused::Missing("redirect_uri"))?;
    let redirect_uri = address(&given_uri).ok_or(Refused::Redirect)?;
    let scopes = Scopes::parse(&filled(scope).ok_or(Refused::Missing("scope"))?);
    let offered = location_scopes();
    if let Some(foreign) = scopes.iter().find(|scope| !offered.contains(scope) && !is_agencys(scope)) {
        return Err(Refused::Scope(foreign.to_string()));
    }
    Ok(Request { redirect_uri, given_uri, scopes, state })
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

/// An address a browser may be sent to with a code.
fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| url.fragment().is_none())?;
    let on_this_machine = match url.host()? {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.is_loopback(),
    };
    (url.scheme() == "https" || url.scheme() == "http" && on_this_machine).then_some(url)
}

fn choice(state: &World, places: &Places) -> Result<Choice, Refused> {
    let known =
        |id: &str| LocationId::parse(id).filter(|id| state.location(id).is_some()).ok_or(Refused::Choice);
    let company = state.company().id;
    let resource = match (places.location.as_deref(), places.company.as_deref()) {
        (Some(id), _) | (None, Some(id)) if id == company.as_str() => Resource::Company(company),
        (Some(id), _) => Resource::Location(known(id)?),
        (None, _) => return Err(Refused::Choice),
    };
    let only = places.only.iter().map(|id| known(id)).collect::<Result<_, _>>()?;
    let future = if places.future { Future::Included } else { Future::Without };
    Ok(Choice { resource, only, future })
}

fn places(state: &World) -> Vec<Place> {
    state
        .locations()
        .map(|location| Place {
            id: location.id.to_string(),
            name: location.name.to_string(),
            line: format!(
                "{}, {} · {} contacts",
                location.city,
                location.state,
                state.register().count(&location.id)
            ),
        })
        .collect()
}

fn company(state: &World) -> Place {
    let company = state.company();
    Place {
        id: company.id.to_string(),
        name: company.name.to_string(),
        line: format!("The agency, with all {} locations", state.locations().count()),
    }
}

impl Request {
    fn hidden(&self, shell: &Shell) -> Vec<(&'static str, String)> {
        let mut hidden = vec![
            ("client_id", shell.identity.client_id.clone()),
            ("redirect_uri", self.given_uri.clone()),
            ("scope", self.scopes.to_string()),
        ];
        hidden.extend(self.state.clone().map(|state| ("state", state)));
        hidden
    }

    /// Sends the browser back with this in the address, and the state as it came.
    fn back(&self, with: &[(&str, &str)]) -> Response {
        let mut to = self.redirect_uri.clone();
        to.query_pairs_mut().extend_pairs(with);
        if let Some(state) = &self.state {
            to.query_pairs_mut().append_pair("state", state);
        }
        (StatusCode::FOUND, [(LOCATION, to.to_string())]).into_response()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        shown(StatusCode::BAD_REQUEST, &RefusedPage { reason: self.to_string() })
    }
}

fn shown(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(error = %error, "a page of the sandbox could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_sent_to_https_or_to_this_machine_only() {
        for good in
            ["https://app.example.com/cb", "http://127.0.0.1:8780/oauth/callback", "http://localhost/cb"]
        {
            assert!(address(good).is_some(), "{good}");
        }
        for bad in ["http://example.com/cb", "javascript:alert(1)", "/cb", "https://example.com/cb#there"] {
            assert!(address(bad).is_none(), "{bad}");
        }
    }
}
