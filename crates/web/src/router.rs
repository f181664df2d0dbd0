//! Which address answers with what, and the layers every request passes.
//!
//! Here: the one table of routes and the order of the layers. Not here: what handlers do (`doors`).
//!
//! Promise: every route passes the session guard, and says here who may pass it.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Redirect;
use axum::routing::{any, get, post};
use highlevel::signature::PublicKeys;
use http::{Method, StatusCode};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;
use workspace::Rooms;
use workspace::api_keys::ApiKeys;
use workspace::automations::Automations;
use workspace::bulk::Bulks;
use workspace::business::Businesses;
use workspace::catalog::Catalog;
use workspace::conflicts::Conflicts;
use workspace::connections::Connections;
use workspace::contacts::Contacts;
use workspace::conversation::Conversations;
use workspace::exports::Exports;
use workspace::history::History;
use workspace::inbox::Inbox;
use workspace::live::Live;
use workspace::note::Notes;
use workspace::opportunity::Opportunities;
use workspace::people::People;
use workspace::runs::Runs;
use workspace::served::Served;
use workspace::shell::Shells;
use workspace::task::Tasks;
use workspace::writes::Writes;

use crate::doors::{
    account, automations, bulk, businesses, callback, conflicts, contact, contacts, conversations, health,
    history, keys, notes, opportunities, pick, runs, sign_in, tasks, writes,
};
use crate::errors::PageError;
use crate::guard::OwnOrigin;
use crate::live::Streams;
use crate::session::Transport;
use crate::{api, assets, explain, guard, headers, hooks, live, paths, served};

mod table;

pub(crate) use table::OpenRoutes;
use table::Pass;
use table::Table;

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
    /// What was said with contacts.
    pub conversations: Conversations,
    /// Opportunities of contacts.
    pub opportunities: Opportunities,
    /// Businesses that contacts belong to.
    pub businesses: Businesses,
    /// The ledger, as far as people touch it.
    pub writes: Writes,
    /// Fields that both sides changed.
    pub conflicts: Conflicts,
    /// Actions on many contacts.
    pub bulks: Bulks,
    /// The time machine.
    pub history: History,
    /// Automations.
    pub automations: Automations,
    /// Their runs.
    pub runs: Runs,
    /// What can start one and be done by one.
    pub catalog: Catalog,
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
    /// Keys that programs come with.
    pub keys_of_programs: ApiKeys,
    /// HighLevel's operations, answered from the mirror.
    pub served: Served,
    /// The account in bulk.
    pub exports: Exports,
}

impl Services {
    /// Every service over these rooms. `keys` are those deliveries may be signed with.
    pub fn new(rooms: &Rooms, keys: PublicKeys) -> Self {
        Self {
            contacts: Contacts::new(rooms),
            tasks: Tasks::new(rooms),
            notes: Notes::new(rooms),
            conversations: Conversations::new(rooms),
            opportunities: Opportunities::new(rooms),
            businesses: Businesses::new(rooms),
            writes: Writes::new(rooms),
            conflicts: Conflicts::new(rooms),
            bulks: Bulks::new(rooms),
            history: History::new(rooms),
            automations: Automations::new(rooms),
            runs: Runs::new(rooms),
            catalog: Catalog::new(rooms),
            shells: Shells::new(rooms),
            people: People::new(rooms),
            connections: Connections::new(rooms),
            live: Live::new(rooms),
            inbox: Inbox::new(rooms),
            keys: hooks::Keys::new(keys),
            transport: Transport::default(),
            own: OwnOrigin::default(),
            streams: Streams::default(),
            keys_of_programs: ApiKeys::new(rooms),
            served: Served::new(rooms),
            exports: Exports::new(rooms),
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
    let (routes, keyed, rows) = table().done();
    let open = OpenRoutes::of(&rows);
    let layers = ServiceBuilder::new()
        .layer(from_fn(headers::secure))
        .layer(CompressionLayer::new())
        .layer(from_fn(explain::explain))
        .layer(CatchPanicLayer::custom(explain::panicked))
        .layer(from_fn_with_state((services.own.clone(), open.clone()), guard::known_name))
        .layer(from_fn_with_state(services.own.clone(), guard::same_site))
        .layer(from_fn_with_state((services.people.clone(), open), guard::require_session));
    let pages = routes
        .method_not_allowed_fallback(|| async { PageError::Method })
        .fallback(|| async { PageError::NotFound("page") })
        .layer(layers)
        .with_state(services.clone());
    // What programs call is looked at first: it passes no guard of pages and waits for none of their layers.
    keyed.layer(CatchPanicLayer::new()).with_state(services).fallback_service(pages)
}

/// Every route there is.
fn table() -> Table {
    let timely = pages().and(forms()).and(machines()).within(|router| {
        router
            .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_PAGE))
            .layer(DefaultBodyLimit::max(LARGEST_FORM))
    });
    let hook = post(hooks::take).layer(DefaultBodyLimit::max(hooks::LARGEST));
    timely
        .get(paths::Live::ROUTE, Pass::SignedIn, live::stream)
        .with(Method::POST, paths::Hook::ROUTE, Pass::Anyone, hook)
        .get(paths::Asset::ROUTE, Pass::Anyone, assets::serve)
        .get(paths::Favicon::ROUTE, Pass::Anyone, assets::favicon)
        .and(programs())
}

