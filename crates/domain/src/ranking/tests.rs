use std::collections::BTreeMap;

use highlevel::ids::{AppointmentId, TaskId, UserId};
use jiff::{SignedDuration, tz};
use proptest::prelude::*;

use super::*;

const NOW: &str = "2026-11-23T10:20:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn before(hours: i64) -> Timestamp {
    now() - SignedDuration::from_hours(hours)
}

fn zone() -> TimeZone {
    tz::TimeZone::get("America/New_York").unwrap()
}

fn task(name: &str, due: Timestamp) -> Task {
    Task { id: TaskId::new(name).unwrap(), due, owner: None }
}

fn appointment(start: Timestamp, standing: Standing) -> Appointment {
    let end = start + SignedDuration::from_hours(1);
    Appointment { id: AppointmentId::new("a1").unwrap(), start, end, standing, owner: None }
}

fn deal(value: u64) -> Deal {
    let currency = Some("USD".into());
    Deal { value, currency, stage: "Negotiation".into(), stage_since: before(24 * 40) }
}

fn ranked(facts: &Facts) -> Score {
    rank(facts, &Weights::default(), &zone(), now())
}

fn words(score: &Score) -> Vec<String> {
    score.parts.iter().map(|part| part.reason.words(now(), &zone())).collect()
}

#[test]
fn an_unanswered_reply_comes_first_and_says_for_how_long() {
    let waiting = Some(Waiting { since: before(3), what: WaitingFor::Reply });
    let facts = Facts {
        waiting,
        tasks: vec![task("t1", before(24 * 3))],
        deal: Some(deal(18_400)),
        ..Facts::default()
    };

    let score = ranked(&facts);

    assert_eq!(score.action, Some(Action::Reply));
    assert_eq!(
        words(&score),
        [
            "Replied 3 h ago and nobody answered",
            "Task overdue 3 days",
            "$18,400 open",
            "In Negotiation for 40 days"
        ]
    );
    assert_eq!(score.points, score.parts.iter().map(|part| part.points).sum::<u16>());
}

#[test]
fn points_never_pass_the_most_and_the_smallest_part_gives_way() {
    let facts = Facts {
        waiting: Some(Waiting { since: before(5), what: WaitingFor::Reply }),
        tasks: vec![task("t1", before(24 * 8))],
        appointments: vec![appointment(now() + SignedDuration::from_mins(40), Standing::Confirmed)],
        deal: Some(deal(90_000)),
        ..Facts::default()
    };

    let score = ranked(&facts);

    assert_eq!(score.points, MOST);
    assert_eq!(score.points, score.parts.iter().map(|part| part.points).sum::<u16>());
}

#[test]
fn a_new_lead_cools_within_the_first_hour() {
    let facts = Facts { new_since: Some(now()), ..Facts::default() };

    let score = ranked(&facts);

    assert_eq!(score.action, Some(Action::FirstContact));
    assert_eq!(score.next_change_at, Some(now() + SignedDuration::from_hours(1)));
}

#[test]
fn a_task_counts_from_the_midnight_of_its_own_zone() {
    // 22:00 in New York is the next day in UTC.
    let due: Timestamp = "2026-11-25T03:00:00Z".parse().unwrap();
    let facts = Facts { tasks: vec![task("t1", due)], ..Facts::default() };

    let today = ranked(&facts);

    assert_eq!(today.points, 0);
    assert_eq!(today.next_change_at, Some("2026-11-24T05:00:00Z".parse().unwrap()));
    let on_the_day = rank(&facts, &Weights::default(), &zone(), today.next_change_at.unwrap());
    assert_eq!(on_the_day.parts[0].reason.words(now(), &zone()), "Task due today at 22:00");
}

#[test]
fn it_is_the_turn_of_whoever_the_task_is_given_to() {
    let mut late = task("t1", before(30));
    late.owner = Some(UserId::new("tom").unwrap());
    let facts = Facts { owner: Some(UserId::new("maya").unwrap()), tasks: vec![late], ..Facts::default() };

    assert_eq!(ranked(&facts).turn, UserId::new("tom").ok());
}

