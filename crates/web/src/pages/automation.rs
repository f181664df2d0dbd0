//! One automation: its sentence, its steps as a flow, its file, what is wrong with it, and its test.

use askama::Template;
use askama_web::WebTemplate;
use domain::automation::{
    Definition, Standing,
    lint::{Finding, Weight},
    run::Outcome,
    version::State,
};
use workspace::Problem;
use workspace::automations::{AutomationView, Checked, Tested};

use super::automations::standing;
use super::frame::Frame;
use super::moment::Moment;
use super::steps::{Piece, capital, flow};
use crate::paths;

/// The example a new automation starts from.
pub(crate) const EXAMPLE: &str = r#"name: Quote follow-up
trigger:
  on: contact.tag_added
  with: { tag: quote-sent }
  only_if: contact.email and not contact.dnd
steps:
  - id: wait
    wait: { for: 2 days, or_until: message.inbound }
  - id: answered
    branch:
      - when: steps.wait.reason == "message.inbound"
        steps: [ { stop: They answered } ]
      - otherwise: true
        steps:
          - id: task
            do: contacts.create-task
            with:
              contactId: "{{ contact.id }}"
              title: "Call {{ contact.firstName or contact.name }}"
              dueDate: "{{ now | plus('1 day') | at('09:00', location.timezone) }}"
              completed: false
          - id: note
            do: contacts.create-note
            with: { contactId: "{{ contact.id }}", body: "Made task {{ steps.task.task.title }}." }
"#;

/// The page of one automation, or of a new one.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "automation.html")]
pub struct Page {
    frame: Frame,
    name: String,
    /// Where the file posts.
    action: String,
    /// Where tests and orders post; none for a new one.
    test: Option<String>,
    orders: Vec<Order>,
    runs: Option<String>,
    tone: &'static str,
    standing: &'static str,
    reason: Option<String>,
    sentence: String,
    flow: Vec<Piece>,
    file: String,
    findings: Vec<Found>,
    problems: Vec<Problem>,
    versions: Vec<VersionLine>,
    held: Vec<HeldLine>,
    tested: Option<TestView>,
    contact: String,
    may_build: bool,
}

/// A button that moves the automation.
#[derive(Debug, Clone)]
struct Order {
    words: &'static str,
    action: String,
    primary: bool,
}

/// Something lint found, as drawn.
#[derive(Debug, Clone)]
struct Found {
    is_error: bool,
    place: Option<String>,
    sentence: String,
}

/// One version.
#[derive(Debug, Clone)]
struct VersionLine {
    number: u32,
    state: &'static str,
    tone: &'static str,
    at: Moment,
}

/// What was held back.
#[derive(Debug, Clone)]
struct HeldLine {
    reason: String,
    contact: Option<String>,
    at: Moment,
}

/// A test, as drawn.
#[derive(Debug, Clone)]
struct TestView {
    passed: bool,
    words: String,
    lines: Vec<DryLine>,
}

/// One step of a test.
#[derive(Debug, Clone)]
struct DryLine {
    step: String,
    tone: &'static str,
    words: String,
    request: Option<String>,
    body: Option<String>,
    output: Option<String>,
}

impl Page {
    /// An automation as the service found it.
    #[must_use]
    pub fn of(frame: Frame, view: &AutomationView, may_build: bool) -> Self {
        let automation = &view.automation;
        let id = automation.id;
        let lens = frame.lens.clone();
        let (word, tone) = standing(automation.standing);
        let order = |words, order: &str, primary| Order {
            words,
            action: paths::AutomationOrder { automation: id, order: order.to_owned() }.to_string(),
            primary,
        };
        let mut orders = Vec::new();
        if view.may_publish() {
            orders.push(order("Publish", "publish", true));
        }
        match automation.standing {
            Standing::Live => orders.push(order("Pause", "pause", false)),
            Standing::Paused => orders.push(order("Go on", "resume", false)),
            Standing::Broken => {
                orders.push(order("Go on with what was kept", "resume", true));
                orders.push(order("Drop what was kept and go on", "drop", false));
            }
            Standing::Draft => {}
        }
        let versions = view.versions.0.iter().rev().map(|version| {
            let (state, tone) = match version.state {
                State::Draft if version.tested => ("Draft, tested", "ok"),
                State::Draft => ("Draft", ""),
                State::Live => ("Live", "ok"),
                State::Retired => ("Retired", ""),
            };
            VersionLine { number: version.number, state, tone, at: lens.when(version.at) }
        });
        let held = view.held_back.iter().map(|held| HeldLine {
            reason: held.reason.clone(),
            contact: held.contact.clone().map(|contact| paths::Contact { contact }.to_string()),
            at: lens.when(held.at),
        });
        Self {
            name: automation.name.clone(),
            action: paths::Automation { automation: id }.to_string(),
            test: Some(paths::AutomationTest { automation: id }.to_string()),
            orders: if may_build { orders } else { Vec::new() },
            runs: Some(paths::RunsOf { automation: Some(id), ..paths::RunsOf::default() }.to_string()),
            tone,
            standing: word,
            reason: automation.reason.clone(),
            sentence: capital(&view.sentence),
            flow: flow(&view.definition),
            file: view.file.clone(),
            findings: found(&view.findings),
            problems: Vec::new(),
            versions: versions.collect(),
            held: held.collect(),
            tested: None,
            contact: String::new(),
            may_build,
            frame: frame.at("automations"),
        }
    }