/// What programs call with a key.
fn programs() -> Table {
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    Table::default()
        .keyed(&methods, served::ROUTE, any(served::serve))
        .keyed(&[Method::GET], api::CHANGES, get(api::changes))
        .keyed(&[Method::GET], api::RECORDS, get(api::records))
        .keyed(&[Method::GET], api::EXPORT, get(api::export))
        .get(api::DESCRIPTION, Pass::Anyone, api::describe)
}

/// What people look at.
fn pages() -> Table {
    Table::default()
        .get(paths::SignIn::ROUTE, Pass::Anyone, sign_in::page)
        .get(paths::SignInLink::ROUTE, Pass::Anyone, sign_in::follow_link)
        .get(paths::Home::ROUTE, Pass::SignedIn, || async { Redirect::to(paths::Contacts::ROUTE) })
        .get(paths::Account::ROUTE, Pass::SignedIn, account::show)
        .get(paths::Contacts::ROUTE, Pass::SignedIn, contacts::list)
        .get(paths::NewContact::ROUTE, Pass::SignedIn, contacts::blank)
        .get(paths::Find::ROUTE, Pass::SignedIn, contacts::find)
        .get(paths::Contact::ROUTE, Pass::SignedIn, contact::show)
        .get(paths::Field::ROUTE, Pass::SignedIn, contact::edit)
        .get(paths::Note::ROUTE, Pass::SignedIn, notes::edit)
        .get(paths::Task::ROUTE, Pass::SignedIn, tasks::show)
        .get(paths::Conversations::ROUTE, Pass::SignedIn, conversations::list)
        .get(paths::Conversation::ROUTE, Pass::SignedIn, conversations::show)
        .get(paths::NewOpportunity::ROUTE, Pass::SignedIn, opportunities::blank)
        .get(paths::Opportunity::ROUTE, Pass::SignedIn, opportunities::edit)
        .get(paths::Businesses::ROUTE, Pass::SignedIn, businesses::list)
        .get(paths::Business::ROUTE, Pass::SignedIn, businesses::show)
        .get(paths::Writes::ROUTE, Pass::SignedIn, writes::list)
        .get(paths::Conflicts::ROUTE, Pass::SignedIn, conflicts::list)
        .get(paths::Bulks::ROUTE, Pass::SignedIn, bulk::list)
        .get(paths::BulkNew::ROUTE, Pass::SignedIn, bulk::choose)
        .get(paths::Bulk::ROUTE, Pass::SignedIn, bulk::show)
        .get(paths::FieldPast::ROUTE, Pass::SignedIn, history::field)
        .get(paths::Back::ROUTE, Pass::SignedIn, history::plan)
        .get(paths::Keeping::ROUTE, Pass::SignedIn, history::keeping)
        .get(paths::Automations::ROUTE, Pass::SignedIn, automations::list)
        .get(paths::NewAutomation::ROUTE, Pass::SignedIn, automations::blank)
        .get(paths::Automation::ROUTE, Pass::SignedIn, automations::show)
        .get(paths::Catalog::ROUTE, Pass::SignedIn, automations::catalog)
        .get(paths::Runs::ROUTE, Pass::SignedIn, runs::list)
        .get(paths::Run::ROUTE, Pass::SignedIn, runs::show)
        .get(paths::Keys::ROUTE, Pass::Owners, keys::list)
        .get(paths::Countries::ROUTE, Pass::SignedIn, pick::countries)
        .get(paths::TimeZones::ROUTE, Pass::SignedIn, pick::time_zones)
}

