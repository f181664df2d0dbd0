//! A task in a list: its tick, its title, whose it is, when it is due.

use highlevel::ContactId;
use workspace::contacts::UserName;
use workspace::standing::{Key, Standing};
use workspace::task::TaskLine;

use super::mark::Mark;
use super::moment::{Due, Lens};
use crate::paths;

/// One task as drawn in a list.
#[derive(Debug, Clone)]
pub(crate) struct TaskView {
    /// Names the task on the page.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) body: Option<String>,
    pub(crate) assignee: String,
    pub(crate) due: Option<Due>,
    pub(crate) completed: bool,
    pub(crate) going: bool,
    pub(crate) mark: Mark,
    /// Where one that was not made can be changed and sent again.
    pub(crate) again: Option<String>,
    /// Its page; nothing while it is being created.
    pub(crate) page: Option<String>,
    /// Where ticking it posts: complete or reopen.
    pub(crate) tick: Option<String>,
}

impl TaskView {
    pub(crate) fn of(task: &TaskLine, contact: &ContactId, may_write: bool, lens: &Lens) -> Self {
        let known = task.key.known();
        let tick = known.filter(|_| may_write && !task.going).map(|id| {
            let (contact, task_id) = (contact.clone(), id.clone());
            if task.completed {
                paths::TaskReopen { contact, task: task_id }.to_string()
            } else {
                paths::TaskComplete { contact, task: task_id }.to_string()
            }
        });
        Self {
            id: format!("task-{}", task.key),
            title: task.title.clone(),
            body: task.body.clone(),
            assignee: assignee(task.assignee.as_ref()),
            due: task.due.map(|at| lens.due(at)),
            completed: task.completed,
            going: task.going,
            mark: Mark::of(&task.standing, lens),
            again: compose_again(&task.key, &task.standing, contact),
            page: known.map(|id| paths::Task { contact: contact.clone(), task: id.clone() }.to_string()),
            tick,
        }
    }
}

/// Where a task or note that HighLevel refused to make can be changed and sent again.
pub(crate) fn compose_again<I>(key: &Key<I>, standing: &Standing, contact: &ContactId) -> Option<String> {
    match (key, standing) {
        (Key::New(write), Standing::Refused { .. }) => {
            Some(paths::ComposeAgain { contact: contact.clone(), write: *write }.to_string())
        }
        _ => None,
    }
}

pub(crate) fn assignee(user: Option<&UserName>) -> String {
    user.map_or_else(|| "Nobody".to_owned(), |user| user.name.clone())
}

/// Users as options, the chosen one marked.
pub(crate) fn assignees(users: &[UserName], chosen: &str) -> Vec<super::field::Pick> {
    users
        .iter()
        .map(|user| super::field::Pick {
            value: user.id.to_string(),
            label: user.name.clone(),
            chosen: user.id.as_str() == chosen,
        })
        .collect()
}
