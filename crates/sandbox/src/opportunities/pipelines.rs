//! Pipelines with their stages, and the reasons opportunities are lost for. Read-only, as HighLevel's.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{Answer, Outcome, Refusal};
use crate::contacts::desk::Desk;
use crate::query::Query;
use crate::world::record::{LostReason, Pipeline};

const DEFAULT_LIMIT: usize = 100;

/// `GET /opportunities/pipelines`
pub(super) async fn list(desk: Desk) -> Outcome {
    desk.world.look(|state| {
        let pipelines: Value = state.pipelines(&desk.location).map(pipeline).collect();
        Ok(Answer::ok(json!({ "pipelines": pipelines })))
    })
}

fn pipeline(pipeline: &Pipeline) -> Value {
    let stages = (0_u32..).zip(&pipeline.stages).map(|(position, stage)| {
        json!({
            "id": stage.id,
            "name": stage.name,
            "position": position,
            "showInFunnel": true,
            "showInPieChart": true,
        })
    });
    json!({
        "id": pipeline.id,
        "name": pipeline.name,
        "stages": stages.collect::<Value>(),
        "showInFunnel": true,
        "showInPieChart": true,
        "locationId": pipeline.location,
    })
}

/// What `GET /opportunities/lost-reason` may be asked. Nothing is ever deleted here, so `deleted` finds nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    name: Option<String>,
    deleted: Option<String>,
    query: Option<String>,
    skip: Option<String>,
    limit: Option<String>,
}

/// `GET /opportunities/lost-reason`
pub(super) async fn lost_reasons(desk: Desk, Query(asked): Query<Asked>) -> Outcome {
    let skip = whole("skip", asked.skip.as_deref(), 0)?;
    let limit = whole("limit", asked.limit.as_deref(), DEFAULT_LIMIT)?;
    desk.world.look(|state| {
        let found: Vec<&LostReason> =
            state.lost_reasons(&desk.location).filter(|reason| asked.takes(reason)).collect();
        let page = found.iter().skip(skip).take(limit);
        let shown: Value = page.map(|reason| shown(reason)).collect();
        Ok(Answer::ok(json!({ "lostReasons": shown, "total": found.len() })))
    })
}

impl Asked {
    fn takes(&self, reason: &LostReason) -> bool {
        let has = |text: &Option<String>, fits: fn(&str, &str) -> bool| {
            text.as_deref()
                .filter(|text| !text.is_empty())
                .is_none_or(|text| fits(&reason.name.to_lowercase(), &text.to_lowercase()))
        };
        self.deleted.as_deref() != Some("true")
            && has(&self.name, |own, wanted| own == wanted)
            && has(&self.query, |own, wanted| own.contains(wanted))
    }
}

fn shown(reason: &LostReason) -> Value {
    json!({
        "id": reason.id,
        "name": reason.name,
        "locationId": reason.location,
        "updatedAt": reason.added.to_string(),
        "createdAt": reason.added.to_string(),
    })
}

/// A whole number of the query, or its default.
pub(super) fn whole(name: &str, text: Option<&str>, otherwise: usize) -> Result<usize, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(otherwise) };
    text.parse().map_err(|_| {
        Refusal::invalid(format!("{name} must be a number conforming to the specified constraints"))
    })
}
