//! Businesses: the list, and one with its contacts.

use askama::Template;
use askama_web::WebTemplate;
use workspace::business::{BusinessLine, BusinessPage, BusinessesPage, Colleague};

use super::face::Face;
use super::frame::{Frame, Fresh};
use super::moment::{count, thousands};
use crate::paths;

/// The list of businesses.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "businesses.html")]
pub struct Page {
    frame: Frame,
    search: String,
    lines: Vec<LineView>,
    all: String,
    none_at_all: bool,
    fresh: Fresh,
    missing: Option<String>,
}

/// One business in the list.
#[derive(Debug, Clone)]
struct LineView {
    href: String,
    name: String,
    face: Face,
    phone: Option<String>,
    email: Option<String>,
    city: Option<String>,
    contacts: String,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &BusinessesPage) -> Self {
        let lens = frame.lens.clone();
        Self {
            search: page.search.clone(),
            lines: page.lines.iter().map(LineView::of).collect(),
            all: thousands(page.all),
            none_at_all: page.all == 0,
            fresh: Fresh::of(&page.freshness, &lens),
            missing: page.missing.clone(),
            frame: frame.at("businesses"),
        }
    }
}

impl LineView {
    fn of(line: &BusinessLine) -> Self {
        Self {
            href: paths::Business { business: line.business.id.clone() }.to_string(),
            name: line.business.name.clone(),
            face: Face::of(&line.business.name),
            phone: line.phone.clone(),
            email: line.email.clone(),
            city: line.city.clone(),
            contacts: if line.contacts == 0 { String::new() } else { thousands(line.contacts) },
        }
    }
}

/// One business.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "business.html")]
pub struct One {
    frame: Frame,
    name: String,
    face: Face,
    facts: Vec<(String, String)>,
    description: Option<String>,
    contacts: Vec<ColleagueView>,
    number: String,
    more: bool,
    fresh: Fresh,
    may_write: bool,
}

/// A contact of a business.
#[derive(Debug, Clone)]
struct ColleagueView {
    key: String,
    href: String,
    name: String,
    face: Face,
    email: Option<String>,
    phone: Option<String>,
    /// Where taking it out of the business posts.
    out: String,
}

impl One {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &BusinessPage) -> Self {
        let lens = frame.lens.clone();
        Self {
            name: page.business.name.clone(),
            face: Face::of(&page.business.name),
            facts: page.facts.clone(),
            description: page.description.clone(),
            contacts: page.contacts.iter().map(ColleagueView::of).collect(),
            number: count(page.contacts.len() as i128, "contact"),
            more: page.more,
            fresh: Fresh::of(&page.freshness, &lens),
            may_write: page.may_write,
            frame: frame.at("businesses"),
        }
    }
}

impl ColleagueView {
    fn of(one: &Colleague) -> Self {
        let contact = one.contact.id.clone();
        Self {
            key: contact.to_string(),
            href: paths::Contact { contact: contact.clone() }.to_string(),
            name: one.contact.name.clone(),
            face: Face::of(&one.contact.name),
            email: one.email.clone(),
            phone: one.phone.clone(),
            out: paths::ContactBusiness { contact }.to_string(),
        }
    }
}

#[cfg(test)]
#[path = "businesses/tests.rs"]
mod tests;
