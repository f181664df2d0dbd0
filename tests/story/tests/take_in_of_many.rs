//! A hundred thousand contacts, their histories in any order, and one mirror that must come out right.

#![expect(clippy::unwrap_used, reason = "a test ends at its first surprise")]

use std::{
    collections::HashMap,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use domain::{
    change::{Cause, Change, Seq},
    mirror::{self, News, Stored},
    record::{Kind, RecordId},
};
use store::{ContactQuery, Store};
use story::{
    Place, contact_id,
    expected::Expected,
    location, on_both,
    world::{Batch, Dice, Item, World, moment},
};

on_both!(
    however_the_news_of_many_contacts_comes_the_mirror_equals_the_world_and_the_log_tells_every_step_once
);

const MANY: usize = 100_000;
const SOME: usize = 20_000;
const FEW: usize = 2_000;
const WRITERS: usize = 4;

/// The seed of this run: the same one each time, or the one that is asked for.
fn seed() -> u64 {
    std::env::var("STORY_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_260_105)
}

/// Ends the test, and says how to see it again.
fn fail(seed: u64, what: &str) -> ! {
    panic!("{what}\nrun it again with STORY_SEED={seed}")
}

/// Contacts by writer, so that the news of one contact comes in one order while the writers run side by side.
fn shares(contacts: usize) -> Vec<Range<usize>> {
    let share = contacts.div_ceil(WRITERS);
    (0..WRITERS).map(|writer| writer * share..contacts.min((writer + 1) * share)).collect()
}

fn items(batch: &Batch) -> (&[Item], Cause) {
    match batch {
        Batch::Events(items) => (items, Cause::Reconcile),
        Batch::Page(items) => (items, Cause::Backfill),
    }
}

/// Takes a share of the news in; now and then a transaction is dropped halfway and tried again.
async fn write(store: Store, world: Arc<World>, batches: Vec<Batch>, mut dice: Dice) {
    for batch in batches {
        let (items, cause) = items(&batch);
        let news: Vec<News> = items.iter().map(|item| world.news(item)).collect();
        let dropped = dice.chance(5);
        for attempt in 0..2 {
            let mut tx = store.begin().await.unwrap();
            tx.mirror_apply_many(&location(), &news, &cause, moment(0)).await.unwrap();
            if attempt == 0 && dropped {
                drop(tx);
                continue;
            }
            tx.commit().await.unwrap();
            break;
        }
    }
}

/// Reads the log from its beginning to its end, while it grows.
async fn read<'w>(
    store: Store,
    mut expected: Expected<'w>,
    written: &AtomicBool,
) -> Result<Expected<'w>, String> {
    let mut cursor = Seq::START;
    loop {
        // Asked before the look, so that nothing can come between.
        let last_look = written.load(Ordering::SeqCst);
        let page = store.read().await.unwrap().change_since(&location(), cursor, 2_000).await.unwrap();
        for change in &page {
            expected.found(change)?;
        }
        match page.last() {
            Some(change) => cursor = change.seq,
            None if last_look => return Ok(expected),
            None => tokio::time::sleep(std::time::Duration::from_millis(5)).await,
        }
    }
}

/// Compares every record of the mirror, and the list of contacts that follows from it.
async fn compare(store: &Store, expected: &Expected<'_>, contacts: usize) -> Result<(), String> {
    let mut after: Option<RecordId> = None;
    let mut number = 0;
    loop {
        let mut tx = store.read().await.unwrap();
        let page = tx.record_list_after(&location(), Kind::Contact, after.as_ref(), 2_000).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id.clone());
        for row in &page {
            if row.id.as_str() != contact_id(number).as_str() {
                return Err(format!("{} stands where {number} should", row.id));
            }
            expected.held(number, Some(&row.stored))?;
            number += 1;
        }
    }
    let everyone = ContactQuery::default();
    let mut tx = store.read().await.unwrap();
    let listed = tx.contact_count(&location(), &everyone, 1_000_000).await.unwrap();
    if number != contacts || listed != expected.living() as u64 {
        return Err(format!("{number} of {contacts} are held, {listed} of {} listed", expected.living()));
    }
    Ok(())
}

