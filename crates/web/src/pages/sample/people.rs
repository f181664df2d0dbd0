//! Invented people: the signed-in person's frame, users, and a page of contacts.

use std::time::Duration;

use domain::change::Seq;
use domain::person::Role;
use highlevel::{ContactId, UserId};
use workspace::contact::ContactRef;
use workspace::contacts::{ContactLine, ContactsPage, ContactsQuery, NextTask, PageAt, UserName};
use workspace::member::Editing;
use workspace::{Freshness, Shell};

use super::{DAY, HOUR, MINUTE, ago, now, zone};
use crate::pages::Frame;

pub(crate) fn shell() -> Shell {
    Shell {
        location: "Tallowmere Solar".into(),
        company: Some("Quillhaven Agency".into()),
        person: "Maya Lindqvist".into(),
        role: Role::Owner,
        editing: Editing::Allowed,
        contacts: 1284,
        freshness: Freshness::Live { at: ago(12) },
        unread: 2,
        writes_waiting: 0,
        writes_stuck: 0,
        copying: None,
        seq: Seq::new(4711),
        now: now(),
        zone: zone(),
    }
}

pub(crate) fn frame() -> Frame {
    Frame::of(&shell())
}

pub(crate) fn frame_with(change: impl FnOnce(&mut Shell)) -> Frame {
    let mut shell = shell();
    change(&mut shell);
    Frame::of(&shell)
}

pub(crate) fn user(id: &str, name: &str) -> UserName {
    UserName { id: UserId::new(id).unwrap(), name: name.into() }
}

pub(crate) fn users() -> Vec<UserName> {
    vec![user("uMaya", "Maya Lindqvist"), user("uTobias", "Tobias Orme"), user("uJun", "Jun Ravel")]
}

pub(crate) fn contact_ref() -> ContactRef {
    ContactRef { id: ContactId::new("mT8vQ2xKc4LrW9pZ").unwrap(), name: "Marisol Tenbrook".into() }
}

/// Name, email, phone, tags, owner, next task and its due time in hours from now, minutes since the last change.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    usize,
    Option<(&'static str, i64)>,
    i64,
);

const ROWS: &[Row] = &[
    (
        "Marisol Tenbrook",
        "marisol@example.com",
        "+1 415 555 0142",
        &["solar-quote", "financing"],
        0,
        Some(("Send revised quote", -65)),
        1,
    ),
    (
        "Desmond Varga",
        "d.varga@example.com",
        "+1 707 555 0119",
        &["solar-quote", "farm"],
        0,
        Some(("Prepare the proposal call", 1)),
        32,
    ),
    (
        "Priya Hallström",
        "priya.h@example.com",
        "+1 510 555 0188",
        &["solar-quote"],
        1,
        Some(("Call back", 4)),
        25,
    ),
    (
        "Anselm Okoro",
        "anselm@example.com",
        "+1 415 555 0170",
        &["hoa", "financing", "farm", "referral"],
        0,
        Some(("Check permit number", -20)),
        1500,
    ),
    ("Lucinda Farrow", "lucinda@example.com", "+1 628 555 0103", &["solar-quote", "referral"], 0, None, 300),
    (
        "Teodor Blanc",
        "teodor@example.com",
        "+1 707 555 0156",
        &["farm", "site-visit"],
        2,
        Some(("Confirm site access", 30)),
        1600,
    ),
    (
        "Wanda Osei-Pratt",
        "wanda.op@example.com",
        "+1 415 555 0127",
        &["financing"],
        0,
        Some(("Tell them about the approval", 51)),
        180,
    ),
    (
        "Gideon Marsh",
        "gideon@example.com",
        "+1 510 555 0161",
        &["solar-quote", "business"],
        1,
        Some(("Order panel samples", 168)),
        4000,
    ),
    ("Saoirse Whitlock", "saoirse.w@example.com", "+1 925 555 0139", &["solar-quote"], 0, None, 30_000),
    (
        "Ruben Castellane",
        "ruben.c@example.com",
        "+1 415 555 0198",
        &["site-visit"],
        2,
        Some(("Rebook the visit", 24)),
        1450,
    ),
    (
        "Ottoline Reyes",
        "ottoline@example.com",
        "+1 707 555 0111",
        &["business"],
        0,
        Some(("Send notes", 6)),
        60,
    ),
    ("Bram Kessler", "bram@example.com", "+1 510 555 0145", &["solar-quote"], 1, None, 7200),
    (
        "Ines Calder",
        "ines@example.com",
        "+1 925 555 0174",
        &["solar-quote", "site-visit"],
        2,
        Some(("Survey the roof", 3)),
        2900,
    ),
    ("Florian Adeyemi", "florian@example.com", "+1 415 555 0106", &["referral"], 0, None, 5800),
    ("Hester Quill", "hester@example.com", "", &["financing"], 9, None, 8700),
    ("Matteo Lindgren", "matteo.l@example.com", "+1 510 555 0153", &["solar-quote", "hoa"], 1, None, 11_000),
    ("Noor Abernathy", "", "+1 707 555 0169", &["business"], 2, None, 11_600),
];

pub(crate) fn line(index: usize) -> ContactLine {
    let (name, email, phone, tags, owner, task, minutes) = ROWS[index % ROWS.len()];
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    ContactLine {
        id: ContactId::new(format!("c{index:018}")).unwrap(),
        name: name.into(),
        email: text(email),
        phone: text(phone),
        company: (index % 4 == 1).then(|| "Corlan Farms".into()),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        owner: users().get(owner).cloned(),
        next_task: task.map(|(title, hours)| NextTask { title: title.into(), due: Some(ago(-hours * HOUR)) }),
        dnd: index % 9 == 8,
        updated: Some(ago(minutes * MINUTE)),
        added: Some(ago((index as i64 + 2) * 9 * DAY)),
        pending: index == 0,
    }
}

/// A full page of fifty.
pub(crate) fn contacts_page() -> ContactsPage {
    ContactsPage {
        query: ContactsQuery::default(),
        coming: vec![],
        lines: (0..50).map(line).collect(),
        near: None,
        matching: 1284,
        all: 1284,
        took: Duration::from_micros(2300),
        previous: None,
        next: Some(PageAt::After("0X7C9K".into())),
        tags: ["business", "farm", "financing", "hoa", "referral", "site-visit", "solar-quote"]
            .map(String::from)
            .into(),
        owners: users(),
        may_write: true,
    }
}
