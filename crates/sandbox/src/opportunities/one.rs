//! One opportunity: read, create, update, status, upsert, delete.

use axum::body::Bytes;
use axum::extract::Path;
use serde_json::{Value, json};

use super::input::{Follow, Input, status};
use super::show;
use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::body::{Body, Given, Need};
use crate::contacts::desk::Desk;
use crate::contacts::input::Purpose;
use crate::contacts::{custom, tags};
use crate::world::id::{ContactId, LostReasonId, OpportunityId, PipelineId, StageId};
use crate::world::record::{CommonText, Opportunity, OpportunityStatus, Pipeline};
use crate::world::{Act, State};

/// `GET /opportunities/{id}`
pub(super) async fn get(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.look(|state| {
        let found = find(&desk, state, &id)?;
        Ok(Answer::ok(json!({ "opportunity": show::opportunity(found, state) })))
    })
}

/// `POST /opportunities/`
pub(super) async fn create(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Create, desk.version)?;
    desk.owns(&input.location)?;
    desk.world.act(|act| {
        let contact = contact(&desk, act, &input)?;
        let new = born(act, &desk, contact, &input)?;
        let shown = saved(act, new);
        Ok(Answer::created(json!({ "opportunity": shown })))
    })
}

/// `PUT /opportunities/{id}`
pub(super) async fn update(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Update, desk.version)?;
    desk.world.act(|act| {
        let mut changed = find(&desk, act, &id)?.clone();
        lay_over(&mut changed, &input, &desk, act)?;
        refuse_second(act, &changed)?;
        let shown = saved(act, changed);
        Ok(Answer::ok(json!({ "opportunity": shown })))
    })
}

/// `PUT /opportunities/{id}/status`
pub(super) async fn set_status(desk: Desk, Path(id): Path<String>, body: Bytes) -> Outcome {
    let mut body = Body::read(&body)?;
    let status = status(&mut body, Need::Required);
    let reason = body.text("lostReasonId", Need::Optional).set();
    body.finish()?;
    desk.world.act(|act| {
        let mut changed = find(&desk, act, &id)?.clone();
        let status = status.unwrap_or(changed.status);
        become_status(&mut changed, status, reason.as_deref(), &desk, act)?;
        act.opportunity_save(changed);
        Ok(Answer::ok(done(&desk)))
    })
}

/// `DELETE /opportunities/{id}`
pub(super) async fn delete(desk: Desk, Path(id): Path<String>) -> Outcome {
    desk.world.act(|act| {
        let id = find(&desk, act, &id)?.id;
        act.opportunity_delete(&id);
        Ok(Answer::ok(done(&desk)))
    })
}

/// `POST /opportunities/upsert`: by id where one is given, else the contact's one in the pipeline, else a new one.
pub(super) async fn upsert(desk: Desk, body: Bytes) -> Outcome {
    let input = Input::read(&body, Purpose::Upsert, desk.version)?;
    desk.owns(&input.location)?;
    desk.world.act(|act| {
        let contact = input.contact.as_deref().map(|id| desk.folder(act, id).map(|folder| folder.contact.id));
        let contact = contact.transpose()?;
        let pipeline = pipeline(&desk, act, input.pipeline.as_deref().unwrap_or_default())?.id;
        let known = match (&input.id, contact) {
            (Some(id), _) => Some(find(&desk, act, id)?.clone()),
            (None, Some(contact)) => act.opportunities().of_in(&contact, &pipeline).cloned(),
            (None, None) => None,
        };
        let new = known.is_none();
        let mut one = match known {
            Some(mut known) => {
                lay_over(&mut known, &input, &desk, act)?;
                refuse_second(act, &known)?;
                known
            }
            None => born(act, &desk, contact, &input)?,
        };
        follow(&mut one.followers, &input);
        let shown = saved(act, one);
        Ok(Answer::ok(json!({ "opportunity": shown, "new": new })))
    })
}

fn follow(kept: &mut Vec<CommonText>, input: &Input) {
    let given = tags::common(input.followers.clone());
    match input.follow {
        Follow::Add => drop(tags::add_missing(kept, &given)),
        Follow::Remove => drop(tags::remove_present(kept, &given)),
        Follow::RemoveAll => kept.clear(),
    }
}

/// The opportunity whose id is `text`; one of another location is not there.
pub(super) fn find<'s>(desk: &Desk, state: &'s State, text: &str) -> Result<&'s Opportunity, Refusal> {
    let found = OpportunityId::parse(text).and_then(|id| state.opportunities().find(&id));
    found
        .filter(|one| one.location == desk.location)
        .ok_or_else(|| Refusal::NoRecord { noun: "Opportunity", id: text.to_owned() })
}

/// "It is done": one `e` in the dated versions, `success` beside it in `v3`.
fn done(desk: &Desk) -> Value {
    let mut done = desk.done();
    if desk.version.is_v3() {
        done["success"] = true.into();
    }
    done
}

fn contact(desk: &Desk, state: &State, input: &Input) -> Result<Option<ContactId>, Refusal> {
    let id = input.contact.as_deref();
    id.map(|id| desk.folder(state, id).map(|folder| folder.contact.id)).transpose()
}

