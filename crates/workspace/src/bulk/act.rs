//! What a person wants done to many contacts, as typed, and what it means for one of them.

use domain::bulk::{Act, Preview};
use domain::record::Doc;
use domain::write::Intent;
use highlevel::ContactId;
use serde_json::{Map, Value, json};

use crate::contact::service::tag_name;
use crate::draft::TaskDraft;
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, intents, task};

/// What was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActForm {
    /// Add this tag.
    AddTag(String),
    /// Remove this tag.
    RemoveTag(String),
    /// Assign to this user's id; nobody where it is empty.
    Assign(String),
    /// Add this task.
    AddTask(TaskDraft),
    /// Delete.
    Delete,
}

/// What is done, understood.
pub(super) struct Wanted {
    pub(super) act: Act,
    /// The fields of the task, where one is added.
    task: Map<String, Value>,
}

impl ActForm {
    pub(super) fn read(&self, reference: &Reference) -> Result<Wanted, Refusal> {
        let mut task = Map::new();
        let act = match self {
            Self::AddTag(tag) => Act::AddTag { tag: tag_name(tag)? },
            Self::RemoveTag(tag) => Act::RemoveTag { tag: tag_name(tag)? },
            Self::Assign(user) if user.is_empty() => Act::Assign { user: None },
            Self::Assign(user) => {
                let known = reference.users.iter().find(|known| known.id.as_str() == user);
                let known =
                    known.ok_or_else(|| Problem::with("assignee", "Choose one of the location's users."))?;
                Act::Assign { user: Some((known.id.to_string(), known.name.clone())) }
            }
            Self::AddTask(draft) => {
                task = task::new_fields(draft, reference)?;
                Act::AddTask { title: draft.title.trim().to_owned() }
            }
            Self::Delete => Act::Delete,
        };
        Ok(Wanted { act, task })
    }
}

/// What an action means for one contact.
pub(super) enum Part {
    /// This is written, and this changes.
    Write(Box<Intent>, Vec<Preview>),
    /// There is nothing to do, for this reason.
    Nothing(&'static str),
}

impl Wanted {
    /// What it means for a contact with these tags and this owner.
    pub(super) fn part(
        &self,
        member: &Member,
        contact: &ContactId,
        tags: &[String],
        owner: Option<&str>,
        reference: &Reference,
    ) -> Part {
        let doc = Doc::from_fields(Map::from_iter([("tags".to_owned(), json!(tags))]));
        let has = |tag: &String| tags.iter().any(|known| known.eq_ignore_ascii_case(tag));
        let preview = |label: &str, now: Option<String>, then: Option<String>| {
            vec![Preview { label: label.to_owned(), now, then }]
        };
        match &self.act {
            Act::AddTag { tag } if has(tag) => Part::Nothing("It has the tag already."),
            Act::AddTag { tag } => {
                let intent = intents::add_tag(member, contact, &doc, tag);
                Part::Write(Box::new(intent), preview("Tag added", None, Some(tag.clone())))
            }
            Act::RemoveTag { tag } if !has(tag) => Part::Nothing("It does not have the tag."),
            Act::RemoveTag { tag } => {
                let intent = intents::remove_tag(member, contact, &doc, tag);
                Part::Write(Box::new(intent), preview("Tag removed", Some(tag.clone()), None))
            }
            Act::Assign { user } => {
                let (id, name) = user.clone().map_or((None, None), |(id, name)| (Some(id), Some(name)));
                if owner == id.as_deref() {
                    return Part::Nothing("It is so already.");
                }
                let now = owner.and_then(|owner| reference.user(owner)).map(|user| user.name);
                let intent = intents::assign(member, contact, owner, id.as_deref());
                Part::Write(Box::new(intent), preview("Owner", now, name))
            }
            Act::AddTask { title } => {
                let intent = intents::create_task(member, contact, self.task.clone());
                Part::Write(Box::new(intent), preview("New task", None, Some(title.clone())))
            }
            Act::Delete => {
                let intent = intents::delete_contact(member, contact);
                Part::Write(Box::new(intent), preview("Contact", Some("There".to_owned()), None))
            }
            Act::Undo { .. } | Act::UndoRun { .. } => Part::Nothing("It is undone part by part."),
        }
    }
}