async fn however_the_news_of_many_contacts_comes_the_mirror_equals_the_world_and_the_log_tells_every_step_once(
    place: Place,
) {
    let seed = seed();
    let mut dice = Dice::new(seed);
    let world = Arc::new(World::new(MANY, &mut dice));
    let mut expected = Expected::new(&world);
    let store = place.open().await;
    let mut writers = Vec::new();
    for share in shares(MANY) {
        let batches = world.news_of(share, &mut dice);
        batches.iter().flat_map(|batch| items(batch).0).for_each(|item| expected.note(item));
        let dice = Dice::new(dice.next());
        writers.push(tokio::spawn(write(store.clone(), world.clone(), batches, dice)));
    }
    let written = AtomicBool::new(false);

    let writing = async {
        for writer in writers {
            writer.await.unwrap();
        }
        written.store(true, Ordering::SeqCst);
    };
    let (read, ()) = tokio::join!(read(store.clone(), expected, &written), writing);

    let compared = match read {
        Ok(expected) => compare(&store, &expected, MANY).await,
        Err(error) => Err(error),
    };
    if let Err(error) = compared {
        fail(seed, &error);
    }
}

/// Lets a decision take the news in without a store, and compares what comes of it.
fn judge(
    contacts: usize,
    seed: u64,
    decide: impl Fn(Option<&Stored>, &News) -> mirror::Decision,
) -> Result<(), String> {
    let mut dice = Dice::new(seed);
    let world = World::new(contacts, &mut dice);
    let batches = world.news_of(0..contacts, &mut dice);
    let mut expected = Expected::new(&world);
    batches.iter().flat_map(|batch| items(batch).0).for_each(|item| expected.note(item));
    let mut held: HashMap<u32, Stored> = HashMap::new();
    let mut seq = 0;
    for item in batches.iter().flat_map(|batch| items(batch).0) {
        let news = world.news(item);
        let decision = decide(held.get(&item.contact), &news);
        if let Some(stored) = decision.stored() {
            held.insert(item.contact, stored.clone());
        }
        if let Some(change) = change_of(&news, decision, seq + 1) {
            seq += 1;
            expected.found(&change)?;
        }
    }
    (0..contacts).try_for_each(|number| expected.held(number, held.get(&u32::try_from(number).unwrap())))
}

fn change_of(news: &News, decision: mirror::Decision, seq: i64) -> Option<Change> {
    let action = decision.action()?;
    let fields = match decision {
        mirror::Decision::Update(_, fields) | mirror::Decision::Restore(_, fields) => fields,
        _ => Vec::new(),
    };
    Some(Change {
        location: location(),
        seq: Seq::new(seq),
        kind: news.kind(),
        record: news.id().clone(),
        contact: None,
        action,
        fields,
        cause: Cause::Reconcile,
        at: moment(0),
    })
}

#[test]
fn the_decision_alone_makes_the_same_of_the_same_news() {
    let seed = seed();

    if let Err(error) = judge(SOME, seed, mirror::decide) {
        fail(seed, &error);
    }
}

/// The news as a decision would see it that does not know the record's own time of change.
fn without_its_own_time(news: &News) -> News {
    match news {
        News::Seen(snapshot) => {
            let mut snapshot = snapshot.clone();
            snapshot.updated_at = None;
            News::Seen(snapshot)
        }
        gone @ News::Gone { .. } => gone.clone(),
    }
}

#[test]
fn a_decision_that_ignores_the_time_of_change_is_found_out() {
    let found = judge(FEW, seed(), |held, news| mirror::decide(held, &without_its_own_time(news)));

    assert!(found.is_err());
}

#[test]
fn a_decision_that_lets_the_order_of_arrival_decide_is_found_out() {
    let arrivals = std::cell::Cell::new(0);
    let found = judge(FEW, seed(), |held, news| {
        arrivals.set(arrivals.get() + 1);
        let mut news = without_its_own_time(news);
        if let News::Seen(snapshot) = &mut news {
            snapshot.seen_at = moment(arrivals.get() * 10_000_000);
        }
        mirror::decide(held, &news)
    });

    assert!(found.is_err());
}

#[test]
fn a_decision_that_forgets_a_change_is_found_out() {
    let updates = std::cell::Cell::new(0);
    let found = judge(FEW, seed(), |held, news| match mirror::decide(held, news) {
        mirror::Decision::Update(stored, _) if updates.replace(updates.get() + 1) == 50 => {
            mirror::Decision::Refresh(stored)
        }
        decision => decision,
    });

    assert!(found.is_err());
}

#[test]
fn a_change_that_is_told_twice_is_found_out() {
    let world = World::new(1, &mut Dice::new(seed()));
    let item = world.news_of(0..1, &mut Dice::new(1)).iter().flat_map(|batch| items(batch).0.to_vec()).next();
    let mut expected = Expected::new(&world);
    let item = item.unwrap();
    expected.note(&item);
    let news = world.news(&item);
    let first = change_of(&news, mirror::decide(None, &news), 1).unwrap();
    let second = Change { seq: Seq::new(2), ..first.clone() };

    assert_eq!(expected.found(&first), Ok(()));
    assert!(expected.found(&second).is_err());
}
