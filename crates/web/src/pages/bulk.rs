//! Actions on many contacts: the list, choosing one, and each with its parts.

use askama::Template;
use askama_web::WebTemplate;
use domain::bulk::{ItemState, Preview, State, Tally};
use workspace::Problem;
use workspace::bulk::{BulkForm, BulkLine, BulkPage, PartLine};

use super::field::Pick;
use super::frame::Frame;
use super::moment::{Lens, Moment, count, thousands};
use super::tasks::assignees;
use crate::paths;

/// The actions of a location.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "bulks.html")]
pub struct ListPage {
    frame: Frame,
    lines: Vec<LineView>,
}

/// One action in the list.
#[derive(Debug, Clone)]
struct LineView {
    id: String,
    href: String,
    what: String,
    state: &'static str,
    tone: &'static str,
    counts: String,
    by: String,
    at: Option<Moment>,
    runs: bool,
    percent: u64,
}

impl ListPage {
    /// The list as the service found it.
    #[must_use]
    pub fn of(frame: Frame, lines: &[BulkLine]) -> Self {
        let lens = frame.lens.clone();
        Self {
            lines: lines.iter().map(|line| LineView::of(line, &lens)).collect(),
            frame: frame.at("writes"),
        }
    }
}

impl LineView {
    fn of(line: &BulkLine, lens: &Lens) -> Self {
        let (state, tone) = state(line.state, &line.tally);
        Self {
            id: line.id.to_string(),
            href: paths::Bulk { bulk: line.id }.to_string(),
            what: line.what.clone(),
            state,
            tone,
            counts: counts(&line.tally),
            by: line.by.as_ref().map_or_else(String::new, |name| format!("{name}, ")),
            at: line.started.map(|at| lens.when(at)),
            runs: line.state == State::Running,
            percent: percent(&line.tally),
        }
    }
}

/// What to do to the chosen contacts.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "bulk_new.html")]
pub struct NewPage {
    frame: Frame,
    found: String,
    cut: Option<String>,
    names: String,
    back: String,
    chosen: Vec<(String, String)>,
    acts: Vec<ActView>,
    tags: Vec<String>,
    users: Vec<Pick>,
    may_write: bool,
}

/// One thing that can be done.
#[derive(Debug, Clone)]
struct ActView {
    id: &'static str,
    name: &'static str,
    typed: String,
    problem: Option<String>,
}

/// What can be done, by the word the form sends.
const ACTS: [(&str, &str); 5] = [
    ("add-tag", "Add a tag"),
    ("remove-tag", "Remove a tag"),
    ("assign", "Assign"),
    ("add-task", "Add a task"),
    ("delete", "Delete"),
];

impl NewPage {
    /// The choice as the service found it; `chosen` is what the form carries along.
    #[must_use]
    pub fn of(frame: Frame, form: &BulkForm, chosen: Vec<(String, String)>, back: String) -> Self {
        let act = |(id, name)| ActView { id, name, typed: String::new(), problem: None };
        Self {
            found: count(i128::from(form.found), "contact"),
            cut: form.is_cut.then(|| {
                format!(
                    "More match. One action takes {} at most: narrow the search for the rest.",
                    thousands(form.found)
                )
            }),
            names: names(form),
            back,
            chosen,
            acts: ACTS.into_iter().map(act).collect(),
            tags: form.tags.clone(),
            users: assignees(&form.users, ""),
            may_write: form.editing.is_allowed(),
            frame,
        }
    }

    /// The same, saying what is wrong with what was typed for one of them.
    #[must_use]
    pub fn with_problems(mut self, act: &str, typed: String, problems: &[Problem]) -> Self {
        if let Some(view) = self.acts.iter_mut().find(|view| view.id == act) {
            view.typed = typed;
            let texts: Vec<&str> = problems.iter().map(|problem| problem.text.as_str()).collect();
            view.problem = Some(texts.join(" "));
        }
        self
    }
}

/// "Ada Byron, Grace Marsh and 210 more".
fn names(form: &BulkForm) -> String {
    let first: Vec<&str> = form.first.iter().take(5).map(|contact| contact.name.as_str()).collect();
    let more = form.found.saturating_sub(first.len() as u64);
    match (first.is_empty(), more) {
        (true, _) => "No contact was chosen.".to_owned(),
        (false, 0) => format!("{}.", first.join(", ")),
        (false, more) => format!("{} and {} more.", first.join(", "), thousands(more)),
    }
}

