use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::{
    automation::{Definition, yaml, yaml::tests::FOLLOW_UP},
    expression::Language,
};

pub(crate) fn open(definition: &Definition) -> Run {
    let contact = ContactId::new("c1").ok();
    let opening = Opening { contact, causes: Vec::new(), trigger: json!({"list": [1, 2, 3]}) };
    let id = RunId::from_uuid(Uuid::from_u128(7));
    let automation = AutomationId::from_uuid(Uuid::from_u128(1));
    Run::open(id, (automation, 1), definition, opening, start())
}

pub(super) fn start() -> Timestamp {
    "2026-03-01T15:30:00Z".parse().unwrap()
}

pub(super) fn seen() -> Map<String, Json> {
    let seen = json!({
        "contact": {"id": "c1", "firstName": "Ada", "email": "ada@example.com"},
        "location": {"id": "l1", "timezone": "America/New_York"},
    });
    seen.as_object().unwrap().clone()
}

struct Story {
    definition: Definition,
    run: Run,
    now: Timestamp,
    effects: Vec<Effect>,
}

impl Story {
    fn of(text: &str) -> Self {
        let definition = yaml::read(text).unwrap();
        Self { run: open(&definition), definition, now: start(), effects: Vec::new() }
    }

    fn tell(&mut self, news: News) -> &mut Self {
        let moment = Moment { now: self.now, chance: 1.0 };
        let (run, effects) = advance(&Language::new(), &self.definition, self.run.clone(), news, moment);
        (self.run, self.effects) = (run, effects);
        self
    }

    fn claim(&mut self) -> &mut Self {
        self.tell(News::Claimed { seen: seen() })
    }

    fn key(&self) -> (String, u32) {
        let attempt = self.run.attempt().unwrap();
        (attempt.key.clone(), attempt.number)
    }

    fn leave(&mut self) -> &mut Self {
        let (key, number) = self.key();
        self.tell(News::Leaving { key, number })
    }

    fn answer(&mut self, output: Json) -> &mut Self {
        let (key, _) = self.key();
        self.tell(News::Answered { key, output, calls: 1 })
    }

    fn fail(&mut self, failure: Failure) -> &mut Self {
        let (key, number) = self.key();
        self.tell(News::Failed { key, number, failure, calls: 1 })
    }

    fn look(&mut self, found: Found) -> &mut Self {
        let (key, _) = self.key();
        self.tell(News::Looked { key, found, calls: 1 })
    }

    fn later(&mut self, hours: i64) -> &mut Self {
        self.now = self.now.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap();
        self.tell(News::Woken)
    }

    fn at_the_task() -> Self {
        let mut story = Self::of(FOLLOW_UP);
        story.claim().later(48).claim().claim();
        story
    }

    fn failed(&self) -> &Failed {
        let State::Failed(failed) = &self.run.state else { panic!("{:?}", self.run.state) };
        failed
    }
}

fn passing() -> Failure {
    Failure::Passing { reason: "HighLevel is not answering (503).".to_owned() }
}

fn unknown() -> Failure {
    Failure::Unknown { reason: "No answer in 30 s.".to_owned() }
}

fn refusal() -> Failure {
    Failure::Refused { reason: "dueDate must be a date".to_owned(), field: Some("dueDate".to_owned()) }
}

#[test]
fn a_run_goes_from_the_wait_to_its_end() {
    let mut story = Story::at_the_task();
    let Some(Attempt { request: Request::Operation { input, .. }, .. }) = story.run.attempt() else {
        panic!()
    };
    assert_eq!((&input["title"], &input["dueDate"]), (&json!("Call Ada"), &json!("2026-03-04T14:00:00Z")));

    story.leave().answer(json!({"task": {"id": "t1", "title": "Call Ada"}})).claim();
    let Some(Attempt { request: Request::Operation { input, .. }, .. }) = story.run.attempt() else {
        panic!()
    };
    assert_eq!(input["body"], json!("Made task Call Ada."));
    story.leave().answer(json!({}));

    assert_eq!((story.run.state.as_str(), story.run.calls, story.run.finished), ("done", 2, 4));
    assert_eq!(story.effects.last(), Some(&Effect::Ended));
}

