//! Events about locations, their staff and their campaigns.

use serde_json::{Map, Value, json};

use super::Payload;
use crate::contacts::show::put;
use crate::world::id::{CampaignId, CompanyId};
use crate::world::moment::Moment;
use crate::world::record::{Contact, Location, User};

/// Fields of a location event: a handful, whatever changed.
pub(in crate::world) fn location(location: &Location) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(location.id.as_str()));
    put(&mut fields, "companyId", Some(location.company.as_str()));
    put(&mut fields, "name", Some(&location.name));
    put(&mut fields, "email", Some(&location.email));
    fields
}

/// Fields of a user event.
pub(in crate::world) fn user(company: CompanyId, user: &User) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "companyId", Some(company.as_str()));
    put(&mut fields, "id", Some(user.id.as_str()));
    put(&mut fields, "firstName", Some(&user.first_name));
    put(&mut fields, "lastName", Some(&user.last_name));
    put(&mut fields, "email", Some(&user.email));
    put(&mut fields, "phone", Some(&user.phone));
    put(&mut fields, "extension", user.extension.as_deref());
    put(&mut fields, "role", Some(&user.role));
    fields.insert("permissions".into(), Value::Object(permissions(user)));
    fields.insert("locations".into(), json!(user.locations));
    fields
}

/// What a user may open. Only administrators may change settings and see payments; the rest is on for everybody.
pub fn permissions(user: &User) -> Map<String, Value> {
    let admin = &*user.role == "admin";
    let everybody = EVERYBODY.into_iter().map(|name| (name, true));
    let administrators = ADMINISTRATORS.into_iter().map(|name| (name, admin));
    let nobody = NOBODY.into_iter().map(|name| (name, false));
    let all = everybody.chain(administrators).chain(nobody);
    all.map(|(name, may)| (name.to_owned(), may.into())).collect()
}

const EVERYBODY: [&str; 18] = [
    "appointmentsEnabled",
    "bulkRequestsEnabled",
    "campaignsEnabled",
    "contactsEnabled",
    "contentAiEnabled",
    "conversationsEnabled",
    "dashboardStatsEnabled",
    "funnelsEnabled",
    "leadValueEnabled",
    "marketingEnabled",
    "onlineListingsEnabled",
    "opportunitiesEnabled",
    "phoneCallEnabled",
    "reviewsEnabled",
    "tagsEnabled",
    "triggersEnabled",
    "websitesEnabled",
    "workflowsEnabled",
];

const ADMINISTRATORS: [&str; 10] = [
    "agentReportingEnabled",
    "attributionsReportingEnabled",
    "bloggingEnabled",
    "cancelSubscriptionEnabled",
    "exportPaymentsEnabled",
    "invoiceEnabled",
    "paymentsEnabled",
    "recordPaymentEnabled",
    "refundsEnabled",
    "settingsEnabled",
];

const NOBODY: [&str; 10] = [
    "adwordsReportingEnabled",
    "affiliateManagerEnabled",
    "assignedDataOnly",
    "botService",
    "campaignsReadOnly",
    "communitiesEnabled",
    "facebookAdsReportingEnabled",
    "membershipEnabled",
    "socialPlanner",
    "workflowsReadOnly",
];

/// Fields of a campaign event: where a contact stands in a campaign.
pub(in crate::world) fn campaign_status(
    contact: &Contact,
    campaign: &CampaignId,
    status: &str,
    now: Moment,
) -> Payload {
    let mut fields = Payload::new();
    put(&mut fields, "id", Some(campaign.as_str()));
    put(&mut fields, "contactId", Some(contact.id.as_str()));
    put(&mut fields, "status", Some(status));
    put(&mut fields, "dateAdded", Some(&now.to_string()));
    fields
}
