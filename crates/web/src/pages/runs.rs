//! The list of runs: filtered, and those that failed by their cause.

use askama::Template;
use askama_web::WebTemplate;
use domain::automation::run::{Run, State, What};
use workspace::runs::{RunList, RunRow};

use super::frame::Frame;
use super::moment::{Lens, Moment, thousands};
use crate::paths;

/// The page of runs.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "runs.html")]
pub struct Page {
    frame: Frame,
    rows: Vec<Line>,
    causes: Vec<Cause>,
    states: Vec<Choice>,
    automations: Vec<Choice>,
    next: Option<String>,
    is_filtered: bool,
}

/// One run as drawn.
#[derive(Debug, Clone)]
struct Line {
    href: String,
    automation: String,
    contact: Option<(String, String)>,
    tone: &'static str,
    state: String,
    reason: Option<String>,
    calls: u32,
    at: Moment,
}

/// One cause of failures.
#[derive(Debug, Clone)]
struct Cause {
    href: String,
    automation: String,
    reason: String,
    count: String,
    last: Moment,
}

/// One choice of a filter.
#[derive(Debug, Clone)]
struct Choice {
    href: String,
    words: String,
    chosen: bool,
}

/// The words for the states, as filters.
const STATES: [(&str, &str); 6] = [
    ("running", "Running"),
    ("waiting", "Waiting"),
    ("ready", "Ready"),
    ("done", "Done"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
];

impl Page {
    /// The runs as the service found them, asked for like this.
    #[must_use]
    pub fn of(frame: Frame, list: &RunList, asked: &paths::RunsOf) -> Self {
        let lens = frame.lens.clone();
        let choice = |words: &str, to: paths::RunsOf| Choice {
            chosen: to == paths::RunsOf { before: None, ..asked.clone() },
            href: to.to_string(),
            words: words.to_owned(),
        };
        let of = |state: Option<&str>| paths::RunsOf {
            state: state.map(str::to_owned),
            before: None,
            cause: None,
            ..asked.clone()
        };
        let all = choice("All", of(None));
        let states = STATES.iter().map(|(state, words)| choice(words, of(Some(state))));
        let states = std::iter::once(all).chain(states).collect();
        let every =
            choice("Every automation", paths::RunsOf { automation: None, ..of(asked.state.as_deref()) });
        let named = list.automations.iter().map(|automation| {
            let to = paths::RunsOf { automation: Some(automation.id), ..of(asked.state.as_deref()) };
            choice(&automation.name, to)
        });
        let causes = list.causes.iter().map(|(cause, name)| Cause {
            href: paths::RunsOf {
                automation: Some(cause.automation),
                cause: Some(cause.cause.clone()),
                ..paths::RunsOf::default()
            }
            .to_string(),
            automation: name.clone(),
            reason: cause.reason.clone(),
            count: thousands(cause.count),
            last: lens.when(cause.last_at),
        });
        Self {
            rows: list.rows.iter().map(|row| Line::of(row, &lens)).collect(),
            causes: causes.collect(),
            states,
            automations: std::iter::once(every).chain(named).collect(),
            next: list.next.map(|before| paths::RunsOf { before: Some(before), ..asked.clone() }.to_string()),
            is_filtered: *asked != paths::RunsOf::default(),
            frame: frame.at("runs"),
        }
    }
}

impl Line {
    fn of(row: &RunRow, lens: &Lens) -> Self {
        let (state, tone, reason) = standing(&row.run, lens);
        let contact = row.run.contact.clone().map(|contact| {
            let name = row.contact.clone().unwrap_or_else(|| contact.to_string());
            (paths::Contact { contact }.to_string(), name)
        });
        Self {
            href: paths::Run { run: row.run.id }.to_string(),
            automation: row.automation.clone(),
            contact,
            tone,
            state,
            reason,
            calls: row.run.calls,
            at: lens.when(row.run.opened_at),
        }
    }
}

/// Where a run stands, in words, with its tone and its reason.
pub(crate) fn standing(run: &Run, lens: &Lens) -> (String, &'static str, Option<String>) {
    match &run.state {
        State::Ready => ("Ready".to_owned(), "", None),
        State::Running(_) if run.cancelling => ("Ending".to_owned(), "warn", None),
        State::Running(_) => ("Running".to_owned(), "acc", None),
        State::Waiting(waiting) => {
            let until = lens.when(waiting.until).text;
            let (word, reason) = match &waiting.what {
                What::Step { .. } => ("Waits until", None),
                What::Retry(attempt) => {
                    ("Tries again", attempt.tried.last().map(|tried| tried.reason.clone()))
                }
                What::Hold(_) => ("Waits for calls until", None),
                What::Look(attempt) => {
                    ("Looks again", attempt.tried.last().map(|tried| tried.reason.clone()))
                }
            };
            (format!("{word} {until}"), "warn", reason)
        }
        State::Done => ("Done".to_owned(), "ok", None),
        State::Stopped { reason } => ("Stopped".to_owned(), "", Some(reason.clone())),
        State::Failed(failed) => ("Failed".to_owned(), "bad", Some(failed.reason.clone())),
        State::Cancelled => ("Cancelled".to_owned(), "", None),
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;
    use crate::pages::run::tests::{row, states};
    use crate::pages::sample::{self, well_formed};

    impl Page {
        pub(crate) fn samples() -> Vec<(&'static str, Self)> {
            let asked = paths::RunsOf::default();
            let list =
                |rows: Vec<RunRow>| RunList { rows, causes: Vec::new(), automations: Vec::new(), next: None };
            let rows = states().into_iter().map(row).collect();
            let filtered = paths::RunsOf { state: Some("failed".to_owned()), ..paths::RunsOf::default() };
            vec![
                ("none", Self::of(sample::frame(), &list(Vec::new()), &asked)),
                ("several", Self::of(sample::frame(), &list(rows), &asked)),
                ("nothing-found", Self::of(sample::frame(), &list(Vec::new()), &filtered)),
            ]
        }
    }

    #[test]
    fn every_state_is_well_formed() {
        for (name, page) in Page::samples() {
            well_formed("runs", name, &page.render().unwrap());
        }
    }
}
