//! One contact in every state its page has.

use askama::Template;
use workspace::contact::ContactPage;
use workspace::timeline::Timeline;
use workspace::{Freshness, Problem};

use super::*;
use crate::pages::Flash;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let full = sample::contact_page;
        let undo = Flash { text: "Phone changed".into(), undo: Some("/writes/wrt_1/undo".into()) };
        let bare = ContactPage {
            tags: vec![],
            tasks: vec![],
            notes: vec![],
            appointments: vec![],
            writes: vec![],
            timeline: Timeline::default(),
            phone: None,
            owner: None,
            ..full()
        };
        let gone = ContactPage {
            deleted: Some(sample::ago(7200)),
            freshness: Freshness::Sandbox { at: None },
            ..full()
        };
        let looking = ContactPage { may_write: false, ..full() };
        let task = Form {
            draft: TaskDraft {
                title: "Call Ada".into(),
                due_date: "2026-02-30".into(),
                assignee: "uJun".into(),
                ..TaskDraft::default()
            },
            problems: vec![Problem::with("due_date", "There is no 30 February. Choose another day.")],
        };
        let note = Form {
            draft: NoteDraft::default(),
            problems: vec![Problem::with("body", "A note needs some text.")],
        };
        vec![
            ("full", Self::of(sample::frame().saying(Some(undo)), &full())),
            ("bare", Self::of(sample::frame(), &bare)),
            ("deleted", Self::of(sample::frame(), &gone)),
            ("viewer", Self::of(sample::frame(), &looking)),
            ("task-refused", Self::of(sample::frame(), &full()).with_task(task, None)),
            ("note-refused", Self::of(sample::frame(), &full()).with_note(note, None)),
        ]
    }
}

fn html(change: impl FnOnce(&mut ContactPage)) -> String {
    let mut page = sample::contact_page();
    change(&mut page);
    Page::of(sample::frame(), &page).render().unwrap()
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("contact", name, &page.render().unwrap());
    }
}

#[test]
fn a_value_on_its_way_is_marked() {
    let html = html(|_| ());

    assert!(html.contains(r#"<span class="val">+1 415 555 0142</span><span class="pend" data-since="2026-11-23T18:19:57Z">Saving</span>"#));
    assert!(html.contains("HighLevel is slow to answer. Next try at 10:20."));
}

#[test]
fn a_refused_value_keeps_what_was_typed_and_offers_fix_and_undo() {
    let html = html(|_| ());

    assert!(html.contains("Not saved: HighLevel wants 5 digits."));
    assert!(html.contains(r#"data-fix="field-postalCode-edit">Fix</a>"#));
}

#[test]
fn a_value_someone_else_changed_offers_mine() {
    let html = html(|_| ());

    assert!(html.contains("Changed in HighLevel just now while you typed “8.9”."));
    assert!(html.contains("Use mine"));
}

#[test]
fn a_deleted_contact_can_be_looked_at_and_not_edited() {
    let html = html(|page| page.deleted = Some(sample::ago(60)));

    assert!(html.contains("Deleted in HighLevel."));
    assert!(!html.contains("class=\"edit\"") && !html.contains("Save note"));
}

#[test]
fn a_note_cannot_bring_markup_into_the_page() {
    let html = html(|page| page.notes[0].text = "<script>alert(1)</script>".into());

    assert!(!html.contains("<script>alert"));
}

#[test]
fn an_entry_names_who_did_it() {
    let lines = html(|_| ());

    assert!(lines.contains(r#"<b class="med">Maya Lindqvist</b> changed 2 fields"#));
    assert!(lines.contains("By Tobias Orme, in HighLevel"));
}
