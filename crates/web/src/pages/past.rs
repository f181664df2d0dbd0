//! The past: one field's life, a contact as of a moment, what bringing it back would write, how long it is kept.

use askama::Template;
use askama_web::WebTemplate;
use domain::bulk::Preview;
use jiff::Timestamp;
use workspace::Problem;
use workspace::history::{
    BackPage, FieldPast, Keeping, Known, MOST_DAYS, Origin, PastPage, PastRecord, PastRow, StepLine,
};

use super::frame::Frame;
use super::moment::{Lens, Moment, count, thousands};
use super::timeline::by;
use crate::paths;

/// One field's life.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "field_past.html")]
pub struct FieldPage {
    frame: Frame,
    contact: String,
    contact_id: String,
    back: String,
    label: String,
    now: Option<String>,
    steps: Vec<StepView>,
    before_first: Option<String>,
    known_from: Option<Moment>,
}

/// One change as drawn.
#[derive(Debug, Clone)]
struct StepView {
    key: String,
    icon: &'static str,
    by: String,
    before: Option<String>,
    after: Option<String>,
    origin: Option<(String, &'static str)>,
    as_of: String,
    restore: Option<String>,
    at: Moment,
}

impl FieldPage {
    /// The field's life as the service found it.
    #[must_use]
    pub fn of(frame: Frame, past: &FieldPast) -> Self {
        let lens = frame.lens.clone();
        let may_write = past.editing.is_allowed();
        let back_to = |at| {
            let (contact, field) = (past.contact.id.clone(), Some(past.key.clone()));
            paths::BackTo { contact, at, field }.to_string()
        };
        let oldest = past.steps.last().filter(|step| may_write && !step.is_learned);
        Self {
            contact: past.contact.name.clone(),
            contact_id: past.contact.id.to_string(),
            back: paths::Contact { contact: past.contact.id.clone() }.to_string(),
            label: past.label.clone(),
            now: past.now.clone(),
            before_first: oldest
                .and_then(|step| step.at.checked_sub(jiff::SignedDuration::from_millis(1)).ok())
                .map(back_to),
            steps: (0..)
                .zip(&past.steps)
                .map(|(place, step)| {
                    let restore = (may_write && !step.is_now).then(|| back_to(step.at));
                    StepView::of(place, step, past, restore, &lens)
                })
                .collect(),
            known_from: past.known_from.map(|at| lens.on_day(at)),
            frame,
        }
    }
}

impl StepView {
    fn of(place: usize, step: &StepLine, past: &FieldPast, restore: Option<String>, lens: &Lens) -> Self {
        let did = if step.is_learned { "It became known".to_owned() } else { by(&step.by) };
        Self {
            key: format!("{}-{place}", step.at.as_millisecond()),
            icon: if step.is_learned { "info" } else { "edit" },
            by: did,
            before: step.before.clone(),
            after: step.after.clone(),
            origin: step.origin.and_then(|origin| match origin {
                Origin::Bulk(bulk) => {
                    Some((paths::Bulk { bulk }.to_string(), "Part of an action on many contacts"))
                }
                Origin::Run(_) => None,
            }),
            as_of: paths::AsOf { contact: past.contact.id.clone(), at: step.at }.to_string(),
            restore,
            at: lens.in_full(step.at),
        }
    }
}

/// A contact as of a moment.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "past.html")]
pub struct ContactPage {
    frame: Frame,
    name: String,
    back: String,
    at: Moment,
    at_local: String,
    tone: &'static str,
    known: &'static str,
    known_from: Option<Moment>,
    differs: String,
    tags: Vec<String>,
    sections: Vec<SectionView>,
    records: Vec<PastRecord>,
    restore: Option<String>,
}

/// Fields under one heading.
#[derive(Debug, Clone)]
struct SectionView {
    name: String,
    rows: Vec<RowView>,
}

/// One field then and now.
#[derive(Debug, Clone)]
struct RowView {
    label: String,
    history: String,
    then: Option<String>,
    now: Option<String>,
    is_assumed: bool,
    differs: bool,
    restore: Option<String>,
}

impl ContactPage {
    /// The contact then, as the service found it.
    #[must_use]
    pub fn of(frame: Frame, past: &PastPage) -> Self {
        let lens = frame.lens.clone();
        let is_there = matches!(past.known, Known::There | Known::Deleted);
        let may_write = past.editing.is_allowed() && is_there;
        let contact = past.contact.id.clone();
        let (tone, known) = match past.known {
            Known::There => ("acc", "This is how the contact was."),
            Known::Deleted => ("warn", "The contact was deleted then; this was the last of it."),
            Known::NotYet => ("warn", "The contact did not exist yet."),
            Known::Unknown(_) => ("warn", "Nobody here knows what the contact was then."),
        };
        Self {
            name: past.contact.name.clone(),
            back: paths::Contact { contact: contact.clone() }.to_string(),
            at: lens.in_full(past.at),
            at_local: past.at.to_zoned(lens.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            tone,
            known,
            known_from: if let Known::Unknown(from) = past.known { Some(lens.in_full(from)) } else { None },
            differs: match (is_there, past.changed) {
                (false, _) => String::new(),
                (true, 0) => "No field is different now.".to_owned(),
                (true, 1) => "1 field is different now.".to_owned(),
                (true, more) => format!("{more} fields are different now."),
            },
            tags: past.tags.clone(),
            restore: may_write
                .then(|| paths::BackTo { contact: contact.clone(), at: past.at, field: None }.to_string()),
            sections: past
                .sections
                .iter()
                .filter(|_| is_there)
                .map(|section| SectionView {
                    name: section.name.clone(),
                    rows: section.rows.iter().map(|row| RowView::of(row, past, may_write)).collect(),
                })
                .collect(),
            records: past.records.clone(),
            frame,
        }
    }
}

impl RowView {
    fn of(row: &PastRow, past: &PastPage, may_write: bool) -> Self {
        let (contact, field) = (past.contact.id.clone(), row.key.clone());
        let differs = row.then != row.now;
        let back = || paths::BackTo { contact: contact.clone(), at: past.at, field: Some(field.clone()) };
        Self {
            label: row.label.clone(),
            restore: (may_write && differs && !row.is_assumed).then(|| back().to_string()),
            history: paths::FieldPast { contact: contact.clone(), field: field.clone() }.to_string(),
            then: row.then.clone(),
            now: row.now.clone(),
            is_assumed: row.is_assumed,
            differs,
        }
    }
}

/// What bringing a contact or a field back would write.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "back.html")]
pub struct RestorePage {
    frame: Frame,
    name: String,
    back: String,
    heading: String,
    at: Moment,
    at_millis: i64,
    field: Option<String>,
    action: String,
    cost: String,
    changes: Vec<Preview>,
    left: Vec<String>,
    problem: Option<String>,
    may_write: bool,
}

impl RestorePage {
    /// The plan as the service made it.
    #[must_use]
    pub fn of(frame: Frame, plan: &BackPage) -> Self {
        let contact = plan.contact.id.clone();
        let heading = match (plan.makes_again, &plan.field) {
            (true, _) => "Make it again",
            (false, Some(_)) => "Bring the field back",
            (false, None) => "Bring the contact back",
        };
        Self {
            name: plan.contact.name.clone(),
            back: paths::Contact { contact: contact.clone() }.to_string(),
            heading: heading.to_owned(),
            at: frame.lens.in_full(plan.at),
            at_millis: plan.at.as_millisecond(),
            field: plan.field.as_ref().map(ToString::to_string),
            action: paths::Back { contact }.to_string(),
            cost: format!(
                "It takes {} to HighLevel, each a write that can be undone.",
                count(plan.calls as i128, "call")
            ),
            changes: plan.changes.clone(),
            left: plan.left.clone(),
            problem: None,
            may_write: plan.editing.is_allowed(),
            frame,
        }
    }

