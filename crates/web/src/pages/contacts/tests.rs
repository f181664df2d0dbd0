//! The list of contacts in every state it has.

use std::time::Duration;

use askama::Template;
use workspace::Freshness;
use workspace::shell::Copying;

use super::*;
use crate::pages::sample::{self, well_formed};

impl Page {
    pub(crate) fn samples() -> Vec<(&'static str, Self)> {
        let page = sample::contacts_page();
        let full = || sample::contacts_page();
        let filtered = ContactsPage {
            query: filters(),
            matching: 17,
            lines: page.lines[..17].to_vec(),
            next: None,
            ..full()
        };
        let none = ContactsPage {
            query: ContactsQuery { search: "tenbrok".into(), ..filters() },
            matching: 0,
            lines: vec![],
            next: None,
            ..full()
        };
        let empty = ContactsPage {
            matching: 0,
            all: 0,
            lines: vec![],
            next: None,
            tags: vec![],
            owners: vec![],
            ..full()
        };
        let copying = sample::frame_with(|shell| {
            shell.copying = Some(Copying {
                what: "contacts".into(),
                done: 61_440,
                total: Some(204_318),
                per_second: Some(340.0),
            });
        });
        let late = sample::frame_with(|shell| {
            shell.freshness = Freshness::Late { at: sample::ago(360), reason: "webhooks are late".into() };
            shell.writes_waiting = 2;
            shell.writes_stuck = 1;
        });
        let wide = Look::read("rows=compact&col=email&col=company&col=added&col=phone");
        vec![
            ("full", Self::of(sample::frame(), &full(), Look::default())),
            ("filtered", Self::of(late, &filtered, Look::default())),
            ("nomatch", Self::of(sample::frame(), &none, Look::default())),
            ("empty", Self::of(sample::frame(), &empty, Look::default())),
            ("copying", Self::of(copying, &ContactsPage { all: 61_440, ..full() }, wide)),
        ]
    }
}

fn filters() -> ContactsQuery {
    ContactsQuery {
        tag: Some("solar-quote".into()),
        owner: Some(OwnerFilter::Nobody),
        task: Some(OpenTask::Late),
        ..ContactsQuery::default()
    }
}

fn page(change: impl FnOnce(&mut ContactsPage)) -> Page {
    let mut page = sample::contacts_page();
    change(&mut page);
    Page::of(sample::frame(), &page, Look::default())
}

#[test]
fn every_state_is_well_formed() {
    for (name, page) in Page::samples() {
        well_formed("contacts", name, &page.render().unwrap());
    }
}

#[test]
fn a_name_cannot_bring_markup_into_the_page() {
    let html = page(|page| page.lines[0].name = "<img src=x onerror=alert(1)>".into()).render().unwrap();

    assert!(!html.contains("<img"));
    assert!(html.contains("&#60;img src=x"));
}

#[test]
fn a_filter_is_taken_away_without_losing_the_others() {
    let page = page(|page| page.query = filters());

    let without: Vec<&str> = page.chips.iter().map(|chip| chip.without.as_str()).collect();

    insta::assert_snapshot!(without.join("\n"), @r"
    /contacts?owner=nobody&task=late
    /contacts?tag=solar-quote&task=late
    /contacts?tag=solar-quote&owner=nobody
    ");
}

#[test]
fn a_head_turns_the_order_and_keeps_what_was_asked() {
    let page = page(|page| page.query = filters());

    let name = page.heads[0].href.clone().unwrap();
    let updated = page.heads[1].href.clone().unwrap();

    assert_eq!(name, "/contacts?tag=solar-quote&owner=nobody&task=late&sort=name&dir=up");
    assert_eq!(updated, "/contacts?tag=solar-quote&owner=nobody&task=late&sort=updated&dir=up");
    assert_eq!(page.heads[1].sorted, Some("descending"));
}

#[test]
fn the_next_page_keeps_the_look() {
    let page = Page::of(sample::frame(), &sample::contacts_page(), Look::read("rows=roomy"));

    assert_eq!(page.pager.next.as_deref(), Some("/contacts?after=0X7C9K&rows=roomy"));
    assert_eq!(page.pager.range, "50 of 1,284");
}

#[test]
fn a_search_says_how_many_and_how_fast() {
    let page = page(|page| page.took = Duration::from_millis(6));

    assert_eq!(page.found, "1,284 in 6 ms");
}

#[test]
fn fifty_contacts_with_long_names_and_many_tags_stay_small() {
    let html = page(|page| {
        for (index, line) in page.lines.iter_mut().enumerate() {
            line.name = format!("Wilhelmina Featherstonehaugh-Quillington {index}");
            line.tags = (0..12).map(|tag| format!("solar-quote-{tag}")).collect();
            line.email = Some(format!("wilhelmina.featherstonehaugh{index}@example.com"));
        }
    })
    .render()
    .unwrap();

    assert_eq!(html.matches("<tr").count(), 51);
    assert!(html.len() < 40_000, "{} bytes", html.len());
}

#[test]
fn a_text_without_end_is_cut_in_its_row() {
    let html = page(|page| page.lines[0].name = "é".repeat(400)).render().unwrap();

    assert!(html.contains(&format!("<b>{}…</b>", "é".repeat(48))));
}
