//! Contacts, and what hangs on them: tags, followers, campaigns and workflows; tasks, notes and appointments in `kept`.

mod kept;

use crate::operation::row::Answer::{Flag, Many, One};
use crate::operation::row::Method::{Delete, Get, Post, Put};
use crate::operation::row::{App, Operation, any, choice, flag, number, object, objects, text, texts};
use crate::scope::Scope;

pub use kept::{
    CREATE_NOTE, CREATE_TASK, DELETE_NOTE, DELETE_TASK, GET_ALL_NOTES, GET_ALL_TASKS,
    GET_APPOINTMENTS_FOR_CONTACT, GET_NOTE, GET_TASK, UPDATE_NOTE, UPDATE_TASK, UPDATE_TASK_COMPLETED,
};

/// Every row of this file.
pub static ALL: &[&Operation] = &[
    &GET_CONTACTS,
    &CREATE_CONTACT,
    &GET_CONTACT,
    &UPDATE_CONTACT,
    &DELETE_CONTACT,
    &UPSERT_CONTACT,
    &SEARCH_CONTACTS_ADVANCED,
    &GET_DUPLICATE_CONTACT,
    &GET_CONTACTS_BY_BUSINESS_ID,
    &GET_ALL_TASKS,
    &CREATE_TASK,
    &GET_TASK,
    &UPDATE_TASK,
    &UPDATE_TASK_COMPLETED,
    &DELETE_TASK,
    &GET_APPOINTMENTS_FOR_CONTACT,
    &GET_ALL_NOTES,
    &CREATE_NOTE,
    &GET_NOTE,
    &UPDATE_NOTE,
    &DELETE_NOTE,
    &ADD_TAGS,
    &REMOVE_TAGS,
    &ADD_FOLLOWERS_CONTACT,
    &REMOVE_FOLLOWERS_CONTACT,
    &CREATE_ASSOCIATION,
    &ADD_REMOVE_CONTACT_FROM_BUSINESS,
    &ADD_CONTACT_TO_CAMPAIGN,
    &REMOVE_CONTACT_FROM_CAMPAIGN,
    &REMOVE_CONTACT_FROM_EVERY_CAMPAIGN,
    &ADD_CONTACT_TO_WORKFLOW,
    &DELETE_CONTACT_FROM_WORKFLOW,
];

// Published with `count`, live with `meta`.
/// `GET /contacts/`
pub static GET_CONTACTS: Operation = Operation::new(App::Contacts, "get-contacts", Get, "/contacts/")
    .says(
        "List contacts",
        "Lists a location's contacts, newest first; contact search does the same with filters.",
    )
    .scopes(&[Scope::CONTACTS_READONLY])
    .query(&[
        text("locationId").required(),
        text("startAfterId"),
        number("startAfter"),
        text("query"),
        number("limit"),
    ])
    .answers(200, Many("contacts"))
    .deprecated();

/// `POST /contacts/`
pub static CREATE_CONTACT: Operation = Operation::new(App::Contacts, "create-contact", Post, "/contacts/")
    .says(
        "Create contact",
        "Adds a contact to a location, unless the location forbids duplicates and already has one.",
    )
    .scopes(&[Scope::CONTACTS_WRITE])
    .body(&[
        text("firstName"),
        text("lastName"),
        text("name"),
        text("email"),
        text("locationId").required(),
        text("gender"),
        text("phone"),
        text("address1"),
        text("city"),
        text("state"),
        text("postalCode"),
        text("website"),
        text("timezone"),
        flag("dnd"),
        object("dndSettings"),
        object("inboundDndSettings"),
        texts("tags"),
        objects("customFields"),
        text("source"),
        text("dateOfBirth"),
        text("country"),
        text("companyName"),
        text("assignedTo"),
    ])
    .answers(201, One("contact"));

