//! Lists that change while they are read.

use proptest::prelude::*;

use super::*;

/// What happens to the list between two pages.
#[derive(Debug, Clone)]
enum Meanwhile {
    Nothing,
    /// The row at this place goes.
    Gone(prop::sample::Index),
    /// A new row comes first.
    Came,
}

fn meanwhile() -> impl Strategy<Value = Meanwhile> {
    prop_oneof![
        3 => Just(Meanwhile::Nothing),
        2 => any::<prop::sample::Index>().prop_map(Meanwhile::Gone),
        1 => Just(Meanwhile::Came),
    ]
}

fn page(rows: &[String], skip: u32, limit: u32) -> Vec<String> {
    rows.iter().skip(skip as usize).take(limit as usize).cloned().collect()
}

fn read(rows: &[String], limit: u32) -> (Vec<String>, usize) {
    let (mut pager, mut read, mut calls) = (OffsetPager::new(limit), Vec::new(), 0);
    while let Some(skip) = pager.next() {
        calls += 1;
        read.extend(pager.take(page(rows, skip, pager.limit()), String::as_str).unwrap());
    }
    (read, calls)
}

fn rows(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("r{n}")).collect()
}

#[test]
fn a_short_list_costs_one_call() {
    assert_eq!(read(&rows(24), 100), (rows(24), 1));
    assert_eq!(read(&[], 100), (rows(0), 1));
}

#[test]
fn a_page_that_may_have_been_cut_costs_two_more_calls() {
    assert_eq!(read(&rows(60), 100), (rows(60), 3));
}

#[test]
fn a_server_that_cuts_pages_short_hides_nothing() {
    let list = rows(230);
    let mut pager = OffsetPager::new(100);
    let mut read = Vec::new();

    while let Some(skip) = pager.next() {
        read.extend(pager.take(page(&list, skip, 50), String::as_str).unwrap());
    }

    assert_eq!(read, list);
}

#[test]
fn a_quiet_list_is_read_in_order_with_one_row_of_overlap() {
    let (read, calls) = read(&rows(250), 100);

    assert_eq!(read, rows(250));
    assert_eq!(calls, 4, "three pages and one look back at the beginning");
}

#[test]
fn rows_that_go_do_not_hide_those_behind_them() {
    let mut list = rows(300);
    let mut pager = OffsetPager::new(100);
    let mut read = pager.take(page(&list, 0, 100), String::as_str).unwrap();
    list.drain(10..90);

    while let Some(skip) = pager.next() {
        read.extend(pager.take(page(&list, skip, 100), String::as_str).unwrap());
    }

    assert_eq!(read, rows(300));
}

#[test]
fn a_server_that_does_not_count_is_an_error_and_no_loop() {
    let mut pager = OffsetPager::new(10);
    let mut calls = 0;

    let outcome = loop {
        calls += 1;
        if let Err(error) = pager.take(rows(10), String::as_str) {
            break error;
        }
    };

    assert!(matches!(outcome, CallError::Astray { .. }));
    assert!(calls < 20);
}

/// Reads a list that changes after each page, and says which of its first rows stayed to the end.
fn read_while(
    count: usize,
    limit: u32,
    mut change: impl FnMut(&mut Vec<String>),
) -> (Vec<String>, Vec<String>) {
    let mut list = rows(count);
    let mut pager = OffsetPager::new(limit);
    let mut read = Vec::new();
    while let Some(skip) = pager.next() {
        read.extend(pager.take(page(&list, skip, limit), String::as_str).unwrap());
        change(&mut list);
    }
    (read, list.into_iter().filter(|row| row.starts_with('r')).collect())
}

fn assert_each_read_once(read: &[String], stayed: &[String]) -> Result<(), TestCaseError> {
    let once: HashSet<_> = read.iter().collect();
    prop_assert_eq!(once.len(), read.len());
    prop_assert!(stayed.iter().all(|row| once.contains(row)), "{:?} of {:?}", read, stayed);
    Ok(())
}

proptest! {
    #[test]
    fn every_row_that_stays_is_read_once_whatever_comes_and_goes(
        count in 0_usize..400,
        limit in 2_u32..60,
        events in prop::collection::vec(meanwhile(), 0..40),
    ) {
        let mut events = events.into_iter();
        let mut new = 0;

        let (read, stayed) = read_while(count, limit, |list| match events.next() {
            Some(Meanwhile::Gone(place)) if !list.is_empty() => drop(list.remove(place.index(list.len()))),
            Some(Meanwhile::Came) => {
                list.insert(0, format!("n{new}"));
                new += 1;
            }
            _ => {}
        });

        assert_each_read_once(&read, &stayed)?;
    }

    #[test]
    fn a_row_that_moves_to_the_front_behind_our_back_is_found(
        count in 1_usize..400,
        limit in 2_u32..60,
        row in any::<prop::sample::Index>(),
        after in 0_usize..8,
    ) {
        let mut pages = 0;

        let (read, stayed) = read_while(count, limit, |list| {
            if pages == after && list.len() > limit as usize {
                let row = list.remove(row.index(list.len()));
                list.insert(0, row);
            }
            pages += 1;
        });

        assert_each_read_once(&read, &stayed)?;
    }
}
