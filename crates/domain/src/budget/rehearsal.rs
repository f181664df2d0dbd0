//! The bucket against a HighLevel that counts, in a time of its own: nodes that share the bucket, calls that take
//! their time on the way, windows of both sorts.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
};

use super::*;

const SECOND: i64 = 1_000;

/// How HighLevel counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Windows {
    /// A window opens with a call and closes after its length.
    Fixed,
    /// The seconds before each call.
    Sliding,
}

/// HighLevel's counting.
struct Theirs {
    windows: Windows,
    opened: i64,
    calls: VecDeque<i64>,
    taken: Vec<i64>,
    refused: usize,
}

impl Theirs {
    fn counting(windows: Windows) -> Self {
        Self { windows, opened: i64::MIN / 2, calls: VecDeque::new(), taken: Vec::new(), refused: 0 }
    }

    /// A call arrives: what is left after it, or a refusal.
    fn arrives(&mut self, now: i64) -> Option<u64> {
        let length = millis(WINDOW);
        match self.windows {
            Windows::Fixed if now - self.opened >= length => {
                self.opened = now;
                self.calls.clear();
            }
            Windows::Fixed => {}
            Windows::Sliding => self.calls.retain(|call| now - call < length),
        }
        if self.calls.len() as u64 >= BURST {
            self.refused += 1;
            return None;
        }
        self.calls.push_back(now);
        self.taken.push(now);
        Some(BURST - self.calls.len() as u64)
    }
}

/// What happens next to a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Asks,
    Arrives { taken_at: i64 },
    IsAnswered { taken_at: i64, remaining: u64 },
}

/// Numbers by chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((self.0 >> 33) % u64::try_from(bound).unwrap()).unwrap()
    }

    /// How long a way takes: mostly much the same, now and then far longer.
    fn way(&mut self) -> i64 {
        let usual = 30 + self.below(25);
        if self.below(40) == 0 { usual + self.below(400) } else { usual }
    }
}

/// So many workers, on any number of nodes, copy as fast as the bucket lets them.
fn copy(windows: Windows, workers: usize, until: i64) -> Theirs {
    let mut theirs = Theirs::counting(windows);
    let mut bucket = Bucket::default();
    let mut chance = Chance(7);
    let start = at(0).as_millisecond();
    let mut ahead: BinaryHeap<Reverse<(i64, usize, Next)>> =
        (0..workers).map(|worker| Reverse((0, worker, Next::Asks))).collect();
    while let Some(Reverse((now, worker, next))) = ahead.pop() {
        if now > until {
            break;
        }
        let (then, next) = match next {
            Next::Asks => match bucket.take(Lane::Backfill, at(now)) {
                Taken::Now => (now + chance.way(), Next::Arrives { taken_at: now }),
                // A sleep is never exact.
                Taken::WaitUntil(moment) => {
                    ((moment.as_millisecond() - start).max(now + 5) + chance.below(4), Next::Asks)
                }
            },
            Next::Arrives { taken_at } => {
                let remaining = theirs.arrives(now).unwrap_or(0);
                (now + 20 + chance.way(), Next::IsAnswered { taken_at, remaining })
            }
            Next::IsAnswered { taken_at, remaining } => {
                let limits = Limits { remaining: Some(remaining), max: Some(BURST), ..Limits::default() };
                bucket.answered(at(taken_at), &limits, at(now));
                (now + 2 + chance.below(8), Next::Asks)
            }
        };
        ahead.push(Reverse((then, worker, next)));
    }
    theirs
}

#[test]
fn a_copy_uses_ninety_nine_of_a_hundred_calls_and_is_never_refused_however_windows_are_counted() {
    for windows in [Windows::Fixed, Windows::Sliding] {
        for workers in [4, 12] {
            let theirs = copy(windows, workers, 620 * SECOND);

            let allowed = 10 * 600;
            let used = theirs.taken.iter().filter(|call| (20 * SECOND..620 * SECOND).contains(*call)).count();
            assert_eq!(theirs.refused, 0, "{windows:?}, {workers} workers");
            assert!(used * 100 >= allowed * 99, "{windows:?}, {workers} workers: {used} of {allowed}");
        }
    }
}