    /// The same, saying why it was not brought back.
    #[must_use]
    pub fn with_problems(mut self, problems: &[Problem]) -> Self {
        self.problem = problems.first().map(|problem| problem.text.clone());
        self
    }
}

/// How long the past is kept.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "keeping.html")]
pub struct KeepingPage {
    frame: Frame,
    days: String,
    changes: String,
    bytes: String,
    bytes_in_full: Option<String>,
    since: Option<Moment>,
    choices: Vec<Length>,
    may_change: bool,
    problem: Option<String>,
}

/// One length to choose.
#[derive(Debug, Clone)]
struct Length {
    days: u32,
    label: String,
    size: String,
    chosen: bool,
}

/// What is offered: a month, a quarter, a year, the usual, three years, ten.
const LENGTHS: [u32; 6] = [30, 90, 180, 400, 1_095, MOST_DAYS];

impl KeepingPage {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, keeping: &Keeping) -> Self {
        let lens = &frame.lens;
        let a_day = bytes_a_day(keeping, lens.now);
        let length = |days: u32| Length {
            label: days_in_words(days),
            size: a_day.map_or_else(String::new, |a_day| format!("about {}", size(a_day * u64::from(days)))),
            chosen: days == keeping.days,
            days,
        };
        let mut offered: Vec<u32> = LENGTHS.to_vec();
        if !offered.contains(&keeping.days) {
            offered.push(keeping.days);
            offered.sort_unstable();
        }
        Self {
            days: days_in_words(keeping.days),
            changes: thousands(keeping.changes),
            bytes: format!("About {}", size(keeping.bytes)),
            bytes_in_full: keeping.bytes_in_full.map(|full| {
                format!("About {} once it reaches back {}", size(full), days_in_words(keeping.days))
            }),
            since: keeping.since.map(|since| lens.on_day(since)),
            choices: offered.into_iter().map(length).collect(),
            may_change: keeping.may_change,
            problem: None,
            frame: frame.at("writes"),
        }
    }

    /// The same, saying why it was not saved.
    #[must_use]
    pub fn with_problems(mut self, problems: &[Problem]) -> Self {
        self.problem = problems.first().map(|problem| problem.text.clone());
        self
    }
}

fn bytes_a_day(keeping: &Keeping, now: Timestamp) -> Option<u64> {
    let days = now.duration_since(keeping.since?).as_hours() / 24;
    Some(keeping.bytes / u64::try_from(days.max(1)).ok()?)
}

fn days_in_words(days: u32) -> String {
    match days {
        3_650 => "10 years".to_owned(),
        1_095 => "3 years".to_owned(),
        days => count(i128::from(days), "day"),
    }
}

/// `3.4 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests;
