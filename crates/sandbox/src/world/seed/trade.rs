//! What is for sale and how far it got: pipelines, reasons for losing, opportunities that fit a contact's stage.
//!
//! Promise: drawn apart from everything else, so a world with more in it keeps the ids it had. The first contacts
//! have more of it than the many after them, so that a large world stays lean.

use super::person::Stage as Life;
use super::place::Place;
use crate::world::chance::{Chance, Drawn};
use crate::world::entry::Entry;
use crate::world::id::{CustomFieldId, LostReasonId, PipelineId, StageId};
use crate::world::moment::{DAY, HOUR, Moment};
use crate::world::record::{
    Contact, CustomField, CustomValue, DataType, FieldValue, LostReason, Opportunity, OpportunityStatus,
    Pipeline, Stage,
};
use crate::world::state::State;

/// A stream of chance of its own.
const STREAM: u64 = u64::MAX - 21;
/// So many contacts of a location are as busy as a small one's; of the others one in twenty.
const BUSY: usize = 500;

const PIPELINES: [(&str, &[&str]); 2] = [
    ("Treatments", &["Proposed", "Discussed at home", "Agreed", "In treatment", "Finished"]),
    ("Memberships", &["Interested", "Trial month", "Member", "Renewal due"]),
];
const REASONS: [&str; 5] =
    ["Too expensive", "Chose another practice", "No answer", "Moved away", "Insurance does not pay"];
const FIELDS: [(&str, DataType, &[&str]); 3] = [
    ("Treatment", DataType::SingleOptions, &["Whitening", "Aligners", "Implants", "Crown", "Check-up plan"]),
    ("Visits planned", DataType::Numerical, &[]),
    ("What was promised", DataType::LargeText, &[]),
];
const WANTED: [&str; 6] = ["Whitening", "Aligners", "Implant", "Crown", "Family plan", "Check-ups"];

/// What opportunities of a location are made from.
#[derive(Debug)]
pub(super) struct Shop {
    pipelines: Vec<(PipelineId, Vec<StageId>)>,
    reasons: Vec<LostReasonId>,
    fields: Vec<CustomFieldId>,
}

/// Whether the contact of this number has any dealings beyond tasks and notes.
pub(super) fn has_dealings(number: usize, chance: &mut Chance) -> bool {
    number < 20 || chance.percent(if number < BUSY { 60 } else { 5 })
}

/// Sets up what a location sells.
pub(super) fn open(state: &mut State, seed: u64, place: &Place, now: Moment) -> Shop {
    let mut chance = Chance::new(seed, STREAM);
    let location = place.location;
    for (name, stages) in PIPELINES {
        let stages = stages.iter().map(|name| Stage { id: Drawn::draw(&mut chance), name: (*name).into() });
        let stages = stages.collect();
        let id = Drawn::draw(&mut chance);
        state.apply(Entry::Pipeline(Pipeline { id, location, name: name.into(), stages }));
    }
    let mut reasons = Vec::new();
    for name in REASONS {
        let id = Drawn::draw(&mut chance);
        reasons.push(id);
        let added = now.plus(-chance.between(200, 600) * DAY);
        state.apply(Entry::LostReason(LostReason { id, location, name: name.into(), added }));
    }
    let fields = fields(state, &mut chance, place);
    let stages = |pipeline: &Pipeline| pipeline.stages.iter().map(|stage| stage.id).collect();
    let pipelines = state.pipelines(&location).map(|pipeline| (pipeline.id, stages(pipeline))).collect();
    Shop { pipelines, reasons, fields }
}

fn fields(state: &mut State, chance: &mut Chance, place: &Place) -> Vec<CustomFieldId> {
    let mut ids = Vec::new();
    for (position, (name, data_type, options)) in (0_u32..).zip(FIELDS) {
        let key: String = name.to_lowercase().replace(' ', "_");
        let id = Drawn::draw(chance);
        ids.push(id);
        state.apply(Entry::CustomField(CustomField {
            id,
            location: place.location,
            name: name.into(),
            field_key: format!("opportunity.{key}").into(),
            data_type,
            placeholder: options.is_empty().then(|| name.into()),
            options: options.iter().map(|option| Box::from(*option)).collect(),
            files: None,
            position: position * 50,
            model: "opportunity".into(),
        }));
    }
    ids
}

