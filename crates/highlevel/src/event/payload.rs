//! What an event is about.

use jiff::Timestamp;
use serde_json::Value;

use super::kind::{EventKind, Group};
use crate::ids::{AppId, CompanyId, ContactId, ConversationId, LocationId, MessageId, UserId};
use crate::model::{Appointment, Contact, Note, Opportunity, Task};
use crate::record::{Doc, Wire};

/// The record an event carries.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload {
    /// An app was installed.
    Install(Box<AppInstall>),
    /// An app was removed.
    Uninstall(Box<AppUninstall>),
    /// A contact, without `dateUpdated`, followers, time zone and business.
    Contact(Box<Contact>),
    /// A task, without `completed`; on creation without its contact.
    Task(Box<Task>),
    /// A note: body, contact and date alone.
    Note(Box<Note>),
    /// An appointment, with exact times.
    Appointment(Box<Appointment>),
    /// An opportunity.
    Opportunity(Box<Opportunity>),
    /// A message.
    Message(Box<MessageNews>),
    /// A conversation's unread count.
    ConversationUnread(Box<ConversationUnread>),
    /// A campaign's progress with a contact.
    CampaignStatus(Box<CampaignStatus>),
    /// A location.
    Location(Box<LocationNews>),
    /// A user.
    User(Box<UserNews>),
    /// An event this crate does not know, or one that does not look as it should. The event's `doc` has it all.
    Other,
}

impl Payload {
    /// Reads the payload of an event of this kind.
    pub(super) fn read(kind: &EventKind, mut doc: Doc) -> Self {
        fn record<T: Wire>(doc: Doc, keep: impl FnOnce(Box<T>) -> Payload) -> Payload {
            T::read(&Value::Object(doc)).map_or(Payload::Other, |record| keep(Box::new(record)))
        }
        for key in ["type", "timestamp", "webhookId", "versionId"] {
            // On app events these are the event's, on others they are the envelope's.
            if kind.group() != Some(Group::App) {
                doc.shift_remove(key);
            }
        }
        match (kind, kind.group()) {
            (EventKind::Install, _) => record(doc, Self::Install),
            (EventKind::Uninstall, _) => record(doc, Self::Uninstall),
            (_, Some(Group::Contact)) => record(doc, Self::Contact),
            (_, Some(Group::Task)) => record(doc, Self::Task),
            (_, Some(Group::Note)) => record(doc, Self::Note),
            (_, Some(Group::Appointment)) => match doc.shift_remove("appointment") {
                Some(Value::Object(inner)) => record(inner, Self::Appointment),
                _ => Self::Other,
            },
            (_, Some(Group::Opportunity)) => record(doc, Self::Opportunity),
            (EventKind::ConversationUnreadUpdate, _) => record(doc, Self::ConversationUnread),
            (_, Some(Group::Conversation)) => record(doc, Self::Message),
            (_, Some(Group::Campaign)) => record(doc, Self::CampaignStatus),
            (_, Some(Group::Location)) => record(doc, Self::Location),
            (_, Some(Group::User)) => record(doc, Self::User),
            (_, Some(Group::App) | None) => Self::Other,
        }
    }
}

record! {
    /// An app was installed. Installing for a whole company names no location; HighLevel then sends one event for
    /// each location.
    pub struct AppInstall {
        /// The app.
        app_id: AppId = "appId",
        /// The version installed.
        version_id: String = "versionId",
        /// The company.
        company_id: CompanyId = "companyId",
        /// The location.
        location_id: LocationId = "locationId",
        /// Who installed it.
        user_id: UserId = "userId",
        /// The plan chosen.
        plan_id: String = "planId",
        /// `Location` or `Company`.
        install_type: String = "installType",
        /// The trial, if there is one.
        trial: Value = "trial",
        /// Whether the company sells under its own brand.
        is_whitelabel_company: bool = "isWhitelabelCompany",
        /// The brand.
        whitelabel_details: Value = "whitelabelDetails",
        /// The company's name.
        company_name: String = "companyName",
    }
}

record! {
    /// An app was removed, from a location or from a company.
    pub struct AppUninstall {
        /// The app.
        app_id: AppId = "appId",
        /// The company.
        company_id: CompanyId = "companyId",
        /// The location.
        location_id: LocationId = "locationId",
    }
}

record! {
    /// A message that came in or went out.
    pub struct MessageNews {
        /// The message.
        message_id: MessageId = "messageId",
        /// Its conversation.
        conversation_id: ConversationId = "conversationId",
        /// Its contact.
        contact_id: ContactId = "contactId",
        /// The location.
        location_id: LocationId = "locationId",
        /// `SMS`, `Email`, `CALL` and others.
        message_type: String = "messageType",
        /// `inbound` or `outbound`.
        direction: String = "direction",
        /// Text.
        body: String = "body",
        /// The form of the text.
        content_type: String = "contentType",
        /// Addresses of files.
        attachments: Vec<String> = "attachments",
        /// How far it got.
        status: String = "status",
        /// What sent it; on messages that went out.
        source: String = "source",
        /// The sender's address.
        from: String = "from",
        /// The receiver's address.
        to: String = "to",
        /// The user who sent it.
        user_id: UserId = "userId",
        /// The provider it went through.
        conversation_provider_id: String = "conversationProviderId",
        /// Length of a call in seconds.
        call_duration: f64 = "callDuration",
        /// How a call ended.
        call_status: String = "callStatus",
        /// When it was sent.
        date_added: Timestamp = "dateAdded",
    }
}

record! {
    /// A conversation's unread count changed.
    pub struct ConversationUnread(ConversationId) {
        /// Its contact.
        contact_id: ContactId = "contactId",
        /// The location.
        location_id: LocationId = "locationId",
        /// Messages not read yet.
        unread_count: i64 = "unreadCount",
        /// Whether it is in the inbox.
        inbox: bool = "inbox",
        /// Whether it is starred.
        starred: bool = "starred",
        /// Whether it was removed.
        deleted: bool = "deleted",
    }
}

record! {
    /// A campaign moved on with a contact.
    pub struct CampaignStatus {
        /// The campaign's id for this contact.
        id: String = "id",
        /// The contact.
        contact_id: ContactId = "contactId",
        /// The location.
        location_id: LocationId = "locationId",
        /// How far it got.
        status: String = "status",
        /// The template sent.
        template_id: String = "templateId",
        /// Whether the contact replied.
        replied: Value = "replied",
        /// When.
        date_added: Timestamp = "dateAdded",
    }
}

record! {
    /// A location changed. Its own id stands where other events have `locationId`.
    pub struct LocationNews(LocationId) {
        /// The company.
        company_id: CompanyId = "companyId",
        /// Name.
        name: String = "name",
        /// E-mail address.
        email: String = "email",
        /// The product in Stripe.
        stripe_product_id: String = "stripeProductId",
    }
}

record! {
    /// A user was added.
    pub struct UserNews(UserId) {
        /// The company.
        company_id: CompanyId = "companyId",
        /// The location.
        location_id: LocationId = "locationId",
        /// First name.
        first_name: String = "firstName",
        /// Last name.
        last_name: String = "lastName",
        /// E-mail address.
        email: String = "email",
        /// Phone number.
        phone: String = "phone",
        /// Phone extension.
        extension: String = "extension",
        /// `admin` or `user`.
        role: String = "role",
        /// What the user may do.
        permissions: Value = "permissions",
        /// Locations the user works in.
        locations: Vec<LocationId> = "locations",
    }
}
