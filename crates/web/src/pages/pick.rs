//! Long lists to choose from, as a piece of a page.

use askama::Template;
use askama_web::WebTemplate;
use workspace::fields::{Editor, countries, zones};

use crate::paths;

/// What a browser offers while somebody types.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "pick.html")]
pub struct List {
    id: &'static str,
    words: Vec<&'static str>,
}

impl List {
    /// Every country by name.
    #[must_use]
    pub fn countries() -> Self {
        Self { id: "countries", words: countries::ALL.iter().map(|(_, name)| *name).collect() }
    }

    /// Every time zone that is named after a place.
    #[must_use]
    pub fn time_zones() -> Self {
        Self { id: "time-zones", words: zones::all().iter().map(String::as_str).collect() }
    }

    /// The list an editor chooses from, if it is one of these.
    pub(crate) fn of(editor: &Editor) -> Option<Self> {
        match editor {
            Editor::Country => Some(Self::countries()),
            Editor::TimeZone => Some(Self::time_zones()),
            _ => None,
        }
    }

    /// Its name on a page, and where it is found.
    pub(crate) fn place(editor: &Editor) -> Option<(&'static str, &'static str)> {
        match editor {
            Editor::Country => Some(("countries", paths::Countries::ROUTE)),
            Editor::TimeZone => Some(("time-zones", paths::TimeZones::ROUTE)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::well_formed;

    #[test]
    fn every_list_is_well_formed() {
        well_formed("pick", "countries", &List::countries().render().unwrap());
        well_formed("pick", "time-zones", &List::time_zones().render().unwrap());
    }
}
