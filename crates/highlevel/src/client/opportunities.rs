//! Opportunities and pipelines.

use serde_json::json;

use super::Client;
use super::call::Call;
use crate::error::CallError;
use crate::ids::{LocationId, LostReasonId, OpportunityId, UserId};
use crate::model::{
    LostReason, Opportunity, OpportunityCreate, OpportunitySearch, OpportunityStatus, OpportunityUpdate,
    Pipeline,
};
use crate::operation::{Operation, opportunities as row};
use crate::record::Doc;

/// Calls about opportunities.
#[derive(Debug, Clone, Copy)]
pub struct Opportunities<'c> {
    client: &'c Client,
}

/// Where a page of opportunities begins: the sort value and id of the last one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpportunityAfter {
    /// Milliseconds since 1970.
    pub start_after: i64,
    /// The last opportunity of the page before.
    pub start_after_id: OpportunityId,
}

/// One page of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct OpportunityPage {
    /// The opportunities of this page.
    pub opportunities: Vec<Opportunity>,
    /// How many there are in all.
    pub total: Option<u64>,
    /// Where the next page begins, when HighLevel named both halves.
    pub after: Option<OpportunityAfter>,
}

impl<'c> Opportunities<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Every pipeline of a location, with its stages.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn pipelines(&self, location: &LocationId) -> Result<Vec<Pipeline>, CallError> {
        let call = Call::of(&row::GET_PIPELINES).query("locationId", location);
        self.client.raw(call).await?.member("pipelines")
    }

    /// Every reason a location gives for lost opportunities.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn lost_reasons(&self, location: &LocationId) -> Result<Vec<LostReason>, CallError> {
        let call = Call::of(&row::GET_LOST_REASON).query("locationId", location);
        self.client.raw(call).await?.member("lostReasons")
    }

    /// One page of a search.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn search(
        &self,
        location: &LocationId,
        search: &OpportunitySearch,
        limit: u32,
        after: Option<&OpportunityAfter>,
    ) -> Result<OpportunityPage, CallError> {
        let call = Call::of(&row::SEARCH_OPPORTUNITY)
            .query("location_id", location)
            .query_if("q", search.query.as_ref())
            .query_if("contact_id", search.contact.as_ref())
            .query_if("pipeline_id", search.pipeline.as_ref())
            .query_if("pipeline_stage_id", search.stage.as_ref())
            .query_if("status", search.status.as_ref())
            .query_if("assigned_to", search.assigned_to.as_ref())
            .query("limit", limit)
            .query_if("startAfter", after.map(|after| after.start_after))
            .query_if("startAfterId", after.map(|after| &after.start_after_id));
        let answer = self.client.raw(call).await?;
        let meta: Doc = answer.member_if("meta")?.unwrap_or_default();
        Ok(OpportunityPage {
            opportunities: answer.member("opportunities")?,
            total: meta.get("total").and_then(serde_json::Value::as_u64),
            after: next(&meta),
        })
    }

    /// One opportunity.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn get(&self, opportunity: &OpportunityId) -> Result<Opportunity, CallError> {
        self.client.raw(about(&row::GET_OPPORTUNITY, opportunity)).await?.member("opportunity")
    }

    /// Adds an opportunity.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn create(&self, opportunity: &OpportunityCreate) -> Result<Opportunity, CallError> {
        self.client.raw(Call::of(&row::CREATE_OPPORTUNITY).json(opportunity)?).await?.member("opportunity")
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(
        &self,
        opportunity: &OpportunityId,
        update: &OpportunityUpdate,
    ) -> Result<Opportunity, CallError> {
        let call = about(&row::UPDATE_OPPORTUNITY, opportunity).json(update)?;
        self.client.raw(call).await?.member("opportunity")
    }

    /// Marks an opportunity as open, won, lost or abandoned; a lost one may say why.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn set_status(
        &self,
        opportunity: &OpportunityId,
        status: &OpportunityStatus,
        lost_reason: Option<&LostReasonId>,
    ) -> Result<(), CallError> {
        let mut body = json!({"status": status});
        if let Some(reason) = lost_reason {
            body["lostReasonId"] = json!(reason);
        }
        self.client.raw(about(&row::UPDATE_OPPORTUNITY_STATUS, opportunity).json(&body)?).await.map(drop)
    }

    /// Removes an opportunity.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, opportunity: &OpportunityId) -> Result<(), CallError> {
        self.client.raw(about(&row::DELETE_OPPORTUNITY, opportunity)).await.map(drop)
    }

    /// Lets users follow; answers with everyone who does now.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn follow(
        &self,
        opportunity: &OpportunityId,
        users: &[UserId],
    ) -> Result<Vec<UserId>, CallError> {
        self.change_followers(&row::ADD_FOLLOWERS_OPPORTUNITY, opportunity, users).await
    }

    /// Ends users' following; answers with those who still do.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn unfollow(
        &self,
        opportunity: &OpportunityId,
        users: &[UserId],
    ) -> Result<Vec<UserId>, CallError> {
        self.change_followers(&row::REMOVE_FOLLOWERS_OPPORTUNITY, opportunity, users).await
    }

    async fn change_followers(
        &self,
        row: &'static Operation,
        opportunity: &OpportunityId,
        users: &[UserId],
    ) -> Result<Vec<UserId>, CallError> {
        let call = about(row, opportunity).json(&json!({"followers": users}))?;
        self.client.raw(call).await?.member("followers")
    }
}

fn about(row: &'static Operation, opportunity: &OpportunityId) -> Call {
    Call::of(row).path("id", opportunity)
}

fn next(meta: &Doc) -> Option<OpportunityAfter> {
    Some(OpportunityAfter {
        start_after: meta.get("startAfter")?.as_i64()?,
        start_after_id: OpportunityId::new(meta.get("startAfterId")?.as_str()?).ok()?,
    })
}