/// `GET /contacts/{contactId}`
pub static GET_CONTACT: Operation =
    Operation::new(App::Contacts, "get-contact", Get, "/contacts/{contactId}")
        .says("Get contact", "Reads one contact with every field that has a value.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("contactId")])
        .answers(200, One("contact"));

/// `PUT /contacts/{contactId}`
pub static UPDATE_CONTACT: Operation =
    Operation::new(App::Contacts, "update-contact", Put, "/contacts/{contactId}")
        .says(
            "Update contact",
            "Changes the fields that are sent and leaves the others; tags are replaced as a whole.",
        )
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[
            text("firstName"),
            text("lastName"),
            text("name"),
            text("email"),
            text("phone"),
            text("address1"),
            text("city"),
            text("state"),
            text("postalCode"),
            text("website"),
            text("timezone"),
            flag("dnd"),
            object("dndSettings"),
            object("inboundDndSettings"),
            texts("tags"),
            objects("customFields"),
            text("source"),
            text("dateOfBirth"),
            text("country"),
            text("assignedTo"),
        ])
        .answers(200, One("contact"));

/// `DELETE /contacts/{contactId}`
pub static DELETE_CONTACT: Operation =
    Operation::new(App::Contacts, "delete-contact", Delete, "/contacts/{contactId}")
        .says("Delete contact", "Removes one contact with its tasks and notes.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .answers(200, Flag("succeded"));

/// `POST /contacts/upsert`
pub static UPSERT_CONTACT: Operation =
    Operation::new(App::Contacts, "upsert-contact", Post, "/contacts/upsert")
        .says(
            "Create or update contact",
            "Updates the contact with the same e-mail address or phone number, or creates one.",
        )
        .scopes(&[Scope::CONTACTS_WRITE])
        .body(&[
            text("firstName"),
            text("lastName"),
            text("name"),
            text("email"),
            text("locationId").required(),
            text("gender"),
            text("phone"),
            text("address1"),
            text("city"),
            text("state"),
            text("postalCode"),
            text("website"),
            text("timezone"),
            flag("dnd"),
            object("dndSettings"),
            object("inboundDndSettings"),
            texts("tags"),
            objects("customFields"),
            text("source"),
            text("dateOfBirth"),
            text("country"),
            text("companyName"),
            text("assignedTo"),
            flag("createNewIfDuplicateAllowed"),
        ])
        .answers(200, One("contact"));

// The published description leaves the body empty; these are the fields it takes.
/// `POST /contacts/search`
pub static SEARCH_CONTACTS_ADVANCED: Operation =
    Operation::new(App::Contacts, "search-contacts-advanced", Post, "/contacts/search")
        .says("Search contacts", "Finds contacts by text, filters and order, page by page.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .body(&[
            text("locationId").required(),
            number("pageLimit").required(),
            number("page"),
            any("searchAfter"),
            text("query"),
            objects("filters"),
            objects("sort"),
        ])
        .answers(200, Many("contacts"));

