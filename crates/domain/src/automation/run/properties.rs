//! What holds of every run, whatever news comes and however often.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::{
    tests::{open, seen, start},
    *,
};
use crate::{
    automation::{Definition, yaml},
    expression::Language,
};

const MIXED: &str = "
name: Mixed
trigger: { on: manual }
steps:
  - { id: wait, wait: { for: 1 hour, or_until: message.inbound } }
  - id: each
    for_each:
      in: trigger.list
      steps:
        - { id: add, do: contacts.create-note, with: { contactId: c1, body: 'Item {{ item }}' } }
        - id: way
          branch:
            - { when: item == 2, steps: [ { id: read, do: contacts.get-contact, with: { contactId: c1 } } ] }
            - { otherwise: true, steps: [ { id: named, set: { x: '{{ item }}' } } ] }
  - { id: hook, webhook: { url: 'https://example.com/', body: { n: 1 } } }
";

/// Every step, in order, when nothing goes wrong.
const ALL: [&str; 12] = [
    "wait", "add/0", "way/0", "named/0", "add/1", "way/1", "read/1", "add/2", "way/2", "named/2", "each",
    "hook",
];

/// What the world does next to the run.
#[derive(Debug, Clone)]
enum Fate {
    Claim,
    Leave,
    Answer,
    Fail(u8),
    Look(u8),
    Crash,
    Sleep,
    Reply,
    Old(usize),
    Cancel,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let one = prop_oneof![
        6 => Just(Fate::Claim),
        6 => Just(Fate::Leave),
        5 => Just(Fate::Answer),
        3 => (0_u8..5).prop_map(Fate::Fail),
        3 => (0_u8..3).prop_map(Fate::Look),
        2 => Just(Fate::Crash),
        4 => Just(Fate::Sleep),
        1 => Just(Fate::Reply),
        3 => (0_usize..200).prop_map(Fate::Old),
    ];
    proptest::collection::vec(one, 0..120)
}

struct World {
    definition: Definition,
    language: Language,
    run: Run,
    now: Timestamp,
    told: Vec<News>,
    done: Vec<String>,
    calls: BTreeMap<String, u32>,
}

impl World {
    fn new() -> Self {
        let definition = yaml::read(MIXED).unwrap();
        let run = open(&definition);
        let (told, done) = (Vec::new(), Vec::new());
        Self { definition, language: Language::new(), run, now: start(), told, done, calls: BTreeMap::new() }
    }

    fn tell(&mut self, news: News) {
        self.told.push(news.clone());
        let moment = Moment { now: self.now, chance: 0.5 };
        let (run, effects) = advance(&self.language, &self.definition, self.run.clone(), news, moment);
        self.run = run;
        for effect in effects {
            match effect {
                Effect::Record(finished) if finished.outcome == Outcome::Done => {
                    self.done.push(finished.at.to_string())
                }
                Effect::Call { key, .. } => *self.calls.entry(key).or_default() += 1,
                _ => {}
            }
        }
    }

    fn befall(&mut self, fate: &Fate) {
        let (key, number) = self.run.attempt().map_or(("none".to_owned(), 0), |a| (a.key.clone(), a.number));
        let reason = "It was so.".to_owned();
        let news = match fate {
            Fate::Claim => News::Claimed { seen: seen() },
            Fate::Leave => News::Leaving { key, number },
            Fate::Answer => News::Answered { key, output: json!({"ok": true}), calls: 1 },
            Fate::Fail(which) => {
                let failure = match which {
                    0 | 1 => Failure::Passing { reason },
                    2 => Failure::Limited { until: self.now, reason },
                    3 => Failure::Unknown { reason },
                    _ => Failure::Refused { reason, field: None },
                };
                News::Failed { key, number, failure, calls: 1 }
            }
            Fate::Look(which) => {
                let found = match which {
                    0 => Found::Made { output: json!({"ok": true}) },
                    1 => Found::NotMade,
                    _ => Found::Unknown { reason },
                };
                News::Looked { key, found, calls: 1 }
            }
            Fate::Crash => News::Recovered,
            Fate::Sleep => {
                self.now = self.now.checked_add(jiff::SignedDuration::from_mins(61)).unwrap();
                News::Woken
            }
            Fate::Reply => News::Happened { on: On::MessageInbound, with: Json::Null },
            Fate::Old(which) => match self.told.get(*which) {
                // Old news of the world; a clock or a click is always new.
                Some(
                    old @ (News::Answered { .. }
                    | News::Failed { .. }
                    | News::Looked { .. }
                    | News::Leaving { .. }),
                ) => old.clone(),
                _ => return,
            },
            Fate::Cancel => News::Cancelled,
        };
        self.tell(news);
    }

    /// What a fair world does in the end: everything is answered. Says how many news it took.
    fn go_well(&mut self) -> usize {
        for steps in 0..2_000 {
            let fate = match &self.run.state {
                state if state.is_over() => return steps,
                State::Ready => Fate::Claim,
                State::Waiting(_) => Fate::Sleep,
                State::Running(attempt) => match attempt.phase {
                    Phase::Intended => Fate::Leave,
                    Phase::Called => Fate::Answer,
                    Phase::Looking { .. } => Fate::Look(0),
                },
                _ => return steps,
            };
            self.befall(&fate);
        }
        panic!("it does not end: {:?}", self.run.state);
    }
}

proptest! {
    #[test]
    fn no_finished_step_is_repeated_and_none_is_skipped(fates in fates()) {
        let mut world = World::new();
        fates.iter().for_each(|fate| world.befall(fate));

        world.go_well();

        prop_assert_eq!(&world.done[..], &ALL[..world.done.len()]);
        if world.run.state == State::Done {
            prop_assert_eq!(world.done.len(), ALL.len());
        }
        prop_assert!(world.run.state.is_over() && world.run.ended_at.is_some());
    }

    #[test]
    fn a_finished_step_is_never_called_again(fates in fates()) {
        let mut world = World::new();
        for fate in &fates {
            let finished: Vec<_> = world.done.iter().map(|at| format!("{}/{at}", world.run.id)).collect();
            let before: Vec<_> = finished.iter().map(|key| world.calls.get(key).copied()).collect();
            world.befall(fate);
            let after: Vec<_> = finished.iter().map(|key| world.calls.get(key).copied()).collect();
            prop_assert_eq!(before, after);
        }
    }

    #[test]
    fn the_same_news_twice_is_the_same_as_once(fates in fates()) {
        let mut world = World::new();
        for fate in &fates {
            world.befall(fate);
            let Some(last @ (News::Answered { .. } | News::Leaving { .. } | News::Cancelled)) = world.told.last() else {
                continue;
            };
            let (last, run, done, calls) = (last.clone(), world.run.clone(), world.done.clone(), world.calls.clone());
            world.tell(last);
            prop_assert_eq!((&world.done, &world.calls), (&done, &calls));
            prop_assert_eq!(world.run.state.as_str(), run.state.as_str());
        }
    }

    #[test]
    fn cancelling_always_ends_it(fates in fates()) {
        let mut world = World::new();
        fates.iter().for_each(|fate| world.befall(fate));
        let over = world.run.state.is_over();

        world.befall(&Fate::Cancel);
        let taken = world.go_well();

        prop_assert!(taken <= 3, "{taken} news after the cancel");
        prop_assert!(over || world.run.state == State::Cancelled);
    }
}
