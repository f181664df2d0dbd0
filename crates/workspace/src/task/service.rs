//! A task's page, and what can be done to it.

use domain::ids::WriteId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::{Write, overlay};
use highlevel::{ContactId, TaskId};
use jiff::Timestamp;
use jiff::civil::Time;
use serde_json::{Map, Value};
use store::RecordRow;

use super::TaskPage;
use super::found::Found;
use crate::contact::{seen, service};
use crate::draft::{Form, TaskDraft};
use crate::fields::typed;
use crate::member::must_write;
use crate::note::text;
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms, shell};

/// When a task is due whose time was left empty.
const MORNING: Time = Time::constant(9, 0, 0, 0);

/// Tasks of contacts.
#[derive(Debug, Clone)]
pub struct Tasks {
    rooms: Rooms,
}

/// Whether a task is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// It is done.
    Done,
    /// It is open, again.
    Open,
}

/// The fields of a new task.
pub(crate) fn new_fields(draft: &TaskDraft, reference: &Reference) -> Result<Map<String, Value>, Refusal> {
    let mut fields = read(draft, reference)?;
    fields.retain(|_, value| !value.is_null());
    fields.insert("completed".to_owned(), Value::Bool(false));
    Ok(fields)
}

/// A task with its writes on top.
struct Known {
    row: RecordRow,
    shown: Doc,
    writes: Vec<Write>,
    reference: Reference,
}

impl Tasks {
    /// Tasks of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// A task's page.
    pub async fn open(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
    ) -> Result<TaskPage, Refusal> {
        let now = self.rooms.now();
        let id = record(task)?;
        let mut tx = self.rooms.store.read().await?;
        let found = Found {
            owner: rooms::contact(&mut tx, member, contact).await?,
            row: rooms::belonging(&mut tx, member, contact, Kind::Task, &id).await?,
            reference: rooms::reference(&mut tx, &member.location).await?,
            writes: tx.write_list_shown(&member.location, contact).await?,
            notes: rooms::records(&mut tx, member, contact, Kind::Note).await?,
            changes: service::stretch(&mut tx, member, contact, None).await?.changes,
            people: rooms::people(&mut tx).await?,
            freshness: shell::freshness(&mut tx, &member.location, false, now).await?,
            editing: self.rooms.editing(&mut tx, member).await?,
            now,
        };
        found.page(contact, task, &id).ok_or(Refusal::NotFound { what: "task" })
    }

    async fn known(&self, member: &Member, contact: &ContactId, task: &TaskId) -> Result<Known, Refusal> {
        must_write(member)?;
        let id = record(task)?;
        let mut tx = self.rooms.store.read().await?;
        let row = rooms::belonging(&mut tx, member, contact, Kind::Task, &id).await?;
        if row.deleted_at().is_some() {
            return Err(Refusal::Conflict("This task was deleted.".to_owned()));
        }
        let writes = tx.write_list_open_of(&member.location, Kind::Task, &id).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        Ok(Known { shown: overlay(row.doc(), &writes).doc, row, writes, reference })
    }

    /// A new task, in the place of the one that `replaces` names.
    pub async fn add(
        &self,
        member: &Member,
        contact: &ContactId,
        draft: &TaskDraft,
        replaces: Option<WriteId>,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        rooms::living(&mut tx, member, contact).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        drop(tx);
        let intent = intents::create_task(member, contact, new_fields(draft, &reference)?);
        Ok(self.rooms.submit_instead(intent, replaces).await?.id)
    }

    /// A new task that was sent before and not made, as it was typed.
    pub async fn again(
        &self,
        member: &Member,
        contact: &ContactId,
        write: WriteId,
    ) -> Result<Form<TaskDraft>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let (write, fields) = rooms::sent_before(&mut tx, member, contact, Kind::Task, write).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let reason = write.reason.map(|reason| Problem::with("title", reason));
        Ok(Form { draft: TaskDraft::of(&fields, &reference.zone), problems: reason.into_iter().collect() })
    }

    /// A deleted task once more, from its last state.
    pub async fn restore(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        rooms::living(&mut tx, member, contact).await?;
        let row = rooms::belonging(&mut tx, member, contact, Kind::Task, &record(task)?).await?;
        drop(tx);
        let there = || Refusal::Conflict("This task is there; nothing has to be made again.".to_owned());
        let deleted = row.deleted_at().ok_or_else(there)?;
        let intent = intents::make_again(member, Kind::Task, Some(contact), row.doc());
        let intent = intent.ok_or(Refusal::NotFound { what: "task" })?;
        crate::writes::once(&self.rooms, &intent, deleted).await?;
        Ok(self.rooms.submit(intent).await?.id)
    }

    /// A task takes other words, another time or another person. Nothing is written when nothing moved. `saw` is what
    /// the form began with: only what was typed since is written, and where it meets a newer value the two wait for a
    /// decision.
    pub async fn edit(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
        draft: &TaskDraft,
        saw: Option<&TaskDraft>,
    ) -> Result<Option<WriteId>, Refusal> {
        let known = self.known(member, contact, task).await?;
        let mut fields = read(draft, &known.reference)?;
        let saw = saw.and_then(|saw| read(saw, &known.reference).ok()).unwrap_or_default();
        fields.retain(|field, value| saw.get(field) != Some(&*value));
        fields.retain(|field, value| moved(field, value, &known.shown));
        let mut tx = self.rooms.store.read().await?;
        let replaced = rooms::stuck_edits(&mut tx, member, contact, &record(task)?).await?;
        drop(tx);
        let done = self.set(member, contact, task, &known, (fields, saw)).await?;
        self.rooms.dismiss_all(&replaced).await?;
        Ok(done)
    }

    /// Gives a task to a user, or to nobody.
    pub async fn assign(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
        user: &str,
    ) -> Result<Option<WriteId>, Refusal> {
        let known = self.known(member, contact, task).await?;
        let value = assignee(user, &known.reference).map_err(|why| Problem::with("assignee", why))?;
        let mut fields = Map::from_iter([("assignedTo".to_owned(), value)]);
        fields.retain(|field, value| moved(field, value, &known.shown));
        self.set(member, contact, task, &known, (fields, Map::new())).await
    }

    async fn set(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
        known: &Known,
        (fields, saw): (Map<String, Value>, Map<String, Value>),
    ) -> Result<Option<WriteId>, Refusal> {
        if fields.is_empty() {
            return Ok(None);
        }
        let intent = intents::edit_task(member, contact, task, known.row.doc(), fields);
        let differs = |field: &str, seen: &Value| moved(field, seen, &known.shown);
        let intent = seen::based(intent, &saw, differs, &known.writes);
        Ok(Some(self.rooms.submit(intent).await?.id))
    }

    /// Completes a task, or opens it again. Nothing is written when it stands so already.
    pub async fn tick(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
        tick: Tick,
    ) -> Result<Option<WriteId>, Refusal> {
        let known = self.known(member, contact, task).await?;
        let done = tick == Tick::Done;
        if known.shown.flag("completed").unwrap_or(false) == done {
            return Ok(None);
        }
        Ok(Some(self.rooms.submit(intents::complete_task(member, contact, task, done)).await?.id))
    }

    /// Deletes a task.
    pub async fn delete(
        &self,
        member: &Member,
        contact: &ContactId,
        task: &TaskId,
    ) -> Result<WriteId, Refusal> {
        self.known(member, contact, task).await?;
        Ok(self.rooms.submit(intents::delete_task(member, contact, task)).await?.id)
    }
}

