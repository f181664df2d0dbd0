//! One run: where it stopped, why, what happens next without anybody, what may safely be repeated.

use askama::Template;
use askama_web::WebTemplate;
use domain::automation::run::{Attempt, Finished, Outcome, Request, State, Tried, Waiting, What};
use domain::automation::{Trigger, sentence};
use serde_json::Value;
use workspace::runs::RunView;

use super::frame::Frame;
use super::moment::{Lens, Moment};
use super::runs::standing;
use super::steps::{Card, capital, card};
use crate::paths;

/// The page of one run.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "run.html")]
pub struct Page {
    frame: Frame,
    id: String,
    automation: (String, String),
    contact: Option<(String, String)>,
    tone: &'static str,
    state: String,
    reason: Option<String>,
    started_by: String,
    opened: Moment,
    ended: Option<Moment>,
    calls: u32,
    version: u32,
    steps: Vec<StepLine>,
    details: Vec<Detail>,
    ahead: Vec<Card>,
    done: usize,
    all: usize,
    cancel: Option<String>,
    again: Option<String>,
    /// Whether a newer version is live.
    newer: Option<u32>,
    parent: Option<(String, String)>,
    next: Option<Moment>,
}

/// One step that is over, in the list.
#[derive(Debug, Clone)]
struct StepLine {
    href: String,
    icon: &'static str,
    mark: &'static str,
    tone: &'static str,
    word: &'static str,
    card: Card,
    note: String,
    took: String,
    attempts: Option<String>,
}

/// One step that is over or under way, whole.
#[derive(Debug, Clone)]
struct Detail {
    anchor: String,
    card: Card,
    step: String,
    target: Option<String>,
    input: Option<String>,
    output: Option<String>,
    failed: Option<String>,
    tried: Vec<(Moment, String)>,
}

impl Page {
    /// A run as the service found it.
    #[must_use]
    pub fn of(frame: Frame, view: &RunView, may_work: bool) -> Self {
        let run = &view.row.run;
        let lens = frame.lens.clone();
        let (state, tone, reason) = standing(run, &lens);
        let steps: Vec<StepLine> =
            view.steps.iter().enumerate().map(|(place, step)| StepLine::of(view, place, step)).collect();
        let mut details: Vec<Detail> =
            view.steps.iter().enumerate().map(|(place, step)| Detail::of(view, place, step, &lens)).collect();
        if let (Some(attempt), false) = (run.attempt(), run.state.is_over()) {
            details.push(Detail::under_way(view, attempt, &lens));
        }
        let ahead: Vec<Card> = view.ahead.iter().map(card).collect();
        let over = run.state.is_over();
        let next = match &run.state {
            State::Waiting(Waiting { until, what: What::Retry(_) | What::Look(_) | What::Hold(_) }) => {
                Some(lens.clock(*until))
            }
            _ => None,
        };
        Self {
            id: run.id.to_string(),
            automation: (
                view.row.automation.clone(),
                paths::Automation { automation: run.automation }.to_string(),
            ),
            contact: run.contact.clone().map(|contact| {
                let name = view.row.contact.clone().unwrap_or_else(|| contact.to_string());
                (paths::Contact { contact }.to_string(), name)
            }),
            tone,
            state,
            reason,
            started_by: started_by(view),
            opened: lens.in_full(run.opened_at),
            ended: run.ended_at.map(|at| lens.in_full(at)),
            calls: run.calls,
            version: run.version,
            done: steps.len(),
            all: steps.len() + ahead.len(),
            steps,
            details,
            ahead,
            cancel: (!over && may_work).then(|| paths::RunCancel { run: run.id }.to_string()),
            again: (over && may_work).then(|| paths::RunAgain { run: run.id }.to_string()),
            newer: view.live.filter(|live| *live != run.version),
            parent: run.parent.map(|parent| (paths::Run { run: parent }.to_string(), parent.to_string())),
            next,
            frame: frame.at("runs"),
        }
    }
}

fn started_by(view: &RunView) -> String {
    let trigger = &view.definition.trigger;
    match view.row.run.trigger.get("on").and_then(Value::as_str) {
        Some("manual") => "Somebody, by hand".to_owned(),
        Some("automation") => "Another automation".to_owned(),
        Some(on) if on == trigger.on.as_str() => {
            capital(&sentence::of_trigger(&Trigger { only_if: None, ..trigger.clone() }))
        }
        _ => "Something else".to_owned(),
    }
}