/// `GET /contacts/search/duplicate`
pub static GET_DUPLICATE_CONTACT: Operation =
    Operation::new(App::Contacts, "get-duplicate-contact", Get, "/contacts/search/duplicate")
        .says("Find duplicate contact", "Looks for the contact that has this e-mail address or phone number.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .query(&[text("locationId").required(), text("number"), text("email")])
        .answers(200, One("contact"));

/// `GET /contacts/business/{businessId}`
pub static GET_CONTACTS_BY_BUSINESS_ID: Operation =
    Operation::new(App::Contacts, "get-contacts-by-businessId", Get, "/contacts/business/{businessId}")
        .says("List contacts of a business", "Lists the contacts that belong to one business.")
        .scopes(&[Scope::CONTACTS_READONLY])
        .path_params(&[text("businessId")])
        .query(&[text("limit"), text("locationId").required(), text("skip"), text("query")])
        .answers(200, Many("contacts"));

/// `POST /contacts/{contactId}/tags`
pub static ADD_TAGS: Operation =
    Operation::new(App::Contacts, "add-tags", Post, "/contacts/{contactId}/tags")
        .says("Add tags", "Puts tags on a contact and keeps those it has; unknown tags are defined.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[texts("tags").required()])
        .answers(201, Many("tags"));

/// `DELETE /contacts/{contactId}/tags`
pub static REMOVE_TAGS: Operation =
    Operation::new(App::Contacts, "remove-tags", Delete, "/contacts/{contactId}/tags")
        .says("Remove tags", "Takes tags off a contact; the location keeps their definitions.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[texts("tags").required()])
        .answers(200, Many("tags"));

/// `POST /contacts/{contactId}/followers`
pub static ADD_FOLLOWERS_CONTACT: Operation =
    Operation::new(App::Contacts, "add-followers-contact", Post, "/contacts/{contactId}/followers")
        .says("Add followers", "Lets users follow a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[texts("followers").required()])
        .answers(201, Many("followers"));

/// `DELETE /contacts/{contactId}/followers`
pub static REMOVE_FOLLOWERS_CONTACT: Operation =
    Operation::new(App::Contacts, "remove-followers-contact", Delete, "/contacts/{contactId}/followers")
        .says("Remove followers", "Ends users' following of a contact.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[text("contactId")])
        .body(&[texts("followers").required()])
        .answers(200, Many("followers"));

// The published description leaves `type` undeclared and names this after something else; some clients send the
// braces literally.
/// `POST /contacts/bulk/tags/update/{type}`
pub static CREATE_ASSOCIATION: Operation =
    Operation::new(App::Contacts, "create-association", Post, "/contacts/bulk/tags/update/{type}")
        .says("Change tags in bulk", "Adds tags to, or removes them from, many contacts at once.")
        .scopes(&[Scope::CONTACTS_WRITE])
        .path_params(&[choice("type", &["add", "remove"])])
        .body(&[
            texts("contacts").required(),
            texts("tags").required(),
            text("locationId").required(),
            flag("removeAllTags"),
        ])
        .answers(201, Flag("succeded"));

/// `POST /contacts/bulk/business`
pub static ADD_REMOVE_CONTACT_FROM_BUSINESS: Operation =
    Operation::new(App::Contacts, "add-remove-contact-from-business", Post, "/contacts/bulk/business")
        .says(
            "Move contacts to a business",
            "Puts up to fifty contacts into a business, or takes them out of theirs.",
        )
        .scopes(&[Scope::CONTACTS_WRITE])
        .body(&[
            text("locationId").required(),
            texts("ids").required(),
            text("businessId").required().or_null(),
        ])
        .answers(200, Flag("success"));

/// `POST /contacts/{contactId}/campaigns/{campaignId}`
pub static ADD_CONTACT_TO_CAMPAIGN: Operation = Operation::new(
    App::Contacts,
    "add-contact-to-campaign",
    Post,
    "/contacts/{contactId}/campaigns/{campaignId}",
)
.says("Add to campaign", "Starts a campaign for a contact.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId"), text("campaignId")])
.body(&[])
.answers(201, Flag("succeded"));

/// `DELETE /contacts/{contactId}/campaigns/{campaignId}`
pub static REMOVE_CONTACT_FROM_CAMPAIGN: Operation = Operation::new(
    App::Contacts,
    "remove-contact-from-campaign",
    Delete,
    "/contacts/{contactId}/campaigns/{campaignId}",
)
.says("Remove from campaign", "Ends one campaign for a contact.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId"), text("campaignId")])
.answers(200, Flag("succeded"));

/// `DELETE /contacts/{contactId}/campaigns/removeAll`
pub static REMOVE_CONTACT_FROM_EVERY_CAMPAIGN: Operation = Operation::new(
    App::Contacts,
    "remove-contact-from-every-campaign",
    Delete,
    "/contacts/{contactId}/campaigns/removeAll",
)
.says("Remove from every campaign", "Ends all campaigns for a contact.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId")])
.answers(200, Flag("succeded"));

// Published as 200, live 201.
/// `POST /contacts/{contactId}/workflow/{workflowId}`
pub static ADD_CONTACT_TO_WORKFLOW: Operation = Operation::new(
    App::Contacts,
    "add-contact-to-workflow",
    Post,
    "/contacts/{contactId}/workflow/{workflowId}",
)
.says("Add to workflow", "Starts a HighLevel workflow for a contact.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId"), text("workflowId")])
.body(&[text("eventStartTime")])
.answers(201, Flag("succeded"));

/// `DELETE /contacts/{contactId}/workflow/{workflowId}`
pub static DELETE_CONTACT_FROM_WORKFLOW: Operation = Operation::new(
    App::Contacts,
    "delete-contact-from-workflow",
    Delete,
    "/contacts/{contactId}/workflow/{workflowId}",
)
.says("Remove from workflow", "Ends a HighLevel workflow for a contact.")
.scopes(&[Scope::CONTACTS_WRITE])
.path_params(&[text("contactId"), text("workflowId")])
.body(&[text("eventStartTime")])
.answers(200, Flag("succeded"));
