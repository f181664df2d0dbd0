//! The list of conversations in every state it has.

use askama::Template;

use super::*;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let full = sample::threads_page;
        let none = |which, search: &str| ThreadsPage {
            query: workspace::conversation::ThreadsQuery { which, search: search.into(), after: None },
            lines: vec![],
            unread: 0,
            ..full()
        };
        let missing =
            "With the scope conversations.readonly Rankr would also show what was said before.".to_owned();
        vec![
            ("full", Self::of(sample::frame(), &full())),
            ("empty", Self::of(sample::frame(), &none(Which::All, ""))),
            ("allread", Self::of(sample::frame(), &none(Which::Unread, ""))),
            ("nomatch", Self::of(sample::frame(), &none(Which::All, "tenbrok"))),
            ("noscope", Self::of(sample::frame(), &ThreadsPage { missing: Some(missing), ..full() })),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("conversations", name, &page.render().unwrap());
    }
}

#[test]
fn what_somebody_wrote_cannot_become_markup() {
    let (_, page) = Page::samples().remove(0);

    assert!(!page.render().unwrap().contains("<b>Bring</b>"));
}
