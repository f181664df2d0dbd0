//! The catalog: what can start an automation, what it can do, and what this connection may use.

use askama::Template;
use askama_web::WebTemplate;
use workspace::catalog::{CatalogField, CatalogPage, CatalogQuery, CatalogRow, Sort};

use super::frame::Frame;
use super::steps::of_path;

/// The page of the catalog.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "catalog.html")]
pub struct Page {
    frame: Frame,
    rows: Vec<Line>,
    all: usize,
    usable: usize,
    words: String,
    sort: &'static str,
    app: String,
    apps: Vec<String>,
}

/// One row as drawn.
#[derive(Debug, Clone)]
struct Line {
    name: String,
    title: String,
    about: String,
    sort: &'static str,
    icon: &'static str,
    kind: &'static str,
    calls: u32,
    scopes: String,
    required: String,
    others: String,
    barred: Option<String>,
}

impl Page {
    /// The rows as the service found them, asked for like this.
    #[must_use]
    pub fn of(frame: Frame, page: &CatalogPage, query: &CatalogQuery) -> Self {
        Self {
            rows: page.rows.iter().map(Line::of).collect(),
            all: page.all,
            usable: page.usable,
            words: query.words.clone(),
            sort: query.sort.map_or("", word),
            app: query.app.clone().unwrap_or_default(),
            apps: page.apps.clone(),
            frame: frame.at("catalog"),
        }
    }
}

/// How a sort stands in the address.
pub(crate) const fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Action => "action",
        Sort::Trigger => "trigger",
        Sort::Derived => "derived",
    }
}

impl Line {
    fn of(row: &CatalogRow) -> Self {
        let named = |fields: &[CatalogField], required: bool| {
            let names = fields.iter().filter(|field| field.required == required);
            names.map(|field| format!("{} ({})", field.name, field.holds)).collect::<Vec<_>>().join(", ")
        };
        let (icon, kind) =
            of_path(&format!("/{}", row.name.replace(['.', '-'], "/").replace("task", "tasks")));
        Self {
            name: row.name.clone(),
            title: row.title.clone(),
            about: row.about.clone(),
            sort: match row.sort {
                Sort::Action => "Action",
                Sort::Trigger => "Trigger",
                Sort::Derived => "Trigger of Rankr",
            },
            icon: if row.sort == Sort::Action { icon } else { "bolt" },
            kind,
            calls: row.calls,
            scopes: row.scopes.join(" "),
            required: named(&row.fields, true),
            others: named(&row.fields, false),
            barred: row.barred.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::{self, well_formed};

    fn row(name: &str, sort: Sort, barred: Option<&str>) -> CatalogRow {
        CatalogRow {
            name: name.to_owned(),
            title: "Create a task".to_owned(),
            about: "Makes a task <for> a contact.".to_owned(),
            app: "contacts".to_owned(),
            sort,
            scopes: vec!["contacts.write".to_owned()],
            calls: 1,
            fields: vec![
                CatalogField { name: "title", holds: "text", required: true },
                CatalogField { name: "body", holds: "text", required: false },
            ],
            barred: barred.map(str::to_owned),
        }
    }

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let page = |rows: Vec<CatalogRow>, query: CatalogQuery| {
                let page = CatalogPage { rows, all: 126, usable: 119, apps: vec!["contacts".to_owned()] };
                Self::of(sample::frame(), &page, &query)
            };
            let rows = vec![
                row("contacts.create-task", Sort::Action, None),
                row("contact.tag_added", Sort::Derived, None),
                row("opportunity.created", Sort::Trigger, Some("A private token gets no webhooks.")),
            ];
            let words = CatalogQuery { words: "nothing like it".to_owned(), ..CatalogQuery::default() };
            vec![("several", page(rows, CatalogQuery::default())), ("nothing-found", page(Vec::new(), words))]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("catalog", name, &page.render().unwrap());
        }
    }
}
