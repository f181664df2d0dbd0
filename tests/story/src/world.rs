//! A world of contacts with histories, and the news of them as it reaches a mirror: in any order, some of it twice,
//! some late, by events, by reads of one record and by pages of a search whose index lags behind.
//!
//! Not here: what a mirror should make of it (`expected`). Promise: the same seed gives the same world and news.

use domain::{
    mirror::News,
    record::{Coverage, Kind, RecordId, Snapshot},
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{at, contact_id};

/// Fields that are edited, and whether only a read by id shows them.
pub const FIELDS: [(&str, bool); 7] = [
    ("phone", false),
    ("city", false),
    ("tags", false),
    ("companyName", false),
    ("assignedTo", false),
    ("postalCode", true),
    ("website", true),
];

/// The value of each field by its number; zero is empty.
pub type Values = [u16; FIELDS.len()];

/// Numbers that look random and are the same for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (SplitMix64).
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// So many times in a hundred.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Brings these into any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for index in (1..items.len()).rev() {
            let other = usize::try_from(self.below(index as u64 + 1)).expect("an index");
            items.swap(index, other);
        }
    }
}

/// One alteration of a contact: what it was from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// Since when, in milliseconds after the first moment: the record's own time of change, or of its end.
    pub since: i64,
    /// Whether it is deleted.
    pub deleted: bool,
    /// What its fields hold.
    pub values: Values,
}

/// All that ever happened to each contact, oldest first.
#[derive(Debug)]
pub struct World {
    /// Contact by contact.
    pub contacts: Vec<Vec<Version>>,
}

/// How one piece of news came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The record was read by its id while it was so, at that moment.
    Read,
    /// A page of a search showed it so; its index may lag behind.
    Listed,
    /// An event said that it is gone.
    Gone,
}

/// One piece of news, small: the world knows the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Which contact.
    pub contact: u32,
    /// Which version of it.
    pub version: u8,
    /// How it came about.
    pub source: Source,
    /// When the source was asked, in milliseconds after the first moment.
    pub seen: i64,
}

/// What a writer takes in at once.
#[derive(Debug, Clone)]
pub enum Batch {
    /// News of events and of reads by id.
    Events(Vec<Item>),
    /// A page of the first copy.
    Page(Vec<Item>),
}

/// When every contact came.
const FIRST_MOMENT: &str = "2026-01-05T10:00:00Z";
/// Histories move in steps of so many milliseconds.
const STEP: u64 = 60_000;
/// Contacts on one page of a search.
const PAGE: usize = 100;
/// Events that a writer takes in at once.
const EVENTS: usize = 500;

impl World {
    /// So many contacts with histories.
    pub fn new(contacts: usize, dice: &mut Dice) -> Self {
        Self { contacts: (0..contacts).map(|_| history(dice)).collect() }
    }

    /// The news of these contacts, in any order: each alteration by a read or an event, some twice, some read
    /// again, and a third of the contacts on pages of the first copy besides.
    pub fn news_of(&self, contacts: std::ops::Range<usize>, dice: &mut Dice) -> Vec<Batch> {
        let mut pages = Vec::new();
        for from in contacts.clone().step_by(PAGE) {
            let of_page = from..contacts.end.min(from + PAGE);
            if dice.chance(30) {
                pages.push(self.page(of_page, dice));
            }
        }
        let mut items: Vec<Item> = Vec::new();
        for contact in contacts {
            for version in 0..self.contacts[contact].len() {
                let item = self.told(contact, version, dice);
                items.push(item);
                if dice.chance(15) {
                    items.push(item);
                }
                if item.source == Source::Read && dice.chance(10) {
                    items.push(self.told(contact, version, dice));
                }
            }
        }
        dice.shuffle(&mut items);
        let events = items.chunks(EVENTS).map(|chunk| Batch::Events(chunk.to_vec()));
        let mut batches: Vec<Batch> = events.chain(pages.into_iter().map(Batch::Page)).collect();
        dice.shuffle(&mut batches);
        batches
    }

    /// How one alteration is told: its end by an event, all else by a read before the next one.
    fn told(&self, contact: usize, version: usize, dice: &mut Dice) -> Item {
        let history = &self.contacts[contact];
        let now = history[version];
        let until = history.get(version + 1).map_or(now.since + 1_000_000, |next| next.since);
        let within = u64::try_from(until - now.since).expect("histories go forward");
        let later = i64::try_from(dice.below(within)).expect("a short time");
        let (source, seen) =
            if now.deleted { (Source::Gone, now.since) } else { (Source::Read, now.since + later) };
        Item { contact: number(contact), version: small(version), source, seen }
    }