/// What people send.
fn forms() -> Table {
    Table::default()
        .post(paths::SignIn::ROUTE, Pass::Anyone, sign_in::sign_in)
        .post(paths::SignInLink::ROUTE, Pass::Anyone, sign_in::use_link)
        .post(paths::SignOut::ROUTE, Pass::Anyone, sign_in::sign_out)
        .post(paths::AccountPassword::ROUTE, Pass::SignedIn, account::set_password)
        .post(paths::ContactRefresh::ROUTE, Pass::SignedIn, contact::refresh)
        .post(paths::Automations::ROUTE, Pass::Builders, automations::create)
        .post(paths::Automation::ROUTE, Pass::Builders, automations::save)
        .post(paths::AutomationTest::ROUTE, Pass::Builders, automations::test)
        .post(paths::AutomationOrder::ROUTE, Pass::Builders, automations::order)
        .post(paths::RunCancel::ROUTE, Pass::Writers, runs::cancel)
        .post(paths::RunAgain::ROUTE, Pass::Writers, runs::again)
        .post(paths::Contacts::ROUTE, Pass::Writers, contacts::create)
        .post(paths::ContactDelete::ROUTE, Pass::Writers, contact::delete)
        .post(paths::Field::ROUTE, Pass::Writers, contact::save)
        .post(paths::Tags::ROUTE, Pass::Writers, contact::tag)
        .post(paths::TagsRemove::ROUTE, Pass::Writers, contact::untag)
        .post(paths::DoNotDisturb::ROUTE, Pass::Writers, contact::consent)
        .post(paths::Notes::ROUTE, Pass::Writers, notes::add)
        .post(paths::Note::ROUTE, Pass::Writers, notes::save)
        .post(paths::NoteDelete::ROUTE, Pass::Writers, notes::delete)
        .post(paths::Tasks::ROUTE, Pass::Writers, tasks::add)
        .post(paths::Task::ROUTE, Pass::Writers, tasks::save)
        .post(paths::TaskComplete::ROUTE, Pass::Writers, tasks::complete)
        .post(paths::TaskReopen::ROUTE, Pass::Writers, tasks::reopen)
        .post(paths::TaskAssign::ROUTE, Pass::Writers, tasks::assign)
        .post(paths::TaskDelete::ROUTE, Pass::Writers, tasks::delete)
        .post(paths::ContactRestore::ROUTE, Pass::Writers, contacts::restore)
        .post(paths::TaskRestore::ROUTE, Pass::Writers, tasks::restore)
        .post(paths::Keys::ROUTE, Pass::Owners, keys::make)
        .post(paths::KeyRevoke::ROUTE, Pass::Owners, keys::revoke)
        .post(paths::ConversationSend::ROUTE, Pass::Writers, conversations::send)
        .post(paths::ConversationRead::ROUTE, Pass::Writers, conversations::read)
        .post(paths::ConversationStar::ROUTE, Pass::Writers, conversations::star)
        .post(paths::ConversationRefresh::ROUTE, Pass::SignedIn, conversations::refresh)
        .post(paths::Messages::ROUTE, Pass::Writers, conversations::write)
        .post(paths::Opportunities::ROUTE, Pass::Writers, opportunities::add)
        .post(paths::Opportunity::ROUTE, Pass::Writers, opportunities::save)
        .post(paths::OpportunityDelete::ROUTE, Pass::Writers, opportunities::delete)
        .post(paths::ContactBusiness::ROUTE, Pass::Writers, businesses::put)
        .post(paths::Followers::ROUTE, Pass::Writers, businesses::follow)
        .post(paths::WriteRetry::ROUTE, Pass::Writers, writes::retry)
        .post(paths::WriteDiscard::ROUTE, Pass::Writers, writes::discard)
        .post(paths::WriteUndo::ROUTE, Pass::Writers, writes::undo)
        .post(paths::WriteNow::ROUTE, Pass::Writers, writes::hurry)
        .post(paths::ConflictDecide::ROUTE, Pass::Writers, conflicts::decide)
        .post(paths::ConflictRules::ROUTE, Pass::Builders, conflicts::rule)
        .post(paths::Bulks::ROUTE, Pass::Writers, bulk::prepare)
        .post(paths::BulkOrder::ROUTE, Pass::Writers, bulk::order)
        .post(paths::BulkUndo::ROUTE, Pass::Writers, bulk::undo)
        .post(paths::RunUndo::ROUTE, Pass::Writers, bulk::undo_run)
        .post(paths::Back::ROUTE, Pass::Writers, history::bring_back)
        .post(paths::Keeping::ROUTE, Pass::Owners, history::keep)
}

/// What machines ask.
fn machines() -> Table {
    Table::default()
        .get(paths::OauthCallback::ROUTE, Pass::Anyone, callback::finish)
        .get(paths::Healthz::ROUTE, Pass::Anyone, health::alive)
        .get(paths::Readyz::ROUTE, Pass::Anyone, health::ready)
}

#[cfg(test)]
mod tests;
