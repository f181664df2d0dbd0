//! What HighLevel does otherwise than it publishes, and what the sandbox chose where nobody has said.

use std::fmt;

use crate::Difference;

/// Who says that it is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// S: HighLevel's own files, in another place than the schema.
    Published,
    /// L: probes of the live API, recorded in public code.
    Live,
    /// I: a public issue.
    Issue,
    /// ?: nobody; the sandbox had to choose.
    Chosen,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "[S]",
            Self::Live => "[L]",
            Self::Issue => "[I]",
            Self::Chosen => "[?]",
        })
    }
}

/// One difference, of one operation or many.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Where; of none named, anywhere.
    pub operations: &'static [&'static str],
    /// Which kind of difference.
    pub kind: &'static str,
    /// A part of its detail.
    pub detail: &'static str,
    /// Who says so.
    pub mark: Mark,
    /// What they say.
    pub why: &'static str,
}

impl Known {
    /// Whether this is the difference that was found.
    pub(crate) fn covers(&self, operation: &str, found: &Difference) -> bool {
        (self.operations.is_empty() || self.operations.contains(&operation))
            && self.kind == found.kind
            && found.detail.contains(self.detail)
    }
}

impl fmt::Display for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.operations.is_empty() { "any".to_owned() } else { self.operations.join(", ") };
        write!(f, "{at}: {} `{}`: {} {}", self.kind, self.detail, self.why, self.mark)
    }
}

const ANY: &[&str] = &[];

/// A refusal of what the file allows.
const REFUSED: &str = "refused";
/// An answer with a status that the file does not have.
const STATUS: &str = "status";
/// Something accepted that the file forbids.
const ACCEPTED: &str = "accepted";
/// An answer that is not as its schema says.
const ANSWER: &str = "answer";
/// A method answered otherwise than a path without it would be.
const METHOD: &str = "method";

const fn known(
    kind: &'static str,
    operations: &'static [&'static str],
    detail: &'static str,
    mark: Mark,
    why: &'static str,
) -> Known {
    Known { operations, kind, detail, mark, why }
}

