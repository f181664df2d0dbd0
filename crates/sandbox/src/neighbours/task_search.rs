//! `POST /locations/{locationId}/tasks/search`: every task of a location, page by page.
//!
//! Promise: rows are richer than a contact's own tasks and call their id `_id`. Newest first; the largest page
//! is our choice, since nobody has found HighLevel's.

use axum::{body::Bytes, extract::Path};
use serde_json::{Value, json};

use super::Desk;
use crate::{
    answer::{Answer, Outcome, Refusal},
    contacts::body::{Body, Need},
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
    let tasks: Vec<Value> = desk.world.look(|state| {
        let wanted = state.register().tasks(&location).filter(|(folder, task)| asked.takes(folder, task));
        wanted.skip(asked.skip).take(asked.limit).map(|(folder, task)| shown(state, folder, task)).collect()
    });
    Ok(Answer::ok(json!({ "tasks": tasks })))
}

impl Asked {
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

fn shown(state: &State, folder: &Folder, task: &Task) -> Value {
    let contact = &folder.contact;
    let status = if task.completed { "completed" } else { "incomplete" };
    let mut row = json!({
        "_id": task.id.as_str(),
        "title": task.title,
        "dueDate": task.due.to_string(),
        "completed": task.completed,
        "contactId": task.contact.as_str(),
        "locationId": contact.location.as_str(),
        "deleted": false,
        "status": status,
        "statusGroup": if task.completed { "closed" } else { "open" },
        "contactDetails": { "firstName": contact.first_name, "lastName": contact.last_name },
        "dateAdded": task.added.to_string(),
        "dateUpdated": task.updated.to_string(),
        "createdAt": task.added.to_string(),
        "updatedAt": task.updated.to_string(),
        "searchAfter": [task.added.millis(), task.id.as_str()],
    });
    if let Some(body) = &task.body {
        row["body"] = json!(body);
    }
    if let Some(business) = contact.business {
        row["businessId"] = business.as_str().into();
    }
    if let Some(assigned) = &task.assigned_to {
        row["assignedTo"] = json!(assigned);
        row["assignedToUserDetails"] = user(state, assigned);
    }
    row
}

fn user(state: &State, id: &str) -> Value {
    let user = UserId::parse(id).and_then(|id| state.user(&id));
    user.map_or(
        Value::Null,
        |user| json!({ "id": user.id.as_str(), "firstName": user.first_name, "lastName": user.last_name }),
    )
}
