//! `POST /locations/{locationId}/tasks/search`: every task of a location, page by page.
//!
//! Promise: rows are richer than a contact's own tasks and call their id `_id`. Newest first; the largest page
//! is our choice, since nobody has found HighLevel's.

use axum::{body::Bytes, extract::Path};
use serde::{Serialize, Serializer};

use super::Desk;
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::{
        body::{Body, Need},
        show::written,
    },
    world::{Folder, State, id::UserId, record::Task},
};

const PAGE: usize = 25;
const LARGEST_PAGE: usize = 500;

/// What a search asks for.
struct Asked {
    contacts: Option<Vec<String>>,
    completed: Option<bool>,
    assigned: Option<Vec<String>>,
    query: String,
    business: Option<String>,
    limit: usize,
    skip: usize,
}

/// The search.
pub(super) async fn search(desk: Desk, Path(location): Path<String>, body: Bytes) -> Outcome {
    let location = desk.location_in_path(&location)?;
    let asked = Asked::read(&body)?;
    desk.world.look(|state| {
        let row = |(folder, task)| Row { state, folder, task };
        let tasks = if asked.takes_every_task() {
            state.register().tasks(&location, asked.skip).take(asked.limit).map(row).collect()
        } else {
            let wanted =
                state.register().tasks(&location, 0).filter(|(folder, task)| asked.takes(folder, task));
            wanted.skip(asked.skip).take(asked.limit).map(row).collect()
        };
        Ok(Answer::ok(Found { tasks }))
    })
}

#[derive(Serialize)]
struct Found<'s> {
    tasks: Vec<Row<'s>>,
}

impl Asked {
    /// Whether nothing is asked but a page.
    fn takes_every_task(&self) -> bool {
        let people = self.contacts.is_none() && self.assigned.is_none() && self.business.is_none();
        people && self.completed.is_none() && self.query.is_empty()
    }

    fn read(bytes: &Bytes) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let asked = Self {
            contacts: body.texts("contactId", Need::Optional).set().filter(|ids| !ids.is_empty()),
            completed: body.flag("completed", Need::Optional).set(),
            assigned: body.texts("assignedTo", Need::Optional).set().filter(|ids| !ids.is_empty()),
            query: body.text("query", Need::Optional).set().unwrap_or_default().to_lowercase(),
            business: body.text("businessId", Need::Optional).set(),
            limit: body.count("limit", PAGE),
            skip: body.count("skip", 0),
        };
        body.finish()?;
        if !(1..=LARGEST_PAGE).contains(&asked.limit) {
            return Err(Refusal::Bad(format!("limit must be from 1 to {LARGEST_PAGE}")));
        }
        Ok(asked)
    }

    fn takes(&self, folder: &Folder, task: &Task) -> bool {
        let among = |ids: &Option<Vec<String>>, id: Option<&str>| {
            ids.as_ref().is_none_or(|ids| id.is_some_and(|id| ids.iter().any(|wanted| wanted == id)))
        };
        among(&self.contacts, Some(task.contact.as_str()))
            && among(&self.assigned, task.assigned_to.as_deref())
            && self.completed.is_none_or(|completed| completed == task.completed)
            && (self.query.is_empty() || task.title.to_lowercase().contains(&self.query))
            && self
                .business
                .as_ref()
                .is_none_or(|id| folder.contact.business.is_some_and(|own| own.as_str() == id))
    }
}

/// A row of the answer.
struct Row<'s> {
    state: &'s State,
    folder: &'s Folder,
    task: &'s Task,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Named<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<UserId>,
    first_name: Option<&'s str>,
    last_name: Option<&'s str>,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (task, contact) = (self.task, &self.folder.contact);
        let (first_name, last_name) = (contact.first_name.as_deref(), contact.last_name.as_deref());
        written(to, |row| {
            row.set("_id", task.id);
            row.set("title", &task.title);
            row.set("dueDate", task.due.shown());
            row.set("completed", task.completed);
            row.set("contactId", task.contact);
            row.set("locationId", contact.location);
            row.set("deleted", false);
            row.set("status", if task.completed { "completed" } else { "incomplete" });
            row.set("statusGroup", if task.completed { "closed" } else { "open" });
            row.set("contactDetails", Named { id: None, first_name, last_name });
            row.set("dateAdded", task.added.shown());
            row.set("dateUpdated", task.updated.shown());
            row.set("createdAt", task.added.shown());
            row.set("updatedAt", task.updated.shown());
            row.set("searchAfter", (task.added.millis(), task.id));
            row.put("body", task.body.as_deref());
            row.put("businessId", contact.business);
            if let Some(assigned) = task.assigned_to.as_deref() {
                row.set("assignedTo", assigned);
                row.set("assignedToUserDetails", self.user(assigned));
            }
        })
    }
}

impl<'s> Row<'s> {
    fn user(&self, id: &str) -> Option<Named<'s>> {
        let user = self.state.user(&UserId::parse(id)?)?;
        Some(Named {
            id: Some(user.id),
            first_name: Some(&user.first_name),
            last_name: Some(&user.last_name),
        })
    }
}
