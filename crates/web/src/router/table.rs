//! Every route with who may pass it: the one list that the router is built from and the guard reads.
//!
//! Here: rows and their builder. Not here: which routes there are (`router`), the check itself (`guard`).
//!
//! Promise: a route cannot be added without saying who may pass it, and what is not said to be open is closed.

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodRouter, get, post};
use http::Method;

use super::Services;

/// Who may pass a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Anyone: the route asks for its own proof, or shows nothing of anybody's.
    Anyone,
    /// Whoever is signed in; it alters no record.
    SignedIn,
    /// It alters records: the service behind it refuses viewers.
    Writers,
    /// It builds automations: the service behind it refuses members and viewers.
    Builders,
    /// Owners alone, whether it looks or alters: the service behind it refuses everybody else.
    Owners,
    /// A program with an API key. No session opens it, and no guard of pages stands before it.
    Key,
}

/// One route and method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The method.
    pub(crate) method: Method,
    /// The pattern.
    pub(crate) route: &'static str,
    /// Who may pass.
    pub(crate) pass: Pass,
}

/// Routes under construction.
#[derive(Default)]
pub(super) struct Table {
    router: Router<Services>,
    /// Routes beside the pages, which ask for a key themselves.
    keyed: Router<Services>,
    rows: Vec<Row>,
}

impl Table {
    /// A page to look at.
    pub(super) fn get<H, T>(self, route: &'static str, pass: Pass, handler: H) -> Self
    where
        H: Handler<T, Services>,
        T: 'static,
    {
        self.with(Method::GET, route, pass, get(handler))
    }

    /// A form to send.
    pub(super) fn post<H, T>(self, route: &'static str, pass: Pass, handler: H) -> Self
    where
        H: Handler<T, Services>,
        T: 'static,
    {
        self.with(Method::POST, route, pass, post(handler))
    }

    /// Any other way to answer one method.
    pub(super) fn with(
        mut self,
        method: Method,
        route: &'static str,
        pass: Pass,
        answers: MethodRouter<Services>,
    ) -> Self {
        self.rows.push(Row { method, route, pass });
        Self { router: self.router.route(route, answers), ..self }
    }

    /// A route that programs reach with a key, by these methods.
    pub(super) fn keyed(
        mut self,
        methods: &[Method],
        route: &'static str,
        answers: MethodRouter<Services>,
    ) -> Self {
        self.rows.extend(methods.iter().map(|method| Row { method: method.clone(), route, pass: Pass::Key }));
        Self { keyed: self.keyed.route(route, answers), ..self }
    }

    /// The same routes within these layers.
    pub(super) fn within(self, layers: impl FnOnce(Router<Services>) -> Router<Services>) -> Self {
        Self { router: layers(self.router), ..self }
    }

    /// These routes and those.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.rows.extend(other.rows);
        Self {
            router: self.router.merge(other.router),
            keyed: self.keyed.merge(other.keyed),
            rows: self.rows,
        }
    }

    /// The routes of people, those of programs with a key, and the rows they were made of.
    pub(super) fn done(self) -> (Router<Services>, Router<Services>, Vec<Row>) {
        (self.router, self.keyed, self.rows)
    }
}

/// The routes that answer without a session.
#[derive(Debug, Clone, Default)]
pub(crate) struct OpenRoutes(Arc<HashSet<&'static str>>);

impl OpenRoutes {
    /// Those of these rows; a route is open only when each of its methods is.
    pub(crate) fn of(rows: &[Row]) -> Self {
        let closed: HashSet<&str> =
            rows.iter().filter(|row| row.pass != Pass::Anyone).map(|row| row.route).collect();
        let open = rows.iter().map(|row| row.route).filter(|route| !closed.contains(route));
        Self(Arc::new(open.collect()))
    }

    /// Whether this pattern is one of them.
    pub(crate) fn has(&self, route: &str) -> bool {
        self.0.contains(route)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_closed_as_soon_as_one_of_its_methods_is() {
        let row = |method, route, pass| Row { method, route, pass };

        let open = OpenRoutes::of(&[
            row(Method::GET, "/a", Pass::Anyone),
            row(Method::POST, "/a", Pass::Writers),
            row(Method::GET, "/b", Pass::Anyone),
        ]);

        assert!(!open.has("/a") && open.has("/b") && !open.has("/c"));
    }
}
