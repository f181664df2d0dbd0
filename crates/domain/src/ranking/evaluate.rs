//! The signals, one function each: what a contact's facts weigh at one moment, and when that changes.

use highlevel::ids::UserId;
use jiff::{Timestamp, tz::TimeZone};

use super::{
    MOST,
    facts::{Appointment, Aside, Facts, Standing, WaitingFor},
    ladder::{self, Rung},
    reason::Reason,
    score::{Action, Part, Score},
    weights::Weights,
};

/// What was found so far, and the first moment after now at which any of it changes.
struct Sight<'f> {
    facts: &'f Facts,
    weights: &'f Weights,
    zone: &'f TimeZone,
    now: i64,
    next: Option<i64>,
    found: Vec<Found>,
}

struct Found {
    part: Part,
    action: Option<Action>,
    turn: Option<UserId>,
}

/// The score at this moment, without its own next change, and the next moment to look at.
pub(super) fn evaluate(facts: &Facts, weights: &Weights, zone: &TimeZone, now: i64) -> (Score, Option<i64>) {
    let mut sight = Sight { facts, weights, zone, now, next: None, found: Vec::new() };
    if let Some(aside) = sight.aside() {
        return (Score { aside: Some(aside), ..Score::default() }, sight.next);
    }
    sight.waiting();
    sight.new_lead();
    sight.tasks();
    sight.appointments();
    sight.deal();
    sight.quiet();
    sight.lifts();
    let next = sight.next;
    (sight.score(), next)
}

impl<'f> Sight<'f> {
    /// Notes that something changes at this moment, if it is still to come.
    fn until(&mut self, at: i64) {
        if at > self.now && self.next.is_none_or(|next| at < next) {
            self.next = Some(at);
        }
    }

    /// The share that a ladder gives for a matter of this moment.
    fn share(&mut self, ladder: &[Rung], since: Timestamp) -> u16 {
        let since = since.as_millisecond();
        let (share, next) = ladder::share(ladder, self.now - since);
        if let Some(age) = next {
            self.until(since + age);
        }
        share
    }

    fn find(&mut self, share: u16, reason: Reason, action: Option<Action>, turn: Option<&UserId>) {
        let points = self.weights.points(reason.signal(), share);
        if points > 0 {
            let turn = turn.or(self.facts.owner.as_ref()).cloned();
            self.found.push(Found { part: Part { reason, points }, action, turn });
        }
    }

    /// What a person put aside, unless it is over or the contact spoke again since.
    fn aside(&mut self) -> Option<Aside> {
        let aside = self.facts.aside?;
        if let Some(waiting) = self.facts.waiting
            && waiting.since > aside.at
        {
            if waiting.since.as_millisecond() <= self.now {
                return None;
            }
            self.until(waiting.since.as_millisecond());
        }
        let until = aside.until.as_millisecond();
        if until <= self.now {
            return None;
        }
        self.until(until);
        Some(aside)
    }

    fn waiting(&mut self) {
        let Some(waiting) = self.facts.waiting else { return };
        let share = self.share(ladder::WAITING, waiting.since);
        let action = match waiting.what {
            _ if self.facts.dnd => Action::Review,
            WaitingFor::Reply => Action::Reply,
            WaitingFor::CallBack => Action::CallBack,
        };
        self.find(share, Reason::Waiting { since: waiting.since, what: waiting.what }, Some(action), None);
    }

    /// A new lead that wrote counts as one who waits, not twice.
    fn new_lead(&mut self) {
        let Some(since) = self.facts.new_since else { return };
        if self.facts.dnd || self.facts.waiting.is_some() {
            return;
        }
        let share = self.share(ladder::NEW, since);
        self.find(share, Reason::NewLead { since }, Some(Action::FirstContact), None);
    }

    /// The heaviest task counts; the others are only told.
    fn tasks(&mut self) {
        let facts = self.facts;
        let mut heaviest: Option<(u16, &super::Task)> = None;
        let mut needed: u16 = 0;
        for task in &facts.tasks {
            let share = self.task_share(task.due);
            if share == 0 {
                continue;
            }
            needed = needed.saturating_add(1);
            if heaviest.is_none_or(|(most, other)| (share, other.due) > (most, task.due)) {
                heaviest = Some((share, task));
            }
        }
        let Some((share, task)) = heaviest else { return };
        let (due, more) = (task.due, needed - 1);
        let reason = if due.as_millisecond() > self.now {
            Reason::TaskToday { due, more }
        } else {
            Reason::TaskOverdue { due, more }
        };
        let action = Action::CompleteTask { task: task.id.clone() };
        self.find(share, reason, Some(action), task.owner.as_ref());
    }

    fn task_share(&mut self, due: Timestamp) -> u16 {
        if due.as_millisecond() <= self.now {
            return self.share(ladder::OVERDUE, due);
        }
        self.until(due.as_millisecond());
        let morning = midnight(due, self.zone);
        self.until(morning);
        if morning <= self.now { ladder::DUE_TODAY } else { 0 }
    }

