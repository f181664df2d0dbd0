//! The past in every state it has.

use askama::Template;
use domain::ids::BulkId;
use workspace::history::PastSection;
use workspace::member::Editing;
use workspace::timeline::By;

use super::*;
use crate::pages::sample::{self, DAY, HOUR, MINUTE, ago, well_formed};

fn step(seconds: i64, by: By, before: Option<&str>, after: Option<&str>) -> StepLine {
    StepLine {
        at: ago(seconds),
        by,
        origin: None,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        is_learned: false,
        is_now: false,
    }
}

fn field() -> FieldPast {
    let bulk = BulkId::from_uuid(uuid::Uuid::from_u128(3));
    let maya = || By::Person("Maya Lindqvist".into());
    FieldPast {
        contact: sample::contact_ref(),
        key: "city".parse().unwrap(),
        label: "City".into(),
        now: Some("Port Ellery".into()),
        steps: vec![
            StepLine { is_now: true, ..step(MINUTE, maya(), Some("<Oslo>"), Some("Port Ellery")) },
            StepLine {
                origin: Some(Origin::Bulk(bulk)),
                ..step(HOUR, By::Bulk("Maya".into()), None, Some("<Oslo>"))
            },
            step(2 * DAY, By::HighLevel(None), Some("Rome"), None),
            StepLine { is_learned: true, ..step(3 * DAY, By::Found, None, Some("Rome")) },
        ],
        known_from: Some(ago(400 * DAY)),
        editing: Editing::Allowed,
    }
}

fn row(name: &str, then: Option<&str>, now: Option<&str>) -> PastRow {
    PastRow {
        key: name.parse().unwrap(),
        label: name.into(),
        then: then.map(str::to_owned),
        now: now.map(str::to_owned),
        is_assumed: false,
    }
}

fn past() -> PastPage {
    PastPage {
        contact: sample::contact_ref(),
        at: ago(2 * DAY),
        known: Known::There,
        sections: vec![PastSection {
            name: "Profile".into(),
            rows: vec![
                row("firstName", Some("Marisol"), Some("Marisol")),
                row("city", Some("Rome"), Some("Port Ellery")),
                PastRow { is_assumed: true, ..row("website", None, Some("example.com")) },
            ],
        }],
        tags: vec!["solar".into()],
        records: vec![PastRecord { kind: "Task".into(), title: "Call <Ada>".into(), state: "open".into() }],
        changed: 2,
        editing: Editing::Allowed,
    }
}

fn back() -> BackPage {
    BackPage {
        contact: sample::contact_ref(),
        at: ago(2 * DAY),
        field: None,
        changes: vec![Preview {
            label: "City".into(),
            now: Some("Port Ellery".into()),
            then: Some("Rome".into()),
        }],
        left: vec!["“Company” cannot be written in HighLevel".into()],
        calls: 1,
        makes_again: false,
        editing: Editing::Allowed,
    }
}

fn keeping() -> Keeping {
    Keeping {
        days: 400,
        changes: 48_210,
        bytes: 12_400_000,
        since: Some(ago(30 * DAY)),
        bytes_in_full: Some(165_000_000),
        may_change: true,
    }
}

impl FieldPage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let none = FieldPast { steps: vec![], now: None, known_from: None, ..field() };
        vec![
            ("full", Self::of(sample::frame(), &field())),
            ("empty", Self::of(sample::frame(), &none)),
            ("looking", Self::of(sample::frame(), &FieldPast { editing: Editing::Role, ..field() })),
        ]
    }
}

impl ContactPage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |past: PastPage| Self::of(sample::frame(), &past);
        vec![
            ("there", page(past())),
            ("deleted", page(PastPage { known: Known::Deleted, ..past() })),
            ("not-yet", page(PastPage { known: Known::NotYet, ..past() })),
            ("unknown", page(PastPage { known: Known::Unknown(ago(DAY)), ..past() })),
            ("looking", page(PastPage { editing: Editing::Role, ..past() })),
        ]
    }
}

impl RestorePage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |back: BackPage| Self::of(sample::frame(), &back);
        let problem = Problem::with("", "This contact was deleted.");
        vec![
            ("full", page(back())),
            ("same", page(BackPage { changes: vec![], left: vec![], calls: 0, ..back() })),
            ("field", page(BackPage { field: "city".parse().ok(), ..back() })),
            ("again", page(BackPage { makes_again: true, ..back() })),
            ("refused", page(back()).with_problems(&[problem])),
        ]
    }
}

impl KeepingPage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |keeping: Keeping| Self::of(sample::frame(), &keeping);
        let nothing = Keeping { changes: 0, bytes: 0, since: None, bytes_in_full: None, ..keeping() };
        vec![
            ("full", page(keeping())),
            ("new", page(nothing)),
            ("own", page(Keeping { days: 61, ..keeping() })),
            ("looking", page(Keeping { may_change: false, ..keeping() })),
            ("refused", page(keeping()).with_problems(&[Problem::with("days", "Choose 7 to 3650 days.")])),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    let fields = FieldPage::samples().into_iter().map(|(name, page)| (name, page.render()));
    let contacts = ContactPage::samples().into_iter().map(|(name, page)| (name, page.render()));
    let backs = RestorePage::samples().into_iter().map(|(name, page)| (name, page.render()));
    let keeps = KeepingPage::samples().into_iter().map(|(name, page)| (name, page.render()));
    for (name, html) in fields.chain(contacts).chain(backs).chain(keeps) {
        well_formed("past", name, &html.unwrap());
    }
}

#[test]
fn what_stands_now_is_not_offered_to_be_restored() {
    let html = FieldPage::of(sample::frame(), &field()).render().unwrap();

    assert_eq!(html.matches("Restore this value").count(), 3);
}

#[test]
fn a_moment_before_the_contact_offers_nothing_to_bring_back() {
    let (_, page) = ContactPage::samples().remove(2);

    assert!(!page.render().unwrap().contains("/back?at="));
}
