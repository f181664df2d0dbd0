//! Adding, moving, editing and deleting opportunities.

use domain::ids::WriteId;
use domain::record::{Doc, Kind, RecordId};
use domain::write::overlay;
use highlevel::operation::opportunities as row;
use highlevel::{ContactId, OpportunityId};
use serde_json::{Map, Value};
use store::Tx;

use super::{OpportunityDraft, OpportunityForm, Status};
use crate::contact::ContactRef;
use crate::draft::Form;
use crate::fields::typed;
use crate::member::must_write;
use crate::reference::Reference;
use crate::{Member, Problem, Refusal, Rooms, intents, rooms};

/// The most an opportunity can be worth here.
const LARGEST: f64 = 1e12;

/// Opportunities of contacts.
#[derive(Debug, Clone)]
pub struct Opportunities {
    rooms: Rooms,
}

impl Opportunities {
    /// Opportunities of these rooms.
    pub fn new(rooms: &Rooms) -> Self {
        Self { rooms: rooms.clone() }
    }

    /// The form for a new one, or for one that is there, with what was typed where that was refused.
    pub async fn form(
        &self,
        member: &Member,
        contact: &ContactId,
        opportunity: Option<&OpportunityId>,
        refused: Option<Form<OpportunityDraft>>,
    ) -> Result<OpportunityForm, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        let owner = rooms::living(&mut tx, member, contact).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let blocked = self.blocked(&mut tx, member, &reference).await?;
        let name = domain::contact::display_name(owner.doc());
        let form = match (refused, opportunity) {
            (Some(refused), _) => refused,
            (None, Some(id)) => {
                let (_, shown) = known(&mut tx, member, contact, id).await?;
                Form { draft: OpportunityDraft::of(shown.fields()), problems: Vec::new() }
            }
            (None, None) => Form { draft: blank(&name, &reference), problems: Vec::new() },
        };
        Ok(OpportunityForm {
            contact: ContactRef { id: contact.clone(), name },
            opportunity: opportunity.cloned(),
            form,
            pipelines: reference.pipelines,
            users: reference.users,
            blocked,
        })
    }

    /// What the connection lacks, or the location.
    async fn blocked(
        &self,
        tx: &mut Tx<'_>,
        member: &Member,
        reference: &Reference,
    ) -> Result<Option<String>, Refusal> {
        let connection = tx.connection_find(&member.location).await?;
        let lacks =
            connection.and_then(|connection| self.rooms.gateway.lacks(&connection, &row::UPDATE_OPPORTUNITY));
        Ok(match lacks {
            Some(scope) => Some(format!(
                "This connection may not change opportunities: the scope {scope} is missing. Connect the location \
                 again with it."
            )),
            None if reference.pipelines.is_empty() => Some(
                "No pipeline is known here. Pipelines are made in HighLevel; they appear here within minutes."
                    .to_owned(),
            ),
            None => None,
        })
    }

    /// A new opportunity, in the place of the one that `replaces` names.
    pub async fn add(
        &self,
        member: &Member,
        contact: &ContactId,
        draft: &OpportunityDraft,
        replaces: Option<WriteId>,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        rooms::living(&mut tx, member, contact).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        drop(tx);
        let mut fields = read(draft, &reference)?;
        fields.retain(|_, value| !value.is_null());
        let intent = intents::create_opportunity(member, contact, fields);
        Ok(self.rooms.submit_instead(intent, replaces).await?.id)
    }

    /// A new one that was sent before and not made, as it was typed.
    pub async fn again(
        &self,
        member: &Member,
        contact: &ContactId,
        write: WriteId,
    ) -> Result<Form<OpportunityDraft>, Refusal> {
        let mut tx = self.rooms.store.read().await?;
        let (write, fields) = rooms::sent_before(&mut tx, member, contact, Kind::Opportunity, write).await?;
        let reason = write.reason.map(|reason| Problem::with("name", reason));
        Ok(Form { draft: OpportunityDraft::of(&fields), problems: reason.into_iter().collect() })
    }

    /// An opportunity takes other values. Nothing is written when nothing moved.
    pub async fn edit(
        &self,
        member: &Member,
        contact: &ContactId,
        opportunity: &OpportunityId,
        draft: &OpportunityDraft,
    ) -> Result<Option<WriteId>, Refusal> {
        must_write(member)?;
        let mut tx = self.rooms.store.read().await?;
        let (doc, shown) = known(&mut tx, member, contact, opportunity).await?;
        let reference = rooms::reference(&mut tx, &member.location).await?;
        let replaced = rooms::stuck_edits(&mut tx, member, contact, &record(opportunity)?).await?;
        drop(tx);
        let mut fields = read(draft, &reference)?;
        fields.retain(|field, value| moved(field, value, &shown));
        // A stage is named with its pipeline, which HighLevel checks together.
        if let (Some(_), Some((pipeline, _))) =
            (fields.get("pipelineStageId"), reference.stage(draft.stage.trim()))
        {
            fields.insert("pipelineId".to_owned(), Value::from(pipeline.id.as_str()));
        }
        let done = if fields.is_empty() {
            None
        } else {
            let intent = intents::edit_opportunity(member, contact, opportunity, &doc, fields);
            Some(self.rooms.submit(intent).await?.id)
        };
        self.rooms.dismiss_all(&replaced).await?;
        Ok(done)
    }

    /// Deletes an opportunity.
    pub async fn delete(
        &self,
        member: &Member,
        contact: &ContactId,
        opportunity: &OpportunityId,
    ) -> Result<WriteId, Refusal> {
        must_write(member)?;
        known(&mut self.rooms.store.read().await?, member, contact, opportunity).await?;
        Ok(self.rooms.submit(intents::delete_opportunity(member, contact, opportunity)).await?.id)
    }
}

