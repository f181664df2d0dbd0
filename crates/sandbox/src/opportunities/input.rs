//! What an opportunity write may say, per operation.

use crate::answer::Refusal;
use crate::contacts::body::{Body, Given, Need};
use crate::contacts::custom::{self, Written};
use crate::contacts::input::Purpose;
use crate::door::Version;
use crate::world::record::OpportunityStatus;

/// A checked opportunity write.
#[derive(Clone, Debug, Default)]
pub(super) struct Input {
    pub(super) location: String,
    pub(super) id: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) pipeline: Option<String>,
    pub(super) stage: Option<String>,
    pub(super) name: Option<String>,
    pub(super) status: Option<OpportunityStatus>,
    pub(super) value: Given<f64>,
    pub(super) assigned_to: Given<String>,
    pub(super) lost_reason: Option<String>,
    pub(super) custom_fields: Given<Vec<Written>>,
    pub(super) followers: Vec<String>,
    pub(super) follow: Follow,
}

/// What an upsert does with the followers it names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Follow {
    #[default]
    Add,
    Remove,
    RemoveAll,
}

impl Input {
    /// Reads a body for one operation.
    pub(super) fn read(bytes: &[u8], purpose: Purpose, version: Version) -> Result<Self, Refusal> {
        let mut body = Body::read(bytes)?;
        let needed = |for_it: bool| if for_it { Need::Required } else { Need::Optional };
        let new = needed(purpose == Purpose::Create);
        let mut input = Self::default();
        if purpose != Purpose::Update {
            input.location = body.words("locationId", Need::Required).set().unwrap_or_default();
            input.contact = body.words("contactId", new).set();
        }
        input.pipeline = body.words("pipelineId", needed(purpose != Purpose::Update)).set();
        input.name = body.words("name", new).set();
        input.stage = body.words("pipelineStageId", Need::Optional).set();
        input.status = status(&mut body, new);
        input.value = body.number("monetaryValue", Need::Optional);
        input.assigned_to = body.text("assignedTo", Need::Optional);
        if purpose == Purpose::Upsert {
            input.id = body.words("id", Need::Optional).set();
            input.lost_reason = body.text("lostReasonId", Need::Optional).set();
            input.take_followers(&mut body);
        } else {
            input.custom_fields = custom::take(&mut body, version);
        }
        if version.is_v3() {
            // Forecasts are taken and not kept.
            body.take("forecastExpectedCloseDate");
            body.take("forecastProbability");
        }
        body.finish()?;
        Ok(input)
    }

    fn take_followers(&mut self, body: &mut Body) {
        self.followers = body.texts("followers", Need::Required).set().unwrap_or_default();
        let all = body.flag("isRemoveAllFollowers", Need::Required).set().unwrap_or_default();
        let action = body.text("followersActionType", Need::Required).set();
        self.follow = match action.as_deref() {
            _ if all => Follow::RemoveAll,
            Some("remove") => Follow::Remove,
            Some("add") | None => Follow::Add,
            Some(_) => {
                body.fault("followersActionType must be one of the following values: add, remove");
                Follow::Add
            }
        };
    }
}

/// Takes `status`. The `all` of searches is no status an opportunity can have [our choice].
pub(super) fn status(body: &mut Body, need: Need) -> Option<OpportunityStatus> {
    let text = body.text("status", need).set()?;
    let status = OpportunityStatus::parse(&text);
    if status.is_none() {
        body.fault("status must be one of the following values: open, won, lost, abandoned");
    }
    status
}
