use std::collections::BTreeSet;

use domain::record::{Coverage, Kind, RecordId};
use jiff::Timestamp;
use serde_json::Map;

use super::*;

fn task(id: u32) -> Snapshot {
    let id = RecordId::new(format!("t{id}")).unwrap();
    Snapshot::of(Kind::Task, id, Map::new(), Coverage::Listed, Timestamp::UNIX_EPOCH)
}

fn page(list: &[u32], place: &Place, largest: usize) -> Vec<Snapshot> {
    let search = place.search();
    let (skip, limit) = (search.skip.unwrap() as usize, search.limit.unwrap() as usize);
    list.iter().skip(skip).take(limit.min(largest)).map(|id| task(*id)).collect()
}

/// Goes through the whole list while `meanwhile` happens after each page; gives the tasks that were met.
fn walk(mut list: Vec<u32>, largest: usize, meanwhile: impl Fn(&mut Vec<u32>, u32)) -> BTreeSet<String> {
    let (mut place, mut met, mut pages) = (Place::default(), BTreeSet::new(), 0);
    loop {
        let tasks = page(&list, &place, largest);
        met.extend(tasks.iter().map(|task| task.id.to_string()));
        if place.take(&tasks).unwrap() == Turn::End {
            return met;
        }
        // As between two checkpoints.
        place = serde_json::from_str(&serde_json::to_string(&place).unwrap()).unwrap();
        meanwhile(&mut list, pages);
        pages += 1;
        assert!(pages < 10_000, "the way has no end");
    }
}

fn names(ids: impl IntoIterator<Item = u32>) -> BTreeSet<String> {
    ids.into_iter().map(|id| format!("t{id}")).collect()
}

#[test]
fn a_quiet_list_is_met_whole_whatever_the_size_of_its_pages() {
    for (count, largest) in [(0, 500), (1, 500), (25, 25), (26, 25), (499, 500), (500, 500), (1_234, 50)] {
        assert_eq!(walk((0..count).collect(), largest, |_, _| {}), names(0..count), "{count} by {largest}");
    }
}

#[test]
fn tasks_that_go_between_two_pages_hide_no_other() {
    for gone in [1, 2, 40, 99, 100, 101, 150, 350, 700] {
        let met = walk((0..2_000).collect(), 100, |list, pages| {
            if pages == 8 {
                list.drain(850 - gone..850);
            }
        });

        let stay = (0..2_000_u32).filter(|id| !(850 - gone as u32..850).contains(id));
        assert!(names(stay).is_subset(&met), "{gone} went, {} were met", met.len());
    }
}

#[test]
fn tasks_that_go_after_every_page_hide_no_other() {
    let met = walk((0..1_000).collect(), 100, |list, _| {
        if list.len() > 600 {
            list.drain(0..20);
        }
    });

    assert!(names(400..1_000).is_subset(&met));
}

#[test]
fn new_tasks_at_the_front_do_no_harm() {
    let met = walk((0..1_000).collect(), 100, |list, pages| {
        if pages < 5 {
            list.splice(0..0, (5_000 + pages * 30)..(5_030 + pages * 30));
        }
    });

    assert!(names(0..1_000).is_subset(&met));
}

#[test]
fn a_server_that_cannot_count_ends_in_an_error() {
    let (mut place, same) = (Place::default(), (0..500).map(task).collect::<Vec<_>>());

    let astray = (0..100).find_map(|_| place.take(&same).err());

    assert_eq!(astray.expect("it ends").class(), "astray");
}

#[test]
fn a_refused_page_is_asked_for_smaller_once() {
    let mut place = Place::default();

    assert_eq!((place.ask_for_less(), place.search().limit), (true, Some(SAFE)));
    assert!(!place.ask_for_less());
}