    /// A new one, with the example to start from.
    #[must_use]
    pub fn blank(frame: Frame, checked: &Checked, may_build: bool) -> Self {
        let mut page = Self {
            name: "New automation".to_owned(),
            action: paths::Automations::ROUTE.to_owned(),
            test: None,
            orders: Vec::new(),
            runs: None,
            tone: "",
            standing: "Not saved",
            reason: None,
            sentence: String::new(),
            flow: Vec::new(),
            file: EXAMPLE.to_owned(),
            findings: Vec::new(),
            problems: Vec::new(),
            versions: Vec::new(),
            held: Vec::new(),
            tested: None,
            contact: String::new(),
            may_build,
            frame: frame.at("automations"),
        };
        page.show(checked);
        page
    }

    /// The same page with the file as it was typed, and what is wrong with it.
    #[must_use]
    pub fn typed(mut self, file: String, checked: &Checked, problems: Vec<Problem>) -> Self {
        self.file = file;
        self.problems = problems;
        self.show(checked);
        self
    }

    /// The same page with what a test came to.
    #[must_use]
    pub fn showing(mut self, tested: &Tested, contact: String) -> Self {
        self.tested = Some(TestView::of(tested));
        self.contact = contact;
        self
    }

    fn show(&mut self, checked: &Checked) {
        match checked {
            Checked::Unreadable(reason) => {
                if self.problems.is_empty() {
                    self.problems.push(Problem::with("file", reason.clone()));
                }
            }
            Checked::Read { definition, sentence, findings } => {
                self.of_definition(definition);
                self.sentence = capital(sentence);
                self.findings = found(findings);
            }
        }
    }

    fn of_definition(&mut self, definition: &Definition) {
        self.flow = flow(definition);
    }
}

fn found(findings: &[Finding]) -> Vec<Found> {
    let place = |finding: &Finding| match (&finding.step, &finding.field) {
        (Some(step), Some(field)) => Some(format!("{step}, {field}")),
        (Some(step), None) => Some(step.to_string()),
        (None, field) => field.clone(),
    };
    let found = findings.iter().map(|finding| Found {
        is_error: finding.weight == Weight::Error,
        place: place(finding),
        sentence: finding.sentence.clone(),
    });
    found.collect()
}

impl TestView {
    fn of(tested: &Tested) -> Self {
        let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value).unwrap_or_default();
        let lines = tested.dry.steps.iter().map(|step| {
            let (tone, words) = match (&step.outcome, step.waits_until) {
                (Outcome::Done, Some(until)) => ("ok", format!("Would wait until {until}")),
                (Outcome::Done, None) => ("ok", "Would go through".to_owned()),
                (Outcome::Skipped, _) => ("", "Passed over".to_owned()),
                (Outcome::Failed(failed), _) => ("bad", failed.reason.clone()),
            };
            DryLine {
                step: step.at.to_string(),
                tone,
                words,
                request: step.request.as_ref().map(|exact| format!("{} {}", exact.method, exact.target)),
                body: step.request.as_ref().and_then(|exact| exact.body.as_ref()).map(pretty),
                output: (!step.output.is_null()).then(|| pretty(&step.output)),
            }
        });
        let words = match (tested.dry.has_passed(), tested.may_publish) {
            (true, true) => "The test went through. It may be published.".to_owned(),
            (true, false) => {
                "The test went through. What is listed as wrong has to be mended first.".to_owned()
            }
            (false, _) => tested.dry.failed().map_or_else(
                || "The test did not come to an end.".to_owned(),
                |failed| format!("The test stopped: {}", failed.reason),
            ),
        };
        Self { passed: tested.dry.has_passed(), words, lines: lines.collect() }
    }
}

#[cfg(test)]
mod tests;
