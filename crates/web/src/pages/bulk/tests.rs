//! Actions on many contacts in every state they have.

use askama::Template;
use domain::ids::BulkId;
use highlevel::ContactId;
use workspace::contact::ContactRef;
use workspace::member::Editing;

use super::*;
use crate::pages::sample::{self, MINUTE, ago, well_formed};

fn id() -> BulkId {
    BulkId::from_uuid(uuid::Uuid::from_u128(7))
}

fn part(place: u32, name: &str, state: ItemState, reason: Option<&str>) -> PartLine {
    PartLine {
        place,
        contact: ContactId::new("mT8vQ2xKc4LrW9pZ").ok(),
        name: name.into(),
        preview: vec![Preview { label: "Tags".into(), now: None, then: Some("<vip>".into()) }],
        state,
        write: None,
        reason: reason.map(str::to_owned),
    }
}

fn running() -> BulkPage {
    BulkPage {
        id: id(),
        what: "Add the tag “vip”".into(),
        deletes: false,
        state: State::Running,
        tally: Tally { waiting: 60, sent: 18, done: 120, failed: 2, skipped: 9, cancelled: 0 },
        by: Some("Maya Lindqvist".into()),
        created: ago(2 * MINUTE),
        started: Some(ago(MINUTE)),
        ended: None,
        cost: None,
        parts: vec![
            part(4, "Ada Byron", ItemState::Failed, Some("The contact is no longer in HighLevel.")),
            part(5, "Grace Marsh", ItemState::Sent, None),
            part(0, "Nadia Okafor", ItemState::Done, None),
            part(6, "Leo Farrow", ItemState::Skipped, Some("It has the tag already.")),
        ],
        next: Some(6),
        undoes: None,
        can_be_undone: false,
        editing: Editing::Allowed,
    }
}

fn draft() -> BulkPage {
    BulkPage {
        state: State::Draft,
        tally: Tally { waiting: 200, skipped: 9, ..Tally::default() },
        started: None,
        parts: vec![part(0, "Ada Byron", ItemState::Waiting, None)],
        ..running()
    }
}

fn done() -> BulkPage {
    BulkPage {
        state: State::Done,
        tally: Tally { done: 198, failed: 2, skipped: 9, ..Tally::default() },
        ended: Some(ago(10)),
        can_be_undone: true,
        next: None,
        ..running()
    }
}

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = |page: &BulkPage| Self::of(sample::frame(), page);
        vec![
            ("draft", page(&draft())),
            ("deleting", page(&BulkPage { deletes: true, what: "Delete".into(), ..draft() })),
            ("running", page(&running())),
            ("paused", page(&BulkPage { state: State::Paused, ..running() })),
            ("done", page(&done())),
            ("undo", page(&BulkPage { undoes: Some(id()), ..draft() })),
            ("looking", page(&BulkPage { editing: Editing::Role, ..running() })),
        ]
    }
}

impl ListPage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let line = |page: BulkPage| BulkLine {
            id: page.id,
            what: page.what,
            state: page.state,
            tally: page.tally,
            by: page.by,
            started: page.started,
        };
        vec![
            ("full", Self::of(sample::frame(), &[line(running()), line(done())])),
            ("empty", Self::of(sample::frame(), &[])),
        ]
    }
}

impl NewPage {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let contact = ContactRef { id: ContactId::new("c1").unwrap(), name: "Ada <Byron>".into() };
        let form = BulkForm {
            found: 20_000,
            is_cut: true,
            first: vec![contact],
            tags: vec!["vip".into()],
            users: sample::users(),
            editing: Editing::Allowed,
        };
        let page = |form: &BulkForm| {
            Self::of(sample::frame(), form, vec![("all".into(), "1".into())], "/contacts".into())
        };
        let problem = Problem::with("tag", "A tag has 1 to 100 characters and no comma.");
        vec![
            ("many", page(&form)),
            ("refused", page(&form).with_problems("add-tag", "a,b".into(), &[problem])),
            ("looking", page(&BulkForm { editing: Editing::Role, ..form })),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("bulk", name, &page.render().unwrap());
    }
    for (name, page) in ListPage::samples() {
        well_formed("bulks", name, &page.render().unwrap());
    }
    for (name, page) in NewPage::samples() {
        well_formed("bulk_new", name, &page.render().unwrap());
    }
}

#[test]
fn nothing_is_sent_from_a_preview_but_by_its_start() {
    let html = Page::of(sample::frame(), &draft()).render().unwrap();

    assert!(html.contains("/order/start") && html.contains("Nothing was sent yet."));
    assert!(html.contains("200 changes would be made. 9 left as they are."));
}

#[test]
fn who_may_only_look_gets_no_buttons() {
    let html = Page::of(sample::frame(), &BulkPage { editing: Editing::Role, ..running() }).render().unwrap();

    assert!(!html.contains("/order/"));
}
