//! Quirks: opportunities, conversations and businesses.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, Switch, quirk,
};

pub(super) const OPPORTUNITIES: Area = Area { title: "Opportunities", quirks: OPPORTUNITY_QUIRKS };
pub(super) const CONVERSATIONS: Area = Area { title: "Conversations", quirks: CONVERSATION_QUIRKS };
pub(super) const BUSINESSES: Area = Area { title: "Businesses", quirks: BUSINESS_QUIRKS };

const OPPORTUNITY_QUIRKS: &[Quirk] = &[
    quirk(
        "opportunity-once",
        Seen,
        "live bodies in public clients, 2026",
        "A second opportunity of a contact in a pipeline is a 400 `OPPORTUNITY_NO_DUPLICATE` with the first one's id, whatever its status; moving one there is refused too (ours)",
    )
    .switched(Switch::OpportunityOnce, true),
    quirk(
        "opportunity-spelling",
        Seen,
        "1.2, 5.5; that `v3` lets the older spelling in is ours",
        "The older search wants `location_id` and its siblings in snake case, and refuses camel case with a 422; `v3` wants camel case",
    ),
    quirk(
        "opportunity-pages",
        Ours,
        "5.5; 0 as the first page is in the `v3` documents",
        "The newer search wants every documented member; its pages begin at 0 under `v3`, at 1 under the dated versions; the cursor is under `sort` on each opportunity",
    ),
    quirk(
        "opportunity-fields",
        Seen,
        "5.5, issue 74; fields beside `pipeline_id`, `pipeline_stage_id`, `status`, `date_added` and `custom_fields.` are ours",
        "Filters of the newer search are in snake case; an unknown one is a 400 `Invalid field X`",
    ),
    quirk(
        "opportunity-values",
        Seen,
        "5.5, issue 305; that numbers are text is ours",
        "Custom fields are read under `fieldValue`; one opportunity comes without the notes the documents promise",
    ),
    quirk(
        "opportunity-events",
        Seen,
        "6.6, issue 27; that an edit which changes nothing sends nothing is ours",
        "Every opportunity event comes with an `OpportunityUpdate`, creation and deletion too; followers send nothing",
    ),
    quirk(
        "opportunity-status",
        Ours,
        "5.5",
        "`all` is no status to write; a reason is forgotten when an opportunity is not lost any more; another pipeline without a stage means its first stage",
    ),
    quirk("opportunity-orphans", Ours, "10", "A deleted contact's opportunities and conversation go with it and send nothing"),
];

const CONVERSATION_QUIRKS: &[Quirk] = &[
    quirk(
        "conversation-once",
        Seen,
        "1.4",
        "Creating a contact opens its conversation; a second one is a 400 with the first one's id",
    ),
    quirk(
        "messages-flat",
        Ours,
        "5.6; issue 54 saw the nested form live",
        "The list of messages is flat, as the documents have it; turned off it lies under `messages` once more",
    )
    .switched(Switch::MessagesFlat, true),
    quirk(
        "message-life",
        Ours,
        "5.6",
        "A message is `pending`, 0.2 seconds later `sent`, 1.5 seconds later `delivered`; `time_scale` shortens both",
    ),
    quirk(
        "message-fails",
        Ours,
        "5.6",
        "Texts to numbers that end in 555-0001 fail, mail to addresses that begin with `bounce` is never delivered",
    ),
    quirk(
        "message-dnd",
        Seen,
        "live bodies in public clients; order of checks ours",
        "A closed channel is a 400 `Cannot send message as DND is active for SMS.`, a contact without a number a 400 `Missing phone number`",
    ),
    quirk(
        "message-content",
        Seen,
        "live bodies in public clients",
        "A message without content is a 422 `There is no message or attachments for this message. Skip sending.`; the content of an e-mail is its `html` alone",
    ),
    quirk(
        "message-stop",
        Seen,
        "HighLevel's help; the words and that a logged message counts are ours",
        "A text that says STOP closes the channel for texts",
    ),
    quirk(
        "message-lenient",
        Ours,
        "5.6; `status` and `subType` are known to be left out",
        "Sending and logging a message let unknown members pass and want neither `status` nor `subType`",
    ),
    quirk(
        "message-logged",
        Ours,
        "5.6; some documents say one of the two is enough",
        "Logging a message wants both the contact and its conversation; a contact whose inbound do-not-disturb is on is refused",
    ),
    quirk(
        "message-events",
        Ours,
        "6.5, issue 260",
        "A message to a contact is told once, when it has left or failed to; the count of unread messages is told when it changes, a star is not",
    ),
    quirk(
        "conversation-search",
        Ours,
        "5.6",
        "Dates of the search are milliseconds; 20 to a page, at most 100; the cursor is under `sort`, its second half breaks ties; a conversation nothing was said in has the type `TYPE_ACTIVITY_CONTACT`",
    ),
];

const BUSINESS_QUIRKS: &[Quirk] = &[
    quirk("buiseness", Seen, "5.3", "A written business is under `buiseness`, a read one under `business`"),
    quirk(
        "business-pages",
        Ours,
        "5.3",
        "Newest first, at most 100 to a page; no `createdBy` and `updatedBy`",
    ),
    quirk("business-members", Ours, "5.3", "Contacts of a deleted business stay and belong to none"),
];