    /// A page of a search at some moment; its index shows what was so a while before.
    fn page(&self, contacts: std::ops::Range<usize>, dice: &mut Dice) -> Vec<Item> {
        let seen = i64::try_from(dice.below(8 * STEP)).expect("a short time");
        let shown = seen - i64::try_from(dice.below(2 * STEP)).expect("a short time");
        let listed = contacts.filter_map(|contact| {
            let version = self.contacts[contact].iter().rposition(|version| version.since <= shown)?;
            let alive = !self.contacts[contact][version].deleted;
            let item =
                Item { contact: number(contact), version: small(version), source: Source::Listed, seen };
            alive.then_some(item)
        });
        listed.collect()
    }

    /// The version that a piece of news speaks of.
    pub fn version(&self, item: &Item) -> &Version {
        &self.contacts[item.contact as usize][usize::from(item.version)]
    }

    /// A piece of news as the mirror gets it.
    pub fn news(&self, item: &Item) -> News {
        let id = contact_id(item.contact as usize);
        let version = self.version(item);
        let record = RecordId::from(&id);
        if item.source == Source::Gone {
            return News::Gone { kind: Kind::Contact, id: record, contact: Some(id), at: moment(item.seen) };
        }
        let (coverage, whole) = match item.source {
            Source::Read => (Coverage::Whole, Some(&version.values)),
            _ => (Coverage::Listed, None),
        };
        let body = body(item.contact as usize, version.since, &version.values, whole);
        News::Seen(Snapshot::of(Kind::Contact, record, body, coverage, moment(item.seen)))
    }
}

/// Created, then edited, deleted and restored a few times.
fn history(dice: &mut Dice) -> Vec<Version> {
    let mut values = Values::default();
    for value in &mut values {
        *value = u16::try_from(dice.below(4)).expect("a small number");
    }
    let step = |dice: &mut Dice| i64::try_from(1 + dice.below(STEP)).expect("a short time");
    let mut versions = vec![Version { since: step(dice), deleted: false, values }];
    while versions.len() < 6 && dice.chance(38) {
        let last = versions[versions.len() - 1];
        let mut next = Version { since: last.since + step(dice), deleted: !last.deleted, ..last };
        if last.deleted || dice.chance(75) {
            next.deleted = false;
            for _ in 0..=dice.below(2) {
                let field = usize::try_from(dice.below(FIELDS.len() as u64)).expect("an index");
                next.values[field] = u16::try_from(dice.below(5)).expect("a small number");
            }
        }
        versions.push(next);
    }
    versions
}

/// A contact's document: list fields of one version, and those that only a read shows of another, if any was read.
pub fn body(contact: usize, since: i64, listed: &Values, whole: Option<&Values>) -> Map<String, Value> {
    let id = contact_id(contact);
    let mut body = Map::new();
    body.insert("id".to_owned(), json!(id.as_str()));
    body.insert("firstName".to_owned(), json!(format!("Person{contact}")));
    body.insert("email".to_owned(), json!(format!("person{contact}@example.com")));
    body.insert("dateAdded".to_owned(), json!(FIRST_MOMENT));
    body.insert("dateUpdated".to_owned(), json!(moment(since).to_string()));
    for (index, (field, _)) in FIELDS.iter().enumerate() {
        if let Some(value) = value_of(index, listed, whole) {
            body.insert((*field).to_owned(), value);
        }
    }
    body
}

/// What one field holds, if it holds anything.
pub fn value_of(index: usize, listed: &Values, whole: Option<&Values>) -> Option<Value> {
    let (field, whole_only) = FIELDS[index];
    let number = if whole_only { whole.map_or(0, |values| values[index]) } else { listed[index] };
    match (number, field) {
        (0, _) => None,
        (number, "tags") => Some(json!(["new", format!("tag {number}")])),
        (number, field) => Some(json!(format!("{field} {number}"))),
    }
}

/// So many milliseconds after the first moment.
pub fn moment(millis: i64) -> Timestamp {
    at(0) + jiff::SignedDuration::from_millis(millis)
}

fn number(contact: usize) -> u32 {
    u32::try_from(contact).expect("fewer contacts than that")
}

fn small(version: usize) -> u8 {
    u8::try_from(version).expect("histories are short")
}