/// One action with its parts.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "bulk.html")]
pub struct Page {
    frame: Frame,
    what: String,
    state: &'static str,
    tone: &'static str,
    summary: String,
    cost: Option<String>,
    progress: Option<(u64, String)>,
    counts: String,
    undoes: Option<(String, &'static str)>,
    buttons: Vec<Button>,
    hint: Option<&'static str>,
    parts: Vec<PartView>,
    next: Option<String>,
}

/// One thing a person can do about it.
#[derive(Debug, Clone)]
struct Button {
    words: &'static str,
    action: String,
    class: &'static str,
    stays: bool,
}

/// One part as drawn.
#[derive(Debug, Clone)]
struct PartView {
    key: String,
    href: Option<String>,
    name: String,
    state: &'static str,
    tone: &'static str,
    changes: Vec<Preview>,
    reason: Option<String>,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &BulkPage) -> Self {
        let lens = frame.lens.clone();
        let (state, tone) = state(page.state, &page.tally);
        let begun = page.state != State::Draft;
        Self {
            what: page.what.clone(),
            state,
            tone,
            summary: summary(page, &lens),
            cost: page.cost.as_ref().map(|cost| cost.words()),
            progress: begun.then(|| {
                let done = format!("{} of {}", thousands(page.tally.ended()), thousands(page.tally.of_all()));
                (percent(&page.tally), done)
            }),
            counts: counts(&page.tally),
            undoes: page.undoes.map(|bulk| (paths::Bulk { bulk }.to_string(), "What is taken back by this")),
            buttons: if page.editing.is_allowed() { buttons(page) } else { Vec::new() },
            hint: (page.state == State::Draft).then_some("Nothing was sent yet."),
            parts: page.parts.iter().map(PartView::of).collect(),
            next: page.next.map(|after| paths::BulkAfter { bulk: page.id, after }.to_string()),
            frame: frame.at("writes"),
        }
    }
}

fn buttons(page: &BulkPage) -> Vec<Button> {
    let order = |words, order: &str, class| Button {
        words,
        action: paths::BulkOrder { bulk: page.id, order: order.to_owned() }.to_string(),
        class,
        stays: true,
    };
    let start = if page.deletes { ("Delete them", " bad") } else { ("Start", " pri") };
    let mut buttons = match page.state {
        State::Draft if page.tally.waiting == 0 => vec![order("Leave it", "cancel", " ghost")],
        State::Draft => vec![order(start.0, "start", start.1), order("Leave it", "cancel", " ghost")],
        State::Running => vec![order("Pause", "pause", ""), order("End", "cancel", " ghost")],
        State::Paused => vec![order("Go on", "resume", " pri"), order("End", "cancel", " ghost")],
        State::Done | State::Cancelled => Vec::new(),
    };
    if page.can_be_undone {
        let action = paths::BulkUndo { bulk: page.id }.to_string();
        buttons.push(Button { words: "Undo", action, class: "", stays: false });
    }
    buttons
}

fn summary(page: &BulkPage, lens: &Lens) -> String {
    let by = page.by.as_deref().unwrap_or("Somebody");
    let skipped = match page.tally.skipped {
        0 => String::new(),
        more => format!(" {} left as they are.", thousands(more)),
    };
    let all = count(i128::from(page.tally.of_all()), "change");
    match (page.started, page.ended) {
        (None, None) => format!("{all} would be made.{skipped}"),
        (None, Some(_)) => "It was never begun.".to_owned(),
        (Some(started), None) => format!("{by} began it {}: {all}.{skipped}", lens.when(started).text),
        (Some(_), Some(ended)) => {
            format!("{by} began it; it was over {}: {all}.{skipped}", lens.when(ended).text)
        }
    }
}

const fn state(state: State, tally: &Tally) -> (&'static str, &'static str) {
    match state {
        State::Draft => ("Preview", "acc"),
        State::Running => ("At work", "acc"),
        State::Paused => ("Paused", "warn"),
        State::Done if tally.failed > 0 => ("Done, not all of it", "warn"),
        State::Done => ("Done", "ok"),
        State::Cancelled => ("Ended", "warn"),
    }
}

/// `180 saved, 12 failed, 8 to go`.
fn counts(tally: &Tally) -> String {
    let part = |number: u64, word: &str| (number > 0).then(|| format!("{} {word}", thousands(number)));
    let parts = [
        part(tally.done, "saved"),
        part(tally.failed, "failed"),
        part(tally.waiting + tally.sent, "to go"),
        part(tally.cancelled, "not begun"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn percent(tally: &Tally) -> u64 {
    (tally.ended() * 100).checked_div(tally.of_all()).unwrap_or(100)
}

impl PartView {
    fn of(part: &PartLine) -> Self {
        let (state, tone) = match part.state {
            ItemState::Waiting => ("To do", ""),
            ItemState::Sent => ("On its way", "acc"),
            ItemState::Done => ("Saved", "ok"),
            ItemState::Failed => ("Failed", "bad"),
            ItemState::Skipped => ("Stays", ""),
            ItemState::Cancelled => ("Not begun", "warn"),
        };
        Self {
            key: format!("part-{}", part.place),
            href: part.contact.clone().map(|contact| paths::Contact { contact }.to_string()),
            name: part.name.clone(),
            state,
            tone,
            changes: part.preview.clone(),
            reason: part.reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
