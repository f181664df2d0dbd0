//! The catalog: everything that can start an automation or be done by one, and what this connection may use.
//!
//! Here: the rows of HighLevel's operations and events, made from the table. Not here: the table (`highlevel`).
//!
//! Promise: every row comes out of the table; why one cannot be used is said beside it.

use domain::{automation::On, connection::Kind};
use highlevel::operation::{self, App, Kind as Holds, Operation, Param};

use crate::{Member, Refusal, Rooms};

/// The catalog as this location may use it.
#[derive(Debug, Clone)]
pub struct Catalog {
    rooms: Rooms,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogRow {
    /// As an automation writes it: `contacts.create-task`, `contact.tag_added`.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it does.
    pub about: String,
    /// Which part of HighLevel it belongs to.
    pub app: String,
    /// What it is.
    pub sort: Sort,
    /// The scopes it needs.
    pub scopes: Vec<String>,
    /// HighLevel calls it costs.
    pub calls: u32,
    /// What it takes.
    pub fields: Vec<CatalogField>,
    /// Why this connection cannot use it; none where it can.
    pub barred: Option<String>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// An operation of HighLevel.
    Action,
    /// An event of HighLevel.
    Trigger,
    /// A trigger that Rankr reads out of its log.
    Derived,
}

/// A field of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogField {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: &'static str,
    /// Whether HighLevel insists on it.
    pub required: bool,
}

/// Which rows are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogQuery {
    /// Words that all stand in a row.
    pub words: String,
    /// Rows of this sort alone.
    pub sort: Option<Sort>,
    /// Rows of this app alone.
    pub app: Option<String>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogPage {
    /// The rows asked for, by app.
    pub rows: Vec<CatalogRow>,
    /// Rows there are: actions and events of HighLevel.
    pub all: usize,
    /// Rows this connection may use.
    pub usable: usize,
    /// Every app there is.
    pub apps: Vec<String>,
}

impl Catalog {
    /// The catalog of these rooms.
    #[must_use]
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The rows asked for.
    pub async fn page(&self, member: &Member, query: &CatalogQuery) -> Result<CatalogPage, Refusal> {
        let connection = self.rooms.store.read().await?.connection_find(&member.location).await?;
        let barred = |row: &Operation| match &connection {
            None => Some("This location is not connected.".to_owned()),
            Some(connection) => {
                let lacks = self.rooms.gateway.lacks(connection, row);
                lacks.map(|scope| format!("The connection lacks the scope {scope}."))
            }
        };
        let actions = operation::ALL.iter().filter(|row| row.app != App::Oauth);
        let actions = actions.map(|row| action(row, barred(row)));
        let is_private = connection.as_ref().is_some_and(|connection| connection.kind == Kind::Private);
        let triggers = On::ALL.iter().map(|on| trigger(*on, is_private));
        let rows: Vec<CatalogRow> = actions.chain(triggers).collect();
        let ours = |row: &&CatalogRow| row.sort != Sort::Derived;
        let mut apps: Vec<String> = rows.iter().map(|row| row.app.clone()).collect();
        apps.sort();
        apps.dedup();
        Ok(CatalogPage {
            all: rows.iter().filter(ours).count(),
            usable: rows.iter().filter(ours).filter(|row| row.barred.is_none()).count(),
            rows: rows.into_iter().filter(|row| asked(row, query)).collect(),
            apps,
        })
    }
}

fn asked(row: &CatalogRow, query: &CatalogQuery) -> bool {
    let text = format!("{} {} {} {}", row.name, row.title, row.about, row.app).to_lowercase();
    query.words.split_whitespace().all(|word| text.contains(&word.to_lowercase()))
        && query.sort.is_none_or(|sort| row.sort == sort)
        && query.app.as_ref().is_none_or(|app| row.app == *app)
}

fn action(row: &'static Operation, barred: Option<String>) -> CatalogRow {
    CatalogRow {
        name: format!("{}.{}", row.app.as_str(), row.id),
        title: row.title.to_owned(),
        about: row.description.to_owned(),
        app: row.app.as_str().to_owned(),
        sort: Sort::Action,
        scopes: row.scopes.iter().map(ToString::to_string).collect(),
        calls: row.cost,
        fields: row.fields().map(|param| field(row, param)).collect(),
        barred,
    }
}

fn field(row: &Operation, param: &Param) -> CatalogField {
    CatalogField {
        name: param.name,
        holds: match param.kind {
            Holds::Text => "text",
            Holds::Number => "number",
            Holds::Flag => "yes or no",
            Holds::Object => "fields",
            Holds::Any => "anything",
            Holds::Texts => "list of texts",
            Holds::Objects => "list",
            Holds::Choice(_) => "choice",
        },
        required: param.required || row.path_params.contains(param),
    }
}

fn trigger(on: On, is_private: bool) -> CatalogRow {
    let sentence = domain::automation::sentence::of_trigger(&domain::automation::Trigger::on(on));
    let app = on.as_str().split('.').next().unwrap_or_default();
    let watched = ["contact", "task", "note", "appointment"].contains(&app);
    let barred = (is_private && on.event().is_some() && !watched).then(|| {
        "A private token gets no webhooks, and Rankr does not watch for this. Connect by OAuth.".to_owned()
    });
    CatalogRow {
        name: on.as_str().to_owned(),
        title: sentence,
        about: on.event().map_or_else(
            || "Read out of Rankr's own log.".to_owned(),
            |event| format!("HighLevel's event {event}."),
        ),
        app: format!("{app}s"),
        sort: if on.event().is_some() { Sort::Trigger } else { Sort::Derived },
        scopes: Vec::new(),
        calls: 0,
        fields: Vec::new(),
        barred,
    }
}