#[test]
fn what_it_waits_for_ends_the_wait_before_its_time() {
    let mut story = Story::of(FOLLOW_UP);
    story.claim().tell(News::Happened { on: On::MessageOutbound, with: Json::Null });
    assert_eq!(story.run.state.as_str(), "waiting");

    story.tell(News::Happened { on: On::MessageInbound, with: json!({"body": "Yes"}) }).claim().claim();

    assert_eq!(story.run.state, State::Stopped { reason: "They answered".to_owned() });
    assert_eq!(story.run.outputs["wait"]["reason"], json!("message.inbound"));
}

#[test]
fn an_alarm_before_its_time_wakes_nothing() {
    let mut story = Story::of(FOLLOW_UP);

    story.claim().later(47);

    assert_eq!((story.run.state.as_str(), story.effects.len()), ("waiting", 0));
}

#[test]
fn what_may_pass_is_tried_again_later_and_later_and_then_given_up() {
    let mut story = Story::at_the_task();
    for attempt in 1..3 {
        story.leave().fail(passing());
        let State::Waiting(Waiting { until, what: What::Retry(_) }) = story.run.state.clone() else {
            panic!()
        };
        assert_eq!(until.duration_since(story.now).as_secs(), 1 << (attempt - 1));
        story.now = until;
        story.tell(News::Woken);
    }

    story.leave().fail(passing());

    assert_eq!(story.failed().class, Class::Exhausted);
    assert!(story.failed().reason.ends_with("It was tried 3 times."));
}

#[test]
fn no_calls_left_is_a_wait_and_no_attempt() {
    let mut story = Story::at_the_task();
    let until = story.now.checked_add(jiff::SignedDuration::from_hours(9)).unwrap();

    story.leave().fail(Failure::Limited { until, reason: "No calls are left today.".to_owned() }).later(9);

    assert_eq!((story.run.state.as_str(), story.key().1), ("running", 1));
    assert!(matches!(story.effects[0], Effect::Intend { .. }));
}

#[test]
fn an_unknown_outcome_is_looked_up_before_it_is_tried_again() {
    let mut story = Story::at_the_task();
    story.leave().fail(unknown());
    assert!(matches!(story.effects[..], [Effect::Look { .. }]));

    story.look(Found::Made { output: json!({"task": {"title": "x"}}) });

    assert_eq!(
        (story.run.state.as_str(), story.run.outputs["task"]["task"]["title"].as_str()),
        ("ready", Some("x"))
    );
}

#[test]
fn a_call_that_was_out_when_the_process_died_is_looked_up() {
    let mut story = Story::at_the_task();
    story.tell(News::Recovered);
    assert!(matches!(story.effects[..], [Effect::Intend { .. }]));

    story.leave().tell(News::Recovered);
    assert!(matches!(story.effects[..], [Effect::Look { .. }]));
    story.look(Found::NotMade);

    assert_eq!(story.run.state.as_str(), "waiting");
}

#[test]
fn a_refused_create_is_given_up_only_after_a_look() {
    let mut story = Story::at_the_task();
    story.leave().fail(refusal());
    assert!(matches!(story.effects[..], [Effect::Look { .. }]));

    story.look(Found::NotMade);

    assert_eq!((story.failed().class, story.failed().field.as_deref()), (Class::Refused, Some("dueDate")));
}

#[test]
fn an_email_nobody_knows_of_is_not_sent_again() {
    let mut story = Story::of(
        "{name: Mail, trigger: {on: manual}, steps: [{id: mail, email: {to: a@example.com, subject: Hi, text: x}}]}",
    );

    story.claim().leave().tell(News::Recovered);

    assert_eq!(story.failed().class, Class::Unknown);
}