/// An opportunity as HighLevel has it, and with what is on its way.
async fn known(
    tx: &mut Tx<'_>,
    member: &Member,
    contact: &ContactId,
    opportunity: &OpportunityId,
) -> Result<(Doc, Doc), Refusal> {
    let id = record(opportunity)?;
    let row = rooms::belonging(tx, member, contact, Kind::Opportunity, &id).await?;
    if row.deleted_at().is_some() {
        return Err(Refusal::Conflict("This opportunity was deleted.".to_owned()));
    }
    let writes = tx.write_list_open_of(&member.location, Kind::Opportunity, &id).await?;
    let shown = overlay(row.doc(), &writes).doc;
    Ok((row.stored.doc, shown))
}

fn record(id: &OpportunityId) -> Result<RecordId, Refusal> {
    RecordId::new(id.as_str()).map_err(|_| Refusal::NotFound { what: "opportunity" })
}

/// A new one begins at the first stage of the first pipeline, under the contact's name.
fn blank(name: &str, reference: &Reference) -> OpportunityDraft {
    let first = reference.pipelines.iter().find_map(|pipeline| pipeline.stages.first());
    OpportunityDraft {
        name: name.to_owned(),
        stage: first.map(|stage| stage.id.clone()).unwrap_or_default(),
        status: Status::Open.wire().to_owned(),
        ..OpportunityDraft::default()
    }
}

fn moved(field: &str, value: &Value, shown: &Doc) -> bool {
    match field {
        "monetaryValue" => {
            let now = shown.get("monetaryValue").and_then(Value::as_f64).unwrap_or(0.0);
            (value.as_f64().unwrap_or(0.0) - now).abs() > f64::EPSILON
        }
        _ => value.as_str().unwrap_or_default() != shown.text(field).unwrap_or_default(),
    }
}

/// The fields, or everything that is wrong with them at once. Null empties a field.
fn read(draft: &OpportunityDraft, reference: &Reference) -> Result<Map<String, Value>, Refusal> {
    let mut fields = Map::new();
    let mut problems = Vec::new();
    let mut take = |name: &str, wire: &str, read: Result<Value, String>| match read {
        Ok(value) => drop(fields.insert(wire.to_owned(), value)),
        Err(why) => problems.push(Problem::with(name, why)),
    };
    take("name", "name", name(draft.name.trim()));
    let stage = reference.stage(draft.stage.trim());
    let unknown = || "Choose one of the stages.".to_owned();
    take(
        "stage",
        "pipelineStageId",
        stage.map(|(_, stage)| Value::from(stage.id.as_str())).ok_or_else(unknown),
    );
    take(
        "stage",
        "pipelineId",
        stage.map(|(pipeline, _)| Value::from(pipeline.id.as_str())).ok_or_else(unknown),
    );
    let status = match draft.status.trim() {
        "" => Some(Status::Open),
        word => Status::read(word),
    };
    let status = status.ok_or_else(|| "Choose how it stands.".to_owned());
    take("status", "status", status.map(|status| Value::from(status.wire())));
    take("value", "monetaryValue", value(draft.value.trim()));
    take("owner", "assignedTo", owner(draft.owner.trim(), reference));
    problems.dedup_by(|one, other| one.field == other.field);
    if problems.is_empty() { Ok(fields) } else { Err(Refusal::Invalid(problems)) }
}

fn name(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Err("An opportunity needs a name.".to_owned());
    }
    typed::line(text).map(Value::from)
}

fn value(text: &str) -> Result<Value, String> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    let digits: String =
        text.chars().filter(|letter| !matches!(letter, ' ' | ',' | '_' | '$' | '€')).collect();
    match digits.parse::<f64>() {
        Ok(number) if number.is_finite() && (0.0..=LARGEST).contains(&number) => Ok(Value::from(number)),
        _ => Err("Type the value as a number, such as 4200 or 4200.50.".to_owned()),
    }
}

fn owner(id: &str, reference: &Reference) -> Result<Value, String> {
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

    fn draft(stage: &str, value: &str) -> OpportunityDraft {
        OpportunityDraft {
            name: "Roof".into(),
            stage: stage.into(),
            status: "open".into(),
            value: value.into(),
            owner: String::new(),
        }
    }

    #[test]
    fn a_stage_brings_its_pipeline_and_a_value_is_read_as_people_write_it() {
        let fields = read(&draft("quoted", "12,500.50"), &sample()).unwrap();

        assert_eq!(fields["pipelineId"], "sales");
        assert_eq!(fields["monetaryValue"], 12500.5);
        assert_eq!(fields["assignedTo"], Value::Null);
    }

    #[test]
    fn an_opportunity_is_refused_with_everything_that_is_wrong() {
        let Err(Refusal::Invalid(problems)) = read(&draft("nowhere", "a lot"), &sample()) else {
            panic!("it was taken")
        };

        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["stage", "value"]);
    }
}
