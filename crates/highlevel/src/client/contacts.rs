//! Contacts.

use futures::stream::BoxStream;
use jiff::Zoned;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use super::Client;
use super::call::Call;
use super::paging;
use super::records::{Followers, Notes, Tags, Tasks};
use crate::error::CallError;
use crate::ids::{BusinessId, CampaignId, ContactId, LocationId, WorkflowId};
use crate::model::{
    Appointment, Contact, ContactCreate, ContactSearch, ContactUpdate, ContactUpsert, ListAfter, SearchAfter,
};
use crate::operation::{Operation, contacts as row};
use crate::record::{Doc, take};

/// Calls about contacts.
#[derive(Debug, Clone, Copy)]
pub struct Contacts<'c> {
    client: &'c Client,
}

/// One page of a search.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchPage {
    /// The contacts of this page.
    pub contacts: Vec<Contact>,
    /// How many there are in all, as far as HighLevel's index knows.
    pub total: Option<u64>,
    /// Where the next page begins. The last page has one too.
    pub after: Option<SearchAfter>,
}

/// One page of the list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPage {
    /// The contacts of this page.
    pub contacts: Vec<Contact>,
    /// How many there are in all.
    pub total: Option<u64>,
    /// Where the next page begins, when HighLevel named both halves. The last page has one too.
    pub after: Option<ListAfter>,
}

/// What an upsert did.
#[derive(Debug, Clone, PartialEq)]
pub struct Upserted {
    /// The contact as it is now.
    pub contact: Contact,
    /// Whether it is a new one.
    pub is_new: bool,
}

/// Whether tags are added or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulkTags {
    /// Added.
    Add,
    /// Removed.
    Remove,
}

impl<'c> Contacts<'c> {
    pub(super) fn of(client: &'c Client) -> Self {
        Self { client }
    }

    /// Reads one contact.
    ///
    /// # Errors
    /// `UnknownRecord` when there is none, and whatever the door says.
    pub async fn get(&self, contact: &ContactId) -> Result<Contact, CallError> {
        self.client.raw(about(&row::GET_CONTACT, contact)).await?.member("contact")
    }

    /// Adds a contact.
    ///
    /// # Errors
    /// `Duplicate` when the location forbids it, and whatever the door says.
    pub async fn create(&self, contact: &ContactCreate) -> Result<Contact, CallError> {
        self.client.raw(Call::of(&row::CREATE_CONTACT).json(contact)?).await?.member("contact")
    }

