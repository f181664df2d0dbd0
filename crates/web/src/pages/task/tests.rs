//! One task in every state its page has.

use askama::Template;
use workspace::Problem;

use super::*;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let full = sample::task_page;
        let mut done = full();
        done.task.completed = true;
        let problem = Problem::with("title", "A task needs a title.");
        let form = Form {
            draft: TaskDraft { due_date: "2026-11-20".into(), ..TaskDraft::default() },
            problems: vec![problem],
        };
        vec![
            ("open", Self::of(sample::frame(), &full())),
            ("done", Self::of(sample::frame(), &done)),
            (
                "deleted",
                Self::of(
                    sample::frame(),
                    &TaskPage { deleted: Some(sample::ago(60)), can_be_restored: true, ..full() },
                ),
            ),
            ("refused", Self::of(sample::frame(), &full()).with_edit(form, String::new())),
        ]
    }
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("task", name, &page.render().unwrap());
    }
}

#[test]
fn the_form_starts_from_the_task_in_the_locations_zone() {
    let page = Page::of(sample::frame(), &sample::task_page());

    assert_eq!(
        (page.form.draft.due_date.as_str(), page.form.draft.due_time.as_str()),
        ("2026-11-20", "17:20")
    );
}

#[test]
fn a_late_task_says_so() {
    let (_, page) = Page::samples().remove(0);

    assert!(page.render().unwrap().contains("2 days late"));
}
