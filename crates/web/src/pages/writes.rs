//! The page of writes: what needs somebody, what is on its way, what HighLevel took lately.

use askama::Template;
use askama_web::WebTemplate;
use workspace::writes::{EditAgain, LedgerLine, Stage, WritesPage};

use super::frame::{Frame, Fresh};
use super::mark::sentence;
use super::moment::{Lens, Moment};
use crate::paths;

/// The page of writes.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "writes.html")]
pub struct Page {
    frame: Frame,
    groups: Vec<Group>,
    more: bool,
    fresh: Fresh,
    /// Whether what waits waits for a connection.
    is_cut_off: bool,
}

/// Writes under one heading.
#[derive(Debug, Clone)]
struct Group {
    id: &'static str,
    name: &'static str,
    /// What to say where there are none.
    empty: &'static str,
    lines: Vec<LineView>,
}

/// One write as drawn.
#[derive(Debug, Clone)]
struct LineView {
    id: String,
    what: String,
    whose: Option<(String, String)>,
    stage: &'static str,
    tone: &'static str,
    reason: Option<String>,
    values: Vec<(String, String)>,
    by: Option<String>,
    at: Moment,
    next_try: Option<Moment>,
    /// The contact that is in the way.
    other: Option<String>,
    /// Where what was typed can be changed.
    again: Option<String>,
    /// Words on buttons, and where they post.
    buttons: Vec<(&'static str, String)>,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &WritesPage) -> Self {
        let lens = frame.lens.clone();
        let may_write = page.editing.is_allowed();
        let lines =
            |lines: &[LedgerLine]| lines.iter().map(|line| LineView::of(line, may_write, &lens)).collect();
        let groups = vec![
            Group {
                id: "stuck",
                name: "Need you",
                empty: "Nothing needs you. HighLevel took everything that was sent.",
                lines: lines(&page.stuck),
            },
            Group {
                id: "waiting",
                name: "On their way",
                empty: "Nothing is on its way.",
                lines: lines(&page.waiting),
            },
            Group {
                id: "taken",
                name: "Saved in the last day",
                empty: "Nothing was saved in the last day.",
                lines: lines(&page.taken),
            },
        ];
        Self {
            groups,
            more: page.more,
            fresh: Fresh::of(&page.freshness, &lens),
            is_cut_off: matches!(page.freshness, workspace::Freshness::NotConnected { .. })
                && !page.waiting.is_empty(),
            frame: frame.at("writes"),
        }
    }
}

impl LineView {
    fn of(line: &LedgerLine, may_write: bool, lens: &Lens) -> Self {
        let (stage, tone) = stage(line.stage);
        Self {
            id: line.write.to_string(),
            what: line.what.clone(),
            whose: line.whose.as_ref().map(|whose| {
                let contact = whose.contact.clone();
                let href = match &whose.task {
                    Some(task) => paths::Task { contact, task: task.clone() }.to_string(),
                    None => paths::Contact { contact }.to_string(),
                };
                (href, whose.name.clone())
            }),
            stage,
            tone,
            reason: line.reason.as_deref().map(sentence).or_else(|| explained(line.stage)),
            values: line.values.clone(),
            by: line.by.clone(),
            at: lens.when(line.at),
            next_try: line.next_try.map(|at| lens.clock(at)),
            other: line.other.as_ref().map(|contact| paths::Contact { contact: contact.clone() }.to_string()),
            again: line.ways.again.as_ref().filter(|_| may_write).map(|again| place(again, line)),
            buttons: if may_write { buttons(line) } else { Vec::new() },
        }
    }
}

fn stage(stage: Stage) -> (&'static str, &'static str) {
    match stage {
        Stage::Queued => ("Waiting", "warn"),
        Stage::Sent => ("Sent", "acc"),
        Stage::LookedFor => ("Being looked for", "warn"),
        Stage::Refused => ("Refused", "bad"),
        Stage::Overtaken => ("Overtaken", "warn"),
        Stage::NotApplied => ("Not applied", "warn"),
        Stage::Taken => ("Saved", "ok"),
    }
}

/// What a stage means where the ledger has no words of its own.
fn explained(stage: Stage) -> Option<String> {
    let words = match stage {
        Stage::Queued => "It leaves in a moment.",
        Stage::Sent => "It has left; the answer is on its way.",
        Stage::LookedFor => "There was no answer. Rankr looks whether it arrived before it tries again.",
        Stage::Refused => "HighLevel did not say why.",
        Stage::Overtaken => "Somebody changed the same meanwhile; theirs stands.",
        Stage::NotApplied => "HighLevel said yes and did not do it.",
        Stage::Taken => return None,
    };
    Some(words.to_owned())
}

fn place(again: &EditAgain, line: &LedgerLine) -> String {
    let write = line.write;
    match again.clone() {
        EditAgain::NewContact => paths::NewContactAgain { write }.to_string(),
        EditAgain::NewTask(contact) | EditAgain::NewNote(contact) | EditAgain::NewMessage(contact) => {
            paths::ComposeAgain { contact, write }.to_string()
        }
        EditAgain::Field(contact, field) => paths::Field { contact, field }.to_string(),
        EditAgain::Task(contact, task) => paths::Task { contact, task }.to_string(),
        EditAgain::Note(contact, note) => paths::Note { contact, note }.to_string(),
        EditAgain::NewOpportunity(contact) => paths::NewOpportunityAgain { contact, write }.to_string(),
        EditAgain::Opportunity(contact, opportunity) => {
            paths::Opportunity { contact, opportunity }.to_string()
        }
    }
}

fn buttons(line: &LedgerLine) -> Vec<(&'static str, String)> {
    let write = line.write;
    let (retry, discard) = match line.stage {
        Stage::Overtaken => ("Use mine", "Keep theirs"),
        Stage::Queued => ("Try again", "Take back"),
        _ => ("Try again", "Discard"),
    };
    let offered = [
        (line.ways.hurry, "Try now", paths::WriteNow { write }.to_string()),
        (line.ways.retry, retry, paths::WriteRetry { write }.to_string()),
        (line.ways.undo, "Undo", paths::WriteUndo { write }.to_string()),
        (line.ways.discard, discard, paths::WriteDiscard { write }.to_string()),
    ];
    offered.into_iter().filter(|(may, _, _)| *may).map(|(_, words, place)| (words, place)).collect()
}

#[cfg(test)]
mod tests;