fn record(task: &TaskId) -> Result<RecordId, Refusal> {
    RecordId::new(task.as_str()).map_err(|_| Refusal::NotFound { what: "task" })
}

/// Whether a field would take another value than people see.
fn moved(field: &str, value: &Value, shown: &Doc) -> bool {
    match field {
        "dueDate" => value.as_str().and_then(|text| text.parse().ok()) != shown.time("dueDate"),
        "body" => {
            value.as_str().unwrap_or_default() != shown.text("body").map(text::plain).unwrap_or_default()
        }
        _ => value.as_str().unwrap_or_default() != shown.text(field).unwrap_or_default(),
    }
}

/// The fields of a task, or everything that is wrong with them at once. Null empties a field.
fn read(draft: &TaskDraft, reference: &Reference) -> Result<Map<String, Value>, Refusal> {
    let mut fields = Map::new();
    let mut problems = Vec::new();
    let mut take = |name: &str, wire: &str, read: Result<Value, String>| match read {
        Ok(value) => drop(fields.insert(wire.to_owned(), value)),
        Err(why) => problems.push(Problem::with(name, why)),
    };
    take("title", "title", title(draft.title.trim()));
    let body = draft.body.trim();
    take("body", "body", if body.is_empty() { Ok(Value::Null) } else { typed::long(body).map(Value::from) });
    match due(draft, reference) {
        Ok(due) => take("due_date", "dueDate", Ok(Value::from(due.to_string()))),
        Err(problem) => take(&problem.field, "dueDate", Err(problem.text.clone())),
    }
    take("assignee", "assignedTo", assignee(draft.assignee.trim(), reference));
    if problems.is_empty() { Ok(fields) } else { Err(Refusal::Invalid(problems)) }
}

fn title(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Err("A task needs a title.".to_owned());
    }
    typed::line(text).map(Value::from)
}

fn due(draft: &TaskDraft, reference: &Reference) -> Result<Timestamp, Problem> {
    let day = draft.due_date.trim();
    if day.is_empty() {
        return Err(Problem::with("due_date", "HighLevel wants a day for every task."));
    }
    let day = typed::date(day).map_err(|why| Problem::with("due_date", why))?;
    let time = match draft.due_time.trim() {
        "" => MORNING,
        text => text
            .parse()
            .map_err(|_| Problem::with("due_time", "Type the time as hours and minutes, such as 14:30."))?,
    };
    let at = day.to_datetime(time).to_zoned(reference.zone.clone());
    at.map(|at| at.timestamp()).map_err(|_| Problem::with("due_date", "This day is too far away."))
}

fn assignee(id: &str, reference: &Reference) -> Result<Value, String> {
    if id.is_empty() {
        return Ok(Value::Null);
    }
    let known = reference.users.iter().find(|user| user.id.as_str() == id);
    known
        .map(|user| Value::from(user.id.as_str()))
        .ok_or_else(|| "Choose one of the users of this location.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::tests::sample;

    #[test]
    fn a_task_is_due_at_nine_in_the_locations_zone_unless_a_time_is_given() {
        let draft = TaskDraft { title: "Call".into(), due_date: "2026-11-23".into(), ..Default::default() };

        let fields = read(&draft, &sample()).unwrap();

        assert_eq!(fields["dueDate"], "2026-11-23T17:00:00Z");
        assert_eq!(fields["assignedTo"], Value::Null);
    }

    #[test]
    fn a_task_is_refused_with_everything_that_is_wrong() {
        let draft = TaskDraft { due_date: "soon".into(), assignee: "u9".into(), ..Default::default() };

        let Err(Refusal::Invalid(problems)) = read(&draft, &sample()) else { panic!("it was taken") };

        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["title", "due_date", "assignee"]);
    }
}