    /// The heaviest appointment counts.
    fn appointments(&mut self) {
        let facts = self.facts;
        let coming = |past: &Appointment| facts.appointments.iter().any(|other| other.start > past.start);
        let mut heaviest: Option<(u16, Reason, Action, &Appointment)> = None;
        for appointment in &facts.appointments {
            let Some((share, reason, action)) = self.appointment(appointment, coming(appointment)) else {
                continue;
            };
            let is_heavier = heaviest.as_ref().is_none_or(|(most, _, _, other)| {
                (share, other.start, &other.id) > (*most, appointment.start, &appointment.id)
            });
            if is_heavier {
                heaviest = Some((share, reason, action, appointment));
            }
        }
        if let Some((share, reason, action, appointment)) = heaviest {
            self.find(share, reason, Some(action), appointment.owner.as_ref());
        }
    }

    fn appointment(&mut self, appointment: &Appointment, later: bool) -> Option<(u16, Reason, Action)> {
        let id = || appointment.id.clone();
        let end = appointment.end.max(appointment.start);
        match appointment.standing {
            Standing::Held => None,
            Standing::NoShow if later => None,
            Standing::NoShow => {
                let share = self.share(ladder::NO_SHOW, appointment.start);
                let reason = Reason::NoShow { start: appointment.start };
                Some((share, reason, Action::Rebook { appointment: id() }))
            }
            Standing::Unconfirmed | Standing::Confirmed if end.as_millisecond() <= self.now => {
                let share = self.share(ladder::UNNOTED, end);
                Some((share, Reason::Unnoted { end }, Action::NoteOutcome { appointment: id() }))
            }
            standing => {
                self.until(end.as_millisecond());
                let share = self.share(ladder::COMING, appointment.start);
                let confirmed = standing == Standing::Confirmed;
                let action = if confirmed || appointment.start.as_millisecond() <= self.now {
                    Action::Prepare { appointment: id() }
                } else {
                    Action::ConfirmAppointment { appointment: id() }
                };
                Some((share, Reason::Appointment { start: appointment.start, confirmed }, action))
            }
        }
        .filter(|(share, ..)| *share > 0)
    }

    fn deal(&mut self) {
        let facts = self.facts;
        let Some(deal) = facts.deal.as_ref().filter(|_| !facts.dnd) else { return };
        let share = self.share(ladder::STAGE, deal.stage_since);
        let reason = Reason::Stage { stage: deal.stage.clone(), since: deal.stage_since };
        self.find(share, reason, Some(Action::SetNextStep), None);
        let last = facts.appointments.iter().map(|appointment| appointment.end.as_millisecond()).max();
        if let Some(last) = last {
            self.until(last);
        }
        if facts.tasks.is_empty() && last.is_none_or(|last| last <= self.now) {
            self.find(100, Reason::NoNextStep, Some(Action::SetNextStep), None);
        }
    }

    fn quiet(&mut self) {
        let Some(since) = self.facts.last_contact() else { return };
        if self.facts.dnd || self.facts.waiting.is_some() || self.facts.new_since.is_some() {
            return;
        }
        let share = self.share(ladder::QUIET, since);
        self.find(share, Reason::Quiet { since }, Some(Action::CheckIn), None);
    }

    /// Value and tags lift those who need someone; alone they are no reason.
    fn lifts(&mut self) {
        if self.found.is_empty() {
            return;
        }
        let facts = self.facts;
        if let Some(deal) = &facts.deal {
            let share = u128::from(deal.value) * 100 / u128::from(self.weights.large_deal.max(1));
            let share = u16::try_from(share.min(100)).unwrap_or(100);
            let reason = Reason::Value { value: deal.value, currency: deal.currency.clone() };
            self.find(share, reason, None, None);
        }
        let counting = self.weights.tags.iter().filter(|row| facts.tags.contains(&row.tag));
        if let Some(row) = counting.max_by_key(|row| row.share) {
            self.find(row.share, Reason::Tag { tag: row.tag.clone() }, None, None);
        }
    }

    /// The heaviest first; beyond the most points, the smallest parts are cut.
    fn score(mut self) -> Score {
        self.found.sort_by_key(|found| (std::cmp::Reverse(found.part.points), found.part.signal()));
        let doer = self.found.iter().find(|found| found.action.is_some());
        let (action, turn) = doer.map_or((None, None), |found| (found.action.clone(), found.turn.clone()));
        let mut points: u16 = 0;
        let mut parts = Vec::with_capacity(self.found.len());
        for Found { part: Part { reason, points: wanted }, .. } in self.found {
            let given = wanted.min(MOST - points);
            if given > 0 {
                points += given;
                parts.push(Part { reason, points: given });
            }
        }
        Score { points, parts, action, turn, aside: None, next_change_at: None }
    }
}

/// The beginning of the day in which this moment falls.
fn midnight(at: Timestamp, zone: &TimeZone) -> i64 {
    let day = at.to_zoned(zone.clone()).start_of_day();
    day.map_or(i64::MIN, |start| start.timestamp().as_millisecond())
}
