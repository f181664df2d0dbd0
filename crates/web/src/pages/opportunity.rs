//! Opportunities: as they stand on a contact's page, and the form for one.

use askama::Template;
use askama_web::WebTemplate;
use domain::ids::WriteId;
use highlevel::ContactId;
use workspace::draft::Form;
use workspace::opportunity::{OpportunityDraft, OpportunityForm, OpportunityLine, Status};
use workspace::reference::Pipeline;
use workspace::standing::{Key, Standing};

use super::field::Pick;
use super::frame::Frame;
use super::mark::Mark;
use super::moment::{Lens, Moment};
use super::tasks::assignees;
use crate::paths;

/// One opportunity on a contact's page.
#[derive(Debug, Clone)]
pub(crate) struct OpportunityView {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) value: Option<String>,
    pub(crate) stage: String,
    pub(crate) status: &'static str,
    pub(crate) tone: &'static str,
    pub(crate) owner: Option<String>,
    pub(crate) moved: Option<Moment>,
    pub(crate) going: bool,
    pub(crate) mark: Mark,
    /// Its form; nothing while it is being made.
    pub(crate) page: Option<String>,
    /// Where one that was not made can be changed and sent again.
    pub(crate) again: Option<String>,
}

impl OpportunityView {
    pub(crate) fn of(line: &OpportunityLine, contact: &ContactId, may_write: bool, lens: &Lens) -> Self {
        let known = line.key.known().filter(|_| may_write && !line.going);
        let page = known
            .map(|id| paths::Opportunity { contact: contact.clone(), opportunity: id.clone() }.to_string());
        let again = match (&line.key, &line.standing) {
            (Key::New(write), Standing::Refused { .. }) => {
                let contact = contact.clone();
                Some(paths::NewOpportunityAgain { contact, write: *write }.to_string())
            }
            _ => None,
        };
        let (status, tone) = shown(line.status);
        Self {
            key: format!("opportunity-{}", line.key),
            name: line.name.clone(),
            value: line.value.map(money),
            stage: stage(line),
            status,
            tone,
            owner: line.owner.as_ref().map(|user| user.name.clone()),
            moved: line.moved.map(|at| lens.when(at)),
            going: line.going,
            mark: Mark::of(&line.standing, lens),
            page,
            again,
        }
    }
}

fn stage(line: &OpportunityLine) -> String {
    match (&line.pipeline, &line.stage) {
        (Some(pipeline), Some(stage)) => format!("{stage}, {pipeline}"),
        _ if line.stage_id.is_empty() => "No stage".to_owned(),
        _ => format!("Stage {}", line.stage_id),
    }
}

fn shown(status: Status) -> (&'static str, &'static str) {
    let tone = match status {
        Status::Open => "acc",
        Status::Won => "ok",
        Status::Lost => "bad",
        Status::Abandoned => "",
    };
    (status.label(), tone)
}

/// `18,400` or `18,400.50`; HighLevel does not say the currency.
pub(crate) fn money(value: f64) -> String {
    let cents = (value * 100.0).round();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "no opportunity is worth more than a million millions"
    )]
    let (whole, rest) = ((cents / 100.0).trunc() as i64, (cents % 100.0).abs() as i64);
    let whole = super::moment::thousands(whole);
    if rest == 0 { whole } else { format!("{whole}.{rest:02}") }
}

/// The form for an opportunity.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "opportunity.html")]
pub struct Page {
    frame: Frame,
    contact: String,
    back: String,
    title: &'static str,
    action: String,
    delete: Option<String>,
    form: Form<OpportunityDraft>,
    replaces: Option<WriteId>,
    pipelines: Vec<(String, Vec<Pick>)>,
    statuses: Vec<Pick>,
    users: Vec<Pick>,
    blocked: Option<String>,
}

impl Page {
    /// The form with what was typed and what is wrong with it.
    #[must_use]
    pub fn of(frame: Frame, form: &OpportunityForm, replaces: Option<WriteId>) -> Self {
        let contact = || form.contact.id.clone();
        let (action, delete) = match &form.opportunity {
            Some(id) => (
                paths::Opportunity { contact: contact(), opportunity: id.clone() }.to_string(),
                Some(paths::OpportunityDelete { contact: contact(), opportunity: id.clone() }.to_string()),
            ),
            None => (paths::Opportunities { contact: contact() }.to_string(), None),
        };
        let draft = &form.form.draft;
        Self {
            contact: form.contact.name.clone(),
            back: paths::Contact { contact: contact() }.to_string(),
            title: if form.opportunity.is_some() { "Opportunity" } else { "New opportunity" },
            action,
            delete,
            pipelines: form.pipelines.iter().map(|pipeline| stages(pipeline, &draft.stage)).collect(),
            statuses: statuses(&draft.status),
            users: assignees(&form.users, &draft.owner),
            form: form.form.clone(),
            replaces,
            blocked: form.blocked.clone(),
            frame,
        }
    }
}

fn stages(pipeline: &Pipeline, chosen: &str) -> (String, Vec<Pick>) {
    let pick = |stage: &workspace::reference::Stage| Pick {
        value: stage.id.clone(),
        label: stage.name.clone(),
        chosen: stage.id == chosen,
    };
    (pipeline.name.clone(), pipeline.stages.iter().map(pick).collect())
}

fn statuses(chosen: &str) -> Vec<Pick> {
    let pick = |status: Status| Pick {
        value: status.wire().to_owned(),
        label: status.label().to_owned(),
        chosen: status.wire() == chosen,
    };
    Status::ALL.into_iter().map(pick).collect()
}

#[cfg(test)]
#[path = "opportunity/tests.rs"]
mod tests;
