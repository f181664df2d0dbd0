//! Which address answers with what, and the layers every request passes.
//!
//! Here: the one table of routes and the order of the layers. Not here: what handlers do (`doors`).
//!
//! Promise: every route passes the session guard; the few open ones are named in `guard::is_open`, not here.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{get, post};
use highlevel::signature::PublicKeys;
use http::StatusCode;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use workspace::Rooms;
use workspace::connections::Connections;
use workspace::contacts::Contacts;
use workspace::inbox::Inbox;
use workspace::live::Live;
use workspace::note::Notes;
use workspace::people::People;
use workspace::shell::Shells;
use workspace::task::Tasks;
use workspace::writes::Writes;

use crate::doors::{account, callback, contact, contacts, health, notes, sign_in, tasks, writes};
use crate::errors::PageError;
use crate::guard::OwnOrigin;
use crate::live::Streams;
use crate::session::Transport;
use crate::{assets, explain, guard, headers, hooks, live, paths};

/// The largest form.
const LARGEST_FORM: usize = 64 * 1024;
/// The longest a page may take.
const LONGEST_PAGE: Duration = Duration::from_secs(10);

/// Everything the doors ask.
#[derive(Clone, FromRef)]
pub struct Services {
    /// Contacts: the list and each of them.
    pub contacts: Contacts,
    /// Tasks of contacts.
    pub tasks: Tasks,
    /// Notes of contacts.
    pub notes: Notes,
    /// The ledger, as far as people touch it.
    pub writes: Writes,
    /// Frames of pages.
    pub shells: Shells,
    /// Who comes in.
    pub people: People,
    /// Connections and their health.
    pub connections: Connections,
    /// News for open pages.
    pub live: Live,
    /// The inbox.
    pub inbox: Inbox,
    /// Whose signatures deliveries may carry.
    pub keys: hooks::Keys,
    /// Whether people reach us by https only.
    pub transport: Transport,
    /// The origin people know us by, if a proxy hides it.
    pub own: OwnOrigin,
    /// Streams that are open.
    pub streams: Streams,
}

impl Services {
    /// Every service over these rooms. `keys` are those deliveries may be signed with.
    pub fn new(rooms: &Rooms, keys: PublicKeys) -> Self {
        Self {
            contacts: Contacts::new(rooms),
            tasks: Tasks::new(rooms),
            notes: Notes::new(rooms),
            writes: Writes::new(rooms),
            shells: Shells::new(rooms),
            people: People::new(rooms),
            connections: Connections::new(rooms),
            live: Live::new(rooms),
            inbox: Inbox::new(rooms),
            keys: hooks::Keys::new(keys),
            transport: Transport::default(),
            own: OwnOrigin::default(),
            streams: Streams::default(),
        }
    }

    /// The same, for people who reach us under this address.
    #[must_use]
    pub fn known_as(mut self, public: &url::Url) -> Self {
        self.transport = if public.scheme() == "https" { Transport::Https } else { Transport::Plain };
        self.own = OwnOrigin(Some(public.origin()));
        self
    }
}

/// Everything that answers.
pub fn router(services: Services) -> Router {
    let timely = Router::new()
        .merge(pages())
        .merge(machines())
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_PAGE))
        .layer(DefaultBodyLimit::max(LARGEST_FORM));
    let layers = ServiceBuilder::new()
        .layer(from_fn(headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn(explain::explain))
        .layer(CatchPanicLayer::custom(explain::panicked))
        .layer(from_fn_with_state(services.own.clone(), guard::same_site))
        .layer(from_fn_with_state(services.people.clone(), guard::require_session));
    timely
        .route(paths::Live::ROUTE, get(live::stream))
        .route(paths::Hook::ROUTE, post(hooks::take).layer(DefaultBodyLimit::max(hooks::LARGEST)))
        .merge(assets::router())
        .method_not_allowed_fallback(|| async { PageError::Method })
        .fallback(|| async { PageError::NotFound("page") })
        .layer(layers)
        .with_state(services)
}

/// What people see and send.
fn pages() -> Router<Services> {
    Router::new()
        .route(paths::Home::ROUTE, get(|| async { Redirect::to(paths::Contacts::ROUTE) }))
        .route(paths::SignIn::ROUTE, get(sign_in::page).post(sign_in::sign_in))
        .route(paths::SignInLink::ROUTE, get(sign_in::follow_link).post(sign_in::use_link))
        .route(paths::SignOut::ROUTE, post(sign_in::sign_out))
        .route(paths::Account::ROUTE, get(account::show))
        .route(paths::AccountPassword::ROUTE, post(account::set_password))
        .route(paths::Contacts::ROUTE, get(contacts::list).post(contacts::create))
        .route(paths::NewContact::ROUTE, get(contacts::blank))
        .route(paths::Find::ROUTE, get(contacts::find))
        .route(paths::Contact::ROUTE, get(contact::show))
        .route(paths::ContactDelete::ROUTE, post(contact::delete))
        .route(paths::ContactRefresh::ROUTE, post(contact::refresh))
        .route(paths::Field::ROUTE, get(contact::edit).post(contact::save))
        .route(paths::Tags::ROUTE, post(contact::tag))
        .route(paths::TagsRemove::ROUTE, post(contact::untag))
        .route(paths::DoNotDisturb::ROUTE, post(contact::consent))
        .route(paths::Notes::ROUTE, post(notes::add))
        .route(paths::Note::ROUTE, get(notes::edit).post(notes::save))
        .route(paths::NoteDelete::ROUTE, post(notes::delete))
        .route(paths::Tasks::ROUTE, post(tasks::add))
        .route(paths::Task::ROUTE, get(tasks::show).post(tasks::save))
        .route(paths::TaskComplete::ROUTE, post(tasks::complete))
        .route(paths::TaskReopen::ROUTE, post(tasks::reopen))
        .route(paths::TaskAssign::ROUTE, post(tasks::assign))
        .route(paths::TaskDelete::ROUTE, post(tasks::delete))
        .route(paths::WriteRetry::ROUTE, post(writes::retry))
        .route(paths::WriteDiscard::ROUTE, post(writes::discard))
        .route(paths::WriteUndo::ROUTE, post(writes::undo))
}

/// What machines ask.
fn machines() -> Router<Services> {
    Router::new()
        .route(paths::OauthCallback::ROUTE, get(callback::finish))
        .route(paths::Healthz::ROUTE, get(health::alive))
        .route(paths::Readyz::ROUTE, get(health::ready))
}

#[cfg(test)]
mod tests;