/// The opportunities with one contact.
pub(super) fn opportunities(
    contact: &Contact,
    life: Life,
    place: &Place,
    shop: &Shop,
    chance: &mut Chance,
) -> Vec<Opportunity> {
    use OpportunityStatus::{Abandoned, Lost, Open, Won};
    let (first, status) = match life {
        Life::New => (0, Open),
        Life::Contacted => (1, Open),
        Life::Booked => (2, Open),
        Life::Customer | Life::Regular => (4, Won),
        Life::Quiet => (chance.below(3), Abandoned),
        Life::Lost => (chance.below(4), Lost),
    };
    let mut made = vec![opportunity(contact, (0, first), status, place, shop, chance)];
    if matches!(life, Life::Customer | Life::Regular) && chance.percent(60) {
        let stage = chance.below(5);
        let status = if stage == 4 { Won } else { Open };
        made.push(opportunity(contact, (1, stage), status, place, shop, chance));
    }
    if life == Life::Regular && chance.percent(50) {
        let stage = chance.below(4);
        made.push(opportunity(contact, (2, stage), Open, place, shop, chance));
    }
    made
}

fn opportunity(
    contact: &Contact,
    (pipeline, stage): (usize, usize),
    status: OpportunityStatus,
    place: &Place,
    shop: &Shop,
    chance: &mut Chance,
) -> Opportunity {
    let now = place.days.now();
    let after = |from: Moment, chance: &mut Chance| {
        let left = (now.millis() - from.millis()).max(1);
        from.plus(chance.between(0, left - 1))
    };
    let added = contact.added.plus(chance.between(0, HOUR)).min(now);
    let stage_changed = if stage == 0 { added } else { after(added, chance) };
    let status_changed = if status == OpportunityStatus::Open { added } else { after(stage_changed, chance) };
    let (pipeline, stages) = &shop.pipelines[pipeline.min(shop.pipelines.len() - 1)];
    let lost = status == OpportunityStatus::Lost;
    Opportunity {
        id: Drawn::draw(chance),
        location: place.location,
        contact: Some(contact.id),
        pipeline: *pipeline,
        stage: stages[stage.min(stages.len() - 1)],
        name: name(contact, chance),
        status,
        #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
        value: (chance.between(3, 90) * 50) as f64,
        assigned_to: contact.assigned_to.clone(),
        source: contact.source.clone(),
        lost_reason: lost.then(|| shop.reasons[chance.below(shop.reasons.len())]),
        followers: if chance.percent(15) { vec![place.staff(chance)] } else { Vec::new() },
        custom_fields: custom_fields(shop, chance),
        added,
        updated: stage_changed.max(status_changed),
        stage_changed,
        status_changed,
    }
}

fn name(contact: &Contact, chance: &mut Chance) -> Box<str> {
    let who = contact.full_name().unwrap_or_else(|| "Guest".to_owned());
    if chance.percent(50) { who.into() } else { format!("{} for {who}", chance.pick(&WANTED)).into() }
}

fn custom_fields(shop: &Shop, chance: &mut Chance) -> Vec<CustomValue> {
    let mut values = Vec::new();
    if chance.percent(40) {
        let options = FIELDS[0].2;
        values.push((0, FieldValue::Text(options[chance.below(options.len())].into())));
    }
    if chance.percent(25) {
        values.push((1, FieldValue::Number(chance.between(1, 8).into())));
    }
    if chance.percent(10) {
        values.push((2, FieldValue::Text("Ten per cent off when started this month.".into())));
    }
    values.into_iter().map(|(field, value)| CustomValue { id: shop.fields[field], value }).collect()
}
