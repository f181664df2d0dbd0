//! A conversation in every state it has.

use askama::Template;
use workspace::Problem;
use workspace::conversation::ThreadPage;

use super::*;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let of = |page: &ThreadPage| Self::of(sample::frame(), page, &sample::threads_page());
        let full = sample::thread_page;
        let draft = MessageDraft {
            channel: "sms".into(),
            text: "</textarea><script>alert(1)</script>".into(),
            ..MessageDraft::default()
        };
        let form = Form { draft, problems: vec![Problem::with("text", "Write something to send.")] };
        let cannot =
            "This connection may not send messages: the scope conversations/message.write is missing.";
        vec![
            ("full", of(&full())),
            ("closed", of(&ThreadPage { ways: sample::ways(), ..full() })),
            ("refused", of(&full()).with(form, None)),
            ("cannot", of(&ThreadPage { cannot_send: Some(cannot.to_owned()), ..full() })),
            (
                "silent",
                of(&ThreadPage { messages: vec![], older: None, unread: 0, may_write: false, ..full() }),
            ),
        ]
    }
}

fn rendered(state: &str) -> String {
    let (_, page) = Page::samples().into_iter().find(|(name, _)| *name == state).expect("a sample");
    page.render().unwrap()
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("thread", name, &page.render().unwrap());
    }
}

#[test]
fn a_closed_channel_has_no_field_to_type_into_and_says_why() {
    let page = rendered("closed");

    assert!(page.contains("Texted STOP"));
    assert!(!page.contains("Send SMS"), "there is nothing to send it by");
    assert!(page.contains("Send email"), "the other channel is open");
}

#[test]
fn what_was_typed_and_what_was_said_cannot_become_markup() {
    assert!(!rendered("refused").contains("<script>alert"));
    assert!(!rendered("full").contains("<script>alert"));
}

#[test]
fn a_message_shows_how_far_it_got() {
    let page = rendered("full");

    assert!(page.contains("Not sent: The number cannot be reached."));
    assert!(page.contains("Delivered"));
    assert!(page.contains("Sending"));
}