/// Every difference, of all operations.
pub const KNOWN: &[Known] = &[
    known(REFUSED, ANY, "property * should not exist", Mark::Issue, "an unknown member of a body is a 422"),
    known(REFUSED, ANY, "Contact with id * not found", Mark::Live, "an unknown contact is a 400"),
    known(
        REFUSED,
        &["create-contact", "upsert-contact"],
        "Pass at least one of name, email or phone",
        Mark::Live,
        "a contact of its location alone is a 400",
    ),
    known(
        REFUSED,
        &["create-contact", "update-contact"],
        "This location does not allow duplicated contacts.",
        Mark::Live,
        "the email or phone of another contact is a 400",
    ),
    known(
        REFUSED,
        &["get-duplicate-contact"],
        "Pass at least one of number, email query parameter",
        Mark::Issue,
        "neither number nor email is a 400, though neither is required",
    ),
    known(
        REFUSED,
        &["search-contacts-advanced"],
        "locationId must be a string",
        Mark::Issue,
        "the body is published empty, and its location is required",
    ),
    known(
        REFUSED,
        &["search-contacts-advanced"],
        "pageLimit must be a number",
        Mark::Published,
        "the body is published empty, and its page limit is required",
    ),
    known(
        REFUSED,
        &["create-contact", "update-contact", "upsert-contact"],
        "dateOfBirth must be a string",
        Mark::Published,
        "dates of birth are published as objects, with formats and an example of text",
    ),
    known(
        REFUSED,
        ANY,
        "must be a valid",
        Mark::Published,
        "dates, times and countries are published as any text, with examples of a form",
    ),
    known(
        REFUSED,
        &["get-contacts", "get-contacts-by-businessId"],
        "must be a number string",
        Mark::Chosen,
        "a limit that is no whole number, or any text where numbers are published as text, is a 422",
    ),
    known(
        REFUSED,
        &["create-association"],
        "removeAllTags can only be used with remove type",
        Mark::Published,
        "its description allows `removeAllTags` for removing alone",
    ),
    known(
        REFUSED,
        &["create-contact", "update-contact", "upsert-contact"],
        "field_value must be",
        Mark::Published,
        "a custom field's value has the type of that field, though the schema takes the form of any",
    ),
    known(
        REFUSED,
        &["add-contact-to-workflow"],
        "The workflow is not published",
        Mark::Chosen,
        "nobody is enrolled in a draft",
    ),
    known(
        STATUS,
        &["add-contact-to-workflow"],
        "",
        Mark::Live,
        "enrolment answers 201 where 200 is published",
    ),
    known(
        STATUS,
        ANY,
        "The token does not have access to this location.",
        Mark::Live,
        "another location is a 403, published nowhere in this file",
    ),
    known(
        STATUS,
        &["add-remove-contact-from-business", "create-association"],
        "version header",
        Mark::Live,
        "a missing or unknown version is a 401, also where no 401 is published",
    ),
    known(
        STATUS,
        &["add-remove-contact-from-business"],
        "The body must be a JSON object",
        Mark::Chosen,
        "a body that is no object is a 400, published for all but this one",
    ),
    known(
        STATUS,
        &["search-contacts-advanced"],
        "must be a",
        Mark::Issue,
        "what a search needs and does not have is a 422, not published for the search",
    ),
    known(
        STATUS,
        &["search-contacts-advanced"],
        "should not exist",
        Mark::Issue,
        "an unknown member of a body is a 422, not published for the search",
    ),
    known(
        STATUS,
        &["update-contact"],
        "Not authorized to update permanent dnd setting",
        Mark::Live,
        "a channel closed for good is not opened; that it is a 403 is our choice",
    ),
    known(STATUS, ANY, "Note with id * not found", Mark::Chosen, "an unknown note is a 404"),
    known(STATUS, ANY, "Task with id * not found", Mark::Chosen, "an unknown task is a 404"),
    known(STATUS, ANY, "Campaign with id * not found", Mark::Chosen, "an unknown campaign is a 404"),
    known(STATUS, ANY, "Workflow with id * not found", Mark::Chosen, "an unknown workflow is a 404"),
    known(ACCEPTED, ANY, " is null", Mark::Chosen, "null counts as left out where a member is optional"),
    known(
        ACCEPTED,
        ANY,
        "Missing request body",
        Mark::Chosen,
        "no body counts as an empty one where nothing is required",
    ),
    known(
        ACCEPTED,
        &["create-contact", "update-contact", "upsert-contact"],
        "Missing required property: id",
        Mark::Published,
        "a custom field is named by its id or its key, though the schema requires the id",
    ),
    known(
        ACCEPTED,
        &["create-contact", "update-contact", "upsert-contact"],
        "customFields.*.field_value",
        Mark::Chosen,
        "the value of a field that nobody defined is not looked at, and dropped with it",
    ),
    known(
        ANSWER,
        ANY,
        "/attributionSource: required",
        Mark::Issue,
        "contacts made by hand or by the API have a session source without the url that is required",
    ),
    known(
        ANSWER,
        &["get-contacts", "get-contacts-by-businessId"],
        "/contacts/*/attributions/*: required",
        Mark::Issue,
        "contacts made by hand or by the API have a session source without the url that is required",
    ),
    known(
        ANSWER,
        ANY,
        "/customFields/*/value: type",
        Mark::Published,
        "values are numbers and lists where the field is, and published as text",
    ),
    known(
        ANSWER,
        &["create-association"],
        "/responses/*: type",
        Mark::Chosen,
        "each contact has a record of its own in the answer, published as text",
    ),
    known(
        METHOD,
        ANY,
        "Cannot ",
        Mark::Live,
        "a method that a path does not have is the 404 of an unknown path, never a 405",
    ),
];