    /// Changes the fields that are named.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn update(&self, contact: &ContactId, update: &ContactUpdate) -> Result<Contact, CallError> {
        self.client.raw(about(&row::UPDATE_CONTACT, contact).json(update)?).await?.member("contact")
    }

    /// Removes a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn delete(&self, contact: &ContactId) -> Result<(), CallError> {
        self.client.raw(about(&row::DELETE_CONTACT, contact)).await.map(drop)
    }

    /// Updates the contact with the same e-mail address or phone number, or creates one.
    ///
    /// HighLevel goes by the first field that matches and says nothing when the other one belongs to someone else.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn upsert(&self, contact: &ContactUpsert) -> Result<Upserted, CallError> {
        let answer = self.client.raw(Call::of(&row::UPSERT_CONTACT).json(contact)?).await?;
        Ok(Upserted { contact: answer.member("contact")?, is_new: answer.member_if("new")?.unwrap_or(false) })
    }

    /// One page of a search.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn search(&self, search: &ContactSearch) -> Result<SearchPage, CallError> {
        self.client.raw(Call::of(&row::SEARCH_CONTACTS_ADVANCED).json(search)?).await?.json()
    }

    /// Every contact a search finds, page after page.
    ///
    /// It ends with an error where HighLevel leads back or does not say how to go on, never early and silently. A
    /// contact that changes meanwhile may come twice in an order that the change moves it in.
    pub fn search_all(&self, search: ContactSearch) -> BoxStream<'c, Result<Contact, CallError>> {
        paging::search_all(self.client, search)
    }

    /// One page of the list, newest first. HighLevel would rather have us search.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn list(
        &self,
        location: &LocationId,
        limit: u32,
        after: Option<&ListAfter>,
    ) -> Result<ListPage, CallError> {
        let call = Call::of(&row::GET_CONTACTS)
            .query("locationId", location)
            .query("limit", limit)
            .query_if("startAfter", after.map(|after| after.start_after))
            .query_if("startAfterId", after.map(|after| &after.start_after_id));
        self.client.raw(call).await?.json()
    }

    /// Every contact of a location by the list, page after page.
    pub fn list_all(&self, location: LocationId) -> BoxStream<'c, Result<Contact, CallError>> {
        paging::list_all(self.client, location)
    }

    /// One page of the contacts of a business.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn of_business(
        &self,
        location: &LocationId,
        business: &BusinessId,
        limit: u32,
        skip: u32,
    ) -> Result<Vec<Contact>, CallError> {
        let call = Call::of(&row::GET_CONTACTS_BY_BUSINESS_ID)
            .path("businessId", business)
            .query("locationId", location)
            .query("limit", limit)
            .query("skip", skip);
        self.client.raw(call).await?.member("contacts")
    }

    /// The contact that has this e-mail address or phone number, by the location's rule. One of the two is needed.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn duplicate(
        &self,
        location: &LocationId,
        email: Option<&str>,
        phone: Option<&str>,
    ) -> Result<Option<Contact>, CallError> {
        let call = Call::of(&row::GET_DUPLICATE_CONTACT)
            .query("locationId", location)
            .query_if("number", phone)
            .query_if("email", email);
        self.client.raw(call).await?.member_if("contact")
    }

    /// Adds tags to many contacts at once, or removes them.
    ///
    /// # Errors
    /// Whatever the door says. Contacts that failed are counted in the answer, not refused.
    pub async fn change_tags(
        &self,
        location: &LocationId,
        change: BulkTags,
        contacts: &[ContactId],
        tags: &[String],
    ) -> Result<Doc, CallError> {
        let word = match change {
            BulkTags::Add => "add",
            BulkTags::Remove => "remove",
        };
        let body = json!({"contacts": contacts, "tags": tags, "locationId": location});
        self.client.raw(Call::of(&row::CREATE_ASSOCIATION).path("type", word).json(&body)?).await?.json()
    }

    /// Puts up to fifty contacts into a business, or takes them out of theirs.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn move_to_business(
        &self,
        location: &LocationId,
        contacts: &[ContactId],
        business: Option<&BusinessId>,
    ) -> Result<(), CallError> {
        let body = json!({"locationId": location, "ids": contacts, "businessId": business});
        self.client.raw(Call::of(&row::ADD_REMOVE_CONTACT_FROM_BUSINESS).json(&body)?).await.map(drop)
    }

    /// Starts a campaign for a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn add_to_campaign(&self, contact: &ContactId, campaign: &CampaignId) -> Result<(), CallError> {
        let call = about(&row::ADD_CONTACT_TO_CAMPAIGN, contact).path("campaignId", campaign);
        self.client.raw(call.json(&json!({}))?).await.map(drop)
    }

    /// Ends a campaign for a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn remove_from_campaign(
        &self,
        contact: &ContactId,
        campaign: &CampaignId,
    ) -> Result<(), CallError> {
        let call = about(&row::REMOVE_CONTACT_FROM_CAMPAIGN, contact).path("campaignId", campaign);
        self.client.raw(call).await.map(drop)
    }

    /// Ends every campaign for a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn remove_from_every_campaign(&self, contact: &ContactId) -> Result<(), CallError> {
        self.client.raw(about(&row::REMOVE_CONTACT_FROM_EVERY_CAMPAIGN, contact)).await.map(drop)
    }

    /// Starts a workflow for a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn add_to_workflow(
        &self,
        contact: &ContactId,
        workflow: &WorkflowId,
        event_start: Option<&Zoned>,
    ) -> Result<(), CallError> {
        self.workflow(&row::ADD_CONTACT_TO_WORKFLOW, contact, workflow, event_start).await
    }

    /// Ends a workflow for a contact.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn remove_from_workflow(
        &self,
        contact: &ContactId,
        workflow: &WorkflowId,
        event_start: Option<&Zoned>,
    ) -> Result<(), CallError> {
        self.workflow(&row::DELETE_CONTACT_FROM_WORKFLOW, contact, workflow, event_start).await
    }

    async fn workflow(
        &self,
        row: &'static Operation,
        contact: &ContactId,
        workflow: &WorkflowId,
        event_start: Option<&Zoned>,
    ) -> Result<(), CallError> {
        let mut body = Doc::new();
        if let Some(at) = event_start {
            body.insert("eventStartTime".to_owned(), at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string().into());
        }
        self.client.raw(about(row, contact).path("workflowId", workflow).json(&body)?).await.map(drop)
    }

    /// The contact's tasks.
    #[must_use]
    pub fn tasks(&self, contact: &ContactId) -> Tasks<'c> {
        Tasks::of(self.client, contact)
    }

    /// The contact's notes.
    #[must_use]
    pub fn notes(&self, contact: &ContactId) -> Notes<'c> {
        Notes::of(self.client, contact)
    }

    /// The contact's tags.
    #[must_use]
    pub fn tags(&self, contact: &ContactId) -> Tags<'c> {
        Tags::of(self.client, contact)
    }

    /// The users who follow the contact.
    #[must_use]
    pub fn followers(&self, contact: &ContactId) -> Followers<'c> {
        Followers::of(self.client, contact)
    }

    /// The contact's appointments. Their times have no zone and mean the location's.
    ///
    /// # Errors
    /// Whatever the door says.
    pub async fn appointments(&self, contact: &ContactId) -> Result<Vec<Appointment>, CallError> {
        self.client.raw(about(&row::GET_APPOINTMENTS_FOR_CONTACT, contact)).await?.member("events")
    }
}

/// A call about one contact.
pub(super) fn about(row: &'static Operation, contact: &ContactId) -> Call {
    Call::of(row).path("contactId", contact)
}

impl<'de> Deserialize<'de> for SearchPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            contacts: Vec<Contact>,
            #[serde(default)]
            total: Option<u64>,
        }
        let Wire { contacts, total } = Wire::deserialize(deserializer)?;
        let after = contacts.last().and_then(Contact::search_after);
        Ok(Self { contacts, total, after })
    }
}

impl<'de> Deserialize<'de> for ListPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            contacts: Vec<Contact>,
            #[serde(default)]
            meta: Doc,
        }
        let Wire { contacts, mut meta } = Wire::deserialize(deserializer)?;
        let halves = (take::<i64>(&mut meta, &["startAfter"]), take(&mut meta, &["startAfterId"]));
        let after = match halves {
            (Some(start_after), Some(start_after_id)) => Some(ListAfter { start_after, start_after_id }),
            _ => contacts.last().and_then(own_cursor),
        };
        Ok(Self {
            total: take::<i64>(&mut meta, &["total"]).and_then(|n| n.try_into().ok()),
            contacts,
            after,
        })
    }
}

/// The cursor is nothing but the last contact's date and id; so it can be made up where HighLevel gives one half.
fn own_cursor(last: &Contact) -> Option<ListAfter> {
    Some(ListAfter { start_after: last.date_added?.as_millisecond(), start_after_id: last.id.clone() })
}