#[test]
fn a_required_field_that_is_empty_is_refused_before_anything_is_sent() {
    let text = FOLLOW_UP.replace("Call {{ contact.firstName or contact.name }}", "{{ contact.nickname }}");
    let mut story = Story::of(&text);

    story.claim().later(48).claim().claim();

    assert_eq!(story.failed().reason, "`title` is missing (from {{ contact.nickname }}).");
    assert_eq!(story.run.calls, 0);
}

#[test]
fn a_run_can_be_cancelled_anywhere_and_a_call_that_is_out_is_recorded() {
    let mut waiting = Story::of(FOLLOW_UP);
    waiting.claim().tell(News::Cancelled);
    assert_eq!(waiting.run.state, State::Cancelled);

    let mut intended = Story::at_the_task();
    let (key, number) = intended.key();
    intended.tell(News::Cancelled).tell(News::Leaving { key, number });
    assert_eq!((intended.run.state.as_str(), intended.effects.len()), ("cancelled", 0));

    let mut out = Story::at_the_task();
    out.leave().tell(News::Cancelled);
    assert_eq!(out.run.state.as_str(), "running");
    out.answer(json!({"id": "t1"}));
    assert_eq!((out.run.state.as_str(), out.run.outputs["task"]["id"].as_str()), ("cancelled", Some("t1")));
}

const LOOP: &str = "
name: Loop
trigger: { on: manual }
steps:
  - id: each
    for_each:
      in: trigger.list
      at_most: 5
      steps:
        - { id: only, only_if: item != 2 }
        - { id: tag, do: contacts.add-tags, with: { contactId: c1, tags: ['{{ item }}-{{ index }}'] } }
  - { id: last, stop: 'Did {{ steps.each.count }}' }
";

#[test]
fn a_loop_does_the_same_for_each_and_passes_over_what_does_not_hold() {
    let mut story = Story::of(LOOP);
    let mut keys = Vec::new();
    story.claim();
    while !story.run.state.is_over() {
        story.claim();
        if story.run.attempt().is_some() {
            keys.push(story.key().0.rsplit_once("tag").unwrap().1.to_owned());
            story.leave().answer(json!({}));
        }
    }

    assert_eq!(keys, ["/0", "/2"]);
    assert_eq!(story.run.state, State::Stopped { reason: "Did 3".to_owned() });
}

#[test]
fn a_list_that_is_too_long_is_refused_with_its_length() {
    let mut story = Story::of(&LOOP.replace("at_most: 5", "at_most: 2"));

    story.claim();

    assert_eq!(story.failed().reason, "The list has 3 items, the step takes 2 at most.");
}

#[test]
fn a_replay_takes_outputs_over_and_goes_on_from_the_step() {
    let mut story = Story::at_the_task();
    let step: StepId = "note".parse().unwrap();
    let id = RunId::from_uuid(Uuid::from_u128(8));
    let version = (2, &story.definition.clone());
    assert_eq!(replay(&story.run, id, version, &step, start()), Err(WrongReplay::StillGoing));
    story
        .leave()
        .answer(json!({"task": {"title": "Call Ada"}}))
        .claim()
        .leave()
        .fail(refusal())
        .look(Found::NotMade);

    story.run = replay(&story.run, id, version, &step, start()).unwrap();
    story.claim();

    assert_eq!(story.key().0, format!("{id}/note"));
    let Some(Attempt { request: Request::Operation { input, .. }, .. }) = story.run.attempt() else {
        panic!()
    };
    assert_eq!(input["body"], json!("Made task Call Ada."));
}

#[test]
fn a_replay_within_a_loop_goes_on_at_its_item() {
    let mut story = Story::of(LOOP);
    story.claim().claim().claim().leave().answer(json!({})).claim().claim().claim();
    story.leave().fail(refusal()).tell(News::Recovered);
    story.look(Found::NotMade);
    let id = RunId::from_uuid(Uuid::from_u128(8));

    let again = replay(&story.run, id, (1, &story.definition), &"tag".parse().unwrap(), start()).unwrap();

    assert_eq!(again.cursor.unwrap().items, [2]);
}