#[test]
fn of_several_tasks_the_most_urgent_counts_and_the_others_are_told() {
    let facts = Facts { tasks: vec![task("t1", before(2)), task("t2", before(24 * 8))], ..Facts::default() };

    let score = ranked(&facts);

    assert_eq!(score.action, Some(Action::CompleteTask { task: TaskId::new("t2").unwrap() }));
    assert_eq!(words(&score), ["Task overdue 8 days, and 1 more"]);
}

#[test]
fn who_did_not_come_is_booked_anew_until_there_is_another_time() {
    let missed = appointment(before(24), Standing::NoShow);
    let mut facts = Facts { appointments: vec![missed], ..Facts::default() };

    assert!(matches!(ranked(&facts).action, Some(Action::Rebook { .. })));

    facts.appointments.push(appointment(now() + SignedDuration::from_hours(24 * 9), Standing::Confirmed));
    assert_eq!(ranked(&facts).points, 0);
}

#[test]
fn who_wants_to_be_left_alone_is_not_called() {
    let quiet = Facts { dnd: true, last_inbound: Some(before(24 * 40)), ..Facts::default() };
    let wrote = Facts {
        dnd: true,
        waiting: Some(Waiting { since: before(1), what: WaitingFor::Reply }),
        ..Facts::default()
    };

    assert_eq!(ranked(&quiet).points, 0);
    assert_eq!(ranked(&wrote).action, Some(Action::Review));
}

#[test]
fn a_tag_or_a_value_alone_is_no_reason() {
    let facts = Facts { tags: vec!["vip".into()], ..Facts::default() };

    assert_eq!(ranked(&facts), Score::default());
}

#[test]
fn what_is_put_aside_comes_back_at_its_time_or_with_a_new_word() {
    let until = now() + SignedDuration::from_hours(4);
    let aside = Aside { kind: AsideKind::Snoozed, at: before(1), until };
    let mut facts = Facts {
        waiting: Some(Waiting { since: before(3), what: WaitingFor::Reply }),
        aside: Some(aside),
        ..Facts::default()
    };

    let snoozed = ranked(&facts);
    assert_eq!((snoozed.points, snoozed.next_change_at), (0, Some(until)));

    facts.waiting = Some(Waiting { since: now(), what: WaitingFor::Reply });
    assert_eq!(ranked(&facts).action, Some(Action::Reply));
}

#[test]
fn done_for_today_lasts_until_midnight_also_on_a_day_of_25_hours() {
    let noon = "2026-11-01T12:00:00-05:00[America/New_York]".parse::<jiff::Zoned>().unwrap();
    let before_the_shift = "2026-11-01T00:30:00-04:00[America/New_York]".parse::<jiff::Zoned>().unwrap();

    let midnight: Timestamp = "2026-11-02T05:00:00Z".parse().unwrap();
    assert_eq!(done_until(noon.timestamp(), &zone()), midnight);
    assert_eq!(done_until(before_the_shift.timestamp(), &zone()), midnight);
}

#[test]
fn a_person_weighs_otherwise_than_the_team() {
    let team = Adjustment { signals: BTreeMap::from([(Signal::Task, 10)]), ..Adjustment::default() };
    let person = Adjustment { signals: BTreeMap::from([(Signal::Task, 60)]), ..Adjustment::default() };
    let facts = Facts { tasks: vec![task("t1", before(24 * 8))], ..Facts::default() };

    let weights = Weights::default().adjusted(&team);
    assert_eq!(rank(&facts, &weights, &zone(), now()).points, 10);
    assert_eq!(rank(&facts, &weights.adjusted(&person), &zone(), now()).points, 60);
}

fn moments() -> impl Strategy<Value = Timestamp> {
    // Half a year around now, to the second.
    (-15_000_000i64..15_000_000).prop_map(|seconds| now() + SignedDuration::from_secs(seconds))
}

fn near() -> impl Strategy<Value = Timestamp> {
    (-900_000i64..900_000).prop_map(|seconds| now() + SignedDuration::from_secs(seconds))
}