fn saved(act: &mut Act<'_>, opportunity: Opportunity) -> Value {
    let id = opportunity.id;
    act.opportunity_save(opportunity);
    act.opportunities().find(&id).map_or(Value::Null, |kept| show::opportunity(kept, act))
}

/// Makes a new opportunity of a write. Without a stage it starts at the first one.
fn born(
    act: &mut Act<'_>,
    desk: &Desk,
    contact: Option<ContactId>,
    input: &Input,
) -> Result<Opportunity, Refusal> {
    let pipeline = pipeline(desk, act, input.pipeline.as_deref().unwrap_or_default())?;
    let stage = stage(pipeline, input.stage.as_deref())?;
    let pipeline = pipeline.id;
    let folder = contact.and_then(|id| act.register().folder(&id));
    let name = folder.and_then(|folder| folder.contact.full_name()).unwrap_or_default();
    let source = folder.and_then(|folder| folder.contact.source.clone());
    let mut new = Opportunity {
        name: name.into(),
        source,
        ..Opportunity::open(act.fresh(), desk.location, contact, (pipeline, stage), act.now())
    };
    refuse_second(act, &new)?;
    lay_over(&mut new, input, desk, act)?;
    Ok(new)
}

/// Refuses an opportunity whose contact has another one in the pipeline, unless the location allows that.
fn refuse_second(state: &State, opportunity: &Opportunity) -> Result<(), Refusal> {
    let Some(contact) = &opportunity.contact else { return Ok(()) };
    let mut others = state.opportunities().of(contact);
    let other = others.find(|one| one.pipeline == opportunity.pipeline && one.id != opportunity.id);
    match other {
        Some(other) if !state.allows_duplicate_opportunities() => {
            Err(Refusal::DuplicateOpportunity { existing: other.id.to_string() })
        }
        _ => Ok(()),
    }
}

fn lay_over(one: &mut Opportunity, input: &Input, desk: &Desk, state: &State) -> Result<(), Refusal> {
    let pipeline_id = input.pipeline.as_deref().and_then(PipelineId::parse);
    if pipeline_id != Some(one.pipeline) || input.stage.is_some() {
        move_to(one, input, desk, state)?;
    }
    if let Some(name) = &input.name {
        one.name = name.as_str().into();
    }
    match input.value {
        Given::Set(value) => one.value = value,
        Given::Null => one.value = 0.0,
        Given::Absent => {}
    }
    match &input.assigned_to {
        Given::Set(user) => one.assigned_to = (!user.is_empty()).then(|| user.as_str().into()),
        Given::Null => one.assigned_to = None,
        Given::Absent => {}
    }
    if let Given::Set(written) = &input.custom_fields {
        let fields = custom::lay_over(&one.custom_fields, written, state, &desk.location, "opportunity");
        one.custom_fields = fields.map_err(Refusal::Invalid)?;
    }
    let status = input.status.unwrap_or(one.status);
    become_status(one, status, input.lost_reason.as_deref(), desk, state)
}

/// Moves to the pipeline and stage named. Another pipeline without a stage means its first one [our choice].
fn move_to(one: &mut Opportunity, input: &Input, desk: &Desk, state: &State) -> Result<(), Refusal> {
    let kept = one.pipeline;
    let named = pipeline(desk, state, input.pipeline.as_deref().unwrap_or_else(|| kept.as_str()))?;
    if named.id != kept || input.stage.is_some() {
        one.stage = stage(named, input.stage.as_deref())?;
    }
    one.pipeline = named.id;
    Ok(())
}

/// A reason is kept with what is lost, and forgotten when it is not any more [our choice].
fn become_status(
    one: &mut Opportunity,
    status: OpportunityStatus,
    reason: Option<&str>,
    desk: &Desk,
    state: &State,
) -> Result<(), Refusal> {
    one.status = status;
    if status != OpportunityStatus::Lost {
        one.lost_reason = None;
        return Ok(());
    }
    if let Some(reason) = reason.filter(|text| !text.is_empty()) {
        let known = LostReasonId::parse(reason)
            .filter(|id| state.lost_reasons(&desk.location).any(|kept| kept.id == *id));
        let wrong = || Refusal::Bad("The lost reason id is invalid.".to_owned());
        one.lost_reason = Some(known.ok_or_else(wrong)?);
    }
    Ok(())
}

fn pipeline<'s>(desk: &Desk, state: &'s State, text: &str) -> Result<&'s Pipeline, Refusal> {
    let mut pipelines = state.pipelines(&desk.location);
    let found = pipelines.find(|pipeline| pipeline.id.as_str() == text);
    found.ok_or_else(|| Refusal::Bad("The pipeline id is invalid.".to_owned()))
}

fn stage(pipeline: &Pipeline, text: Option<&str>) -> Result<StageId, Refusal> {
    let found = match text {
        None => pipeline.stages.first(),
        Some(text) => pipeline.stages.iter().find(|stage| stage.id.as_str() == text),
    };
    let wrong = || Refusal::Bad("The pipeline stage id is invalid.".to_owned());
    found.map(|stage| stage.id).ok_or_else(wrong)
}
