//! What the palette found: a few contacts, as lines to follow.

use askama::Template;
use askama_web::WebTemplate;
use workspace::contacts::ContactsPage;

use super::face::Face;
use crate::paths;

/// A piece of the palette: the first contacts that match.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "found.html")]
pub struct Found {
    lines: Vec<Line>,
}

#[derive(Debug, Clone)]
struct Line {
    href: String,
    name: String,
    face: Face,
    below: String,
}

const SHOWN: usize = 8;

impl Found {
    /// The first eight of a page of contacts.
    #[must_use]
    pub fn of(page: &ContactsPage) -> Self {
        let line = |line: &workspace::contacts::ContactLine| Line {
            href: paths::Contact { contact: line.id.clone() }.to_string(),
            name: line.name.clone(),
            face: Face::of(&line.name),
            below: line.email.clone().or_else(|| line.phone.clone()).unwrap_or_default(),
        };
        Self { lines: page.lines.iter().take(SHOWN).map(line).collect() }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::pages::sample;

    #[test]
    fn the_palette_gets_at_most_eight_lines() {
        let found = Found::of(&sample::contacts_page());

        assert_eq!(found.render().unwrap().matches("<li>").count(), 8);
    }
}