prop_compose! {
    fn some_tasks()(dues in prop::collection::vec(prop_oneof![near(), moments()], 0..4)) -> Vec<Task> {
        dues.into_iter().enumerate().map(|(at, due)| task(&format!("t{at}"), due)).collect()
    }
}

prop_compose! {
    fn some_appointments()(starts in prop::collection::vec((near(), 0..4usize), 0..3)) -> Vec<Appointment> {
        let standings = [Standing::Unconfirmed, Standing::Confirmed, Standing::Held, Standing::NoShow];
        starts.into_iter().map(|(start, standing)| appointment(start, standings[standing])).collect()
    }
}

prop_compose! {
    fn some_facts()(
        inbound in prop::option::of(moments()),
        waiting in prop::option::of(prop_oneof![near(), moments()]),
        new_since in prop::option::of(near()),
        tasks in some_tasks(),
        appointments in some_appointments(),
        deal in prop::option::of((0..60_000u64, moments())),
        vip in any::<bool>(),
        dnd in prop::bool::weighted(0.1),
        aside in prop::option::weighted(0.2, (near(), near())),
    ) -> Facts {
        Facts {
            owner: UserId::new("maya").ok(),
            last_inbound: inbound,
            waiting: waiting.map(|since| Waiting { since, what: WaitingFor::Reply }),
            new_since,
            tasks,
            appointments,
            deal: deal.map(|(value, stage_since)| Deal { stage_since, ..super::tests::deal(value) }),
            tags: if vip { vec!["vip".into()] } else { Vec::new() },
            dnd,
            aside: aside.map(|(at, until)| Aside { kind: AsideKind::Snoozed, at, until }),
            ..Facts::default()
        }
    }
}

fn timeless(score: Score) -> Score {
    Score { next_change_at: None, ..score }
}

proptest! {
    #[test]
    fn parts_add_up_to_points_in_falling_order(facts in some_facts(), at in near()) {
        let score = rank(&facts, &Weights::default(), &zone(), at);

        prop_assert_eq!(score.points, score.parts.iter().map(|part| part.points).sum::<u16>());
        prop_assert!(score.points <= MOST);
        prop_assert_eq!(score.action.is_some(), score.points > 0);
    }

    #[test]
    fn a_score_holds_until_its_next_change_and_changes_then(
        facts in some_facts(), at in near(), share in 0.0..1.0f64,
    ) {
        let score = rank(&facts, &Weights::default(), &zone(), at);
        let Some(next) = score.next_change_at else {
            let much_later = at + SignedDuration::from_hours(24 * 4_000);
            let later = rank(&facts, &Weights::default(), &zone(), much_later);
            prop_assert_eq!(timeless(later), timeless(score));
            return Ok(());
        };

        #[expect(clippy::cast_possible_truncation, reason = "a share of a stretch of time")]
        #[expect(clippy::cast_precision_loss, reason = "a share of a stretch of time")]
        let part = (((next.as_millisecond() - at.as_millisecond()) as f64) * share) as i64;
        let between = Timestamp::from_millisecond(at.as_millisecond() + part).unwrap();
        let last = Timestamp::from_millisecond(next.as_millisecond() - 1).unwrap().max(at);
        for moment in [between, last] {
            if moment < next {
                prop_assert_eq!(&rank(&facts, &Weights::default(), &zone(), moment), &score);
            }
        }
        let after = rank(&facts, &Weights::default(), &zone(), next);
        prop_assert_ne!(timeless(after), timeless(score));
    }

    #[test]
    fn hopping_from_change_to_change_is_ranking_at_any_moment(
        facts in some_facts(), start in near(), hours in 0..20_000i64,
    ) {
        let end = start + SignedDuration::from_hours(hours);
        let mut score = rank(&facts, &Weights::default(), &zone(), start);
        while let Some(next) = score.next_change_at.filter(|next| *next <= end) {
            score = rank(&facts, &Weights::default(), &zone(), next);
        }

        prop_assert_eq!(score, rank(&facts, &Weights::default(), &zone(), end));
    }
}
