//! Businesses in every state they have.

use askama::Template;

use super::*;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let full = sample::businesses_page;
        let missing = Some("With the scope businesses.readonly Rankr would show businesses here.".to_owned());
        vec![
            ("full", Self::of(sample::frame(), &full())),
            (
                "empty",
                Self::of(sample::frame(), &BusinessesPage { lines: vec![], all: 0, missing, ..full() }),
            ),
            (
                "nomatch",
                Self::of(sample::frame(), &BusinessesPage { lines: vec![], search: "xy".into(), ..full() }),
            ),
        ]
    }
}

impl One {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let full = sample::business_page;
        let bare = BusinessPage { contacts: vec![], facts: vec![], description: None, ..full() };
        vec![("full", Self::of(sample::frame(), &full())), ("bare", Self::of(sample::frame(), &bare))]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("businesses", name, &page.render().unwrap());
    }
    for (name, page) in One::samples() {
        well_formed("business", name, &page.render().unwrap());
    }
}
