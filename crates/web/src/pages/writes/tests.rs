//! The page of writes in every state it has.

use askama::Template;
use domain::ids::WriteId;
use highlevel::ContactId;
use workspace::Freshness;
use workspace::member::Editing;
use workspace::writes::{Ways, Whose};

use super::*;
use crate::pages::sample::{self, MINUTE, ago, well_formed};

fn line(number: u128, stage: Stage, what: &str) -> LedgerLine {
    let contact = ContactId::new("mT8vQ2xKc4LrW9pZ").unwrap();
    LedgerLine {
        write: WriteId::from_uuid(uuid::Uuid::from_u128(number)),
        what: what.into(),
        whose: Some(Whose { contact, name: "Marisol Tenbrook".into(), task: None }),
        stage,
        reason: None,
        other: None,
        values: vec![("Phone".into(), "+1 415 555 0142".into())],
        by: Some("Maya Lindqvist".into()),
        at: ago(3 * MINUTE),
        next_try: None,
        ways: Ways::default(),
    }
}

fn refused() -> LedgerLine {
    LedgerLine {
        whose: None,
        reason: Some("HighLevel has a contact with this email already".into()),
        other: ContactId::new("bR4mK3sSlEr0000000").ok(),
        values: vec![("First name".into(), "<b>Ada</b>".into())],
        ways: Ways { retry: true, discard: true, again: Some(EditAgain::NewContact), ..Ways::default() },
        ..line(1, Stage::Refused, "New contact: Ada")
    }
}

fn full() -> WritesPage {
    let stuck = Ways { retry: true, discard: true, ..Ways::default() };
    let queued = LedgerLine {
        reason: Some("HighLevel cannot be reached. It will be sent as soon as it can.".into()),
        next_try: Some(ago(-MINUTE)),
        ways: Ways { discard: true, hurry: true, ..Ways::default() },
        ..line(4, Stage::Queued, "New note")
    };
    WritesPage {
        stuck: vec![
            refused(),
            LedgerLine { ways: stuck.clone(), ..line(2, Stage::Overtaken, "Phone") },
            LedgerLine { ways: stuck, ..line(3, Stage::NotApplied, "Quote") },
        ],
        waiting: vec![queued, line(5, Stage::Sent, "Phone"), line(6, Stage::LookedFor, "New task: Call")],
        taken: vec![LedgerLine {
            ways: Ways { undo: true, ..Ways::default() },
            ..line(7, Stage::Taken, "Deleted: task")
        }],
        more: true,
        freshness: Freshness::Live { at: ago(12) },
        editing: Editing::Allowed,
    }
}

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let empty = WritesPage { stuck: vec![], waiting: vec![], taken: vec![], more: false, ..full() };
        let cut_off =
            Freshness::NotConnected { since: Some(ago(600)), reason: "HighLevel signed Rankr out".into() };
        vec![
            ("full", Self::of(sample::frame(), &full())),
            ("empty", Self::of(sample::frame(), &empty)),
            ("offline", Self::of(sample::frame(), &WritesPage { freshness: cut_off, ..full() })),
            ("looking", Self::of(sample::frame(), &WritesPage { editing: Editing::Role, ..full() })),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("writes", name, &page.render().unwrap());
    }
}

#[test]
fn a_refused_contact_leads_back_to_its_form_and_is_never_drawn_as_markup() {
    let html = Page::of(sample::frame(), &full()).render().unwrap();

    let write = refused().write;
    assert!(html.contains(&format!("/contacts/new?again={write}")));
    assert!(html.contains(&format!("/writes/{write}/retry")));
    assert!(html.contains("HighLevel has a contact with this email already."));
    assert!(html.contains("&#60;b&#62;Ada&#60;/b&#62;") && !html.contains("<b>Ada</b>"));
}

#[test]
fn a_refusal_leads_to_the_contact_that_is_in_the_way() {
    let html = Page::of(sample::frame(), &full()).render().unwrap();

    assert!(html.contains(r#"href="/contacts/bR4mK3sSlEr0000000">Open that contact</a>"#));
}

#[test]
fn who_may_only_look_gets_no_buttons() {
    let html = Page::of(sample::frame(), &WritesPage { editing: Editing::Role, ..full() }).render().unwrap();

    assert!(!html.contains("/retry") && !html.contains("?again="));
}
