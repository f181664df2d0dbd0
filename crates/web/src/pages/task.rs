//! One task: what is to be done, for whom, by when, with the contact's notes beside it.

use askama::Template;
use askama_web::WebTemplate;
use workspace::draft::{Form, TaskDraft};
use workspace::task::TaskPage;

use super::face::Face;
use super::field::Pick;
use super::frame::{Frame, Fresh};
use super::moment::Moment;
use super::note::NoteView;
use super::tasks::{TaskView, assignees};
use super::timeline::{Line, TimelineView};
use crate::forms::drafts::saw;
use crate::paths;

/// One task's page.
#[derive(Debug, Clone, Template, WebTemplate)]
#[template(path = "task.html")]
pub struct Page {
    frame: Frame,
    contact: String,
    contact_id: String,
    contact_href: String,
    face: Face,
    email: Option<String>,
    phone: Option<String>,
    task: TaskView,
    due: Option<Moment>,
    form: Form<TaskDraft>,
    /// What the form began with.
    saw: String,
    users: Vec<Pick>,
    notes: Vec<NoteView>,
    timeline: TimelineView,
    fresh: Fresh,
    added: Option<Moment>,
    updated: Option<Moment>,
    deleted: Option<Moment>,
    may_write: bool,
    editing: bool,
    save: String,
    delete: String,
    /// Where a deleted task is made again.
    restore: Option<String>,
    refresh: String,
}

impl Page {
    /// The page as the service found it.
    #[must_use]
    pub fn of(frame: Frame, page: &TaskPage) -> Self {
        let (id, lens) = (&page.contact.id, frame.lens.clone());
        let may_write = page.may_write && page.deleted.is_none() && !page.task.going;
        let form = Form { draft: draft(page, &lens), problems: Vec::new() };
        let own = page.task.key.known();
        Self {
            contact: page.contact.name.clone(),
            contact_id: id.to_string(),
            contact_href: paths::Contact { contact: id.clone() }.to_string(),
            face: Face::of(&page.contact.name),
            email: page.email.clone(),
            phone: page.phone.clone(),
            task: TaskView::of(&page.task, id, may_write, &lens),
            due: page.task.due.map(|at| lens.in_full(at)),
            users: assignees(&page.users, &form.draft.assignee),
            saw: began(&form.draft),
            form,
            notes: page.notes.iter().map(|note| NoteView::of(note, id, may_write, &lens)).collect(),
            timeline: TimelineView::of(&page.timeline, id, &lens),
            fresh: Fresh::of(&page.freshness, &lens),
            added: page.added.map(|at| lens.in_full(at)),
            updated: page.updated.map(|at| lens.when(at)),
            deleted: page.deleted.map(|at| lens.in_full(at)),
            editing: false,
            save: own
                .map(|task| paths::Task { contact: id.clone(), task: task.clone() }.to_string())
                .unwrap_or_default(),
            delete: own
                .map(|task| paths::TaskDelete { contact: id.clone(), task: task.clone() }.to_string())
                .unwrap_or_default(),
            restore: own
                .filter(|_| page.may_write && page.can_be_restored)
                .map(|task| paths::TaskRestore { contact: id.clone(), task: task.clone() }.to_string()),
            refresh: paths::ContactRefresh { contact: id.clone() }.to_string(),
            may_write: may_write && own.is_some(),
            frame,
        }
    }

    /// The same page with an edit that was refused, as it was typed.
    #[must_use]
    pub fn with_edit(mut self, form: Form<TaskDraft>, began: String) -> Self {
        if !began.is_empty() {
            self.saw = began;
        }
        for user in &mut self.users {
            user.chosen = user.value == form.draft.assignee;
        }
        self.form = form;
        self.editing = true;
        self
    }
}

fn began(draft: &TaskDraft) -> String {
    let TaskDraft { title, body, due_date, due_time, assignee } = draft;
    saw(&[title, body, due_date, due_time, assignee])
}

fn draft(page: &TaskPage, lens: &super::moment::Lens) -> TaskDraft {
    let (due_date, due_time) = page.task.due.map(|at| lens.for_form(at)).unwrap_or_default();
    TaskDraft {
        title: page.task.title.clone(),
        body: page.task.body.clone().unwrap_or_default(),
        due_date,
        due_time,
        assignee: page.task.assignee.as_ref().map(|user| user.id.to_string()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests;