fn card_of(view: &RunView, at: &domain::automation::run::Cursor) -> Card {
    view.definition.step(&at.step).map_or_else(
        || Card {
            id: at.step.to_string(),
            icon: "dots",
            kind: "k-quiet",
            title: at.step.to_string(),
            about: String::new(),
            calls: None,
            skip: false,
        },
        card,
    )
}

impl StepLine {
    fn of(view: &RunView, place: usize, step: &Finished) -> Self {
        let card = card_of(view, &step.at);
        let (mark, tone, word, note) = match &step.outcome {
            Outcome::Done => ("check", "ok-t", "Done", note(step)),
            Outcome::Skipped => ("right", "dim", "Passed over", "Passed over".to_owned()),
            Outcome::Failed(failed) => ("x", "bad-t", "Failed", failed.reason.clone()),
        };
        let ms = step.ended_at.duration_since(step.began_at).as_millis();
        let took = if ms < 1_000 { format!("{ms} ms") } else { format!("{:.1} s", ms as f64 / 1_000.0) };
        let attempts = step.tried.len() + usize::from(step.outcome == Outcome::Done);
        Self {
            href: format!("#step-{place}"),
            icon: card.icon,
            mark,
            tone,
            word,
            card,
            note,
            took,
            attempts: (attempts > 1).then(|| format!("{attempts} attempts")),
        }
    }
}

/// A few words on what a step gave.
fn note(step: &Finished) -> String {
    let text = |name: &str| step.output.get(name).and_then(Value::as_str);
    if let Some(not_kept) = text("not_kept") {
        return not_kept.to_owned();
    }
    match (text("reason"), step.output.get("passed").and_then(Value::as_bool), text("name")) {
        (Some("time"), ..) => "The time was over".to_owned(),
        (Some(reason), ..) => format!("Ended by {reason}"),
        (_, Some(true), _) => "Passed".to_owned(),
        (_, Some(false), _) => "Does not hold".to_owned(),
        (.., Some(name)) => format!("Took: {name}"),
        _ if step.calls == 1 => "1 call".to_owned(),
        _ if step.calls > 0 => format!("{} calls", step.calls),
        _ => step.at.to_string(),
    }
}

impl Detail {
    fn of(view: &RunView, place: usize, step: &Finished, lens: &Lens) -> Self {
        Self {
            anchor: format!("step-{place}"),
            card: card_of(view, &step.at),
            step: step.at.step.to_string(),
            target: step.input.as_ref().and_then(target),
            input: step.input.as_ref().map(asked),
            output: (!step.output.is_null()).then(|| pretty(&step.output)),
            failed: match &step.outcome {
                Outcome::Failed(failed) => Some(failed.reason.clone()),
                _ => None,
            },
            tried: tried(&step.tried, lens),
        }
    }

    fn under_way(view: &RunView, attempt: &Attempt, lens: &Lens) -> Self {
        let at = view.row.run.cursor.clone();
        let step = at.as_ref().map(|at| at.step.to_string()).unwrap_or_default();
        let card = at.as_ref().map(|at| card_of(view, at));
        Self {
            anchor: "now".to_owned(),
            card: card.unwrap_or_else(|| Card {
                id: step.clone(),
                icon: "dots",
                kind: "k-quiet",
                title: step.clone(),
                about: String::new(),
                calls: None,
                skip: false,
            }),
            step,
            target: target(&attempt.request),
            input: Some(asked(&attempt.request)),
            output: None,
            failed: None,
            tried: tried(&attempt.tried, lens),
        }
    }
}

fn tried(tried: &[Tried], lens: &Lens) -> Vec<(Moment, String)> {
    tried.iter().rev().map(|one| (lens.clock(one.at), one.reason.clone())).collect()
}

fn target(request: &Request) -> Option<String> {
    workspace::runs::exact(request).map(|exact| format!("{} {}", exact.method, exact.target))
}

fn asked(request: &Request) -> String {
    let exact = workspace::runs::exact(request).and_then(|exact| exact.body);
    pretty(&exact.unwrap_or_else(|| serde_json::to_value(request).unwrap_or_default()))
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    if text.chars().count() <= 4_000 {
        return text;
    }
    text.chars().take(4_000).chain("\n…".chars()).collect()
}

#[cfg(test)]
pub(crate) mod tests;
