//! A contact's opportunities as lines, pure.

use domain::record::{Doc, Kind, RecordId};
use domain::write::Write;
use highlevel::OpportunityId;
use serde_json::Value;

use super::{OpportunityLine, Status};
use crate::contact::lines::{Shown, coming, mine, shown};
use crate::reference::Reference;
use crate::standing::{Key, Standing};

/// Opportunities: open ones first, then by when they were made, newest first.
pub(crate) fn opportunities(
    records: &[(RecordId, Doc)],
    writes: &[&Write],
    reference: &Reference,
) -> Vec<OpportunityLine> {
    let known = records.iter().filter_map(|(id, doc)| {
        let Shown { doc, standing, going } = shown(id, doc, writes);
        Some(line(Key::Known(OpportunityId::new(id.as_str()).ok()?), &doc, standing, going, reference))
    });
    let new = coming(writes, Kind::Opportunity).into_iter().map(|(write, fields)| {
        let doc = Doc::from_fields(fields.clone());
        line(Key::New(write.id), &doc, Standing::of(write, || mine(write)), false, reference)
    });
    let mut lines: Vec<OpportunityLine> = known.chain(new).collect();
    lines.sort_by_key(|line| (line.status != Status::Open, std::cmp::Reverse(line.added)));
    lines
}

fn line(
    key: Key<OpportunityId>,
    doc: &Doc,
    standing: Standing,
    going: bool,
    reference: &Reference,
) -> OpportunityLine {
    let stage_id = doc.text("pipelineStageId").unwrap_or_default().to_owned();
    let named = reference.stage(&stage_id);
    OpportunityLine {
        key,
        name: doc.text("name").unwrap_or("Opportunity without a name").to_owned(),
        value: doc.get("monetaryValue").and_then(Value::as_f64).filter(|value| *value != 0.0),
        pipeline: named.map(|(pipeline, _)| pipeline.name.clone()),
        stage: named.map(|(_, stage)| stage.name.clone()),
        stage_id,
        status: doc.text("status").and_then(Status::read).unwrap_or_default(),
        owner: doc.text("assignedTo").and_then(|id| reference.user(id)),
        added: doc.time("createdAt"),
        moved: doc.time("lastStageChangeAt"),
        standing,
        going,
    }
}
